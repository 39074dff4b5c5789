"""What a destination wants, how often, and the slots in which it is due: values. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from bot.models.digest import Destination, Filter, Ranking


@dataclass(frozen=True, slots=True)
class Period:
    """Of when: the listings of the last *days* days (1: the newest listing), or of the dates *first* to *last*."""

    days: int = 1
    first: dt.date | None = None
    last: dt.date | None = None


class Frequency(StrEnum):
    """How often a subscription comes."""

    DAILY = "daily"
    WEEKDAYS = "weekdays"
    DAYS = "days"  # the named days of the week, over the last three listings each
    WEEKLY = "weekly"  # one named day, over seven days
    MONTHLY = "monthly"  # on the 1st, over thirty days


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a subscription comes: on which days (0 is Monday), at what local time. No zone means the person's own."""

    rhythm: Frequency
    at: dt.time
    days: tuple[int, ...] = ()
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class DigestOptions:
    """How a subscription ranks and shows; None means what the settings and its rhythm say.

    *mine* is how many percent of a score are how near a paper is to what its reader saved, instead of its heat.
    """

    top: int | None = None
    floor: float | None = None
    ranking: Ranking | None = None
    days: int | None = None
    threads: bool | None = None
    fair: bool | None = None
    mine: int | None = None


@dataclass(frozen=True, slots=True)
class Subscription:
    """A digest that comes by itself, to a channel or a person. `every.zone` is set. `owner` is who asked for it.

    One that *is_report* brings a channel the slides of the week instead, of the fields of its digest.
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
    """What became of a slot."""

    DUE = "due"
    PLANNED = "planned"  # its delivery is in the outbox
    NOTHING_TO_SEND = "quiet"  # nothing qualified, and nothing was said
    SKIPPED = "skipped"  # too old when it could have been planned, or nothing could be ranked


@dataclass(frozen=True, slots=True)
class Slot:
    """One subscription on one local date, due at an instant; *late* if it is planned long after."""

    subscription: Subscription
    day: dt.date
    due: dt.datetime
    late: bool = False
