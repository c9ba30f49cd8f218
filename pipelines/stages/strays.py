"""After a crawl of a whole site: which of its new rows are no articles, now that the site is known.

The first pages of a site are stored before it has a norm, and judged by the general rules alone.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pipelines.db import Database, clock
from pipelines.drops import Empty, Gallery, Home, Part, Section, SitePage, Tag, Unlike
from pipelines.markup.address_shape import form_of, shape_of
from pipelines.stages.list_windows import list_windows
from pipelines.stages.notice_sections import notices
from pipelines.stages.site_norm import HELD, IN_THE_END, SiteNorm
from pipelines.stages.stored_parts import stored_parts
from pipelines.stages.teaser_lists import teaser_lists

LEAST, TIMES = 8, 4
"""Pages of one form of address that were dropped, at least and for each row of that form, before its rows are
doubted: events among fifty events that have no date."""

_OF_ARTICLES = {"authors", "structured date"}
"""A page with both is doubted, but not judged by its links alone."""
LONG = 600
"""Words above which a page with a list is no list: a chapter of a report beside the list of all chapters.

Descriptions of 27 categories of a site had 227 to 360 words."""

_NO_HEADLINE = re.compile(r"^\s*[|｜]|[\w.…]\s+[>›→]\s*$")
"""A trail left open (`Links >`, `Fairs... >`) or a line of a menu (`| 2009 | 2008 |`) in place of a headline.

On the one site with such rows, 25 of 26 were lists, rules and letters; the other one had its headline in the
text below."""

_NEW = """
    SELECT a.id, a.url, (
        SELECT json_group_array(u.url) FROM article_urls AS u WHERE u.article_id = a.id
    ), a.title, a.published_from, a.word_count, a.authors <> '[]', a.section IS NOT NULL, a.image IS NOT NULL
    FROM articles AS a
    WHERE a.source = :source AND a.first_seen_at >= :since AND NOT EXISTS (
        SELECT 1
        FROM article_urls AS u
        JOIN _frontier AS f ON f.url = u.url
        WHERE u.article_id = a.id AND json_extract(f.hints, '$.origin') = 'feed'
    )
    ORDER BY a.id DESC
"""
_STORED = """
    SELECT a.url, u.url
    FROM articles AS a
    JOIN article_urls AS u ON u.article_id = a.id
    WHERE a.source = :source AND a.first_seen_at >= :since
"""
_DROPPED = """
    SELECT url
    FROM _frontier
    WHERE source = :source AND rank = 1 AND state = 'dropped'
        AND detail IN (SELECT value FROM json_each(:reasons))
"""
_REASONS = tuple(each.__name__ for each in (Empty, Gallery, Home, Section, SitePage, Tag, Unlike))


class Walk(Protocol):
    """What the links of a site have shown."""

    def is_of_site(self, url: str) -> bool:
        """Return True if a page is probably about the site itself."""

    def is_among_lists(self, url: str) -> bool:
        """Return True if nearly all pages behind similar links were lists."""

    def lists(self, stored: Mapping[str, Collection[str]]) -> Mapping[str, bool]:
        """Return which stored pages seem to be lists; True if that is sure.

        `stored` has all addresses of each page by its URL.
        """


@dataclass(frozen=True, slots=True)
class Stray:
    """A row that is likely no article."""

    number: int
    url: str
    reason: str


def strays(
    db: Database,
    source: str,
    since: datetime,
    walk: Walk,
    *,
    share: float = IN_THE_END,
) -> Iterator[Stray]:
    """Yield the rows that a source got since then and that the whole of the site shows to be no articles.

    What a feed named is an article. `share` of the site's articles have what a row must have. The last row
    comes first: a copy is then deleted before its original, and no copies are compared again.
    """
    norm = SiteNorm(db, recalled=HELD)
    values = {"source": source, "since": clock.text(since)}
    rows = db.all(_NEW, values)
    barren = _barren(db, source, [url for _, url, *_ in rows])
    lists = _lists(walk, db.all(_STORED, values))
    among = {url for _, url, known, *_ in rows if any(map(walk.is_among_lists, json.loads(known)))}
    among |= {url for _, url, *_ in rows if not barren.isdisjoint(_kinds(url))}
    found, teasers = (
        notices(db, source, since),
        teaser_lists(db, source, since, {*lists, *among}.__contains__),
    )
    parts = stored_parts(db, source, since)
    windows = list_windows(db, source, [url for _, url, *_ in rows])
    for number, url, addresses, title, *row in rows:
        known = json.loads(addresses)
        is_list = lists.get(url) if row[1] <= LONG else None
        doubted = is_list is not None or url in among
        has = norm.traits_of(source, url, title, tuple(row))
        if number in parts:
            yield Stray(number, url, Part.__name__)
        elif any(map(walk.is_of_site, known)):
            yield Stray(number, url, SitePage.__name__)
        elif (
            is_list or number in teasers or url in windows or _NO_HEADLINE.search(title)
        ) and not has >= _OF_ARTICLES:
            yield Stray(number, url, Section.__name__)
        elif number in found or not norm.fits(source, url, has, is_doubted=doubted, share=share, is_end=True):
            yield Stray(number, url, Unlike.__name__)


def _lists(walk: Walk, stored: Iterable[tuple[str, str]]) -> Mapping[str, bool]:
    addresses = defaultdict[str, set[str]](set)
    for url, address in stored:
        addresses[url].add(address)
    return walk.lists(addresses)


def _barren(db: Database, source: str, stored: list[str]) -> set[str]:
    """Return the kinds of addresses whose pages were nearly always dropped."""
    values = {"source": source, "reasons": json.dumps(_REASONS)}
    dropped = Counter(kind for (url,) in db.all(_DROPPED, values) for kind in _kinds(url))
    kept = Counter(kind for url in stored for kind in _kinds(url))
    return {kind for kind, count in dropped.items() if count >= max(LEAST, TIMES * kept[kind])}


def _kinds(url: str) -> set[str]:
    form = form_of(url)
    return {form, shape_of(form)}
