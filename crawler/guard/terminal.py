"""Prints text from web pages safely: it cannot move the cursor or reverse the writing direction."""

from __future__ import annotations

import codecs
import io
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from crawler.guard.repeated_settings import with_settings
from crawler.guard.secrets import mask
from pipelines.export.printable import harmless_lines

if TYPE_CHECKING:
    from types import TracebackType
    from typing import BinaryIO

    from rich.console import Console
    from rich.text import Text


READABLE = 100
"""The most columns of a line of prose."""


def as_typed(text: str) -> str:
    """Return a text with the commands in it as they are typed here.

    After `pipx install` there is no `scrapy`, only `broadsheet`.
    """
    if Path(sys.argv[0]).stem != "broadsheet":
        return text
    return re.sub(r"(?<![\w./-])scrapy(?![\w./-])", "broadsheet", text)


def say(*lines: object) -> None:
    _print(sys.stdout, [harmless_lines(as_typed(with_settings(str(line)))) for line in lines])


def complain(*lines: object) -> None:
    """Print lines on standard error with passwords masked, since they may end up in a log."""
    _print(sys.stderr, [harmless_lines(mask(as_typed(with_settings(str(line))))) for line in lines])


def _print(stream: TextIO, lines: list[str]) -> None:
    _lenient(stream)
    for line in lines:
        print(line, file=stream)
    stream.flush()


class Harmless(io.RawIOBase):
    """A binary stream for a terminal that drops control characters; UTF-8 goes in and comes out."""

    def __init__(self, out: BinaryIO) -> None:
        super().__init__()
        self._out = out
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._out.write(harmless_lines(self._decoder.decode(bytes(data))).encode())
        return len(data)

    def flush(self) -> None:
        self._out.flush()


@contextmanager
def quiet_when_reader_leaves() -> Iterator[None]:
    """Let the block print to a reader that may leave early, such as `| head`, without a traceback."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def interrupt_in_one_line() -> None:
    """From now on Ctrl-C ends the program with one line instead of a traceback, and with exit code 130."""
    before = sys.excepthook

    def report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            complain("interrupted")
        else:
            before(kind, error, trace)

    sys.excepthook = report


def is_terminal() -> bool:
    """Return whether standard error can keep lines in place."""
    return sys.stderr.isatty() and os.environ.get("TERM", "") not in ("", "dumb")


def console() -> Console:
    """Return standard output, which wraps no lines, and has no colours in a file or with NO_COLOR."""
    from rich.console import Console  # noqa: PLC0415 - heavy, and every command is imported to list them

    _lenient(sys.stdout)
    return Console(highlight=False, markup=False, emoji=False, soft_wrap=True)


def paragraph(out: Console, text: Text, indent: int = 0) -> None:
    """Print an indented text, wrapped between words on a terminal and otherwise on one line."""
    from rich.padding import Padding  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    if out.is_terminal:
        padded = Padding(text, (0, 0, 0, indent), expand=False)
        out.print(padded, soft_wrap=False, width=min(out.width, READABLE))
    else:
        out.print(Text.assemble(" " * indent, text))


def _lenient(stream: TextIO) -> None:
    """Replace characters that the terminal's encoding lacks, instead of failing."""
    if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
        stream.reconfigure(errors="replace")
