"""What a search that found nothing was perhaps meant to be, from the words that are stored. Knows no article.

A word that stands nowhere is looked up with one letter more, fewer, other or changed round; a long one that
is still not found, among those that begin as it does.
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
"""Of a search that are looked at."""
_LETTERS = range(3, 25)
"""Of a word that is looked at: of a shorter one half the words are near."""
_LONG = 6
"""Letters from which on a word may have two mistakes."""
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
    """The search with each word that is stored nowhere in the spelling of one that is; None where it stays.

    Words after a minus, beginnings with a star and scripts without spaces are left as they are.
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
    """The one of these words that stands in most articles."""
    return next((term for term, _ in look(_KNOWN, {"words": json.dumps(words)})), None)


def _alike(word: str, look: Look) -> str | None:
    if len(word) < _LONG:
        return None
    found: dict[str, int] = dict(look(_BEGIN, {"start": word[:_BEGINNING]}))
    near = get_close_matches(word, found, n=3, cutoff=_ALIKE)
    return max(near, key=lambda each: found[each], default=None)


def _edits(word: str) -> Iterator[str]:
    """The word with one letter fewer, two changed round, one other, one more."""
    letters = alphabet(word[0]) or "".join(sorted(set(word)))
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    return chain(
        (start + rest[1:] for start, rest in cuts if rest),
        (start + rest[1] + rest[0] + rest[2:] for start, rest in cuts if len(rest) > 1),
        (start + letter + rest[1:] for start, rest in cuts if rest for letter in letters),
        (start + letter + rest for start, rest in cuts for letter in letters),
    )
