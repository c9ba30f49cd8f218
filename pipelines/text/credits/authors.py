"""Finds the names of an article's authors, without roles and addresses.

The site's own name is an author only if the page names it as one and names nobody else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Set

from pipelines.items import Site
from pipelines.markup import Document
from pipelines.markup.words import fold, tidy
from pipelines.text.credits.byline_places import (
    from_dated_agency,
    from_dated_name,
    from_label,
    has_rubric,
)
from pipelines.text.credits.bylines import (
    Credits,
    around,
    byline,
    credit_text,
    from_author_box,
    from_byline,
    from_heading,
    from_links,
    from_lone_line,
    from_second,
    from_text,
)
from pipelines.text.credits.coauthors import (
    from_credit,
    is_coauthor,
    is_known_place,
    is_place_or_employer,
    joined,
)
from pipelines.text.credits.letter_signatures import from_letter
from pipelines.text.credits.lone_names import from_desk, from_lone_name, from_printed_meta
from pipelines.text.credits.marked_names import from_card, from_rel
from pipelines.text.credits.named_links import from_named_links, from_single_word, full_names
from pipelines.text.credits.posted_lines import from_below_standfirst, from_posted, from_written_by
from pipelines.text.credits.role_lines import from_roles, other_roles
from pipelines.text.credits.signatures import from_end, from_name_line, from_sign_off, from_signature
from pipelines.text.lines.credit_lines import after_by, is_label
from pipelines.text.metadata import structured
from pipelines.text.metadata.site_name import host_word, site_names
from pipelines.text.names.east_asian_credits import is_house
from pipelines.text.names.name_forms import is_agency, is_desk, is_domain, is_small, is_written
from pipelines.text.names.person_names import is_role, names_in, turned_name
from pipelines.text.names.whole_names import is_personal

_META = (
    "article:author", "author", "dc.creator", "dcterms.creator", "sailthru.author", "parsely-author", "byl",
    "citation_author", "article:author_name", "cxenseparse:author",
)  # fmt: skip
_CATALOGUE = frozenset(("dc.creator", "dcterms.creator", "citation_author"))
"""Meta tags in which the surname may come first, as in a library catalogue: "Lee, Ann"."""
Finder = Callable[[Credits], list[str]]


def from_jsonld(page: Credits) -> list[str]:
    """Return the names in the article's `author` field, or else in `creator`."""
    node = structured.article(page.doc)
    return list(_people(structured.resolve(page.doc, node.get("author") or node.get("creator"))))


def _people(values: Iterable[Mapping[str, object] | str]) -> Iterator[str]:
    for value in values:
        names = structured.name_of(value) if isinstance(value, dict) else value
        is_organisation = isinstance(value, dict) and "organization" in structured.types(value)
        for name in names if isinstance(names, list) else [names]:
            if isinstance(name, str) and not name.startswith("http"):
                yield from names_in(name, house=is_organisation)


def from_meta(page: Credits) -> list[str]:
    """Return the names in the first meta tag that has a name of two words or more."""
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
    """Return the names that the feed gives."""
    return [name for value in page.hints.authors for name in names_in(value)]


def from_single_meta(page: Credits) -> list[str]:
    """Return the names in the first meta tag that begins with a capital; one word is enough.

    The page must print it, or two tags must have it: alone, it may be the program that made the page.
    """
    found = [names for names in _metas(page.doc) if names and names[0][:1].isupper()]
    counts = Counter(name for names in found for name in set(names))
    texts = [piece.text for piece in page.scan.pieces]
    is_sure = (counts[names[0]] > 1 or any(names[0] in text for text in texts) for names in found)
    return next((names for names, sure in zip(found, is_sure, strict=True) if sure), [])


FINDERS: tuple[Finder, ...] = (
    from_jsonld,
    from_meta,
    from_credit,
    from_roles,
    from_heading,
    from_printed_meta,
    from_rel,
    from_byline,
    from_second,
    from_links,
    from_named_links,
    from_lone_line,
    from_written_by,
    from_card,
    from_signature,
    from_name_line,
    from_label,
    from_dated_name,
    from_below_standfirst,
    from_posted,
    from_sign_off,
    from_letter,
    from_end,
    from_lone_name,
    from_hints,
    from_single_meta,
    from_author_box,
    from_single_word,
)


def authors(page: Credits, site: Site) -> tuple[str, ...]:
    """Return the names in the order in which they are credited; empty if the page credits nobody.

    If the page's head names only an agency or a publisher but a person is printed, the person is returned.
    """
    own_names, host = set(site_names(page.doc, site)), host_word(page.doc.url)
    headline = fold(page.scan.pieces[page.headline].text) if page.headline else ""
    site_credit: tuple[str, ...] = ()
    agency: tuple[str, ...] = ()
    for finder in FINDERS:
        found = [name for name in finder(page) if fold(name) != headline]
        if found and finder not in _HEAD_OR_SINGLE:
            found = [name for name in found if name not in other_roles(page) or _is_in_byline(page, name)]
        bare = [
            _without_house(name, own_names, printed=finder not in _HEAD) for name in _without_joined(found)
        ]
        if finder in _HEAD:
            bare = [_in_element(page, name) for name in bare]
        names = tuple({fold(name): name for name in bare}.values())
        others = tuple(name for name in names if not _is_site(fold(name), name, own_names, host))
        if agency:
            others = tuple(name for name in others if not is_house(name))
        has_place = len(others) < len(names) or any(map(is_known_place, others[1:]))
        if finder in _HEAD_OR_SINGLE and has_place:  # "Herald, Hamburg, Germany" is an address
            others = tuple(name for name in others if is_written(name))
        if others and finder in _HEAD and _are_houses(page, others):
            agency = agency or others
        elif others and (not agency or finder in _FINDS_PERSON):
            chosen = _with_coauthors(page, finder, _or_byline(page, finder, others), (own_names, host))
            return chosen if finder is from_jsonld else _persons(chosen)
        if not site_credit and finder in _MAY_NAME_SITE:
            site_credit = (
                tuple(name for name in names if _is_site(fold(name), name, own_names, host))
                if not others
                else site_credit
            )
    return agency or site_credit or tuple(from_desk(page) or from_dated_agency(page))


def _is_in_byline(page: Credits, name: str) -> bool:
    """Return True for a reporter who also took the picture: a line below the headline is "By Ann Lee"."""
    lines = page.scan.pieces[page.headline + 1 : page.first] if page.headline else []
    credits = (after_by(piece.text) or "" for piece in lines if piece.size < _LINE)
    return any(credit.startswith(name) for credit in credits)


_LINE = 120  # characters of a byline


def _without_joined(names: list[str]) -> list[str]:
    """Return the names without one that is made of others of them: Ann Lee, Bo Ek, "Ann Lee Bo Ek"."""
    words = [fold(name).split() for name in names]

    def within(own: list[str]) -> list[str]:
        parts = (each for each in words if len(each) < len(own) and set(each) <= set(own))
        return sorted(word for part in parts for word in part)

    return [name for name, own in zip(names, words, strict=True) if within(own) != sorted(own)]


def _in_element(page: Credits, name: str) -> str:
    """Return the name in an element of the byline, if a name in the head is that and the text glued to it."""
    letters = fold(name).replace(" ", "")
    for at in around(page):
        piece = page.scan.pieces[at]
        first = tidy(piece.runs[0]) if len(piece.runs) > 1 else name
        is_shorter = len(first) < len(name) and name.startswith(first) and name not in piece.text
        if is_shorter and is_personal(first) and fold(piece.text).replace(" ", "").startswith(letters):
            return first
    return name


def _without_house(name: str, own_names: Set[str], *, printed: bool) -> str:
    """Return a person's name without the site or agency beside it: "Ann Lee Moor Herald" → "Ann Lee".

    "Efe" and "Petra" are also names: an agency of one word is behind a printed name, and not written as one.
    """
    words = name.split()
    for at in range(2, len(words)):
        for person, house in ((words[:at], words[at:]), (words[-at:], words[:-at])):
            is_apart = len(house) > 1 or (printed and words[-1:] == house and _is_short_form(name, house[0]))
            is_house = fold(" ".join(house)) in own_names or is_agency(" ".join(house))
            if is_apart and is_house and _is_person(" ".join(person)):
                return " ".join(person)
    return name


def _is_short_form(name: str, word: str) -> bool:
    """Return True for a word that is written in another way than the name beside it: "AFP", "dpa"."""
    return (word.isupper() and not name.isupper()) or word.islower()


def _is_person(name: str) -> bool:
    is_other = is_role(name) or is_desk(name) or has_rubric(name) or is_small(name.rpartition(" ")[2])
    return is_personal(name) and not is_other


def _are_houses(page: Credits, names: tuple[str, ...]) -> bool:
    """Return True for agencies and newspapers, and for organisations in JSON-LD that are no desks."""
    nodes = structured.resolve(page.doc, structured.article(page.doc).get("author"))
    houses = [node for node in nodes if isinstance(node, dict) and _is_organisation(node)]
    organisations = {fold(name) for name in _people(houses) if not any(map(is_desk, name.split()))}
    return all(is_agency(name) or is_house(name) or fold(name) in organisations for name in names)


def _is_organisation(node: Mapping[str, object]) -> bool:
    types = structured.types(node)
    return any(kind.endswith("organization") for kind in types) and "person" not in types


def _is_login(name: str) -> bool:
    """Return True for a single word in small letters: "annlee"."""
    return name.isascii() and name.islower() and " " not in name


def _with_coauthors(
    page: Credits, finder: Finder, head_names: tuple[str, ...], site: tuple[Set[str], str]
) -> tuple[str, ...]:
    """Return the names in the page's head, and others that the byline or two more places credit, too."""
    if finder not in _HEAD:
        return head_names
    head_keys = set(map(fold, head_names))
    places = [[name for name in names if is_written(name)] for names in (from_meta(page), from_text(page))]
    if all(fold(name) in head_keys for names in places for name in names):
        return head_names  # links are searched only in doubt, because there are hundreds
    places.append([name for name in from_links(page) if is_written(name)])
    counts = Counter(key for names in places for key in {fold(name) for name in names})
    for names in places:
        others = {fold(name): name for name in names if not _is_site(fold(name), name, *site)}
        more_keys = set(others) - head_keys
        twice = all(counts[key] > 1 and not is_place_or_employer(others[key]) for key in more_keys)
        if head_keys < set(others) and len(others) <= _MOST and twice:
            return tuple(others.values())
    line = joined(credit_text(page), places[1])
    first, more = line[:1], [name for name in line[1:] if not _is_site(fold(name), name, *site)]
    is_line = {*map(fold, first)} == head_keys and len(line) <= _MOST and all(map(is_coauthor, more))
    return (*first, *more) if is_line and more else head_names


def _persons(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names without agencies and desks, if there is a person among them."""
    persons = tuple(name for name in names if not is_agency(name) and not is_desk(name))
    return persons if any(map(is_written, persons)) else names


_MOST = 6
"""Names of a byline; a longer list is the site's list of authors."""
_HEAD = frozenset((from_jsonld, from_meta))
_HEAD_OR_SINGLE = frozenset((from_jsonld, from_meta, from_single_meta))
_FINDS_PERSON = frozenset(
    (from_credit, from_roles, from_rel, from_byline, from_second, from_links, from_signature, from_author_box)
)
"""Finders that may replace an agency or a publisher in the page's head by a person."""


def _is_site(key: str, name: str, own_names: Set[str], host: str) -> bool:
    initials = "".join(word[0] for word in key.split())
    return key in own_names or host in {key.replace(" ", ""), initials} or is_domain(name)


_MAY_NAME_SITE = frozenset(
    (from_jsonld, from_meta, from_credit, from_rel, from_byline, from_second, from_links)
)


def _or_byline(page: Credits, finder: Finder, head_names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names; or else the byline's, if the head has a login, or people whom no line prints."""
    if finder not in {from_jsonld, from_meta}:
        return head_names
    if len(head_names) == 1 and _is_login(head_names[0]) and (full := full_names(page, head_names[0])):
        return tuple(full)
    if any(name in piece.text for piece in page.scan.pieces if piece.size < 200 for name in head_names):
        return head_names
    printed_names = from_text(page) or byline(page, page.first)
    if all(map(is_agency, printed_names)):  # the agency supplied the text; the author is in the page's head
        return head_names
    words = {word for name in head_names for word in fold(name).split()}
    shared = words & {word for name in printed_names for word in fold(name).split()}
    return tuple(printed_names) if printed_names and not shared else head_names
