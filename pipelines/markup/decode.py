"""Which characters a page's bytes stand for: BOM, then header, then meta, then the bytes themselves."""

from __future__ import annotations

import re

from charset_normalizer import from_bytes
from w3lib.encoding import html_to_unicode

# What XML and HTML forbid, and what only confuses whoever reads the text. ZWNJ and ZWJ stay: Persian, Indic
# scripts and emoji need them. U+FEFF inside a text, bidi overrides and lone surrogates go.
_CONTROLS = bytes([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])
# Each begins with one fixed byte, which makes the search three times faster than one for any of them.
_MARKS = (
    re.compile(rb"\xe2(?:\x80[\x8b\xaa-\xae]|\x81[\xa0\xa6-\xa9])"),  # U+200B, U+202A-E, U+2060, U+2066-9
    re.compile(rb"\xef\xbb\xbf"),  # U+FEFF
    re.compile(rb"\xc2[\x80-\x84\x86-\x9f]"),  # C1 controls but NEL
)


def _guess(body: bytes) -> str | None:
    best = from_bytes(body[:20_000]).best()
    return best.encoding if best else None


def decode(body: bytes, content_type: str | None) -> str:
    """Return the text of `body`, without control characters, lone surrogates and stray marks.

    `content_type` is the header as sent (`text/html; charset=utf-8`); a BOM wins over it.
    """
    return decode_utf8(body, content_type).decode()


def _text(body: bytes, content_type: str | None) -> str:
    try:
        return html_to_unicode(content_type, body, auto_detect_fun=_guess, default_encoding="utf-8")[1]
    except (LookupError, UnicodeError, ValueError):  # `charset=hex`: a codec, but not one of text
        return body.decode(_guess(body) or "utf-8", "replace")


def decode_utf8(body: bytes, content_type: str | None) -> bytes:
    """The same as UTF-8: bytes are searched and cleaned several times faster than characters."""
    data = _text(body, content_type).encode("utf-8", "ignore").translate(None, _CONTROLS)
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n")
    for mark in _MARKS:
        data = mark.sub(b"", data)
    return data
