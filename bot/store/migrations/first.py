"""The first schema: papers, mentions, limits, outbox, subscriptions and people."""

from __future__ import annotations

from sqlite_utils import Database


def papers_and_mentions(db: Database) -> None:
    """Create papers, announcements, mentions and observations."""
    db.execute(
        """create table papers (
            number integer primary key,
            id text not null unique,
            title text not null,
            abstract text not null,
            authors text not null,     -- a JSON list
            categories text not null,  -- between spaces, the primary first
            version integer,
            published text,
            updated text,
            comment text,
            journal text,
            doi text,
            license text,
            withdrawn integer not null default 0
        ) strict"""
    )
    db.table("papers").enable_fts(["title", "abstract", "authors"], tokenize="porter unicode61 remove_diacritics 2")
    db.execute(
        """create table announcements (
            paper text not null references papers (id),
            date text not null,
            type text not null check (type in ('new', 'cross', 'replace', 'replace-cross')),
            version integer,
            primary key (paper, date, type)
        ) strict, without rowid"""
    )
    db.execute("create index announcements_by_date on announcements (date, type)")
    db.execute(
        """create table mentions (
            number integer primary key,
            source text not null,
            id text not null,
            paper text not null,  -- may be of a paper we do not know, or not yet
            url text not null,
            author text not null,
            created text not null,
            repost_of text,
            code text,
            unique (source, id, paper)
        ) strict"""
    )
    db.execute("create index mentions_by_paper on mentions (paper)")
    db.execute(
        """create table observations (
            mention integer not null references mentions (number) on delete cascade,
            observed text not null,
            reposts integer not null,
            likes integer not null,
            replies integer not null,
            primary key (mention, observed)
        ) strict, without rowid"""
    )


def looks_and_limits(db: Database) -> None:
    """Create the polls of sources and the request limits."""
    db.execute(
        """create table looks (
            source text not null,
            at text not null,
            error text,  -- null: it answered
            primary key (source, at)
        ) strict, without rowid"""
    )
    db.execute("create table paces (name text primary key, next_at real not null) strict, without rowid")
    db.execute(
        """create table allowances (
            source text not null,
            day text not null,
            spent integer not null,
            primary key (source, day)
        ) strict, without rowid"""
    )


def outbox(db: Database) -> None:
    """Create digests, deliveries, posts and the papers shown to each destination."""
    db.execute("create table digests (number integer primary key, body text not null) strict")
    db.execute(
        """create table deliveries (
            number integer primary key,
            platform text not null,
            workspace text not null,
            channel text not null,
            date text not null,
            choices text not null,
            repeat integer not null,  -- 0, and counted up by every deliberate repetition
            digest integer not null references digests (number),
            created text not null,
            unique (platform, workspace, channel, date, choices, repeat)
        ) strict"""
    )
    db.execute(
        """create table posts (
            number integer primary key,
            delivery integer not null references deliveries (number) on delete cascade,
            position integer not null,
            kind text not null check (kind in ('parent', 'continuation', 'reply')),
            token text not null unique,
            state text not null check (state in ('pending', 'sending', 'unknown', 'done', 'dead')),
            message text,
            tried text,       -- when it was first sent
            not_before text,  -- when it may be tried or looked for again
            reason text,
            unique (delivery, position)
        ) strict"""
    )
    db.execute(
        """create table shown (
            platform text not null,
            workspace text not null,
            channel text not null,
            paper text not null,
            at text not null,
            score real not null,
            primary key (platform, workspace, channel, paper, at)
        ) strict, without rowid"""
    )


def subscriptions_and_slots(db: Database) -> None:
    """Create subscriptions and their slots."""
    db.execute(
        """create table subscriptions (
            number integer primary key autoincrement,  -- never given twice: buttons carry it
            platform text not null,
            workspace text not null,
            channel text not null,
            owner text not null,  -- who asked for it; empty if forgotten
            is_channel integer not null,
            filter text not null,  -- JSON, as are the next two
            every text not null,
            how text not null,
            paused integer not null default 0,
            active integer not null default 1  -- 0: unsubscribed
        ) strict"""
    )
    db.execute("create index subscriptions_by_owner on subscriptions (platform, workspace, owner)")
    db.execute(
        """create unique index one_digest_a_channel on subscriptions (platform, workspace, channel)
        where is_channel and active"""
    )
    db.execute("create index subscriptions_by_place on subscriptions (platform, workspace, channel)")
    db.execute(
        """create table slots (
            subscription integer not null references subscriptions (number) on delete cascade,
            day text not null,  -- the local date
            due text not null,
            state text not null check (state in ('due', 'planned', 'quiet', 'skipped')),
            late integer not null default 0,
            reason text not null default '',
            primary key (subscription, day)
        ) strict, without rowid"""
    )
    db.execute("create unique index next_slot on slots (subscription) where state = 'due'")
    db.execute("create index slots_by_due on slots (due) where state = 'due'")


def people(db: Database) -> None:
    """Create reading lists, dismissed papers, direct channels and seen events."""
    db.execute(
        """create table saved (
            platform text not null,
            workspace text not null,
            user text not null,
            paper text not null,
            at text not null,
            primary key (platform, workspace, user, paper)
        ) strict, without rowid"""
    )
    db.execute(
        """create table dismissed (
            platform text not null,
            workspace text not null,
            channel text not null,
            paper text not null,
            primary key (platform, workspace, channel, paper)
        ) strict, without rowid"""
    )
    db.execute(
        """create table directs (
            platform text not null,
            workspace text not null,
            user text not null,
            channel text not null,
            primary key (platform, workspace, user)
        ) strict, without rowid"""
    )
    db.execute(
        """create table events (
            platform text not null,
            event text not null,
            at text not null,
            primary key (platform, event)
        ) strict, without rowid"""
    )
    db.execute("create index events_by_time on events (at)")
    db.execute(
        """create table welcomes (
            platform text not null,
            workspace text not null,
            channel text not null,
            at text not null,
            primary key (platform, workspace, channel)
        ) strict, without rowid"""
    )


STEPS = (
    papers_and_mentions,
    looks_and_limits,
    outbox,
    subscriptions_and_slots,
    people,
)
