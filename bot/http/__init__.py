"""The HTTP client: timeouts, size limits, retries, and the parsing of responses and network errors."""
