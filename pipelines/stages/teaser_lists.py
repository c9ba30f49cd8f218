"""Tells lists that were stored from articles: their texts are the beginnings of other articles of the site.

Such a page may look like an article: a heading, days, some paragraphs. It is found when its site is known.
"""

from __future__ import annotations

import re
from collections import ChainMap, Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import compress
from math import ceil
from operator import attrgetter
from typing import NamedTuple

from pipelines.db import Database, clock
from pipelines.markup.address_shape import form_of, page_key
from pipelines.markup.words import fold
from pipelines.stages.identify import word_count

BEGINNING, LEAST = 40, 25
"""Characters by which beginnings are found; a shorter line is compared if it has at least LEAST."""
WHOLE, COMMON = 200, 0.7
"""Characters of a beginning that are held, and the share of a line that it must be: "... More" may follow.

Reports of one kind have their first words in common, and go on differently."""
READ = 300
"""Characters of a paragraph that are read for its beginning."""
FIRST = 2
"""Paragraphs of an article that a list may show, and its description and headline."""
LONGER = 2
"""An article has so many times the words that a list shows of it."""
MOSTLY = 0.5
"""The share of a list's text that other articles begin with."""
SEVERAL = 2
"""Articles on a list. A page with the beginning or the headline of one other article is a list only if its
address has the form of lists: a longer article with the same first paragraph may follow a short item."""
BRIEF, FAR_LONGER = 60, 4
"""Most words of a page that shows the headline of one article and an introduction of its own, and how many
times as many that article has."""
SHARED = 5
"""Rows with the same first BEGINNING characters, a list included: more have a line of the site or series."""
LONGEST = 1_500
"""Words of a page that may be a list."""
MOST, AT_ONCE = 5_000, 500
"""The newest articles that are compared, and how many are read together: the event loop waits meanwhile."""

_MONTH = re.compile(r"/(?:19|20)\d\d/(?:0?[1-9]|1[0-2])(?:/\d{1,2})?/?$")
"""The end of the address of a month or a day, below which its articles are."""

_ROWS = """
    SELECT id, coalesce(duplicate_of, id), url, title, summary, text, word_count,
        published_from IN ('json-ld', 'meta'), substr(published_at, 1, 10)
    FROM articles
    WHERE id IN (
        SELECT id
        FROM articles
        WHERE source = :source AND first_seen_at >= :since AND id < :before
        ORDER BY id DESC
        LIMIT :most
    )
    ORDER BY id DESC
"""
_LAST = (1 << 63) - 1


class _Row(NamedTuple):
    number: int
    first: int
    """The number of its first copy."""
    url: str
    title: str
    summary: str | None
    text: str
    words: int
    is_dated: bool | None
    """Its page names a date for programs, as lists do not."""
    day: str | None

    def may_list(self, title: str, form: str, day: str | None) -> bool:
        """Return False for a later report or an update of the same story, with the same headline.

        A list has another form of address, and the day of its article if it has any.
        """
        is_of_day = None in (day, self.day) or day == self.day
        return title != self.title or (form != form_of(self.url) and is_of_day)


class _Start(NamedTuple):
    """The beginning of an article, folded; `article` is the number of its first copy."""

    article: int
    title: str
    words: int
    text: str
    form: str
    day: str | None


class _Titled(NamedTuple):
    """An article with some headline: its words, the form of its address, and its day."""

    words: int
    form: str
    day: str | None


class _Page(NamedTuple):
    """A page that may be a list, and the articles that begin like each of its paragraphs."""

    row: _Row
    paragraphs: list[tuple[int, list[_Start]]]
    """The characters of each paragraph, and the articles."""

    def is_mostly(self, found: list[bool]) -> bool:
        sizes = [size for size, _ in self.paragraphs]
        return sum(compress(sizes, found)) >= MOSTLY * sum(sizes)

    def may_be_list(self) -> bool:
        """Return True if it has the beginnings of several pages, articles or lists."""
        titles = {start.title for _, starts in self.paragraphs for start in starts}
        return len(titles - {self.row.title}) >= SEVERAL

    def is_list(self, lists: Collection[int]) -> bool:
        return len(self.shown(lists).keys() - {self.row.title}) >= SEVERAL

    def is_one_teaser(self, lists: Collection[int]) -> bool:
        """Return True if it shows little more than the beginning of one article that is longer."""
        articles = self.shown(lists)
        return any(words >= LONGER * self.row.words for words in articles.values())

    def shown(self, lists: Collection[int]) -> dict[str, int]:
        """Return the titles of the articles that it shows, with their words; none if it is mostly other text.

        Two articles with the same first paragraph, such as the updates of a flash, say nothing of a third one
        with it. Other lists are no articles.
        """
        found = [
            {start.title: start.words for start in starts if start.article not in lists}
            for _, starts in self.paragraphs
        ]
        alone = [len(articles) == 1 for articles in found]
        return dict(ChainMap(*compress(found, alone))) if self.is_mostly(alone) else {}


_Starts = Mapping[str, Mapping[int, _Start]]
"""First characters → number of the article → its beginning."""
_Titles = Mapping[str, Mapping[int, _Titled]]
"""Headline → number of the article → what is known of it."""
_words = attrgetter("words")


def teaser_lists(
    db: Database, source: str, since: datetime, is_doubted: Callable[[str], bool] = lambda _: False
) -> set[int]:
    """Return the numbers of a source's rows since then that are lists of other rows.

    `is_doubted` says whether other pages show that an address is probably a list's.
    """
    starts, titles, forms = _starts(_rows(db, source, since))
    pages, single, months, keys = [], {}, list[_Row](), defaultdict[str, set[str]](set)
    for row in _rows(db, source, since):
        keys[row.title].add(page_key(row.url))
        if _MONTH.search(row.url):
            months.append(row._replace(text=""))
        if page := _page(row, starts):
            pages.append(page)
        if _repeats_title(row, titles):
            single[row.number] = row.url
    likely = {page.row.first for page in pages if page.may_be_list()}
    lists = {page.row.number: page.row.url for page in pages if page.is_list(likely)}
    lists |= {row.number: row.url for row in months if _is_above(row, keys[row.title])}
    single |= {page.row.number: page.row.url for page in pages if page.is_one_teaser(likely)}
    of_forms = Counter(map(form_of, (lists | single).values()))

    def has_form_of_lists(url: str) -> bool:
        form = form_of(url)
        return is_doubted(url) or of_forms[form] >= max(SEVERAL, MOSTLY * forms[form])

    return {*lists, *(number for number, url in single.items() if has_form_of_lists(url))}


def _is_above(row: _Row, keys: Collection[str]) -> bool:
    """Return True for a month with the headline of an article below its address: its only one."""
    folder = f"{page_key(row.url)}/"
    return len(keys) <= SHARED and any(key.startswith(folder) for key in keys)


def _repeats_title(row: _Row, titles: _Titles) -> bool:
    """Return True for a brief page with the headline of one far longer article."""
    if not 0 < row.words <= BRIEF or row.is_dated or len(fold(row.title)) < LEAST:
        return False
    others = [titled for first, titled in titles[row.title].items() if first != row.first]
    return len(others) == 1 and _is_report(row, others[0])


def _is_report(row: _Row, other: _Titled) -> bool:
    return other.words >= FAR_LONGER * row.words and row.may_list(row.title, other.form, other.day)


def _rows(db: Database, source: str, since: datetime) -> Iterator[_Row]:
    """Yield the newest rows; their texts are not held."""
    values = {"source": source, "since": clock.text(since), "before": _LAST, "most": AT_ONCE}
    for _ in range(MOST // AT_ONCE):
        rows = [_Row(*row) for row in db.all(_ROWS, values)]
        yield from rows
        if len(rows) < AT_ONCE:
            return
        values["before"] = rows[-1].number


def _page(row: _Row, starts: _Starts) -> _Page | None:
    """Return a row as a page that may be a list; None if it is mostly text of its own, too long, or dated."""
    if row.words > LONGEST or row.is_dated:
        return None
    parts = [line for line in row.text.split("\n") if line]
    rest = (1 - MOSTLY) * sum(map(len, parts))
    paragraphs = []
    for part in parts:
        found = list(_others(row, part, starts))
        paragraphs.append((len(part), found))
        rest -= 0 if found else len(part)
        if rest < 0:  # most pages are articles, and only their beginnings need to be read
            return None
    return _Page(row, paragraphs)


def _starts(rows: Iterable[_Row]) -> tuple[_Starts, _Titles, Counter[str]]:
    """Return the beginnings of all rows, the articles by title, and how many have each form of address."""
    starts = defaultdict[str, dict[int, _Start]](dict)
    titles = defaultdict[str, dict[int, _Titled]](dict)
    forms = Counter[str]()
    for row in rows:
        form = form_of(row.url)
        forms[form] += 1
        titled = _Titled(row.words, form, row.day)
        titles[row.title][row.first] = max(titled, titles[row.title].get(row.first, titled), key=_words)
        for part in _beginnings(row):
            held = starts[part[:BEGINNING]]
            if len(held) <= SHARED and len(part) > len(held[row.first].text if row.first in held else ""):
                held[row.first] = _Start(row.first, row.title, row.words, part, form, row.day)
    return {key: held for key, held in starts.items() if len(held) <= SHARED}, titles, forms


def _beginnings(row: _Row) -> Iterator[str]:
    parts = (row.title, row.summary or "", *row.text.split("\n\n", FIRST)[:FIRST])
    yield from {folded for part in parts if len(folded := _beginning(part)) >= LEAST}


def _beginning(paragraph: str) -> str:
    return fold(paragraph[:READ])[:WHOLE]


def _others(row: _Row, part: str, starts: _Starts) -> Iterator[_Start]:
    """Yield other articles that begin like a line and are longer; a copy, as to print, is as long."""
    beginning = _beginning(part)
    if len(beginning) < LEAST:
        return
    begins = beginning[: ceil(COMMON * len(beginning))]
    for start in starts.get(beginning[:BEGINNING], {}).values():
        least = LONGER * (row.words if start.title == row.title else word_count(part))
        is_longer = start.article != row.first and start.words >= least
        if is_longer and start.text.startswith(begins) and row.may_list(start.title, start.form, start.day):
            yield start
