"""Tells a site's sections of notices from its articles: job offers, entries of a directory, advertisements.

One notice looks like a short article without a date. A whole section of them, on a site that dates its
articles, does not: nearly all its pages are short, undated and unsigned, and most have a telephone number.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median

from pipelines.db import Database, clock
from pipelines.markup.address_shape import form_of

ENOUGH = 20
"""Pages of a section before it is judged, and dated pages of the site's other sections."""
SELDOM, SOME, MOSTLY = 0.1, 0.25, 0.5
"""The share of a section's pages with a date, at most, and with an author, since a firm may be taken for one;
the share with a contact, at least."""
DATED = 0.8
"""The share of dated pages in a section of articles."""
SHORT = 150
"""Words that half of a section's pages do not exceed."""

_CONTACT = re.compile(
    r"[\w.+-]@[\w-]+\.\w|\bwww\.|(?<!\d)(?<!\d[./-])(?!0\d([./-])\d\d\1\d{4}(?![\d./-]\d))"
    r"(?:\(\d{2,5}\)|\+\d{1,3}|0\d{1,5})(?:[ ()/.-]{0,2}\d){6,11}(?!\d)"
)
"""An address of e-mail or of a web site, or a telephone number: its prefix has brackets, a plus or a zero.

A date such as 05.03.2026 is none."""

_ROWS = """
    SELECT id, url, published_from IS NOT NULL, authors <> '[]', word_count,
        CASE WHEN published_from IS NULL AND word_count <= 3 * :short THEN text ELSE '' END
    FROM articles
    WHERE source = :source AND first_seen_at >= :since
"""


@dataclass(slots=True)
class _Section:
    words: list[int] = field(default_factory=list)
    undated: list[int] = field(default_factory=list)
    """The numbers of its rows without a date."""
    dated: int = 0
    signed: int = 0
    read: int = 0
    """Its pages that are undated and short enough to be searched for contacts."""
    contacts: int = 0

    @property
    def is_of_articles(self) -> bool:
        return self.dated >= max(ENOUGH, DATED * len(self.words))

    @property
    def is_of_notices(self) -> bool:
        count = len(self.words)
        is_bare = count >= ENOUGH and self.dated <= SELDOM * count and self.signed <= SOME * count
        return is_bare and median(self.words) <= SHORT and self.contacts >= MOSTLY * self.read


def notices(db: Database, source: str, since: datetime) -> set[int]:
    """Return the numbers of a source's rows since then that are notices."""
    sections = defaultdict[str, _Section](_Section)
    for number, url, is_dated, is_signed, words, text in db.all(
        _ROWS, {"source": source, "since": clock.text(since), "short": SHORT}
    ):
        section = sections[_folder(url)]
        section.words.append(words)
        section.dated += is_dated
        section.signed += is_signed
        section.read += text != ""
        section.contacts += _CONTACT.search(text) is not None
        if not is_dated:
            section.undated.append(number)
    return set(_numbers(list(sections.values())))


def _numbers(sections: list[_Section]) -> Iterator[int]:
    if any(section.is_of_articles for section in sections):
        for section in sections:
            yield from section.undated if section.is_of_notices else ()


def _folder(url: str) -> str:
    """Return the folder of an address without its numbers: `/jobs/2024/x.html` → `/jobs/{y}`."""
    return form_of(url).rstrip("/").rpartition("/")[0]
