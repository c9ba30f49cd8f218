"""A database with the tables of a cluster, for each test its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pipelines.db import Database, open_database
from tests.postgres import fresh_database, missing

if missing() is None:
    from crawler.cluster import setup


@pytest.fixture
def address() -> Iterator[str]:
    with fresh_database() as made:
        with open_database(made) as db:
            setup.set_up(db)
        yield made


@pytest.fixture
def db(address: str) -> Iterator[Database]:
    with open_database(address) as opened:
        yield opened
