"""Which sites need a browser: what came of their pages that were read in one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from pipelines.db import clock
from pipelines.db.database import Database, retried

ENOUGH = 5
"""Pages after which a site has shown that a browser does not help."""
AGAIN = timedelta(days=30)
"""After this time such a site is tried once more."""

_NOTE = """
    INSERT INTO _scripted (source, kind, pages, helped, seen_at)
    VALUES (:source, :kind, 1, :helped, :now)
    ON CONFLICT (source, kind) DO UPDATE
    SET pages = _scripted.pages + 1, helped = _scripted.helped + excluded.helped, seen_at = excluded.seen_at
"""

_OF_SOURCE = "SELECT kind, pages, helped, seen_at FROM _scripted WHERE source = :source ORDER BY kind"


@dataclass(frozen=True, slots=True)
class Scripted:
    """The pages of a source, of one kind (article, section or home), that were read in a browser."""

    kind: str
    pages: int
    helped: int
    """Those that had text or links only there."""
    seen_at: datetime

    @property
    def is_needed(self) -> bool:
        """Whether pages of this kind are empty without their scripts."""
        return self.helped > 0 and 2 * self.helped >= self.pages

    def is_useless(self, now: datetime) -> bool:
        """Whether a browser has shown no more than the plain page, on several pages."""
        return self.helped == 0 and self.pages >= ENOUGH and now - self.seen_at < AGAIN


@retried
def note(db: Database, source: str, kind: str, *, helped: bool) -> None:
    """Count a page that was read in a browser."""
    with db.transaction():
        db.execute(_NOTE, {"source": source, "kind": kind, "helped": int(helped), "now": clock.now()})


def of_source(db: Database, source: str) -> list[Scripted]:
    """Return what is known of a source, by kind of page."""
    rows = db.all(_OF_SOURCE, {"source": source})
    return [Scripted(kind, pages, helped, datetime.fromisoformat(at)) for kind, pages, helped, at in rows]
