"""Which characters a page's bytes stand for: BOM, then header, then meta, then the bytes themselves."""

from __future__ import annotations

import re

from charset_normalizer import from_bytes
from w3lib.encoding import html_to_unicode

# What XML and HTML forbid, and what only confuses whoever reads the text. ZWNJ and ZWJ stay: Persian, Indic
# scripts and emoji need them. U+FEFF inside a text, bidi overrides and lone surrogates go.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def _guess(body: bytes) -> str | None:
    best = from_bytes(body[:20_000]).best()
    return best.encoding if best else None


def decode(body: bytes, content_type: str | None) -> str:
    """Return the text of `body`, without control characters, lone surrogates and stray marks.

    `content_type` is the header as sent (`text/html; charset=utf-8`); a BOM wins over it.
    """
    _, text = html_to_unicode(content_type, body, auto_detect_fun=_guess, default_encoding="utf-8")
    return _UNWANTED.sub("", text.replace("\r\n", "\n"))
