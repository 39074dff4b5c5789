"""Words in a line that point at something outside of it."""

from __future__ import annotations

import pytest

from bot.text.summarizer.pointers import penalty, points_outside, without_pointing_end


@pytest.mark.parametrize(
    "line",
    [
        "We address this issue with graphs.",
        "These results demonstrate the value of graphs.",
        "It trains two models.",
        "We introduce a framework for solving such problems.",
    ],
)
def test_a_line_that_points_outside_of_it_is_found(line):
    assert points_outside(line)
    assert penalty(line) > 0


@pytest.mark.parametrize(
    "line",
    ["This paper proposes a graph.", "We propose a graph.", "This short note gives a proof.", "Items such as a graph."],
)
def test_a_line_that_names_itself_or_an_example_does_not_point(line):
    assert not points_outside(line)
    assert penalty(line) == 0


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (
            "We propose a new system that serves programs to address this problem.",
            "We propose a new system that serves programs.",
        ),
        (
            "We present an agent with adaptive perception, overcoming these limitations.",
            "We present an agent with adaptive perception.",
        ),
        (
            "We introduce a graph of all words in order to tackle the aforementioned challenges.",
            "We introduce a graph of all words.",
        ),
        ("We solve this problem.", "We solve this problem."),
        ("We prove a theorem of graphs to solve the equation.", "We prove a theorem of graphs to solve the equation."),
    ],
)
def test_an_end_that_says_what_for_but_not_what_that_is_is_cut(line, shown):
    assert without_pointing_end(line) == shown
