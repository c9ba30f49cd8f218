"""What came of the links that a crawl of a whole site followed, as lines for a person."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipelines.db import open_database
from pipelines.db.crawl import candidates

MOST = 15
"""Forms of addresses that are shown of a source, those with most pages first."""


def lines(database: str, name: str) -> Iterator[str]:
    """Yield a table of the forms of addresses that were followed of a source; nothing where none were.

    Raises a DatabaseError.
    """
    if not Path(database).expanduser().exists():
        return
    with open_database(database) as db:
        rows = [row for row in candidates.records(db, name) if row[0] == "form"]
        left = candidates.waiting(db, name)
    if not rows:
        return
    yield f"{name}: links of the site that were followed, by form of their address"
    yield f"  {'pages':>6} {'articles':>8} {'lists':>6} {'left':>6}  form"
    for _, form, _, _, articles, lists, neither in sorted(rows, key=lambda row: -sum(row[4:]))[:MOST]:
        waiting = sum(count for (each, *_), count in left.items() if each == form)
        yield f"  {articles + lists + neither:6} {articles:8} {lists:6} {waiting:6}  {form}"
    if len(rows) > MOST:
        yield f"  and {len(rows) - MOST} more forms"
