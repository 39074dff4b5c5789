"""The guided setup: its questions, what it checks, and what it writes."""
