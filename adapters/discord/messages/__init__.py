"""Render digests, papers, replies, reports and forms as Discord components. Pure."""
