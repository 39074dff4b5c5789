"""Lets ``python -m adapters.cli`` do what ``hotpapers`` does."""

from adapters.cli import main

if __name__ == "__main__":
    main()
