"""Turns a fault of the database, in any stage, into an error that ends the run, or the page if only that is
at fault."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pipelines.db.database import hurry
from pipelines.db.file_errors import DatabaseError, TooLong
from pipelines.drops import NotStored, UrlTooLong


@contextmanager
def not_stored() -> Iterator[None]:
    """Raise NotStored for a DatabaseError: the lease of the page stays, and nothing is half stored.

    The run ends then. Otherwise its other pages would each wait for the same lock, one after another.
    UrlTooLong where the page has an address that the database cannot hold.
    """
    try:
        yield
    except TooLong as error:
        raise UrlTooLong(str(error)) from error
    except DatabaseError as error:
        hurry()
        raise NotStored(str(error)) from error
