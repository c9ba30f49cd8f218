"""Corrects a search that found nothing, from the words that are stored.

For an unknown word it looks up all words with one letter more, fewer, replaced or swapped; for a long word
without such neighbours, similar words with the same beginning.
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
"""Words of a search that are corrected."""
_LETTERS = range(3, 25)
"""Shortest word that is corrected: half of all words are similar to a shorter one."""
_LONG = 6
"""A word of this length or more may have two mistakes."""
_ALIKE = 0.75
_BEGINNING = 3

_TERM = re.compile(rf"(?<![\w-])(?P<word>{WORD.pattern})(?![\w*])")


def meant(asked: str, look: Look, index: SearchIndex) -> str | None:
    """Return the search with each unknown word replaced by a similar stored one; None if nothing changes.

    Words after a minus, beginnings with a star and words in scripts without spaces stay as they are.
    """
    changed = dict[str, str]()
    words = dict.fromkeys(found["word"] for found in _TERM.finditer(asked))
    for word in list(words)[:MOST_WORDS]:
        if len(word) in _LETTERS and not re.search(f"[{UNSPACED}]", word):
            near = _near(word, look, index)
            changed |= {word: near} if near else {}
    return _TERM.sub(lambda found: changed.get(found["word"], found["word"]), asked) if changed else None


def _near(word: str, look: Look, index: SearchIndex) -> str | None:
    folded = fold(word)
    if index.commonest([folded, word.lower()], look):
        return None
    return index.commonest(sorted(set(_edits(folded)) - {folded}), look) or _alike(folded, look, index)


def _alike(word: str, look: Look, index: SearchIndex) -> str | None:
    if len(word) < _LONG:
        return None
    found = index.beginning(word[:_BEGINNING], look)
    near = get_close_matches(word, found, n=3, cutoff=_ALIKE)
    return max(near, key=lambda each: found[each], default=None)


def _edits(word: str) -> Iterator[str]:
    """Yield the word with one letter removed, two swapped, one replaced or one added."""
    letters = alphabet(word[0]) or "".join(sorted(set(word)))
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    return chain(
        (start + rest[1:] for start, rest in cuts if rest),
        (start + rest[1] + rest[0] + rest[2:] for start, rest in cuts if len(rest) > 1),
        (start + letter + rest[1:] for start, rest in cuts if rest for letter in letters),
        (start + letter + rest for start, rest in cuts for letter in letters),
    )
