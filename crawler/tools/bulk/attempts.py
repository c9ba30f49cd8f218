"""Remembers at which page of a WARC a process died, so that a page that kills its process is skipped."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Self

TWICE = 2
"""A process may die by chance. One that dies twice at the same page died of that page."""
_WIDTH = 20
"""Digits of a position, so that a longer number is always overwritten whole."""


class Attempts:
    """The attempts at one output, as a context.

    `.NAME.at` holds the byte of the WARC that the attempt has reached; only a process that dies leaves it.
    `.NAME.died` holds where earlier attempts died.
    """

    def __init__(self, out: Path) -> None:
        self._at = position_file(out)
        self._died = out.with_name(f".{out.name}.died")
        if (last := position(out)) is not None:
            with self._died.open("a", encoding="ascii") as file:
                file.write(f"{last}\n")
        self._ends = Counter(self._died.read_text("ascii").split() if self._died.is_file() else ())
        self._file = self._at.open("w", encoding="ascii")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        self._file.close()
        self._at.unlink(missing_ok=True)
        if kind is None:
            self._died.unlink(missing_ok=True)

    def begin(self, position: int) -> None:
        """Note that the page at this byte is read now."""
        self._file.seek(0)
        self._file.write(f"{position:{_WIDTH}d}")
        self._file.flush()

    def ended_at(self, position: int) -> bool:
        """Return whether earlier attempts ended at this byte."""
        return self._ends[str(position)] >= TWICE


def position_file(out: Path) -> Path:
    """Return the file that says how far the attempt at `out` is."""
    return out.with_name(f".{out.name}.at")


def position(out: Path) -> int | None:
    """Return the byte of the WARC that the attempt at `out` has reached; None before its first page."""
    try:
        return int(position_file(out).read_text("ascii") or "none")
    except (OSError, ValueError):
        return None
