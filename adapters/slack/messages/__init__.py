"""What is shown in Slack, as blocks: digests, papers, replies, reports and forms. Pure."""
