"""Repeats this command line's settings in the commands that messages offer, so that they work if pasted."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable

_COMMAND = re.compile(r"(?<=`)scrapy [^`\n]+(?=`)|(?<=')scrapy [^'`\n]+(?='(?! alone))")
_OTHER = re.compile(r".* --(?:help|examples)\b")
_NEEDED_BY = {
    "SOURCES": re.compile(
        r"scrapy (?:list|crawl|addsource|savepage|doctor|sources(?!.* --(?:passed|learned)))\b"
    ),
    "DATABASE": re.compile(
        r"scrapy (?:crawl|doctor|export|search|diff|browse|upkeep|reclean"
        r"|sources .*--(?:passed|learned|health|forget))\b"
    ),
    "RAW_PAGES": re.compile(r"scrapy (?:crawl|export|reclean)\b"),
}
"""Setting → the commands that read something else without it."""

_given: dict[str, str] = {}


def remember(assignments: Iterable[str]) -> None:
    """From now on repeat these settings, each `NAME=VALUE`, and no others; a password is left out."""
    from pipelines.db.address import without_password  # noqa: PLC0415 - slow, and most commands have no -s

    pairs = dict(each.split("=", 1) for each in assignments if "=" in each)
    _given.clear()
    _given.update((name, without_password(pairs[name])) for name in _NEEDED_BY if pairs.get(name))


def with_settings(text: str) -> str:
    """Return the text with the settings in each quoted command that needs them."""
    return _COMMAND.sub(_completed, text) if _given else text


def _completed(command: re.Match[str]) -> str:
    line = command[0]
    if _OTHER.match(line):
        return line
    needed = (name for name in _given if _NEEDED_BY[name].match(line) and f" -s {name}=" not in line)
    return " ".join([line, *(f"-s {shlex.quote(f'{name}={_given[name]}')}" for name in needed)])
