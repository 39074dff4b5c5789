"""A digest in the format of each service: text, cards or blocks, all external text as text. Pure."""

from __future__ import annotations

from functools import partial
from html import escape as escape_html
from typing import Any

from adapters.slack.messages import digest as slack_digest
from adapters.slack.messages.blocks import MAX_BLOCKS
from adapters.slack.messages.controls import unpressable
from adapters.webhook.messages.outline import Body, PaperLines, in_one_message, outline, size
from bot.models.digest import Digest
from bot.models.post import PostKind
from bot.text.links import is_allowed_link
from bot.text.markdown import escape

MATTERMOST_CHARACTERS = 16_000  # a longer text becomes several posts: its limit is 16,383
TEAMS_BYTES = 25_000  # of 28 KB: https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors
FEISHU_BYTES = 18_000  # of 20 KB: https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot
GOOGLE_CHAT_BYTES = (
    30_000  # of 32,000: https://developers.google.com/workspace/chat/api/reference/rest/v1/spaces.messages
)
ADAPTIVE_CARD = "application/vnd.microsoft.card.adaptive"


def slack(digest: Digest) -> Body:
    """Return blocks without buttons, as from a bot that does not listen."""
    return in_one_message(digest, _slack, bool)


def _slack(digest: Digest) -> Body:
    """Return the list as one message, empty if Slack would need two."""
    if PostKind.CONTINUATION in slack_digest.layout(digest):
        return {}
    body = unpressable(slack_digest.message(digest, 0))
    return body if len(body["blocks"]) <= MAX_BLOCKS else {}


def discord(digest: Digest, token: str) -> Body:
    """Return components without controls, with the post's token in their IDs."""
    return in_one_message(digest, partial(_discord, token=token), bool)


def _discord(digest: Digest, token: str) -> Body:
    """Return the list as one message, empty if Discord would need two."""
    from discord import AllowedMentions, MessageFlags

    from adapters.discord.api.post_tokens import embed_token
    from adapters.discord.messages import buttons
    from adapters.discord.messages import digest as discord_digest

    (_, view), *others = discord_digest.views(digest)
    if any(kind is PostKind.CONTINUATION for kind, _ in others):
        return {}
    embed_token(buttons.unpressable(view), token)
    components = buttons.detached(view).to_components()  # type: ignore[no-untyped-call] # theirs
    flags = MessageFlags(components_v2=True).value
    return {"components": components, "flags": flags, "allowed_mentions": AllowedMentions.none().to_dict()}


def mattermost(digest: Digest) -> Body:
    """Return Markdown."""
    return in_one_message(digest, _mattermost, lambda body: len(body["text"]) <= MATTERMOST_CHARACTERS)


def _mattermost(digest: Digest) -> Body:
    told = outline(digest)
    papers = [
        "\n".join(filter(None, [f"**{_linked(each)}**", *map(escape, (each.summary, each.heat, each.byline))]))
        for each in told.papers
    ]
    above = [f"#### {escape(told.title)}", *map(escape, (*told.about, told.note))]
    return {"text": "\n\n".join(filter(None, [*above, *papers, f"_{escape(told.thanks)}_"]))}


def teams(digest: Digest) -> Body:
    """Return an adaptive card, as a Workflow posts it."""
    return in_one_message(digest, _teams, lambda body: size(body) <= TEAMS_BYTES)


def _teams(digest: Digest) -> Body:
    told = outline(digest)
    block = partial(dict[str, Any], type="TextBlock", wrap=True)
    small = partial(block, isSubtle=True, size="Small", spacing="None")
    above = [
        block(text=escape(told.title), size="Large", weight="Bolder"),
        *(small(text=escape(t)) for t in told.about),
    ]
    papers = [
        item
        for each in told.papers
        for item in (
            block(text=_linked(each), weight="Bolder", spacing="Medium"),
            *([block(text=escape(each.summary), spacing="None")] if each.summary else []),
            *(small(text=escape(text)) for text in (each.heat, each.byline)),
        )
    ]
    note = [block(text=escape(told.note))] if told.note else []
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "type": "AdaptiveCard", "version": "1.4",
        "msteams": {"width": "Full"}, "body": [*above, *note, *papers, small(text=escape(told.thanks))],
    }  # fmt: skip
    return {"type": "message", "attachments": [{"contentType": ADAPTIVE_CARD, "contentUrl": None, "content": card}]}


def feishu(digest: Digest) -> Body:
    """Return rich text, where nothing is markup."""
    return in_one_message(digest, _feishu, lambda body: size(body) <= FEISHU_BYTES)


def _feishu(digest: Digest) -> Body:
    told = outline(digest)
    papers = [
        line
        for each in told.papers
        for line in ([_feishu_title(each)], *_feishu_texts(each.summary, each.heat, each.byline, " "))
    ]
    content = [*_feishu_texts(*told.about, told.note), *papers, *_feishu_texts(told.thanks)]
    return {"msg_type": "post", "content": {"post": {"en_us": {"title": told.title, "content": content}}}}


def _feishu_texts(*lines: str) -> list[list[Body]]:
    return [[{"tag": "text", "text": line}] for line in lines if line]


def _feishu_title(paper: PaperLines) -> Body:
    link = {"tag": "a", "text": paper.title, "href": paper.url}
    return link if is_allowed_link(paper.url) else {"tag": "text", "text": paper.title}


def google_chat(digest: Digest) -> Body:
    """Return a card whose texts are HTML, and its title as the text of a notification."""
    return in_one_message(digest, _google_chat, lambda body: size(body) <= GOOGLE_CHAT_BYTES)


def _google_chat(digest: Digest) -> Body:
    told = outline(digest)
    papers = [{"textParagraph": {"text": "<br>".join(_html_lines(each))}} for each in told.papers]
    note = [{"textParagraph": {"text": escape_html(told.note)}}] if told.note else []
    thanks = {"textParagraph": {"text": f"<i>{escape_html(told.thanks)}</i>"}}
    header = {"title": told.title, "subtitle": told.about[0]}
    outages = [{"textParagraph": {"text": escape_html(text)}} for text in told.about[1:]]
    card = {"header": header, "sections": [{"widgets": [*outages, *note, *papers, thanks]}]}
    return {"cardsV2": [{"cardId": "digest", "card": card}]}


def _html_lines(paper: PaperLines) -> list[str]:
    title = escape_html(paper.title)
    linked = f'<a href="{escape_html(paper.url)}">{title}</a>' if is_allowed_link(paper.url) else title
    lower = (escape_html(text) for text in (paper.summary, paper.heat, paper.byline) if text)
    return [f"<b>{linked}</b>", *lower]


def _linked(paper: PaperLines) -> str:
    return f"[{escape(paper.title)}]({paper.url})" if is_allowed_link(paper.url) else escape(paper.title)
