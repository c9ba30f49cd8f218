"""Who wrote a page's article. Names only, no roles and addresses; the site itself only for want of others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Set

from pipelines.items import Site
from pipelines.markup import Document
from pipelines.markup.words import fold
from pipelines.text.credits.byline_places import from_dated_name, from_label, from_named_links
from pipelines.text.credits.bylines import (
    Credits,
    byline,
    from_account,
    from_author_box,
    from_byline,
    from_heading,
    from_links,
    from_lone_line,
    from_rel,
    from_text,
    from_written_by,
)
from pipelines.text.credits.signatures import from_end, from_name_line, from_sign_off, from_signature
from pipelines.text.lines.credit_lines import is_label
from pipelines.text.metadata import structured
from pipelines.text.metadata.site_name import host_word, site_names
from pipelines.text.names.person_names import is_agency, is_desk, is_domain, is_written, names_in, turned_name

_META = (
    "article:author", "author", "dc.creator", "dcterms.creator", "sailthru.author", "parsely-author", "byl",
    "citation_author", "article:author_name", "cxenseparse:author",
)  # fmt: skip
_CATALOGUE = frozenset(("dc.creator", "dcterms.creator", "citation_author"))
"""Meta tags in which one name may stand as in a catalogue: "Lee, Ann"."""
Finder = Callable[[Credits], list[str]]


def from_jsonld(page: Credits) -> list[str]:
    """The article's author, or who made it."""
    node = structured.article(page.doc)
    return list(_people(structured.resolve(page.doc, node.get("author") or node.get("creator"))))


def _people(values: Iterable[Mapping[str, object] | str]) -> Iterator[str]:
    for value in values:
        said = structured.name_of(value) if isinstance(value, dict) else value
        house = isinstance(value, dict) and "organization" in structured.types(value)
        for name in said if isinstance(said, list) else [said]:
            if isinstance(name, str) and not name.startswith("http"):
                yield from names_in(name, house=house)


def from_meta(page: Credits) -> list[str]:
    """A meta tag that names somebody in two words or more."""
    return next((names for names in _metas(page.doc) if any(map(_is_full, names))), [])


def _is_full(name: str) -> bool:
    return " " in name or not name.isascii()


def _metas(doc: Document) -> Iterator[list[str]]:
    for key in _META:
        values = [value for value in doc.meta.get(key, ()) if not value.startswith("http")]
        if key in _CATALOGUE:
            values = [turned_name(value) or value for value in values]
        yield [name for value in values for name in names_in(value)]
    for key in ("twitter:label1", "twitter:label2"):  # "Written by", "Time to read", in the site's language
        if any(map(is_label, doc.meta.get(key, ()))):
            yield [
                name for value in doc.meta.get(key.replace("label", "data"), ()) for name in names_in(value)
            ]


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
    from_heading,
    from_rel,
    from_byline,
    from_links,
    from_named_links,
    from_lone_line,
    from_written_by,
    from_signature,
    from_name_line,
    from_label,
    from_dated_name,
    from_sign_off,
    from_end,
    from_hints,
    from_single_meta,
    from_account,
    from_author_box,
)


def authors(page: Credits, site: Site) -> tuple[str, ...]:
    """Return the names in the order they are credited; empty where the page credits nobody.

    The site's own name is a credit only where the page gives it as the author, and nobody else is named. An
    agency that the page's head names alone makes way for a person whom the page prints.
    """
    own, host = set(site_names(page.doc, site)), host_word(page.doc.url)
    house: tuple[str, ...] = ()
    agency: tuple[str, ...] = ()
    for finder in FINDERS:
        names = tuple({fold(name): name for name in finder(page)}.values())
        others = tuple(name for name in names if not _is_site(fold(name), name, own, host))
        if finder in _HEADLIKE and len(others) < len(names):  # "Herald, Hamburg, Germany" is an address
            others = tuple(name for name in others if is_written(name))
        if others and all(map(is_agency, others)) and finder in _HEAD:
            agency = agency or others
        elif others and (not agency or finder in _PERSONAL):
            chosen = _longer(page, finder, _printed(page, finder, others), (own, host))
            return chosen if finder is from_jsonld else _persons(chosen)
        if not house and finder in _SAY:
            house = (
                tuple(name for name in names if _is_site(fold(name), name, own, host))
                if not others
                else house
            )
    return agency or house


def _longer(
    page: Credits, finder: Finder, said: tuple[str, ...], house: tuple[Set[str], str]
) -> tuple[str, ...]:
    """The names of the page's head, and those beside them that two other places credit, too."""
    if finder not in _HEAD:
        return said
    mine = set(map(fold, said))
    places = [[name for name in names if is_written(name)] for names in (from_meta(page), from_text(page))]
    if all(fold(name) in mine for names in places for name in names):
        return said  # links are looked for only in doubt: there are hundreds
    places.append([name for name in from_links(page) if is_written(name)])
    twice = Counter(key for names in places for key in {fold(name) for name in names})
    for names in places:
        others = {fold(name): name for name in names if not _is_site(fold(name), name, *house)}
        if mine < set(others) and len(others) <= _MOST and all(twice[key] > 1 for key in set(others) - mine):
            return tuple(others.values())
    return said


def _persons(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names without agencies and desks, where a person is named beside them."""
    persons = tuple(name for name in names if not is_agency(name) and not is_desk(name))
    return persons if any(map(is_written, persons)) else names


_MOST = 6
"""Names of a byline: a longer list is of the house's authors."""
_HEAD = frozenset((from_jsonld, from_meta))
_HEADLIKE = frozenset((from_jsonld, from_meta, from_single_meta))
_PERSONAL = frozenset((from_text, from_rel, from_byline, from_links, from_author_box))
"""Finders that are asked for a person where the page's head names an agency."""


def _is_site(key: str, name: str, own: Set[str], host: str) -> bool:
    initials = "".join(word[0] for word in key.split())
    return key in own or host in {key.replace(" ", ""), initials} or is_domain(name)


_SAY = frozenset((from_jsonld, from_meta, from_text, from_rel, from_byline, from_links))


def _printed(page: Credits, finder: Finder, said: tuple[str, ...]) -> tuple[str, ...]:
    """The byline instead of structured data that names other people, whom the page prints nowhere."""
    if finder not in {from_jsonld, from_meta}:
        return said
    if any(name in piece.text for piece in page.scan.pieces if piece.size < 200 for name in said):
        return said
    shown = from_text(page) or byline(page, page.first)
    if all(map(is_agency, shown)):  # it supplied the text; whom structured data names is credited
        return said
    words = {word for name in said for word in fold(name).split()}
    alike = words & {word for name in shown for word in fold(name).split()}
    return tuple(shown) if shown and not alike else said
