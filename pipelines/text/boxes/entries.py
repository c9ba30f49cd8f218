"""Tells a list of whole entries, such as a blog's month, from an article: each entry has its own address.

Nothing need be linked but a time below the text: `<p>Posted at <a href="/2007/08/mill.html">11:07</a></p>`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice
from urllib.parse import urljoin, urlsplit

from pipelines.markup.address_shape import form_of, page_key
from pipelines.markup.element_kinds import HEADINGS
from pipelines.markup.scan import Box, Scan
from pipelines.markup.words import fold, tidy
from pipelines.text.boxes.teasers import Facts
from pipelines.text.names.whole_names import is_personal
from pipelines.urls import same_site

_LEAST = 2
_UP = 4
"""Boxes around the headline that may be the entry's."""
_ABOVE = 3
"""Pieces at the beginning of an entry of which one is its heading: a day or a section may stand above."""
_LINKS = 200
"""Links of one entry that are looked at."""


def is_list_of_entries(scan: Scan, url: str, title: str, heads: Collection[str]) -> bool:
    """Return True if the headline found is that of one of several like boxes with an address of their own.

    Each box has a heading, a sentence, and exactly one link of one form, to another page each; the page's own
    address has another form. The head of an article's page (`heads`) has its headline. The places of a list
    article stand under a headline that none of them has.
    """
    folded = fold(title)
    if not folded or any(folded in fold(head) for head in heads):
        return False
    facts = Facts.of(scan, url)
    return any(_have_addresses(facts, row) for row in _rows_with(facts, folded))


def _rows_with(facts: Facts, title: str) -> Iterator[list[Box]]:
    """Yield the rows of boxes of which one begins with the headline."""
    boxes, pieces = facts.scan.boxes, facts.scan.pieces
    at = next((at for at, p in enumerate(pieces) if _is_heading(facts, at) and fold(p.text) == title), None)
    if at is None:
        return
    around = set(islice(facts.scan.ancestors(pieces[at].box), _UP))
    for row in facts.rows:
        if not around.isdisjoint(row):
            yield [boxes[index] for index in row]


def _have_addresses(facts: Facts, row: list[Box]) -> bool:
    entries = [box for box in row if facts.sentences[box.last] > facts.sentences[box.first]]
    if len(entries) < _LEAST or not all(_is_headed(facts, box) for box in entries):
        return False
    own = form_of(facts.url)
    addresses = [_addresses(facts, box) for box in entries]
    shared = set.intersection(*map(set, addresses)) - {own}
    return any(_is_own_to_each([found[form] for found in addresses]) for form in shared)


def _is_own_to_each(addresses: list[set[str]]) -> bool:
    return all(len(one) == 1 for one in addresses) and len(set.union(*addresses)) == len(addresses)


def _is_headed(facts: Facts, box: Box) -> bool:
    return any(_is_heading(facts, at) for at in range(box.first, min(box.last, box.first + _ABOVE)))


def _is_heading(facts: Facts, at: int) -> bool:
    return facts.scan.boxes[facts.scan.pieces[at].box].tag in HEADINGS


def _addresses(facts: Facts, box: Box) -> dict[str, set[str]]:
    """Return the pages of the site to which an entry leads, by the form of their address.

    Those of authors are left out: several writers may each have a part of one article.
    """
    found: dict[str, set[str]] = {}
    for link in islice(box.element.iter("a"), _LINKS):
        address = _address(facts.url, link.get("href"))
        if address and not is_personal(tidy(link.text_content())):
            found.setdefault(form_of(address), set()).add(page_key(address))
    return found


def _address(page: str, href: str | None) -> str | None:
    """Return the address of another page of the site, without its fragment."""
    try:
        address = urlsplit(urljoin(page, href or ""))._replace(fragment="").geturl()
        return address if same_site(address, page) and page_key(address) != page_key(page) else None
    except ValueError:
        return None
