"""Compute when subscriptions are due and when sources are polled. Pure."""
