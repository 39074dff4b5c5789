"""The one grammar of all commands: what people type and what buttons carry, read and printed. Pure.

    what    = {category | "phrase" | word | -word | author:"Name"}
    when    = day | 3 days | week | month | DATE | DATE..DATE
    every   = daily | weekdays | DAY[,DAY] | weekly DAY | monthly, then HH:MM [ZONE]
    how     = top N | floor X | hot | classic | days N | threads on|off | fair on|off

A word is found in all its forms; ``=word`` and ``="a phrase"`` as written, ``word*`` as a beginning. The syntax of
arXiv's search and what else people say is read as this grammar (`arxiv`, `synonyms`).

A command is its name and what belongs to it (`reading`); without a name it is a hot list: ``what when``, then
``public`` and ``page N`` (`digests`). ``public`` is also understood behind papers and scores. Blanks and commas
separate. `when`, `every` and `how` are read from the end, `what` is the rest; a quoted word is always a word. `printed`
is the inverse of `read`, and so are the printers of each part.
"""

from bot.commands.syntax.filters import format_filter, parse_filter
from bot.commands.syntax.formatter import fits_button, format_command
from bot.commands.syntax.options import format_options, parse_options
from bot.commands.syntax.parser import parse, parse_paper
from bot.commands.syntax.periods import format_period, parse_period
from bot.commands.syntax.schedules import format_day, format_schedule, parse_schedule
from bot.commands.syntax.subscriptions import parse_weekly

__all__ = [
    "fits_button",
    "format_command",
    "format_day",
    "format_filter",
    "format_options",
    "format_period",
    "format_schedule",
    "parse",
    "parse_filter",
    "parse_options",
    "parse_paper",
    "parse_period",
    "parse_schedule",
    "parse_weekly",
]
