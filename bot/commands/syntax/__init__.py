"""The one grammar of all commands: what people type and what buttons carry, parsed and formatted. Pure.

    what    = {category | "phrase" | word | -word | author:"Name"}
    when    = day | 3 days | week | month | DATE | DATE..DATE
    every   = daily | weekdays | DAY[,DAY] | weekly DAY | monthly, then HH:MM [ZONE]
    how     = top N | floor X | hot | classic | days N | threads on|off | fair on|off

A word is found in all its forms; ``=word`` and ``="a phrase"`` as written, ``word*`` as a beginning. The syntax of
arXiv's search and what else people say is read as this grammar (`arxiv`, `synonyms`).

A command is its name and its arguments (`parser`). Without a name it is a hot list: ``what when``, then ``public`` and
``page N`` (`subscriptions`). ``public`` is also understood after papers and scores. Blanks and commas separate. `when`,
`every` and `how` are read from the end, `what` is the rest; a quoted word is always a word. Each ``format_`` function
is the inverse of its ``parse_`` function. Each command's own parser and formatter are in its module, in its
`CommandSpec`.
"""

from bot.commands.syntax.filters import format_filter, parse_filter
from bot.commands.syntax.options import format_options, parse_options
from bot.commands.syntax.parser import format_public
from bot.commands.syntax.periods import format_period, parse_period
from bot.commands.syntax.schedules import format_day, format_schedule, parse_schedule
from bot.commands.syntax.subscriptions import parse_weekly

__all__ = [
    "format_day",
    "format_filter",
    "format_options",
    "format_period",
    "format_public",
    "format_schedule",
    "parse_filter",
    "parse_options",
    "parse_period",
    "parse_schedule",
    "parse_weekly",
]
