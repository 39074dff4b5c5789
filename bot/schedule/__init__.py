"""When a subscription is due and when a source is polled. Pure."""
