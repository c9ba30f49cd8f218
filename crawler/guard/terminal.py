"""Text of strangers on a person's terminal: nothing in it can move the cursor or turn the writing around."""

from __future__ import annotations

import codecs
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

from crawler.guard.secrets import mask
from pipelines.export.printable import harmless_lines

if TYPE_CHECKING:
    from typing import BinaryIO

    from rich.console import Console
    from rich.text import Text


READABLE = 100
"""Columns of the longest line of prose."""


def say(*lines: object) -> None:
    """Print lines on standard output."""
    _print(sys.stdout, [harmless_lines(str(line)) for line in lines])


def complain(*lines: object) -> None:
    """Print lines on standard error, passwords masked: what it prints may end in some log."""
    _print(sys.stderr, [harmless_lines(mask(str(line))) for line in lines])


def _print(stream: TextIO, lines: list[str]) -> None:
    _lenient(stream)
    for line in lines:
        print(line, file=stream)
    stream.flush()


class Harmless(io.RawIOBase):
    """A terminal's binary stream that drops what it would obey; UTF-8 goes in and comes out."""

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
    """Print within it: whoever reads may leave, `| head` perhaps, and Python must not complain."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def console() -> Console:
    """Standard output, plain where it is no terminal or NO_COLOR is set; lines are as long as they are."""
    from rich.console import Console  # noqa: PLC0415 - heavy, and every command is imported to list them

    _lenient(sys.stdout)
    return Console(highlight=False, markup=False, emoji=False, soft_wrap=True)


def paragraph(out: Console, text: Text, indent: int = 0) -> None:
    """Print a text so many columns in: broken between words on a terminal, elsewhere all on one line."""
    from rich.padding import Padding  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    if out.is_terminal:
        padded = Padding(text, (0, 0, 0, indent), expand=False)
        out.print(padded, soft_wrap=False, width=min(out.width, READABLE))
    else:
        out.print(Text.assemble(" " * indent, text))


def _lenient(stream: TextIO) -> None:
    """A terminal that knows no ö must not end the command."""
    if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
        stream.reconfigure(errors="replace")
