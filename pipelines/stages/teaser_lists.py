"""Tells lists that were stored from articles: their texts are the beginnings of other articles of the site.

Such a page may look like an article: a heading, days, some paragraphs. It is found when its site is known.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice
from math import ceil
from typing import NamedTuple

from pipelines.db import Database, clock
from pipelines.markup.address_shape import form_of
from pipelines.markup.words import fold
from pipelines.sites.hashes import text_hash

BEGINNING, LEAST = 40, 25
"""Characters by which beginnings are found; a shorter line is compared if it has at least LEAST."""
WHOLE, COMMON = 200, 0.7
"""Characters of a beginning that are held, and the share of a line that it must be: "... More" may follow.

Reports of one kind have their first words in common, and go on differently."""
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
"""Articles whose beginnings are held, about 1 kB each."""

_ROWS = """
    SELECT id, coalesce(duplicate_of, id), url, title, summary, text, word_count
    FROM articles
    WHERE source = :source AND first_seen_at >= :since
    ORDER BY id DESC
    LIMIT :most
"""


class _Start(NamedTuple):
    """An article that has a beginning: the number of its first copy, and how many words it has."""

    article: int
    title: str
    words: int
    text: str


def teaser_lists(db: Database, source: str, since: datetime) -> set[int]:
    """Return the numbers of a source's rows since then that are lists of other rows."""
    values = {"source": source, "since": clock.text(since), "most": MOST}
    starts = defaultdict[int, list[_Start]](list)
    forms = Counter[str]()
    for _, first, url, title, summary, text, words in db.all(_ROWS, values):
        forms[form_of(url)] += 1
        for part in _beginnings(title, summary, text):
            starts[text_hash(part[:BEGINNING])].append(_Start(first, title, words, part))
    shown = {
        number: (form_of(url), count)
        for number, first, url, title, _, text, words in db.all(_ROWS, values)
        if words <= LONGEST and (count := _shown(_Start(first, title, words, ""), text, starts))
    }
    lists = {number for number, (_, count) in shown.items() if count >= SEVERAL}
    of_forms = Counter(form for number, (form, _) in shown.items() if number in lists)
    return lists | {
        number for number, (form, _) in shown.items() if of_forms[form] >= max(SEVERAL, MOSTLY * forms[form])
    }


def _beginnings(title: str, summary: str | None, text: str) -> Iterator[str]:
    parts = (title, summary or "", *islice(text.split("\n\n"), FIRST))
    yield from {folded for part in parts if len(folded := fold(part)[:WHOLE]) >= LEAST}


def _shown(page: _Start, text: str, starts: Mapping[int, list[_Start]]) -> int:
    """Return of how many longer articles a text has the beginnings; 0 if it has mostly something else."""
    articles: set[str] = set()
    known = total = 0
    for part in text.split("\n\n"):
        total += len(part)
        found = set(_others(page, fold(part)[:WHOLE], len(part.split()), starts))
        articles |= found
        known += len(part) * bool(found)
    return len(articles) if known >= MOSTLY * total else 0


def _others(page: _Start, part: str, words: int, starts: Mapping[int, list[_Start]]) -> Iterator[str]:
    """Yield the titles of other articles that begin like a line with so many words, and are longer.

    A copy of the page, such as one for printers, is no other article.
    """
    begins = part[: ceil(COMMON * len(part))]
    for start in starts.get(text_hash(part[:BEGINNING]), ()) if len(part) >= LEAST else ():
        is_other = start.article != page.article and start.title != page.title
        if is_other and start.words >= LONGER * words and start.text.startswith(begins):
            yield start.title
