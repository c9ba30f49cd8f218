"""Chooses which links of a site to follow next, by the results of the links that were followed before.

It counts results by the form of the address, by the place on the page and by how the link reads: as a
headline, a label or a number. It uses no database and no network.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import sqrt
from typing import Literal, NamedTuple

from pipelines.items import PageLink
from pipelines.markup.address_shape import shape_of
from pipelines.markup.scripts import size_of

Verdict = Literal["article", "list", "neither", "dead"]
Kind = Literal["form", "shape", "place", "group", "site"]

_NUMBER = re.compile(r"\W*\d{1,4}\W*")

_ONWARD = re.compile(r"[.>_-](?:next|older|previous)(?:>a(?:\.[\w-]+)?)?$")
"""The place of a short link to the next page of a list, by the class name of the link or its parent."""

LONG, MIDDLE = 35, 16
"""A link's text of LONG characters or more can be a headline; one below MIDDLE can be a section's name."""

TRIES = 12
"""This many pages of a form or place must be known before it is judged.

Articles and service pages often share a form: with four pages, recall over 21 sites fell from 96 to 73 %.
"""
FEW = 4
"""Forms of a shape that was often tried without success are judged after this many pages: `?color&size=`."""
STOP = 0.04
"""A form or place with fewer articles per page is no longer followed."""
SLOW = 0.2
"""If the walk finds fewer new articles per page, all groups are worth less."""
WINDOW = 60.0
"""About this many of the latest tries count, so that a trap that began with articles ends by itself."""
WEIGHT = 2.0
"""The expected value of a new form or place counts like this many tries."""
LISTED, WALKED, MISSING = 20, 36, 0.05
"""When feeds and sitemaps count as complete, and few further links are tried.

They have named LISTED articles, and WALKED pages of the walk brought fewer new articles than the share
MISSING of those."""
SITE_WEIGHT = 6.0
"""The value that is expected at first counts like this many tries, while the whole walk finds nothing."""
GOES_ON = SLOW
"""The worth of a further page of a list whose articles are known only from elsewhere."""
CREDIT, FADE, ANCESTORS = 0.5, 0.5, 3
"""What the three pages that led to an article gain: a half, a quarter, an eighth of an article."""
DEAD = 0.3
"""A link that answers 404 counts as this part of a try."""
LISTS = 4
"""A group leads to lists if it has at least this many lists, and this many for each article."""
MOST = 2_000
"""This many records of each kind are kept for a site; all further ones share one record."""


class Group(NamedTuple):
    """Links of one kind: the form of the address, the place of the link, and how it reads."""

    form: str
    place: str
    reading: str


@dataclass(slots=True)
class Record:
    """The results of links that were followed."""

    tries: float = 0.0
    """The number of tries; older ones count less, so that it stays below `WINDOW`."""
    worth: float = 0.0
    """Articles among the tries, and the credit for articles that they led to."""
    articles: int = 0
    lists: int = 0
    neither: int = 0

    def add(self, verdict: Verdict) -> None:
        share = DEAD if verdict == "dead" else 1.0
        fade = 1 - share / WINDOW
        self.tries = self.tries * fade + share
        self.worth = self.worth * fade + (verdict == "article")
        self.articles += verdict == "article"
        self.lists += verdict == "list"
        self.neither += verdict in ("neither", "dead")

    def expected(self, prior: float, weight: float | None = None) -> float:
        """Return how many articles the next page will probably bring."""
        weight = WEIGHT if weight is None else weight
        return (self.worth + weight * prior) / (self.tries + weight)


class Records:
    """The records of one site."""

    def __init__(self, known: dict[tuple[Kind, str], Record] | None = None) -> None:
        self.known = known or {}
        self.changed: set[tuple[Kind, str]] = set()
        """Keys of the records that have changed since they were last stored."""

    def ended(self, group: Group, verdict: Verdict, *, listed: bool = False, goes_on: int = 0) -> None:
        """Count what a page turned out to be.

        `listed` if a feed or sitemap named it; `goes_on` is 1 for a page of a list whose next pages may have
        new articles, and -1 for one after too many of them.
        """
        for key in (*self._keys(group), _LISTED if listed else _WALKED):
            record = self._of(key)
            record.add(verdict)
            record.worth = max(0.0, record.worth + GOES_ON * goes_on)

    def listed(self, form: str, verdict: Verdict) -> None:
        """Count a page that a feed or sitemap named and that no read page links to."""
        for key in (("form", form), ("shape", shape_of(form)), _LISTED):
            self._of(key).add(verdict)

    def credit(self, ancestors: Iterable[Group]) -> None:
        """Give credit to the pages that led to an article; the nearest comes first."""
        gain = CREDIT
        for group in ancestors:
            for key in self._keys(group):
                self._of(key).worth += gain
            gain *= FADE

    def best(self, groups: Iterable[Group]) -> Group | None:
        """Return the group whose next link will probably bring most; None if no link is worth a page."""
        worth = {group: self.value(group) for group in groups if not self.is_over(group)}
        return max(worth, key=worth.__getitem__, default=None)

    def value(self, group: Group) -> float:
        """Return how many articles a page of this group will probably bring."""
        prior = expectation(group)
        if self.is_complete():
            prior *= min(1.0, self._get(*_WALKED).expected(1.0, SITE_WEIGHT))
        by_shape = self._get("shape", shape_of(group.form)).expected(prior)
        by_form = self._get("form", group.form).expected(by_shape)
        by_place = self._get("place", _place(group)).expected(prior)
        return self._get("group", _name(group)).expected(sqrt(by_form * by_place))

    def is_over(self, group: Group) -> bool:
        """Return True if links of this group are no longer followed."""
        form, place = self._get("form", group.form), self._get("place", _place(group))
        shape = self._get("shape", shape_of(group.form))
        is_barren = shape.tries >= 2 * TRIES and shape.worth < STOP * shape.tries
        patience = FEW if is_barren or self.is_complete() else TRIES
        if form.tries >= patience and form.worth < STOP * form.tries:
            return True
        pace = self._pace()
        is_patient = place.tries < TRIES and pace == 1.0 and not self.is_complete()
        return not is_patient and self.value(group) * pace < STOP

    def _pace(self) -> float:
        """Return 1 while the walk finds articles, and less and less when its last pages brought few.

        The counts of a group alone do not show that, because they include the first pages, when every link
        to an article was new.
        """
        walked = self._get(*_WALKED)
        return min(1.0, walked.expected(1.0) / SLOW) if walked.tries >= WALKED else 1.0

    def is_complete(self) -> bool:
        """Return True if the site's feeds and sitemaps seem to name all its articles."""
        listed, walked = self._get(*_LISTED), self._get(*_WALKED)
        pages = walked.articles + walked.lists + walked.neither
        return listed.articles >= LISTED and pages >= WALKED and walked.articles < MISSING * listed.articles

    def leads_to_lists(self, group: Group) -> bool:
        """Return True if nearly all pages of this group were lists."""
        record = self._get("group", _name(group))
        return record.lists >= LISTS and record.lists >= LISTS * record.articles

    def tried(self, form: str) -> int:
        """Return how many pages with this form of address were fetched."""
        record = self._get("form", form)
        return record.articles + record.lists + record.neither

    def _keys(self, group: Group) -> Iterator[tuple[Kind, str]]:
        yield "form", group.form
        yield "shape", shape_of(group.form)
        yield "place", _place(group)
        yield "group", _name(group)

    def _of(self, key: tuple[Kind, str]) -> Record:
        if key not in self.known and len(self.known) >= 3 * MOST:
            key = key[0], ""
        self.changed.add(key)
        return self.known.setdefault(key, Record())

    def _get(self, kind: Kind, name: str) -> Record:
        return self.known.get((kind, name), _NEW)


_NEW = Record()
_LISTED: tuple[Kind, str] = ("site", "listed")
_WALKED: tuple[Kind, str] = ("site", "walked")


def expectation(group: Group) -> float:
    """Return the value of a group without results, by how its links read."""
    value = 0.3
    if group.reading.startswith("long"):
        value += 0.35
    elif group.reading.startswith("middle"):
        value += 0.1
    elif group.reading in ("number", "next", "prev"):
        value += 0.3
    value += 0.2 * ("dated" in group.reading) + 0.2 * ("{slug" in group.form)
    return value


def _name(group: Group) -> str:
    return f"{group.form} {group.place} {group.reading}"


def _place(group: Group) -> str:
    return f"{group.place} {group.reading}"


def reading_of(link: PageLink) -> str:
    """Return how a link reads: `next`, `number`, `empty`, or how long its text is and what is beside it."""
    if link.rel:
        return link.rel
    if not link.text:
        return "empty"
    if _NUMBER.fullmatch(link.text):
        return "number"
    size = size_of(link.text)
    if size < MIDDLE and _ONWARD.search(link.place):
        return "next"
    name = "long" if size >= LONG else "middle" if size >= MIDDLE else "short"
    return name + " dated" * link.is_dated + " headed" * link.is_headed
