"""Finds the next part of an article on several pages: `?page=2`, `/2/`, `-2.html`, `index2.html`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from pipelines.urls import NotAnAddress, canonical, twins

MOST_PARTS = 20
"""The most parts of one article, including the first."""

_NAMES = ("page", "p", "pg", "seite", "pagina", "part")
_FOLDERS = ("", "page/", "seite/", "pagina/", "p/")
# The patterns never go back: otherwise a single tag of a megabyte would take hours.
_TAG = re.compile(rb"<(?:a|link)\b([^<>]*)", re.IGNORECASE)
_HREF = re.compile(rb"\bhref\s*=\s*[\"']?([^\"'\s<>]*)", re.IGNORECASE)

MOST_LINKS = 2_000
"""At most this many links of a page are compared, at 50 µs each; usual pages have fewer."""


def next_part(body: bytes, url: str, first: str, number: int) -> str | None:
    """Return the address of part `number` of an article if the page `body`, at `url`, links to it.

    `first` is the address of the first part. Later, the headline and text of that page decide whether it
    continues the article.
    """
    hrefs = tuple(islice(dict.fromkeys(_numbered(body, number)), MOST_LINKS))
    expected = frozenset(_addresses(first, number)) if hrefs else frozenset()
    for href in hrefs:
        address = _address(href, url)
        if address in expected:
            return address
    return None


def links_back(body: bytes, url: str, parts: Sequence[str]) -> bool:
    """Return whether the page `body`, at `url`, can be the next part of an article, by its links.

    `parts` has the addresses of the parts before it. `story2.html` may be another article than `story.html`;
    a part of it links to the first part or to the previous one.
    """
    stem = _stem(parts[0])
    if not stem or not re.fullmatch(rf"{re.escape(stem)}\d+", _stem(url)):
        return True
    expected = frozenset((*_forms(parts[0]), *_forms(parts[-1])))
    hrefs = dict.fromkeys(href for tag in _TAG.finditer(body) for href in _HREF.findall(tag[1]))
    return any(_address(href, url) in expected for href in islice(hrefs, MOST_LINKS))


def _stem(url: str) -> str:
    """Return `story` of `/2024/story.html`."""
    return urlsplit(url).path.rpartition("/")[2].rpartition(".")[0]


def _forms(url: str) -> Iterator[str]:
    """Yield the addresses of the same page: `/a/` is `/a/index.html`, and `?page=1` is the page itself."""
    parts = urlsplit(canonical(url))
    folder, _, name = parts.path.rpartition("/")
    for path in (parts.path, *[f"{folder}/"] * name.startswith("index.")):
        for query in (parts.query, *(f"{parts.query}&{each}=1".lstrip("&") for each in _NAMES)):
            form = urlunsplit(parts._replace(path=path, query=query))
            yield from (form, *twins(form))


def _address(href: bytes, url: str) -> str | None:
    try:
        return canonical(href.decode("utf-8", "replace").replace("&amp;", "&"), url)
    except NotAnAddress:
        return None


def _numbered(body: bytes, number: int) -> Iterator[bytes]:
    """Yield the addresses of links that have this number in them."""
    digits, has_number = b"%d" % number, re.compile(rb"(?<!\d)%d(?!\d)" % number).search
    for tag in _TAG.finditer(body):
        if digits in tag[1]:  # true for few links; the two patterns below are slower
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
