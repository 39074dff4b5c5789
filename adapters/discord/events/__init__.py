"""What people do in Discord: the client, commands, and the responder of an interaction."""
