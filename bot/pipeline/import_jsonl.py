"""Parse JSON lines of papers and mentions for `hotpapers import`: all valid, or an error that lists what is not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from bot.arxiv import categories, identifiers
from bot.errors import CommandError
from bot.models.papers import Announcement, AnnounceType, Engagement, Mention, Paper, PaperId
from bot.text.sanitize import without_entities
from bot.text.withdrawal import is_withdrawn

MAX_LISTED = 20  # invalid lines in one error message
MAX_LINE_LENGTH = (
    1_000_000  # characters; longer lines are cut and so invalid. The longest real paper (3,303 authors) has 51,000
)


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """The contents of a file. `lines` counts its lines that aren't blank."""

    papers: tuple[Paper, ...]
    announcements: tuple[Announcement, ...]
    mentions: tuple[Mention, ...]
    lines: int


def parse_jsonl(lines: Iterable[str], now: dt.datetime | None = None) -> ImportedFile:
    """Parse JSON lines. Blank lines are skipped.

    Raises CommandError with the number of invalid lines and the first of them, each with its reason. A time later than
    *now* is invalid.
    """
    rows: list[_Paper | _Mention] = []
    bad: list[str] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = _ROW.validate_json(line[:MAX_LINE_LENGTH])
        except ValidationError as error:
            bad.append(f"  line {number}: {_reason(error)}")
            continue
        rows.append(row)
        if now and (future := row.after(now)):
            bad.append(f"  line {number}: {future} is still to come")
    if bad:
        raise CommandError(_complaint(bad))
    papers = [row for row in rows if isinstance(row, _Paper)]
    mentions = (row.mention() for row in rows if isinstance(row, _Mention))
    announcements = tuple(row.announcement() for row in papers)
    return ImportedFile(tuple(row.paper() for row in papers), announcements, tuple(mentions), len(rows))


def _paper_id(text: str) -> PaperId:
    found = identifiers.parse(text)
    if found is None:
        raise ValueError(f"{text[:40]!r} is no arXiv identifier")
    return found.id


def _only_categories(names: list[str]) -> list[str]:
    """Drop the ACM and MSC classes that old papers have among their categories."""
    kept = [name for name in names if categories.is_category(name)]
    if not kept:
        raise ValueError(f"none of {', '.join(names)[:60]!r} is an arXiv category")
    return kept


def _category(name: str) -> str:
    return _only_categories([name])[0]


def _folded(text: str) -> str:
    return " ".join(without_entities(text).split())


def _utc(moment: dt.datetime) -> dt.datetime:
    try:
        return moment.astimezone(dt.UTC)
    except OverflowError as error:
        raise ValueError("no calendar has this instant") from error


_Id = Annotated[str, AfterValidator(_paper_id)]
_Text = Annotated[str, AfterValidator(_folded)]
_Name = Annotated[str, AfterValidator(_folded), Field(min_length=1)]
_Instant = Annotated[AwareDatetime, AfterValidator(_utc)]
_Count = Annotated[int, Field(ge=0, le=10**12)]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


class _Paper(_Record):
    kind: Literal["paper"]
    id: _Id
    title: _Name
    abstract: _Text
    authors: list[_Name]
    categories: Annotated[list[str], AfterValidator(_only_categories)]
    announced: dt.date
    announce: AnnounceType = AnnounceType.NEW
    primary: Annotated[str, AfterValidator(_category)] | None = None
    version: Annotated[int, Field(ge=1, le=9999)] | None = None
    published: _Instant | None = None
    updated: _Instant | None = None
    comment: _Text | None = None
    journal: _Text | None = None
    doi: _Text | None = None
    license: _Text | None = None

    def paper(self) -> Paper:
        primary = [self.primary] if self.primary else []
        return Paper(
            id=PaperId(self.id),
            title=self.title,
            abstract=self.abstract,
            authors=tuple(self.authors),
            categories=tuple(dict.fromkeys([*primary, *self.categories])),
            version=self.version,
            published=self.published,
            updated=self.updated,
            comment=self.comment,
            journal=self.journal,
            doi=self.doi,
            license=self.license,
            withdrawn=is_withdrawn(self.abstract, self.comment or ""),
        )

    def after(self, now: dt.datetime) -> str:
        """Return the field that is later than *now*. A listing appears at 00:00 UTC of its day at the earliest."""
        return "announced" if self.announced > now.astimezone(dt.UTC).date() else ""

    def announcement(self) -> Announcement:
        return Announcement(PaperId(self.id), self.announced, self.announce, self.version)


class _Mention(_Record):
    kind: Literal["mention"]
    paper_id: _Id = Field(alias="paper")
    source: Annotated[str, Field(pattern=r"^\w[\w .-]*$", max_length=40)]
    id: _Name
    url: Annotated[str, Field(pattern=r"^https?://\S+$", max_length=2000)]
    author: _Text
    created: _Instant
    reposts: _Count
    likes: _Count
    replies: _Count
    observed: _Instant
    repost_of: str | None = None
    crosspost_of: str | None = None
    bare: bool = False
    name: _Text = ""

    def after(self, now: dt.datetime) -> str:
        """Return the name of the field that is later than *now*."""
        return next((name for name in ("created", "observed") if getattr(self, name) > now), "")

    def mention(self) -> Mention:
        return Mention(
            paper=PaperId(self.paper_id),
            source=self.source,
            id=self.id,
            url=self.url,
            author=self.author,
            created=self.created,
            engagement=Engagement(self.reposts, self.likes, self.replies),
            observed=self.observed,
            repost_of=self.repost_of,
            crosspost_of=self.crosspost_of,
            bare=self.bare,
            name=self.name,
        )


_ROW: TypeAdapter[_Paper | _Mention] = TypeAdapter(Annotated[_Paper | _Mention, Field(discriminator="kind")])


def _reason(error: ValidationError) -> str:
    """Return in one sentence what is wrong with a line, with the names of the fields."""
    problems = error.errors(include_url=False)
    if problems[0]["type"].startswith("union_tag"):
        return "kind: write paper or mention"
    return "; ".join(_problem(problem["loc"], problem["msg"]) for problem in problems[:3])


def _problem(location: tuple[int | str, ...], message: str) -> str:
    field = ".".join(str(part) for part in location if part not in {"paper", "mention"} or location[-1] == part)
    return f"{field}: {message}" if field else message.replace(" at line 1 column", " at column")


def _complaint(bad: list[str]) -> str:
    count = "1 line is not as it" if len(bad) == 1 else f"{len(bad):,} lines are not as they"
    more = [f"  … and {len(bad) - MAX_LISTED:,} more"] if len(bad) > MAX_LISTED else []
    return "\n".join([f"{count} should be, so nothing was imported:", *bad[:MAX_LISTED], *more])
