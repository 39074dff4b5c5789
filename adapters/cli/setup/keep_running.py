"""Write what keeps hotpapers running: a systemd unit, or a compose file."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from bot.errors import CommandError
from bot.filesystem import atomic_replace

UNIT = """\
# Copy to ~/.config/systemd/user/ and run: systemctl --user enable --now hotpapers
[Unit]
Description=Hot papers of arXiv

[Service]
WorkingDirectory={folder}
ExecStart={command} run
Restart=always
RestartSec=30
RestartPreventExitStatus=2

[Install]
WantedBy=default.target
"""
COMPOSE = """\
# Build the image first: docker build -t hotpapers -f deploy/docker/Dockerfile . (in a clone of hotpapers)
services:
  hotpapers:
    image: hotpapers
    restart: on-failure
    env_file: .env
    environment:
      HOTPAPERS_DATABASE: /data/hotpapers.db
      HOTPAPERS_CACHE: /data/cache
    volumes: ["hotpapers:/data"]
    ports: ["127.0.0.1:8080:8080"]
volumes:
  hotpapers: {}
"""
CHOICES = (("no", "not now"), ("systemd", "a systemd unit of your account"), ("compose", "a compose file for Docker"))
NEXT = {
    "systemd": "cp hotpapers.service ~/.config/systemd/user/ && systemctl --user enable --now hotpapers",
    "compose": "docker compose up -d",
}
FILES = {"systemd": "hotpapers.service", "compose": "compose.yaml"}


def write(kind: str, folder: Path) -> str:
    """Write the file of *kind* into *folder*, and return the command that uses it. An other file is not replaced."""
    file = folder / FILES[kind]
    command = shutil.which("hotpapers") or sys.argv[0]
    body = COMPOSE if kind == "compose" else UNIT.format(folder=folder.absolute(), command=command)
    try:
        if file.exists() and file.read_text(encoding="utf-8") != body:
            raise CommandError(f"{file} is there already and differs; move it away to have a new one.")
        atomic_replace.replace(file, body.encode())
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{file} can't be written ({getattr(error, 'strerror', None) or error}).") from error
    return NEXT[kind]
