"""The steps that make the schema of each kind of file of ours.

Knows the SQL as text and opens no database.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Schema:
    """What a kind of file of ours holds."""

    name: str
    application_id: int
    """Which program's file it is, for `file` and for us."""
    steps: tuple[str, ...]
    """The SQL of each version, the first first: a file at version n has had the first n of them."""

    @property
    def version(self) -> int:
        """The version that this program writes."""
        return len(self.steps)


@cache
def news() -> Schema:
    """The file of articles."""
    return Schema("broadsheet", 0x42726473, _steps("steps"))


@cache
def pages() -> Schema:
    """The file of raw pages beside it."""
    return Schema("broadsheet pages", 0x42726470, _steps("page_steps"))


def _steps(folder: str) -> tuple[str, ...]:
    found = sorted((Path(__file__).parent / folder).glob("[0-9]*.sql"))
    return tuple(path.read_text(encoding="utf-8") for path in found)
