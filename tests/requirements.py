"""Reads the requirements in pyproject.toml and runs pip in a process of its own;
for newest.py and versions.py."""

from __future__ import annotations

import subprocess
import tomllib
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]


class PipFailed(SystemExit):
    """pip ended with an error. If it is not caught, it ends the program with pip's own message."""


def requirements(*extras: str) -> list[Requirement]:
    """Return what the project requires directly, with the extras of these names."""
    optional = _project()["optional-dependencies"]
    lines = [*_project()["dependencies"], *(line for extra in extras for line in optional[extra])]
    return [Requirement(line) for line in dict.fromkeys(lines)]


def extras() -> tuple[str, ...]:
    return tuple(_project()["optional-dependencies"])


def _project() -> dict[str, Any]:
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project


def pip(python: str, *arguments: str) -> None:
    """Run pip without output. Raises PipFailed with pip's errors."""
    command = [python, "-m", "pip", "--disable-pip-version-check", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        errors = "\n".join(line for line in done.stderr.splitlines() if not line.startswith("WARNING"))
        raise PipFailed(f"pip {arguments[0]} failed with exit code {done.returncode}:\n{errors}")
