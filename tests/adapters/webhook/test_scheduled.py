"""``hotpapers run`` posts what is due at a webhook, with no chat beside it."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import time, timedelta

import pytest

from adapters.cli import wiring
from adapters.cli.application import BotApplication
from adapters.cli.commands.run import _configured_platforms
from adapters.webhook.platform import WebhookPlatform
from bot.commands.context import CommandContext
from bot.config import Settings
from bot.errors import ConfigError
from bot.http.client import HttpClient
from bot.models.digest import Destination, Filter
from bot.models.post import DeliveryGuarantee
from bot.models.subscription import DigestOptions, Frequency, Schedule, Subscription
from bot.models.webhook import parse_webhook
from bot.store import ingest
from bot.store.tables import subscriptions
from tests.helpers import factories
from tests.helpers.fake_servers.webhooks import webhooks
from tests.helpers.fakes import Clock

DAILY = Schedule(Frequency.DAILY, time(13), zone="UTC")


async def test_a_due_digest_is_posted_there(store, monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    clock, settings = Clock(), Settings(HOTPAPERS_WEBHOOK_NAME={})
    wanted = Subscription(0, Destination("webhook", "", "lab"), "", True, Filter(("cs.CV",)), DAILY, DigestOptions())
    await store.write(ingest.save, [factories.paper()], [factories.announcement()], [factories.mention(likes=100)])
    await store.write(subscriptions.add, wanted, clock())
    clock.forward(timedelta(hours=2))

    async with webhooks() as stand_in, HttpClient(settings, nullcontext) as web:
        hooks = {"lab": parse_webhook("lab", stand_in.address("mattermost"))}
        platform = WebhookPlatform(hooks, timedelta(seconds=5), DeliveryGuarantee.AT_LEAST_ONCE)
        context = CommandContext(store, web, settings, wiring.read_holidays(settings), clock)
        application = BotApplication(context, web, {"webhook": platform})
        await application.plan()
        await application.dispatcher.run_once()
        await platform.close()

    (posted,) = stand_in.posted["mattermost"]
    assert factories.paper().title in posted["text"]
    assert application.services().keys().isdisjoint({"webhook"})


def test_a_webhook_alone_is_enough_to_run():
    alone = Settings(HOTPAPERS_WEBHOOK_NAME={"lab": "https://discord.com/api/webhooks/1/abc"})

    assert _configured_platforms(alone) == ["webhook"]
    with pytest.raises(ConfigError, match="HOTPAPERS_WEBHOOK_NAME"):
        _configured_platforms(Settings())
