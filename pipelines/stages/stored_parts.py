"""Finds rows that are a part of another row: further pages of an article, stored before its first page.

A sitemap may name `story2.html` before `story.html`. The first page, fetched later, brings the whole text.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from pipelines.db import Database, clock
from pipelines.markup.words import fold

MOST = 20
"""Rows with one headline that are compared; a column has more."""

_ROWS = """
    SELECT id, url, title
    FROM articles
    WHERE source = :source AND first_seen_at >= :since
"""
_TEXTS = """
    SELECT id, text
    FROM articles
    WHERE id IN (SELECT value FROM json_each(:numbers))
    ORDER BY length(text) DESC, id
"""


def stored_parts(db: Database, source: str, since: datetime) -> set[int]:
    """Return the numbers of the rows whose text another row with the same headline has as well, and more.

    The last part of their address has a number, as that of a further page: `story2.html`, `/story/2/`.
    """
    alike = defaultdict[str, list[int]](list)
    numbered = set[int]()
    for number, url, title in db.all(_ROWS, {"source": source, "since": clock.text(since)}):
        alike[fold(title)].append(number)
        if any(map(str.isdigit, url.rstrip("/").rpartition("/")[2])):
            numbered.add(number)
    groups = (numbers for numbers in alike.values() if 1 < len(numbers) <= MOST)
    return {number for numbers in groups for number in _contained(db, numbers)} & numbered


def _contained(db: Database, numbers: list[int]) -> Iterator[int]:
    """Yield the rows whose paragraphs are all in the longest row, which has more."""
    (_, longest), *others = [
        (number, frozenset(text.split("\n\n")))
        for number, text in db.all(_TEXTS, {"numbers": json.dumps(numbers)})
    ]
    yield from (number for number, paragraphs in others if paragraphs < longest)
