from __future__ import annotations

from tests.adapters.cli.test_online import beside
from tests.helpers.fake_servers.discord import TOKEN
from tests.helpers.fake_servers.discord import discord as standing_in


def test_the_invitation_asks_for_what_is_used_and_no_more(terminal):
    with beside(standing_in()) as server:
        terminal.set(DISCORD_API_URL=server.url, DISCORD_BOT_TOKEN=TOKEN)
        printed = terminal("discord", "invite")

    assert printed.out == (
        "https://discord.com/oauth2/authorize?client_id=100&scope=bot+applications.commands&permissions=309237746688\n"
    )


def test_without_a_token_it_says_what_to_do(terminal):
    printed = terminal("discord", "invite")

    assert printed.code == 2
    assert "DISCORD_BOT_TOKEN is not set" in printed.err
