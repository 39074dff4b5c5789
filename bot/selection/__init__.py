"""Which of the ranked papers one destination reads, and how an entry is made of a paper. Pure."""
