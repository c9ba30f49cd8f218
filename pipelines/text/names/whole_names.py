"""Tells whether a whole text is one person's name."""

from __future__ import annotations

from pipelines.markup.words import size_of
from pipelines.text.names.credit_words import EDGES
from pipelines.text.names.name_forms import is_written
from pipelines.text.names.person_names import names_in


def is_personal(name: str) -> bool:
    """Return True for two to four words that look like a person's name."""
    words = name.split()
    return (
        1 < len(words) <= 4
        and is_written(name)
        and size_of(name) < 45
        and all(
            word.strip(EDGES)
            .replace("-", "")
            .replace("'", "")
            .replace("’", "")
            .replace("\u200c", "")
            .isalpha()
            or _has_combining_marks(word)
            for word in words
        )
        and names_in(name, printed=True) == [name]
    )


def _has_combining_marks(word: str) -> bool:
    """Return True for a word of letters and the combining marks of their script: "রাশেদ"."""
    return not word.isascii() and not any(c.isdigit() or c in "?!:;/|" for c in word)
