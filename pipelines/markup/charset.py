"""Finds the charset of a page's bytes: by a BOM, by the bytes themselves, by what is declared, or by a guess.

Of the markup it reads only the declared language and charset.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from functools import cache

from charset_normalizer import from_bytes
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, resolve_encoding

from pipelines.markup.lexicon import load

_SAMPLE = 100_000  # bytes that are read to judge a charset
_GUESSED = 6_000  # bytes of text from which a charset is guessed
_WIDE_LOOK = 4_096
_ENOUGH = 20  # with fewer characters beyond ASCII, rows of accents prove nothing
_CODE = (b"script", b"style>", b"style ")
_LANG = re.compile(rb"""<html[^>]{0,500}?\blang\s*=\s*["']?([a-zA-Z]{2,3})\b""", re.I)
_ESCAPED = re.compile(rb"\x1b(?:\$[@B]|\([BJI])")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_BROKEN = re.compile("[\ufffd\x80-\x9f\ue000-\uf8ff]")
_WESTERN_RUN = re.compile("[\xa1-\u024f]{3,}")
_SYMBOL = re.compile(r"(?<=[^\W\d_])[¤¦¬±¶ˇ]|[¤¦¬±¶ˇ](?=[^\W\d_])")
_MIXED = re.compile("[a-zA-Z][\u0370-\u06ff]|[\u0370-\u06ff][a-zA-Z]")
_CAPITALS = re.compile("[\u0400-\u042f]")


@cache
def _known_codecs() -> frozenset[str]:
    return frozenset(codecs.lookup(name).name for name in load("charsets")["known"])


def charset_of(body: bytes, content_type: str | None) -> tuple[str, bool]:
    """Return the codec for `body`, always one of text, and whether the bytes are valid UTF-8.

    Bytes beyond ASCII that are valid UTF-8 are UTF-8, whatever is declared: no text in another charset looks
    like that.
    """
    bom = read_bom(body)[0]
    if bom:
        return codecs.lookup(bom).name, False
    if b"\0" in body[:_WIDE_LOOK] and (wide := _wide(body)):
        return wide, False
    if body.isascii():
        return ("iso2022_jp", False) if _ESCAPED.search(body[:_SAMPLE]) else ("utf-8", True)
    is_valid = _is_utf8(body)
    if is_valid is not None:
        return "utf-8", is_valid
    declared = tuple(dict.fromkeys(_declared(body, content_type)))
    sample = _sample(body)
    fitting = next((name for name in declared if _reads_well(sample, name)), None)
    return fitting or _guess(sample, body, declared), False


def _wide(body: bytes) -> str | None:
    """Return the kind of UTF-16, in which every second byte of markup is NUL; None for other bytes."""
    start = body[: _WIDE_LOOK & ~1]
    even, odd = start[::2].count(0), start[1::2].count(0)
    fewest = max(4, len(start) // 6)
    if max(even, odd) < fewest or min(even, odd) * 8 > max(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _is_utf8(body: bytes) -> bool | None:
    """Return True for valid UTF-8, False if it is cut off within a character, None for other bytes."""
    try:
        body.decode()
    except UnicodeDecodeError as error:
        return False if 0 < len(body) - error.start < 4 and error.end == len(body) else None
    return True


def _declared(body: bytes, content_type: str | None) -> Iterator[str]:
    """Yield the codecs that the header and the page's head declare, except UTF-16 and UTF-32."""
    for label in (http_content_type_encoding(content_type), html_body_declared_encoding(body)):
        name = _codec(label) if label else None
        if name and not name.startswith(("utf-16", "utf-32")):
            yield name


def _codec(label: str) -> str | None:
    try:
        name = codecs.lookup(resolve_encoding(label) or "utf-8").name
    except (LookupError, ValueError):  # ValueError: a NUL within the name
        return None
    return name if name in _known_codecs() else None


def _sample(body: bytes) -> bytes:
    """Return the lines that are not all ASCII, without markup if enough text is left."""
    start = body[:_SAMPLE]
    parts = (part for part in start.split(b"<") if part[:6].lower() not in _CODE)
    text = _non_ascii_lines(b"\n".join(part.partition(b">")[2] for part in parts))
    return (text if len(text) > _ENOUGH else _non_ascii_lines(start) or _non_ascii_lines(body))[:_GUESSED]


def _non_ascii_lines(text: bytes) -> bytes:
    return b"\n".join(line for line in text.split(b"\n") if not line.isascii())


def _reads_well(sample: bytes, name: str) -> bool:
    """Return True if the sample reads like text in this charset.

    That is: few errors, no rows of accents, no words of two scripts.
    """
    text = sample.decode(name, "replace")
    strange = len(_NOT_ASCII.findall(text))
    if not strange:
        return not sample or sample.isascii()
    broken = len(_BROKEN.findall(text)) + len(_SYMBOL.findall(text))
    if broken > max(1, strange // 25) or strange < _ENOUGH:
        return broken <= max(1, strange // 25)
    # KOI8 and Windows-1251 read each other's small letters as capitals.
    odd = sum(map(len, _WESTERN_RUN.findall(text))) + len(_CAPITALS.findall(text))
    return odd <= strange // 2 and len(_MIXED.findall(text)) <= strange // 10


def _guess(sample: bytes, body: bytes, declared: Iterable[str]) -> str:
    """Return the usual charset of the page's language, as browsers do, or else one guessed from the bytes."""
    match = _LANG.search(body[:_WIDE_LOOK])
    language = match[1].decode().lower() if match else ""
    usual = load("charsets")["by_language"].get(language, ["cp1252"] if language else [])
    for name in map(_codec, usual):
        if name and _reads_well(sample, name):
            return name
    best = from_bytes(sample).best()
    name = _codec(best.encoding) if best else None
    return name or next(iter(declared), "utf-8" if _mostly_utf8(sample) else "cp1252")


def _mostly_utf8(sample: bytes) -> bool:
    text = sample.decode("utf-8", "replace")
    return text.count("\ufffd") * 4 <= len(_NOT_ASCII.findall(text))
