"""Turns a fault of the database, in any stage, into the one error that ends the run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pipelines.db.file_errors import DatabaseError
from pipelines.drops import NotStored


@contextmanager
def not_stored() -> Iterator[None]:
    """Raise NotStored for a DatabaseError: the lease of the page stays, and nothing is half stored."""
    try:
        yield
    except DatabaseError as error:
        raise NotStored(str(error)) from error
