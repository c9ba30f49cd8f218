"""Copies a saved site without what helps a whole crawl: feeds, sitemaps, names of classes, metadata."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

_NAMES = re.compile(rb"""(\s(?:class|id)\s*=\s*)("[^"]*"|'[^']*')""", re.IGNORECASE)
_LISTINGS = (b"<rss", b"<feed", b"<urlset", b"<sitemapindex")
_METADATA = tuple(
    re.compile(pattern, re.IGNORECASE | re.DOTALL)
    for pattern in (
        rb"<script[^>]*ld\+json[^>]*>.*?</script>",
        rb"<meta(?![^>]*(?:charset|content-type))[^>]*>",
        rb"""\s(?:itemprop|itemtype|rel|property)=(?:"[^"]*"|'[^']*')""",
        rb"<link[^>]+application/(?:rss|atom)\+xml[^>]*>",
    )
)


def strip(site: Path, into: Path) -> None:
    """Write a site's pages below another folder; each name of a class becomes another, always the same."""
    for file in filter(Path.is_file, site.rglob("*")):
        body = file.read_bytes()
        if file.name.startswith("robots.txt") or any(mark in body[:600].lower() for mark in _LISTINGS):
            continue
        target = into / file.relative_to(site)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(_stripped(body) if b"<html" in body[:3_000].lower() else body)


def _stripped(body: bytes) -> bytes:
    body = _NAMES.sub(_renamed, body)
    for pattern in _METADATA:
        body = pattern.sub(b"", body)
    return body


def _renamed(names: re.Match[bytes]) -> bytes:
    quote, held = names[2][:1], names[2][1:-1].split()
    return names[1] + quote + b" ".join(map(_other_name, held)) + quote


def _other_name(name: bytes) -> bytes:
    """Return a name of letters only, as those are that humans give."""
    return b"k" + bytes(97 + byte % 26 for byte in hashlib.md5(name, usedforsecurity=False).digest()[:6])
