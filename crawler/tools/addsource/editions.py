"""Finds, by their paths, the addresses that belong to a site's edition in another language."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from crawler.discover.link import Link
from crawler.sources import checks


def primary(tag: str | None) -> str | None:
    """Return `pt` for `pt-BR` and `pt_BR`; None if it is not a language."""
    try:
        return checks.language((tag or "").strip().replace("_", "-")).partition("-")[0].lower()
    except checks.Wrong:
        return None


def language_in(url: str) -> str | None:
    """Return the language with which the address's path begins: `/zh/`, `/pt-br/esporte`; or None."""
    first = urlsplit(url).path.strip("/").partition("/")[0].lower()
    return primary(first) if len(first) in (2, 5) and len(first.partition("-")[0]) == 2 else None


def is_other(url: str, language: str | None) -> bool:
    """Return whether the path of an address begins with another language."""
    return language is not None and language_in(url) not in (None, language)


def own_sitemaps(links: Iterable[Link], language: str | None) -> list[str]:
    """Return the sitemaps of an index in this language, if all of them name a language and some another."""
    urls = [link.url for link in links]
    own = [url for url in urls if language_in(url) == language]
    all_named = all(language_in(url) for url in urls)
    return own if language and all_named and len(own) < len(urls) else []
