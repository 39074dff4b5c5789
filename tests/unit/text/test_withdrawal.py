"""What withdrawn papers say of themselves, and what others say that sounds like it."""

from __future__ import annotations

import json

import pytest

from bot.pipeline import import_jsonl
from bot.text.withdrawal import is_withdrawn, says_withdrawn

COMMENTS = [
    "This paper has been withdrawn",
    "Withdrawal requested by the authors",
    "10 pages. Withdrawal by the author",
    "paper removed due to an error",
    "Superseded by arXiv:2101.00001 and withdrawn",
    "Superseded by 2101.00001, therefore now withdrawn",
    "Paper withdrawn due to a gap in the proof",
    "Withdrawn",
    "withdrawn",
    "WITHDRAWN",
    "This paper has been withdrawn by the author(s)",
    "This paper is withdrawn",
    "The paper was withdrawn because Lemma 2 is wrong",
    "This paper has been temporarily withdrawn",
    "The authors have withdrawn this paper",
    "We withdraw this paper because of an error",
    "I would like to withdraw this paper due to a mistake",
    "We are withdrawing this article",
    "The author has withdrawn this submission",
    (
        "arXiv admin note: this version has been removed by arXiv administrators because the submitter "
        "did not have the right to agree to the license"
    ),
    (
        "arXiv admin note: submission has been withdrawn by arXiv administrators due to "
        "inappropriate overlap with external sources"
    ),
    "arXiv admin note: This paper has been withdrawn by arXiv admin because of plagiarism",
    "withdrawn by arXiv administration because of fraudulently claimed institutional affiliation",
    "10 pages, 2 figures; withdrawn due to an error in Section 3",
    "12 pages. Withdrawn by the author.",
    "5 pages, withdrawn",
    "15 pages (withdrawn)",
    "4 figures - withdrawn pending revision",
    "Retracted",
    "This article has been retracted by the authors",
    "The paper has been removed by the author",
    "This submission has been withdrawn at the request of the authors",
    "has been withdrawn",
    "to be withdrawn",
    "Temporarily withdrawn for revision",
    "This manuscript is being withdrawn",
    "This paper must be considered withdrawn",
    "Withdrawal: the main theorem is false",
    "Withdrawal due to an error",
    "We request the withdrawal of this paper",
    "Reason for withdrawal: error in equation 4",
    "Due to a fatal error the paper is withdrawn",
    "There is an error in Lemma 4. The paper has therefore been withdrawn",
    "Because of an error, it has been withdrawn",
    "Error in the proof of Theorem 2; the authors wish to withdraw the paper",
    "Superseded by arXiv:1504.01005; withdrawn",
    "This paper has been withdrawn and superseded by arXiv:1504.01005",
    "This paper is no longer available",
    "This paper has been withdrawn from arXiv",
    "Withdrawn; merged with arXiv:0901.1234",
    "The article has been taken down by arXiv administrators",
    "Removed by arXiv administrators due to disputed authorship",
    "This note has been withdrawn, see arXiv:0901.1234",
    "The authors withdraw the manuscript",
    "paper withdrawn",
    "Article withdrawn by authors",
    "Submission withdrawn",
    "This work has been withdrawn by Jane Roe due to a sign error",
    "submission withdrawn: needs major revision",
    "Preprint withdrawn since the result is known",
    "The submission was withdrawn by the submitter",
    "This paper has been withdrawn by the first author",
    "7 pages, 1 figure. This paper has been withdrawn due to a crucial sign error in equation 1",
    "Accepted at ICML; this paper has been withdrawn because of a bug",
    "This paper has been retracted",
    "Retracted due to an error",
    "Comments: This paper has been withdrawn",
    "Due to conflicts of interest among the authors, the request is withdrawn",
    "arXiv admin note: withdrawn by arXiv admin; author list truncated",
    "removed by arXiv admin because of copyright violation",
    "This paper was withdrawn by arXiv",
    "[withdrawn]",
    "*withdrawn*",
    "This paper has been deleted by the author",
    "withdrawn by authors for further modification",
    "The paper has been withdrawn, since a counterexample was found",
    "paper is withdrawn",
    "Paper has been withdrawn by the author, owing to an error",
    "v2: withdrawn because of an error in the proof",
]
OTHER_COMMENTS = [
    "Withdrawal requested of the patients",
    "paper removed from the data due to noise",
    "superseded by a model that was withdrawn",
    "10 pages",
    "Theorem 1.6 is removed",
    "Typos removed",
    "v2: removed appendix A",
    "An earlier version of this paper has been withdrawn; this is a new proof",
    "Supersedes the withdrawn paper arXiv:0901.1234",
    "This is a corrected version of a withdrawn paper",
    "Withdrawn from ICLR 2024",
    "This paper was withdrawn from ICLR 2024",
    "Submission withdrawn from NeurIPS",
    "v1 withdrawn",
    "Replaces arXiv:1234.5678, withdrawn",
    "Replaces arXiv:1234.5678 (withdrawn)",
    "Corrected version of arXiv:0901.1234, which was withdrawn",
    "Section 5 of this paper has been removed",
    "The claim of Theorem 3 has been withdrawn",
    "We withdraw the claim of Section 5",
    "This paper supersedes arXiv:2309.08960",
    "This version supersedes the official publication",
    "The first version of this paper was withdrawn",
    "Version 1 was withdrawn",
    "Previous version withdrawn due to an error; fixed here",
    "data of withdrawn drugs",
    "ICLR 2021 withdrawn submission",
    "our ICLR submission was withdrawn",
    "this paper has not been withdrawn",
    "References removed",
    "A section on withdrawal rates added",
    "Opioid withdrawal, 12 pages",
    "arXiv admin note: text overlap with arXiv:1011.1234 which was withdrawn by the authors",
    "the proof of Lemma 2 in an earlier version was withdrawn",
    "part of this work has been removed",
    "This version removed typos",
    "this version has removed the appendix",
    "Comment on the retracted paper of Roe et al.",
    "About 3,000 retracted papers",
    "The note on page 3 has been withdrawn",
    "This paper explains why arXiv:0901.1234 was withdrawn",
    "Theorem 2 withdrawn, 10 pages",
    "arXiv admin note: v1 removed by arXiv administrators",
    "The original version of this article was withdrawn by the authors; this is the corrected one",
]
ABSTRACTS = [
    "This paper has been withdrawn by the author due to an error in equation 1.",
    "Withdrawn.",
    "Withdrawn due to an error in the proof of Theorem 3.",
    "The paper has been withdrawn by the authors.",
    "This paper has been withdrawn",
    "We prove a theorem of Foo. This paper has been withdrawn due to a gap in Lemma 3.",
    "The author has withdrawn this paper due to an error.",
    "We withdraw this paper because the main claim is false.",
    "[Withdrawn] We prove that P = NP.",
    "This article was withdrawn because of an error",
    "This submission has been removed by arXiv administrators because of plagiarism.",
    "Paper withdrawn by the author.",
    "Withdrawn by the author due to an error",
    "This paper is withdrawn.",
    "This paper has been retracted by the authors.",
    "The authors have withdrawn the manuscript because of a bug.",
]
OTHER_ABSTRACTS = [
    "Withdrawn articles keep being cited for years. We follow 5,000 of them.",
    "Retracted papers are cited. We study them.",
    "This paper studies why papers are withdrawn.",
    "We study drugs that were withdrawn from the market.",
    "The withdrawn paper of Roe was wrong. We fix it.",
    "Many a paper has been withdrawn. We ask why.",
    "The article was withdrawn in 2012 after a debate. We ask why.",
    "This paper considers withdrawn bank deposits.",
    "Withdrawn from the market in 1990, the drug came back.",
    "The work withdrawn from a heat bath is bounded.",
    "We show how a paper was withdrawn by its authors after criticism.",
    "A preprint that claimed a cure was withdrawn by the authors. We ask what its readers learned.",
    "The work of surgeons is withdrawal.",
]


@pytest.mark.parametrize("comment", COMMENTS)
def test_a_comment_tells_that_its_paper_is_withdrawn(comment):
    assert is_withdrawn("We study.", comment)


@pytest.mark.parametrize("comment", OTHER_COMMENTS)
def test_a_comment_may_speak_of_something_else_that_was_withdrawn(comment):
    assert not is_withdrawn("We study.", comment)


@pytest.mark.parametrize("abstract", ABSTRACTS)
def test_an_abstract_tells_that_its_paper_is_withdrawn(abstract):
    assert says_withdrawn(abstract)


@pytest.mark.parametrize("abstract", OTHER_ABSTRACTS)
def test_an_abstract_may_be_about_what_others_have_withdrawn(abstract):
    assert not says_withdrawn(abstract)


@pytest.mark.parametrize(
    ("abstract", "comment", "withdrawn"),
    [("Withdrawn.", None, True), ("We study.", "Paper withdrawn", True), ("We study.", "10 pages", False)],
)
def test_an_imported_paper_is_withdrawn_by_the_same_words(abstract, comment, withdrawn):
    row = {"kind": "paper", "id": "2601.00001", "title": "A title", "abstract": abstract, "authors": ["Ada Lovelace"]}
    row |= {"categories": ["cs.CL"], "announced": "2026-01-15", "comment": comment}

    (paper,) = import_jsonl.parse_jsonl([json.dumps(row)]).papers

    assert paper.withdrawn is withdrawn
