"""Finds rows that are a part of another row: further pages of an article, stored before its first page.

A sitemap may name `story2.html` before `story.html`. The first page, fetched later, brings the whole text.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from pipelines.db import Database, clock
from pipelines.markup.words import fold

MOST = 20
"""Rows with one headline that are compared; a column has more."""

_ROWS = """
    SELECT id, url, title, substr(published_at, 1, 10)
    FROM articles
    WHERE source = :source AND first_seen_at >= :since
"""
_TEXTS = """
    SELECT id, text
    FROM articles
    WHERE id IN (SELECT value FROM json_each(:numbers))
    ORDER BY length(text) DESC, id
"""

_NUMBER = re.compile(r"(?<!\d)\d{1,3}(?!\d)")
"""The number of a page; a longer one is that of an article: a flash, and the report that repeats it."""


def stored_parts(db: Database, source: str, since: datetime) -> set[int]:
    """Return the numbers of the rows whose text another row with the same headline has as well, and more.

    The last part of their address has a number, as that of a further page: `story2.html`, `/story/2/`. Of two
    days, a short report and a longer one may begin alike: "Sunny and dry".
    """
    alike = defaultdict[str, list[int]](list)
    numbered, days = set[int](), dict[int, str | None]()
    for number, url, title, day in db.all(_ROWS, {"source": source, "since": clock.text(since)}):
        alike[fold(title)].append(number)
        days[number] = day
        if _NUMBER.search(url.rstrip("/").rpartition("/")[2]):
            numbered.add(number)
    groups = (numbers for numbers in alike.values() if 1 < len(numbers) <= MOST)
    parts = {number: whole for numbers in groups for number, whole in _contained(db, numbers)}
    of_day = (
        part
        for part, whole in parts.items()
        if None in (days[part], days[whole]) or days[part] == days[whole]
    )
    return numbered.intersection(of_day)


def _contained(db: Database, numbers: list[int]) -> Iterator[tuple[int, int]]:
    """Yield the rows whose paragraphs are all in the longest row, which has more, each with that row."""
    (whole, longest), *others = [
        (number, frozenset(text.split("\n\n")))
        for number, text in db.all(_TEXTS, {"numbers": json.dumps(numbers)})
    ]
    yield from ((number, whole) for number, paragraphs in others if paragraphs < longest)
