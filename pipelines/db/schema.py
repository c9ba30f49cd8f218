"""The steps that create the schemas of the program's two kinds of file. No database is opened here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

    Step = str | Callable[[Database], None]
    """SQL, or a function if ALTER TABLE is not enough and sqlite-utils' `transform` is needed."""


@dataclass(frozen=True, slots=True)
class Schema:
    """The schema of one kind of file."""

    name: str
    application_id: int
    """A number in the file by which this program and the command `file` recognise it."""
    steps: tuple[Step, ...]
    """In order: a file at version n has had the first n steps."""

    @property
    def version(self) -> int:
        """The version that this program writes."""
        return len(self.steps)


@cache
def news() -> Schema:
    """Return the schema of the file of articles."""
    return Schema("broadsheet", 0x42726473, _steps("steps"))


@cache
def pages() -> Schema:
    """Return the schema of the file of raw pages beside it."""
    return Schema("broadsheet pages", 0x42726470, _steps("page_steps"))


def _steps(folder: str) -> tuple[Step, ...]:
    files = sorted((Path(__file__).parent / folder).glob("[0-9]*"))
    return tuple(_step(file) for file in files if file.suffix in (".sql", ".py"))


def _step(file: Path) -> Step:
    """Return the SQL of `0001.sql`, or the function `step` of `0002.py`."""
    if file.suffix == ".sql":
        return file.read_text(encoding="utf-8")
    step: Step = import_module(f"{__package__}.{file.parent.name}.{file.stem}").step
    return step
