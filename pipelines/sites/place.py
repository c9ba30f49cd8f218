"""The place of each box on a page: a path of tags and class names that the site's other pages have too."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

from pipelines.markup.scan import Box, Scan

DEPTH = 10
"""Boxes of a path, the box itself first. On the measured sites longer paths distinguish no more places."""
_NAMES = 3
"""Class names of one box that are in the path."""
_LONGEST = 40
"""Characters of a class name; longer names are generated and change with each release."""
BETWEEN = " < "
_DIGIT = re.compile("[0-9]")


def places(scan: Scan) -> tuple[str, ...]:
    """Return the place of every box of a page, in order: `p < div.entry-content < article`.

    The result for the latest page is cached, because several steps need it.
    """
    boxes, result = _latest[0]
    if boxes is not scan.boxes:
        result = _places(scan)
        _latest[0] = scan.boxes, result
    return result


_latest: list[tuple[list[Box], tuple[str, ...]]] = [([], ())]
"""The boxes of the latest page, with their places."""


def _places(scan: Scan) -> tuple[str, ...]:
    distinct: dict[tuple[str, str, int], int] = {}  # many boxes have the same tag, classes and path above
    paths: list[tuple[str, ...]] = []
    numbers: list[int] = []
    for box in scan.boxes:
        above = numbers[box.parent] if box.parent >= 0 else -1
        key = box.tag, box.classes, above
        number = distinct.get(key)
        if number is None:
            number = distinct[key] = len(paths)
            name = _with_classes(box.tag, box.classes)
            paths.append((name, *(paths[above][: DEPTH - 1] if above >= 0 else ())))
        numbers.append(number)
    written = [BETWEEN.join(path) for path in paths]
    return tuple(written[number] for number in numbers)


_OF_PAGE = ("html", "body")
"""Elements whose classes say what the page is: its kind, its number, its name."""


@lru_cache(maxsize=8192)  # fifty pages of many sites have under 6,000, and each site has more pages
def _with_classes(tag: str, classes: str) -> str:
    if tag in _OF_PAGE:
        return tag
    names = sorted(name for name in classes.split() if _is_steady(name))[:_NAMES]
    return ".".join((tag, *names))


def _is_steady(name: str) -> bool:
    """Return True for a class that other pages have too: it has no number, category or tag of the article."""
    if len(name) > _LONGEST or _DIGIT.search(name):
        return False
    if not name.isascii() and any(map(str.isdigit, name)):  # "²" is a digit too
        return False
    return not name.casefold().startswith(_of_one_page())


@cache
def _of_one_page() -> tuple[str, ...]:
    """Return beginnings of class names that content systems give to a single page or to a state of it."""
    lines = Path(__file__).with_name("page_classes.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))
