from __future__ import annotations

import gzip
import json
import sys

import pytest

from adapters.cli.commands.evaluate import NAMES
from bot.evaluation import (
    SUITES,
    blog,
    campaigns,
    early_signal,
    experiment,
    fusion,
    inflated,
    no_repeats,
    personalization,
    summaries,
)
from bot.evaluation.metrics import estimated
from bot.evaluation.synthetic import LEVELS, Scenario, day
from bot.ranking.distributions import Distributions
from tests.helpers import factories

SENTENCES = ["Counting is hard, and often slow for people.", "We propose a machine that counts.", "It works well."]


def silent(done, total):
    assert 0 < done <= total


def write(folder, name, rows):
    with gzip.open(folder / f"{name}.gz", "wt") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


def write_all(folder):
    """Write a little of everything that the suites read, made up."""
    totals = (900, 400, 200, 120, 80, 60, 52)
    write(
        folder,
        "hotpapers-2020.jsonl",
        [
            {
                "post_date": "2020-08-25",
                "arxiv_id": f"2008.{number:05}",
                "title": "A Title",
                "authors": ["Ada Lovelace"],
                "categories": ["cs.CV"],
                "retweets": total // 4,
                "favorites": total - total // 4,
                "tweets": [],
            }
            for number, total in enumerate(totals)
        ],
    )
    write(
        folder,
        "hf-early-late-until-2026-03-16.jsonl",
        [
            {"id": f"2601.{n:05}", "date": "2026-01-15", "title": "A", "h": 8, "u0": 3 * n, "c0": 1, "uf": 10 * n}
            for n in range(6)
        ],
    )
    ids = [f"2601.{number:05}" for number in range(40)]
    write(
        folder,
        "arxiv-daily-listings.jsonl",
        [{"date": f"2026-01-{12 + late}", "ids": ids[10 * late : 10 * late + 20]} for late in range(3)],
    )
    (folder / "same-title.json").write_text('{"a title of some words": ["1501.00001", "1502.00001"]}')
    write(folder, "scitldr-a-dev.jsonl", [{"title": "Machines", "source": SENTENCES, "target": [SENTENCES[1]]}])


@pytest.fixture
def data(tmp_path):
    write_all(tmp_path)
    return tmp_path


def test_the_command_knows_all_suites():
    assert list(NAMES) == list(SUITES)


@pytest.mark.parametrize("suite", [blog, early_signal, no_repeats, summaries])
def test_a_suite_reaches_its_bars_on_made_material(suite, data):
    result = suite.evaluate(data, experiment.default_experiment(), silent)

    assert [bar for bar in result.bars if not bar.is_reached] == []
    assert result.tables


def test_a_campaign_is_bought_for_a_paper_that_no_place_discusses(tmp_path):
    rows = [
        {"id": f"2601.{d}{n:04}", "date": f"2026-01-{d}", "title": "A", "h": 8, "u0": 3 * n, "c0": 1, "uf": 10 * n}
        for d in (14, 15)
        for n in range(12)
    ]
    write(tmp_path, "hf-early-late-until-2026-03-16.jsonl", rows)

    result = campaigns.evaluate(tmp_path, experiment.default_experiment(), silent)

    assert [row.name for row in result.tables[0].rows] == list(campaigns.CAMPAIGNS)
    assert [row.name for row in result.tables[1].rows] == list(campaigns.BEFORE)


def test_inflated_days_are_compared_by_likes_and_sound_days_by_totals(tmp_path):
    days = ("2020-08-25", "2020-10-01")
    rows = [
        {
            "post_date": day,
            "arxiv_id": f"{day[2:4]}{day[5:7]}.{n:05}",
            "title": "A Title",
            "authors": ["Ada Lovelace"],
            "categories": ["cs.CV"],
            "retweets": 10 * n if day == days[0] else 9_000 - 1_000 * n,
            "favorites": 60 * n,
            "tweets": [],
        }
        for day in days
        for n in range(1, 8)
    ]
    write(tmp_path, "hotpapers-2020.jsonl", rows)

    result = inflated.evaluate(tmp_path, experiment.default_experiment(), silent)

    classic = result.tables[0].rows[0]
    assert [round(figure.value, 3) for figure in classic.figures] == [-1, 1]


def test_readers_of_one_subject_find_more_of_it_by_what_they_saved(tmp_path):
    write(tmp_path, "arxiv-papers-20k.jsonl", works("id", "date", 8))
    write(tmp_path, "hotpapers-2020.jsonl", works("arxiv_id", "post_date", 4))

    result = personalization.evaluate(tmp_path, experiment.default_experiment(), silent)

    assert [bar for bar in result.bars if not bar.is_reached] == []
    for table in result.tables:
        found = {row.name: row.figures[0].value for row in table.rows}
        assert found["mine 100%"] > max(found["heat alone"], found["random"])


def works(id, day, each):
    """Return papers of authors who write in words of their own, each a day after the one before."""
    subjects = [
        "graphs",
        "stars",
        "dust",
        "waves",
        "knots",
        "sheep",
        "clocks",
        "rivers",
        "bones",
        "tides",
        "fire",
        "ice",
    ]
    return [
        {
            id: f"2008.{author:02}{number:03}",
            day: f"2020-08-{number + 1:02}",
            "title": f"On {subject}",
            "abstract": f"We study {subject} at length.",
            "authors": [f"Ada {subject.title()}"],
            "categories": ["cs.CV"],
            "retweets": author,
            "favorites": 2 * author,
            "tweets": [{"author_handle": f"reader-{author}"}],
        }
        for author, subject in enumerate(subjects)
        for number in range(each)
    ]


def test_a_paper_that_is_listed_again_is_not_shown_again(data):
    result = no_repeats.evaluate(data, experiment.default_experiment(), silent)

    assert result.bars[0].is_reached
    assert [figure.value for row in result.tables[0].rows for figure in row.figures] == [60, 20, 40, 0]


@pytest.mark.parametrize("suite", ["blog", "campaigns", "early", "inflated", "personal", "repeats", "summaries"])
def test_a_suite_names_the_material_that_it_lacks(suite, tmp_path, terminal):
    ran = terminal("evaluate", "--suite", suite, "--data", str(tmp_path))

    assert ran.code == 2
    assert "--data names the folder" in ran.err


def test_the_command_prints_tables_and_bars(data, terminal):
    ran = terminal("evaluate", "--suite", "early", "--suite", "summaries", "--data", str(data))

    assert ran.code == 0
    assert "plain count" in ran.out
    assert "✓ scitldr-a-dev: ROUGE-1: 100, at least 41" in ran.out


def test_a_bar_that_is_missed_is_an_exit_code(data, terminal):
    (data / "weights.json").write_text(json.dumps({"sentences": {"we propose": -9, "like the whole": 9}}))

    ran = terminal("evaluate", "--suite", "summaries", "--data", str(data), "--weights", str(data / "weights.json"))

    assert ran.code == 1
    assert "✗ scitldr-a-dev: ROUGE-1" in ran.out


def test_machines_read_json(data, terminal):
    ran = terminal("evaluate", "--suite", "summaries", "--data", str(data), "--json")

    read = json.loads(ran.out)
    assert read["summaries"]["reached"] is True
    assert read["summaries"]["bars"][0] == {"promise": "scitldr-a-dev: ROUGE-1", "measured": 100.0, "least": 41.6}


@pytest.mark.parametrize(
    "text",
    [
        *("", "[]", '{"sources": 1}', '{"sources": {"x": "much"}}', '{"sentences": {"no": 1}}'),
        *('{"sources": {"nowhere": 1}}', '{"sources": {"x": 9}}', '{"sources": {"x": NaN}}'),
    ],
)
def test_what_are_no_weights_is_refused(text, data, terminal):
    (data / "weights.json").write_text(text)

    ran = terminal("evaluate", "--suite", "early", "--data", str(data), "--weights", str(data / "weights.json"))

    assert ran.code == 2
    assert "weight" in ran.err


def test_without_the_extra_the_command_says_how_to_install_it(data, terminal, monkeypatch):
    from bot.evaluation import rouge

    rouge._scorer.cache_clear()
    monkeypatch.setitem(sys.modules, "rouge_score.rouge_scorer", None)

    ran = terminal("evaluate", "--suite", "summaries", "--data", str(data))

    assert (ran.code, "pip install 'hotpapers[evaluate]'" in ran.err) == (2, True)


def test_the_plain_sum_adds_what_rank_fusion_orders():
    ids = ("1", "2", "3")
    one, two, three = (
        factories.candidate(id, factories.mention(id, likes=likes)) for id, likes in zip(ids, (9, 5, 5), strict=True)
    )
    made = fusion.SyntheticDay((one, two, three), {}, factories.NOON)

    assert list(fusion.plain_sum(made).values()) == [9, 5, 5]
    assert list(fusion.rank_fusion(made).values()) == [1 / 61, 1 / 62, 1 / 62]


def test_hot_is_no_worse_than_the_plain_sum_on_loud_days():
    made = [day(Scenario.ALL, LEVELS[2], seed) for seed in range(5)]
    worth = [fusion._gains(one, Distributions(), experiment.default_experiment()) for one in made]

    ours, plain, _ = (estimated(column).value for column in zip(*worth, strict=True))

    assert ours > plain
