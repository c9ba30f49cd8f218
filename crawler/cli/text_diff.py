"""The lines that show how a value was changed, word by word, in colour on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rich.text import Text

from pipelines.export.printable import harmless
from pipelines.export.word_diff import Piece, change, paragraph_diff, word_diff

_STYLES = {"same": "", "gone": "red strike", "new": "green"}
_MARKS = {"same": ("", ""), "gone": ("[-", "-]"), "new": ("{+", "+}")}
"""The marks of `git diff --word-diff`, so that the output reads the same without colours."""


def changed_lines(field: str, before: Any, after: Any) -> Iterator[Text]:
    """The lines that show how a field's value was changed."""
    if field == "text":
        for pieces in paragraph_diff(before, after):
            yield _line("text", pieces)
    elif isinstance(before, str) and isinstance(after, str) and field in ("title", "summary"):
        yield _line(field, word_diff(before, after))
    else:
        yield _line(field, change(_plain(before), _plain(after)))


def _plain(value: Any) -> str:
    return ", ".join(value) if isinstance(value, tuple | list) else "" if value is None else str(value)


def _line(field: str, pieces: Iterable[Piece]) -> Text:
    line = Text(f"{field}: ")
    for mark, text in pieces:
        opening, closing = _MARKS[mark]
        line.append(f"{opening}{harmless(text)}{closing}", style=_STYLES[mark])
    return line
