"""A person's digests: subscribe, list, and what the buttons of a subscription do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.commands.buttons import entry_menu
from bot.commands.command_text import command_text
from bot.commands.context import CommandContext, complete_filter
from bot.commands.preview import preview
from bot.errors import CommandError
from bot.models.command import ListSubscriptions, ManageSubscription, Requester, Subscribe, SubscriptionAction
from bot.models.digest import Destination, Ranking
from bot.models.reply import Button, ButtonStyle, Form, Instant, ListItem, Menu, Reply
from bot.models.subscription import Subscription
from bot.store.tables import slots, subscriptions, suspensions, users
from bot.wording import notes
from bot.wording import subscriptions as describing

MANY = 5  # with their buttons, more do not fit into one message at Discord

GONE = "That subscription no longer exists. See {subscriptions}."
NOT_YOURS = "You can only change your own subscriptions."
NOT_KNOWN = "I couldn't check whether you can change digests here. Try again in a minute."
NONE = "You don't have any subscriptions yet. Press Subscribe to add one."
NO_HEAT = "“mine” doesn't work with “classic”. Remove one of them."
NOWHERE = "I can't DM you. Allow direct messages from this server, or message me first and subscribe there."


async def subscribe(desk: CommandContext, asker: Requester, asked: Subscribe) -> Reply:
    """Save a digest for the person and show what it would have sent last; without a time, open the form.

    Raises CommandError if it is to replace one that is not theirs, or there is nowhere to write to them.
    """
    changed = None if asked.replaces_id is None else await _managed(desk, asker, asked.replaces_id)
    if changed and changed.is_channel:
        raise CommandError(NOT_YOURS)
    if asked.how.mine and asked.how.ranking is Ranking.CLASSIC:
        raise CommandError(NO_HEAT)
    what = complete_filter(asked.what, await desk.channel_digest(asker), desk.settings)
    if asked.every is None:
        return Reply(form=Form("Your digest", False, what, None, asked.how, asked.replaces_id))
    there = changed.destination if changed else await _direct_channel(desk, asker)
    every = await desk.with_timezone(asker, asked.every, changed)
    wanted = Subscription(asked.replaces_id or 0, there, asker.user, False, what, every, asked.how)
    mine = await desk.store.read(subscriptions.of_owner, asker.platform, asker.workspace, asker.user)
    known = next((each for each in mine if each == replace(wanted, number=each.number)), None)
    if known:
        return Reply(
            f"You're already subscribed: {describing.subscription(known)}.", buttons=subscription_buttons(known)
        )
    if changed:
        await desk.store.write(subscriptions.replace, changed.number, wanted, desk.clock())
        return await confirmation(desk, wanted, "Changed:")
    number = await desk.store.write(subscriptions.add, wanted, desk.clock())
    return await confirmation(desk, replace(wanted, number=number), "Subscribed to")


async def list_all(desk: CommandContext, asker: Requester, _: ListSubscriptions) -> Reply:
    """List the person's subscriptions, each with its next due time and its buttons."""
    mine = await desk.store.read(subscriptions.of_owner, asker.platform, asker.workspace, asker.user)
    here = await _of_channel(desk, asker)
    if not mine:
        return Reply(NONE, items=here, buttons=(Button("Subscribe", Subscribe()),))
    items = [
        ListItem(describing.subscription(each), text, subscription_buttons(each), instants)
        for each in mine
        for text, instants in [await next_run(desk, each)]
    ]
    return Reply(
        "Your subscriptions:", items=(*items, *here), buttons=(Button("Add one", Subscribe()),), select=_any_of(mine)
    )


async def manage(desk: CommandContext, asker: Requester, asked: ManageSubscription) -> Reply:
    """Do what a button says with a subscription. Raises CommandError if it is gone or another's."""
    subscription = await _managed(desk, asker, asked.subscription)
    match asked.act:
        case SubscriptionAction.PREVIEW:
            return await _previewed(desk, subscription)
        case SubscriptionAction.PAUSE | SubscriptionAction.RESUME:
            return await _set_paused(desk, subscription, paused=asked.act is SubscriptionAction.PAUSE)
        case SubscriptionAction.CHANGE:
            return Reply(form=edit_form(subscription))
        case SubscriptionAction.UNSUBSCRIBE:
            await desk.store.write(subscriptions.remove, subscription.number, desk.clock())
            return Reply(f"Unsubscribed: {describing.subscription(subscription)}.")


async def confirmation(desk: CommandContext, subscription: Subscription, done: str) -> Reply:
    """Say what is saved and when it comes, and show what it would have sent last."""
    where = "" if subscription.is_channel else " I'll DM you."
    coming, instants = await next_run(desk, subscription)
    text = f"{done} {describing.subscription(subscription)}.{where} {coming}"
    uncollected = notes.uncollected(subscription.filter.categories, desk.settings.categories)
    shown = await _previewed(desk, subscription)
    return replace(shown, text=" ".join(filter(None, [text, uncollected, shown.text])), instants=instants)


async def next_run(desk: CommandContext, subscription: Subscription) -> tuple[str, tuple[Instant, ...]]:
    """Say when a subscription comes next, and return the times in that text."""
    parked = await desk.store.read(suspensions.get, subscription.destination)
    if parked:
        return f"Paused: I can't post there ({parked.reason.rstrip('.')}).", ()
    at, zone = await desk.store.read(slots.next_for_subscription, subscription.number), subscription.every.zone or "UTC"
    if at is None:
        return "Paused.", ()
    due = describing.local_time(at, zone) if subscription.is_report else describing.next_run(at, zone, desk.clock())
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


async def _of_channel(desk: CommandContext, asker: Requester) -> tuple[ListItem, ...]:
    """Show the digest and the report that the channel gets, if it does, with buttons for those who may set them."""
    there = [each for each in (await desk.channel_digest(asker), await desk.channel_report(asker)) if each]
    return tuple(
        [
            ListItem(
                f"This channel: {describing.subscription(each)}",
                text,
                subscription_buttons(each) if asker.can_manage_channel else (),
                instants,
            )
            for each in there
            for text, instants in [await next_run(desk, each)]
        ]
    )


def _any_of(many: Sequence[Subscription]) -> Menu | None:
    """Return a menu that shows one of *many*; where all fit into the list, none is needed."""
    options = tuple(
        (describing.subscription(each), ManageSubscription(SubscriptionAction.PREVIEW, each.number)) for each in many
    )
    return Menu("Show one", options) if len(many) > MANY else None


async def _managed(desk: CommandContext, asker: Requester, number: int) -> Subscription:
    """Return a subscription that *asker* may change: their own, or the digest of a channel they may set it for."""
    subscription = await desk.store.read(subscriptions.get, number)
    if subscription is None:
        raise CommandError(GONE.format(subscriptions=command_text(ListSubscriptions(), asker.platform)))
    if subscription.is_channel:
        if not asker.is_known and not asker.can_manage_channel:
            raise CommandError(NOT_KNOWN)
        is_theirs = asker.can_manage_channel and asker.destination == subscription.destination
    else:
        place = subscription.destination
        is_theirs = (place.platform, place.workspace, subscription.owner) == (
            asker.platform, asker.workspace, asker.user
        )  # fmt: skip
    if not is_theirs:
        raise CommandError(NOT_YOURS)
    return subscription


async def _direct_channel(desk: CommandContext, asker: Requester) -> Destination:
    """Return where we write to the person: here, if that is a direct message, else as it was opened now or before."""
    if asker.is_direct_message:
        return asker.destination
    who = (asker.platform, asker.workspace, asker.user)
    if asker.direct_channel:
        await desk.store.write(users.remember_direct_channel, *who, asker.direct_channel)
    channel = asker.direct_channel or await desk.store.read(users.direct_channel, *who)
    if channel is None:
        raise CommandError(NOWHERE)
    return Destination(asker.platform, asker.workspace, channel)


async def _previewed(desk: CommandContext, subscription: Subscription) -> Reply:
    if subscription.is_report:
        return Reply("Reports are created on schedule. Your operator can preview one with: hotpapers weekly preview")
    text, digest = await preview(desk, subscription)
    select = entry_menu(digest) if digest else None
    return Reply(text, digest=digest, buttons=subscription_buttons(subscription), select=select)


async def _set_paused(desk: CommandContext, subscription: Subscription, *, paused: bool) -> Reply:
    await desk.store.write(subscriptions.set_paused, subscription.number, paused, desk.clock())
    changed = replace(subscription, paused=paused)
    text = describing.subscription(changed)
    if paused:
        return Reply(f"Paused: {text}.", buttons=subscription_buttons(changed))
    coming, instants = await next_run(desk, changed)
    return Reply(f"Resumed: {text}. {coming}", buttons=subscription_buttons(changed), instants=instants)
