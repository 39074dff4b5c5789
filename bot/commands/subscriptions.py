"""A person's digests: subscribe, list, and the buttons of a subscription."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import time
from functools import partial

from bot.commands.buttons import entry_menu
from bot.commands.context import CommandContext, complete_filter
from bot.commands.named_options import DIGEST_OPTIONS, FAIR, MINE, read_digest, write_digest
from bot.commands.preview import preview
from bot.commands.spec import CommandSpec, NamedForm
from bot.commands.syntax.parser import without_arguments
from bot.commands.syntax.subscriptions import format_digest, parse_subscribe
from bot.commands.syntax.tokens import NUMBER, quote_hint, quote_in_message
from bot.errors import CommandError
from bot.models.command import ListSubscriptions, ManageSubscription, Requester, Subscribe, SubscriptionAction
from bot.models.digest import Destination, Filter, Ranking
from bot.models.reply import Button, ButtonStyle, Form, Instant, ListItem, Menu, Reply
from bot.models.subscription import Frequency, Schedule, Subscription
from bot.store.tables import slots, subscriptions, suspensions, users
from bot.wording import notes
from bot.wording import subscriptions as describing

MAX_LISTED = 5  # with their buttons, more do not fit into one message at Discord

GONE = "That subscription no longer exists. See {subscriptions}."
NOT_YOURS = "You can only change your own subscriptions."
NOT_KNOWN = "I couldn't check whether you can change digests here. Try again in a minute."
NONE = "You don't have any subscriptions yet. Press Subscribe to add one."
NO_HEAT = "“mine” doesn't work with “classic”. Remove one of them."
NOWHERE = "I can't DM you. Allow direct messages from this server, or message me first and subscribe there."


async def subscribe(context: CommandContext, requester: Requester, command: Subscribe) -> Reply:
    """Save a digest for the person and preview it. Without a time, open the form.

    Raises CommandError if it would replace one that is not theirs, or the bot can't DM them.
    """
    changed = None if command.replaces_id is None else await _managed(context, requester, command.replaces_id)
    if changed and changed.is_channel:
        raise CommandError(NOT_YOURS)
    if command.how.mine and command.how.ranking is Ranking.CLASSIC:
        raise CommandError(NO_HEAT)
    what = complete_filter(command.what, await context.channel_digest(requester), context.settings)
    if command.every is None:
        return Reply(form=Form("Your digest", False, what, None, command.how, command.replaces_id))
    there = changed.destination if changed else await _direct_channel(context, requester)
    every = await context.with_timezone(requester, command.every, changed)
    wanted = Subscription(command.replaces_id or 0, there, requester.user, False, what, every, command.how)
    mine = await context.store.read(subscriptions.of_owner, *requester.person)
    known = next((each for each in mine if each == replace(wanted, number=each.number)), None)
    if known:
        return Reply(
            f"You're already subscribed: {describing.subscription(known)}.", buttons=subscription_buttons(known)
        )
    if changed:
        await context.store.write(subscriptions.replace, changed.number, wanted, context.clock())
        return await confirmation(context, wanted, "Changed:")
    number = await context.store.write(subscriptions.add, wanted, context.clock())
    return await confirmation(context, replace(wanted, number=number), "Subscribed to")


async def list_all(context: CommandContext, requester: Requester, _: ListSubscriptions) -> Reply:
    """List the person's subscriptions, each with its next due time and its buttons."""
    mine = await context.store.read(subscriptions.of_owner, *requester.person)
    here = await _of_channel(context, requester)
    if not mine:
        return Reply(NONE, items=here, buttons=(Button("Subscribe", Subscribe()),))
    items = [
        ListItem(describing.subscription(each), text, subscription_buttons(each), instants)
        for each in mine
        for text, instants in [await next_run(context, each)]
    ]
    return Reply(
        "Your subscriptions:", items=(*items, *here), buttons=(Button("Add one", Subscribe()),), select=_any_of(mine)
    )


async def manage(context: CommandContext, requester: Requester, command: ManageSubscription) -> Reply:
    """Act on a subscription. Raises CommandError if it is gone or another person's."""
    subscription = await _managed(context, requester, command.subscription)
    match command.act:
        case SubscriptionAction.PREVIEW:
            return await _previewed(context, subscription)
        case SubscriptionAction.PAUSE | SubscriptionAction.RESUME:
            return await _set_paused(context, subscription, paused=command.act is SubscriptionAction.PAUSE)
        case SubscriptionAction.CHANGE:
            return Reply(form=edit_form(subscription))
        case SubscriptionAction.UNSUBSCRIBE:
            await context.store.write(subscriptions.remove, subscription.number, context.clock())
            return Reply(f"Unsubscribed: {describing.subscription(subscription)}.")


async def confirmation(context: CommandContext, subscription: Subscription, done: str) -> Reply:
    """Confirm a saved digest, say when it comes next, and preview it."""
    where = "" if subscription.is_channel else " I'll DM you."
    coming, instants = await next_run(context, subscription)
    text = f"{done} {describing.subscription(subscription)}.{where} {coming}"
    uncollected = notes.uncollected(subscription.filter.categories, context.settings.categories)
    shown = await _previewed(context, subscription)
    return replace(shown, text=" ".join(filter(None, [text, uncollected, shown.text])), instants=instants)


async def next_run(context: CommandContext, subscription: Subscription) -> tuple[str, tuple[Instant, ...]]:
    """Say when a subscription comes next, and return the times in that text."""
    parked = await context.store.read(suspensions.get, subscription.destination)
    if parked:
        return f"Paused: I can't post there ({parked.reason.rstrip('.')}).", ()
    at, zone = (
        await context.store.read(slots.next_for_subscription, subscription.number),
        subscription.every.zone or "UTC",
    )
    if at is None:
        return "Paused.", ()
    due = describing.local_time(at, zone) if subscription.is_report else describing.next_run(at, zone, context.clock())
    text = " ".join(filter(None, [f"Next: {due}.", describing.fixed_offset_warning(zone)]))
    return text, (describing.instant(at, zone),)


def subscription_buttons(subscription: Subscription) -> tuple[Button, ...]:
    """Return the buttons of a subscription."""
    number = subscription.number
    pause = Button("Resume", ManageSubscription(SubscriptionAction.RESUME, number)) if subscription.paused else Button(
        "Pause", ManageSubscription(SubscriptionAction.PAUSE, number)
    )  # fmt: skip
    preview = (
        () if subscription.is_report else (Button("Preview", ManageSubscription(SubscriptionAction.PREVIEW, number)),)
    )
    return (
        *preview,
        pause,
        Button("Change", ManageSubscription(SubscriptionAction.CHANGE, number)),
        Button(
            "Unsubscribe",
            ManageSubscription(SubscriptionAction.UNSUBSCRIBE, number),
            ButtonStyle.DANGER,
            _ending(subscription),
        ),
    )


def _ending(subscription: Subscription) -> str:
    """Ask whether a subscription is to end."""
    what = "report" if subscription.is_report else "digest"
    whose = "This channel" if subscription.is_channel else "You"
    return f"{whose} won't get this {what} anymore: {describing.subscription(subscription)}."


def edit_form(subscription: Subscription) -> Form:
    """Return the form that changes a subscription."""
    is_channel = subscription.is_channel
    usual = "This channel's digest" if is_channel else "Your digest"
    return Form(
        title="This channel's report" if subscription.is_report else usual,
        for_channel=is_channel,
        what=subscription.filter,
        every=subscription.every,
        how=subscription.how,
        change=None if is_channel else subscription.number,
        is_report=subscription.is_report,
    )


async def _of_channel(context: CommandContext, requester: Requester) -> tuple[ListItem, ...]:
    """Show the digest and the report that the channel gets, if it does, with buttons for people who may change them."""
    found = await context.channel_digest(requester), await context.channel_report(requester)
    return tuple(
        [
            ListItem(
                f"This channel: {describing.subscription(each)}",
                text,
                subscription_buttons(each) if requester.can_manage_channel else (),
                instants,
            )
            for each in found
            if each
            for text, instants in [await next_run(context, each)]
        ]
    )


def _any_of(many: Sequence[Subscription]) -> Menu | None:
    """Return a menu that previews one of *many*, None if all fit into the list."""
    options = tuple(
        (describing.subscription(each), ManageSubscription(SubscriptionAction.PREVIEW, each.number)) for each in many
    )
    return Menu("Show one", options) if len(many) > MAX_LISTED else None


async def _managed(context: CommandContext, requester: Requester, number: int) -> Subscription:
    """Return a subscription that *requester* may change: their own, or one of this channel if they manage it."""
    subscription = await context.store.read(subscriptions.get, number)
    if subscription is None:
        raise CommandError(GONE.format(subscriptions=context.commands.text(ListSubscriptions(), requester.platform)))
    if subscription.is_channel:
        if not requester.is_known and not requester.can_manage_channel:
            raise CommandError(NOT_KNOWN)
        is_theirs = requester.can_manage_channel and requester.destination == subscription.destination
    else:
        place = subscription.destination
        is_theirs = (place.platform, place.workspace, subscription.owner) == requester.person
    if not is_theirs:
        raise CommandError(NOT_YOURS)
    return subscription


async def _direct_channel(context: CommandContext, requester: Requester) -> Destination:
    """Return the person's direct channel: this one, else the one that was opened now or before."""
    if requester.is_direct_message:
        return requester.destination
    if requester.direct_channel:
        await context.store.write(users.remember_direct_channel, *requester.person, requester.direct_channel)
    channel = requester.direct_channel or await context.store.read(users.direct_channel, *requester.person)
    if channel is None:
        raise CommandError(NOWHERE)
    return Destination(requester.platform, requester.workspace, channel)


async def _previewed(context: CommandContext, subscription: Subscription) -> Reply:
    if subscription.is_report:
        return Reply("Reports are created on schedule. Your operator can preview one with: hotpapers weekly preview")
    text, digest = await preview(context, subscription)
    select = entry_menu(digest) if digest else None
    return Reply(text, digest=digest, buttons=subscription_buttons(subscription), select=select)


async def _set_paused(context: CommandContext, subscription: Subscription, *, paused: bool) -> Reply:
    await context.store.write(subscriptions.set_paused, subscription.number, paused, context.clock())
    changed = replace(subscription, paused=paused)
    text = describing.subscription(changed)
    if paused:
        return Reply(f"Paused: {text}.", buttons=subscription_buttons(changed))
    coming, instants = await next_run(context, changed)
    return Reply(f"Resumed: {text}. {coming}", buttons=subscription_buttons(changed), instants=instants)


def _parse_manage(act: SubscriptionAction, rest: str) -> ManageSubscription | None:
    """Parse the number of a subscription. ``change detection`` is a search."""
    if NUMBER.fullmatch(rest):
        return ManageSubscription(act, int(rest))
    if act in {SubscriptionAction.CHANGE, SubscriptionAction.PREVIEW} and rest:
        return None
    not_found = f"{quote_in_message(rest)} isn't a subscription number." if rest else "Which subscription?"
    raise CommandError(f"{not_found} “subscriptions” lists yours. For example: {act} 12. {quote_hint(act)}")


def _format(command: Subscribe) -> str:
    replaced = f" replacing {command.replaces_id}" if command.replaces_id is not None else ""
    return format_digest("subscribe", command) + replaced


SPECS = (
    CommandSpec(
        command=Subscribe,
        handle=subscribe,
        description="Get your own digest (opens a form if you leave out the time)",
        format=_format,
        parsers={"subscribe": parse_subscribe},
        usage="subscribe what every how",
        named=NamedForm(
            "subscribe", lambda given: Subscribe(*read_digest(given)), (*DIGEST_OPTIONS, FAIR, MINE), write_digest
        ),
        examples=lambda category: (
            (Subscribe(Filter((category,)), Schedule(Frequency.WEEKDAYS, time(9))), "your own digest, every weekday"),
        ),
    ),
    CommandSpec(
        command=ListSubscriptions,
        handle=list_all,
        description="Your subscriptions, and when each comes next",
        format=lambda _: "subscriptions",
        parsers={"subscriptions": without_arguments("subscriptions", ListSubscriptions())},
        usage="subscriptions",
        named=NamedForm("subscriptions", lambda _: ListSubscriptions()),
        examples=lambda _: ((ListSubscriptions(), "your subscriptions"),),
    ),
    CommandSpec(
        command=ManageSubscription,
        handle=manage,
        description="The buttons of a subscription",
        format=lambda command: f"{command.act} {command.subscription}",
        parsers={act.value: partial(_parse_manage, act) for act in SubscriptionAction},
    ),
)
