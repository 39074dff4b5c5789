"""Names that others rely on: scripts, dashboards, settings files, and buttons in messages of last year.

Whatever is called otherwise in the code, these stay. New ones may come.
"""

from __future__ import annotations

import asyncio
from datetime import date, time
from typing import get_args

import click
import httpx
import pytest

import adapters.cli
from adapters.cli import application, group
from adapters.cli.group import COMMANDS as CLI_COMMANDS
from adapters.cli.group import OLD_NAMES
from adapters.cli.http_server import serve
from adapters.discord.messages import buttons as discord_buttons
from adapters.slack.events import requests
from adapters.slack.messages import controls, forms
from bot import config
from bot.commands.context import CommandContext
from bot.commands.forget_me import ForgetMe
from bot.commands.reading_list import CitationFormat, ExportReadingList
from bot.commands.registry import COMMANDS
from bot.commands.status import ShowStatus
from bot.errors import (
    CommandError,
    ConfigError,
    DeliveryPostponed,
    DeliveryRefused,
    DestinationGone,
    FatalStoreError,
    HotPapersError,
    SourceError,
    StoreError,
)
from bot.models.command import (
    ActOnPaper,
    ExplainScore,
    ListSubscriptions,
    ManageSubscription,
    PaperAction,
    ResetFeedback,
    SetDigest,
    SetReport,
    ShowHelp,
    ShowHotList,
    ShowPaper,
    ShowReadingList,
    StopDigest,
    StopReport,
    Subscribe,
    SubscriptionAction,
    SwapPick,
)
from bot.models.digest import Filter, Ranking
from bot.models.papers import PaperId
from bot.models.reply import Button
from bot.models.report import PickKind
from bot.models.subscription import DigestOptions, Frequency, Period, Schedule
from bot.report import slides
from bot.runtime.supervisor import Health
from tests.helpers import stored_version
from tests.helpers.cli_runner import DAY
from tests.helpers.fakes import Clock

PAPER = PaperId("2008.10599")
NINE = Schedule(Frequency.DAILY, time(9), (), "Europe/Paris")
LABELS = {
    "HotList", "Look", "Why", "Subscribe", "Subscriptions", "Manage", "SetDigest", "DigestOff", "SetReport",
    "ReportOff", "Exchange", "DigestReset", "OnPaper", "Saved", "Export", "Status", "ForgetMe", "LookUpAll", "Help",
}  # fmt: skip
KINDS = {"ideas", "formula", "picture", "card", "grid", "note", "works", "outline"}
PRINTED = {
    "week page 2": ShowHotList(when=Period(7), page=1),
    'cs.CV "ice cream" -survey author:"Ada Lovelace" 2020-08-24..2020-08-25 public': ShowHotList(
        Filter(("cs.CV",), ("ice cream",), ("survey",), ("Ada Lovelace",)),
        Period(first=date(2020, 8, 24), last=date(2020, 8, 25)),
        public=True,
    ),
    "paper 2008.10599": ShowPaper(PAPER),
    "why 2008.10599": ExplainScore(PAPER),
    "subscribe cs daily 09:00 Europe/Paris top 5 floor 1.5 classic days 7 threads off fair on mine 30%": Subscribe(
        Filter(("cs",)), NINE, DigestOptions(5, 1.5, Ranking.CLASSIC, 7, False, True, 30)
    ),
    "subscriptions": ListSubscriptions(),
    "preview 3": ManageSubscription(SubscriptionAction.PREVIEW, 3),
    "pause 3": ManageSubscription(SubscriptionAction.PAUSE, 3),
    "resume 3": ManageSubscription(SubscriptionAction.RESUME, 3),
    "change 3": ManageSubscription(SubscriptionAction.CHANGE, 3),
    "unsubscribe 3": ManageSubscription(SubscriptionAction.UNSUBSCRIBE, 3),
    "digest cs daily 09:00 Europe/Paris": SetDigest(Filter(("cs",)), NINE),
    "digest off": StopDigest(),
    "digest reset": ResetFeedback(),
    "report mon 09:00 UTC": SetReport(Schedule(Frequency.WEEKLY, time(9), (0,), "UTC")),
    "report off": StopReport(),
    "swap equation 2008.10599": SwapPick(PickKind.EQUATION, PAPER),
    "abstract 2008.10599": ActOnPaper(PaperAction.ABSTRACT, PAPER),
    "save 2008.10599": ActOnPaper(PaperAction.SAVE, PAPER),
    "unsave 2008.10599": ActOnPaper(PaperAction.UNSAVE, PAPER),
    "more 2008.10599": ActOnPaper(PaperAction.MORE, PAPER),
    "notforus 2008.10599": ActOnPaper(PaperAction.NOT_FOR_US, PAPER),
    "discuss 2008.10599": ActOnPaper(PaperAction.DISCUSS, PAPER),
    "saved": ShowReadingList(),
    "export bibtex": ExportReadingList(CitationFormat.BIBTEX),
    "export ris": ExportReadingList(CitationFormat.RIS),
    "export csl": ExportReadingList(CitationFormat.CSL),
    "status": ShowStatus(),
    "forget me": ForgetMe(),
    "help": ShowHelp(),
}
"""What buttons of messages that were sent carry."""


def test_commands_are_counted_under_the_names_that_they_had():
    assert {spec.command.label for spec in COMMANDS.specs} >= LABELS


def test_the_template_of_slides_knows_blocks_by_the_names_that_they_had():
    assert {block.kind for block in get_args(slides.Block)} >= KINDS


@pytest.mark.parametrize("text", PRINTED)
def test_a_button_of_an_old_message_asks_what_it_asked(text):
    assert COMMANDS.format(PRINTED[text]) == text
    assert COMMANDS.parse(text) == PRINTED[text]


def test_controls_are_heard_under_the_ids_that_they_had():
    action = controls.buttons([Button("Help", ShowHelp())])[0]["elements"][0]

    assert (action["action_id"], action["value"]) == ("hp:0", "help")
    assert (requests.LOOK_UP, forms.CALLBACK, forms.ZONE) == ("hp:look_up", "hp:form", "hp:zone")
    assert (discord_buttons.MENU_ID, discord_buttons.KEY_PREFIX) == ("open", "=")
    assert discord_buttons.custom_id_for(ShowHelp()) == "help"
    assert discord_buttons.custom_id_for(ShowHotList(Filter((), ("x" * 120,)))).startswith("=")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (CommandError(""), 2), (ConfigError(""), 2), (DeliveryRefused(""), 2), (DestinationGone(""), 2),
        (FatalStoreError(""), 2), (click.UsageError(""), 2), (SourceError(""), 1), (StoreError(""), 1),
        (DeliveryPostponed(""), 1), (HotPapersError(""), 1), (KeyboardInterrupt(), 130),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else "",
)  # fmt: skip
def test_exit_codes_mean_what_they_meant(error, code, monkeypatch):
    def fails(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(group, "hotpapers", type("Failing", (), {"main": staticmethod(fails)}))

    assert adapters.cli.run(["status"]) == code


async def test_parts_of_a_running_bot_are_told_of_by_the_names_that_they_had(store, web, served):
    context = CommandContext(store, web, served.settings, stored_version.holidays(), Clock())

    assert set(application.BotApplication(context, web, {}).services()) >= {
        "database", "collecting", "planning", "reporting", "tidying", "delivering", "sweeping", "watching",
        "forgetting", "serving",
    }  # fmt: skip


async def test_health_is_told_under_the_keys_that_it_had(monkeypatch):
    address = asyncio.get_running_loop().create_future()
    monkeypatch.setattr(click, "echo", lambda line, **_: address.set_result(line.split()[1]))
    health = Health(ready=True, failures={"slack": "it ended"}, sources={"x": "down"})
    serving = asyncio.create_task(serve("127.0.0.1:0", health, ()))

    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(await address)

    serving.cancel()
    told = {"ok": False, "troubles": {"slack": "it ended"}, "sources": {"x": "down"}}
    assert answer.status_code == 503
    assert answer.json() | told == answer.json()


def test_commands_of_the_command_line_have_the_names_that_they_had():
    assert set(CLI_COMMANDS) | set(OLD_NAMES) >= {
        "demo", "collect", "digest", "post", "weekly", "deliveries", "paper", "why", "run", "slack", "discord",
        "import", "check", "backup", "restore", "forget", "tidy", "prune", "evaluate", "status", "serve", "export",
    }  # fmt: skip


def test_the_digest_for_programs_has_the_keys_that_it_had(filled):
    digest = filled("digest", *DAY, "--format", "json").json

    assert set(digest) >= {"date", "categories", "as_of", "sources", "entries"}
    assert set(digest["sources"][0]) >= {"name", "ok", "as_of", "error"}
    assert set(digest["entries"][0]) >= {
        "rank", "id", "title", "authors", "categories", "summary", "summary_by", "score", "reasons", "engagement",
        "url", "pdf", "mentions",
    }  # fmt: skip


def test_deliveries_for_programs_have_the_keys_that_they_had(filled, platform):
    filled("post", "--to", "slack:C1", *DAY)

    (delivery,) = filled("deliveries", "--json").json["deliveries"]

    assert set(delivery) >= {
        "number", "platform", "workspace", "channel", "date", "created", "messages", "retry_at", "reason",
    }  # fmt: skip
    assert set(delivery["messages"]) == {"done"}


SETTINGS = """
HOTPAPERS_DATABASE HOTPAPERS_CATEGORIES HOTPAPERS_TIMEZONE HOTPAPERS_RANKING HOTPAPERS_TOP HOTPAPERS_FLOOR
HOTPAPERS_CONTACT HOTPAPERS_HOLIDAYS HOTPAPERS_WEEKLY_PAPERS HOTPAPERS_WEEKLY_FIGURES HOTPAPERS_CACHE HOTPAPERS_SITE
HOTPAPERS_ARXIV_API_URL HOTPAPERS_ARXIV_FEED_URL HOTPAPERS_ARXIV_HTML_URL HOTPAPERS_ARXIV_SOURCE_URL
HOTPAPERS_ARXIV_DELAY HOTPAPERS_HUGGINGFACE_URL HOTPAPERS_HACKERNEWS_URL HOTPAPERS_X_URL HOTPAPERS_X_DAILY_READS
HOTPAPERS_REDDIT_URL HOTPAPERS_REDDIT_TOKEN_URL REDDIT_CLIENT_ID REDDIT_CLIENT_SECRET HOTPAPERS_BLUESKY_URL
BLUESKY_HANDLE BLUESKY_APP_PASSWORD HOTPAPERS_MASTODON_INSTANCES HOTPAPERS_MASTODON_HASHTAGS
HOTPAPERS_SEMANTIC_SCHOLAR_URL SEMANTIC_SCHOLAR_API_KEY HOTPAPERS_MODEL_URL HOTPAPERS_MODEL HOTPAPERS_MODEL_KEY
HOTPAPERS_MODEL_DAILY_REQUESTS HOTPAPERS_SUMMARY X_BEARER_TOKEN SLACK_BOT_TOKEN SLACK_APP_TOKEN SLACK_SIGNING_SECRET
SLACK_API_URL HOTPAPERS_SLACK_UNFURL HOTPAPERS_SLACK_DELAY DISCORD_BOT_TOKEN DISCORD_API_URL HOTPAPERS_POST_DEADLINE
HOTPAPERS_PROCESSING HOTPAPERS_READ_LAG HOTPAPERS_SETTLE HOTPAPERS_LEASE HOTPAPERS_NONCE_WINDOW HOTPAPERS_PROMISE
HOTPAPERS_ADMINS HOTPAPERS_LISTEN HOTPAPERS_FORGET_AFTER_DAYS HOTPAPERS_THIN_AFTER HOTPAPERS_LAST_AFTER
HOTPAPERS_KEEP_DELIVERIES HOTPAPERS_KEEP_LOOKS HOTPAPERS_LOG_FORMAT HOTPAPERS_ADDRESS
"""


def test_settings_have_the_names_that_they_had():
    accepted = {name for names in config.accepted_names().values() for name in names}

    assert set(SETTINGS.split()) - accepted == set()
