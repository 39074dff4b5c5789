"""Crashes: the bot as a process, killed at named steps and started again, and what people saw of it counted."""
