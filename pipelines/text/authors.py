"""Who wrote a page's article. Names only: no roles, no addresses, never the site itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from lxml import html

from pipelines.items import Hints, Site
from pipelines.markup import Document
from pipelines.text import structured
from pipelines.text.container import ends
from pipelines.text.lexicon import Group
from pipelines.text.names import is_credit_line, names_in
from pipelines.text.scan import Scan
from pipelines.text.title import host_word, site_names
from pipelines.text.words import fold

_META = (
    "author", "article:author", "dc.creator", "dcterms.creator", "sailthru.author", "parsely-author", "byl",
    "citation_author", "article:author_name", "cxenseparse:author",
)  # fmt: skip
_NEAR = 30  # pieces on either side of the first paragraph in which a byline may stand


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
    return next(
        (names for names in _metas(page.doc) if any(" " in name or not name.isascii() for name in names)), []
    )


def _metas(doc: Document) -> Iterator[list[str]]:
    for key in _META:
        yield [
            name
            for value in doc.meta.get(key, ())
            if not value.startswith("http")
            for name in names_in(value)
        ]


def from_rel(page: Credits) -> list[str]:
    """Elements near the first paragraph that say by rel or itemprop that they hold the author."""
    marked = [
        e
        for e in page.doc.tree.iter("a", "span", "div", "p", "address")
        if "author" in (e.get("rel"), e.get("itemprop"))
    ]
    if not marked:
        return []
    boxes = {box.element: index for index, box in enumerate(page.scan.boxes)}
    near = [e for e in marked if _is_near(page, _box_of(e, boxes))]
    return [name for element in near[:4] for name in names_in(element.text_content(), printed=True)]


def _box_of(element: html.HtmlElement, boxes: dict[html.HtmlElement, int]) -> int:
    while element is not None and element not in boxes:
        element = element.getparent()
    return boxes.get(element, 0)


def _is_near(page: Credits, index: int) -> bool:
    return abs(page.scan.boxes[index].first - page.first) <= _NEAR and page.dropped[index] in {
        None,
        "person",
        "meta",
    }


def from_byline(page: Credits) -> list[str]:
    """The byline element near the first paragraph: its links first."""
    for index, box in enumerate(page.scan.boxes):
        if box.groups & _PERSON and 0 < box.last - box.first <= 6 and _is_near(page, index):
            names = _in_box(page, index)
            if names:
                return names
    return []


_PERSON = int(Group.PERSON)


def _in_box(page: Credits, index: int) -> list[str]:
    box = page.scan.boxes[index]
    links = [
        name
        for a in box.element.iter("a")
        for name in names_in(a.text_content(), printed=True)
        if " " in name
    ]
    if links:
        return links
    texts = [p.text for p in page.scan.pieces[box.first : box.last] if p.size < 120 and not ends(p.text)]
    return [
        name for text in texts for name in names_in(text, printed=True) if " " in name or not name.isascii()
    ]


def from_text(page: Credits) -> list[str]:
    """A line near the first paragraph that begins as a byline does."""
    pieces = page.scan.pieces
    for at in range(max(0, page.first - 15), min(len(pieces), page.first + 4)):
        text = pieces[at].text.split("\n")[0]
        if len(text) < 90 and is_credit_line(text) and not ends(text):
            names = [name for name in names_in(text, printed=True) if " " in name and name[:1].isupper()]
            if names:
                return names
    return []


def from_hints(page: Credits) -> list[str]:
    """Whom the feed names."""
    return [name for value in page.hints.authors for name in names_in(value)]


def from_single_meta(page: Credits) -> list[str]:
    """A meta tag with one word that is written as a name."""
    return next((names for names in _metas(page.doc) if names and names[0][:1].isupper()), [])


FINDERS: tuple[Finder, ...] = (
    from_jsonld,
    from_meta,
    from_rel,
    from_byline,
    from_text,
    from_hints,
    from_single_meta,
)


def authors(page: Credits, site: Site) -> tuple[str, ...]:
    """Return the names in the order they are credited; empty where the page credits nobody.

    The site's own name is a credit only where structured data names nobody else as the author.
    """
    own, host = set(site_names(page.doc, site)), host_word(page.doc.url)
    credited: tuple[str, ...] = ()
    for finder in FINDERS:
        names = {fold(name): name for name in reversed(finder(page))}
        others = [name for key, name in names.items() if key not in own and key.replace(" ", "") != host]
        if others:
            return tuple(reversed(others))
        if finder is from_jsonld and names and _is_credit(page.doc):
            return tuple(reversed(names.values()))
        if finder is from_meta and not credited:
            credited = tuple(reversed(names.values()))
    return credited


def _is_credit(doc: Document) -> bool:
    """True where JSON-LD calls the author an organisation, or a person of two names."""
    said = structured.resolve(doc, structured.article(doc).get("author"))
    return (
        len(said) == 1
        and isinstance(said[0], dict)
        and ("person" not in structured.types(said[0]) or " " in str(said[0].get("name")))
    )
