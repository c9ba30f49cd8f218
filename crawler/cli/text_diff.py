"""How a changed value is shown: word by word, in colour on a terminal. Knows nothing of what changed it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rich.text import Text

from pipelines.export.printable import harmless
from pipelines.export.word_diff import Piece, change, paragraph_diff, word_diff

_STYLES = {"same": "", "gone": "red strike", "new": "green"}
_MARKS = {"same": ("", ""), "gone": ("[-", "-]"), "new": ("{+", "+}")}
"""As `git diff --word-diff` has them, so that it reads the same without colours."""


def changes(name: str, before: Any, after: Any) -> Iterator[Text]:
    """The lines that show how a value of that name was changed, word by word."""
    if name == "text":
        for pieces in paragraph_diff(before, after):
            yield _line("text", pieces)
    elif isinstance(before, str) and isinstance(after, str) and name in ("title", "summary"):
        yield _line(name, word_diff(before, after))
    else:
        yield _line(name, change(_plain(before), _plain(after)))


def _plain(value: Any) -> str:
    return ", ".join(value) if isinstance(value, tuple | list) else "" if value is None else str(value)


def _line(name: str, pieces: Iterable[Piece]) -> Text:
    line = Text(f"{name}: ")
    for mark, text in pieces:
        opened, closed = _MARKS[mark]
        line.append(f"{opened}{harmless(text)}{closed}", style=_STYLES[mark])
    return line
