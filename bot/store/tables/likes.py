"""Tables `likes` and `resets`: saves and reactions of a workspace's people, and the feedback of a destination.

A reaction counts for one paper: that of a reply, or of a first message with a single paper.
"""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from operator import itemgetter

from sqlite_utils import Database

from bot.models.digest import Destination
from bot.models.papers import PaperId
from bot.models.post import PostKind
from bot.models.reaction import Reaction
from bot.ranking.feedback import Feedback
from bot.store.json_codecs import CONTENT_CODEC
from bot.store.timestamps import to_text


def save(db: Database, destination: Destination, user: str, paper: PaperId, now: datetime) -> None:
    """Count a saved paper for the person's workspace. Without a workspace, nothing is counted."""
    if destination.workspace:
        _add(db, destination, (user, paper, "", ""), now)


def unsave(db: Database, platform: str, workspace: str, user: str, paper: PaperId) -> None:
    """Remove a saved paper's like; in all workspaces if the person's is empty."""
    db.execute(
        """delete from likes where platform = ? and ? in (workspace, '') and person = ? and paper = ?
        and message = ''""",
        [platform, workspace, user, paper],
    )


def react(db: Database, reaction: Reaction, now: datetime) -> bool:
    """Count a reaction to a post of the bot. Return False for other messages and for lists of several papers."""
    found = _reacted_to(db, reaction)
    if found is None:
        return False
    destination, paper = found
    _add(db, destination, (reaction.user, paper, reaction.message, reaction.emoji), now)
    return True


def take_back(db: Database, reaction: Reaction) -> None:
    """Remove reactions to a message. An empty user means all people, an empty emoji all emoji."""
    db.execute(
        """delete from likes where message = ? and platform = ? and workspace = ? and ? in (person, '')
        and ? in (emoji, '')""",
        [
            reaction.message,
            reaction.destination.platform,
            reaction.destination.workspace,
            reaction.user,
            reaction.emoji,
        ],
    )


def of_team(db: Database, platform: str, workspace: str) -> dict[PaperId, int]:
    """Return how many people of a workspace like each paper; nothing for an empty workspace."""
    if not workspace:
        return {}
    rows = db.execute(
        "select paper, count(distinct person) from likes where platform = ? and workspace = ? group by paper",
        [platform, workspace],
    )
    return {PaperId(paper): people for paper, people in rows}


def feedback(db: Database, destination: Destination) -> tuple[Feedback, ...]:
    """Return the papers liked and dismissed at a destination since its last reset, with their mentions' sources."""
    there = [destination.platform, destination.workspace, destination.channel]
    rows = db.execute(
        f"""with reset (at) as (select coalesce(max(at), '') from resets where {_THERE}),
        said (paper, liked) as (
            select distinct paper, 1 from likes, reset where {_THERE} and likes.at > reset.at
            union all
            select paper, 0 from dismissed, reset where {_THERE} and coalesce(dismissed.at, '0') > reset.at)
        select distinct said.paper, said.liked, m.source from said join mentions m on m.paper = said.paper
        where m.repost_of is null order by said.paper, said.liked, m.source""",
        there * 3,
    )
    by_paper = groupby(rows, key=itemgetter(0, 1))
    return tuple(Feedback(bool(liked), tuple(source for *_, source in same)) for (_, liked), same in by_paper)


def reset(db: Database, destination: Destination, now: datetime) -> None:
    """Ignore the feedback given at a destination until *now*."""
    db.execute(
        """insert into resets values (?, ?, ?, ?)
        on conflict (platform, workspace, channel) do update set at = excluded.at""",
        [destination.platform, destination.workspace, destination.channel, to_text(now)],
    )


def _add(db: Database, destination: Destination, like: tuple[str, str, str, str], now: datetime) -> None:
    db.execute(
        "insert into likes values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
        [destination.platform, destination.workspace, destination.channel, *like, to_text(now)],
    )


def _reacted_to(db: Database, reaction: Reaction) -> tuple[Destination, PaperId] | None:
    """Return the destination and paper of a post. A Discord thread has the id of its first message."""
    destination = reaction.destination
    row = db.execute(
        """select d.channel, p.kind, p.position, body, (select min(position) from posts r
            where r.delivery = d.number and r.kind = 'reply')
        from posts p join deliveries d on d.number = p.delivery join digests on digests.number = d.digest
        where p.message = ? and d.platform = ? and d.workspace = ? and ? in (d.channel,
            (select message from posts f where f.delivery = d.number and f.position = 0))""",
        [reaction.message, destination.platform, destination.workspace, destination.channel],
    ).fetchone()
    if row is None:
        return None
    channel, kind, position, body, first = row
    entries = CONTENT_CODEC.validate_json(body).entries
    number = position - first if kind == PostKind.REPLY else 0 if len(entries) == 1 else None
    if number is None or number >= len(entries):
        return None
    return Destination(destination.platform, destination.workspace, channel), entries[number].id


_THERE = "platform = ? and workspace = ? and channel = ?"
