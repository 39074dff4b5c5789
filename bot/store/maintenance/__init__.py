"""The life of the database file: its schema, backups, restoring, erasing and pruning."""
