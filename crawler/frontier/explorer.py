"""Follows a site's own links: stores the links of its pages, and gives the most promising to the frontier."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import NamedTuple

from crawler.frontier.linear_lists import LinearLists, leads_on
from crawler.frontier.link_records import (
    ANCESTORS,
    Group,
    Kind,
    Record,
    Records,
    Verdict,
    reading_of,
)
from crawler.frontier.list_places import ListPlaces
from pipelines.db import Database
from pipelines.db.crawl import candidates
from pipelines.db.crawl.candidates import Candidate
from pipelines.db.crawl.frontier_rows import Link
from pipelines.items import PageLink
from pipelines.markup.address_shape import form_of, page_key
from pipelines.markup.scripts import size_of
from pipelines.urls import bare_netloc, is_front, section_hosts, twins

MOST = 200_000
"""This many links of one site may wait; a site with more is first crawled through these."""
MOST_BYTES = 200_000_000
"""All stored links of one site may take this many bytes; an honest link takes 200."""
BATCH = 500
"""This many links are stored in one transaction, which takes 20 ms and so delays no other work."""
MOST_GROUPS = 5_000
"""This many groups of links may wait. All of them are compared for each page, which takes 5 ms for 1,000.

A crawler trap may have a group for each link; above this number all new forms and places count as one."""
MIN_PAGES = 8
"""A page counts as one about the site only once this many pages have been read."""
COMMON = 0.5
"""A page to which this share of the pages links is about the site: an imprint, terms of use, a shop."""
OTHER = "{any}"
"""The form and place of links above MOST_GROUPS; how a link reads still counts."""
FIRST, HOPEFUL = 20, 0.3
"""Before the walk has found FIRST articles, links in menus come after all links worth HOPEFUL or more."""
LABEL = 30
"""The links to pages about the site have texts of at most this many characters."""

MOST_SECTION_HOSTS, MOST_HOSTS = 30, 200
"""Hosts that a home page may have for its sections, and hosts that are looked up."""

_MENU = re.compile(r"(?:^|>)(?:nav|footer|header|menu)\b|menu|nav|foot|copyright|legal", re.IGNORECASE)
"""Places of menus. A list of the latest articles is on every page, too, but in another place."""


class Stopped(NamedTuple):
    """A form of links that are no longer followed, because links like them led to nothing new."""

    form: str
    fetched: int
    left: int


class Explorer:
    """The walk over one site. Every method that writes is one short transaction."""

    def __init__(self, db: Database, source: str, home: str) -> None:
        self.db = db
        self.source = source
        self.netloc = bare_netloc(home)
        self.hosts: dict[str, bool] = {self.netloc: True}
        """Hosts that pages of the site lead to, and whether they are its own: `sport.` is a section of it."""
        self.pages = self.fetched = self.articles = 0
        """Pages read for their links in this run; pages that this walk fetched; new articles among them."""
        self.records = Records(dict(_records(db, source)))
        self.bytes = candidates.total_size(db, source)
        """The size of all links that were ever stored; none is deleted."""
        self.places = ListPlaces()
        self.lines = LinearLists(lambda url: candidates.is_article(db, url))
        self.stored = 0
        """New articles of this run, also those that feeds and sitemaps name."""
        self.fruitless: set[str] = set()
        """Pages without a new link that did not end yet."""
        self.backwards: set[Group] = set()
        """Groups of which the last link comes next."""
        self.over: set[str] = set()
        """Forms of links that were not even stored, because links like them led to nothing new."""
        self.waiting = Counter({Group(*key): count for key, count in candidates.waiting(db, source).items()})

    async def found(self, page: str, links: Sequence[PageLink]) -> int:
        """Store the links of a page; return how many are new."""
        self.pages += 1
        if bare_netloc(page) == self.netloc and is_front(page):
            sections = sorted(section_hosts([link.url for link in links], page))[:MOST_SECTION_HOSTS]
            self.hosts |= dict.fromkeys(sections, True)
        own = [link for link in links if self._is_own(bare_netloc(link.url))]
        self.places.saw(page, own)
        new: list[Candidate] = []
        for start in range(0, len(own), BATCH):
            new += self._keep(page, own[start : start + BATCH])
            await asyncio.sleep(0)
        link = candidates.get(self.db, self.source, page_key(page))
        is_new = not all(map(leads_on, new))  # its next page is always new
        if link is not None and leads_on(link):
            self.lines.saw(page, own, is_new=is_new)
        if link is not None and not is_new:
            self.fruitless.add(link.page)
        return len(new)

    def _is_own(self, name: str) -> bool:
        """Return True for the site's host and its section hosts, also those that an earlier run found."""
        if name not in self.hosts and len(self.hosts) < MOST_HOSTS:
            front = candidates.get(self.db, self.source, page_key(f"https://{name}/"))
            self.hosts[name] = front is not None
        return self.hosts.get(name, False)

    def _keep(self, page: str, links: Sequence[PageLink]) -> list[Candidate]:
        if self.waiting.total() > MOST or self.bytes > MOST_BYTES:
            return []
        own = [_candidate(link, page) for link in links]
        worth = []
        for one in self._bounded(own):
            if self.records.is_over(_group(one)):
                self.over.add(one.form)
            else:
                worth.append(one)
        with self.db.transaction():
            new = [one for one in candidates.add(self.db, self.source, worth) if not self._is_listed(one)]
        self.waiting.update(map(_group, new))
        self.bytes += sum(candidates.size(one) for one in new)
        return new

    def _is_listed(self, link: Candidate) -> bool:
        """Return True if a feed or sitemap named the link or its twin with the other scheme; mark it as
        listed.
        """
        is_known = candidates.is_known(self.db, (link.url, *twins(link.url)))
        return is_known and candidates.mark_listed(self.db, self.source, link.page)

    def next(self) -> Link | None:
        """Return the link that is most likely to bring articles; None if no link is worth a page.

        The caller adds it to the frontier in the same transaction; it is not given out again.
        """
        while group := self._best():
            link = candidates.take(self.db, self.source, group, last=group in self.backwards)
            if link is None:
                del self.waiting[group]
                continue
            self.waiting[group] -= 1
            if self.waiting[group] <= 0:
                del self.waiting[group]
            if candidates.is_known(self.db, (link.url, *twins(link.url))):
                continue  # a feed or sitemap has named it meanwhile
            hints = {"walk": True}
            return Link(url=link.url, source=self.source, kind="article", hints=hints, parent=link.parent)
        return None

    def _best(self) -> Group | None:
        """Return the most promising group.

        At first links in menus come last, because their pages can only be judged once other pages are
        known.
        """
        groups = [group for group, count in self.waiting.items() if count > 0]
        if self.articles < FIRST:
            others = self.records.best(group for group in groups if not _MENU.search(group.place))
            if others is not None and self.records.value(others) >= HOPEFUL:
                return others
        return self.records.best(groups)

    def ended(self, url: str, verdict: Verdict) -> None:
        """Learn from what a page turned out to be.

        After a list without a new link, the next of its group comes from the other end: the articles of an
        archive's latest months are often known already, and the earliest ones are known from nowhere else.
        """
        self.stored += verdict == "article"
        if verdict == "list":
            self.places.was_list(url)
        link = candidates.get(self.db, self.source, page_key(url))
        if link is None:
            self.records.listed(form_of(url), verdict)
            return
        group = _group(link)
        if link.page in self.fruitless:
            self.fruitless.discard(link.page)
            self.backwards ^= {group} if verdict == "list" else set()
        is_listed = link.is_listed
        if candidates.mark_listed(self.db, self.source, link.page):
            is_listed, self.waiting[group] = True, self.waiting[group] - 1
        self.fetched += verdict != "dead"
        self.articles += verdict == "article"
        goes_on = self.lines.goes_on(url, self.stored) if verdict == "list" else 0
        self.records.ended(group, verdict, listed=is_listed, goes_on=goes_on)
        if verdict == "article":
            self.records.credit(map(_group, self._ancestors(link)))
        with self.db.transaction():
            candidates.keep(self.db, self.source, self._changed())

    def is_of_site(self, url: str) -> bool:
        """Return True if a page is probably about the site itself: most pages link to it from a menu."""
        link = candidates.get(self.db, self.source, page_key(url))
        if link is None or self.pages < MIN_PAGES or not link.text or size_of(link.text) > LABEL:
            return False
        return link.pages >= COMMON * self.pages and _MENU.search(link.place) is not None

    def is_among_lists(self, url: str) -> bool:
        """Return True if nearly all pages behind similar links were lists."""
        link = candidates.get(self.db, self.source, page_key(url))
        return link is not None and self.records.leads_to_lists(_group(link))

    def lists(self, stored: Mapping[str, Collection[str]]) -> dict[str, bool]:
        """Return which stored pages have a list of articles where articles have none; True if that is sure.

        `stored` has all addresses of each page by its URL.
        """
        return self.places.lists(stored)

    def left(self) -> int:
        """Return how many links wait that are worth a page."""
        return sum(count for group, count in self.waiting.items() if not self.records.is_over(group))

    def stopped(self) -> Iterator[Stopped]:
        """Yield the forms of addresses that are no longer followed, those with most links first."""
        left = Counter[str](self.over)
        for group, count in self.waiting.items():
            if count > 0 and self.records.is_over(group):
                left[group.form] += count
        return (Stopped(form, self.records.tried(form), count) for form, count in left.most_common())

    def _bounded(self, links: Iterable[Candidate]) -> Iterator[Candidate]:
        """Yield the links; those above MOST_GROUPS have no form and place of their own."""
        fresh: set[Group] = set()
        for link in links:
            group = _group(link)
            is_known = group in self.waiting or group in fresh
            if not is_known and len(self.waiting) + len(fresh) >= MOST_GROUPS:
                yield replace(link, form=OTHER, place=OTHER)
                continue
            if not is_known:
                fresh.add(group)
            yield link

    def _ancestors(self, link: Candidate) -> Iterator[Candidate]:
        for _ in range(ANCESTORS):
            above = candidates.get(self.db, self.source, page_key(link.parent)) if link.parent else None
            if above is None:
                return
            yield above
            link = above

    def _changed(self) -> Iterable[dict[str, object]]:
        keys, self.records.changed = self.records.changed, set()
        for kind, name in keys:
            yield {"kind": kind, "name": name, **asdict(self.records.known[kind, name])}


def _records(db: Database, source: str) -> Iterator[tuple[tuple[Kind, str], Record]]:
    for kind, name, *values in candidates.records(db, source):
        yield (kind, name), Record(*values)


def _candidate(link: PageLink, page: str) -> Candidate:
    return Candidate(
        url=link.url,
        page=page_key(link.url),
        form=form_of(link.url),
        place=link.place,
        reading=reading_of(link),
        text=link.text,
        parent=page,
    )


def _group(link: Candidate) -> Group:
    return Group(link.form, link.place, link.reading)
