"""Tells lists that were stored from articles: their texts are the beginnings of other articles of the site.

Such a page may look like an article: a heading, days, some paragraphs. It is found when its site is known.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from pipelines.db import Database, clock
from pipelines.markup.address_shape import form_of
from pipelines.markup.words import fold
from pipelines.sites.hashes import text_hash

BEGINNING, LEAST = 40, 25
"""Characters that two beginnings have in common; a shorter line is compared if it has at least LEAST."""
FIRST = 2
"""Paragraphs of an article that a list may show, and its description and headline."""
LONGER = 2
"""An article has so many times the words that a list shows of it."""
MOSTLY = 0.5
"""The share of a list's text that other articles begin with."""
SEVERAL = 2
"""Articles on a list. A page that begins like one other article is a list only if its address has the form of
lists: a short item may be followed by a longer article with the same first paragraph."""
LONGEST = 1_500
"""Words of a page that may be a list."""
MOST = 20_000
"""Articles whose beginnings are held, about 200 bytes each."""

_ROWS = """
    SELECT id, url, title, summary, text, word_count
    FROM articles
    WHERE source = :source AND first_seen_at >= :since
    ORDER BY id DESC
    LIMIT :most
"""


class _Start(NamedTuple):
    """The article that has a beginning, and how many words it has."""

    article: int
    words: int


def teaser_lists(db: Database, source: str, since: datetime) -> set[int]:
    """Return the numbers of a source's rows since then that are lists of other rows."""
    values = {"source": source, "since": clock.text(since), "most": MOST}
    starts = defaultdict[int, list[_Start]](list)
    forms = Counter[str]()
    for number, url, title, summary, text, words in db.all(_ROWS, values):
        forms[form_of(url)] += 1
        for key in _beginnings(title, summary, text):
            starts[key].append(_Start(number, words))
    shown = {
        number: (form_of(url), count)
        for number, url, _, _, text, words in db.all(_ROWS, values)
        if words <= LONGEST and (count := _shown(number, text, starts))
    }
    lists = {number for number, (_, count) in shown.items() if count >= SEVERAL}
    of_forms = Counter(form for number, (form, _) in shown.items() if number in lists)
    return lists | {
        number for number, (form, _) in shown.items() if of_forms[form] >= max(SEVERAL, MOSTLY * forms[form])
    }


def _beginnings(title: str, summary: str | None, text: str) -> Iterator[int]:
    paragraphs = (part for part in text.split("\n\n") if len(part) >= LEAST)
    yield from {key for part in (title, summary or "", *islice(paragraphs, FIRST)) if (key := _key(part))}


def _key(part: str) -> int | None:
    folded = fold(part)[:BEGINNING]
    return text_hash(folded) if len(folded) >= LEAST else None


def _shown(number: int, text: str, starts: dict[int, list[_Start]]) -> int:
    """Return of how many longer articles a text has the beginnings; 0 if it has mostly something else."""
    articles: set[int] = set()
    known = total = 0
    for part in text.split("\n\n"):
        total += len(part)
        found = list(_of_others(number, len(part.split()), starts.get(_key(part) or 0, ())))
        articles.update(found)
        known += len(part) * bool(found)
    return len(articles) if known >= MOSTLY * total else 0


def _of_others(number: int, words: int, starts: Iterable[_Start]) -> Iterator[int]:
    return (start.article for start in starts if start.article != number and start.words >= LONGER * words)
