"""Stores the lessons that the pages of sites have taught about their clocks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from pipelines.db.connect import Database
from pipelines.db.row_values import from_row, to_row
from pipelines.items import Lesson

_ADD = """
    INSERT INTO _lessons (site, field, week, "offset", pages)
    VALUES (:site, :field, :week, :offset, :pages)
    ON CONFLICT (site, field, week, "offset") DO UPDATE SET pages = _lessons.pages + excluded.pages
"""

_READ = """
    SELECT field, week, "offset", pages
    FROM _lessons
    WHERE site = :site AND week >= :since
"""


def add(db: Database, site: str, lessons: Iterable[Lesson]) -> None:
    """Add the lessons of one page to the counts; call it once for each page."""
    db.executemany(_ADD, [{**to_row(lesson), "site": site} for lesson in lessons])


def read(db: Database, site: str, since: date) -> list[Lesson]:
    """Return what the pages of a site have taught since a day."""
    rows = db.all(_READ, {"site": site, "since": since.isoformat()})
    return [from_row(Lesson, row) for row in rows]
