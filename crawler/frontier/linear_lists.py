"""Follows lists that go over many pages: page 2, page 3, "older".

The newest part of such a list is often known from elsewhere: from the sections, a feed, the home page. Its
pages then bring no new article for a while, but the older part may be known from nowhere else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from pipelines.items import PageLink
from pipelines.markup.address_shape import form_of, page_key

ONWARD = ("next", "number")
"""How links read that lead to a further page of a list."""
SPARE, SHARE = 20, 0.1
"""So many pages in all, and for each article of the site, may go on without a new link.

A list of each tag and each author would repeat all articles; lists of a calendar show the same ones."""
KEPT = 200_000
"""This many links of one site's lists are remembered."""


class LinearLists:
    """What the further pages of a site's lists have listed. It uses no database."""

    def __init__(self, is_article: Callable[[str], bool]) -> None:
        self._is_article = is_article
        self._listed: dict[str, set[int]] = defaultdict(set)
        """By form of address: hashes of the articles that pages of this list have."""
        self._kept = self._spared = 0
        self._going_on: set[str] = set()

    def saw(self, page: str, links: Iterable[PageLink], *, is_new: bool) -> None:
        """Remember which stored articles a further page of a list has; `is_new` if it has new links, too."""
        listed = self._listed[form_of(page)]
        urls = [link.url for link in links if hash(page_key(link.url)) not in listed]
        fresh = {hash(page_key(url)) for url in urls if self._is_article(url)}
        if not fresh or self._kept > KEPT:
            return
        listed |= fresh
        self._kept += len(fresh)
        self._going_on.add(page_key(page))
        self._spared += not is_new

    def goes_on(self, page: str, articles: int) -> bool:
        """Return whether a further page of a list has articles that earlier pages of the list did not have.

        Only a number of pages that the number of the site's `articles` allows counts so.
        """
        key = page_key(page)
        was_seen = key in self._going_on
        self._going_on.discard(key)
        return was_seen and self._spared <= SPARE + SHARE * articles
