"""A new database for each test, and articles of invented outlets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipelines.db import Database, open_database
from pipelines.db.signature import signature
from pipelines.items import Article
from tests.postgres import fresh_database

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
TEXT = """The harbour council voted on Monday to close the old lift bridge for two winters.

Fishing crews had asked for a shorter closure, and several spoke at length before the vote was taken.

Engineers told the meeting that rust in the northern counterweight was worse than last year's survey showed.

A ferry will carry cars and bicycles across the channel from October, at the fare of the night boat."""

KINDS = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))

MakeArticle = Callable[..., Article]


def make_article(**values: Any) -> Article:
    text = values.get("text", TEXT)
    plain: dict[str, Any] = {
        "url": "https://herald.example/bridge",
        "source": "herald",
        "title": "Bridge to close for two winters",
        "text": text,
        "word_count": len(text.split()),
        "seen_at": NOON,
        "signature": signature(text),
    }
    return Article(**plain | values)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "news.db"


@pytest.fixture(params=KINDS)
def store_address(request: pytest.FixtureRequest, path: Path) -> Iterator[Path | str]:
    """Where a new store is, of each kind: a file that does not exist yet, or the address of a database."""
    if request.param == "sqlite":
        yield path
    else:
        with fresh_database() as address:
            yield address


@pytest.fixture
def db(store_address: Path | str) -> Iterator[Database]:
    """An empty store: each test that takes it runs with SQLite and with PostgreSQL."""
    with open_database(store_address) as opened:
        yield opened


@pytest.fixture(scope="module", params=KINDS)
def module_db(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A store of each kind for all tests of a module; each test leaves it as it was."""
    with ExitStack() as opened:
        if request.param == "sqlite":
            address: Path | str = tmp_path_factory.mktemp("module") / "news.db"
        else:
            address = opened.enter_context(fresh_database())
        yield opened.enter_context(open_database(address))


@pytest.fixture
def file_db(path: Path) -> Iterator[Database]:
    """An empty SQLite file, for a test about SQLite itself."""
    with open_database(path) as opened:
        yield opened
