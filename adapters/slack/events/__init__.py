"""What people do in Slack: listeners, requests, and the handlers that respond."""
