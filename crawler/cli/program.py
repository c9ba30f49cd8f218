"""The command `broadsheet`: `scrapy` with Broadsheet's settings, in any folder; and mistyped commands."""

from __future__ import annotations

import io
import os
import sys
from contextlib import redirect_stdout
from importlib.metadata import entry_points
from pathlib import Path
from pkgutil import iter_modules

from crawler import __version__
from crawler.errors import nearest
from crawler.guard.terminal import as_typed, complain, interrupt_in_one_line, say

SETTINGS = "crawler.settings"


def main() -> None:
    """Run the command line. Settings of the user's own are found as Scrapy finds them.

    They are in the module that SCRAPY_SETTINGS_MODULE or a `scrapy.cfg` names.
    """
    interrupt_in_one_line()
    _check_folder()
    _put_own_code_first()
    from scrapy.cmdline import execute  # noqa: PLC0415 - it is slow, and it reads the environment
    from scrapy.utils.conf import closest_scrapy_cfg  # noqa: PLC0415
    from scrapy.utils.project import get_project_settings  # noqa: PLC0415

    config = closest_scrapy_cfg()
    if not config:
        os.environ.setdefault("SCRAPY_SETTINGS_MODULE", SETTINGS)
    if get_project_settings()["COMMANDS_MODULE"] != "crawler.commands":
        where = os.environ.get("SCRAPY_SETTINGS_MODULE") or config
        cure = f"begin them with `from {SETTINGS} import *`, or work in another folder"
        complain(f"broadsheet: the settings of {where} are another project's; {cure}")
        sys.exit(1)
    if is_command(next((word for word in sys.argv[1:] if not word.startswith("-")), None)):
        execute()
    overview = io.StringIO()  # Scrapy's own text calls the command `scrapy`
    try:
        with redirect_stdout(overview):
            execute()
    finally:
        sys.stdout.write(as_typed(overview.getvalue()))


def _check_folder() -> None:
    """End with one line if the working folder is gone; Scrapy looks there for its `scrapy.cfg`."""
    try:
        Path.cwd()
    except OSError as error:
        complain(f"broadsheet: the folder in which you work cannot be read ({error.strerror}); go to another")
        sys.exit(1)


def _put_own_code_first() -> None:
    """Let worker processes find these packages before those of a project in whose folder we are.

    Scrapy adds the folder of the nearest `scrapy.cfg` to the path, and what `pip install -e` has installed is
    searched for after the whole path.
    """
    root = str(Path(__file__).parents[2])
    if root not in sys.path:
        sys.path.append(root)


def tell_version(argv: list[str]) -> None:
    """Print Broadsheet's version before Scrapy's, where `argv` asks for one; end if no command does."""
    if not _is_ours(argv) or argv[1:2] not in (["--version"], ["-V"], ["version"]):
        return
    say(f"Broadsheet {__version__}")
    if argv[1] != "version":
        import scrapy  # noqa: PLC0415

        say(f"Scrapy {scrapy.__version__}")
        sys.exit(0)


def suggest(argv: list[str]) -> None:
    """Print a similar command on standard error if `argv` names one that does not exist.

    Scrapy then prints its own message and ends with code 2.
    """
    word = next((each for each in argv[1:] if not each.startswith("-")), None)
    if not _is_ours(argv) or word is None or is_command(word):
        return
    if word == "help":
        cure = "'scrapy' alone lists them, and 'scrapy crawl --help' explains one"
        complain(f"scrapy: no command is called 'help'; {cure}")
    elif similar := nearest(word, sorted(_names())):
        complain(f"scrapy: no command is called '{word}'; did you mean '{similar}'?")


def _is_ours(argv: list[str]) -> bool:
    program = Path(argv[0]) if argv else Path()
    return program.name in ("scrapy", "broadsheet") or program.parts[-2:] == ("scrapy", "__main__.py")


def is_command(word: str | None) -> bool:
    """Return whether there is such a command: one of ours, of Scrapy's or of another package's."""
    return word in _names() or word in {each.name for each in entry_points(group="scrapy.commands")}


def _names() -> set[str]:
    import scrapy.commands  # noqa: PLC0415 - slow, and Ctrl-C must be caught before

    ours = Path(__file__).parents[1] / "commands"
    return {module.name for module in iter_modules([str(ours), *scrapy.commands.__path__])}
