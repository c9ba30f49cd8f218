"""On PostgreSQL with several writers, a reader that keeps one number misses and repeats nothing."""

from __future__ import annotations

import pytest

from tests import postgres
from tests.cluster import feed

pytestmark = pytest.mark.postgres


def test_the_counter_loses_nothing() -> None:
    with postgres.fresh_database() as address:
        changes, missed, twice = feed.run(address, changes=25)
    assert changes > 100
    assert (missed, twice) == (0, 0)


def test_a_plain_sequence_would_lose_rows() -> None:
    """Otherwise the test above could not fail."""
    with postgres.fresh_database() as address:
        _, missed, _ = feed.run(address, changes=25, plain=True)
    assert missed > 0
