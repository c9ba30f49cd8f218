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
        handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        cure = "give this user the right to write there, or name another folder"
        raise BulkError(f"--out {folder}: cannot be written ({error.strerror}); {cure}") from error
    try:
        if not _lock(handle, file):
            cure = "wait until that one is done, or name another folder"
            raise BulkError(f"--out {folder}: another run of `scrapy bulk` writes there; {cure}")
        try:
            yield
        finally:
            file.unlink(missing_ok=True)
    finally:
        os.close(handle)


def _lock(handle: int, file: Path) -> bool:
    """Lock the file; return False if another run has it, or has just ended and removed it."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.path.samestat(os.fstat(handle), file.stat())
    except (BlockingIOError, FileNotFoundError):
        return False
    except OSError:  # a file system without locks
        return True
