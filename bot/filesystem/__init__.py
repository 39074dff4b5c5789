"""Replace files atomically, and make temporary folders that are removed even after a crash."""
