"""Learns what nearly all articles of a site have, and tells pages that lack it from articles.

Crawls of whole sites use it: they meet shops, calculators, imprints and lists that no feed would name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from pipelines.db import Database
from pipelines.items import Dated
from pipelines.markup.address_shape import form_of, page_key
from pipelines.stages.identify import word_count

ENOUGH = 20
"""Articles of a site before they make a norm."""
NEARLY_ALL, IN_THE_END = 0.95, 0.93
"""The share of articles that must have a trait before a page is blamed for lacking it, while the first pages
come and when all are known."""
MOST = 0.8
"""The share that is enough against a page whose form of address few articles with these traits have: lists
that were taken for articles at first lower the share."""
LACKING = 2
"""Traits that nearly all articles have and a page must lack: one may be missing by oversight."""

_STRUCTURED = frozenset(("json-ld", "meta", "time"))
_SHOWN = frozenset(("text", "url", "script"))

HALF = 0.5
"""The share of a form's pages above which a trait is one of the form. A single page of a tag that took the
date and byline of an article from its list is no evidence for the other tags."""
FEW = 8
"""Words below which a page with a date has pictures or a game to show rather than an article, where nearly
all articles of the site have more."""
SHORT = 100
"""Words below which a page without a date is more often a tag, a product or an entry of a directory."""
BENEATH = 3
"""Articles whose addresses begin with that of a page: `/2024/05/` is likelier their list than an article."""
SEVERAL = 3
"""Pages of a form of address before traits that make no norm tell what they are: lists of one year each."""
HELD = 20_000
"""Folders of one site whose articles are counted, and titles that are held."""
_SUBSTANCE, _LEAF, _TITLE, _TEXT = "date or length", "nothing beneath", "own title", "some text"
_WEAK = {_SUBSTANCE, _LEAF, _TITLE, _TEXT}
"""Traits that make no norm by themselves."""
_VOUCHED, _FILLED = "date or byline", "date, byline or length"
"""A page without the latter is a picture, a product or a note if the site dates or signs its articles. All
such pages of a site together may be too many for the shares above."""

MAIN = 0.9
"""The share of the articles of such forms that have a trait, see `_of_main_forms`."""
RECALLED = 1_000
"""Articles of earlier runs that are looked at."""

_KNOWN = """
    SELECT url, title, published_from, word_count, authors <> '[]', section IS NOT NULL, image IS NOT NULL
    FROM articles
    WHERE source = :source
    ORDER BY id DESC
    LIMIT :most
"""


Row = tuple[Any, ...]


class SiteNorm:
    """Which traits the articles of each site have: a date, a byline, a section, a picture."""

    def __init__(self, db: Database | None = None, *, recalled: int = RECALLED) -> None:
        self.db = db
        self.recalled = recalled
        self.counts: dict[str, Counter[str]] = {}
        """By site: articles that have each trait, and under '' all of them."""
        self.forms: dict[str, Counter[tuple[str, str]]] = {}
        """By site: the same for each form of address."""
        self.folders: dict[str, Counter[str]] = {}
        """By site: articles whose addresses lie in each folder."""
        self.titles: dict[str, dict[str, str]] = {}
        """By site: the page on which each title was first seen."""

    def is_met(self, item: Dated) -> bool:
        """Return whether a page has what the site's articles have; True while few of them are known.

        A page that links of its kind make unlikely to be an article must have all of it.
        """
        return self.fits(
            item.page.site.name, item.page.url, self._traits_of(item), is_doubted=item.page.is_among_lists
        )

    def fits(
        self,
        site: str,
        url: str,
        has: set[str],
        *,
        is_doubted: bool,
        share: float = NEARLY_ALL,
        is_end: bool = False,
    ) -> bool:
        """Return the same for a page with these traits; `share` of the articles have what it must have.

        `is_end` where all pages of its form of address are known.
        """
        counts, form = self._of(site), form_of(url)
        total = counts[""]
        filled = counts[_FILLED]
        if _FILLED not in has and filled >= ENOUGH and counts[_VOUCHED] >= MOST * filled:
            return False
        own = {trait for trait in counts if trait} - {_VOUCHED, _FILLED}
        usual = {trait for trait in own if counts[trait] >= MOST * total}
        usual |= self._of_main_forms(site)
        if total < ENOUGH:
            return not is_doubted
        if usual <= _WEAK:
            is_form = is_end and self.forms[site][form, ""] >= SEVERAL
            return not (is_doubted or (is_form and len(self._strange(site, form, usual - has)) >= LACKING))
        strict = {trait for trait in usual - has if counts[trait] >= share * total}
        strange = self._strange(site, form, usual - has)
        most = 1 if is_doubted else LACKING
        return len(strict) < most and len(strange) < most

    def _strange(self, site: str, form: str, lacking: set[str]) -> set[str]:
        """Return those of some traits that few pages with this form of address have."""
        forms = self.forms[site]
        return {trait for trait in lacking if forms[form, trait] <= HALF * forms[form, ""]}

    def _of_main_forms(self, site: str) -> set[str]:
        """Return what nearly all articles have whose form of address is that of many dated articles.

        On a site that has such a form, pages of other forms without a date and another trait are events,
        products, profiles. An undated site has none, and loses nothing.
        """
        forms = self.forms[site]
        main = {
            form
            for (form, trait), count in forms.items()
            if not trait and count >= ENOUGH and forms[form, "date"] >= NEARLY_ALL * count
        }
        total = sum(forms[form, ""] for form in main)
        shares = Counter[str]()
        for form, trait in [each for each in forms if each[0] in main]:
            shares[trait] += forms[form, trait]
        common = {trait for trait, count in shares.items() if trait and count >= MAIN * total}
        return common - {"structured date", _VOUCHED, _FILLED}  # or a missing date would count twice

    def add(self, item: Dated) -> None:
        """Count an article."""
        self._of(item.page.site.name)
        self._count(item.page.site.name, item.page.url, item.story.title, self._traits_of(item))

    def _count(self, site: str, url: str, title: str | None, traits: set[str]) -> None:
        self._of(site).update(traits)
        self._file(site, url, title)
        form = form_of(url)
        self.forms[site].update((form, trait) for trait in traits)

    def _traits_of(self, item: Dated) -> set[str]:
        story, page = item.story, item.page
        words = word_count(story.text)
        row = (item.dates.published_from, words, story.authors, story.section, story.image)
        return self.traits_of(page.site.name, page.url, story.title, row)

    def traits_of(self, site: str, url: str, title: str | None, row: Row) -> set[str]:
        """Return the traits of a page; `row`: where its date is from, its words, authors, section, image."""
        self._of(site)
        return {*_traits(*row), *self._unlike_others(site, url, title)}

    def _unlike_others(self, site: str, url: str, title: str | None) -> Iterator[str]:
        page = page_key(url)
        if self.folders[site][page] < BENEATH:
            yield _LEAF
        if self.titles[site].get(title or "", page) == page:  # the views of one list share its title
            yield _TITLE

    def _file(self, site: str, url: str, title: str | None) -> None:
        page, folders, titles = page_key(url), self.folders[site], self.titles[site]
        if title and len(titles) < HELD:
            titles.setdefault(title, page)
        path = page.partition("?")[0]
        for count in range(1, path.count("/")):
            folder = path.rsplit("/", count)[0]
            if folder in folders or len(folders) < HELD:
                folders[folder] += 1

    def _of(self, site: str) -> Counter[str]:
        if site not in self.counts:
            self.counts[site], self.forms[site], self.folders[site] = Counter(), Counter(), Counter()
            self.titles[site] = {}
            values = {"source": site, "most": self.recalled}
            for url, title, *row in self.db.all(_KNOWN, values) if self.db else ():
                self._count(site, url, title, self.traits_of(site, url, title, tuple(row)))
        return self.counts[site]


def _traits(origin: str | None, words: int, authors: object, section: object, image: object) -> Iterator[str]:
    yield ""
    if origin in _STRUCTURED:
        yield "structured date"
    is_dated = origin in _STRUCTURED | _SHOWN
    if is_dated:
        yield "date"
    if words >= (FEW if is_dated else SHORT):  # briefs are short too, but dated
        yield _SUBSTANCE
    if words >= FEW:
        yield _TEXT
    if is_dated or authors:
        yield _VOUCHED
    if is_dated or authors or words >= SHORT:
        yield _FILLED
    traits = {"authors": authors, "section": section, "image": image}
    yield from (name for name, value in traits.items() if value)
