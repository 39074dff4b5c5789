"""The platforms that people read on, each a package that knows `bot` and none of its siblings."""

from bot.models.platform import PLATFORM_INFOS

PLATFORMS = {name: f"adapters.{name}:connect" for name in PLATFORM_INFOS}
"""Name → where its `connect(settings) -> Platform` is found, imported only when it is used."""
