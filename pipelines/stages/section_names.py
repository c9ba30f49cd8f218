"""Finds what kind of notices the name of a section stands for: jobs, tenders, adverts, firms, events …"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from unicodedata import combining, normalize
from urllib.parse import unquote, urljoin, urlsplit

from pipelines.db import Database
from pipelines.db.crawl import candidates
from pipelines.markup.address_shape import page_key
from pipelines.markup.lexicon import load
from pipelines.markup.words import fold

ASKED = 5
"""Pages of a section whose links are looked up."""
_LETTERS = str.maketrans("ıłøđ", "ilod")


def kinds_in_address(section: str) -> frozenset[str]:
    """Return the kinds of notices that the last named folder or script of a section's address stands for."""
    names = _folders(section)
    return _kinds(names[-1]) if names else frozenset()


def kinds_above(section: str) -> frozenset[str]:
    """Return the kinds that the folders above the last named one stand for: `/adverts/text/`."""
    return frozenset[str]().union(*map(_kinds, _folders(section)[:-1]))


def _folders(section: str) -> list[str]:
    path = unquote(section.partition("?")[0])
    names = (part for part in path.split("/") if part and not part.startswith("{"))
    return [re.sub(r"\.[a-z]{2,5}$", "", name).replace("-", " ") for name in names]


def kinds_in_menu(db: Database, source: str, urls: Iterable[str]) -> frozenset[str]:
    """Return the kinds that the links to a section's list have as their texts.

    Its list is the folder of its pages, or the page that led to them.
    """
    texts = {text for url in islice(urls, ASKED) for text in _texts(db, source, url)}
    return frozenset[str]().union(*map(_kinds, texts))


def kinds_of_page(db: Database, source: str, url: str) -> frozenset[str]:
    """Return the kinds of notices that the link to a page itself stands for."""
    link = candidates.get(db, source, page_key(url))
    return _kinds(link.text) if link is not None else frozenset()


def _texts(db: Database, source: str, url: str) -> Iterator[str]:
    link = candidates.get(db, source, page_key(url))
    for above in (urljoin(url, "."), link.parent if link else None):
        is_list = above is not None and urlsplit(above).path.strip("/")
        listed = candidates.get(db, source, page_key(above)) if above and is_list else None
        if listed is not None:
            yield listed.text


def _kinds(name: str) -> frozenset[str]:
    return _by_name().get(_plain(name), frozenset())


@cache
def _by_name() -> dict[str, frozenset[str]]:
    kinds: dict[str, set[str]] = {}
    for kind, languages in load("sections").items():
        for names in languages.values():
            for name in names:
                kinds.setdefault(_plain(name), set()).add(kind)
    return {name: frozenset(found) for name, found in kinds.items()}


def _plain(name: str) -> str:
    """Return a name in lower case without accents, as addresses have it."""
    letters = normalize("NFKD", name.casefold().translate(_LETTERS))
    return fold("".join(letter for letter in letters if not combining(letter)))
