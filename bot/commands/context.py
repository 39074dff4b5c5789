"""What a command's handler works with, and the defaults for what people leave out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial

from bot.arxiv import calendar
from bot.arxiv.calendar import Holidays
from bot.commands.command_set import CommandSet
from bot.commands.syntax import timezones
from bot.config import Settings
from bot.errors import CommandError
from bot.http.client import HttpClient
from bot.models.command import Requester
from bot.models.digest import Filter
from bot.models.subscription import Schedule, Subscription
from bot.pipeline import SummaryProvider
from bot.sources import FetchRequest
from bot.store import Store
from bot.store.tables import subscriptions, users

ZONE_UNKNOWN = "I couldn't look up your time zone. Add it after the time. For example: weekdays 09:00 America/New_York"


@dataclass(frozen=True, slots=True)
class CommandContext:
    """The store, the HTTP client, the settings, arXiv's holidays, the clock, and all commands."""

    store: Store
    web: HttpClient
    settings: Settings
    holidays: Holidays
    clock: Callable[[], datetime]
    commands: CommandSet = field(default_factory=CommandSet)

    @property
    def newest_listing(self) -> date:
        """The date of the newest listing that is out."""
        return calendar.current(self.clock(), self.holidays)

    @property
    def summaries(self) -> SummaryProvider:
        """The providers of summaries. None is asked while a person waits."""
        return SummaryProvider(self.store, self.settings, self.clock)

    def lookup_request(self) -> FetchRequest:
        """Return the request for a lookup on arXiv."""
        return FetchRequest(self.clock(), (), self.newest_listing, self.settings.categories, self.holidays)

    async def zone(self, requester: Requester) -> str:
        """Return the person's time zone: the platform's, else the last one they named, else the operator's."""
        return await self.known_zone(requester) or self.settings.timezone

    async def known_zone(self, requester: Requester) -> str | None:
        """Return the same as `zone`, but None if the platform could not be asked about the person."""
        told = timezones.find(requester.zone or "")
        said = None if told else await self.store.read(users.zone, *requester.person)
        return told or said or (self.settings.timezone if requester.is_known else None)

    async def with_timezone(self, requester: Requester, every: Schedule, before: Subscription | None) -> Schedule:
        """Return a schedule in its own zone, or else the person's. Raises CommandError if none is known.

        If the platform knows no zones, a new one is stored, unless the schedule *before* had it.
        """
        usual = await self.known_zone(requester)
        if every.zone is None and usual is None:
            raise CommandError(ZONE_UNKNOWN)
        if every.zone is None:
            return replace(every, zone=usual)
        is_known = every.zone in {usual, before and before.every.zone}
        if not is_known and requester.is_known and not timezones.find(requester.zone or ""):
            await self.store.write(users.remember_zone, *requester.person, every.zone)
        return every

    async def channel_digest(self, requester: Requester) -> Subscription | None:
        """Return the digest of the requester's channel, if it has one."""
        return (
            None
            if requester.is_direct_message
            else await self.store.read(subscriptions.of_channel, requester.destination)
        )

    async def channel_report(self, requester: Requester) -> Subscription | None:
        """Return the report of the requester's channel, if it has one."""
        if requester.is_direct_message:
            return None
        return await self.store.read(partial(subscriptions.of_channel, is_report=True), requester.destination)


def complete_filter(what: Filter, subscription: Subscription | None, settings: Settings) -> Filter:
    """Return the filter with the categories of the channel's digest or the settings, if it names none."""
    if what == Filter(()) and subscription:
        return subscription.filter
    usual = subscription.filter.categories if subscription else ()
    return replace(what, categories=what.categories or usual or settings.categories)
