"""What a check found, and how it is said. Knows no check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "look", "bad"]


NAMED = 12
"""Names that one line holds."""


def listed(names: Sequence[str]) -> str:
    """`3 (a, b, c)`, the first of them where there are many."""
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"{len(names)} ({', '.join(names[:NAMED])}{more})"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's: `bad` stops something from working, `look` is worth a thought."""

    state: State
    about: str
    said: str
    cure: str = ""

    def __str__(self) -> str:
        return f"{self.state:4}  {self.about:10}  {self.said}" + (f"; {self.cure}" if self.cure else "")
