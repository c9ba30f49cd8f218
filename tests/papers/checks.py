"""Checks for commands that no test can run: everything that they name must exist."""

from __future__ import annotations

import re
import shlex
import tomllib
from importlib.util import find_spec
from pathlib import Path

from tests.papers.parts import ROOT


def check(command: str) -> None:
    """Check that everything a command names exists."""
    words = shlex.split(command.partition("KILLS=50 ")[2] or command)
    _CHECKS[words[1] if words[0] == "python" else Path(words[0]).name](words)


def _extra(words: list[str]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = re.findall(r"\[(\w+)\]", words[-1])
    assert set(extras) <= set(project["optional-dependencies"])
    assert words[1] == "install"
    assert "-c" not in words or (ROOT / words[words.index("-c") + 1]).is_file()


def _module(words: list[str]) -> None:
    if words[2] == "pytest":
        _tests(words[2:])
    else:
        assert find_spec(words[2]), words


def _tests(words: list[str]) -> None:
    paths = [ROOT / word for word in words if word.startswith("tests")]
    assert all(path.exists() for path in paths), words
    if "-k" in words:
        chosen = re.compile(rf"def test_\w*{words[words.index('-k') + 1]}")
        assert any(chosen.search(path.read_text("utf-8")) for path in paths[0].rglob("test_*.py")), words


def _in_ci(words: list[str]) -> None:
    options = words[2:] if words[0] == "python" else []
    command = words[: len(words) - len(options)]
    assert shlex.join(command) in (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
    assert all(f'"{option}"' in (ROOT / words[1]).read_text("utf-8") for option in options), words


def _deployed(words: list[str]) -> None:
    for word in words[1:]:
        name = word.rpartition("/")[2]
        assert "." not in name or word == "." or (ROOT / "crawler" / "deploy" / name).is_file(), words


def _asks_scrapyd(words: list[str]) -> None:
    assert words[1].startswith("http://localhost:6800/")
    assert "-d" not in words or "spider=news" in words


def _there(words: list[str]) -> None:
    assert (ROOT / words[0]).is_file()


def _nothing(words: list[str]) -> None:
    assert len(words) < 4


_CHECKS = {
    "pip": _extra,
    "pipx": _extra,
    "pytest": _tests,
    "-m": _module,
    "tests/quality.py": _in_ci,
    "ruff": _in_ci,
    "mypy": _in_ci,
    "lint-imports": _in_ci,
    "podman": _deployed,
    "systemctl": _deployed,
    "curl": _asks_scrapyd,
    "run": _there,
    "crontab": _nothing,
    "jq": _nothing,
    "logger": _nothing,
    "scrapyd": _nothing,
}
