"""Every README: its commands and their options exist, its modules can be run, its links lead somewhere."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from scrapy.cmdline import ScrapyArgumentParser
from scrapy.settings import Settings

from tests import settings_table

ROOT = Path(__file__).parents[1]
PAPERS = sorted(
    path.relative_to(ROOT)
    for path in ROOT.rglob("*.md")
    if not {".venv", "node_modules", "build"} & set(path.relative_to(ROOT).parts)
)
SCRAPYS_OWN = {"list", "shell", "fetch", "settings", "version"}


def commands(paper: Path) -> Iterator[str]:
    """What a reader would type: lines of code blocks, and inline code."""
    text = (ROOT / paper).read_text(encoding="utf-8")
    inline = re.findall(r"(?<!`)`([^`\n]+)`(?!`)", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    fenced = [
        line for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) for line in block.splitlines()
    ]
    indented = re.findall(r"^ {4}(\S.*)$", text, re.MULTILINE)
    for line in (*inline, *fenced, *indented):
        for part in re.split(r"&&|; ", line.split("  #")[0]) if "python -c" not in line else ():
            if re.match(r"(?:scrapy|python -m|python) \S", part.strip()):
                yield part.strip().split(" | ")[0].split(" > ")[0]


def typed() -> list[tuple[str, str]]:
    return sorted({(str(paper), command) for paper in PAPERS for command in commands(paper)})


@pytest.mark.parametrize(("paper", "command"), typed())
def test_a_command_takes_what_it_is_given(paper: str, command: str) -> None:
    if re.search(r"…|\.\.\.", command):
        command = re.split(r"…|\.\.\.", command)[0]
    first, name, *rest = shlex.split(command)
    if first == "python":
        path = rest[0] if name == "-m" else name
        assert find_spec(path) if name == "-m" else (ROOT / path).exists(), f"{paper}: {command}"
        return
    if name in SCRAPYS_OWN or name.startswith("-") or name.isupper():
        return
    runs = import_module(f"crawler.commands.{name}").Command()
    runs.settings = Settings()
    parser = ScrapyArgumentParser(prog="scrapy", conflict_handler="resolve")
    runs.add_options(parser)
    # An option may be named without its value: a value follows it for the parser's sake.
    given = [word for word in rest if word != "--help"]
    _, unknown = parser.parse_known_args(
        [*given, "VALUE"] if given[-1:] and given[-1].startswith("--") else given
    )
    assert [word for word in unknown if word.startswith("-") and word != "-"] == [], f"{paper}: {command}"


@pytest.mark.parametrize("paper", [str(paper) for paper in PAPERS])
def test_a_link_leads_somewhere(paper: str) -> None:
    text = (ROOT / paper).read_text(encoding="utf-8")
    for path in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
        assert (ROOT / paper).parent.joinpath(path).exists(), path


def test_the_settings_are_those_of_the_code() -> None:
    assert settings_table.table() in (ROOT / "crawler" / "README.md").read_text(encoding="utf-8"), (
        "run `python -m tests.settings_table`"
    )
