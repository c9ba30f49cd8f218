"""Finds tags with too many attributes before the parser does: it compares each with all others."""

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
"""What nearly every tag is, read in half the time; none of the raw ones, nor what begins as they do."""
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
"""All that stands before a tag of too many: each byte is looked at once, so its work is linear."""
_RAW = rb"(?=%(name)s[\s/>]) %(opens)s [^<]*+ (?: <(?!/%(name)s[\s/>]) [^<]*+ )*+"
_NAMES = ("script", "style", "textarea", "title", "iframe", "xmp", "noembed", "noframes")
"""Within these nothing is a tag but their end."""
_START = re.compile(rb"</?[^\s/>]*")
_COUNTED = re.compile(_ATTRIBUTE, re.X)


def crowded(data: bytes, most: int, *, xml: bool = False) -> int | None:
    """How many attributes the first tag has that has more than `most`; None where none has."""
    passed = _passed(most, xml).match(data)
    end = passed.end() if passed else 0
    start = _START.match(data, end)
    if start is None:
        return None
    at, count = start.end(), 0
    while found := _COUNTED.match(data, at):
        at, count = found.end(), count + 1
    return count


@cache
def _passed(most: int, xml: bool) -> re.Pattern[bytes]:
    start = rb"[a-zA-Z] [^\s/>]*+ (?: %s ){0,%d}+" % (_ATTRIBUTE, most)
    tag = start + rb" [\s/]*+ (?: > | \Z )"
    opens = start + rb" (?: [\s/]*+ (?: (?<!/)> | \Z ) | > )"  # the parser closes `<script/>`, and reads on
    # One alternative for each name: a group that is captured would break re's possessive repeats.
    raw = b" | ".join(_RAW % {b"name": _any_case(name), b"opens": opens} for name in _NAMES)
    return re.compile((_XML if xml else _HTML) % {b"usual": _USUAL, b"tag": tag, b"raw": raw}, re.X)


def _any_case(name: str) -> bytes:
    """What `re.I` would do, which makes all else of the pattern half as fast."""
    return "".join(f"[{letter}{letter.upper()}]" for letter in name).encode()
