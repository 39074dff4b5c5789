"""A channel's digest: set it, turn it off, reset its feedback."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import time

from bot import wording
from bot.commands.context import CommandContext, complete_filter
from bot.commands.named_options import DIGEST_OPTIONS, FAIR, TAG, THREADS, read_channel_digest, write_digest
from bot.commands.spec import CommandSpec, NamedForm
from bot.commands.subscriptions import NOT_KNOWN, confirmation, edit_form, subscription_buttons
from bot.commands.syntax.subscriptions import format_digest, parse_digest
from bot.errors import CommandError
from bot.models.command import Requester, ResetFeedback, SetDigest, StopDigest, Subscribe
from bot.models.digest import Filter
from bot.models.platform import find_platform
from bot.models.reply import Form, Reply
from bot.models.subscription import DigestOptions, Frequency, Schedule, Subscription
from bot.store.tables import likes, personalization, subscriptions, users
from bot.wording import subscriptions as describing

NO_THREADS = "Papers can't have threads here. Leave out “threads on”, or set the digest in a text channel."
NOT_MINE = "“mine” only works in your own digest."
IN_A_CHANNEL = "Run this in the channel. For a digest in this DM, use {subscribe}."
FOR_YOURSELF = "You can subscribe to your own with {subscribe}."


async def set_digest(context: CommandContext, requester: Requester, command: SetDigest) -> Reply:
    """Save the channel's digest and preview it. Without a time, open the form. Options left out stay as they are."""
    refuse_others(context, requester)
    if command.how.mine is not None:
        raise CommandError(NOT_MINE)
    if command.how.threads and not requester.can_open_threads:
        raise CommandError(NO_THREADS)
    known = await context.channel_digest(requester)
    if command.every is None:
        return Reply(form=_form(context, command, known))
    what = complete_filter(command.what, known, context.settings)
    every = await context.with_timezone(requester, command.every, known)
    how = _how(command, known) if requester.can_open_threads else replace(_how(command, known), threads=False)
    wanted = Subscription(0, requester.destination, requester.user, True, what, every, how)
    if known and known == replace(wanted, number=known.number, owner=known.owner):
        return unchanged(known)
    saved = await save(context, requester, wanted)
    return await confirmation(context, saved, "Changed:" if known else "Set for this channel:")


def unchanged(known: Subscription) -> Reply:
    """Say that a channel has this subscription already."""
    return Reply(
        f"No change: this channel already has {describing.subscription(known)}.", buttons=subscription_buttons(known)
    )


async def save(context: CommandContext, requester: Requester, wanted: Subscription) -> Subscription:
    """Save a channel's subscription, and where to tell its owner if posting fails for good."""
    number = await context.store.write(subscriptions.add, wanted, context.clock())
    if requester.direct_channel:
        await context.store.write(users.remember_direct_channel, *requester.person, requester.direct_channel)
    return replace(wanted, number=number)


async def digest_off(context: CommandContext, requester: Requester, _: StopDigest) -> Reply:
    """End the channel's digest."""
    refuse_others(context, requester)
    known = await context.channel_digest(requester)
    if known is None:
        return Reply("This channel has no digest.")
    await context.store.write(subscriptions.remove, known.number, context.clock())
    return Reply(f"Turned off the digest for this channel ({describing.subscription(known)}).")


async def reset(context: CommandContext, requester: Requester, _: ResetFeedback) -> Reply:
    """Reset the source weights that feedback here changed."""
    if not requester.is_direct_message:
        refuse_others(context, requester)
    known = (await context.store.read(personalization.of_place, requester.destination)).weights.factors
    if not known:
        return Reply("There's no feedback to reset. All sources count the same here.")
    await context.store.write(likes.reset, requester.destination, context.clock())
    return Reply(f"Feedback reset. All sources count the same again (before: {wording.weights(known)}).")


def refuse_others(context: CommandContext, requester: Requester) -> None:
    """Raise CommandError unless *requester* may change this channel's digest."""
    if requester.is_direct_message:
        raise CommandError(IN_A_CHANNEL.format(subscribe=context.commands.text(Subscribe(), requester.platform)))
    refuse_unknown(requester)
    if not requester.can_manage_channel:
        own = FOR_YOURSELF.format(subscribe=context.commands.text(Subscribe(), requester.platform))
        raise CommandError(f"{who_may(requester, 'digest')} {own}")


def who_may(requester: Requester, what: str) -> str:
    """Say who can change the *what* of a channel."""
    return find_platform(requester.platform).manage_permission_text.format(what=what)


def refuse_unknown(requester: Requester) -> None:
    """Raise CommandError if the platform couldn't say whether *requester* may."""
    if not requester.is_known and not requester.can_manage_channel:
        raise CommandError(NOT_KNOWN)


def _form(context: CommandContext, command: SetDigest, known: Subscription | None) -> Form:
    """Fill the form with the options given, and else with the channel's."""
    what = complete_filter(command.what, known, context.settings)
    if known is None:
        return Form("This channel's digest", True, what, None, command.how)
    return replace(edit_form(known), what=what, how=_how(command, known))


def _how(command: SetDigest, known: Subscription | None) -> DigestOptions:
    """Return the options given, and else the channel's."""
    if known is None:
        return command.how
    if command.replace_all:  # forms have no field for the tag
        return replace(command.how, tag=known.how.tag)
    said = {name: value for name, value in asdict(command.how).items() if value is not None}
    return replace(known.how, **said)


MORNING = Schedule(Frequency.WEEKDAYS, time(9))

SPECS = (
    CommandSpec(
        command=SetDigest,
        handle=set_digest,
        description="Set this channel's digest (opens a form if you leave out the time)",
        format=lambda command: format_digest("digest", command),
        parsers={"digest": parse_digest},
        usage="digest what every how",
        named=NamedForm(
            "digest set",
            read_channel_digest,
            (*DIGEST_OPTIONS, THREADS, FAIR, TAG),
            write_digest,
        ),
        examples=lambda category: ((SetDigest(Filter((category,)), MORNING), "a digest for this channel"),),
        welcome=(SetDigest(Filter(("cs.CV",)), MORNING), "a digest for this channel, every weekday"),
        for_managers=True,
    ),
    CommandSpec(
        command=StopDigest,
        handle=digest_off,
        description="Turn off this channel's digest",
        format=lambda _: "digest off",
        usage="digest off",
        named=NamedForm("digest off", lambda _: StopDigest()),
        for_managers=True,
    ),
    CommandSpec(
        command=ResetFeedback,
        handle=reset,
        description="Reset the source weights learned from this channel's feedback",
        format=lambda _: "digest reset",
        usage="digest reset",
        named=NamedForm("digest reset", lambda _: ResetFeedback()),
        for_managers=True,
    ),
)
