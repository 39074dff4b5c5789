"""Calls to Discord: the session, rate limits, tokens of posts, and what its errors mean."""
