"""Who wrote a page's article. Names only, no roles and addresses; the site itself only for want of others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from lxml import html

from pipelines.items import Hints, Site
from pipelines.markup import Document
from pipelines.text import structured
from pipelines.text.container import HEADINGS, ends
from pipelines.text.lexicon import Group, load
from pipelines.text.names import after_by, after_date, is_written, names_in
from pipelines.text.scan import Box, Scan
from pipelines.text.sitename import host_word, site_names
from pipelines.text.words import fold

_META = (
    "author", "article:author", "dc.creator", "dcterms.creator", "sailthru.author", "parsely-author", "byl",
    "citation_author", "article:author_name", "cxenseparse:author",
)  # fmt: skip
_NEAR = 30  # pieces on either side of the first paragraph in which a byline may stand
_BYLINES = frozenset((None, "person", "meta", "share", "sidebar", "hidden", "picture", "form"))
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_PERSON = int(Group.PERSON)


@dataclass(frozen=True, slots=True)
class Credits:
    """What the finders read."""

    doc: Document
    scan: Scan
    hints: Hints
    dropped: list[str | None]
    """The verdict on every box."""
    first: int
    """The article's first sentence."""
    headline: int
    """The printed headline's piece; 0 where none stands before the first sentence."""

    def is_near(self, box: int, *besides: str) -> bool:
        """True for a box close to the first paragraph that is no list, comment or menu."""
        fits = self.dropped[box] in _BYLINES or self.dropped[box] in besides
        return fits and abs(self.scan.boxes[box].first - self.first) <= _NEAR

    def near(self, elements: Iterable[html.HtmlElement], *besides: str) -> Iterator[html.HtmlElement]:
        """Those of the elements close to the first paragraph, be it in boxes dropped as one of `besides`."""
        marked = list(elements)
        boxes = {box.element: index for index, box in enumerate(self.scan.boxes)} if marked else {}
        return (element for element in marked if self.is_near(_box_of(element, boxes), *besides))


def _box_of(element: html.HtmlElement | None, boxes: Mapping[html.HtmlElement, int]) -> int:
    while element is not None and element not in boxes:
        element = element.getparent()
    return 0 if element is None else boxes[element]


Finder = Callable[[Credits], list[str]]


def from_jsonld(page: Credits) -> list[str]:
    """The article's author, or who made it."""
    node = structured.article(page.doc)
    return list(_people(structured.resolve(page.doc, node.get("author") or node.get("creator"))))


def _people(values: Iterable[Mapping[str, object] | str]) -> Iterator[str]:
    for value in values:
        said = value.get("name") if isinstance(value, dict) else value
        for name in said if isinstance(said, list) else [said]:
            if isinstance(name, str) and not name.startswith("http"):
                yield from names_in(name)


def from_meta(page: Credits) -> list[str]:
    """A meta tag that names somebody in two words or more."""
    return next((names for names in _metas(page.doc) if any(map(_is_full, names))), [])


def _is_full(name: str) -> bool:
    return " " in name or not name.isascii()


def _metas(doc: Document) -> Iterator[list[str]]:
    for key in _META:
        values = (value for value in doc.meta.get(key, ()) if not value.startswith("http"))
        yield [name for value in values for name in names_in(value)]


def from_text(page: Credits) -> list[str]:
    """A line between headline and first paragraph that says "by", at its start or behind a date."""
    start = page.headline - 3 if page.headline else page.first - 15
    for at in range(max(0, start), min(len(page.scan.pieces), page.first + 4)):
        piece = page.scan.pieces[at]
        credit = _credit(piece.text) if piece.size < 200 else None
        names = [name for name in names_in(credit, printed=True) if is_written(name)] if credit else []
        if names:
            return names
    return []


def _credit(text: str) -> str | None:
    """What follows "by" in a line that is no sentence, or in a part of it between bars or dots."""
    if not ends(text):
        return (after_by(text) if len(text) < 150 else None) or after_date(text)
    parts = (after_by(part) for part in _BARS.split(text) if len(part) < 80 and not ends(part))
    return next(filter(None, parts), None)


_BARS = re.compile(r"\s*[|·•●]\s*|\n")


def from_rel(page: Credits) -> list[str]:
    """Elements that say by rel or itemprop that they hold the author."""
    elements = page.doc.tree.iter("a", "span", "div", "p", "address")
    marked = (e for e in elements if "author" in (e.get("rel"), e.get("itemprop")))
    texts = (e.text_content() for _, e in zip(range(4), page.near(marked, "nav"), strict=False))
    return [name for text in texts for name in names_in(text, printed=True)]


def from_byline(page: Credits) -> list[str]:
    """The byline element: its links first."""
    for index, box in enumerate(page.scan.boxes):
        if box.groups & _PERSON and 0 < box.last - box.first <= 6 and page.is_near(index):
            names = _in_box(page, index)
            if names:
                return names
    return []


def _in_box(page: Credits, index: int) -> list[str]:
    box = page.scan.boxes[index]
    links = (name for a in box.element.iter("a") for name in names_in(a.text_content(), printed=True))
    linked = [name for name in links if is_written(name)]
    pieces = [p for p in page.scan.pieces[box.first : box.last] if p.size < 120 and not ends(p.text)]
    return linked or [name for p in pieces for name in names_in(p.text, printed=True) if is_written(name)]


def from_links(page: Credits) -> list[str]:
    """Links to an author's own page."""
    marked = (a for a in page.doc.tree.iter("a") if _profile().search(a.get("href") or ""))
    texts = (a.text_content() for _, a in zip(range(4), page.near(marked), strict=False))
    return [name for text in texts for name in names_in(text, printed=True) if is_written(name)]


@cache
def _profile() -> re.Pattern[str]:
    parts = sorted({part for parts in load("bylines")["path"].values() for part in parts})
    return re.compile(rf"/(?:{'|'.join(map(re.escape, parts))})/[^/]", re.I)


def from_lone_line(page: Credits) -> list[str]:
    """A name that stands alone beside a date under the headline, and again where its bearer is introduced."""
    pieces = page.scan.pieces
    for at in range(page.headline + 1, page.first + 3) if page.headline else ():
        text = pieces[at].text.split("\n")[0] if at < len(pieces) else ""
        alone = 5 < len(text) < 40 and page.dropped[pieces[at].box] in _BYLINES and text.count(" ") in {1, 2}
        if alone and any(_YEAR.search(p.text) and p.size < 60 for p in pieces[max(0, at - 3) : at + 4]):
            again = sum(p.text.startswith(text) for p in pieces)
            named = again > 1 and not _is_outline(page.scan.boxes[pieces[at].box])
            names = [name for name in names_in(text, printed=True) if is_written(name)] if named else []
            if names:
                return names
    return []


def _is_outline(box: Box) -> bool:
    """A heading, or a link to one further down the page."""
    links = (a.get("href") or "" for a in box.element.iter("a"))
    return box.tag in HEADINGS or any(href.startswith("#") for href in links)


def from_hints(page: Credits) -> list[str]:
    """Whom the feed names."""
    return [name for value in page.hints.authors for name in names_in(value)]


def from_single_meta(page: Credits) -> list[str]:
    """A meta tag with one word that is written as a name."""
    return next((names for names in _metas(page.doc) if names and names[0][:1].isupper()), [])


FINDERS: tuple[Finder, ...] = (
    from_jsonld,
    from_meta,
    from_text,
    from_rel,
    from_byline,
    from_links,
    from_lone_line,
    from_hints,
    from_single_meta,
)


def authors(page: Credits, site: Site) -> tuple[str, ...]:
    """Return the names in the order they are credited; empty where the page credits nobody.

    The site's own name is a credit only where structured data gives it as the author, and nobody else
    is named.
    """
    own, host = set(site_names(page.doc, site)), host_word(page.doc.url)
    credited: tuple[str, ...] = ()
    for finder in FINDERS:
        names = {fold(name): name for name in reversed(finder(page))}
        others = [name for key, name in names.items() if key not in own and key.replace(" ", "") != host]
        if others:
            return tuple(reversed(others))
        if not credited and (finder is from_meta or (finder is from_jsonld and _is_credit(page.doc))):
            credited = tuple(reversed(names.values()))
    return credited


def _is_credit(doc: Document) -> bool:
    """True where JSON-LD calls the author an organisation, or a person of two names."""
    said = structured.resolve(doc, structured.article(doc).get("author"))
    if len(said) != 1 or not isinstance(said[0], dict):
        return False
    return "person" not in structured.types(said[0]) or " " in str(said[0].get("name"))
