"""The pages: which data each of them reads and shows. The markup is in templates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import groupby
from typing import Any
from urllib.parse import unquote

from crawler.errors import unknown
from crawler.tools.browse import article_page, display_text, figures
from crawler.tools.browse.browse_reader import BrowseReader
from crawler.tools.browse.query_params import Params, link, read
from crawler.tools.browse.typeset import blocks
from crawler.tools.browse.views import Headline, Run, SourceRow, Wanted
from pipelines.urls import NotAnAddress, canonical

_FRONT = 150
"""Headlines on the front page."""
_GROUP = 8
"""Headlines of one source and day on the front page."""
_LIST = 60
"""Headlines on the list of one source, with their summaries."""
_FINDS = 20
_SOURCES = 50
"""Sources on one page of the list of sources."""
_NEED_A_LOOK = ("dead", "failing", "changed")


@dataclass(frozen=True, slots=True)
class Ask:
    """A request: the values from the path and the parameters."""

    path: Mapping[str, str] = field(default_factory=dict)
    args: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """A template with its values, or an address to redirect to."""

    template: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200
    location: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Headlines of one source on one day."""

    source: str
    headlines: list[Headline]
    more: int
    """How many more there are, at least."""


Work = Callable[[BrowseReader, Ask], Page]


def front(reader: BrowseReader, ask: Ask) -> Page:
    """Return the newest articles by day and source; for one source, as a list."""
    params = read(ask.args)
    limit = _LIST if params.wanted.source else _FRONT
    found = reader.headlines(params.wanted, limit + 1)
    shown, last = found.rows[:limit], None
    if len(found.rows) > limit:
        last = f"{shown[-1].at},{shown[-1].id}"
    days = [(day, list(some)) for day, some in groupby(shown, lambda one: one.at[:10])]
    values = {
        **_form(reader, params),
        "days": [(day, some, _groups(some)) for day, some in days],
        "whole": found.whole,
        "older": last and link("/", params.again(q=None, page=None), before=last),
        "troubled": [one for one in reader.source_rows() if one.state in _NEED_A_LOOK],
        "is_empty": not shown and not params.has_filters and reader.last_seen() is None,
    }
    return Page("front.html", values)


def search(reader: BrowseReader, ask: Ask) -> Page:
    """Return the results of a search; an address redirects to its article, no words to the front page."""
    params = read(ask.args)
    if not params.words and params.has_filters:
        return Page(location=link("/", params.again(page=None, sort=None)))
    if params.words.startswith(("http://", "https://")) and (number := _by_address(reader, params.words)):
        return Page(location=f"/article/{number}")
    skip = (params.page - 1) * _FINDS
    found = reader.find(params.words, params.wanted, skip=skip, limit=_FINDS, newest=params.newest)
    values = {
        **_form(reader, params),
        "found": found,
        "meant": None if found.rows or not found.whole else _meant(reader, params),
        "first": skip + 1,
        "earlier": params.page > 1 and link("/search", params.again(page=params.page - 1)),
        "later": found.more and link("/search", params.again(page=params.page + 1)),
    }
    return Page("search.html", values)


def article(reader: BrowseReader, ask: Ask) -> Page:
    """Return one article to be read, and what is known about it."""
    found = reader.get(int(ask.path["id"]))
    if found is None:
        return missing(f"No article has the number {ask.path['id']}.")
    changes = reader.changes(found.id)
    shown = changes if ask.args.get("changes") == "all" else changes[-article_page.SHOWN :]
    family = reader.family(found.id, found.duplicate_of or found.id)
    values = {
        "article": found,
        "direction": display_text.direction(found.language, f"{found.title} {found.text[:500]}"),
        "standfirst": article_page.standfirst(found),
        "opens": article_page.opens(found),
        "blocks": blocks(found.text),
        "evidence": article_page.evidence(found),
        "facts": article_page.facts(found),
        "revisions": article_page.revisions(shown),
        "earlier_changes": len(changes) - len(shown),
        "first": next((one for one in family if one.id == found.duplicate_of), None),
        "family": family,
        "addresses": [url for url in reader.urls(found.id) if url != found.url],
    }
    return Page("article.html", values)


def sources(reader: BrowseReader, ask: Ask) -> Page:
    """Return the figures of every source; those with problems first."""
    number = read(ask.args).page
    rows = reader.source_rows()
    shown = rows[(number - 1) * _SOURCES : number * _SOURCES]
    within = _window(reader, ask)
    seen = reader.seen(within.start, within.end)
    found = figures.by_source(seen.rows, within)
    none = figures.Figures(counts=(0,) * len(within.starts))
    some = [(one, found.get(one.name, none), _ends(reader, one)) for one in reader.with_totals(shown)]
    values = {
        "sources": some,
        "count": len(rows),
        "states": _states(rows),
        "window": within,
        "spans": figures.SPANS,
        "whole": seen.whole,
        "since": seen.rows[-1].first_seen_at if seen.rows and not seen.whole else None,
        "most": max((one.most for one in found.values()), default=0),
        "runs": [_run(one) for one in reader.runs(10)],
        "pages": (number, -(-len(rows) // _SOURCES)),
    }
    return Page("sources.html", values)


def source(reader: BrowseReader, ask: Ask) -> Page:
    """Return one source: its state, its week, its figures (articles a day), its newest articles."""
    name = unquote(ask.path["name"])
    rows = reader.source_rows()
    row = next((one for one in rows if one.name == name), None)
    if row is None:
        return missing(_unknown(name, [one.name for one in rows]))
    within = _window(reader, ask, usual="8w")
    seen = reader.seen(within.start, within.end, name)
    (counted,) = reader.with_totals([row])
    values = {
        "source": counted,
        "figures": figures.of_source(seen.rows, within),
        "ends": _ends(reader, row),
        "window": within,
        "spans": figures.SPANS,
        "whole": seen.whole,
        "week": reader.week(name, datetime.now(UTC)),
        "newest": reader.headlines(Wanted(source=name), 10).rows,
    }
    return Page("source.html", values)


def missing(why: str) -> Page:
    return Page("missing.html", {"why": why}, status=404)


def failed(why: str, status: int) -> Page:
    return Page("failed.html", {"why": why}, status=status)


def _form(reader: BrowseReader, params: Params) -> dict[str, Any]:
    """Return the choices and values of the filter form, and the mistakes in them."""
    names, wanted = reader.sources(), params.wanted
    mistakes = list(params.mistakes)
    if wanted.source and wanted.source not in names:
        mistakes.append(_unknown(wanted.source, names))
    tags = {*reader.languages(), *filter(None, [wanted.language])}
    # A language without a country includes its variants of all countries.
    plain = {tag.split("-")[0] for tag in tags}
    languages = sorted((display_text.language_name(tag), tag) for tag in tags | plain)
    return {"params": params, "names": names, "languages": languages, "mistakes": mistakes}


def _unknown(name: str, names: Iterable[str]) -> str:
    message = unknown("source of this database", name, names)
    return f"N{message[1:]}" if message.endswith("?") else f"N{message[1:]}."


def _meant(reader: BrowseReader, params: Params) -> tuple[str, str] | None:
    """Return a corrected search that finds something, and its address."""
    words = reader.meant(params.words)
    if not words or not reader.find(words, params.wanted, limit=1).rows:
        return None
    return words, link("/search", params.again(q=words, page=None))


def _groups(some: list[Headline]) -> list[Group]:
    """Return a day's headlines by source; the source with the newest headline comes first."""
    by_source: dict[str, list[Headline]] = {}
    for one in some:
        by_source.setdefault(one.source, []).append(one)
    return [Group(name, own[:_GROUP], max(len(own) - _GROUP, 0)) for name, own in by_source.items()]


def _by_address(reader: BrowseReader, address: str) -> int | None:
    found = reader.get(address)
    if found is None:
        try:
            found = reader.get(canonical(address))
        except NotAnAddress:
            return None
    return found.id if found else None


def _window(reader: BrowseReader, ask: Ask, usual: str | None = None) -> figures.Window:
    """Return the requested time, or the `usual` one."""
    span = figures.span_of(ask.args.get("span", usual))
    return figures.window(span, reader.last_seen(), datetime.now(UTC))


def _ends(reader: BrowseReader, one: SourceRow) -> figures.Ends:
    return figures.ends(reader.outcomes(one.name))


def _states(rows: list[SourceRow]) -> list[tuple[str, int]]:
    """Return how many sources are in each state, in the order of the list."""
    return [(state, len(list(some))) for state, some in groupby(one.state or "not judged" for one in rows)]


def _run(one: Run) -> Run:
    return replace(one, drops=_falling(one.drops), errors=_falling(one.errors))


def _falling(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda each: -each[1]))
