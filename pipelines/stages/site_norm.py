"""What nearly all articles of a site have, so that a page which lacks it is not one of them.

Used in crawls of whole sites, which meet shops, calculators, imprints and lists that no feed would name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pipelines.db import Database
from pipelines.items import Dated

ENOUGH = 20
"""Articles of a site before they make a norm."""
NEARLY_ALL = 0.95
LACKING = 2
"""Traits that nearly all articles have and a page must lack: one may be missing by oversight."""

_STRUCTURED = frozenset(("json-ld", "meta", "time"))
_SHOWN = frozenset(("text", "url", "script"))

_KNOWN = """
    SELECT published_from, authors <> '[]', section IS NOT NULL, image IS NOT NULL, count(*)
    FROM articles
    WHERE source = :source
    GROUP BY 1, 2, 3, 4
"""


class SiteNorm:
    """Which traits the articles of each site have: a date, a byline, a section, a picture."""

    def __init__(self, db: Database | None = None) -> None:
        self.db = db
        self.counts: dict[str, Counter[str]] = {}
        """By site: articles that have each trait, and under '' all of them."""

    def is_met(self, item: Dated) -> bool:
        """Return whether a page has what the site's articles have; True while few of them are known.

        A page that links of its kind make unlikely to be an article must have all of it.
        """
        counts = self._of(item.page.site.name)
        total = counts[""]
        usual = {trait for trait, count in counts.items() if trait and count >= NEARLY_ALL * total}
        if total < ENOUGH or not usual:
            return not item.page.is_among_lists
        return len(usual - set(_traits_of(item))) < (1 if item.page.is_among_lists else LACKING)

    def add(self, item: Dated) -> None:
        """Count an article."""
        self._of(item.page.site.name).update(_traits_of(item))

    def _of(self, site: str) -> Counter[str]:
        if site not in self.counts:
            self.counts[site] = Counter()
            for *row, count in self.db.all(_KNOWN, {"source": site}) if self.db else ():
                self.counts[site].update(dict.fromkeys(_traits(*row), count))
        return self.counts[site]


def _traits_of(item: Dated) -> Iterator[str]:
    story = item.story
    return _traits(item.dates.published_from, story.authors, story.section, story.image)


def _traits(origin: str | None, authors: object, section: object, image: object) -> Iterator[str]:
    yield ""
    if origin in _STRUCTURED:
        yield "structured date"
    if origin in _STRUCTURED | _SHOWN:
        yield "date"
    traits = {"authors": authors, "section": section, "image": image}
    yield from (name for name, value in traits.items() if value)
