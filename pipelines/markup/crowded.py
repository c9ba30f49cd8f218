"""Tags with more attributes than any honest one: parsers compare each with all others. Knows no tree."""

from __future__ import annotations

import re
from functools import cache

_QUOTED = re.compile(rb"""=\s*(?:"[^"]*"|'[^']*')""")
_VALUE = re.compile(rb"""=\s*(?:"[^"]*"|'[^']*'|[^\s"'>][^\s>]*)""")
_TAG = re.compile(rb"""[^=>]*+(?:=\s*+(?:"[^"]*"|'[^']*'|[^\s"'>][^\s>]*+)?[^=>]*+)*+""")
"""From a tag's name to its end: a script's text is looked at no further."""
_HIDING = re.compile(rb"""=(?:"[^"<]*<|'[^'<]*<)""")
"""A value with a `<` in it, which starts no tag; looked for in the marks alone, a tenth of a page."""
_NO_MARKS = bytes(set(range(256)) - set(b"""="'<"""))
_BYTES = 4
"""Of an attribute, at least: a tag of fewer than so many for each has not too many."""


def crowded(data: bytes, most: int) -> int | None:
    """How many attributes a tag has that has more than `most`; None where none has. Its work is linear."""
    if len(_HIDING.findall(data.translate(None, _NO_MARKS))) > most:
        data = _QUOTED.sub(b"= ", data)
    for part in _long(_BYTES * most).finditer(data):
        tag = _TAG.match(data, part.start() + 1, part.end())
        if tag and len(tag[0]) > _BYTES * most:
            count = len(_VALUE.sub(b"= ", tag[0]).replace(b"/", b" ").split())  # a slash parts them too
            if count > most:
                return count
    return None


@cache
def _long(size: int) -> re.Pattern[bytes]:
    """From one `<` to the next, where they are more than `size` bytes apart."""
    return re.compile(rb"<[a-zA-Z][^<]{%d,}" % size)
