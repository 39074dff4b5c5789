"""How well hotpapers does, measured: on recorded material, and on made-up days whose truth is known.

A suite reads a folder of recorded material, tries weights, and returns what it measured and which bars it reached.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bot.evaluation import (
    blog,
    campaigns,
    early_signal,
    fusion,
    inflated,
    lines,
    no_repeats,
    personalization,
    summaries,
)
from bot.evaluation.experiment import Experiment
from bot.evaluation.results import Progress, Result

Suite = Callable[[Path, Experiment, Progress], Result]

SUITES: dict[str, Suite] = {
    "blog": blog.evaluate,
    "early": early_signal.evaluate,
    "repeats": no_repeats.evaluate,
    "fusion": fusion.evaluate,
    "campaigns": campaigns.evaluate,
    "inflated": inflated.evaluate,
    "summaries": summaries.evaluate,
    "lines": lines.evaluate,
    "personal": personalization.evaluate,
}
