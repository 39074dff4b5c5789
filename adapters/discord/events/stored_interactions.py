"""Interactions as they are stored before they are acknowledged, so that a restart can answer them. Pure.

Their token answers for 15 minutes, from any process:
https://docs.discord.com/developers/interactions/receiving-and-responding#followup-messages
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from bot.models.command import Requester
from bot.models.digest import Destination
from bot.models.question import Question

PLATFORM = "discord"
EVERYWHERE = ""  # the workspace of people and of what they ask
COMMAND, FORM = "command", "form"


@dataclass(frozen=True, slots=True)
class StoredInteraction:
    """An acknowledged interaction. *text* is its command, or with *is_form* the values of a form with mistakes.

    With *in_place*, the reply replaces the message of the button.
    """

    application: int
    token: str
    text: str
    is_form: bool = False
    in_place: bool = False


def question(event: int, asker: Requester, stored: StoredInteraction) -> Question:
    """Return the interaction with the ID *event* for the store."""
    payload = {
        "application": stored.application,
        "token": stored.token,
        "text": stored.text,
        "in_place": stored.in_place,
        "server": asker.destination.workspace,
        "channel": asker.destination.channel,
        "direct": asker.is_direct_message,
        "manages": asker.can_manage_channel,
    }
    kind = FORM if stored.is_form else COMMAND
    return Question(PLATFORM, EVERYWHERE, asker.user, str(event), kind, json.dumps(payload))


def load(question: Question) -> tuple[StoredInteraction, Requester]:
    """Return the interaction and who asked. Raises KeyError, TypeError or ValueError for an unknown payload."""
    known = json.loads(question.payload)
    stored = StoredInteraction(
        int(known["application"]),
        str(known["token"]),
        str(known["text"]),
        is_form=question.kind == FORM,
        in_place=bool(known["in_place"]),
    )
    place = Destination(PLATFORM, known["server"], known["channel"])
    asker = Requester(PLATFORM, EVERYWHERE, question.user, place, bool(known["direct"]), bool(known["manages"]))
    return stored, asker
