"""Finds the places on a site's pages that hold lists of its articles, and the stored pages that are such
lists.

A category's page may begin with a long description and show the date of its first article, so that it looks
like an article by itself. Its links show what it is. It uses no database.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain

from crawler.frontier.link_records import LONG, MIDDLE
from pipelines.items import PageLink
from pipelines.markup.address_shape import form_of, page_key
from pipelines.markup.scripts import size_of

LEAST = 4
"""This many links that read like headlines, at one place of a page, can be a list."""
RARE = 0.25
"""A place that more of the stored pages have is a box of related articles."""
MOSTLY = 0.5
"""If this share of the stored pages with one form of address has such a place, the form is that of lists."""
SEVERAL = 2
"""A place is confirmed by so many pages."""
MANY, TIMES = 5, 4
"""Pages of a place that are lists, at least and for each other page, before all pages with it are lists."""
LED, LED_SHARE = 40, 0.3
"""Pages that are remembered of those to which a place leads, and the share of them that must be stored."""
PAGES, PLACES, TARGETS = 20_000, 2_000, 200_000
"""What is remembered of one site: pages, each with a few numbers; places, each with some addresses; pages to
which links lead."""


class ListPlaces:
    """What the pages of one crawl have shown of their lists of links."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._led: dict[int, set[str]] = defaultdict(set)
        """By place: some of the pages to which it leads."""
        self._of_pages: dict[str, tuple[int, ...]] = {}
        """By page: the places where it has lists of links."""
        self._of_lists = Counter[int]()
        """By place: how many pages had it that were dropped as lists."""
        self._headed: set[int] = set()
        """Hashes of the pages to which a link leads that reads like a headline."""

    def saw(self, page: str, links: Sequence[PageLink]) -> None:
        """Remember where a page has lists of headlines."""
        by_place = defaultdict[str, list[str]](list)
        for link in links:
            if link.is_headed or size_of(link.text) >= MIDDLE:
                by_place[link.place].append(page_key(link.url))
            if (link.is_headed or size_of(link.text) >= LONG) and len(self._headed) < TARGETS:
                self._headed.add(hash(page_key(link.url)))
        found = tuple(self._numbered(by_place))
        if found and len(self._of_pages) < PAGES:
            self._of_pages[page_key(page)] = found

    def was_list(self, page: str) -> None:
        """Count a page that was dropped as a list."""
        self._of_lists.update(self._of_pages.pop(page_key(page), ()))

    def lists(self, stored: Mapping[str, Collection[str]]) -> dict[str, bool]:
        """Return which stored pages have a list of other stored pages at a place that articles seldom have.

        `stored` are all addresses of each stored page, by its URL. The place must also be on pages that were
        dropped as lists, or on most stored pages with the same form of address. The value is True if no
        link to the page reads like a headline, or if nearly all pages with the place are lists.
        """
        keys = {url: set(map(page_key, (url, *addresses))) for url, addresses in stored.items()}
        places = dict(self._confirmed(keys))
        unheaded = {url for url in places if not any(hash(key) in self._headed for key in keys[url])}
        lists = self._of_lists + Counter(chain.from_iterable(places[url] for url in unheaded))
        others = Counter(chain.from_iterable(own for url, own in places.items() if url not in unheaded))
        certain = {at for at, count in lists.items() if count >= max(MANY, TIMES * others[at])}
        return {url: url in unheaded or not own.isdisjoint(certain) for url, own in places.items()}

    def _confirmed(self, keys: Mapping[str, set[str]]) -> Iterator[tuple[str, set[int]]]:
        """Yield the stored pages with places of lists, and these places; `keys` has their addresses."""
        places = {url: {at for key in own for at in self._of_pages.get(key, ())} for url, own in keys.items()}
        counts, known = Counter(chain.from_iterable(places.values())), set(chain.from_iterable(keys.values()))
        rare = {at for at, count in counts.items() if count <= RARE * len(keys) and self._leads_to(at, known)}
        forms = Counter(map(form_of, keys))
        of_forms = Counter((form_of(url), at) for url, own in places.items() for at in own & rare)
        for url, own in places.items():
            form = form_of(url)
            enough = max(SEVERAL, MOSTLY * forms[form])
            sure = {at for at in own & rare if self._of_lists[at] >= SEVERAL or of_forms[form, at] >= enough}
            if sure:
                yield url, sure

    def _numbered(self, by_place: Mapping[str, Sequence[str]]) -> Iterator[int]:
        for place, pages in by_place.items():
            if len(pages) < LEAST or (place not in self._numbers and len(self._numbers) >= PLACES):
                continue
            number = self._numbers.setdefault(place, len(self._numbers))
            self._led[number].update(pages[: LED - len(self._led[number])])
            yield number

    def _leads_to(self, place: int, stored: Collection[str]) -> bool:
        """Return True if the place leads to stored pages that mostly have no such place.

        The chapters of a report, which all have the same menu, are no list.
        """
        led = self._led[place]
        pages = [page for page in led if page in stored]
        others = sum(place not in self._of_pages.get(page, ()) for page in pages)
        return others >= max(LEAST, LED_SHARE * len(led), MOSTLY * len(pages))
