"""What keeps a running bot alive: the supervisor of its services, the timer and the dispatcher of posts."""
