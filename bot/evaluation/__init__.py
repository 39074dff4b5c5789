"""How well hotpapers does, measured: on recorded material, and on made-up days whose truth is known."""
