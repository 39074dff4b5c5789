"""Select the papers of one destination from the ranking, and build their entries. Pure."""
