"""Keeps a second run out of a folder while one writes there; a process that dies leaves no lock."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crawler.tools.bulk.jobs import BulkError

LOCK = ".bulk.lock"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder. Raises BulkError if another run has it, or if it cannot be made."""
    file = folder / LOCK
    try:
        handle = _held(file)
    except BlockingIOError as error:
        cure = "wait until that one is done, or name another folder"
        raise BulkError(f"--out {folder}: another run of `scrapy bulk` writes there; {cure}") from error
    except OSError as error:
        cure = "give this user the right to write there, or name another folder"
        raise BulkError(f"--out {folder}: cannot be written ({error.strerror}); {cure}") from error
    try:
        yield
    finally:
        file.unlink(missing_ok=True)
        os.close(handle)


def _held(file: Path) -> int:
    """Return a handle of the file, locked. A run that ends removes the file: then a new one is made.

    Raises BlockingIOError if another run has the lock, OSError if the file cannot be made.
    """
    while True:
        handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _lock(handle)
            if os.path.samestat(os.fstat(handle), file.stat()):
                return handle
        except FileNotFoundError:
            pass
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)


def _lock(handle: int) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise
    except OSError:  # a file system without locks
        return
