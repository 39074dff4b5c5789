"""Reduce English plurals to singulars, for words in lower case without accents. Pure.

Words that only look like plurals stay (*news*, *bias*, *analysis*, *physics*). A plural of two singulars stays too, and
`singular_candidates` matches both: *bases* is of *base* and of *basis*.
"""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType

_UNCHANGED = """alias always as asbestos atlas besides bias biogas canvas chaos chassis christmas cosmos customs
    debias does dos eos ethos gas goes goods has hers ios its kansas kudos lens less logos mars molasses mythos nas news
    odds os ours overseas pancreas pathos perhaps pos ros series sos species texas theirs thus towards unbias us vegas
    was whereas yes"""
UNCHANGED = frozenset(_UNCHANGED.split())
_OF_ICS = """antibiotic ceramic characteristic clinic conic critic cubic diagnostic epidemic fabric geodesic harmonic
    heuristic logic lyric metric mimic mosaic pandemic plastic quadric relic rubric topic"""
OF_ICS = frozenset(f"{word}s" for word in _OF_ICS.split())  # unlike *physics*, *dynamics*, *statistics*
_OF_US = "alu bayou bureau cpu dpu emu gelu gnu gpu gru guru igpu ipu menu npu plateau relu selu silu tofu tpu xpu"
OF_US = frozenset(f"{word}s" for word in _OF_US.split())  # unlike *bus*, *corpus*, *consensus*
_OF_IS = "agi ai alibi api bci cli cmri emoji fmri gui hci hoi kpi mri npi pi poi psi roi safari ski taxi ui wsi"
OF_IS = frozenset(f"{word}s" for word in _OF_IS.split())  # unlike *analysis*, *basis*
_OF_E = """ache avalanche axe cache headache moustache niche psyche toothache quiche"""
OF_E = frozenset(f"{word}s" for word in _OF_E.split())  # unlike *batches*
_OF_IE = "bowtie calorie collie cookie die genie hippie hoodie lie magpie movie pie prairie rookie selfie tie zombie"
OF_IE = frozenset(f"{word}s" for word in _OF_IE.split())  # unlike *policies*
_USE = "abuse accuse amuse confuse diffuse excuse fuse hypotenuse infuse misuse muse peruse profuse refuse reuse ruse"
OF_USE = frozenset(f"{word}s" for word in f"{_USE} use".split())  # unlike *viruses*
_IRREGULAR = """algae alga|antennae antenna|appendices appendix|automata automaton|axes axis|bacteria bacterium
    bacilli bacillus|cacti cactus|calves calf|children child|codices codex|corpora corpus|crises crisis
    criteria criterion|curricula curriculum|echoes echo|elves elf|embargoes embargo|emphases emphasis|extrema extremum
    feet foot|foci focus|formulae formula|fungi fungus|ganglia ganglion|geese goose|genera genus|halves half
    helices helix|heroes hero|hooves hoof|indices index|knives knife|lacunae lacuna|larvae larva|lemmata lemma
    loaves loaf|loci locus|matrices matrix|maxima maximum|men man|mice mouse|minima minimum|mitochondria mitochondrion
    moduli modulus|momenta momentum|nebulae nebula|neuroses neurosis|novae nova|nuclei nucleus|oases oasis
    optima optimum|phenomena phenomenon|polyhedra polyhedron|potatoes potato
    prognoses prognosis|quanta quantum|quizzes quiz|radii radius|schemata schema|selves self|sheaves sheaf|shelves shelf
    simplices simplex|spectra spectrum|stimuli stimulus|strata stratum|supernovae supernova
    symposia symposium|teeth tooth|tetrahedra tetrahedron|thieves thief|tomatoes tomato|tori torus|vertebrae vertebra
    vertices vertex|vetoes veto|vortices vortex|wives wife|wolves wolf|women woman
    diagnoses diagnosis|metamorphoses metamorphosis|symbioses symbiosis"""
IRREGULAR = {
    plural: singular
    for pairs in _IRREGULAR.replace("\n", "|").split("|")
    for plural, singular in [pairs.split()[-2:]]
    if pairs.strip()
}
ENDS_IRREGULAR = tuple(word for word in IRREGULAR if len(word) > 5)  # *submatrices*
_WITH_ES = "alias asbestos atlas bias biogas canvas cosmos debias gas iris lens pancreas"
WITH_ES = frozenset(_WITH_ES.split())  # *lenses*, unlike *cases*
OF_TWO = {
    "analyses": ("analysis", "analyse"),
    "bases": ("basis", "base"),
    "ellipses": ("ellipsis", "ellipse"),
    "leaves": ("leaf", "leave"),
    "lives": ("life", "live"),
}
ALSO = MappingProxyType(
    OF_TWO | {singular: (plural,) for plural, singulars in OF_TWO.items() for singular in singulars}
)  # fmt: skip
SIBILANT = ("ch", "sh", "x", "ss", "zz", "tz")  # after these the ending is -es
MIN_LENGTH = 3  # letters of a word that may lose its ending


@lru_cache(maxsize=65_536)
def singular(word: str) -> str:
    """Return the singular of *word*. A word that is no plural, or has two singulars, is unchanged."""
    if word in IRREGULAR:
        return IRREGULAR[word]
    if word.endswith(ENDS_IRREGULAR):
        end = next(end for end in ENDS_IRREGULAR if word.endswith(end))
        return word.removesuffix(end) + IRREGULAR[end]
    if not word.endswith("s") or word in UNCHANGED or word in OF_TWO or not _is_plural(word):
        return word
    return _without_es(word) if word.endswith("es") else word[:-1]


def singular_candidates(word: str) -> tuple[str, ...]:
    """Return *word*, a singular, with the plurals or singulars that it also matches."""
    return (word, *ALSO.get(word, ()))


def _is_plural(word: str) -> bool:
    """Return whether a word in -s is a plural, by its ending."""
    if len(word) < MIN_LENGTH or (len(word) == MIN_LENGTH and not set("aeiouy") & set(word)):
        return False  # *gps*, *tts*, *dns*: of *GPs* only capitals tell
    if word.endswith("ss"):
        return False
    for ending, plurals in (("ics", OF_ICS), ("us", OF_US), ("is", OF_IS)):
        if word.endswith(ending):
            return word in plurals
    return True


def _without_es(word: str) -> str:
    stem = word[:-2]
    if word.endswith("ies"):
        return word[:-1] if word in OF_IE or len(word) == MIN_LENGTH else f"{word[:-3]}y"
    if word.endswith(("eses", "lyses")):  # *hypotheses*, *hydrolyses*
        return f"{stem}is"
    if word in OF_E or word in OF_USE:
        return word[:-1]
    is_whole = stem in WITH_ES or (stem.endswith("us") and not stem.endswith(("aus", "ous")))  # *buses*, not *houses*
    return stem if is_whole or stem.endswith(SIBILANT) else word[:-1]
