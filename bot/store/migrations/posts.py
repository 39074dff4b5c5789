"""Add fencing tokens and send counts to posts."""

from __future__ import annotations

from sqlite_utils import Database


def posts_with_fences(db: Database) -> None:
    """Add postponed posts and fencing tokens: only the newest claim of a post can settle it."""
    db.execute(
        """create table posts_with_fences (
            number integer primary key,
            delivery integer not null references deliveries (number) on delete cascade,
            position integer not null,
            kind text not null check (kind in ('parent', 'continuation', 'reply')),
            token text not null unique,
            state text not null
                check (state in ('pending', 'sending', 'unknown', 'postponed', 'done', 'dead')),
            message text,
            tried text,       -- when it was first sent
            tries integer not null default 0,  -- how often it was sent
            fence integer not null default 0,  -- counted up by everybody who takes it, to send it or to look for it
            in_run integer not null default 0,  -- taken by `hotpapers run`, of which there is one at a time
            not_before text,  -- when it may be tried or looked for again
            changed text,     -- since when it is in its state
            reason text,
            unique (delivery, position)
        ) strict"""
    )
    db.execute(
        """insert into posts_with_fences
            (number, delivery, position, kind, token, state, message, tried, tries, not_before, changed, reason)
        select number, delivery, position, kind, token, state, message, tried, tried is not null, not_before, tried,
            reason from posts"""
    )
    db.execute("drop table posts")
    db.execute("alter table posts_with_fences rename to posts")
    db.execute("create index posts_by_state on posts (state) where state != 'done'")
    db.execute("create index posts_sent_twice on posts (changed) where tries > 1")


STEPS = (posts_with_fences,)
