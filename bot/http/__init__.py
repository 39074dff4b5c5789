"""The one HTTP client: timeouts, size limits, retries, and how a response or a network error is read."""
