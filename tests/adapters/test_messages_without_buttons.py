"""Where no one listens, messages have links alone."""

from __future__ import annotations

import json

from adapters.discord.messages import report as discord_report
from adapters.discord.messages.buttons import unpressable as unpressable_view
from adapters.discord.messages.digest import views
from adapters.slack.messages import report as slack_report
from adapters.slack.messages.controls import unpressable
from adapters.slack.messages.digest import render
from bot import wording
from bot.models.papers import PaperId
from bot.models.report import PickKind, ReportEntry
from bot.store.lock import exclusive_lock, is_running
from tests.helpers import factories

DIGEST = factories.digest(factories.entry(), factories.entry("2008.10598"))
ENTRY = ReportEntry(PaperId("2008.10599"), "A", "A Title", "https://arxiv.org/abs/2008.10599",
                      "https://arxiv.org/html/2008.10599", kinds=(PickKind.TABLE,))  # fmt: skip
PRESSED = ('"actions"', '"static_select"', '"custom_id"', "Open a paper", wording.EXCHANGE)


def test_slack_is_sent_links_instead():
    bodies = [*render(DIGEST), slack_report.paper(ENTRY, None)]

    for body in bodies:
        before, after = json.dumps(body), json.dumps(unpressable(body))
        assert any(word in before for word in PRESSED)
        assert not any(word in after for word in PRESSED)
        assert "https://arxiv.org/abs/2008.1059" in after
        assert unpressable(body)["blocks"]


async def test_discord_is_sent_links_instead():
    for view in [*(view for _, view in views(DIGEST)), discord_report.paper(ENTRY, None)]:
        before = json.dumps(view.to_components())
        after = json.dumps(unpressable_view(view).to_components())
        assert any(word in before for word in PRESSED)
        assert not any(word in after for word in PRESSED)
        assert "https://arxiv.org/abs/2008.1059" in after


def test_only_the_bot_itself_hears(tmp_path):
    database = tmp_path / "hotpapers.db"
    assert not is_running(database)

    with exclusive_lock(database, "collect"):
        assert not is_running(database)
    with exclusive_lock(database, "run"):
        assert is_running(database)

    assert not is_running(database)
