"""Limits on how fast and how often services are called: rate limiters, a fair queue and a circuit breaker."""
