"""The data model as frozen values: papers, digests, commands, replies, posts, reports and subscriptions."""
