"""Text of strangers on a person's terminal: nothing in it can move the cursor or turn the writing around."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

# C0 and C1, and the marks that reorder a line; a tab and a line's end are spaces.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_SPACES = re.compile(r"[\t\r\n]+")


def harmless(text: str) -> str:
    """The text on one line, without what a terminal would obey."""
    return _CONTROL.sub("", _SPACES.sub(" ", text))


@contextmanager
def until_seen_enough() -> Iterator[None]:
    """Print within it: whoever reads may leave, `| head` perhaps, and Python must not complain."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def console() -> Console:
    """Standard output, plain where it is no terminal or NO_COLOR is set; lines are as long as they are."""
    from rich.console import Console  # noqa: PLC0415 - heavy, and every command is imported to list them

    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that knows no ö must not end the command
    return Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
