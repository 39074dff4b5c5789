"""What Prometheus is told: numbers of the whole, and nothing of anyone."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from adapters.cli.metrics import Metrics, MetricsSnapshot, metric_families
from bot.models.digest import Destination
from bot.models.papers import SourceHealth
from bot.models.post import PostKind, PostState
from bot.store import Store
from bot.store.tables import outbox, slots, subscriptions
from tests.helpers import bot_process, factories
from tests.helpers.bot_process import said, within
from tests.helpers.cli_runner import ROOT
from tests.helpers.fake_servers.slack import TOKEN, Channel
from tests.helpers.fake_servers.slack_socket import APP_TOKEN, USER, talking_slack
from tests.helpers.fake_servers.sources import sources
from tests.pipeline.test_planner import subscription

LATER = factories.NOON + timedelta(minutes=2)
NUMBERS = MetricsSnapshot(
    posts={PostState.DONE: 7, PostState.PENDING: 2},
    due=factories.NOON,
    waiting={"slack": factories.NOON - timedelta(minutes=1)},
    sources=(
        SourceHealth("arxiv", True, factories.NOON, None),
        SourceHealth("x", False, None, "down"),
    ),
    limited={"slack": 3},
    queue=4,
    failures={"discord": "ValueError('a payload no one expected')"},
    services=("slack", "discord"),
    ahead={"slack": timedelta(seconds=20)},
)


def told(text: str) -> dict[str, float]:
    """Return every sample by its name and labels."""
    samples = (sample for family in text_string_to_metric_families(text) for sample in family.samples)
    return {" ".join([sample.name, *sample.labels.values()]): sample.value for sample in samples}


def test_every_number_is_told():
    seen = told(Metrics().show(NUMBERS, LATER).body.decode())

    assert {name: value for name, value in seen.items() if not name.startswith("hotpapers_build_info")} == {
        "hotpapers_posts pending": 2, "hotpapers_posts sending": 0, "hotpapers_posts unknown": 0,
        "hotpapers_posts postponed": 0, "hotpapers_posts done": 7, "hotpapers_posts dead": 0,
        "hotpapers_slot_lag_seconds": 120, "hotpapers_post_lag_seconds slack": 180,
        "hotpapers_source_up arxiv": 1, "hotpapers_source_up x": 0, "hotpapers_source_age_seconds arxiv": 120,
        "hotpapers_limited_total slack": 3, "hotpapers_store_waiting": 4,
        "hotpapers_clock_ahead_seconds slack": 20, "hotpapers_part_up slack": 1, "hotpapers_part_up discord": 0,
    }  # fmt: skip


def test_every_number_is_explained_in_the_docs():
    explained = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")
    metrics = Metrics()
    metrics.observe_command("Help", 0.1)
    told = text_string_to_metric_families(metrics.show(NUMBERS, LATER).body.decode())

    names = {f"{family.name}_total" if family.type == "counter" else family.name for family in told}

    assert {name for name in names if f"`{name}`" not in explained} == {"hotpapers_command_seconds_created"}


def test_what_went_wrong_is_not_told_for_it_may_name_someone():
    body = Metrics().show(NUMBERS, LATER).body.decode()

    assert "no one expected" not in body
    assert "down" not in body


def test_a_clock_that_was_set_back_makes_no_negative_age():
    assert all(
        sample.value >= 0
        for family in metric_families(NUMBERS, factories.NOON - timedelta(hours=2))
        for sample in family.samples
    )


async def test_how_far_behind_we_are_is_since_the_oldest_that_is_due_or_waits(store: Store):
    assert await store.read(slots.oldest_due, LATER) is None
    await store.write(subscriptions.add, subscription(), factories.NOON - timedelta(days=2))
    for minutes in (1, 0):
        at = factories.NOON + timedelta(minutes=minutes)
        await store.write(
            outbox.enqueue, factories.digest(), Destination("fake", "W", f"C{minutes}"), (PostKind.PARENT,), at
        )

    assert await store.read(slots.oldest_due, LATER) < factories.NOON
    assert await store.read(outbox.oldest_pending) == {"fake": factories.NOON}


@pytest.fixture
async def workspace():
    async with talking_slack(Channel("C0GENERAL", "general")) as standing_in:
        yield standing_in


@pytest.mark.slow
async def test_a_running_bot_tells_them_and_names_no_one(tmp_path: Path, workspace):
    await bot_process.fill(tmp_path / "hotpapers.db")
    async with sources() as served:
        tokens = {"SLACK_API_URL": workspace.url, "SLACK_BOT_TOKEN": TOKEN, "SLACK_APP_TOKEN": APP_TOKEN}
        async with bot_process.running(
            bot_process.environment(tmp_path / "hotpapers.db", served.settings) | tokens
        ) as process:
            address = (await within(said(process, "Serving"))).split()[1].removesuffix("/healthz")
            await workspace.command("/hotpapers", "subscribe cs.CV daily 09:00")
            await workspace.until(lambda: workspace.seen)
            async with httpx.AsyncClient(trust_env=False) as client:
                answer = await client.get(address + "/metrics")

    seen = told(answer.text)
    assert answer.headers["Content-Type"].startswith("text/plain; version=")
    assert seen["hotpapers_command_seconds_count Subscribe"] == 1
    assert seen["hotpapers_part_up slack"] == 1
    assert not {USER, "C0GENERAL", "T0FAKE"} & set(answer.text.replace('"', " ").split())
