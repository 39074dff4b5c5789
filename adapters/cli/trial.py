"""Try a destination for real: post a marked test, read it back, delete it, and say what was otherwise than expected."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

from adapters.cli import wiring
from bot.errors import DeliveryUnverifiable, HotPapersError
from bot.models.digest import Destination, Digest
from bot.models.post import Post, PostKind
from bot.platforms import CheckResult, Platform, ReadablePlatform

MARK = "This is a test of hotpapers check. It's deleted in a moment where that is possible."
MARGIN = timedelta(minutes=5)  # between clocks
ONE_WAY = "it can't be read back or deleted from here, so look at the channel: one message, marked as a test"

Sent = tuple[Post, str]
"""A post, and the ID of its message."""


async def trial(platform: Platform, there: Destination, digest: Digest) -> AsyncIterator[CheckResult]:
    """Post the list of *digest* and its first reply, look for both, delete both, and look again."""
    sent: list[Sent] = []
    for post in _posts(platform, there, replace(digest, note=MARK)):
        placed = replace(post, parent_message_id=sent[0][1] if sent else None)
        try:
            sent.append((placed, await platform.send(placed)))
        except HotPapersError as error:
            yield _failed("send", f"the {_name(post)} wasn't accepted: {error}", "see what the platform says above")
            break
        yield CheckResult("send", ok=True, message=f"the {_name(post)} was accepted as {sent[-1][1]}")
    if not isinstance(platform, ReadablePlatform):
        yield CheckResult("read back", ok=True, message=ONE_WAY)
        return
    for one in sent:
        yield await _look(platform, one)
    for one in reversed(sent):
        yield await _delete(platform, one)


def _posts(platform: Platform, there: Destination, digest: Digest) -> list[Post]:
    """Return the first message, and the first reply if there are any."""
    kinds = platform.plan_posts(digest)
    wanted = [0, *([kinds.index(PostKind.REPLY)] if PostKind.REPLY in kinds else [])]
    return [Post(0, secrets.token_hex(12), there, digest, position, kinds[position]) for position in wanted]


async def _look(platform: ReadablePlatform, sent: Sent) -> CheckResult:
    """Say whether a message is found by its token, exactly once."""
    post, id = sent
    try:
        found = await platform.find_all(post, await _since(platform))
    except DeliveryUnverifiable as error:
        return _failed("read back", str(error), "without it, a post with a lost response may come twice")
    except HotPapersError as error:
        return _failed("read back", str(error), "try again later")
    if found == [id]:
        return CheckResult("read back", ok=True, message=f"the {_name(post)} was found by its token")
    what = "wasn't found by its token" if id not in found else f"is there {len(found)} times"
    return _failed("read back", f"the {_name(post)} {what}", "please report this with the platform's name")


async def _delete(platform: ReadablePlatform, sent: Sent) -> CheckResult:
    """Delete a message, and say whether it is gone."""
    post, id = sent
    try:
        await platform.delete(post, id)
        found = await platform.find_all(post, await _since(platform))
    except DeliveryUnverifiable:
        return CheckResult(
            "delete", ok=True, message=f"the {_name(post)} was deleted; that it is gone can't be verified"
        )
    except HotPapersError as error:
        return _failed("delete", f"the {_name(post)} wasn't deleted: {error}", "delete it by hand")
    if found:
        return _failed("delete", f"the {_name(post)} is still there", "delete it by hand, and please report this")
    return CheckResult("delete", ok=True, message=f"the {_name(post)} is gone")


async def _since(platform: ReadablePlatform) -> datetime:
    return (await platform.now() or wiring.now()) - MARGIN


def _name(post: Post) -> str:
    return "reply in its thread" if post.kind is PostKind.REPLY else "list"


def _failed(name: str, message: str, fix: str) -> CheckResult:
    return CheckResult(name, ok=False, message=message, fix=fix)
