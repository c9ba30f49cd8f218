"""Remembers at which page of a WARC a process died, so that a page that kills its process is skipped."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Self

TWICE = 2
"""A process may die by chance. One that dies twice at the same page died of that page."""
_AGAIN = "+"
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
        if last := _noted(out):
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

    def begin(self, position: int, *, again: bool = False) -> None:
        """Note that the page at this byte is read now, or read again at the end."""
        self._write(f"{position}{_AGAIN if again else ''}")

    def pause(self) -> None:
        """Note that no page is read now: a process that dies then did not die of one."""
        self._write("")

    def ended_at(self, position: int, *, again: bool = False) -> bool:
        """Return whether earlier attempts ended while they read, or read again, the page at this byte."""
        return self._ends[f"{position}{_AGAIN if again else ''}"] >= TWICE

    def _write(self, text: str) -> None:
        self._file.seek(0)
        self._file.write(text.ljust(_WIDTH))
        self._file.flush()


def position_file(out: Path) -> Path:
    """Return the file that says how far the attempt at `out` is."""
    return out.with_name(f".{out.name}.at")


def position(out: Path) -> int | None:
    """Return the byte of the WARC that the attempt at `out` has reached; None before its first page."""
    text = _noted(out).removesuffix(_AGAIN)
    return int(text) if text.isdigit() else None


def _noted(out: Path) -> str:
    try:
        return position_file(out).read_text("ascii").strip()
    except OSError:
        return ""
