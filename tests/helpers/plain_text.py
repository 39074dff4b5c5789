"""A reply as plain text: what a person reads, whatever the platform makes of it."""

from __future__ import annotations

from collections.abc import Iterator

from bot import wording
from bot.models.digest import Digest, Entry
from bot.models.reply import Attachment, Button, Card, Form, ListItem, Menu, Reply
from bot.wording import paper_facts, subscriptions


def plain(reply: Reply) -> str:
    """Write *reply* as lines; what can be pressed stands in brackets."""
    return "\n".join(_lines(reply))


def _lines(reply: Reply) -> Iterator[str]:
    if reply.public:
        yield "(for everyone)"
    if reply.text:
        yield reply.text
    if reply.by:
        yield f"{reply.by.words} {reply.by.user}"
    yield from _digest(reply.digest) if reply.digest else ()
    yield from _card(reply.card) if reply.card else ()
    for item in reply.items:
        yield from _item(item)
    yield from _form(reply.form) if reply.form else ()
    yield from _file(reply.file) if reply.file else ()
    yield from _buttons(reply.buttons)
    yield from _select(reply.select) if reply.select else ()
    if not reply.is_final:
        yield "(more follows)"


def _digest(digest: Digest) -> Iterator[str]:
    yield wording.heading(digest)
    yield f"{wording.scope(digest)} · {wording.data_as_of(digest)}"
    yield from wording.health(digest)
    if digest.note:
        yield digest.note
    for rank, entry in digest.numbered():
        yield from _entry(rank, entry)


def _entry(rank: int, entry: Entry) -> Iterator[str]:
    yield f"{rank}. {entry.title}{' (withdrawn)' if entry.withdrawn else ''}"
    yield f"   {' · '.join([f'{entry.score:,.0f}', *entry.reasons, ' '.join(entry.categories), entry.id])}"


def _card(card: Card) -> Iterator[str]:
    yield f"{card.entry.title}{' (withdrawn)' if card.entry.withdrawn else ''}"
    yield ", ".join(card.entry.authors)
    yield card.entry.summary
    yield card.entry.abstract
    yield from (f"{name}: {text}" for name, text in paper_facts.facts(card))
    yield from (link for link in (card.entry.url, card.entry.pdf, card.entry.code) if link)
    yield from (f"{wording.mention(mention)} {mention.url}" for mention in card.entry.mentions)


def _item(item: ListItem) -> Iterator[str]:
    yield f"• {item.title}"
    if item.details:
        yield f"  {item.details}"
    yield from (f"  {line}" for line in _buttons(item.buttons))


def _form(form: Form) -> Iterator[str]:
    yield f"Form: {form.title}"
    when = f"  When: {subscriptions.schedule(form.every) if form.every else ''}".rstrip()
    if form.is_report:
        yield when
        return
    yield f"  What: {wording.wanted(form.what)}"
    yield when
    yield f"  How: {' · '.join(subscriptions.options(form.how))}".rstrip()


def _file(file: Attachment) -> Iterator[str]:
    yield f"File: {file.name}"
    yield from (f"  {line}" for line in file.content.decode().splitlines())


def _buttons(buttons: tuple[Button, ...]) -> Iterator[str]:
    if buttons:
        yield " ".join(f"[{button.label}]" for button in buttons)


def _select(select: Menu) -> Iterator[str]:
    yield f"{select.label}:"
    yield from (f"  [{label}]" for label, _ in select.options)
