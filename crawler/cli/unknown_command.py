"""The most similar command, for a command that does not exist: Scrapy itself suggests none."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import entry_points
from pathlib import Path
from pkgutil import iter_modules

import scrapy.commands

from crawler.errors import nearest
from crawler.guard.terminal import complain


def suggest(argv: list[str], ours: Iterable[str]) -> None:
    """Print a similar command on standard error if `argv` names one that does not exist.

    `ours` are the paths of Broadsheet's commands. Scrapy then prints its own message and ends with code 2.
    """
    program = Path(argv[0]) if argv else Path()
    is_scrapy = program.name in ("scrapy", "broadsheet") or program.parts[-2:] == ("scrapy", "__main__.py")
    word = next((each for each in argv[1:] if not each.startswith("-")), None)
    if not is_scrapy or word is None:
        return
    names = {module.name for module in iter_modules([*ours, *scrapy.commands.__path__])}
    if word in names or word in {each.name for each in entry_points(group="scrapy.commands")}:
        return
    if similar := nearest(word, sorted(names)):
        complain(f"scrapy: no command is called '{word}'; did you mean '{similar}'?")
