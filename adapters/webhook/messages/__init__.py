"""Pure rendering of a digest as one message, in the format of each service."""
