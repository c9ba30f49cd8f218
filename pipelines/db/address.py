"""Tells the address of a PostgreSQL database from the name of a file, and shows it without its password."""

from __future__ import annotations

import re
from pathlib import Path

SCHEMES = ("postgresql://", "postgres://")

# To the last @: a password that was not written in %-codes may have one, and slashes.
_PASSWORD = re.compile(r"^(\w+://[^/?#:@]*):.*@", re.DOTALL)
_IN_QUERY = re.compile(r"([?&](?:ssl)?password=)[^&#]*", re.IGNORECASE)


def is_address(database: str | Path) -> bool:
    """Return whether this names a PostgreSQL database, and not a file."""
    return isinstance(database, str) and database.strip().lower().startswith(SCHEMES)


def without_password(address: str) -> str:
    """Return an address as it may be shown, logged and stored."""
    shown = _IN_QUERY.sub(r"\1***", address.strip())
    return _PASSWORD.sub(r"\1@", shown)


def name_of(database: str | Path) -> Path | str:
    """Return how a database is named to people: a file's path, or an address without its password."""
    if isinstance(database, str) and is_address(database):
        return without_password(database)
    return Path(database)
