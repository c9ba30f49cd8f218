"""Tags with more attributes than any honest one: parsers compare each with all others. Knows no tree."""

from __future__ import annotations

import re

_QUOTED = re.compile(rb"""=\s*(?:"[^"]*"|'[^']*')""")
_VALUE = re.compile(rb"""=\s*(?:"[^"]*"|'[^']*'|[^\s"'>][^\s>]*)""")
_HIDING = re.compile(rb"""=(?:"[^"<]*<|'[^'<]*<)""")
"""A value with a `<` in it, which starts no tag; looked for in the marks alone, a tenth of a page."""
_NO_MARKS = bytes(set(range(256)) - set(b"""="'<"""))
_BYTES = 4
"""Of an attribute, at least: a tag of fewer than so many for each has not too many."""


def crowded(data: bytes, most: int) -> int | None:
    """How many attributes a tag has that has more than `most`; None where none has. Its work is linear."""
    if len(_HIDING.findall(data.translate(None, _NO_MARKS))) > most:
        data = _QUOTED.sub(b"= ", data)
    for part in [part for part in data.split(b"<") if len(part) > _BYTES * most]:
        if part[:1].isalpha():
            tag = _VALUE.sub(b"= ", part).partition(b">")[0]
            if (count := len(tag.replace(b"/", b" ").split())) > most:  # a slash parts them too
                return count
    return None
