"""Finds tags with too many attributes before the page is parsed.

The parser compares each attribute of a tag with all others: 100,000 of them would take minutes.
"""

from __future__ import annotations

import re
from functools import cache

_ATTRIBUTE = rb"""
    [\s/]*+ [^\s/>] [^\s/>=]*+              # a quote or `<` may be in a name
    (?: \s*+ = \s*+ (?: "[^"]*+(?:"|\Z) | '[^']*+(?:'|\Z) | [^\s"'>][^\s>]*+ )?+ )?+
"""
_USUAL = rb"""
    </?+ (?! [sS][cCtT][rRyY] | [tT][eEiI] | [iI][fF] | [xX] | [nN][oO] ) [a-zA-Z0-9]++
    (?: \ [a-zA-Z-]++="[^"]*+" ){0,9}+ >
"""
"""Nearly all tags have this form, which is matched in half the time; those in `_NAMES` are excluded."""
_HTML = rb"""
    (?: [^<]++
      | %(usual)s
      | < (?: (?= [^stixnSTIXN!?] ) /?+ %(tag)s
            | (?= [stixnSTIXN] ) (?: %(raw)s | %(tag)s )
            | !-- (?: -?> | [^-]*+ (?: -(?!-!?>) [^-]*+ )*+ (?: --!?> | \Z ) )
            | (?: [!?] | /(?![a-zA-Z]) ) [^>]*+ (?: > | \Z )
            | (?![a-zA-Z/!?])
          )
    )*+
"""
_XML = rb"""
    (?: [^<]++
      | < (?: /?+ %(tag)s
            | !-- [^-]*+ (?: -(?!->) [^-]*+ )*+ (?: --> | \Z )
            | !\[CDATA\[ [^\]]*+ (?: \](?!\]>) [^\]]*+ )*+ (?: \]\]> | \Z )
            | \? [^?]*+ (?: \?(?!>) [^?]*+ )*+ (?: \?> | \Z )
            | (?: !(?!--|\[CDATA\[) | /(?![a-zA-Z]) ) [^>]*+ (?: > | \Z )
            | (?![a-zA-Z/!?])
          )
    )*+
"""
"""Everything before the first tag with too many attributes; each byte is read once, so the time is linear."""
_RAW = rb"(?=%(name)s[\s/>]) %(opens)s [^<]*+ (?: <(?!/%(name)s[\s/>]) [^<]*+ )*+"
_NAMES = ("script", "style", "textarea", "title", "iframe", "xmp", "noembed", "noframes")
"""Within these elements, only their end is a tag."""
_START = re.compile(rb"</?[^\s/>]*")
_COUNTED = re.compile(_ATTRIBUTE, re.X)


def attributes_over(data: bytes, most: int, *, xml: bool = False) -> int | None:
    """Return the number of attributes of the first tag that has more than `most`; None if no tag has."""
    allowed = _tags_within_limit(most, xml).match(data)
    end = allowed.end() if allowed else 0
    start = _START.match(data, end)
    if start is None:
        return None
    at, count = start.end(), 0
    while attribute := _COUNTED.match(data, at):
        at, count = attribute.end(), count + 1
    return count


@cache
def _tags_within_limit(most: int, xml: bool) -> re.Pattern[bytes]:
    start = rb"[a-zA-Z] [^\s/>]*+ (?: %s ){0,%d}+" % (_ATTRIBUTE, most)
    tag = start + rb" [\s/]*+ (?: > | \Z )"
    opens = start + rb" (?: [\s/]*+ (?: (?<!/)> | \Z ) | > )"  # the parser closes `<script/>`, and reads on
    # One alternative for each name: a group that is captured would break re's possessive repeats.
    raw = b" | ".join(_RAW % {b"name": _any_case(name), b"opens": opens} for name in _NAMES)
    return re.compile((_XML if xml else _HTML) % {b"usual": _USUAL, b"tag": tag, b"raw": raw}, re.X)


def _any_case(name: str) -> bytes:
    """Return a pattern for a name in any case; `re.I` would make the whole pattern half as fast."""
    return "".join(f"[{letter}{letter.upper()}]" for letter in name).encode()
