"""Exports are read by programs for BibTeX, RIS and CSL, and by biber if it is there."""

from __future__ import annotations

import json
import shutil
import subprocess
import warnings
from dataclasses import replace

import pytest
import rispy
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from pybtex.database import parse_string

from bot.text import citations
from tests.helpers import factories

PEOPLE = (
    "Jan te Velde", "Robert F. Kennedy, Jr.", "Ludwig van Beethoven", "Josu\\'e Ortega y Gasset", "Plato",
    "for the ABCD Collaboration", "Jane Roe (on behalf of the ABCD Collaboration)", "Gerard 't Hooft",
    "Simons and Co Group", "Kennedy, Jr., Robert F.", "P. Erd\\H{o}s", "Anna Æther-Łuk",
)  # fmt: skip
FAMILIES = [
    "te Velde", "Kennedy", "van Beethoven", "Ortega y Gasset", "Plato", "ABCD Collaboration", "Roe", "'t Hooft",
    "Simons and Co Group", "Kennedy", "Erdős", "Æther-Łuk",
]  # fmt: skip
TITLES = [
    "On $\\alpha$-Nets: 100% of {\\it in vivo} & more",
    "A lone } brace, and \\{ one more",
    "$H_2O$ and H₂O # 5_a ~ x^2 \\& Co",
    'Quotes " and @misc{x, in titles = {}',
    "100\\% \\textbf{bold} — dashes -- and “quotes”",
    "Ünïcode 量子 и кириллица",
    "Ends with a backslash \\",
    "A title, with commas; ER  - and TY  - in it",
]
GIVEN = {
    "authors": PEOPLE,
    "doi": "10.1000/182, doi:10.1000/183",
    "journal": "Phys. Rev. D 12 (2020) 34 & 35",
    "abstract": "Two lines.\nOf an abstract { with % signs.",
}
PAPERS = [factories.paper(f"2601.{n:05}", title=title, **GIVEN) for n, title in enumerate(TITLES, 1)]


def test_pybtex_reads_every_entry_with_its_fields():
    read = parse_string(citations.bibtex(PAPERS), "bibtex")

    entries = [read.entries[citations.citation_key(paper)] for paper in PAPERS]
    assert len(read.entries) == len(PAPERS)
    assert {(e.type, e.fields["archivePrefix"], e.fields["doi"], e.fields["year"]) for e in entries} == {
        ("misc", "arXiv", "10.1000/182", "2026")
    }
    assert [entry.fields["eprint"] for entry in entries] == [paper.id for paper in PAPERS]


def test_pybtex_takes_names_apart_as_they_are_meant():
    (entry, *_) = parse_string(citations.bibtex(PAPERS), "bibtex").entries.values()
    people = entry.persons["author"]

    families = [" ".join([*who.prelast_names, *who.last_names]) for who in people]
    assert len(people) == len(PEOPLE)
    assert [family.strip("{}") for family in families[:10]] == FAMILIES[:10]
    assert [who.lineage_names for who in people if who.last_names == ["Kennedy"]] == [["Jr."], ["Jr."]]


def test_rispy_reads_every_entry_with_its_fields():
    read = rispy.loads(citations.ris(PAPERS))

    assert [entry["id"] for entry in read] == [citations.citation_key(paper) for paper in PAPERS]
    assert {entry["type_of_reference"] for entry in read} == {"UNPB"}
    assert {entry["doi"] for entry in read} == {"10.1000/182"}
    assert {entry["abstract"] for entry in read} == {"Two lines. Of an abstract { with % signs."}
    assert read[-1]["title"] == " ".join(TITLES[-1].split())
    assert [name.partition(",")[0] for name in read[0]["authors"]] == FAMILIES


def test_a_csl_processor_writes_a_bibliography_with_every_name_and_title():
    both = [replace(paper, authors=(who, "Anna Roe")) for paper, who in zip(PAPERS, PEOPLE, strict=False)]
    items = json.loads(citations.csl(both))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about fields that the processor does not know
        style = CitationStylesStyle("harvard-cite-them-right", validate=False)
        bibliography = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
        for item in items:
            bibliography.register(Citation([CitationItem(item["id"])]))
        written = [str(line) for line in bibliography.bibliography()]

    assert [line.partition(" and ")[0].partition(",")[0] for line in written] == FAMILIES[: len(written)]
    assert written[0].startswith("te Velde, J. and Roe, A. (2026) “On α-Nets: 100% of in vivo & more”. arXiv.")
    assert written[1].startswith("Kennedy, R.F., Jr. and Roe, A.")


@pytest.mark.skipif(not shutil.which("biber"), reason="biber isn't installed")
def test_biber_reads_every_entry_without_a_warning(tmp_path):
    (tmp_path / "all.bib").write_text(citations.bibtex(PAPERS), encoding="utf-8")

    done = subprocess.run(
        ["biber", "--tool", "--validate-datamodel", "all.bib"],  # noqa: S607
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, "ERROR" in done.stdout) == (0, False)
