"""What a check found, and how it is said. Knows no check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "look", "bad"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's: `bad` stops something from working, `look` is worth a thought."""

    state: State
    about: str
    said: str
    cure: str = ""

    def __str__(self) -> str:
        return f"{self.state:4}  {self.about:10}  {self.said}" + (f"; {self.cure}" if self.cure else "")
