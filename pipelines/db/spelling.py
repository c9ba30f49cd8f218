"""Corrects a search that found nothing, from the words that are stored.

For an unknown word it looks up all words with one letter more, fewer, replaced or swapped; for a long word
without such neighbours, similar words with the same beginning.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from difflib import get_close_matches
from itertools import chain

from pipelines.db.folding import WORD, alphabet, fold
from pipelines.db.script_runs import UNSPACED
from pipelines.db.search_query import Look

MOST_WORDS = 8
"""Words of a search that are corrected."""
_LETTERS = range(3, 25)
"""Shortest word that is corrected: half of all words are similar to a shorter one."""
_LONG = 6
"""A word of this length or more may have two mistakes."""
_ALIKE = 0.75
_BEGINNING = 3

_TABLE = "CREATE VIRTUAL TABLE IF NOT EXISTS temp.spelling USING fts5vocab('main', 'articles_fts', 'row')"
_FORMS = "SELECT word FROM _forms WHERE word IN (SELECT value FROM json_each(:words))"
_KNOWN = f"""
    SELECT term, doc FROM temp.spelling WHERE term IN (SELECT value FROM json_each(:words))
    UNION ALL
    SELECT word, 1 FROM ({_FORMS})
    ORDER BY 2 DESC
    LIMIT 1
"""  # noqa: S608 - our own words
_BEGIN = """
    SELECT term, doc FROM temp.spelling
    WHERE term >= :start AND term < :start || char(1114111)
    LIMIT 3000
"""
_TERM = re.compile(rf"(?<![\w-])(?P<word>{WORD.pattern})(?![\w*])")


def meant(asked: str, look: Look) -> str | None:
    """Return the search with each unknown word replaced by a similar stored one; None if nothing changes.

    Words after a minus, beginnings with a star and words in scripts without spaces stay as they are.
    """
    look(_TABLE, {})
    changed = dict[str, str]()
    words = dict.fromkeys(found["word"] for found in _TERM.finditer(asked))
    for word in list(words)[:MOST_WORDS]:
        if len(word) in _LETTERS and not re.search(f"[{UNSPACED}]", word) and (near := _near(word, look)):
            changed[word] = near
    return _TERM.sub(lambda found: changed.get(found["word"], found["word"]), asked) if changed else None


def _near(word: str, look: Look) -> str | None:
    folded = fold(word)
    if _most(look, [folded, word.lower()]):
        return None
    return _most(look, sorted(set(_edits(folded)) - {folded})) or _alike(folded, look)


def _most(look: Look, words: list[str]) -> str | None:
    """Return the one of these words that most articles have."""
    return next((term for term, _ in look(_KNOWN, {"words": json.dumps(words)})), None)


def _alike(word: str, look: Look) -> str | None:
    if len(word) < _LONG:
        return None
    found: dict[str, int] = dict(look(_BEGIN, {"start": word[:_BEGINNING]}))
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
