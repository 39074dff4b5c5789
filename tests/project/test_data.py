import csv
import gzip
import json
import re
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from bot import data
from bot.arxiv import identifiers
from bot.pipeline.import_jsonl import parse_jsonl
from tests.conftest import ROOT

SNOWFLAKES_BEGIN = datetime(2010, 11, 4, 1, 42, 54, 657000, tzinfo=UTC)  # ids of X tell milliseconds since


def posts_of_2020():
    with (ROOT / "tests/data/hotpapers-2020.csv").open(newline="") as lines:
        return list(csv.DictReader(lines))


def recorded(shared):
    with gzip.open(shared / "hotpapers-2020.jsonl.gz", "rt") as lines:
        return [json.loads(line) for line in lines]


@pytest.fixture
def sample():
    return parse_jsonl(data.read("sample.jsonl").splitlines())


def test_the_sample_is_a_day_of_six_papers_talked_about_once_each(sample):
    counts = [(m.paper, m.engagement.reposts, m.engagement.likes) for m in sample.mentions]

    assert counts == [
        ("2008.10599", 51, 216),
        ("2008.10598", 22, 74),
        ("2008.10399", 14, 68),
        ("2008.10298", 17, 53),
        ("2008.10312", 15, 42),
        ("2008.10162", 9, 44),
    ]
    assert [paper.id for paper in sample.papers] == [id for id, *_ in counts]
    assert {f"{announced.date}" for announced in sample.announcements} == {"2020-08-25"}


def test_the_posts_of_the_sample_lie_on_its_day_at_the_instant_their_id_tells(sample):
    for mention in sample.mentions:
        told = SNOWFLAKES_BEGIN + timedelta(milliseconds=int(mention.id) >> 22)

        assert mention.created == told.replace(microsecond=0)
        assert f"{told:%Y-%m-%d}" == "2020-08-25"
        assert mention.url == f"https://x.com/{mention.author}/status/{mention.id}"


def test_the_descriptions_of_the_sample_have_three_sentences_and_say_we(sample):
    for paper in sample.papers:
        sentences = re.split(r"(?<=[.?!]) ", paper.abstract)

        assert len(sentences) == 3
        assert any(sentence.startswith("We ") for sentence in sentences)


def test_the_posts_of_2020_are_all_there():
    posts = posts_of_2020()

    assert len(posts) == 1152
    assert len({post["date"] for post in posts}) == 125
    assert all(identifiers.parse(post["id"]).id == post["id"] for post in posts)
    assert [post["date"] for post in posts] == sorted(post["date"] for post in posts)


def test_the_posts_of_2020_go_down_by_their_totals():
    totals = {}
    for post in posts_of_2020():
        totals.setdefault(post["date"], []).append(int(post["reposts"]) + int(post["likes"]))

    assert [day for day, post in totals.items() if post != sorted(post, reverse=True)] == []


def test_the_posts_of_2020_agree_with_the_recorded_material(shared):
    assert [tuple(post.values()) for post in posts_of_2020()] == [
        (
            row["post_date"],
            row["arxiv_id"],
            " ".join(row["categories"]),
            str(row["retweets"]),
            str(row["favorites"]),
        )
        for row in recorded(shared)
    ]


def test_the_sample_agrees_with_the_recorded_material(shared, sample):
    day = [row for row in recorded(shared) if row["post_date"] == "2020-08-25"]

    told = [(p.id, p.title, p.authors, p.categories) for p in sample.papers]
    observed = [(m.paper, m.id, m.author, m.observed) for m in sample.mentions]

    assert told == [
        (r["arxiv_id"], " ".join(r["title"].split()), tuple(r["authors"]), tuple(r["categories"])) for r in day
    ]
    assert observed == [
        (
            r["arxiv_id"],
            r["tweets"][0]["status_id"],
            r["tweets"][0]["author_handle"],
            datetime.fromisoformat(r["observed_at"] + "Z"),
        )
        for r in day
    ]


def test_the_descriptions_of_the_sample_are_our_own_words(shared, sample):
    abstracts = {row["arxiv_id"]: row["abstract"] for row in recorded(shared)}

    for paper in sample.papers:
        assert not Counter(runs(paper.abstract)) & Counter(runs(abstracts[paper.id]))


def runs(text, length=4):
    words = re.findall(r"\w+", text.lower())
    return zip(*(words[n:] for n in range(length)), strict=False)
