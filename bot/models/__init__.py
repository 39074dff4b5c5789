"""The words of the project as frozen values: what is collected, chosen, asked, answered and read."""
