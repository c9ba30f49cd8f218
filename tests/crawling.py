"""Runs `scrapy` as a user does, in a process of its own, and reads what it has stored."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pipelines.db import open_database
from tests import warm

ROOT = Path(__file__).parents[1]
FAST = ("-s", "DOWNLOAD_DELAY=0", "-s", "CLEAN_WORKERS=0", "-s", "FRONTIER_BACKOFF=0.2")


@dataclass(frozen=True)
class Ran:
    """The result of a command."""

    code: int
    out: str
    err: str
    database: Path | str
    """The file, or the address of a PostgreSQL database."""

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        if isinstance(self.database, str):
            with open_database(self.database) as opened:
                return opened.all(sql)
        with sqlite3.connect(self.database) as db:
            return db.execute(sql).fetchall()

    def titles(self) -> list[str]:
        return [title for (title,) in self.rows("SELECT title FROM articles ORDER BY title")]


def arguments(database: Path | str, *args: str) -> list[str]:
    """Return the command line. It has no sources unless `args` set them: no test may contact a real outlet.
    With an address as the database, `args` must set them.

    The tests' own site is on loopback, which only this setting allows; `args` may override it.
    """
    return [
        sys.executable,
        "-m",
        "scrapy",
        args[0],
        "-s",
        f"SOURCES={Path(database).parent}",
        "-s",
        "ALLOW_PRIVATE_ADDRESSES=1",
        *args[1:],
        "-s",
        f"DATABASE={database}",
    ]


def environment(proxy: Mapping[str, str] = {}) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    return {**clean, **proxy}


@contextmanager
def started(database: Path | str, *args: str, proxy: Mapping[str, str] = {}) -> Iterator[warm.Command]:
    """Start `scrapy …`; at the end wait for it, at most two minutes."""
    with TemporaryDirectory() as folder:
        out, err = Path(folder) / "out", Path(folder) / "err"
        words = arguments(database, *args)[2:]
        command = warm.Command(words, cwd=ROOT, environment=environment(proxy), out=out, err=err)
        try:
            yield command
            command.wait()
        finally:
            command.kill()


def scrapy(database: Path | str, *args: str, proxy: Mapping[str, str] = {}) -> Ran:
    """Run `scrapy …` to its end."""
    with started(database, *args, proxy=proxy) as command:
        code = command.wait()
        return Ran(code, command.out.read_text("utf-8"), command.err.read_text("utf-8"), database)
