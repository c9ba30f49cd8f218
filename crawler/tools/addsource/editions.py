"""Which of a site's addresses are of its edition in another language, by their paths. Asks no site."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from crawler.discover.link import Link
from crawler.sources import checks


def primary(tag: str | None) -> str | None:
    """`pt-BR`, `pt_BR` → `pt`; None for what is no language."""
    try:
        return checks.language((tag or "").strip().replace("_", "-")).partition("-")[0].lower()
    except checks.Wrong:
        return None


def language_in(url: str) -> str | None:
    """The language that an address's path begins with: `/zh/`, `/pt-br/esporte`; None where it does not."""
    first = urlsplit(url).path.strip("/").partition("/")[0].lower()
    return primary(first) if len(first) in (2, 5) and len(first.partition("-")[0]) == 2 else None


def is_other(url: str, language: str | None) -> bool:
    """Whether an address is, by its path, of another language than this."""
    return language is not None and language_in(url) not in (None, language)


def own_sitemaps(links: Iterable[Link], language: str | None) -> list[str]:
    """Those of an index's sitemaps that are in this language, where each names one and not all this one."""
    urls = [link.url for link in links]
    mine = [url for url in urls if language_in(url) == language]
    named = all(language_in(url) for url in urls)
    return mine if language and named and len(mine) < len(urls) else []
