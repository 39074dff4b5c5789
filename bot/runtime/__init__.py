"""The runtime of the bot: the supervisor of its services, the timer of planning, and the dispatcher of posts."""
