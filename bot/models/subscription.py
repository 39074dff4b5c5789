"""Subscriptions, their schedules and options, and the slots in which they are due. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from bot.models.digest import Destination, Filter, Ranking


@dataclass(frozen=True, slots=True)
class Period:
    """The listings to include: of the last *days* days (1: the newest listing), or of the dates *first* to *last*."""

    days: int = 1
    first: dt.date | None = None
    last: dt.date | None = None


class Frequency(StrEnum):
    """How often a subscription is due."""

    DAILY = "daily"
    WEEKDAYS = "weekdays"
    DAYS = "days"  # named days of the week, each over the last three listings
    WEEKLY = "weekly"  # one named day, over seven days
    MONTHLY = "monthly"  # on the 1st, over thirty days


@dataclass(frozen=True, slots=True)
class Schedule:
    """The days (0 is Monday) and the local time of a subscription. Without a zone, the person's own is used."""

    rhythm: Frequency
    at: dt.time
    days: tuple[int, ...] = ()
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class DigestOptions:
    """How a subscription ranks and shows papers. None means the default of the settings or the frequency.

    *mine* is the personalized share of the score in percent. *tag* marks the posts in a forum; empty for none.
    """

    top: int | None = None
    floor: float | None = None
    ranking: Ranking | None = None
    days: int | None = None
    threads: bool | None = None
    fair: bool | None = None
    mine: int | None = None
    tag: str | None = None


@dataclass(frozen=True, slots=True)
class Subscription:
    """A scheduled digest for a channel or a person. `every.zone` is set. `owner` is the person who created it.

    If *is_report*, the channel gets the weekly report in the categories of its digest instead.
    """

    number: int
    destination: Destination
    owner: str
    is_channel: bool
    filter: Filter
    every: Schedule
    how: DigestOptions
    paused: bool = False
    is_report: bool = False


class SlotState(StrEnum):
    """The outcome of a slot."""

    DUE = "due"
    PLANNED = "planned"  # its delivery is in the outbox
    NOTHING_TO_SEND = "quiet"  # nothing qualified, and nothing was posted
    SKIPPED = "skipped"  # too late to plan, or nothing could be ranked


@dataclass(frozen=True, slots=True)
class Slot:
    """One occurrence of a subscription: a local date, due at a time. *late* if it is planned long after that."""

    subscription: Subscription
    day: dt.date
    due: dt.datetime
    late: bool = False
