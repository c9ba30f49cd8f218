"""The result of a check, and the line that shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "look", "bad"]


NAMED = 12
"""The most names in one line."""


def listed(names: Sequence[str]) -> str:
    """Return `3 (a, b, c)`; of many names only the first ones."""
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"{len(names)} ({', '.join(names[:NAMED])}{more})"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of `scrapy doctor`: `bad` keeps something from working, `look` deserves attention."""

    state: State
    about: str
    text: str
    cure: str = ""

    def __str__(self) -> str:
        return f"{self.state:4}  {self.about:10}  {self.text}" + (f"; {self.cure}" if self.cure else "")
