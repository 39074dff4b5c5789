"""The schema, step by step, in the order of `STEPS`. Never change a released step: add a new one.

Times are texts like ``2020-08-25T12:00:00Z``, which sort chronologically. Dates are ``2020-08-25``.
"""

from __future__ import annotations

from sqlite_utils import Migrations

from bot.store.migrations import (
    accounts,
    clocks,
    dismissals,
    endings,
    evidence,
    first,
    gone,
    installation,
    keeping,
    likes,
    lines,
    long_texts,
    memory,
    paper_texts,
    person,
    posted_elsewhere,
    posts,
    questions,
    report_names,
    reports,
    shared_digests,
    titles,
    traces,
    unheard,
    versions,
    zones,
)

APPLICATION_ID = 0x484F5450  # "HOTP": marks a file of hotpapers
STEPS = (
    *first.STEPS, *evidence.STEPS, *gone.STEPS, *lines.STEPS, *posts.STEPS, *keeping.STEPS, *traces.STEPS,
    *titles.STEPS, *versions.STEPS, *likes.STEPS, *long_texts.STEPS, *reports.STEPS, *unheard.STEPS,
    *zones.STEPS, *installation.STEPS, *clocks.STEPS, *questions.STEPS, *dismissals.STEPS, *endings.STEPS,
    *memory.STEPS, *person.STEPS, *shared_digests.STEPS, *paper_texts.STEPS, *report_names.STEPS,
    *posted_elsewhere.STEPS, *accounts.STEPS,
)  # fmt: skip
MIGRATIONS = Migrations("hotpapers")
for step in STEPS:
    MIGRATIONS()(step)
