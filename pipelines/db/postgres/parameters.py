"""Turns the parameters of a statement from `:name`, as SQLite has them, into psycopg's `%(name)s`."""

from __future__ import annotations

import re
from functools import lru_cache

# First the parts that may contain a colon but are no parameters: strings, quoted names, comments, casts.
_PART = re.compile(
    r"""
    (?P<other> '(?:[^']|'')*' | "(?:[^"]|"")*" | --[^\n]* | /\*.*?\*/ | ::)
    | :(?P<name> [A-Za-z_]\w*)
    """,
    re.VERBOSE | re.DOTALL,
)


@lru_cache(maxsize=2_000)
def translated(sql: str) -> tuple[str, bool]:
    """Return the statement in psycopg's form, and True if it has parameters.

    In a statement with parameters, psycopg needs each percent sign twice.
    """
    if not any(part["name"] for part in _PART.finditer(sql)):
        return sql, False
    pieces, end = list[str](), 0
    for part in _PART.finditer(sql):
        pieces.append(sql[end : part.start()].replace("%", "%%"))
        pieces.append(f"%({part['name']})s" if part["name"] else part[0].replace("%", "%%"))
        end = part.end()
    pieces.append(sql[end:].replace("%", "%%"))
    return "".join(pieces), True
