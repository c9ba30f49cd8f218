"""Reads the parameters of an address, `?q=bridge&from=2026-05-01`; values that are not valid are left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import quote, urlencode

from crawler.tools.browse.views import Wanted
from pipelines.db.search_query import QueryError, parse

_MOST_PAGES = 50
_WORDS = 500
"""Letters of a search that are read."""


@dataclass(frozen=True, slots=True)
class Params:
    """The list or the search that a reader requests."""

    words: str = ""
    wanted: Wanted = field(default_factory=Wanted)
    newest: bool = False
    page: int = 1
    mistakes: tuple[str, ...] = ()
    """Messages about values that could not be read and were left out."""

    @property
    def has_filters(self) -> bool:
        return bool(self.wanted.tests)

    def again(self, **changed: str | int | None) -> dict[str, str]:
        """Return the parameters that request this again, with some of them changed; None leaves one out."""
        wanted = self.wanted
        given: dict[str, str | int | None] = {
            "q": self.words,
            "source": wanted.source,
            "language": wanted.language,
            "from": wanted.start.isoformat() if wanted.start else None,
            "to": wanted.until.isoformat() if wanted.until else None,
            "seen": wanted.seen.isoformat() if wanted.seen else None,
            "sort": "newest" if self.newest else None,
            "page": self.page if self.page > 1 else None,
        }
        return {name: str(value) for name, value in {**given, **changed}.items() if value}


def read(args: Mapping[str, str]) -> Params:
    """Read the parameters; a value that is not valid is left out, with a message in `mistakes`."""
    mistakes: list[str] = []
    start, until, seen = (_day(args.get(name), mistakes) for name in ("from", "to", "seen"))
    if start and until and until < start:
        start, until = until, start
    words = " ".join(args.get("q", "").split())[:_WORDS]
    try:
        parse(words)
    except QueryError as error:
        mistakes.append(f"This search cannot be answered: {error}.")
        words = ""
    return Params(
        words=words,
        wanted=Wanted(
            source=args.get("source") or None,
            language=args.get("language") or None,
            start=start,
            until=until,
            seen=seen,
            before=_place(args.get("before", "")),
        ),
        newest=args.get("sort") == "newest",
        page=_page(args.get("page", "")),
        mistakes=tuple(mistakes),
    )


def link(path: str, parameters: Mapping[str, object] | None = None, **more: object) -> str:
    """`/search` and its parameters → `/search?q=bridge`."""
    given = {name: str(value) for name, value in {**(parameters or {}), **more}.items() if value}
    return f"{path}?{urlencode(given)}" if given else path


def source_link(name: str) -> str:
    return f"/source/{quote(name, safe='')}"


def _day(value: str | None, mistakes: list[str]) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        mistakes.append(f"“{value}” is not a day and was left out; write it as 2026-01-31.")
        return None


def _place(value: str) -> tuple[str, int] | None:
    at, _, number = value.rpartition(",")
    return (at, int(number)) if at and number.isascii() and number.isdigit() and len(number) < 19 else None


def _page(value: str) -> int:
    is_number = value.isascii() and value.isdigit() and len(value) < 9
    return min(max(int(value), 1), _MOST_PAGES) if is_number else 1
