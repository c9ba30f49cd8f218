"""Finds authors by the place of their links: on most sites the byline links to the pages of its authors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from pipelines.markup.scan import Piece, Scan
from pipelines.markup.words import fold, tidy
from pipelines.sites.hashes import text_hash

LONGEST = 300
"""Characters of a byline."""
_LONGEST_NAME = 80
_MOST_AUTHORS = 12


class AuthorLink(NamedTuple):
    """A link of a short piece that has few links."""

    name: str
    folder: str
    """The address of its target without the last part: `news.example/author`."""


def may_be_byline(piece: Piece) -> bool:
    """Return True for a piece that has links and is not too long for a byline."""
    return 0 < piece.links <= _MOST_AUTHORS and piece.size <= LONGEST


def links_of(scan: Scan, piece: Piece, url: str) -> Iterator[AuthorLink]:
    """Yield the links of a piece; none if it cannot be a byline."""
    if not may_be_byline(piece):
        return
    for link in scan.boxes[piece.box].element.iter("a"):
        name, href = tidy(link.text_content()), link.get("href") or ""
        if name and len(name) <= _LONGEST_NAME and (folder := _folder(url, href)):
            yield AuthorLink(name, folder)


def _folder(url: str, href: str) -> str:
    """Return the address of a link without its last part, which differs from author to author."""
    try:
        target = urlsplit(urljoin(url, href))
    except ValueError:
        return ""
    parts = [part for part in target.path.split("/") if part and not part.startswith("index.")]
    return f"{target.netloc}/{'/'.join(parts[:-1])}" if len(parts) > 1 else ""


def names_an_author(link: AuthorLink, authors: Sequence[str]) -> bool:
    """Return True if a link is one of the folded `authors`, or all of them: "Ann Lee and Bo Ek"."""
    name = fold(link.name)
    return name in authors or (name.startswith(authors[0]) and name.endswith(authors[-1]))


def linked_authors(
    bylines: Mapping[str, frozenset[int]], scan: Scan, box_places: Sequence[str], url: str
) -> tuple[str, ...]:
    """Return the names that the byline links, in order; empty if the page has no byline at such a place.

    `bylines` gives for each place the hashes of the folders to which the links of authors lead.
    """
    for piece in scan.pieces:
        folders = bylines.get(box_places[piece.box])
        if folders:
            names = [link.name for link in links_of(scan, piece, url) if folder_hash(link) in folders]
            if names:
                return tuple(dict.fromkeys(names))
    return ()


def folder_hash(link: AuthorLink) -> int:
    """Return a hash of a link's folder that is the same in every process."""
    return text_hash(link.folder)
