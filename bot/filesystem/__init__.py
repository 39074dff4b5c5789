"""Files that are replaced as a whole, and folders that are removed after use."""
