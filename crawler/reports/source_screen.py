"""One source on one screen: its state, what its listings brought this week, what was refused, what waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta

from crawler.reports.source_list import aligned
from pipelines.db import Database, open_database
from pipelines.db.crawl import candidates, health, overview, passed, scripted
from pipelines.db.readonly import is_there, open_to_read
from pipelines.export.printable import counted, harmless

WEEK = timedelta(days=7)
MOST = 12
"""The most listings shown."""
FORMS = 15
"""The most forms of addresses shown, those with most pages first."""
REASONS = 5
"""The most reasons and errors shown."""


def lines(database: str, name: str) -> Iterator[str]:
    """Yield the screen of a source; nothing if it was never crawled. Raises DatabaseError."""
    if not is_there(database):
        return
    with open_database(database) as db:
        now = datetime.now(UTC)
        states = {state.name: state for state in health.states(db.all, now - timedelta(days=1))}
        if name in states:
            yield from map(harmless, _screen(db, states[name], now))
        yield from _followed_links(db, name)


def names(database: str) -> list[str]:
    """Return the names of all sources that were crawled. Raises DatabaseError."""
    if not is_there(database):
        return []
    with open_database(database) as db:
        return [name for (name,) in db.all("SELECT name FROM sources ORDER BY name")]


def by_address(database: str, files: Collection[str]) -> Iterator[str]:
    """Yield a table of the sites that were crawled and have none of these source files.

    Raises DatabaseError.
    """
    if not is_there(database):
        return
    with open_to_read(database) as db:
        states = health.states(db.rows, datetime.now(UTC) - timedelta(days=1))
    rows = [
        (harmless(each.name), harmless(each.url), str(each.total))
        for each in states
        if each.name not in files
    ]
    if rows:
        yield "crawled by address, without a source file; 'scrapy addsource URL' writes one:"
        yield from aligned([("NAME", "URL", "ARTICLES"), *rows])


def _screen(db: Database, state: health.State, now: datetime) -> Iterator[str]:
    since, name = now - WEEK, state.name
    reason = f": {state.reason}" if state.reason else ""
    yield f"{name} is {state.state or 'not judged yet'}{reason}"
    yield f"  {counted(state.total, 'article')}, {state.new_today} new in 24 h"
    yield "this week:"
    for row in overview.listing_rows(db.all, name, since, most=MOST):
        error = f", last error {row.detail}" if row.detail else ""
        brought = counted(row.brought, "article")
        yield f"  {row.kind:8} {brought:13} read {_at(row.read_at)}, next {_next(row)}  {row.url}{error}"
    for title, dropped in (("refused", True), ("errors", False)):
        for end in overview.endings(db.all, name, since, dropped=dropped, most=REASONS):
            yield f"  {title}: {end.name} {end.count}: for example {end.example}"
    links = Counter(link.reason for link in passed.of_source(db.all, name))
    if links:
        reasons = ", ".join(f"{reason} {count}" for reason, count in links.most_common(REASONS))
        what = f"different links not followed, in all crawls: {reasons}"
        yield f"  {what}; `scrapy sources --passed {name}` lists them"
    for one in scripted.of_source(db, name):
        verdict = "needed" if one.is_needed else "no help"
        shown = f"{one.helped} of {counted(one.pages, 'page')} had text or links only there"
        yield f"  browser for {one.kind} pages: {verdict}, {shown}"
    queue = overview.waiting(db.all, name, now)
    soon = f", the next at {_at(queue.next_at)}" if queue.next_at else ""
    yield f"waiting: {counted(queue.due, 'address', 'addresses')} now, {queue.later} later{soon}"


def _next(row: overview.ListingRow) -> str:
    return _at(row.next_at) if row.next_at else "now" if row.state == "due" else "never"


def _at(when: datetime | None) -> str:
    return f"{when:%Y-%m-%d %H:%M}" if when else "-"


def _followed_links(db: Database, name: str) -> Iterator[str]:
    """Yield a table of what came of the links that a crawl of the whole site followed, if there was one."""
    rows = [row for row in candidates.records(db, name) if row[0] == "form"]
    if not rows:
        return
    left = Counter[str]()
    for (form, *_), count in candidates.waiting(db, name).items():
        left[form] += count
    yield f"{name}: links of the site that were followed, by form of their address"
    yield f"  {'pages':>6} {'articles':>8} {'lists':>6} {'left':>6}  form"
    for _, form, _, _, articles, lists, neither in sorted(rows, key=lambda row: -sum(row[4:]))[:FORMS]:
        yield f"  {articles + lists + neither:6} {articles:8} {lists:6} {left[form]:6}  {form}"
    if len(rows) > FORMS:
        yield f"  and {len(rows) - FORMS} more forms"
