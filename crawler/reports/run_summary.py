"""What a run tells at its end: about ten lines that a person can act on. Knows only the tally."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from crawler.reports.tally import Tally, Told
from pipelines.export.printable import counted, harmless

SOURCES: Final = 6
"""Sources named in a line."""
ROOM: Final = 8
"""Lines for all that is told besides of articles, errors, sources and listings."""
LEAST: Final = 2
"""Lines of a kind where it has so many, and at most, while there is room for them."""
MOST: Final = 5


def lines(tally: Tally, seconds: float, database: str) -> Iterator[str]:
    """The account, line by line; what a stranger wrote cannot steer the terminal."""
    yield head(tally, seconds)
    for kind in ("new", "changed"):
        yield from _by_source(kind, {name: each.articles[kind] for name, each in tally.sources.items()})
    yield from _by_source("removed", tally.removed)
    turns, errors, drops, notes = _rooms(
        tally.turns.count, len(tally.errors), len(tally.drops), tally.notes.count
    )
    yield from _reasons("no article", tally.drops, tally.examples, "for example ", drops)
    yield from _reasons("error", tally.errors, tally.examples, "", errors)
    yield from _some("look at", tally.turns, turns, "more: `scrapy sources --health` tells them all")
    yield from _some("note", tally.notes, notes, "more before these: -L INFO tells them all")
    if tally.passed:
        what = ", ".join(f"{name} {n}" for name, n in tally.passed.most_common())
        yield f"  links not followed: {what}; `scrapy sources NAME --passed` lists them"
    if tally.cut:
        what = ", ".join(f"{name} {n}" for name, n in tally.cut.most_common())
        yield f"  cut or replaced: {what}; -L INFO tells where"
    yield f"  database: {database}"


def head(tally: Tally, seconds: float) -> str:
    """The first line: pages = articles + no article + errors."""
    new, changed, same = (tally.articles[each] for each in ("new", "changed", "same"))
    listings = f"{counted(tally.listings, 'listing')} and " if tally.listings else ""
    return (
        f"{listings}{counted(tally.pages, 'page')} in {seconds:.0f} s:"
        f" {counted(new + changed + same, 'article')} ({new} new, {changed} changed, {same} as before),"
        f" {tally.drops.total()} no article, {counted(tally.errors.total(), 'error')}"
    )


def _rooms(*wanted: int) -> list[int]:
    """Lines for each of some kinds of which there are so many, what matters most first."""
    rooms = [min(count, LEAST) for count in wanted]
    for place, count in enumerate(wanted):
        rooms[place] += max(min(min(count, MOST) - rooms[place], ROOM - sum(rooms)), 0)
    return rooms


def _by_source(what: str, counts: Mapping[str, int]) -> Iterator[str]:
    most = [(name, n) for name, n in Counter(counts).most_common() if n]
    if most and len(counts) > 1:
        more = len(most) - SOURCES
        tail = f" and {counted(more, 'source')} more" if more > 0 else ""
        yield f"  {what}: " + ", ".join(f"{name} {n}" for name, n in most[:SOURCES]) + tail
    elif most and what == "removed":
        yield f"  removed: {most[0][1]}, no longer on the site; the rows stay"


def _reasons(
    what: str, counts: Counter[str], examples: Mapping[str, str], lead: str, room: int
) -> Iterator[str]:
    """Each with its first example, as many as have room; of the rest how many."""
    most = counts.most_common()
    shown = room if len(most) <= room else room - 1
    for kind, n in most[:shown]:
        yield f"  {what}: {kind} {n}: {lead}{harmless(examples[kind])}"
    if more := most[shown:]:
        yield f"  {what}: also " + ", ".join(f"{kind} {n}" for kind, n in more)


def _some(what: str, told: Told, room: int, tail: str) -> Iterator[str]:
    """The latest, as many as have room."""
    shown = room if told.count <= room else room - 1
    latest = list(told.latest)[-shown:]
    yield from (f"  {what}: {harmless(each)}" for each in latest)
    if more := told.count - len(latest):
        yield f"  {what}: {more} {tail}"
