"""Calls to Slack: the client, credentials, uploads, history, and what its errors mean."""
