"""Stores which sites need a browser: how many of their pages a browser has helped to read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from pipelines.db import clock
from pipelines.db.database import Database, retried

ENOUGH = 5
"""If a browser has not helped on this many pages of a site, it is useless there."""
AGAIN = timedelta(days=30)
"""After this time, such a site is tried again."""

_NOTE = """
    INSERT INTO _scripted (source, kind, pages, helped, seen_at)
    VALUES (:source, :kind, 1, :helped, :now)
    ON CONFLICT (source, kind) DO UPDATE
    SET pages = _scripted.pages + 1, helped = _scripted.helped + excluded.helped, seen_at = excluded.seen_at
"""

_OF_SOURCE = "SELECT kind, pages, helped, seen_at FROM _scripted WHERE source = :source ORDER BY kind"


@dataclass(frozen=True, slots=True)
class BrowserCounts:
    """The pages of a source, of one kind (article, section or home), that were read in a browser."""

    kind: str
    pages: int
    helped: int
    """Pages that had text or links only in the browser."""
    seen_at: datetime

    @property
    def is_needed(self) -> bool:
        """True if pages of this kind are empty without their scripts."""
        return self.helped > 0 and 2 * self.helped >= self.pages

    def is_useless(self, now: datetime) -> bool:
        """Return True if on several pages a browser has shown no more than the plain page."""
        return self.helped == 0 and self.pages >= ENOUGH and now - self.seen_at < AGAIN


@retried
def note(db: Database, source: str, kind: str, *, helped: bool) -> None:
    """Count a page that was read in a browser."""
    with db.transaction():
        db.execute(_NOTE, {"source": source, "kind": kind, "helped": int(helped), "now": clock.now()})


def of_source(db: Database, source: str) -> list[BrowserCounts]:
    """Return the counts of a source, one for each kind of page."""
    rows = db.all(_OF_SOURCE, {"source": source})
    return [
        BrowserCounts(kind, pages, helped, datetime.fromisoformat(at)) for kind, pages, helped, at in rows
    ]
