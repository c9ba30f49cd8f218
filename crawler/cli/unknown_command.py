"""The most similar command, for a command that does not exist: Scrapy itself suggests none."""

from __future__ import annotations

from importlib.metadata import entry_points
from pathlib import Path
from pkgutil import iter_modules

import scrapy.commands

from crawler.errors import nearest
from crawler.guard.terminal import complain


def suggest(argv: list[str]) -> None:
    """Print a similar command on standard error if `argv` names one that does not exist.

    Scrapy then prints its own message and ends with code 2.
    """
    program = Path(argv[0]) if argv else Path()
    is_scrapy = program.name in ("scrapy", "broadsheet") or program.parts[-2:] == ("scrapy", "__main__.py")
    word = next((each for each in argv[1:] if not each.startswith("-")), None)
    if not is_scrapy or word is None or is_command(word):
        return
    if similar := nearest(word, sorted(_names())):
        complain(f"scrapy: no command is called '{word}'; did you mean '{similar}'?")


def is_command(word: str | None) -> bool:
    """Whether a command is called so: one of ours, of Scrapy or of another package."""
    return word in _names() or word in {each.name for each in entry_points(group="scrapy.commands")}


def _names() -> set[str]:
    ours = Path(__file__).parents[1] / "commands"
    return {module.name for module in iter_modules([str(ours), *scrapy.commands.__path__])}
