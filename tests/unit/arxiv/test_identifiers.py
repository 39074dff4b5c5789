import gzip
import json
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.arxiv.identifiers import OLD_ARCHIVES, Identifier, abs_url, find_all, find_within, meant, parse, pdf_url

months = st.builds("{:02}{:02}".format, st.integers(7, 40), st.integers(1, 12)).filter(lambda month: month >= "0704")
old_months = st.builds("{:02}{:02}".format, st.sampled_from([*range(91, 100), *range(7)]), st.integers(1, 12))
new_ids = st.builds(
    lambda month, number: f"{month}.{number:0{5 if month >= '1501' else 4}}", months, st.integers(1, 9999)
)
old_ids = st.builds("{}/{}{:03}".format, st.sampled_from(OLD_ARCHIVES.split("|")), old_months, st.integers(1, 999))
ids = new_ids | old_ids
wordings = st.text(string.ascii_letters + " .,;:!?()[]\n<>/+-*_'\"äé—😀", max_size=40)

SPELLINGS = [
    "{}",
    "({}).",
    "arXiv:{}",
    "arXiv: {}v3",
    "oai:arXiv.org:{}v1",
    "arxiv.org/abs/{}",
    "http://arxiv.org/abs/{}v1",
    "<https://www.arxiv.org/abs/{}?context=cs>",
    "https://arxiv.org/pdf/{}",
    "https://arxiv.org/pdf/{}v2.pdf",
    "https://arxiv.org/pdf/{}.pdf#page=3",
    "https://arxiv.org/html/{}v1#S2",
    "https://export.arxiv.org/abs/{}",
    "http://xxx.lanl.gov/abs/{}",
    "https://ar5iv.org/abs/{}",
    "https://ar5iv.labs.arxiv.org/html/{}",
    "https://www.alphaxiv.org/overview/{}v2",
    "https://huggingface.co/papers/{}#community",
    "hf.co/papers/{}",
    "https://www.semanticscholar.org/arxiv/{}",
    "https://scirate.com/arxiv/{}v2",
    "https://www.emergentmind.com/papers/{}",
    "10.48550/arXiv.{}",
    "doi:10.48550/arXiv.{}",
    "https://doi.org/10.48550/arXiv.{},",
]
NOT_IDENTIFIERS = {
    "no month 13": "2013.12345",
    "no month 0": "2000.12345",
    "before the new scheme": "0703.1234",
    "five digits before 2015": "1412.12345",
    "four digits since 2015": "1501.1234",
    "number zero": "1501.00000",
    "version zero": "1501.00001v0",
    "old id without month": "physics/0013001",
    "old id after the new scheme": "math/0704001",
    "old id before arXiv": "hep-th/9001001",
    "archive that never was": "cooking/9901001",
    "version of a program": "1.2345.6789",
    "address in a network": "192.1501.12345",
    "price": "$2008.10599",
    "price behind a blank": "€ 2008.10599",
    "price before its sign": "2008.10599 €",
    "percentage": "2008.10599%",
    "phone number": "+49 1501.12345",
    "thousands": "1,501.12345",
    "range": "2008.10599-2009",
    "DOI of another": "10.1103/2008.10599",
    "address of another": "https://example.com/papers/2008.10599",
    "parameter of an address": "https://example.com/?id=2008.10599",
    "date": "2020.08.25",
    "word": "arXiv",
    "nothing": "",
}

FOUND = {
    "see **2008.10599** and *2008.10598*": ["2008.10599", "2008.10598"],
    "`2008.10599`": ["2008.10599"],
    "__2008.10599__": ["2008.10599"],
    "~~2008.10599~~ ||2008.10598||": ["2008.10599", "2008.10598"],
    "```2008.10599```": ["2008.10599"],
    "**`2008.10599`**": ["2008.10599"],
    "_2008.10599_": ["2008.10599"],
    "*arXiv:2008.10599*": ["2008.10599"],
    "arXiv:**2008.10599**": ["2008.10599"],
    "arXiv: `2008.10599`": ["2008.10599"],
    "[2008.10599](https://arxiv.org/abs/2008.10599)": ["2008.10599"],
    "[paper](https://arxiv.org/abs/2008.10599v2)": ["2008.10599"],
    "<https://arxiv.org/abs/2008.10599|2008.10599>": ["2008.10599"],
    "<https://arxiv.org/abs/2008.10599>": ["2008.10599"],
    "**https://arxiv.org/abs/2008.10599**": ["2008.10599"],
    "`https://arxiv.org/pdf/2008.10599.pdf`": ["2008.10599"],
    "arXiv：2008.10599": ["2008.10599"],
    "arXiv： 2008.10599": ["2008.10599"],
    "（2008.10599）": ["2008.10599"],
    "论文：2008.10599，2008.10598": ["2008.10599", "2008.10598"],
    "看2008.10599这篇": ["2008.10599"],
    "「2008.10599」、「2008.10598」": ["2008.10599", "2008.10598"],
    "2008.10599,2008.10598": ["2008.10599", "2008.10598"],
    "2008.10599;2008.10598": ["2008.10599", "2008.10598"],
    "2008.10599, 2008.10598": ["2008.10599", "2008.10598"],
    "2008.10599; 2008.10598;": ["2008.10599", "2008.10598"],
    "2008.10599|2008.10598": ["2008.10599", "2008.10598"],
    "2008.10599v1,2008.10598v2": ["2008.10599", "2008.10598"],
    "arXiv:2008.10599,2008.10598": ["2008.10599", "2008.10598"],
    "arXiv:2008.10599;arXiv:2008.10598": ["2008.10599", "2008.10598"],
    "hep-th/9901001,hep-th/9901002": ["hep-th/9901001", "hep-th/9901002"],
    "https://arxiv.org/abs//2008.10599": ["2008.10599"],
    "https://arxiv.org//abs/2008.10599": ["2008.10599"],
    "http:/arxiv.org/abs/2008.10599": ["2008.10599"],
    "https:////arxiv.org/abs/2008.10599": ["2008.10599"],
    "arXiv-2008.10599v1.tar.gz": ["2008.10599"],
    "2008.10599v1.tar.gz": ["2008.10599"],
    "2008.10599v1.pdf": ["2008.10599"],
    "arxiv_2008.10599.pdf": ["2008.10599"],
    "2008.10599v2 (1).pdf": ["2008.10599"],
    "arXiv.2008.10599": ["2008.10599"],
    "arXiv-hep-th9901001v1.tar.gz": ["hep-th/9901001"],
    "hep-th_9901001.pdf": ["hep-th/9901001"],
    "arXiv-2008.10599.zip": ["2008.10599"],
    "2008.10599.tex": ["2008.10599"],
    "https://papers.cool/arxiv/2008.10599": ["2008.10599"],
    "https://papers.cool/arxiv/2008.10599,2008.10598": ["2008.10599", "2008.10598"],
    "https://papers.cool/arxiv/kimi?paper=2008.10599": ["2008.10599"],
    "http://www.arxiv-sanity.com/2008.10599v1": ["2008.10599"],
    "https://arxiv-sanity-lite.com/?rank=pid&pid=2008.10599": ["2008.10599"],
    "https://arxiv-sanity-lite.com/inspect?pid=2008.10599": ["2008.10599"],
    "https://www.arxiv-vanity.com/papers/2008.10599/": ["2008.10599"],
    "https://www.arxiv-vanity.com/render/2008.10599v2": ["2008.10599"],
    "https://ar5iv.org/html/2008.10599": ["2008.10599"],
    "https://ar5iv.labs.arxiv.org/html/2008.10599v2": ["2008.10599"],
    "https://inspirehep.net/arxiv/2008.10599": ["2008.10599"],
    "https://inspirehep.net/api/arxiv/2008.10599": ["2008.10599"],
    "https://inspirehep.net/search?p=find+eprint+2008.10599": ["2008.10599"],
    "https://inspirehep.net/literature?sort=mostrecent&size=25&page=1&q=arxiv%3A2008.10599": ["2008.10599"],
    "https://inspirehep.net/literature?q=find%20eprint%202008.10599": ["2008.10599"],
    "https://inspirehep.net/api/literature?q=2008.10599": ["2008.10599"],
    "https://ui.adsabs.harvard.edu/abs/arXiv:2008.10599/abstract": ["2008.10599"],
    "https://ui.adsabs.harvard.edu/abs/2020arXiv200810599S/abstract": ["2008.10599"],
    "2014arXiv1412.6980K": ["1412.6980"],
    "https://ui.adsabs.harvard.edu/abs/1999hep.th....1001W": ["hep-th/9901001"],
    "https://ui.adsabs.harvard.edu/abs/1997hep.th...11200M/abstract": ["hep-th/9711200"],
    "https://ui.adsabs.harvard.edu/link_gateway/2020arXiv200810599S/EPRINT_PDF": ["2008.10599"],
    "https://ui.adsabs.harvard.edu/search/q=arxiv%3A2008.10599": ["2008.10599"],
    "https://ui.adsabs.harvard.edu/abs/2002math.....11159P": ["math/0211159"],
    "https://www.themoonlight.io/paper?url=https://arxiv.org/pdf/2008.10599": ["2008.10599"],
    "https://www.themoonlight.io/file?url=https%3A%2F%2Farxiv.org%2Fpdf%2F2008.10599": ["2008.10599"],
    "https://www.themoonlight.io/en/paper/2008.10599": ["2008.10599"],
    "https://www.moonlight.io/review/2008.10599": ["2008.10599"],
    "https://chatpaper.com/paper/2008.10599": ["2008.10599"],
    "https://deepwiki.com/arxiv/2008.10599": ["2008.10599"],
    "https://www.alphaxiv.org/zh/overview/2008.10599v1": ["2008.10599"],
    "https://alphaxiv.org/abs/2008.10599": ["2008.10599"],
    "https://www.alphaxiv.org/pdf/2008.10599v1?chatId=1": ["2008.10599"],
    "https://huggingface.co/papers/2008.10599": ["2008.10599"],
    "https://huggingface.co/papers?q=2008.10599": ["2008.10599"],
    "https://hf-mirror.com/papers/2008.10599": ["2008.10599"],
    "https://huggingface.co/api/papers/2008.10599": ["2008.10599"],
    "https://arxiv.org/search/?query=2008.10599&searchtype=all&source=header": ["2008.10599"],
    "https://arxiv.org/search/?searchtype=all&query=2008.10599": ["2008.10599"],
    "https://export.arxiv.org/api/query?id_list=2008.10599,2008.10598": ["2008.10599", "2008.10598"],
    "http://export.arxiv.org/api/query?search_query=id:2008.10599": ["2008.10599"],
    "https://arxiv.org/prevnext?id=2008.10599&function=next&context=cs": ["2008.10599"],
    "https://arxiv.org/list/cs.CV/recent?id=2008.10599": ["2008.10599"],
    "https://dblp.org/rec/journals/corr/abs-2008-10599": ["2008.10599"],
    "CoRR abs/2008.10599": ["2008.10599"],
    "https://api.semanticscholar.org/graph/v1/paper/arXiv:2008.10599": ["2008.10599"],
    "https://www.semanticscholar.org/search?q=2008.10599": ["2008.10599"],
    "https://www.catalyzex.com/paper/arxiv:2008.10599": ["2008.10599"],
    "https://arxiv.org/abs/2008.10599v2?context=cs.LG": ["2008.10599"],
    "eprint = {2008.10599},": ["2008.10599"],
    "eprint=2008.10599": ["2008.10599"],
    "arXiv preprint arXiv:2008.10599": ["2008.10599"],
    "arXiv ID: 2008.10599": ["2008.10599"],
    "arXiv id 2008.10599": ["2008.10599"],
    "arXiv #2008.10599": ["2008.10599"],
    "paper:2008.10599": ["2008.10599"],
    "arXiv:[2008.10599]": ["2008.10599"],
    "arxiv2008.10599": ["2008.10599"],
    "arXiv/2008.10599": ["2008.10599"],
    "2008.10599—great": ["2008.10599"],
    "2008.10599…": ["2008.10599"],
    "“2008.10599”": ["2008.10599"],
    "https://web.archive.org/web/2020/https://arxiv.org/abs/2008.10599": ["2008.10599"],
    "https://scholar.google.com/scholar?q=arXiv:2008.10599": ["2008.10599"],
    "\\arxiv{2008.10599}": ["2008.10599"],
    "10.48550/arXiv.2008.10599": ["2008.10599"],
}
NOTHING_HERE = [
    "https://arxiv.org/list/cs.CV/2008",
    "https://arxiv.org/list/cs.CV/2008?skip=0&show=25",
    "https://arxiv.org/list/cs/new",
    "https://arxiv.org/search/?query=attention&start=50",
    "https://arxiv.org/catchup/cs.CV/2020-08-25",
    "https://arxiv.org/list/cs.CV/2020-08?skip=2025&show=2000",
    "**$2008.10599**",
    "https://doi.org/10.1103/2008.10599",
    "v2008.10599",
    "version 1.2008.10599",
    "12,501.12345",
    "(555) 2008.1059",
    "2008.10599円",
    "tel:2008.10599",
    "https://github.com/a/b/releases/tag/2008.10599",
    "2008.10599.1",
    "0.2008.10599",
    "10.5555/12345678,2008.12",
    "x_2008.10599",
    "a*2008.10599",
    "foo2008.10599",
    "1501.12345,67",
    "port 8080:2008.10599",
    "python 3.1105.1234",
    "https://huggingface.co/papers/date/2025-01-15",
    "https://papers.nips.cc/paper/2017/hash/2008.10599",
    "12:2008.10599",
    "#2008.10599",
    "5;2008.10599",
    "10.1103/PhysRevLett.2008.10599",
    "https://x.com/a/status/2008.10599",
]


@given(ids)
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_is_read_and_found(spelling, id):
    text = spelling.format(id)

    assert parse(text).id == id
    assert find_all(text) == [id]


@pytest.mark.parametrize("text", NOT_IDENTIFIERS.values(), ids=NOT_IDENTIFIERS)
def test_what_arxiv_never_gave_out_is_neither_read_nor_found(text):
    assert parse(text) is None
    assert find_all(f"so {text} is it", text) == []


@pytest.mark.parametrize(("text", "named"), FOUND.items(), ids=FOUND)
def test_papers_are_found_in_markup_lists_file_names_and_addresses_of_others(text, named):
    assert find_all(text) == find_all(f"so {text} is it") == named
    assert meant(text) == (named[0] if len(named) == 1 else None)


@pytest.mark.parametrize("text", NOTHING_HERE)
def test_numbers_that_only_look_like_papers_are_passed_over(text):
    assert find_all(text) == find_all(f"so {text} is it") == []
    assert parse(text) is None


def test_the_subject_class_is_no_part_of_an_old_identifier():
    assert parse("math.GT/0309136v2") == Identifier("math/0309136", 2)
    assert parse("cond-mat.stat-mech/0501001") == Identifier("cond-mat/0501001")
    assert parse("HEP-TH/9901001") == Identifier("hep-th/9901001")


def test_papers_are_found_wherever_they_stand_in_a_payload():
    payload = ["2008.10599", {"blocks": [{"text": "see 2008.10598"}, None, 7]}, {"text": "2008.10599"}]

    assert find_within(payload) == ["2008.10599", "2008.10598"]


def test_a_text_around_an_identifier_is_not_a_spelling_of_it():
    assert parse("see arXiv:2008.10599") is None
    assert parse("2008.10599 2008.10598") is None


@pytest.mark.parametrize(
    "text",
    ["arXiv:2008.10599v1 [cs.CV] 24 Aug 2020", "https://api.semanticscholar.org/arXiv:2008.10599", "2008.10599v3"],
)
def test_the_only_paper_that_a_text_names_is_meant(text):
    assert meant(text) == "2008.10599"


def test_of_several_papers_or_none_none_is_meant():
    assert meant("2008.10599 or 2008.10598") is None
    assert meant("attention is all you need") is None


@given(ids, wordings, wordings)
def test_an_identifier_in_any_text_is_found_and_nothing_else_is(id, before, after):
    assert find_all(f"{before} {id} {after}") == [id]
    assert find_all(f"{before} https://arxiv.org/abs/{id} {after}") == [id]


@given(new_ids, st.text(string.digits, max_size=9), st.text(string.digits, max_size=9))
def test_digits_around_an_identifier_hide_it(id, before, after):
    found = find_all(f"so {before}{id}{after} is it", f"arXiv:{id}{after}", f"https://arxiv.org/abs/{id}{after}")

    assert (id in found) is (after == "")
    assert not find_all(f"so {before}{id}.{after}1", f"{before}1.{id}", f"{before}1/{id}")


@given(st.text())
def test_any_text_can_be_searched(text):
    assert all(parse(id) == Identifier(id) for id in find_all(text))
    assert parse(text) is None or find_all(text)


def test_papers_come_once_in_order_of_appearance_over_all_texts():
    text = "2008.10599v2 and arXiv:2008.10598, then https://arxiv.org/pdf/2008.10599.pdf"

    assert find_all(None, text, "", "hep-th/9901001 2008.10598") == ["2008.10599", "2008.10598", "hep-th/9901001"]


def test_escaped_addresses_are_found():
    hacker_news = (
        '<a href="https:&#x2F;&#x2F;arxiv.org&#x2F;abs&#x2F;2008.10599">https:&#x2F;&#x2F;arxiv.org&#x2F;ab...</a>'
    )
    redirect = "https://example.com/?to=https%3A%2F%2Farxiv.org%2Fabs%2Fmath%2F0309136"

    assert find_all(hacker_news, redirect) == ["2008.10599", "math/0309136"]


@pytest.mark.parametrize("text", ["_" * 50_000, "a." * 50_000, "arxiv.org/a/" * 10_000, "math." * 20_000, "1" * 99_999])
def test_a_hostile_text_takes_no_time(text):
    assert find_all(text) == []
    assert parse(text) is None


def test_addresses_lead_back_to_the_paper():
    assert abs_url("hep-th/9901001") == "https://arxiv.org/abs/hep-th/9901001"
    assert pdf_url("2008.10599") == "https://arxiv.org/pdf/2008.10599"


def test_every_recorded_identifier_is_read(shared):
    with gzip.open(shared / "arxiv-papers-20k.jsonl.gz", "rt") as lines:
        recorded = [json.loads(line)["id"] for line in lines]

    assert [parse(id) for id in recorded] == [Identifier(id) for id in recorded]


def test_a_payload_may_be_as_deep_as_it_likes():
    payload = "see arxiv.org/abs/2008.10599"
    for _ in range(20_000):
        payload = [payload]

    assert find_within(payload) == ["2008.10599"]
