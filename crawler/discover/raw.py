"""Prepares bytes from the web for a parser: unpacks gzip, repairs references, skips comments."""

from __future__ import annotations

import re
import zlib
from html.entities import html5

from pipelines.markup.decode import decode

_ROOT = re.compile(r"<(?:[\w-]+:)?(rss|rdf|feed|channel|urlset|sitemapindex|html)[\s>]", re.IGNORECASE)
_FEED = re.compile(
    r"<rss(?=[\s>])[^>]*>\s*<channel[\s>]|<(?:[\w-]+:)?feed\s[^>]*/Atom[\"']|<rdf:RDF\s[^>]*purl.org/rss",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)", re.DOTALL)
_REFERENCE = re.compile(rb"&#(?:[xX]0*([0-9a-fA-F]+)|0*(\d+));?")
_AMPERSAND = re.compile(rb"<!\[CDATA\[.*?\]\]>|&(?!#?\w{1,32};)|&([A-Za-z]\w{1,31};)", re.DOTALL)
_XML_NAMES = frozenset((b"amp;", b"lt;", b"gt;", b"quot;", b"apos;"))
_UTF16 = re.compile(rb"""(<\?xml[^>]{0,80}encoding=["'])utf-?(?:16|32)[a-z-]*""", re.IGNORECASE)
_CONTROLS = bytes({*range(0x20), 0x7F} - {*b"\t\n\r"})  # XML does not allow these; a parser stops there
_LOOK = 200
_MEMBERS = 100  # of one gzip file: each copies the rest of the file, and an empty one has only 20 bytes
_MAGIC = b"\x1f\x8b"


def unpack(body: bytes, most: int) -> tuple[bytes, bool]:
    """Return the first `most` bytes of `body`, unzipped if it is gzip, and True if that is everything.

    Of a damaged stream, the readable part is returned.
    """
    if not body.startswith(_MAGIC):
        return body[:most], len(body) <= most
    parts, size = [], 0
    for _ in range(_MEMBERS):
        stream = zlib.decompressobj(wbits=31)
        try:
            parts.append(stream.decompress(body, most + 1 - size))
        except zlib.error:
            return b"".join(parts)[:most], False
        size += len(parts[-1])
        body = stream.unused_data
        if not stream.eof or size > most or not body.startswith(_MAGIC):
            return b"".join(parts)[:most], stream.eof and size <= most
    return b"".join(parts), False


def utf8(body: bytes, content_type: str | None) -> bytes:
    """Return an XML document's `body` as UTF-8 that a parser can read, whatever its declaration says."""
    if b"\0" in body[:_LOOK]:
        body = decode(body, content_type).encode()
    # Most are plain ASCII, and fifty megabytes should not be copied without need. ISO-2022 has escapes.
    elif not body.isascii() or b"\x1b" in body:
        body = decode(_without_utf16(body), content_type).encode()
    return replace_invalid_references(body.translate(None, _CONTROLS)).lstrip(b" \t\r\n")


def _without_utf16(body: bytes) -> bytes:
    """Return `body` with a declaration of UTF-16, which is wrong here, changed to UTF-8."""
    return _UTF16.sub(rb"\1utf-8", body[:_LOOK], count=1) + body[_LOOK:]


def replace_invalid_references(xml: bytes) -> bytes:
    """Return UTF-8 `xml` with references to surrogates, and to no character, replaced by U+FFFD.

    libxml2 accepts them when it recovers from errors, and then lxml and feedparser cannot read the text.
    """
    return _REFERENCE.sub(_valid_reference, xml) if b"&#" in xml else xml


def _valid_reference(match: re.Match[bytes]) -> bytes:
    digits, base = (match[1], 16) if match[1] else (match[2], 10)
    number = int(digits, base) if len(digits) < 8 else 0x110000
    return match[0] if number < 0xD800 or 0xDFFF < number < 0x110000 else b"\xef\xbf\xbd"


def escape_ampersands(xml: bytes) -> bytes:
    """Return UTF-8 `xml` with a raw `&` escaped, and with HTML's names of characters as numbers.

    Many feeds and sitemaps have addresses such as `?id=7&part=2`. A parser that recovers from errors reads
    `&part` as ∂, or drops it.
    """
    return _AMPERSAND.sub(_escaped, xml) if b"&" in xml else xml


def _escaped(match: re.Match[bytes]) -> bytes:
    name = match[1]
    if name is None:
        return match[0] if match[0].startswith(b"<") else b"&amp;"
    if name in _XML_NAMES or (character := html5.get(name.decode("ascii", "replace"))) is None:
        return match[0]
    return b"".join(b"&#%d;" % ord(letter) for letter in character)


def feed_in(text: str) -> str | None:
    """Return the feed that begins after warnings or inside an HTML page; None if there is none.

    A page that shows the source of a feed has it escaped, so an unescaped `<rss><channel>` is a feed.
    """
    match = _FEED.search(_COMMENT.sub(_blank, text))
    return text[match.start() :] if match else None


def without_comments(text: str) -> str:
    """Return XML without comments and processing instructions, because they may be long."""
    return _COMMENT.sub("", text)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def root_of(start: str) -> str | None:
    """Return the root of a feed, sitemap or page, in lower case and without prefix; None if there is none."""
    match = _ROOT.search(start)
    return match[1].lower() if match else None
