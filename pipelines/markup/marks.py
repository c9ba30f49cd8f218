"""Removes characters that no stored text has: controls, noncharacters, marks that reorder or hide text."""

from __future__ import annotations

import re

_STRAYS = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f"
    "\xad"  # soft hyphen
    "\u034f\u061c\u200b\u200e\u200f"  # joiners, spaces and directions without width
    "\u17b4\u17b5\u3164\uffa0"  # letters that cannot be seen
    "\u2028-\u202e\u2060-\u206f"  # separators, bidi overrides and isolates, invisible operators
    "\ufeff\ufff9-\ufffc"
    "\ud800-\udfff"  # halves of a pair
    "\ue000-\uf8ff"  # private use: icons of some font
    "\ufdd0-\ufdef\ufffe\uffff"  # noncharacters
)
_FAR = (
    "\U000f0000-\U0010ffff"  # private use
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"  # tags: text that only programs can see
)
_PLANES = "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(1, 15))
_STRAY = re.compile(f"[{_STRAYS}{_FAR}{_PLANES}]+")
_LINES = re.compile("\r\n?|[\u2028\u2029]")
_C1 = re.compile("[\x80-\x9f]")
_PERHAPS = "\u200c\u200d\ufe00-\ufe0f\u180b-\u180f\u115f\u1160"
"""Characters without width that some scripts and emoji need."""
_MARK = re.compile(f"[{_PERHAPS}\U000e0100-\U000e01ef]+")
_ODD = re.compile(f"[{_STRAYS}{_PERHAPS}\r\x80-\x9f\U00010000-\U0010ffff]")
"""Texts without these need no work. One range for all characters beyond U+FFFF, as each range costs time."""

# Scripts whose letters join or are composed: Arabic, Syriac, N'Ko, Mongolian, and those of India.
_JOINING = re.compile(
    "[\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\ua840-\uabff\ufb50-\ufdff\ufe70-\ufefe]"
)
_PICTURE = re.compile("[\xa9\xae\u203c-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]")
_SELECTABLE = re.compile(
    "[#*0-9\xa9\xae\u1000-\u109f\u1800-\u18af\u2030-\u2bff\u3000-\u33ff\uff00-\uffef\ua840-\ua87f]"
)
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_MONGOLIAN = re.compile("[\u1800-\u18af]")
_JAMO = re.compile("[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]")


def clean_marks(text: str) -> str:
    """Return `text` without controls (except tab and line feed), noncharacters and marks that hide text.

    ZWNJ, ZWJ and variation selectors stay where a script or an emoji needs them.
    """
    if text.isascii() and text.isprintable():
        return text
    if _ODD.search(text) is None:
        return text
    text = _C1.sub(_western, _LINES.sub("\n", text))
    return _MARK.sub(_needed, _STRAY.sub("", text))


def tidy(text: str) -> str:
    """Return `text` cleaned as by `clean_marks`, on one line, with single spaces."""
    if text.isascii():  # most texts, and they need no more work than this
        plain = " ".join(text.split())
        if plain.isprintable():
            return plain
    return " ".join(clean_marks(text).split())


def _western(match: re.Match[str]) -> str:
    """Return the character of Windows-1252 for a C1 control: in browsers, `&#146;` is an apostrophe."""
    return match.group().encode("latin-1").decode("cp1252", "ignore")


def _needed(match: re.Match[str]) -> str:
    """Return the first of the marks if the character before it needs it, else "". An emoji may need two."""
    text, start, end = match.string, match.start(), match.end()
    before, after, marks = text[start - 1 : start], text[end : end + 1], match.group()
    if _PICTURE.match(before) or "\u20e3" in after:
        return _in_emoji(marks, is_joined=bool(_PICTURE.match(after)))
    mark = marks[0]
    needs = (
        (mark in "\u200c\u200d" and (_JOINING.match(before) or _JOINING.match(after)))
        or ("\ufe00" <= mark <= "\ufe0f" and (_SELECTABLE.match(before) or _HAN.match(before)))
        or ("\U000e0100" <= mark <= "\U000e01ef" and _HAN.match(before))
        or ("\u180b" <= mark <= "\u180f" and _MONGOLIAN.match(before))
        or (mark in "\u115f\u1160" and (_JAMO.match(before) or _JAMO.match(after)))
    )
    return mark if needs else ""


def _in_emoji(marks: str, *, is_joined: bool) -> str:
    """Return the selector of text or colour, and a joiner if another picture follows."""
    selector = next((mark for mark in marks if mark in "\ufe0e\ufe0f"), "")
    return selector + ("\u200d" if "\u200d" in marks and is_joined else "")
