"""The next part of an article that stands on several pages: `?page=2`, `/2/`, `/page/2`, `-2.html`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from pipelines.urls import NotAnAddress, canonical

MOST_PARTS = 20
"""Parts of one article that are read, the first one included."""

_NAMES = ("page", "p", "pg", "seite", "pagina", "part")
_FOLDERS = ("", "page/", "seite/", "pagina/", "p/")
_HREF = rb"<(?:a|link)\b[^<>]*?\bhref\s*=\s*[\"']?([^\"'\s<>]*(?<!\d)%d(?!\d)[^\"'\s<>]*)"


def next_part(body: bytes, url: str, first: str, number: int) -> str | None:
    """Return the address of part `number` of an article where the page `body`, at `url`, links to it.

    `first` is the address of the first part. Whether that page continues the article is for the cleaner to
    say: it compares headlines and text.
    """
    hrefs = re.findall(_HREF % number, body, re.IGNORECASE)
    wanted = frozenset(_addresses(first, number)) if hrefs else frozenset()
    for href in hrefs:
        try:
            found = canonical(href.decode("utf-8", "replace").replace("&amp;", "&"), url)
        except NotAnAddress:
            continue
        if found in wanted:
            return found
    return None


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
    stem, dot, ending = path.rpartition(".")
    if dot and "/" not in ending:
        for mark in ("-", "_", ",", "/"):
            yield urlunsplit(parts._replace(path=f"{stem}{mark}{number}.{ending}"))
