"""Distinguishes addresses of PostgreSQL databases from names of files, and shows them without a password."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

SCHEMES = ("postgresql://", "postgres://")

HIDDEN = "DATABASE"
"""The name for a value that may not be shown, because any part of it may be a password."""

# To the last @: a password that is not percent-encoded may have one, and slashes.
_PASSWORD = re.compile(r"^(\w+://[^/?#:@]*):.*@", re.DOTALL)
_IN_QUERY = re.compile(r"([?&])([^=&#]*)=[^&#]*")
_SECRET = re.compile(r"passw|pwd|secret|token|_key$", re.IGNORECASE)

# `host=… password=…`, `mysql+x://…`, `postgres//…` or `user:…@host`, but not `C:\news@home.db`.
_RESEMBLES = re.compile(
    r"""
    \s* (?: host | hostaddr | user | dbname | service ) \s* =
    | .* password \s* =
    | \s* [a-z][\w.+-]* ://
    | \s* postgres (?: ql )? (?: : | // )
    | \s* (?! [a-z]:[\\/] ) (?: [^/\\\s:]* : | // ) .* @
    | \s* [^/\\\s@]+ @ [^/\\\s@:]+ : \d
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_PLAIN = re.compile(r"\w+://[^/?#@]*@?[^@]*")


def is_address(database: str | Path) -> bool:
    """Return True for the address of a PostgreSQL database, False for a file."""
    return isinstance(database, str) and database.strip().lower().startswith(SCHEMES)


def is_mistaken(database: str | Path) -> bool:
    """Return True if this looks like an address but is neither one of PostgreSQL nor a file's name."""
    if not isinstance(database, str) or is_address(database):
        return False
    return _RESEMBLES.match(database) is not None


def is_plain(address: str) -> bool:
    """Return True if no part of a password can be mistaken for the host or the name and appear in errors."""
    return _PLAIN.fullmatch(address.strip()) is not None


def without_password(address: str) -> str:
    """Return an address without its password, so that it can be shown, logged and stored."""
    if is_mistaken(address):
        return HIDDEN
    shown = _IN_QUERY.sub(_shown, address.strip())
    return _PASSWORD.sub(r"\1@", shown)


def _shown(value: re.Match[str]) -> str:
    """Return a parameter of the query, with *** for a secret value; its name may be percent-encoded."""
    sign, name = value.groups()
    return f"{sign}{name}=***" if _SECRET.search(unquote(name)) else value[0]


def name_of(database: str | Path) -> Path | str:
    """Return the name of a database for messages: a file's path, or an address without its password."""
    if isinstance(database, str) and (is_address(database) or is_mistaken(database)):
        return without_password(database)
    return Path(database)
