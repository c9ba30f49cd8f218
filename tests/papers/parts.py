"""The commands and blocks of a paper that its reader would type or save,
in their order. Nothing is run here."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import crawler.commands

ROOT = Path(__file__).parents[2]
PAPERS = tuple(
    str(path)
    for path in sorted(path.relative_to(ROOT) for path in ROOT.rglob("*.md"))
    if not any(part.startswith(".") or part in ("node_modules", "build") for part in path.parts)
    and path.name != "CHANGELOG.md"
)
"""Every paper, as its path in the tree. CHANGELOG.md is about the past and has nothing to type."""
HELP = "--help"
"""The help texts of all commands together count as one paper."""
_PROGRAMS = (
    *("scrapy", ".venv/bin/scrapy", "broadsheet", "python", "python3", "pytest", "pip", "pipx", "git"),
    *(".ci/run",),
    *("ruff", "mypy", "lint-imports", "podman", "docker", "systemctl", "crontab", "cp"),
    *("datasette", "sqlite-utils", "sqlite3", "litestream", "duckdb"),
    *(".", "cd", "curl", "env", "nice", "time", "umask"),
)
"""The first words of a command within prose; in a block of `sh` every line is a command."""
_BEGINS = re.compile(rf"(?:[A-Z]+=\S+ )?(?:{'|'.join(map(re.escape, _PROGRAMS))})(?=\s\S)|\.ci/run$")


@dataclass(frozen=True, slots=True)
class Part:
    """A command, or a block of a language: `sql`, `python`, `toml`, `html`, `text` …"""

    paper: str
    line: int
    kind: str
    """`command`, or the language that the block's fence names."""
    text: str

    def __str__(self) -> str:
        return f"{self.paper}:{self.line}: {self.text}"


def parts(paper: str) -> Iterator[Part]:
    """Return the paper's blocks and commands; a repeated command is left out."""
    seen: set[str] = set()
    text = "" if paper == HELP else (ROOT / paper).read_text(encoding="utf-8")
    for part in examples() if paper == HELP else found_in(paper, text):
        if part.kind != "command" or part.text not in seen:
            yield part
        seen.add(part.text)


def examples() -> Iterator[Part]:
    """Return the examples in every command's `--help`; `paper` is "--help",
    and `line` the command's position."""
    for place, module in enumerate(pkgutil.iter_modules(crawler.commands.__path__), 1):
        help_text = import_module(f"crawler.commands.{module.name}").Command().long_desc()
        found = re.findall(rf"`(scrapy {module.name}\b[^`]*)`", help_text)
        assert len(found) >= 2, f"scrapy {module.name} --help has no two examples"
        for line in found:
            for command in line.split(" | "):
                yield Part(HELP, place, "command", command)


def found_in(paper: str, text: str) -> list[Part]:
    """Return all of them, in their order."""
    found: list[Part] = []
    for block in re.finditer(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        found += _block(paper, 1 + text.count("\n", 0, block.start(2)), block[1], block[2])
    prose = re.sub(r"^```.*?^```$", _blank, text, flags=re.MULTILINE | re.DOTALL)
    for line in re.finditer(r"^ {4}(\S.*?)(?:\s+#.*)?$", prose, re.MULTILINE):
        found += _typed(paper, 1 + prose.count("\n", 0, line.start()), line[1])
    inline = re.sub(r"^ {4}.*", "", prose, flags=re.MULTILINE)
    for code in re.finditer(r"`([^`\n]+(?:\n[^`\n]+)?)`", inline):
        found += _typed(paper, 1 + inline.count("\n", 0, code.start()), code[1].replace("\n", " "))
    return sorted(found, key=lambda part: part.line)


def _blank(block: re.Match[str]) -> str:
    return "\n" * block[0].count("\n")


def _typed(paper: str, line: int, text: str) -> Iterator[Part]:
    if _BEGINS.match(text):
        yield Part(paper, line, "command", text)


def _block(paper: str, start: int, language: str, text: str) -> Iterator[Part]:
    if language not in ("sh", "crontab"):
        yield Part(paper, start, language, text)
        return
    lead = r"^(?:\S+ ){5}\s*" if language == "crontab" else "^"
    for number, line in enumerate(text.splitlines(), start):
        for command in re.split(r" && | \| | &$", re.sub(rf"{lead}|(?:^|\s)#.*", "", line)):
            if command.strip():
                yield Part(paper, number, "command", command.strip())
