"""Output of commands: prose breaks between words on a terminal, and is one line in a pipe."""

from __future__ import annotations

import io

import pytest
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from crawler.guard.terminal import READABLE, paragraph

LATIN = "The harbour council voted on Monday to close the old lift bridge. " * 4


def printed(text: str, *, width: int, is_terminal: bool) -> list[str]:
    out = Console(
        file=io.StringIO(), force_terminal=is_terminal, width=width, color_system=None, soft_wrap=True
    )
    paragraph(out, Text(text), 3)
    assert isinstance(out.file, io.StringIO)
    return out.file.getvalue().splitlines()


@pytest.mark.parametrize("width", [60, 80, 200])
@pytest.mark.parametrize(
    "text", [LATIN, "東京都は、五日に橋を閉じる。" * 12, "قنات قدیمی دوباره آب می‌دهد " * 9]
)
def test_prose_fits_a_terminal(text: str, width: int) -> None:
    lines = printed(text, width=width, is_terminal=True)
    assert len(lines) > 1
    assert all(line.startswith("   ") and cell_len(line) <= min(width, READABLE) for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_prose_in_a_pipe_is_one_line() -> None:
    assert printed(LATIN, width=60, is_terminal=False) == [f"   {LATIN}"]
