"""The steps at which the bot can be killed: around everything it writes, and around every call that is answered.

Seen from the bot, a step is before, inside or after the nth write of a name; seen from the platform, it is when the nth
call like a pattern has arrived, is carried out, or is answered.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

AHEAD = (-120, -20, 20, 120)  # seconds that the bot's clock is ahead of the platform's
WRITTEN, CALLED = ("before", "inside", "after"), ("arrived", "stored", "answered")
IN_THREAD = " in a thread"  # how the name of such a call ends
SLACK_POST, DISCORD_POST = rf"chat\.postMessage({IN_THREAD})?", rf"POST /channels/\d+/messages({IN_THREAD})?"


@dataclass(frozen=True)
class Step:
    """A moment to die at.

    *fault* befalls a post in the same life of the bot; *before*, one in a life before, so that there is something to
    look for: `kept` is carried out and answered with 500, `lost` is dropped, `limited` is refused, `killed` is claimed
    and left. *later* is after how many seconds the next life begins.
    """

    name: str
    moment: str
    nth: int = 1
    fault: str = ""
    before: str = ""
    reply: bool = False
    later: int = 31

    def __str__(self) -> str:
        about = [self.fault, self.before and f"{self.before} before", "reply" if self.reply else "", f"{self.later} s"]
        return " ".join([self.name, self.moment, str(self.nth), *filter(None, about)])


def _around(step: Step) -> list[Step]:
    return [replace(step, moment=moment) for moment in (WRITTEN if step.moment == "write" else CALLED)]


COMMON = [
    *_around(Step("settle_all", "write")),  # planning: slots, digests and posts
    *_around(Step("claim", "write")),
    *_around(Step("mark_done", "write", 3)),
    *_around(Step("mark_unknown", "write", fault="kept")),
    *_around(Step("postpone", "write", fault="limited")),
    *_around(Step("recover_interrupted", "write", before="killed")),
    *_around(Step("claim_for_lookup", "write", before="kept")),
    *_around(Step("mark_absent", "write", before="lost", later=100)),
]
REPORTS = {
    "slack": [
        *_around(Step(r"files\.getUploadURLExternal", "call")),
        *_around(Step(r"files\.completeUploadExternal", "call")),  # the slides
        *_around(Step(r"files\.completeUploadExternal", "call", 2)),  # the equation of the first reply
        *_around(Step("mark_done", "write", 2)),
    ],
    "discord": [
        *_around(Step(DISCORD_POST, "call", 2)),  # the slides
        *_around(Step(DISCORD_POST, "call", 3)),
        *_around(Step("mark_done", "write", 2)),
    ],
}
"""Of a report that is delivered."""
STEPS = {
    "slack": [
        *COMMON,
        *_around(Step(SLACK_POST, "call", 2)),
        *_around(Step("conversations.history", "call", before="kept")),
        *_around(Step("conversations.history", "call", before="lost")),
        *_around(Step("conversations.replies", "call", before="lost", reply=True)),
    ],
    "discord": [
        *COMMON,
        *_around(Step(DISCORD_POST, "call", 2)),
        *_around(Step(r"POST /channels/\d+/messages/\d+/threads", "call")),
        *_around(Step(DISCORD_POST, "call", before="kept")),  # inside the nonce's window, looking is posting again
        *_around(Step(DISCORD_POST, "call", before="lost")),
        *_around(Step(r"GET /channels/\d+/messages", "call", before="kept", later=100)),
        *_around(Step(rf"GET /channels/\d+/messages{IN_THREAD}", "call", before="lost", reply=True, later=100)),
    ],
}
LOST = {
    "slack": [
        Step("mark_done", "after", before="kept"),
        Step("mark_done", "after", before="kept", reply=True),
        Step("mark_absent", "after", before="lost", later=100),
    ],
    "discord": [
        Step("mark_done", "after", before="kept"),
        Step("mark_done", "after", before="kept", later=100),  # outside the nonce's window
        Step("mark_done", "after", before="kept", reply=True, later=100),
        Step("mark_absent", "after", before="lost", later=100),
    ],
}
"""Of a post whose answer was lost in the life before."""
ORDERED = [
    Step("mark_done", "before", 4, before="kept"),
    Step("postpone", "after", fault="limited"),
    Step("mark_unknown", "before", fault="kept", later=100),
    Step("claim", "after", 2, before="killed"),
]
"""Of digests that are on their way to the same channel."""
