"""Decides whether an element's `style` attribute hides its text. Style sheets and scripts are not read."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice

from lxml import html

_ZERO = r"0*\.?0+(?:px|em|rem|pt|%)?\s*(?:!important\s*)?(?:;|$)"
_FAR = r"-\s*\d{3,}(?:\.\d+)?(?:px|em|rem|pt|vw|vh|%)"
_NONE_SHOWN = re.compile(
    rf"""(?:^|;)\s*(?:
        display\s*:\s*none
        | visibility\s*:\s*(?:hidden|collapse)
        | opacity\s*:\s*{_ZERO}
        | text-indent\s*:\s*{_FAR}
        | clip\s*:\s*rect\(\s*(?:0|1px)(?:px)?[\s,]
        | clip-path\s*:\s*(?:inset\(\s*(?:50|100)%|circle\(\s*0)
        | transform\s*:[^;]*scale[xy]?\(\s*0\s*[,)]
        | color\s*:\s*transparent
    )""",
    re.I | re.X,
)
_AWAY = re.compile(r"position\s*:\s*(?:absolute|fixed)", re.I)
_OFF = re.compile(rf"(?:^|;)\s*(?:left|top|right|bottom|margin-left|margin-top)\s*:\s*{_FAR}", re.I)
_FLAT = re.compile(rf"(?:^|;)\s*(?:max-)?(?:height|width)\s*:\s*{_ZERO}", re.I)
_CLIPPED = re.compile(r"overflow(?:-[xy])?\s*:\s*(?:hidden|clip)", re.I)
_NO_SIZE = re.compile(rf"(?:^|;)\s*font(?:-size\s*:|\s*:[^;]*?\s)\s*{_ZERO}", re.I)
_INK = re.compile(r"(?:^|;)\s*color\s*:\s*([^;]+)", re.I)
_GROUND = re.compile(r"(?:^|;)\s*background(?:-color)?\s*:\s*([^;]+)", re.I)
_LOOK = 50  # at most this many elements below are searched for a font size of their own


def is_hidden(element: html.HtmlElement, style: str) -> bool:
    """Return True if `style`, the element's attribute, hides all its text.

    A font size of 0 counts only if no element below it sets its own.
    """
    return _hides(style) or (
        _has_no_size(style)
        and not any(
            "font" in (below.get("style") or below.get("class") or "")
            for below in islice(element.iterdescendants(), _LOOK)
        )
    )


@lru_cache(maxsize=1 << 10)  # the elements of a site share few styles
def _hides(style: str) -> bool:
    if _NONE_SHOWN.search(style) or (_AWAY.search(style) and _OFF.search(style)):
        return True
    if _FLAT.search(style) and _CLIPPED.search(style):
        return True
    return "color" in style.lower() and _same_colour(style)


@lru_cache(maxsize=1 << 10)
def _has_no_size(style: str) -> bool:
    return _NO_SIZE.search(style) is not None


def _same_colour(style: str) -> bool:
    ink, ground = _INK.search(style), _GROUND.search(style)
    return bool(ink and ground and _short_colour(ink[1]) == _short_colour(ground[1]) != "inherit")


def _short_colour(colour: str) -> str:
    """Return one form of a colour: `#fff` for `#FFF !important`, `#ffffff` and `white`."""
    colour = re.sub(r"!important|\s", "", colour.lower())
    colour = {"white": "#fff", "black": "#000"}.get(colour, colour)
    six_digits = re.fullmatch(r"#(.)\1(.)\2(.)\3", colour)
    return f"#{six_digits[1]}{six_digits[2]}{six_digits[3]}" if six_digits else colour
