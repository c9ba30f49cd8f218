"""The summary at the end of a run: about ten lines that a person can act on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from crawler.reports.tally import Messages, Tally
from pipelines.export.printable import counted, harmless

SOURCES: Final = 6
"""The most sources named in a line."""
ROOM: Final = 8
"""The most lines for turns, errors, drops and notes together."""
LEAST: Final = 2
"""The lines that each kind has in any case, if it has so many; then the most that it has if there is room."""
MOST: Final = 5
_NOT_REACHED: Final = frozenset({"CannotResolveHost", "DownloadConnectionRefused"})


def lines(tally: Tally, seconds: float, database: str) -> Iterator[str]:
    """Return the summary line by line; text from web pages cannot control the terminal."""
    yield head(tally, seconds)
    for kind in ("new", "changed"):
        yield from _by_source(kind, {name: each.articles[kind] for name, each in tally.sources.items()})
    yield from _by_source("removed", tally.removed)
    if tally.left_out:
        files = counted(tally.left_out, "source file")
        yield f"  left out: {files}; `scrapy sources --check` lists the mistakes"
    turns, errors, drops, notes = _rooms(
        tally.turns.count, len(tally.errors), len(tally.drops), tally.notes.count
    )
    yield from _reasons("no article", tally.drops, tally.examples, "for example ", drops)
    yield from _reasons("error", tally.errors, tally.examples, "", errors)
    if _is_offline(tally):
        cure = "check this machine's network; behind a proxy, set http_proxy and https_proxy"
        yield f"  note: no site could be reached: {cure}"
    yield from _some("look at", tally.turns, turns, "more: `scrapy sources --health` shows them all")
    yield from (f"  note: {harmless(each)}" for each in tally.important)
    yield from _some("note", tally.notes, notes, "more before these: -L INFO shows them all")
    if tally.passed:
        what = ", ".join(f"{name} {n}" for name, n in tally.passed.most_common())
        name = (len(tally.sources) == 1 and next(iter(tally.sources))) or "NAME"
        what = f"links of lists not followed by a rule, counted on each list: {what}"
        yield f"  {what}; `scrapy sources --passed {name}` lists them"
    if tally.cut:
        what = ", ".join(f"{name} {n}" for name, n in tally.cut.most_common())
        yield f"  cut or replaced: {what}; -L INFO shows where"
    yield f"  database: {database}"


def head(tally: Tally, seconds: float) -> str:
    """Return the first line: pages = articles + no article + errors."""
    new, changed, same = (tally.articles[each] for each in ("new", "changed", "same"))
    listings = f"{counted(tally.listings, 'listing')} and " if tally.listings else ""
    return (
        f"{listings}{counted(tally.pages, 'page')} in {seconds:.0f} s:"
        f" {counted(new + changed + same, 'article')} ({new} new, {changed} changed, {same} as before),"
        f" {tally.drops.total()} no article, {counted(tally.errors.total(), 'error')}"
    )


def _is_offline(tally: Tally) -> bool:
    """Return whether none of several sources could be reached: then it is not the sites that fail."""
    is_all = tally.errors.total() == tally.pages and not tally.listings
    return is_all and len(tally.sources) > 1 and set(tally.errors) <= _NOT_REACHED


def _rooms(*wanted: int) -> list[int]:
    """Return how many lines each kind has, given how many it wants; the most important kind comes first."""
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
    """Yield each reason with its first example, as many as there is room for, then the others' counts."""
    most = counts.most_common()
    shown = room if len(most) <= room else room - 1
    for kind, n in most[:shown]:
        yield f"  {what}: {kind} {n}: {lead}{harmless(examples[kind])}"
    if more := most[shown:]:
        yield f"  {what}: also " + ", ".join(f"{kind} {n}" for kind, n in more)


def _some(what: str, messages: Messages, room: int, tail: str) -> Iterator[str]:
    """Yield the latest messages, as many as there is room for."""
    shown = room if messages.count <= room else room - 1
    latest = list(messages.latest)[-shown:]
    yield from (f"  {what}: {harmless(each)}" for each in latest)
    if more := messages.count - len(latest):
        yield f"  {what}: {more} {tail}"
