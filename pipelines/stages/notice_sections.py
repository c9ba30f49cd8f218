"""Tells a site's sections of notices from its articles: job offers, entries of a directory, advertisements.

One notice looks like a short article. A whole section of them does not look like the site's articles: its
name says what it is, its pages are shorter, undated or unsigned, made from one form, and have short
headlines, telephone numbers, prices, days by which to apply. No sign decides alone, and briefs are short,
undated and unsigned too: at least one sign must be there that articles lack.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median
from typing import NamedTuple

from pipelines.db import Database, clock
from pipelines.markup.address_shape import form_of
from pipelines.markup.words import size_of
from pipelines.stages.formulas import MOST, forms_of, is_list_of_one_form
from pipelines.stages.section_names import kinds_above, kinds_in_address, kinds_in_menu, kinds_of_page
from pipelines.times.reading.read import find
from pipelines.times.reading.readings import DateStyle
from pipelines.times.words.calendar_names import primary
from pipelines.times.words.fold import compose

ENOUGH = 20
"""Pages of a section before it is judged without its name, and pages of the site's other sections."""
FEW = 4
"""Pages of a section before it is judged by its name and other signs, and dated pages of one of articles."""
SELDOM, SOME, MOSTLY = 0.1, 0.25, 0.5
"""The share of a section's pages with a date, at most; with an author, since a firm may be taken for one, and
of long ones, at most; the share with a contact, at least."""
DATED = 0.8
"""The share of dated pages in a section of articles, or of signed ones: of a magazine by issues."""
NEARLY_ALL = 0.9
"""If this share of a section's pages is notices, the others are, too: long offers of a job."""
SHORT, LONG = 150, 450
"""Words that half of a section's pages do not exceed, and the most words of a page that may be a notice."""
MANY = 10
"""Contacts and lines with labels in the beginning of a long page that is a list of notices."""
_LABELS = 2
"""Lines with a label on a page of labels."""
NAMED_TWICE, NAMED_ONCE = 2.25, 3.5
"""The sum of the weights below that a section needs if its address and a menu name it, or one of them.

They were set by hand, so that a section stays that is dated, shorter, unsigned, and names sums (1.75:
business news), or that only lacks dates and authors (2.0: reports of events)."""
_HALF, _LABEL = 0.6, 32
"""Notices have at most this share of the words of an article, and this share of its headline's characters and
no more than _LABEL of them: "Driver wanted"."""
_TINY, _PART = 30, 0.25
"""The most words that half of a very short section's pages have, and their part of an article's words."""
_WEIGHTS = {
    "undated": 1.5,
    "short titles": 1.5,
    "one form": 1.5,
    "one title": 1.0,
    "contacts": 1.0,
    "lines with labels": 1.0,
    "days to come": 1.0,
    "short": 0.75,
    "very short": 0.75,
    "prices": 0.5,
    "unsigned": 0.5,
}

_DECISIVE = frozenset(("contacts", "lines with labels", "one form"))
"""Signs that articles lack. Days to come count only where pages have no date: news has them too."""

_CONTACT = re.compile(
    r"[\w.+-]@[\w-]+\.\w|\bwww\.|(?<!\d)(?<!\d[./-])(?!0\d([./-])\d\d\1\d{4}(?![\d./-]\d))"
    r"(?:\(\d{2,5}\)|\+\d{1,3}|0\d{1,5})(?:[ ()/.-]{0,2}\d){6,11}(?!\d)"
)
"""An address of e-mail or of a web site, or a telephone number: its prefix has brackets, a plus or a zero.

A date such as 05.03.2026 is none."""
_CALL = re.compile(
    r"(?:\bt[eé]l[eé]?f?\w*|\btlf|\b(?:tele)?phone|\bfone|\bтел\w*|\bτηλ\w*|电话|電話|전화|هاتف|تلفن|טל)"
    r"[\s.:：]{0,3}\d(?:[ -]?\d){4,}",
    re.IGNORECASE,
)
_PRICE = re.compile(
    r"[$€£¥₽₹₺₴₩]\s?\d|\d[\d\s.,]*(?:[$€£¥₽₹₺₴₩円元원]|(?:тыс\w*\.?|тысяч\w*|млн|万|mln|mio)?\s?(?:руб\w*|грн|eur\w*|usd"
    r"|dollars?|pounds?|tl|lira|zł|kč|ft|lei|kr|chf|rs|rp|تومان|ریال|บาท)\b)",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"(?:^|[.\n;|])\s*[^\W\d_][^\n:.;|]{1,24}[:：]\s*\S")
"""A line or sentence such as "Address: 2 Mill Lane"."""

_ROWS = """
    SELECT id, url, title, published_from IS NOT NULL, authors <> '[]', word_count,
        published_from IS NOT NULL AND published_from <> 'text'
    FROM articles
    WHERE source = :source AND first_seen_at >= :since
"""
_TEXTS = """
    SELECT substr(text, 1, 4000), language, coalesce(published_at, first_seen_at)
    FROM articles
    WHERE id IN (SELECT value FROM json_each(:numbers))
"""
_DROPPED = """
    SELECT url
    FROM _frontier
    WHERE source = :source AND rank = 1 AND state = 'dropped' AND detail IN ('Unlike', 'Service')
"""


class _Row(NamedTuple):
    number: int
    url: str
    title: str
    is_dated: bool
    is_signed: bool
    words: int
    is_dated_by_page: bool
    """Its date is not only one of its text."""


@dataclass(slots=True)
class _Section:
    rows: list[_Row] = field(default_factory=list)

    def share(self, name: str) -> float:
        return sum(bool(getattr(row, name)) for row in self.rows) / len(self.rows)

    @property
    def words(self) -> float:
        return median(row.words for row in self.rows)

    @property
    def title(self) -> float:
        return median(size_of(row.title) for row in self.rows)

    @property
    def is_of_articles(self) -> bool:
        least = max(FEW, DATED * len(self.rows))
        return any(
            sum(getattr(row, name) for row in self.rows) >= least for name in ("is_dated", "is_signed")
        )

    @property
    def judged(self) -> list[_Row]:
        """Its short rows that may be notices: those without a date, or all if it dates its notices."""
        is_dated = self.share("is_dated") >= DATED
        return [row for row in self.rows if row.words <= LONG and (is_dated or not row.is_dated)]

    @property
    def doubtful(self) -> list[_Row]:
        """Its other rows that may be notices if its name says so.

        A day that only stands in the text may be one by which to apply, or the day of an event. A long page
        may be a list of many notices.
        """
        judged = {row.number for row in self.judged}
        return [row for row in self.rows if row.number not in judged and not row.is_dated_by_page]


def notices(db: Database, source: str, since: datetime) -> set[int]:
    """Return the numbers of a source's rows since then that are notices."""
    sections = defaultdict[str, _Section](_Section)
    for values in db.all(_ROWS, {"source": source, "since": clock.text(since)}):
        row = _Row(*values)
        sections[_folder(row.url)].rows.append(row)
    of_articles = {name: each for name, each in sections.items() if each.is_of_articles}
    usual = _joined(of_articles.values())
    found: set[int] = set()
    dropped = Counter(_folder(url) for (url,) in db.all(_DROPPED, {"source": source}))
    for name, section in sections.items():
        if len(section.rows) < FEW or section.share("is_signed") > SOME:
            continue
        others = usual if name not in of_articles else _joined(_without(of_articles, name))
        is_known = len(others.rows) >= ENOUGH
        is_named = is_known and _is_named(db, source, name, section, others)
        is_bare = is_known and others.share("is_dated") >= DATED and _is_bare(db, section)
        if is_named or is_bare:
            found.update(row.number for row in section.judged)
        if is_named:
            found.update(row.number for row in _doubtful(db, section, dropped[name]))
    rows = (row for section in sections.values() for row in section.rows)
    return found.union(row.number for row in rows if _is_list(db, source, row))


def _doubtful(db: Database, section: _Section, dropped: int) -> list[_Row]:
    """Return those doubtful pages of a named section that have signs of notices; all if they are so few.

    `dropped`: its other pages, which were unlike the site's articles.
    """
    having = [row for row in section.doubtful if _has_signs(db, row)]
    is_most = dropped + len(section.judged) + len(having) >= NEARLY_ALL * (dropped + len(section.rows))
    return section.doubtful if is_most else having


def _is_list(db: Database, source: str, row: _Row) -> bool:
    """Return True for a single page whose link names it, and whose lines are of one form or have contacts."""
    if row.is_signed or row.is_dated_by_page or not kinds_of_page(db, source, row.url):
        return False
    ((text, *_),) = db.all(_TEXTS, {"numbers": json.dumps([row.number])})
    paragraphs = text.split("\n\n")
    calls = sum(_CONTACT.search(each) is not None or _CALL.search(each) is not None for each in paragraphs)
    return is_list_of_one_form(text) or calls >= max(MANY, MOSTLY * len(paragraphs))


def _has_signs(db: Database, row: _Row) -> bool:
    """Return True for a short page with signs that articles lack, and for a long one with so many of them
    that it is a list of notices, such as the fairs of a year."""
    ((text, *_),) = db.all(_TEXTS, {"numbers": json.dumps([row.number])})
    signs = len(_CONTACT.findall(text)) + len(_LABELLED.findall(text))
    return signs >= (MANY if row.words > LONG else _LABELS)


def _without(sections: Mapping[str, _Section], name: str) -> Iterator[_Section]:
    return (each for other, each in sections.items() if other != name)


def _joined(sections: Iterable[_Section]) -> _Section:
    return _Section([row for section in sections for row in section.rows])


def _is_bare(db: Database, section: _Section) -> bool:
    """Return True for a large section of short pages without dates that have contacts, whatever its name."""
    long = sum(row.words > LONG for row in section.rows)
    is_short = section.words <= SHORT and long <= SOME * len(section.rows)
    is_judged = len(section.rows) >= ENOUGH and section.share("is_dated") <= SELDOM and is_short
    return is_judged and _signs_of_texts(db, section).get("contacts", 0) >= MOSTLY


def _is_named(db: Database, source: str, name: str, section: _Section, usual: _Section) -> bool:
    """Return True for a section with a name of notices and enough signs of them."""
    signs = set(_signs(section, usual))
    if not signs:
        return False
    in_address = kinds_in_address(name)
    in_menu = kinds_in_menu(db, source, (row.url for row in section.rows))
    above = kinds_above(name)
    if not (in_address or in_menu or above):
        return False
    in_texts = {sign for sign, share in _signs_of_texts(db, section).items() if share >= MOSTLY}
    in_texts |= {"one form"} if _is_of_one_form(db, section, usual) else set()
    if in_texts.isdisjoint(_DECISIVE) and not {"undated", "days to come"} <= signs | in_texts:
        return False
    signs |= in_texts
    names = in_address | above if "very short" in signs else in_address
    needed = NAMED_TWICE if names & in_menu else NAMED_ONCE
    return sum(map(_WEIGHTS.__getitem__, signs)) >= needed


def _signs(section: _Section, usual: _Section) -> Iterator[str]:
    if section.share("is_dated") <= SELDOM and usual.share("is_dated") >= DATED:
        yield "undated"
    if section.share("is_signed") <= SELDOM and usual.share("is_signed") >= DATED:
        yield "unsigned"
    if section.words <= _HALF * usual.words:
        yield "short"
    if section.words <= min(_TINY, _PART * usual.words):
        yield "very short"
    if section.title <= min(_LABEL, _HALF * usual.title):
        yield "short titles"
    if len({re.sub(r"\d+", "0", row.title) for row in section.rows}) == 1:
        yield "one title"


def _signs_of_texts(db: Database, section: _Section) -> dict[str, float]:
    """Return the share of a section's pages that have each sign; long pages are not searched."""
    numbers = [row.number for row in section.judged]
    rows = db.all(_TEXTS, {"numbers": json.dumps(numbers)})
    counts = Counter(sign for row in rows for sign in _signs_of_text(*row))
    return {sign: count / len(rows) for sign, count in counts.items()}


def _is_of_one_form(db: Database, section: _Section, usual: _Section) -> bool:
    """Return True if a section's pages are made from one form, and the site's articles are not."""
    if len(section.judged) < FEW:
        return False
    own, others = (
        [text for text, *_ in db.all(_TEXTS, {"numbers": json.dumps([row.number for row in rows[:MOST]])})]
        for rows in (section.judged, usual.rows)
    )
    return bool(forms_of(own) - forms_of(others))


def _signs_of_text(text: str, language: str | None, day: str) -> Iterator[str]:
    """Yield the signs of one text; `day` is that of its publication, or of its fetch."""
    if _CONTACT.search(text) or _CALL.search(text):
        yield "contacts"
    if len(_LABELLED.findall(text)) >= _LABELS:
        yield "lines with labels"
    if _PRICE.search(text):
        yield "prices"
    style = DateStyle(language=primary(language) if language else None)
    if any(each.day.isoformat() > day[:10] for each in find(compose(text), style)):
        yield "days to come"


def _folder(url: str) -> str:
    """Return the folder of an address without its numbers: `/jobs/2024/x.html` → `/jobs/{y}`.

    In the root of a site, the script is what divides it: `/player.asp?no={n}`.
    """
    form = form_of(url)
    folder = form.partition("?")[0].rstrip("/").rpartition("/")[0]
    return folder or (form if "?" in form else "")
