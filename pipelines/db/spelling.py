"""Corrects a search that found nothing, from the words that are stored.

For an unknown word, it looks up all words with one letter added, removed, replaced or swapped. For a long
word without such neighbours, it looks up similar words with the same beginning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from itertools import chain

from pipelines.db.folding import WORD, alphabet, fold
from pipelines.db.script_runs import UNSPACED
from pipelines.db.search_query import Look, SearchIndex

MOST_WORDS = 8
"""At most this many words of a search are corrected."""
_LETTERS = range(3, 25)
"""Lengths of words that are corrected. A shorter word is similar to half of all words."""
_LONG = 6
"""A word of this length or more may have two mistakes."""
_SIMILARITY = 0.75
_BEGINNING = 3

_TERM = re.compile(rf"(?<![\w-])(?<!\bNOT )(?!(?:AND|OR|NOT)\b)(?P<word>{WORD.pattern})(?![\w*])")


def corrected(query: str, look: Look, index: SearchIndex) -> str | None:
    """Return the search with each unknown word replaced by a similar stored one; None if nothing changes.

    Operators, words after a minus or NOT, beginnings with a star and words in scripts without spaces stay as
    they are.
    """
    changed = dict[str, str]()
    words = dict.fromkeys(match["word"] for match in _TERM.finditer(query))
    for word in list(words)[:MOST_WORDS]:
        if len(word) in _LETTERS and not re.search(f"[{UNSPACED}]", word):
            near = _near(word, look, index)
            changed |= {word: near} if near else {}
    return _TERM.sub(lambda match: changed.get(match["word"], match["word"]), query) if changed else None


def _near(word: str, look: Look, index: SearchIndex) -> str | None:
    folded = fold(word)
    if index.commonest([folded, word.lower()], look):
        return None
    return index.commonest(sorted(set(_edits(folded)) - {folded}), look) or _similar(folded, look, index)


def _similar(word: str, look: Look, index: SearchIndex) -> str | None:
    if len(word) < _LONG:
        return None
    counts = index.beginning(word[:_BEGINNING], look)
    near = get_close_matches(word, counts, n=3, cutoff=_SIMILARITY)
    return max(near, key=lambda candidate: counts[candidate], default=None)


def _edits(word: str) -> Iterator[str]:
    """Yield the words that differ by one letter removed, two swapped, one replaced or one added."""
    letters = alphabet(word[0]) or "".join(sorted(set(word)))
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    return chain(
        (start + end[1:] for start, end in cuts if end),
        (start + end[1] + end[0] + end[2:] for start, end in cuts if len(end) > 1),
        (start + letter + end[1:] for start, end in cuts if end for letter in letters),
        (start + letter + end for start, end in cuts for letter in letters),
    )
