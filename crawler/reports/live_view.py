"""Holds a few lines at the foot of a terminal, log lines scrolling above; knows not what they say."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.live import Live


def is_terminal() -> bool:
    """Whether standard error can hold lines in place."""
    return sys.stderr.isatty() and os.environ.get("TERM", "") not in ("", "dumb")


class Foot:
    """The lines at the foot of the terminal. Log handlers that write to it are led around them."""

    def __init__(self) -> None:
        from rich.console import Console  # noqa: PLC0415 - heavy, and of use on a terminal alone
        from rich.live import Live  # noqa: PLC0415

        # No width is cut from a log line: a terminal breaks it, and whoever copies it gets the whole.
        self.console = Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)
        self.live: Live = Live(
            console=self.console, auto_refresh=False, transient=True, redirect_stdout=False
        )
        self.led: list[tuple[logging.StreamHandler[Any], Any]] = []

    def open(self) -> None:
        from rich.file_proxy import FileProxy  # noqa: PLC0415

        error = sys.stderr
        self.live.start()
        proxy = FileProxy(self.console, error)
        for handler in logging.root.handlers:
            if isinstance(handler, logging.StreamHandler) and handler.stream is error:
                self.led.append((handler, handler.setStream(proxy)))

    @property
    def width(self) -> int:
        """Columns, as many as there are now."""
        return self.console.width

    def show(self, lines: Iterable[str]) -> None:
        from rich.text import Text  # noqa: PLC0415

        text = Text("\n".join(lines), no_wrap=True, overflow="ellipsis")
        self.live.update(text, refresh=True)

    def close(self) -> None:
        for handler, stream in self.led:
            if stream is not None:
                handler.setStream(stream)
        self.led.clear()
        self.live.stop()
