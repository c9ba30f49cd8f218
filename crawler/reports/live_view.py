"""Keeps a few lines at the bottom of a terminal while log lines scroll above them."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.live import Live


def is_terminal() -> bool:
    """Return whether standard error can keep lines in place."""
    return sys.stderr.isatty() and os.environ.get("TERM", "") not in ("", "dumb")


class Foot:
    """The lines at the bottom of the terminal. Log handlers write above them."""

    def __init__(self) -> None:
        from rich.console import Console  # noqa: PLC0415 - slow, and only a terminal needs it
        from rich.live import Live  # noqa: PLC0415

        # Log lines are not cut at the width: the terminal wraps them, and a copied line is complete.
        self.console = Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)
        self.live: Live = Live(
            console=self.console, auto_refresh=False, transient=True, redirect_stdout=False
        )
        self.redirected: list[tuple[logging.StreamHandler[Any], Any]] = []

    def open(self) -> None:
        from rich.file_proxy import FileProxy  # noqa: PLC0415

        error = sys.stderr
        self.live.start()
        proxy = FileProxy(self.console, error)
        for handler in logging.root.handlers:
            if isinstance(handler, logging.StreamHandler) and handler.stream is error:
                self.redirected.append((handler, handler.setStream(proxy)))

    @property
    def width(self) -> int:
        """The current number of columns."""
        return self.console.width

    def show(self, lines: Iterable[str]) -> None:
        from rich.text import Text  # noqa: PLC0415

        text = Text("\n".join(lines), no_wrap=True, overflow="ellipsis")
        self.live.update(text, refresh=True)

    def close(self) -> None:
        for handler, stream in self.redirected:
            if stream is not None:
                handler.setStream(stream)
        self.redirected.clear()
        self.live.stop()
