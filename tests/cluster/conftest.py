"""A database with the tables of a cluster, for each test its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pipelines.db import Database, open_database
from tests.postgres import fresh_database


@pytest.fixture
def address() -> Iterator[str]:
    with fresh_database(cluster=True) as made:
        yield made


@pytest.fixture
def db(address: str) -> Iterator[Database]:
    with open_database(address) as opened:
        yield opened
