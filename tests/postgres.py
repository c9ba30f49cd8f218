"""A PostgreSQL server for tests, one a process: in a temporary folder, started by the first that needs it.

It runs as a user without rights, since `initdb` refuses root. Each test gets a database of its own, copied
from a template that has the tables. Where PostgreSQL is not installed, these tests are skipped, with the
reason.
"""

from __future__ import annotations

import atexit
import ctypes
import os
import pwd
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pipelines.db import Database
from tests.memory_folder import memory_folder

if TYPE_CHECKING:
    import psycopg

_BINARIES = Path("/usr/lib/postgresql")
_UNPRIVILEGED = ("postgres", "nobody")
_PR_SET_PDEATHSIG = 1
_NUMBERS = count(1)
_PREFIX = "broadsheet-pg-"

# Nothing of a test has to survive a power cut.
_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "64MB",
    "max_connections": "100",
    "autovacuum": "off",
    "jit": "off",
    "log_min_messages": "fatal",
    "listen_addresses": "127.0.0.1",
}


def binaries() -> Path | None:
    """Return the folder of the newest `initdb`, Debian's or that of the PATH; None where there is none."""
    debian = sorted(_BINARIES.glob("*/bin/initdb"), key=lambda each: float(each.parts[-3]))
    found = debian[-1] if debian else shutil.which("initdb")
    return Path(found).parent if found else None


class Server:
    """A running server. Close it, or it ends with this process."""

    def __init__(self, **settings: str) -> None:
        folder = binaries()
        assert folder is not None
        place = memory_folder() or Path(tempfile.gettempdir())
        _remove_left(place)
        self.folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=place))
        self._as = _user()
        if self._as:
            account = pwd.getpwnam(self._as["user"])
            os.chown(self.folder, account.pw_uid, account.pw_gid)
        self.data = self.folder / "data"
        made = [folder / "initdb", "-D", self.data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--locale=C"]
        subprocess.run([*made, "--no-sync"], check=True, capture_output=True, cwd="/", **self._as)
        self.port = _free_port()
        self._command = [folder / "postgres", "-D", self.data, "-p", str(self.port), "-k", self.folder]
        for name, value in (_SETTINGS | settings).items():
            self._command += ["-c", f"{name}={value}"]
        self._process: subprocess.Popen[bytes] | None = None
        self._admin: psycopg.Connection[tuple[Any, ...]] | None = None
        self.start()
        atexit.register(self.close)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                stdout=log,
                stderr=log,
                cwd="/",
                preexec_fn=_die_with_parent,  # noqa: PLW1509 - it makes one system call
                **self._as,
            )
        for _ in range(200):
            try:
                self.sql("SELECT 1")
            except Exception as error:
                if self._process.poll() is not None:
                    raise RuntimeError((self.folder / "log").read_text()) from error
                time.sleep(0.05)
            else:
                return
        raise RuntimeError("PostgreSQL does not answer")

    def stop(self, *, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it: SIGINT is an orderly end, SIGQUIT as if the machine had lost its power."""
        if self._admin is not None:
            self._admin.close()
            self._admin = None
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait()
            self._process = None

    def close(self) -> None:
        """Stop it and delete its folder."""
        self.stop(how=signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def address(self, database: str = "postgres") -> str:
        """Return the address of one of its databases."""
        return f"postgresql://tester@127.0.0.1:{self.port}/{database}"

    def sql(self, statement: str, database: str = "") -> list[tuple[Any, ...]]:
        """Run one statement and return its rows; without a database, by a connection that is kept."""
        import psycopg  # noqa: PLC0415 - it is an extra

        if database:
            with psycopg.connect(self.address(database), autocommit=True) as conn:
                return _rows(conn.execute(statement))
        if self._admin is None:
            self._admin = psycopg.connect(self.address(), autocommit=True)
        return _rows(self._admin.execute(statement))

    def empty(self) -> str:
        """Make a database without tables and return its name."""
        name = f"empty{next(_NUMBERS)}"
        self.sql(f"CREATE DATABASE {name}")
        return name

    def fresh(self, *, cluster: bool = False) -> str:
        """Make a database with our tables, without rows, and return its name; `cluster`: with its tables."""
        name = f"test{next(_NUMBERS)}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE {self._template(cluster)} {self._strategy()}")
        return name

    def drop(self, database: str) -> None:
        """Delete a database, and end what is connected to it."""
        self.sql(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")

    @cache  # noqa: B019 - one server a process
    def _strategy(self) -> str:
        """Return how a template is copied: as files, as before PostgreSQL 15, takes half of the CPU time."""
        ((version,),) = self.sql("SHOW server_version_num")
        return "STRATEGY FILE_COPY" if int(version) >= 150_000 else ""

    @cache  # noqa: B019 - one server a process
    def _template(self, cluster: bool) -> str:
        from pipelines.db import open_database  # noqa: PLC0415

        name = f"template_{'cluster' if cluster else 'plain'}"
        self.sql(f"CREATE DATABASE {name}")
        with open_database(self.address(name)) as db:
            if cluster:
                from crawler.cluster import setup  # noqa: PLC0415 - it is an extra

                setup.set_up(db)
        return name


@cache
def missing() -> str | None:
    """Return why there can be no server here; None where there can."""
    try:
        import psycopg  # noqa: F401, PLC0415
    except ImportError:
        return "psycopg is not installed: pip install -e '.[cluster]'"
    if binaries() is None:
        return "PostgreSQL is not installed: apt-get install postgresql"
    if os.getuid() == 0 and not _user():
        return f"initdb refuses root, and there is no user {' or '.join(_UNPRIVILEGED)}"
    return None


@cache
def refusals() -> tuple[type[Exception], ...]:
    """Return the errors of a row that the schema refuses; PostgreSQL has another for a wrong type."""
    if missing():
        return (sqlite3.IntegrityError,)
    from psycopg import errors  # noqa: PLC0415

    return (sqlite3.IntegrityError, errors.IntegrityError, errors.DataError)


@cache
def shared() -> Server:
    """Return the server of this process; skips the test where there can be none."""
    if why := missing():
        pytest.skip(why)
    return Server()


@contextmanager
def fresh_database(*, cluster: bool = False) -> Iterator[str]:
    """Give the address of a database with our tables and no rows, for one test; see `Server.fresh`."""
    server = shared()
    name = server.fresh(cluster=cluster)
    try:
        yield server.address(name)
    finally:
        server.drop(name)


def columns(db: Database, table: str) -> list[str]:
    """Return the names of a table's columns in their order, of either kind of database."""
    if db.kind == "sqlite":
        return [name for (name,) in db.all("SELECT name FROM pragma_table_info(:table)", {"table": table})]
    sql = """
        SELECT column_name FROM information_schema.columns
        WHERE table_name = :table
        ORDER BY ordinal_position
    """
    return [name for (name,) in db.all(sql, {"table": table})]


def _rows(cursor: psycopg.Cursor[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return cursor.fetchall() if cursor.description else []


def _remove_left(place: Path) -> None:
    """Delete the folders of servers whose tests were killed an hour ago or earlier."""
    for folder in place.glob(f"{_PREFIX}*"):
        lock = folder / "data" / "postmaster.pid"
        with suppress(OSError):
            is_old = time.time() - folder.stat().st_mtime > 3600
            pid = next(iter(lock.read_text().split()), "none") if lock.exists() else "none"
            if is_old and not Path("/proc", pid).exists():
                shutil.rmtree(folder)


def _user() -> dict[str, Any]:
    """Return how a child is started without rights, if this is root."""
    if os.getuid() != 0:
        return {}
    known = {each.pw_name for each in pwd.getpwall()}
    for name in _UNPRIVILEGED:
        if name in known:
            return {"user": name, "group": pwd.getpwnam(name).pw_gid, "extra_groups": ()}
    return {}


def _die_with_parent() -> None:
    """Be stopped by the kernel when the tests are killed: no server may be left."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGQUIT)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
