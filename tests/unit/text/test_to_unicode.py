from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
import time
import unicodedata
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.text.sanitize import JOINER, sanitize
from bot.text.tex import macros
from bot.text.tex.to_unicode import to_unicode

SAMPLES = [
    (r"BERT${}_{\textsc{LARGE}}$", "BERT_(LARGE)"),
    (r"$\mathcal{O}(n^2)$ attention, $\ell_0$, Schr\"odinger, \textit{foo}", "𝒪(n²) attention, ℓ₀, Schrödinger, foo"),
    (r"$\mathcal{O}(n \log n)$ steps, $\ell_{1}$-Reg", "𝒪(n log n) steps, ℓ₁-Reg"),
    (r"$\mathbb{R}^{3\times N}$", "ℝ^(3×N)"),
    (r"Erd\H{o}s--R\'enyi, {\L}ukasz \& \c{C}a\u{g}lar", "Erdős–Rényi, Łukasz & Çağlar"),
    (r"$\|\nabla f(x_t)\|^2 \leq \epsilon$, $\epsilon^{-7/4}$", "‖∇f(xₜ)‖² ≤ ϵ, ϵ^(−7/4)"),
    (r"3.5\% of $2\times$, a $\rightarrow$ b", "3.5% of 2×, a → b"),
    (r"$D_\alpha(P\|Q)=\frac{1}{\alpha-1}\log\int p^\alpha q^{1-\alpha}$", "D_α(P‖Q) = 1/(α − 1) log ∫ pᵅq¹⁻ᵅ"),
    (r"$\sqrt{s}=13~\mathrm{TeV}$ and 140 fb$^{-1}$", "√s = 13 TeV and 140 fb⁻¹"),
    (r"$^{13}$C, H$_2$O, $\beta$-Ga$_2$O$_3$", "¹³C, H₂O, β-Ga₂O₃"),
    (r"$\mathbb{E}_{x\sim p_{\text{data}}}[\log D_\theta(x)]$", "𝔼_(x∼p_(data))[log D_θ(x)]"),
    (r"\textbf{All} of \cite{v} at \href{https://z.w}{code}", "All of at code"),
    (r"\$5 for my_file_name.py and x_i", "$5 for my_file_name.py and x_i"),
    (r"$\mathfrak{sl}_2(\mathbb{C})$, $\operatorname{Hom}(A,B)$", "𝔰𝔩₂(ℂ), Hom(A, B)"),
    (
        r"$\mathbb{E}_{q_\phi(z|x)}[\log p_\theta(x|z)]-\beta D_{KL}(q_\phi(z|x)\,\|\,p(z))$",
        "𝔼_(qᵩ(z|x))[log p_θ(x|z)] − βD_(KL)(qᵩ(z|x) ‖ p(z))",
    ),
    (
        r"``Quoted'' --- $n \ge 10^6$, 10$^{-3}$, $\pm$0.1, $x_1 (broken",
        "“Quoted” — n ≥ 10⁶, 10⁻³, ±0.1, $x_1 (broken",
    ),
    (
        r"$a_{i,j}^{(k+1)} \sum_{i=1}^{n} \begin{pmatrix}a&b\\c&d\end{pmatrix}$",
        "a_(i,j)⁽ᵏ⁺¹⁾ ∑ᵢ₌₁ⁿ (a, b; c, d)",
    ),
]
PROSE = [
    ("from $4-5 million, $5 and $6, $5-$10", "from $4-5 million, $5 and $6, $5-$10"),
    ("it costs $5 while $O(n)$ is free", "it costs $5 while O(n) is free"),
    ("5$-$10 and Kolmogorov$-$Smirnov and $L^2-$norm", "5−10 and Kolmogorov-Smirnov and L²-norm"),
    ("100% sure, 50% of x", "100% sure, 50% of x"),
    ("~50 of 10~20 at z~1.6 in Fig.~3 by A.~Turing", "~50 of 10~20 at z~1.6 in Fig. 3 by A. Turing"),
    ("`i` to `o`, a `word', ``softening\"", '`i` to `o`, a ‘word’, "softening"'),
    ("a -- b, c---d, ---- --> <--", "a – b, c—d, ---- --> <--"),
    (r"see \url{https://a.b/my\_code~x--y}", "see https://a.b/my_code~x--y"),
    (r"code\footnote{\url{https://a.b/X_Y}}.", "code (https://a.b/X_Y)."),
    (r"$\href{https://a.b}{\text{this https URL}}$", "https://a.b"),
    (r"as in \cite{a} (\cite{b}; \citep[see][p. 3]{c}).", "as in."),
    (r"{\it waveguide} {\bf\em all} \bf{this} \emph{that \textbf{is}}", "waveguide all this that is"),
    (r"Szeg\H o, k\=oan, na\"{\i}ve, \o re, Stra\ss e, Schr{ö}dinger", "Szegő, kōan, naïve, øre, Straße, Schrödinger"),
    (r"{0, 1}, {snowy}, \{a, b\}, 8{,}660", "{0, 1}, {snowy}, {a, b}, 8,660"),
    (r"a \Gamma-limit in \mathbb{R}^{n+1}, H^{\beta}", "a Γ-limit in ℝⁿ⁺¹, H^{β}"),
    (r"about \SI{5000}[\$]{}, \SI{40.00}{\milli\second}", "about $5000, 40.00 ms"),
    (r"\( \alpha \in (0,1) \) \[x^2\] $$y_1$$ \begin{align*}a&=b\end{align*}", "α ∈ (0, 1) x² y₁ a = b"),
    (r"\begin{itemize} \item one \item two \end{itemize}", "• one • two"),
    (r"It$\hat{\text{o}}$TTS for GPT-$3$?", "ItôTTS for GPT-3?"),
]
FORMULAS = [
    (r"\left\langle x,y\right\rangle_H, \lVert x\rVert_2, |x|-|-y|", "⟨x, y⟩_H, ‖x‖₂, |x| − |−y|"),
    (r"\frac{1}{2}\|x\|^2, \frac{du}{dt}, \frac{a+b}{2n}", "(1/2)‖x‖², du/dt, (a + b)/(2n)"),
    (r"f: X \to Y, 1:2, L := \{x : x>0\}", "f: X → Y, 1:2, L := {x: x > 0}"),
    (r"\lambda_\eps, \R^N, 45^\circ, K^*, |u|^{2^*-2}", "λ_ε, ℝᴺ, 45°, K*, |u|^(2*−2)"),
    (r"\hat{x}_i, \bar\nu_e, \overline{AB}, \tilde{\mathcal{O}}(\sqrt{T}k)", "x̂ᵢ, ν̄ₑ, A̅B̅, 𝒪̃(√T k)"),
    (r"\sim 20-55, 1,000,000, \approx -2.8", "∼20−55, 1,000,000, ≈ −2.8"),
    (r"\begin{cases}a & x>0\\ b & \text{else}\end{cases}", "{a, x > 0; b, else"),
    (r"\min_{x\in X} f(x), \prod_{i}(1+x_i), \log^2 n", "min_(x∈X) f(x), ∏ᵢ (1 + xᵢ), log² n"),
]
ACCENTED = [  # as arXiv's table has them, https://info.arxiv.org/help/prep.html, and as people write them
    ("{\\v Z}i{\\v z}ek, {\\c C}elik", "Žižek, Çelik"),
    ('na\\"\\i ve Bayes', "naïve Bayes"),
    ("Nguy{\\~{\\^e}}n", "Nguyễn"),
    ("{\\ETH}órarinn", "Ðórarinn"),
    ("\\b{eta}-VAE", "β-VAE"),
    ("$\\b{eta}$-VAE", "β-VAE"),
    (
        "\\ETH \\eth \\THORN \\thorn \\TH \\th \\DH \\dh \\DJ \\dj \\NG \\ng \\IJ \\ij \\SS \\ss \\OE \\oe",
        "ÐðÞþÞþÐðĐđŊŋĲĳẞßŒœ",
    ),
    ("Nguy\\~{\\^e}n", "Nguyễn"),
    ("Nguy\\~{\\^{e}}n", "Nguyễn"),
    ("Nguy{\\~\\^e}n", "Nguyễn"),
    ("Nguy\\~\\^en", "Nguyễn"),
    ("\\'{\\i}", "í"),
    ("{\\'\\i}", "í"),
    ("\\'i", "í"),
    ("Garc{\\'\\i}a", "García"),
    ("Garc\\'{\\i}a", "García"),
    ("Garc\\'ia", "García"),
    ("Garc\\'\\i{}a", "García"),
    ('{\\" o}', "ö"),
    ("{\\'{e}}", "é"),
    ("{\\'e}", "é"),
    ("\\v{S}\\'ar", "Šár"),
    ("\\v Sar", "Šar"),
    ("{\\u g}", "ğ"),
    ("\\u{\\i}", "ĭ"),
    ("{\\.I}", "İ"),
    ("{\\.{I}}", "İ"),
    ("{\\i}", "ı"),
    ("{\\l}{\\L}{\\o}{\\O}{\\aa}{\\AA}{\\ae}{\\AE}", "łŁøØåÅæÆ"),
    ('\\aa r \\AA ngstr\\"om', "år Ångström"),
    ('{\\AA}ngstr{\\"o}m', "Ångström"),
    ("\\r{a}", "å"),
    ("{\\r a}", "å"),
    ("\\t{oo}", "o͡o"),
    ("\\d{h}", "ḥ"),
    ("\\b{d}", "ḏ"),
    ("\\k{a}", "ą"),
    ("\\={o}", "ō"),
    ("\\={\\i}", "ī"),
    ("\\H{u}", "ű"),
    ("\\c{s}", "ş"),
    ("\\textcommabelow{s}", "ș"),
    ("\\cb{s}", "ș"),
    ("\\o{}re", "øre"),
    ("M\\o{}ller", "Møller"),
    ("M\\o ller", "Møller"),
    ("M{\\o}ller", "Møller"),
    ("Erd{\\H o}s", "Erdős"),
    ("Erd\\H{o}s", "Erdős"),
    ("Erd\\H os", "Erdős"),
    ('{\\it Schr\\"odinger}', "Schrödinger"),
    ('Schr\\"{o}dinger', "Schrödinger"),
    ('Schr{\\"{o}}dinger', "Schrödinger"),
    ('\\"{\\i}', "ï"),
    ("\\^{\\j}", "ĵ"),
    ("{\\^ \\i}", "î"),
    ("caf\\' e", "café"),
    ("\\' {e}", "é"),
    ("\\~{n}", "ñ"),
    ("ma\\~nana", "mañana"),
    ("{\\~n}", "ñ"),
    ("\\G{o}", "ȍ"),
    ("\\h{o}", "ỏ"),
    ("{\\textquoteright}", "’"),
    ("\\textendash", "–"),
    ("\\v{\\i}", "ǐ"),
    ("\\'{ }", "\\'{ }"),
    ("\\.{\\i}", "i"),
    ("Ho\\`ang Tr\\d{\\^o}ng", "Hoàng Trộng"),
    ("Tr\\^{\\d o}ng", "Trộng"),
    ("Phan {\\DJ}{\\`\\i}nh", "Phan Đình"),
    ("\\DJ\\d\\'{o}", "Đọ́"),
    ("L\\^e", "Lê"),
    ("\\'{\\u a}", "ắ"),
    ("{\\'{\\u a}}", "ắ"),
    ("\\'{\\^a}", "ấ"),
    ("\\d{\\u{a}}", "ặ"),
    ("\\'{o}\\'{o}", "óó"),
    ("Gel\\cprime fand", "Gelʹfand"),
    ("\\^\\i le", "île"),
    ("\\^\\i", "î"),
    ("fa\\c cade", "façade"),
    ("fa{\\c c}ade", "façade"),
    ("fa\\c{c}ade", "façade"),
    ("\\'{\\o}", "ǿ"),
    ("\\'\\ae", "ǽ"),
    ("\\r{ho} and \\c{hi} and \\d{elta} \\t{au} \\t{heta}", "ρ and χ and δ τ θ"),
    ("\\v s", "\\v s"),
]
ADDRESSES = [
    ("https://github.com/a/b\\textunderscore c", "https://github.com/a/b_c"),
    ("{https://github.com/a/b}", "https://github.com/a/b"),
    ("github.com/a/b--c", "github.com/a/b--c"),
    ("http://a.b/\\textasciitilde user", "http://a.b/~user"),
    ("http://a.b/$\\sim$user/", "http://a.b/~user/"),
    ("http://a.b/{\\textasciitilde}user", "http://a.b/~user"),
    ("http://a.b/\\~{}user", "http://a.b/~user"),
    ("https:// github.com/a/b is ours", "https://github.com/a/b is ours"),
    ("\\href{https://github.com/a/b\\_c}{here}", "here (https://github.com/a/b_c)"),
    ("\\footnote{\\href{https://github.com/a/b}{Code}}", "(Code (https://github.com/a/b))"),
    ("\\href{https://a.b}{code}", "code"),
    ("\\footnotesize{\\url{https://a.b/c_d}}", "https://a.b/c_d"),
    ("\\urlstyle{same}\\url{https://a.b/c}", "https://a.b/c"),
    ("https://github.com/a/b$\\_$c.", "https://github.com/a/b_c."),
    ("https://github.com/a/b{\\_}c", "https://github.com/a/b_c"),
    ("\\url{https://github.com/a/b\\_c}.", "https://github.com/a/b_c."),
    ("\\href{https://github.com/a/b}{https://github.com/a/b}", "https://github.com/a/b"),
    ("{\\tt https://github.com/a/b--c}", "https://github.com/a/b--c"),
    ("\\texttt{github.com/a\\_b/c--d}", "github.com/a_b/c--d"),
    ("(https://a.b/c\\_d)", "(https://a.b/c_d)"),
    ("www.a.org/x--y", "www.a.org/x--y"),
]
OWN_MACROS = [
    ("$\\binom{n}{k}$ terms", "(n choose k) terms"),
    ("${n \\choose k}$", "(n choose k)"),
    ("$\\dbinom{n+1}{k}^2$", "(n + 1 choose k)²"),
    ("$\\foo^2$", "\\foo²"),
    ("$\\alpha + \\foo_1$", "α + \\foo₁"),
    ("$\\foo{x}^2 + \\bar{y}$", "\\foo{x}² + ȳ"),
    ('\\foo{Schr\\"odinger} and $x^2$', "\\foo{Schrödinger} and x²"),
    ("$\\foo x$", "\\foo x"),
    ("\\foo{bar} and \\foo", "\\foo{bar} and \\foo"),
    ("\\foo{\\emph{a} b}", "\\foo{a b}"),
    ("$\\foo \\bar{x} \\baz$", "\\foo x̄\\baz"),
    ("$\\foo$", "$\\foo$"),
    ("{0, 1}, {snowy}, \\{a, b\\}, 8{,}660, $S = \\{\\}$, {}", "{0, 1}, {snowy}, {a, b}, 8,660, S = {}, {}"),
]
DOUBTS = [
    r"$\foo$",
    r"$\widehat{AB}$",
    r"$\underbrace{x+y}_{z}$",
    r"$\frac{1}{2$",
    r"$x_$",
    r"\foo{bar} and \foo",
    r"\v s",
    r"\begin{align} a",
    r"\( a",
    "$" + "x+" * 1_500 + "x$",
]
UNSHOWN = re.compile(
    r"[(\[]?\\(?:cite\w*|ref)(?:\[.*?\])*\{.*?\}[)\]]?|\\\\\[.*?\]", re.DOTALL
)  # references, line spacing
LETTERS = st.sampled_from(["x", "y_1", "α", r"\beta", "2", r"\mathcal{L}"])
BRACKETS = [
    ("(", ")"),
    ("[", "]"),
    (r"\{", r"\}"),
    ("|", "|"),
    (r"\|", r"\|"),
    (r"\left(", r"\right)"),
    (r"\left\|", r"\right\|"),
]
FORMS = [
    r"\frac{{{}}}{{{}}}",
    "{}+{}",
    "{}^{{{}}}",
    "{}_{{{}}}",
    r"\sqrt{{{}}}-{}",
    r"\log {}, {}",
    r"{} \le {}",
    "{}{}",
]


@pytest.mark.parametrize(("source", "read"), SAMPLES + PROSE)
def test_latex_becomes_what_people_read(source, read):
    assert to_unicode(source) == read


@pytest.mark.parametrize(("source", "read"), ACCENTED)
def test_a_letter_has_its_accents_however_they_are_braced(source, read):
    assert to_unicode(source) == read


@pytest.mark.parametrize(("source", "read"), ADDRESSES)
def test_an_address_can_be_copied(source, read):
    assert to_unicode(source) == read


@pytest.mark.parametrize(("source", "read"), OWN_MACROS)
def test_a_macro_that_only_its_authors_know_leaves_the_rest_readable(source, read):
    assert to_unicode(source) == read


@pytest.mark.parametrize(("source", "read"), FORMULAS)
def test_a_formula_becomes_one_line(source, read):
    assert to_unicode(f"${source}$") == read


@pytest.mark.parametrize("source", DOUBTS, ids=range(len(DOUBTS)))
def test_what_is_in_doubt_stays_as_it_was_written(source):
    assert to_unicode(source) == source


def enclosed(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    brackets = st.tuples(st.sampled_from(BRACKETS), inside).map(lambda drawn: f"{drawn[0][0]} {drawn[1]} {drawn[0][1]}")
    return brackets | st.tuples(st.sampled_from(FORMS), inside, inside).map(lambda drawn: drawn[0].format(*drawn[1:]))


@given(st.recursive(LETTERS, enclosed, max_leaves=8))
@example(r"\| y_1_{x} \|")  # two indices are no TeX, so that it stays as it is
def test_no_bracket_bar_or_norm_of_a_formula_is_lost(tex):
    read = unicodedata.normalize("NFKC", to_unicode(f"${tex}$")).replace(r"\|", "‖")

    bars = tex.replace(r"\|", "‖")
    assert all(read.count(bracket) >= bars.count(bracket) for bracket in "()[]|‖")
    assert all(read.count(brace) >= tex.count(f"\\{brace}") for brace in "{}")


TEX = st.sampled_from(
    [
        *"\\{}$_^&%~`'-(|)[]<> ax1é",
        *[
            "$$",
            "\\(",
            "\\)",
            "\\[",
            "\\]",
            "\\frac",
            "\\left",
            "\\right",
            "\\text{",
            "\\hat",
            '\\"',
            "\\o",
            "\\SI",
            "\\R",
        ],
        *[
            "\\newcommand",
            "\\begin{cases}",
            "\\end{cases}",
            "\\\\",
            "\\textbf{",
            "\\href{",
            "\\cite{",
            "\\footnote{",
            "``",
        ],
        *[
            "\ud800",
            "\u202e",
            "\0",
            "\\mathbb",
            "\\over",
            "\\sum",
            "\\tag",
            "\\binom",
            "\\color",
            "\\it",
            "\\item",
            "''",
        ],
    ]
)
ANYTHING = st.text(st.characters(exclude_categories=())) | st.lists(TEX, max_size=30).map("".join)


@pytest.mark.parametrize("name", sorted(macros._READERS))
def test_every_macro_may_have_a_star(name):
    assert to_unicode(f"before \\{name}* s{{a}}{{b}}").startswith("before")


def test_a_star_behind_a_sign_stays():
    assert to_unicode(r"\S* \dots* a") == "§* …∗ a"


@given(ANYTHING)
def test_every_text_is_read_and_nothing_unseen_is_left(text):
    read = to_unicode(text)

    assert read == " ".join(read.split())
    unjoined = JOINER.sub("", read)
    assert not [character for character in unjoined if unicodedata.category(character) in {"Cc", "Cf", "Cs"}]


@given(st.text(st.characters(categories=["Lu", "Ll", "Nd"], include_characters=".,:;!?()[]<>|*_^=+/&%# ")))
def test_text_without_latex_stays_the_same_however_often_it_is_read(text):
    once = to_unicode(text)

    assert once == unicodedata.normalize("NFC", " ".join(text.split()))
    assert to_unicode(once) == once


@pytest.mark.parametrize(
    "part", ["{", "$x", "\\(", "\\alpha_", "\\frac{", "\\textbf{", "{\\it ", "{\\foo", "``a", "(\\cite{a}"]
)
def test_hostile_text_is_read_in_bounded_time(part):
    started = time.process_time()

    to_unicode(part * (20_000 // len(part)) + "}" * 5_000)

    assert time.process_time() - started < 3


def test_what_could_deceive_is_gone():
    assert to_unicode("a\u202eb\u200bc\x7fd\ufeff\u2066e\u00ad  f\n\tg") == "abcde f g"


@pytest.mark.parametrize(
    "text", ["👨\u200d👩\u200d👧 at home", "❤\ufe0f\u200d🔥", "👩🏽\u200d🔬", "می\u200cخواهم", "क्\u200dष", "శ్రీ\u200cరామ"]
)
def test_joiners_stay_where_they_join(text):
    assert sanitize(text) == to_unicode(text) == text


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\u200db", "ab"),
        ("a\u200cb", "ab"),
        ("👍\u200d x", "👍 x"),
        ("\u200d👨\u200d", "👨"),
        ("👨\u200d\u200d👩", "👨👩"),
    ],
)
def test_joiners_that_join_nothing_are_gone(text, cleaned):
    assert sanitize(text) == cleaned


def test_hard_titles_and_abstracts_are_readable(shared):
    rows = read_rows(shared / "hard-cases.jsonl.gz")

    left = {row["id"] for row in rows if set(to_unicode(row["title"] + " " + row["abstract"])) & set("\\$")}

    assert left == {"2008.03596", "2010.15835", "1209.2522"}  # two sums of money, and macros of the author's own


@pytest.mark.slow
def test_real_abstracts_keep_their_brackets(shared):
    abstracts = [row["abstract"] for row in islice(read_rows(shared / "arxiv-papers-20k.jsonl.gz"), 3_000)]

    lost = [text for text in abstracts if is_poorer(UNSHOWN.sub("", text), to_unicode(text))]

    assert lost == []


def read_rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt") as lines:
        yield from map(json.loads, lines)


def is_poorer(source: str, read: str) -> bool:
    plain = unicodedata.normalize("NFKC", read)
    return any(plain.count(bracket) < source.replace(f"\\{bracket}", "").count(bracket) for bracket in "()[]")


def test_the_readers_of_latex_are_loaded_only_when_they_are_needed():
    asked = "import sys, bot.text.tex.to_unicode; sys.exit(bool({'mathra', 'pylatexenc'} & set(sys.modules)))"

    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0  # noqa: S603 our own words
