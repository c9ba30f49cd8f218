"""Finds the sitemaps in a robots.txt. `crawler.fetch.robots_middleware` applies its rules."""

from __future__ import annotations

import re

from crawler.discover.link import Link
from pipelines.items import Hints
from pipelines.markup.decode import robots_text
from pipelines.urls import NotAnAddress, canonical

# Google reads `Site-map:` too, and a field without its colon.
_LINE = re.compile(
    r"[\s\ufeff]*site[-_ ]?maps?(?:\s*[:=]\s*|\s+(?=[<\"']?https?:|/))[<\"']?([^\s#<>\"']+)", re.IGNORECASE
)


def sitemaps_in(body: bytes, url: str, *, most: int = 200, max_bytes: int = 524_288) -> tuple[Link, ...]:
    """Return the sitemaps that the robots.txt at `url` names: at most `most`, in its order.

    Only the first `max_bytes` are read; RFC 9309 requires 500 KiB.
    """
    links: dict[str, Link] = {}
    lines = map(_LINE.match, robots_text(body[:max_bytes]).splitlines())
    for line in filter(None, lines):
        if len(links) == most:
            break
        try:
            address = canonical(line[1], url)
        except NotAnAddress:
            continue
        links[address] = Link(url=address, kind="sitemap", hints=Hints(origin="sitemap"), score=1.0)
    return tuple(links.values())
