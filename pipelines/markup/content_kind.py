"""Distinguishes pages that can be cleaned from other files, by their first bytes and their Content-Type."""

from __future__ import annotations

import re
from functools import cache

from pipelines.items import Page

PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/plain")

_LOOK = 1024
_CONTROLS = bytes({*range(0x20)} - {*b"\t\n\f\r\x1b"})
# A comment, an instruction or a DOCTYPE that is not HTML's. Each is matched alone: the time stays linear.
_BEFORE = re.compile(
    rb"<!--.*?-->\s*|<\?[^>]*>\s*|<!(?!--|doctype\s+html[\s>])[^>\[]*(?:\[.*?\]\s*)?>\s*", re.I | re.S
)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)[\s>]", re.I)
_FEED = re.compile(rb"<(?:\w+:)?(?:rss|rdf|feed|urlset|sitemapindex|opml)[\s>]", re.I)
_DRAWING = re.compile(rb"<(?:\w+:)?svg[\s>]", re.I)
_TAG = re.compile(rb"<(?:p|div|br|h[1-6]|a|span|section|article|main|table|meta|script)[\s/>]", re.I)
_JSON = re.compile(rb"""[{\[]\s*(?:["{\[\]}]|-?\d|true|false|null)""")
# First bytes of files that servers send under any name.
_BYTES: tuple[tuple[str, tuple[bytes, ...]], ...] = (
    ("pdf", (b"%PDF-",)),
    ("picture", (rb"\x89PNG", rb"\xff\xd8\xff", b"GIF8[79]a", rb"BM.{4}\0{4}", rb"II\*\0", rb"MM\0\*")),
    ("picture", (b"RIFF.{4}WEBP", b".{4}ftyp(?:avif|heic|mif1)", rb"\0\0\x01\0")),
    ("recording", (b"ID3", rb"\xff[\xf1\xf3\xf9\xfa\xfb]", b"OggS", b"fLaC", b"RIFF.{4}(?:WAVE|AVI )")),
    ("recording", (b".{4}ftyp", rb"\x1a\x45\xdf\xa3", rb"FLV\x01", rb"\0\0\x01[\xb3\xba]", b"#EXTM3U")),
    ("recording", (b"G.{187}G.{187}G",)),
    ("archive", (rb"PK(?:\x03\x04|\x05\x06|\x07\x08)", rb"\x1f\x8b", b"BZh[1-9]", rb"7z\xbc\xaf", b"Rar!")),
    ("archive", (rb"\xfd7zXZ\0", rb"\x28\xb5\x2f\xfd", b".{257}ustar", rb"WARC/\d\.\d\r?\n", b"!<arch>\n")),
    ("document", (rb"\xd0\xcf\x11\xe0", rb"\{\\rtf", b"%!PS")),
    ("binary", (b"PAR1.{4}", rb"\xca\xfe\xba\xbe", rb"\x89HDF", b"OTTO", rb"\xd4\xc3\xb2\xa1", b"LZIP")),
    ("binary", (rb"\x7fELF", rb"MZ.{2,60}\0\0", rb"\0asm", b"wOF[F2]", rb"\0\x01\0\0\0", b"SQLite format 3")),
)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[bytes]], ...]:
    return tuple((kind, re.compile(b"|".join(starts), re.S)) for kind, starts in _BYTES)


def kind_of(page: Page) -> str:
    """Return what a page is; see `kind_of_body`."""
    return kind_of_body(page.body, page.content_type)


def kind_of_body(body: bytes, content_type: str | None) -> str:
    """Return `page` for HTML and plain text; else picture, recording, archive, pdf, document, feed, json,
    binary or other.

    Bytes count more than the header: HTML is a page and a picture is none, whatever the Content-Type.
    """
    start = body[:_LOOK].lstrip().removeprefix(b"\xef\xbb\xbf")
    media_type = (content_type or "text/html").split(";")[0].strip().lower()
    default = "page" if media_type in PAGE_TYPES else "other"
    root = _root(start)
    if _HTML.match(start, root):
        return "page"
    if _is_wide(content_type, start):
        return default
    kind_by_bytes = next((kind for kind, pattern in _patterns() if pattern.match(body)), None)
    return kind_by_bytes or _text_kind(body, start, root, default)


def _root(start: bytes) -> int:
    """Return the position of the first tag, or of HTML's DOCTYPE."""
    at = 0
    while before := _BEFORE.match(start, at):
        at = before.end()
    return at


def _text_kind(body: bytes, start: bytes, root: int, default: str) -> str:
    # Compressed or encrypted bytes may have no NUL at their start, but they have no tags either.
    has_controls = (len(start) - len(start.translate(None, _CONTROLS))) * 50 > len(start)
    if has_controls and (b"\0" in start or not _TAG.search(body)):
        return "binary"
    if _FEED.match(start, root):
        return "feed"
    if _DRAWING.match(start, root):
        return "picture"
    return "json" if _JSON.match(start) and (default != "page" or _is_data(body)) else default


def _is_wide(content_type: str | None, start: bytes) -> bool:
    """Return True for UTF-16: it has a BOM or says so in the header, or every second byte is NUL."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) or "utf-16" in (content_type or "").lower():
        return True
    return any(tag.encode(code) in start for tag in ("<html", "<!DOCTYPE", "<!doctype") for code in _WIDE)


_WIDE = ("utf-16-le", "utf-16-be")


def _is_data(body: bytes) -> bool:
    """Return True for JSON up to the end, without markup that a browser would show."""
    end = body[-_LOOK:].rstrip()
    return end.endswith((b"}", b"]")) and b"<p" not in body[:100_000] and b"<div" not in body[:100_000]


def is_page(page: Page) -> bool:
    """Return True if the page can be cleaned."""
    return kind_of(page) == "page"
