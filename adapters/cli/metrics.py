"""Prometheus metrics of a running bot, without data about people or channels.

https://prometheus.io/docs/practices/naming/
"""

from __future__ import annotations

import platform as machine
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib.metadata import version

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.http.client import HttpClient
from bot.models.papers import SourceHealth
from bot.models.post import PostState
from bot.platforms import ChatPlatform
from bot.runtime.supervisor import Health
from bot.sources import SOURCES
from bot.store import Store
from bot.store.tables import outbox, slots, source_health

SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 30.0)  # Slack and Discord wait three


@dataclass(frozen=True, slots=True)
class MetricsSnapshot:
    """The values that are read for each scrape."""

    posts: Mapping[PostState, int]
    due: datetime | None
    waiting: Mapping[str, datetime]
    sources: tuple[SourceHealth, ...]
    limited: Mapping[str, int]
    queue: int
    failures: Mapping[str, str]
    services: tuple[str, ...]
    ahead: Mapping[str, timedelta] = field(default_factory=dict)


class Metrics:
    """Records command durations, and renders all metrics."""

    def __init__(self) -> None:
        self._counted = CollectorRegistry(auto_describe=False)
        self._took = Histogram(
            "hotpapers_command_seconds", "Duration of a command.", ["command"],
            buckets=SECONDS, registry=self._counted,
        )  # fmt: skip

    def observe_command(self, command: str, seconds: float) -> None:
        """Record the duration of a command."""
        self._took.labels(command).observe(seconds)

    def show(self, numbers: MetricsSnapshot, now: datetime) -> web.Response:
        """Return all metrics in the Prometheus text format."""
        seen = CollectorRegistry(auto_describe=False)
        seen.register(_StaticCollector(tuple(metric_families(numbers, now))))
        body = generate_latest(self._counted) + generate_latest(seen)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})


async def take_snapshot(
    store: Store, platforms: Mapping[str, ChatPlatform], webs: tuple[HttpClient, ...], health: Health, now: datetime
) -> MetricsSnapshot:
    """Read the current values."""
    limited = {name: platform.throttle_count for name, platform in platforms.items()}
    for each in webs:
        for service, times in each.limited.items():
            limited[service] = limited.get(service, 0) + times
    return MetricsSnapshot(
        posts=await store.read(outbox.count_by_state),
        due=await store.read(slots.oldest_due, now),
        waiting=await store.read(outbox.oldest_pending),
        sources=tuple(source for source in await store.read(source_health.health) if source.name in SOURCES),
        limited=limited,
        queue=store.pending_calls,
        failures=health.problems(),
        services=health.services,
        ahead={name: platform.ahead for name, platform in platforms.items() if platform.ahead is not None},
    )


def metric_families(numbers: MetricsSnapshot, now: datetime) -> Iterator[Metric]:
    """Yield the values as Prometheus metrics. Pure."""
    build = {"version": version("hotpapers"), "python": machine.python_version()}
    yield _gauge("build_info", "Version of hotpapers and Python.", build, {tuple(build.values()): 1})
    yield from _of_posts(numbers, now)
    yield from _of_sources(numbers, now)
    yield _gauge("store_waiting", "Pending calls to the database.", (), {(): numbers.queue})
    yield _gauge(
        "part_up", "Whether a service of the bot runs.", ("part",),
        {(name,): int(name not in numbers.failures) for name in numbers.services},
    )  # fmt: skip


def _of_posts(numbers: MetricsSnapshot, now: datetime) -> Iterator[Metric]:
    yield _gauge(
        "posts", "Posts in the outbox.", ("state",), {(state,): numbers.posts.get(state, 0) for state in PostState}
    )
    yield _gauge("slot_lag_seconds", "Time since the oldest due digest was due.", (), {(): _age(numbers.due, now)})
    yield _gauge(
        "post_lag_seconds", "Age of the oldest pending post.", ("platform",),
        {(name,): _age(since, now) for name, since in numbers.waiting.items()},
    )  # fmt: skip

    yield _gauge(
        "clock_ahead_seconds", "Offset of the local clock from a platform's clock.", ("platform",),
        {(name,): ahead.total_seconds() for name, ahead in numbers.ahead.items()},
    )  # fmt: skip


def _of_sources(numbers: MetricsSnapshot, now: datetime) -> Iterator[Metric]:
    yield _gauge(
        "source_up", "Whether the last poll of a source succeeded.", ("source",),
        {(source.name,): int(source.ok) for source in numbers.sources},
    )  # fmt: skip
    yield _gauge(
        "source_age_seconds", "Time since a source last responded.", ("source",),
        {(source.name,): _age(source.as_of, now) for source in numbers.sources if source.as_of},
    )  # fmt: skip
    limited = CounterMetricFamily("hotpapers_limited", "Responses with status 429.", labels=["service"])
    for service, times in sorted(numbers.limited.items()):
        limited.add_metric([service], times)
    yield limited


@dataclass(frozen=True, eq=False)  # registries keep them by identity
class _StaticCollector(Collector):
    """Collects the given metrics."""

    families: tuple[Metric, ...]

    def collect(self) -> Iterator[Metric]:
        return iter(self.families)


def _gauge(name: str, help: str, labels: Iterable[str], values: Mapping[tuple[str, ...], float]) -> Metric:
    family = GaugeMetricFamily(f"hotpapers_{name}", help, labels=list(labels))
    for given, value in sorted(values.items()):
        family.add_metric(given, value)
    return family


def _age(since: datetime | None, now: datetime) -> float:
    return max((now - since).total_seconds(), 0.0) if since else 0.0
