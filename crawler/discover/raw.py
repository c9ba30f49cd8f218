"""What stands between bytes and a parser: gzip, opened with a bound, and references to no character.

Refuses to know what kind of document it is.
"""

from __future__ import annotations

import re
import zlib

from pipelines.markup.decode import decode

_ROOT = re.compile(r"<(?:[\w-]+:)?(rss|rdf|feed|channel|urlset|sitemapindex|html)[\s>]", re.IGNORECASE)
_REFERENCE = re.compile(rb"&#(?:[xX]0*([0-9a-fA-F]+)|0*(\d+));?")
_UTF16 = re.compile(rb"""(<\?xml[^>]{0,80}encoding=["'])utf-?(?:16|32)[a-z-]*""", re.IGNORECASE)
_LOOK = 200
_MAGIC = b"\x1f\x8b"


def unpack(body: bytes, most: int) -> tuple[bytes, bool]:
    """Return the first `most` bytes that `body` holds, unzipped where it is gzip, and whether that is all.

    A stream that ends early or is damaged gives what could be read of it, and is not all.
    """
    if not body.startswith(_MAGIC):
        return body[:most], len(body) <= most
    parts, size = [], 0
    while body.startswith(_MAGIC) and size <= most:
        stream = zlib.decompressobj(wbits=31)
        try:
            parts.append(stream.decompress(body, most + 1 - size))
        except zlib.error:
            return b"".join(parts)[:most], False
        size += len(parts[-1])
        if not stream.eof:
            return b"".join(parts)[:most], False
        body = stream.unused_data
    return b"".join(parts)[:most], size <= most


def utf8(body: bytes, content_type: str | None) -> bytes:
    """Return an XML document's `body` as UTF-8 that a parser can read, whatever its declaration says."""
    if b"\0" not in body[:_LOOK]:
        # Most are plain ASCII, and fifty megabytes are not to be copied for nothing.
        body = body if body.isascii() else decode(_without_utf16(body), content_type).encode()
    else:
        body = decode(body, content_type).encode()
    return sound_references(body).lstrip(b" \t\r\n\xef\xbb\xbf")


def _without_utf16(body: bytes) -> bytes:
    """A declaration of UTF-16 that the bytes belie is changed to UTF-8."""
    return _UTF16.sub(rb"\1utf-8", body[:_LOOK], count=1) + body[_LOOK:]


def sound_references(xml: bytes) -> bytes:
    """Return UTF-8 `xml` with references to surrogates and to nothing at all replaced by U+FFFD.

    libxml2 lets them through when it recovers, and then neither lxml nor feedparser can read the text.
    """
    return _REFERENCE.sub(_sound, xml) if b"&#" in xml else xml


def _sound(match: re.Match[bytes]) -> bytes:
    digits, base = (match[1], 16) if match[1] else (match[2], 10)
    number = int(digits, base) if len(digits) < 8 else 0x110000
    return match[0] if number < 0xD800 or 0xDFFF < number < 0x110000 else b"\xef\xbf\xbd"


def root_of(start: str) -> str | None:
    """The first of the elements that tell feeds, sitemaps and pages apart, in lower case, without prefix."""
    found = _ROOT.search(start)
    return found[1].lower() if found else None
