"""Follows lists that go over many pages: page 2, page 3, "older".

The newest part of such a list is often known from elsewhere: from the sections, a feed, the home page. Its
pages then bring no new article for a while, but the older part may be known from nowhere else.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

from pipelines.db.crawl.candidates import Candidate
from pipelines.items import PageLink
from pipelines.markup.address_shape import form_of, page_key

SPARE, SHARE = 20, 0.1
"""So many pages in all, and for each article of the site, may go on without a new link.

A list of each tag and each author would repeat all articles; lists of a calendar show the same ones."""
USUAL = 0.5
"""Articles on more of a list's pages than this share stand beside the list: "most read"."""
MOSTLY = 0.5
"""The pages of a list share few articles; the views of a search, which differ by a filter, share most."""
KEPT = 200_000
"""This many links of one site's lists are remembered."""


def leads_on(link: Candidate) -> bool:
    """Return whether a link goes on from one page of a list to the next.

    Its text or `rel` says so, or it is a number on a page whose address has the same form. The numbers on a
    page of another form may be months or years to choose from.
    """
    if link.reading == "number":
        return link.parent is not None and form_of(link.parent) == link.form
    return link.reading == "next"


class LinearLists:
    """What the further pages of a site's lists have listed. It uses no database."""

    def __init__(self, is_article: Callable[[str], bool]) -> None:
        self._is_article = is_article
        self._pages = Counter[str]()
        """By form of address: how many pages of this list were read."""
        self._listed: dict[str, Counter[int]] = defaultdict(Counter)
        """By form of address: hashes of the stored articles on these pages, and on how many each was."""
        self._kept = self._spared = 0
        self._going_on: dict[str, bool] = {}
        """Pages with mostly articles that are new to their list; True if they also have new links."""

    def saw(self, page: str, links: Iterable[PageLink], *, is_new: bool) -> None:
        """Remember which stored articles a further page of a list has.

        `is_new` if it also has new links, other than those to the list's next pages.
        """
        form = form_of(page)
        listed, pages = self._listed[form], self._pages[form]
        has = {hash(page_key(link.url)) for link in links if self._is_article(link.url)}
        own = {key for key in has if not pages or listed[key] <= USUAL * pages}
        fresh = {key for key in own if not listed[key]}
        if self._kept > KEPT:
            return
        self._pages[form] += 1
        listed.update(has)
        self._kept += len(fresh)
        if fresh and len(fresh) >= MOSTLY * len(own):
            self._going_on[page_key(page)] = is_new

    def goes_on(self, page: str, articles: int) -> int:
        """Return 1 if a further page of a list has mostly articles that its other pages did not have, else 0.

        The number of the site's `articles` allows a number of such pages without a new link. For each one
        after these it returns -1: what the pages before it gained is taken back.
        """
        is_new = self._going_on.pop(page_key(page), None)
        if is_new is None:
            return 0
        self._spared += not is_new
        if self._spared <= SPARE + SHARE * articles:
            return 1
        return 0 if is_new else -1
