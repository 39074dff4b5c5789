"""What is shown in Discord, as components: digests, papers, replies, reports and forms. Pure."""
