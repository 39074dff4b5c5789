"""Convert a TeX formula to one line of Unicode: mathra parses it, and its tree is printed. Pure.

Nothing is guessed: for what mathra only tolerates, or one line can't show, the caller keeps the source. Brackets, bars
and norms are printed unchanged.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.text.tex.letters import accented, lowered, raised, styled
from bot.text.tex.spacing import FormulaPiece, join

Node = dict[str, Any]

MAX_LENGTH = 2_000  # characters; the longest formula of 20,000 abstracts has 1,200, and 50,000 terms would take seconds
UNKNOWN = re.compile(r"unsupported command: \\([A-Za-z]+)")
OWN_SIGNS = "\ue100\ue101\ue102\ue103\ue104"  # of private use: macros that only their authors know
MAX_OWN = len(OWN_SIGNS)
HABITS = {  # macros that so many authors define alike that they forget to spell them out in an abstract
    "R": r"{\mathbb{R}}",
    "RR": r"{\mathbb{R}}",
    "N": r"{\mathbb{N}}",
    "Z": r"{\mathbb{Z}}",
    "eps": r"{\varepsilon}",
    "msun": r"{M_\odot}",
    "Msun": r"{M_\odot}",
    "degr": r"{^\circ}",
}
_TORN = "beta chi kappa tau theta rho upsilon delta varepsilon vartheta varphi varrho varsigma varpi"
TORN = re.compile(  # Greek letters that a converter took for an accent and its argument: \\b{eta}, \\c{hi}
    "|".join(rf"\\{name[0]}\{{{name[1:]}\}}" for name in _TORN.split())
)
HABIT = re.compile(rf"\\({'|'.join(HABITS)})(?![A-Za-z])")
OLD_FONT_IN_SCRIPT = re.compile(r"([_^])\\(rm|bf|it|sf|tt|cal)\s*(?=\{)")  # TeX takes it, mathra loses the script
ENDED_LINE = re.compile(r"(?<![\\\d])% ")  # a comment sign at the end of a line, before the lines were folded
EMPTY_SCRIPT = re.compile(r"[_^]\{\s*\}")  # written to shift the next one; seen later, one shows that mathra lost it
SHAPE = re.compile("[\ue000-\ue0ff]")  # mathra's marks around small capitals and the like in a text
TRANSPARENT = frozenset({"style", "colored", "smashed", "overlapped", "unit"})
ARROWS = str.maketrans("→←", "\u20d7\u20d6")
LOOSE = frozenset({"bin", "rel", "punct", "op", "big", "fraction"})
BRACKETS = {
    "p-matrix": "()",
    "b-matrix": "[]",
    "B-matrix": "{}",
    "v-matrix": "||",
    "V-matrix": "‖‖",
    "cases": ("{", ""),
}
AROUND_RELATION = re.compile(r",? ([=<>≤≥≠≈∼→∈])(?!:),? ?")
ACCENTABLE = re.compile(r"[^\W\d_](?:[_^].*|[₀-₉ₐ-ₜᵢ-ᵪⱼ⁰-⁹ⁿ²³¹*′]*)")


def to_text(tex: str) -> str | None:
    """Return the formula *tex* in one line, or None in any doubt.

    Macros of the authors' own are kept, with their arguments in braces.
    """
    if len(tex) > MAX_LENGTH:
        return None
    plain, own = _plain(tex), list[str]()
    while len(own) <= MAX_OWN:
        try:
            text = _read(plain)
        except ValueError as error:  # mathra could not read it, or we could not print it
            name = UNKNOWN.search(str(error))
            if not name or "\\begin" in tex or any(sign in tex for sign in OWN_SIGNS):
                return None
            plain = _set_aside(plain, name[1], OWN_SIGNS[len(own) % len(OWN_SIGNS)])
            own.append(name[1])
        else:
            return _put_back(re.sub(r"\s+", " ", text), own)
    return None


def _read(tex: str) -> str:
    import mathra

    return WIDE.line(json.loads(mathra.tex_to_tree(tex, display=False, strict=True)))


def _set_aside(tex: str, name: str, sign: str) -> str:
    """Replace a macro by *sign*, with visible braces around its arguments."""
    argued = re.sub(rf"\\{name}(?![A-Za-z])\s*\{{([^{{}}]*)\}}", rf"{sign}\\{{\1\\}}", tex)
    return re.sub(rf"\\{name}(?![A-Za-z])", sign, argued)


def _put_back(text: str, own: list[str]) -> str | None:
    """Replace the signs by their macros again; None if there was nothing else."""
    if own and not text.translate(dict.fromkeys(map(ord, OWN_SIGNS))).strip():
        return None
    for sign, name in zip(OWN_SIGNS, own, strict=False):
        text = re.sub(rf"{sign}(?=[A-Za-z])", rf"\\{name} ", text).replace(sign, f"\\{name}")
    return text


def _plain(tex: str) -> str:
    """Rewrite what mathra doesn't know or would misread."""
    mended = TORN.sub(lambda torn: re.sub(r"[{}]", "", torn[0]) + " ", ENDED_LINE.sub(" ", tex))
    spelled = HABIT.sub(lambda macro: HABITS[macro[1]], mended)
    return EMPTY_SCRIPT.sub("", OLD_FONT_IN_SCRIPT.sub(r"\1\\math\2", spelled))


@dataclass(frozen=True, slots=True)
class _Printer:
    """Prints the tree of a formula. *tight*, as in scripts, means no space around operators."""

    tight: bool

    def line(self, node: Node) -> str:
        """Print a row. Raises ValueError if one line can't show it."""
        return join(self.pieces(node), tight=self.tight)

    def pieces(self, node: Node) -> list[FormulaPiece]:
        """Print the items of a row one by one."""
        return [_PRINTERS[atom["type"]](self, atom) for atom in _atoms(node)]

    def identifier(self, node: Node) -> FormulaPiece:
        return FormulaPiece(styled(node["name"], node.get("variant", "")))

    def number(self, node: Node) -> FormulaPiece:
        whole, point, rest = str(node["value"]).partition(".")
        if "thousands" in node:
            whole = f"{int(whole):,}".replace(",", node["thousands"])
        return FormulaPiece(whole + point + rest)

    def operator(self, node: Node) -> FormulaPiece:
        symbol = node["symbol"].replace("∣", "|")
        kind = node["class"].replace("inner", "ord")
        return FormulaPiece(symbol, "bar" if symbol in {"|", "‖"} and kind == "ord" else kind)

    def function(self, node: Node) -> FormulaPiece:
        return FormulaPiece(node["name"], "op")

    def large_operator(self, node: Node) -> FormulaPiece:
        return FormulaPiece(node["symbol"], "big")

    def space(self, node: Node) -> FormulaPiece:
        return FormulaPiece(" " if node["em"] > 0 else "", "space")

    def text(self, node: Node) -> FormulaPiece:
        parts = [self.line(part["value"]) if part["type"] == "math" else part["value"] for part in node["parts"]]
        said = SHAPE.sub("", "".join(parts))
        if set("$\\") & set(said):
            raise ValueError("TeX that was not read")
        return FormulaPiece(said, "text")

    def quantity(self, node: Node) -> FormulaPiece:
        return FormulaPiece(self.line(node["unit"]).strip())

    def scripts(self, node: Node) -> FormulaPiece:
        pieces = self.pieces(node["base"])
        base = join(pieces, tight=self.tight)
        kind = pieces[-1].kind if pieces else "ord"
        if kind in {"fraction", "root"}:
            base, kind = f"({base})", "group"
        low = lowered(_script(node["sub"])) if "sub" in node else ""
        high = raised(_script(node["sup"])) if "sup" in node else ""
        return FormulaPiece(base + low + high, kind)

    def stacked(self, node: Node) -> FormulaPiece:
        base = self.pieces(node["base"])
        if len(base) != 1 or base[0].kind not in {"op", "big"}:
            raise ValueError("what stands over a letter is no exponent")
        return self.scripts({"base": node["base"]} | _limits(node))

    def arrow(self, node: Node) -> FormulaPiece:
        sign = {"type": "operator", "symbol": node["symbol"], "class": "rel"}
        return self.scripts({"base": sign} | _limits(node))

    def forced(self, node: Node) -> FormulaPiece:
        return FormulaPiece(self.line(node["base"]), "big" if node["class"] == "op" else node["class"])

    def fraction(self, node: Node) -> FormulaPiece:
        if node.get("rule") is False:
            raise ValueError("a fraction without its line is none")
        return FormulaPiece(f"{self.over(node['num'])}/{self.under(node['den'])}", "fraction")

    def over(self, node: Node) -> str:
        """Print a numerator, in brackets if it could be misread."""
        pieces = self.pieces(node)
        loose = not pieces or any(piece.kind in LOOSE for piece in pieces)
        return _bracketed(join(pieces, tight=self.tight), needed=loose)

    def under(self, node: Node) -> str:
        """Print a denominator, in brackets unless it is one piece or a derivative's ``dx``."""
        pieces = self.pieces(node)
        text = join(pieces, tight=self.tight)
        derivative = bool(pieces) and pieces[0].text in {"d", "∂"} and text[1:].isalnum()
        return _bracketed(text, needed=(len(pieces) != 1 or pieces[0].kind in LOOSE) and not derivative)

    def root(self, node: Node) -> FormulaPiece:
        index = TIGHT.line(node["index"]) if "index" in node else ""
        sign = {"": "√", "3": "∛", "4": "∜"}.get(index) or f"{raised(index)}√"
        return FormulaPiece(sign + self.under(node["radicand"]), "root")

    def delimited(self, node: Node) -> FormulaPiece:
        if _is_binomial(node):
            (chosen,) = _atoms(node["parts"][0])
            return FormulaPiece(f"({self.line(chosen['num'])} choose {self.line(chosen['den'])})", "group")
        ends = [*(f" {middle} " for middle in node.get("middles", ())), node.get("close", "")]
        inside = (self.line(part) + end for part, end in zip(node["parts"], ends, strict=True))
        return FormulaPiece(node.get("open", "") + "".join(inside), "group")

    def table(self, node: Node) -> FormulaPiece:
        opening, closing = BRACKETS.get(node["shape"], ("", ""))
        between = " " if node["shape"] in {"aligned", "centered"} else ", "
        rows = [[self.line(cell).strip(" ,") for cell in row] for row in node["rows"]]
        lines = [AROUND_RELATION.sub(r" \1 ", between.join(filter(None, row))) for row in rows]
        return FormulaPiece(opening + "; ".join(filter(None, lines)) + closing, "group")

    def accent(self, node: Node) -> FormulaPiece:
        return FormulaPiece(_marked(self.line(node["base"]), node["accent"].translate(ARROWS)))

    def bar(self, node: Node) -> FormulaPiece:
        base = self.line(node["base"])
        if len(base) > 1 and base.isalnum() and node["above"]:
            return FormulaPiece("".join(letter + "\u0305" for letter in base))
        return FormulaPiece(_marked(base, "\u0304" if node["above"] else "\u0332"))


def _atoms(node: Node) -> Iterator[Node]:
    """Yield the items of a row, with its groups opened."""
    kind = node["type"]
    if kind == "row":
        for child in node["children"]:
            yield from _atoms(child)
    elif kind in TRANSPARENT:
        yield from _atoms(node["base"])
    elif kind in _PRINTERS:
        yield node
    else:
        raise ValueError(f"no line shows a {kind}")


def _is_binomial(node: Node) -> bool:
    parts = [atom for part in node["parts"] for atom in ([part] if part["type"] != "row" else part["children"])]
    return node.get("open") == "(" and len(parts) == 1 and parts[0].get("rule") is False


def _script(node: Node) -> str:
    text = TIGHT.line(node)
    if not text:
        raise ValueError("mathra lost a script")
    return text


def _limits(node: Node) -> Node:
    return {script: node[place] for place, script in (("below", "sub"), ("above", "sup")) if place in node}


def _bracketed(text: str, *, needed: bool) -> str:
    return f"({text})" if needed else text


def _marked(base: str, accent: str) -> str:
    """Put an accent on a letter and its scripts. One over a whole expression can't be shown in a line."""
    if not ACCENTABLE.fullmatch(base):
        raise ValueError("an accent over more than a letter")
    return accented(base[0], accent) + base[1:]


WIDE = _Printer(tight=False)
TIGHT = _Printer(tight=True)
_PRINTERS: Mapping[str, Callable[[_Printer, Node], FormulaPiece]] = {
    "identifier": _Printer.identifier,
    "number": _Printer.number,
    "operator": _Printer.operator,
    "fixed-delimiter": _Printer.operator,
    "function": _Printer.function,
    "large-operator": _Printer.large_operator,
    "space": _Printer.space,
    "text": _Printer.text,
    "quantity": _Printer.quantity,
    "scripts": _Printer.scripts,
    "stacked": _Printer.stacked,
    "arrow": _Printer.arrow,
    "forced-class": _Printer.forced,
    "fraction": _Printer.fraction,
    "root": _Printer.root,
    "delimited": _Printer.delimited,
    "table": _Printer.table,
    "accent": _Printer.accent,
    "bar": _Printer.bar,
}
