"""Decodes a page's bytes, without characters that no reader should see; `charset` finds the charset."""

from __future__ import annotations

import re

from w3lib.encoding import read_bom

from pipelines.markup.charset import charset_of

# Characters that XML and HTML forbid, and characters that only confuse readers: U+FEFF inside a text, bidi
# overrides, lone surrogates. ZWNJ and ZWJ stay: Persian, Indic scripts and emoji need them.
_CONTROLS = bytes([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])
# One pattern for each first byte: most pages lack some of these bytes, and a pattern with a fixed first byte
# is found three times faster.
_MARKS = {
    # U+200B, U+202A-E, U+2060, U+2066-9
    b"\xe2": re.compile(rb"\xe2(?:\x80[\x8b\xaa-\xae]|\x81[\xa0\xa6-\xa9])"),
    b"\xef": re.compile(rb"\xef\xbb\xbf"),  # U+FEFF
    b"\xc2": re.compile(rb"\xc2([\x80-\x84\x86-\x9f])"),  # C1 controls but NEL
}
_PUNCTUATION = frozenset(bytes([code]) for code in (0x82, 0x84, 0x8B, *range(0x91, 0x98), 0x9B))
"""Windows-1252: quotation marks, a bullet and dashes."""
_LOST = "\ufffd".encode()

# The second to fourth byte of a UTF-8 character that was read as Windows-1252 or Latin-1 and encoded again.
_TAIL = (
    rb"(?:\xc2[\x80-\xbf]|\xc5[\x92\x93\xa0\xa1\xb8\xbd\xbe]|\xc6\x92|\xcb[\x86\x9c]|\xe2(?:\x82\xac|\x84\xa2"
    rb"|\x80[\x93\x94\x98-\x9a\x9c-\x9e\xa0-\xa2\xa6\xb0\xb9\xba]))"
)
_PAIR, _THREE, _FOUR = (
    rb"[%s]%s{%d}" % (lead, _TAIL, count)
    for count, lead in enumerate((rb"\x82-\x9f", rb"\xa0-\xaf", rb"\xb0-\xb4"), 1)
)
_TWICE = re.compile(rb"\xc3(?:%s|%s|%s)" % (_PAIR, _THREE, _FOUR))  # a fixed first byte is fastest to find
_LEADS = re.compile(rb"[\xc2-\xf4]")
_LEAST = 3  # this many characters must look encoded twice; one may be a coincidence ("CAFÉ»")


def decode(body: bytes, content_type: str | None) -> str:
    """Return the text of `body`, without control characters, lone surrogates and stray marks.

    `content_type` is the header as sent (`text/html; charset=utf-8`); a BOM is stronger.
    """
    return decode_utf8(body, content_type)[0].decode()


def robots_text(body: bytes) -> str:
    """Return the text of a robots.txt: UTF-8, as RFC 9309 demands, or UTF-16, as some servers send it."""
    wide = body.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in body[:200]
    return decode(body, None) if wide else body.decode("utf-8-sig", "ignore")


def decode_utf8(body: bytes, content_type: str | None) -> tuple[bytes, int]:
    """Return the text of `body` as UTF-8, and how many characters were unreadable and are U+FFFD now.

    Bytes are searched and cleaned several times faster than characters.
    """
    name, is_valid = charset_of(body, content_type)
    lost = 0
    if not is_valid:
        body = _without_bom(body).decode(name, "replace").encode("utf-8", "ignore")
        lost = body.count(_LOST)
    data = body.translate(None, _CONTROLS)
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n")
    data = _undo_second_encoding(data)
    for first, mark in _MARKS.items():
        if first in data:
            data = mark.sub(_intended_mark if first == b"\xc2" else b"", data)
    return data, lost


def _intended_mark(match: re.Match[bytes]) -> bytes:
    """Return the quotation mark or dash of Windows-1252 that a program took for a control of Latin-1."""
    return match[1].decode("cp1252").encode() if match[1] in _PUNCTUATION else b""


def _without_bom(body: bytes) -> bytes:
    bom = read_bom(body)[1]
    return body[len(bom) :] if bom else body


def _undo_second_encoding(data: bytes) -> bytes:
    """Return `data` decoded once if two thirds of its characters beyond ASCII were encoded twice."""
    matches = _TWICE.findall(data) if b"\xc3" in data else []
    if len(matches) < _LEAST:
        return data
    twice = sum(len(_LEADS.findall(match)) for match in matches)
    if twice * 3 < 2 * len(_LEADS.findall(data)):
        return data
    return _TWICE.sub(_decoded, data)


def _decoded(match: re.Match[bytes]) -> bytes:
    try:
        # Windows-1252 leaves five bytes undefined; `_byte` keeps those as they are.
        decoded = b"".join(_byte(char) for char in match[0].decode())
        decoded.decode()
    except (UnicodeError, LookupError):
        return match[0]
    return decoded


def _byte(char: str) -> bytes:
    return char.encode("cp1252", "ignore") or char.encode("latin-1")
