"""Errors about the database file itself, with a message that its owner can act on."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.db.address import is_address, is_mistaken, name_of

EMPTY = "is empty: no crawl has written into it yet"

WRITE_IT = "write it as postgresql://user@host:5432/name"


class DatabaseError(Exception):
    """A fault that the file's owner can repair. It has `path`, `cause` and `cure`; `str()` is one line."""

    cause = "cannot be used"
    cure = "look at the file and its directory"

    def __init__(self, path: str | Path, cause: str | None = None, cure: str | None = None) -> None:
        self.path = name_of(path)
        self.cause = " ".join((cause or self.cause).split())
        self.cure = " ".join((cure or self.cure).split())
        super().__init__(f"{self.path}: {self.cause}; {self.cure}")


class Missing(DatabaseError):
    """The file does not exist, or the directory for it does not."""

    cause = "there is no such file"
    cure = "name the file that a crawl has written"

    def __init__(self, path: str | Path, cause: str | None = None, cure: str | None = None) -> None:
        is_empty = cause is None and not is_address(path) and Path(path).expanduser().is_file()
        super().__init__(path, EMPTY if is_empty else cause, cure)


class NotOurs(DatabaseError):
    """The file is not a database, or it is the database of another program."""

    cause = "is not a database of Broadsheet"
    cure = "name another file; this one is left as it is"


class TooNew(DatabaseError):
    """The file was written by a later version of this program."""

    cause = "was written by a newer Broadsheet"
    cure = "install that version or a later one"


class TooOld(DatabaseError):
    """The file must be migrated, and a reader may not do that."""

    cause = "was written by an older Broadsheet and is not up to date"
    cure = "open it once for writing: any crawl does so"


class Unmigrated(DatabaseError):
    """A copy of the file was damaged after its migration."""

    cause = "cannot be brought up to date: a copy of it was not sound afterwards"
    cure = "go on with the version that wrote it, and tell us; this one is left as it is"


class Unwritable(DatabaseError):
    """The file or its directory cannot be read from or written to."""

    cause = "cannot be opened or written"
    cure = "give this user the right to read and write the file and its directory"


class Locked(DatabaseError):
    """Another process held the file for longer than the busy timeout."""

    cause = "is locked by another process"
    cure = "wait until that one is done, or stop it; nothing was lost"


class Full(DatabaseError):
    """The disk, or the size allowed to the file, is used up."""

    cause = "the disk is full"
    cure = "free some space and start again; nothing stored was lost"


class Damaged(DatabaseError):
    """The file's pages contradict each other."""

    cause = "is damaged"
    cure = "restore a backup, or try sqlite3's .recover on a copy"


class OldSqlite(DatabaseError):
    """This Python's SQLite lacks what the schema needs."""

    cause = "needs a newer SQLite"
    cure = "use a Python that brings one: those of python.org, uv and conda do"


class Unreachable(DatabaseError):
    """No server answers at the address, or it refuses this user, or the connection was lost."""

    cause = "cannot be reached"
    cure = "start the server, or correct host, port, user and password in DATABASE"


class TooLong(DatabaseError):
    """An address or a name is longer than an index of PostgreSQL can hold; the row was not written."""

    cause = "cannot store an address or a name of this length"
    cure = "leave that row out; all others can be stored"


def check_address(database: str | Path) -> None:
    """Raise Unreachable for something that looks like an address but is not one.

    Otherwise a file of that name would be made. It is not shown, because it may have a password.
    """
    if is_mistaken(database):
        cause = "looks like the address of a server, and is neither one of PostgreSQL nor a file"
        raise Unreachable(database, cause, WRITE_IT)


class Unsupported(DatabaseError):
    """This kind of database cannot do it, or it needs a package that is not installed."""

    cause = "cannot be used"
    cure = "run in the clone: pip install -e '.[cluster]', or pipx install --force '.[cluster]'"


_PAGE = 4096
"""Bytes of a page of a file; with less free space on the disk, nothing can be written."""

_BY_CODE: dict[int, type[DatabaseError]] = {
    sqlite3.SQLITE_PERM: Unwritable,
    sqlite3.SQLITE_BUSY: Locked,
    sqlite3.SQLITE_LOCKED: Locked,
    sqlite3.SQLITE_READONLY: Unwritable,
    sqlite3.SQLITE_IOERR: Unwritable,
    sqlite3.SQLITE_CORRUPT: Damaged,
    sqlite3.SQLITE_FULL: Full,
    sqlite3.SQLITE_CANTOPEN: Unwritable,
    sqlite3.SQLITE_NOTADB: NotOurs,
}


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn SQLite's errors about the file into those of this module; errors about a statement stay."""
    try:
        yield
    except sqlite3.Error as error:
        # The low byte is the primary code; the rest is the extended code.
        code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
        kind = _BY_CODE.get(code)
        if "decode to UTF-8" in str(error):  # Python's own message, without a code
            kind = Damaged
        if kind is None:
            raise
        if code == sqlite3.SQLITE_IOERR and _is_full(path):
            kind = Full
        raise kind(path, f"{kind.cause} ({error})") from error


def _is_full(path: Path) -> bool:
    try:
        return shutil.disk_usage(path.parent).free < _PAGE
    except OSError:
        return False
