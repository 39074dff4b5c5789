"""Maintain the database file: schema, backup, restore, erasure and retention."""
