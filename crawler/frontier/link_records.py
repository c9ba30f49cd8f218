"""Which links of a site to follow next, by what came of the links that were followed before.

It counts by the form of the address, the place on the page and how the link reads: as a headline, a label, a
number. It uses no database and no network.
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

LONG, MIDDLE = 35, 16
"""Characters of a link's text: a headline has more than the one, a name of a section fewer than the other."""

TRIES = 12
"""Pages before a form or place is judged. With four, recall over 21 sites fell from 96 to 73 %: articles and
service pages often share a form."""
FEW = 4
"""Pages before a form is judged whose shape has been tried often and brought nothing: `?color&size=`."""
STOP = 0.04
"""Articles per page below which a form or place is followed no more."""
SLOW = 0.2
"""New articles per page of the walk below which what is expected of every page falls with them."""
WINDOW = 60.0
"""Tries that count: a trap whose first pages were articles ends by itself."""
WEIGHT = 2.0
"""How many tries what is expected of a new form or place is worth."""
LISTED, WALKED, MISSING = 20, 36, 0.05
"""A site's feeds and sitemaps count as complete once they named so many articles, and so many pages of the
walk brought fewer new ones than this share of them. From then on little patience is left."""
SITE_WEIGHT = 6.0
"""How slowly then falls what is expected, while the whole walk brings nothing."""
CREDIT, FADE, ANCESTORS = 0.5, 0.5, 3
"""What a page's ancestors gain when it turns out to be an article: half, then a quarter, an eighth."""
DEAD = 0.3
"""What a link that answers 404 counts as a try."""
LISTS = 4
"""Lists for each article, and at least, of a group whose pages are taken for lists."""
MOST = 2_000
"""Records of one kind that are kept of a site; what is over counts as one."""


class Group(NamedTuple):
    """Links that are alike: the form of the address, where the link stands, how it reads."""

    form: str
    place: str
    reading: str


@dataclass(slots=True)
class Record:
    """What came of links that were followed."""

    tries: float = 0.0
    """Of the last `WINDOW` tries or so, those that count."""
    worth: float = 0.0
    """Articles among them, and half of those that they led to."""
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
        """Return the articles that the next page is likely to bring."""
        weight = WEIGHT if weight is None else weight
        return (self.worth + weight * prior) / (self.tries + weight)


class Records:
    """The records of one site."""

    def __init__(self, known: dict[tuple[Kind, str], Record] | None = None) -> None:
        self.known = known or {}
        self.changed: set[tuple[Kind, str]] = set()
        """Keys of what changed since it was last kept."""

    def ended(self, group: Group, verdict: Verdict, *, listed: bool = False) -> None:
        """Count what a page turned out to be; `listed`: a feed or sitemap named it, and not the walk."""
        for key in self._keys(group):
            self._of(key).add(verdict)
        self._of(_LISTED if listed else _WALKED).add(verdict)

    def listed(self, form: str, verdict: Verdict) -> None:
        """Count a page that a feed or sitemap named, and that no page was seen to link to."""
        for key in (("form", form), ("shape", shape_of(form)), _LISTED):
            self._of(key).add(verdict)

    def credit(self, ancestors: Iterable[Group]) -> None:
        """Count for the pages that led to an article, the nearest first."""
        gain = CREDIT
        for group in ancestors:
            for key in self._keys(group):
                self._of(key).worth += gain
            gain *= FADE

    def best(self, groups: Iterable[Group]) -> Group | None:
        """Return the group whose next link is likely to bring most; None where none is worth a page."""
        worth = {group: self.value(group) for group in groups if not self.is_over(group)}
        return max(worth, key=worth.__getitem__, default=None)

    def value(self, group: Group) -> float:
        """Return the articles that a page of this group is likely to bring."""
        prior = expectation(group)
        if self.is_complete():
            prior *= min(1.0, self._get(*_WALKED).expected(1.0, SITE_WEIGHT))
        by_shape = self._get("shape", shape_of(group.form)).expected(prior)
        by_form = self._get("form", group.form).expected(by_shape)
        by_place = self._get("place", _place(group)).expected(prior)
        return self._get("group", _name(group)).expected(sqrt(by_form * by_place))

    def is_over(self, group: Group) -> bool:
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
        """Return 1 while the walk brings articles, and less and less once its last pages brought few.

        The counts of each group remember its first pages, when every link to an article was new.
        """
        walked = self._get(*_WALKED)
        return min(1.0, walked.expected(1.0) / SLOW) if walked.tries >= WALKED else 1.0

    def is_complete(self) -> bool:
        """Return whether the site's feeds and sitemaps seem to name all its articles."""
        listed, walked = self._get(*_LISTED), self._get(*_WALKED)
        pages = walked.articles + walked.lists + walked.neither
        return listed.articles >= LISTED and pages >= WALKED and walked.articles < MISSING * listed.articles

    def leads_to_lists(self, group: Group) -> bool:
        record = self._get("group", _name(group))
        return record.lists >= LISTS and record.lists >= LISTS * record.articles

    def tried(self, form: str) -> int:
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
    """Return what is expected of a group of which nothing is known, by how its links read."""
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
    """Return how a link reads: `next`, `number`, `empty`, or how long its text is, and what is beside it."""
    if link.rel:
        return link.rel
    if not link.text:
        return "empty"
    if _NUMBER.fullmatch(link.text):
        return "number"
    size = size_of(link.text)
    name = "long" if size >= LONG else "middle" if size >= MIDDLE else "short"
    return name + " dated" * link.is_dated + " headed" * link.is_headed
