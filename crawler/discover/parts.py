"""The next part of an article that has several pages: `?page=2`, `/2/`, `/page/2`, `-2.html`,
`index2.html`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from pipelines.urls import NotAnAddress, canonical

MOST_PARTS = 20
"""The most parts of one article, including the first."""

_NAMES = ("page", "p", "pg", "seite", "pagina", "part")
_FOLDERS = ("", "page/", "seite/", "pagina/", "p/")
# A tag ends at the next one and an attribute is read once, or one tag of a megabyte would take hours.
_TAG = re.compile(rb"<(?:a|link)\b([^<>]*)", re.IGNORECASE)
_HREF = re.compile(rb"\bhref\s*=\s*[\"']?([^\"'\s<>]*)", re.IGNORECASE)

MOST_LINKS = 500
"""The most links with the part's number that are checked on one page; an honest page has a few."""


def next_part(body: bytes, url: str, first: str, number: int) -> str | None:
    """Return the address of part `number` of an article if the page `body`, at `url`, links to it.

    `first` is the address of the first part. The cleaner later compares headlines and text to decide whether
    that page continues the article.
    """
    hrefs = tuple(islice(dict.fromkeys(_numbered(body, number)), MOST_LINKS))
    wanted = frozenset(_addresses(first, number)) if hrefs else frozenset()
    for href in hrefs:
        try:
            found = canonical(href.decode("utf-8", "replace").replace("&amp;", "&"), url)
        except NotAnAddress:
            continue
        if found in wanted:
            return found
    return None


def _numbered(body: bytes, number: int) -> Iterator[bytes]:
    """Yield the addresses of links that have this number in them."""
    digits, has_number = b"%d" % number, re.compile(rb"(?<!\d)%d(?!\d)" % number).search
    for tag in _TAG.finditer(body):
        if digits in tag[1]:  # few links of a page have it, and the two patterns take a millisecond a page
            yield from filter(has_number, _HREF.findall(tag[1]))


def _addresses(first: str, number: int) -> Iterator[str]:
    """Yield the forms that the address of part `number` can have."""
    parts = urlsplit(canonical(first))
    path, pairs = parts.path, parse_qsl(parts.query, keep_blank_values=True)
    for name in _NAMES:
        if name not in dict(pairs):
            yield urlunsplit(parts._replace(query=urlencode([*pairs, (name, str(number))])))
    for folder in _FOLDERS:
        for slash in ("", "/"):
            yield urlunsplit(parts._replace(path=f"{path.rstrip('/')}/{folder}{number}{slash}"))
    stem, dot, ending = f"{path}index.html".rpartition(".") if path.endswith("/") else path.rpartition(".")
    if dot and "/" not in ending:
        # `a-story-7.html` has no part `a-story-72.html`
        for mark in ("-", "_", ",", "/", *[""] * (not stem[-1:].isdigit())):
            yield urlunsplit(parts._replace(path=f"{stem}{mark}{number}.{ending}"))
