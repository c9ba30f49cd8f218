"""Whether an element's own style keeps its text from being seen. Style sheets and scripts are not read."""

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
_LOOK = 50  # elements below in which a size of their own is looked for


def is_hidden(element: html.HtmlElement, style: str) -> bool:
    """True where `style`, the element's own, leaves nothing of its text to be seen.

    A size of nothing counts only where no element below has a size of its own.
    """
    return _hides(style) or (
        _has_no_size(style)
        and not any(
            "font" in (below.get("style") or below.get("class") or "")
            for below in islice(element.iterdescendants(), _LOOK)
        )
    )


@lru_cache(maxsize=1 << 10)  # a site's elements have few styles between them
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
    return bool(ink and ground and _plain(ink[1]) == _plain(ground[1]) != "inherit")


def _plain(colour: str) -> str:
    """`#FFF !important`, `#ffffff` and `white` are one."""
    colour = re.sub(r"!important|\s", "", colour.lower())
    colour = {"white": "#fff", "black": "#000"}.get(colour, colour)
    whole = re.fullmatch(r"#(.)\1(.)\2(.)\3", colour)
    return f"#{whole[1]}{whole[2]}{whole[3]}" if whole else colour
