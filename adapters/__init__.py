"""The platforms that people read on, each a package that knows `bot` and none of its siblings."""

PLATFORMS = {
    "slack": "adapters.slack:connect",
    "discord": "adapters.discord:connect",
    "site": "adapters.site:connect",
    "terminal": "adapters.terminal:connect",
}
"""Name → where its `connect(settings) -> Platform` is found, imported only when it is used."""
