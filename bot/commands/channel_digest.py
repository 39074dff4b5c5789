"""The digest of a channel, for those who may set it."""

from __future__ import annotations

from dataclasses import asdict, replace

from bot import wording
from bot.commands.command_text import command_text
from bot.commands.context import CommandContext, complete_filter
from bot.commands.subscriptions import NOT_KNOWN, confirmation, edit_form, subscription_buttons
from bot.errors import CommandError
from bot.models.command import Requester, ResetFeedback, SetDigest, StopDigest, Subscribe
from bot.models.platform import find_platform
from bot.models.reply import Form, Reply
from bot.models.subscription import DigestOptions, Subscription
from bot.store.tables import likes, personalization, subscriptions, users
from bot.wording import subscriptions as describing

NO_THREADS = "Papers can't have threads here. Leave out “threads on”, or set the digest in a text channel."
NOT_MINE = "“mine” only works in your own digest."
IN_A_CHANNEL = "Run this in the channel. For a digest in this DM, use {subscribe}."
FOR_YOURSELF = "You can subscribe to your own with {subscribe}."


async def set_digest(desk: CommandContext, asker: Requester, asked: SetDigest) -> Reply:
    """Save the channel's digest and show what it would have sent last; without a time, open the form.

    What is not said stays as it is.
    """
    refuse_others(asker)
    if asked.how.mine is not None:
        raise CommandError(NOT_MINE)
    if asked.how.threads and not asker.can_open_threads:
        raise CommandError(NO_THREADS)
    known = await desk.channel_digest(asker)
    if asked.every is None:
        return Reply(form=_form(desk, asked, known))
    what = complete_filter(asked.what, known, desk.settings)
    every = await desk.with_timezone(asker, asked.every, known)
    how = _how(asked, known) if asker.can_open_threads else replace(_how(asked, known), threads=False)
    wanted = Subscription(0, asker.destination, asker.user, True, what, every, how)
    if known and known == replace(wanted, number=known.number, owner=known.owner):
        return Reply(
            f"No change: this channel already has {describing.subscription(known)}.",
            buttons=subscription_buttons(known),
        )
    number = await desk.store.write(subscriptions.add, wanted, desk.clock())
    if asker.direct_channel:  # there we tell who set it if it can be posted no more
        await desk.store.write(
            users.remember_direct_channel, asker.platform, asker.workspace, asker.user, asker.direct_channel
        )
    return await confirmation(desk, replace(wanted, number=number), "Changed:" if known else "Set for this channel:")


async def digest_off(desk: CommandContext, asker: Requester, _: StopDigest) -> Reply:
    """End the channel's digest."""
    refuse_others(asker)
    known = await desk.channel_digest(asker)
    if known is None:
        return Reply("This channel has no digest.")
    await desk.store.write(subscriptions.remove, known.number, desk.clock())
    return Reply(f"Turned off the digest for this channel ({describing.subscription(known)}).")


async def reset(desk: CommandContext, asker: Requester, _: ResetFeedback) -> Reply:
    """Let the feedback that was given here not move the weights of places any more."""
    if not asker.is_direct_message:
        refuse_others(asker)
    known = (await desk.store.read(personalization.of_place, asker.destination)).weights.factors
    if not known:
        return Reply("There's no feedback to reset. All sources count the same here.")
    await desk.store.write(likes.reset, asker.destination, desk.clock())
    return Reply(f"Feedback reset. All sources count the same again (before: {wording.weights(known)}).")


def refuse_others(asker: Requester) -> None:
    """Raise CommandError, saying who may, unless *asker* may set the digest of the channel they are in."""
    if asker.is_direct_message:
        raise CommandError(IN_A_CHANNEL.format(subscribe=command_text(Subscribe(), asker.platform)))
    refuse_unknown(asker)
    if not asker.can_manage_channel:
        own = FOR_YOURSELF.format(subscribe=command_text(Subscribe(), asker.platform))
        raise CommandError(f"{who_may(asker, 'digest')} {own}")


def who_may(asker: Requester, what: str) -> str:
    """Say who can change the *what* of a channel."""
    return find_platform(asker.platform).manage_permission_text.format(what=what)


def refuse_unknown(asker: Requester) -> None:
    """Raise CommandError if it is not known now whether *asker* may: that they may not is another thing."""
    if not asker.is_known and not asker.can_manage_channel:
        raise CommandError(NOT_KNOWN)


def _form(desk: CommandContext, asked: SetDigest, known: Subscription | None) -> Form:
    """Fill the form with what is asked, and where nothing is said, with what the channel has."""
    what = complete_filter(asked.what, known, desk.settings)
    if known is None:
        return Form("This channel's digest", True, what, None, asked.how)
    return replace(edit_form(known), what=what, how=_how(asked, known))


def _how(asked: SetDigest, known: Subscription | None) -> DigestOptions:
    """Return how the digest is made: as is asked for, and where nothing is said, as the channel has it."""
    if known is None:
        return asked.how
    if asked.replace_all:  # forms have no field for the tag
        return replace(asked.how, tag=known.how.tag)
    said = {name: value for name, value in asdict(asked.how).items() if value is not None}
    return replace(known.how, **said)
