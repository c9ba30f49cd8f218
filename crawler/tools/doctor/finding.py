"""The result of a check, the lines that show it, and the last line, which says what to do."""

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
    """What `scrapy doctor` found: `bad` keeps something from working, `look` deserves attention.

    What to do is a line of its own below it.
    """

    state: State
    about: str
    text: str
    cure: str = ""

    def __str__(self) -> str:
        return f"{self.state:4}  {self.about:12}  {self.text}"

    @property
    def next_step(self) -> str | None:
        return f"{'':20}-> {self.cure}" if self.cure else None


def conclusion(findings: Sequence[Finding]) -> str:
    """Return the last line: whether a crawl can begin, and which lines to read again."""
    bad, look = (
        list(dict.fromkeys(one.about for one in findings if one.state == state)) for state in ("bad", "look")
    )
    also = f"; worth a look: {', '.join(look)}" if look else ""
    if bad:
        return f"not ready: first mend what is marked bad: {', '.join(bad)}{also}"
    return f"ready to crawl{also}"
