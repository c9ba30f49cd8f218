"""Reduces addresses to forms that pages of one kind share: `/news/{y}/{slug}.html`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from urllib.parse import SplitResult, unquote, urlsplit

from pipelines.markup.scripts import DENSE
from pipelines.urls import bare_host

_YEAR = re.compile(r"(?:19|20)\d\d")
_ENDING = re.compile(r"(.+)(\.[a-z]{2,5})", re.IGNORECASE)
_WORDS = re.compile(r"[^\W_]+")
_INDEX = re.compile(r"/(?:index|default)\.[a-z]{3,5}$", re.IGNORECASE)


@lru_cache(maxsize=4_096)
def form_of(url: str) -> str:
    """Return the form of an address, with its folders: `/news/{y}/{slug}.html`, `/list/?page={n}`."""
    parts = urlsplit(url)
    path = _INDEX.sub("/", parts.path)
    segments = [segment for segment in path.split("/") if segment]
    last_form = _folder if parts.query else _last  # with a query, the last segment is a list or a script
    names = [*map(_folder, segments[:-1]), *map(last_form, segments[-1:])]
    names = [name for run in groupby(names) for name in _without_repeats(*run)]
    slash = "/" if path.endswith("/") and segments else ""
    return f"/{'/'.join(names)}{slash}{_query(parts)}"[:200]


def page_key(url: str) -> str:
    """Return an address without the parts that do not matter: scheme, `www.`, last slash, index page."""
    parts = urlsplit(url)
    return f"{bare_host(url)}{_INDEX.sub('/', parts.path).rstrip('/')}{'?' * bool(parts.query)}{parts.query}"


@lru_cache(maxsize=4_096)
def shape_of(form: str) -> str:
    """Return a form without the names of its folders: `/{dir}/{y}/{slug}.html`.

    Forms that were rarely tried are judged by the results of all forms of their shape.
    """
    path, mark, _ = form.partition("?")
    *folders, page_name = path.strip("/").split("/")
    names = [name if name.startswith("{") else "{dir}" for name in folders]
    slash = "/" if path.endswith("/") and page_name else ""
    return f"/{'/'.join([*names, page_name])}{slash}{mark}"


def _folder(segment: str) -> str:
    if _YEAR.fullmatch(segment):
        return "{y}"
    if segment.isdigit():
        return "{n}"
    text = unquote(segment)
    is_name = len(text) <= 24 and not any(map(str.isdigit, text)) and len(_WORDS.findall(text)) <= 2
    return text.lower() if is_name else "{dir}"


def _last(segment: str) -> str:
    text = unquote(segment)
    if match := _ENDING.fullmatch(text):
        return _last(match[1]) + match[2].lower()
    if _YEAR.fullmatch(text):
        return "{y}"
    if text.isdigit():
        return "{n}"
    count = len(_WORDS.findall(text)) + len(DENSE.findall(text)) // 3
    if any(map(str.isdigit, text)):
        return "{slug-n}" if count > 2 else "{word-n}"
    return "{slug}" if count > 3 else "{words}" if count > 1 else "{word}"


def _without_repeats(name: str, repeats: Iterator[str]) -> list[str]:
    """Return one form for folders that repeat endlessly: `a+` for `/a/a/a/`."""
    names = list(repeats)
    return names if len(names) == 1 or name.startswith("{") else [name + "+"]


def _query(parts: SplitResult) -> str:
    if not parts.query:
        return ""
    pairs = sorted(pair.partition("=")[::2] for pair in parts.query.split("&") if pair)
    return "?" + "&".join(f"{name}={{n}}" if value.isdigit() else name for name, value in pairs)
