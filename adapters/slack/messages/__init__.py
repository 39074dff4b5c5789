"""Render digests, papers, replies, reports and forms as Slack blocks. Pure."""
