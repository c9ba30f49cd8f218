"""Documents to mutate: pages, feeds, sitemaps, robots.txt and an archive."""

from __future__ import annotations

import gzip
from functools import cache
from itertools import islice
from pathlib import Path

from fastwarc.warc import ArchiveIterator, WarcRecordType

ROOT = Path(__file__).resolve().parents[2]
CORPORA = ROOT.parent / "shared" / "corpus"
INPUTS = Path(__file__).with_name("inputs")
"""Inputs that once failed."""
OF_A_CORPUS = 10

_URLSET = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://herald.example/2026/03/lift-bridge-opens</loc><lastmod>2026-03-04T05:06:07Z</lastmod>
<news:news>
<news:publication_date>2026-03-04</news:publication_date><news:title>Lift bridge</news:title>
</news:news></url>
<url><loc>https://herald.example/2026/03/night-ferry-cut</loc></url></urlset>"""
_INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://herald.example/sitemap-2026-03.xml.gz</loc><lastmod>2026-03-04</lastmod></sitemap>
</sitemapindex>"""
_JSON = """{"version": "https://jsonfeed.org/version/1.1", "title": "Herald", "items": [{"id": "1",
"url": "https://herald.example/2026/03/lift-bridge-opens", "title": "Lift bridge",
"content_html": "<p>It opens.</p>",
"date_published": "2026-03-04T05:06:07+02:00", "authors": [{"name": "Ada Gray"}], "tags": ["bridge"]}]}"""
_ROBOTS = b"""User-agent: *
Disallow: /private
Crawl-delay: 2
Allow: /private/open$
User-agent: GPTBot
Disallow: /
Content-Signal: ai-train=no
Sitemap: https://herald.example/sitemap.xml
"""


@cache
def pages() -> tuple[bytes, ...]:
    """Return the repository's own pages, and a few of each corpus that is present."""
    own = [*ROOT.glob("tests/text/pages/*.html"), *ROOT.glob("crawler/tools/demo/world/*/*.html")]
    found = [path.read_bytes() for path in sorted(own)]
    for path in sorted(CORPORA.glob("*.warc.gz")):
        with path.open("rb") as file:
            records = ArchiveIterator(file, record_types=WarcRecordType.response)
            found += [record.reader.read() for record in islice(records, OF_A_CORPUS)]
    return tuple(found)


@cache
def feeds() -> tuple[bytes, ...]:
    """Return a feed in RSS, Atom and JSON."""
    own = sorted(ROOT.glob("crawler/tools/demo/world/*/*.xml"))
    return (*(path.read_bytes() for path in own if "sitemap" not in path.name), _JSON.encode())


def sitemaps() -> tuple[bytes, ...]:
    """Return a sitemap, an index, a plain list, and one compressed with gzip."""
    return (
        _URLSET.encode(),
        _INDEX.encode(),
        gzip.compress(_URLSET.encode(), mtime=0),
        b"https://a.example/b\n" * 9,
    )


def robots() -> tuple[bytes, ...]:
    """Return a robots.txt with everything that such a file may contain."""
    return (_ROBOTS,)


@cache
def archives() -> tuple[bytes, ...]:
    """Return an archive of two records, plain and compressed."""
    records = [_record(page) for page in pages()[:2]]
    return (b"".join(records), b"".join(gzip.compress(each, mtime=0) for each in records))


def _record(page: bytes) -> bytes:
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
    head = (
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Date: 2026-03-04T05:06:07Z\r\n"
        "WARC-Record-ID: <urn:uuid:6bba4c68-0000-4000-8000-000000000001>\r\n"
        "WARC-Target-URI: https://herald.example/2026/03/lift-bridge-opens\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
    )
    return head.encode() + answer + b"\r\n\r\n"
