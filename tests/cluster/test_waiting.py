"""How long a worker waits for a server: the time goes on until a job has run."""

from __future__ import annotations

import asyncio

import pytest

from pipelines.db import DatabaseError
from tests.postgres import missing

if why := missing():
    pytest.skip(why, allow_module_level=True)

from procrastinate.exceptions import ConnectorException
from psycopg import OperationalError, errors

from crawler.cluster import waiting
from crawler.cluster.waiting import Outage

pytestmark = pytest.mark.postgres
LOST = "the connection was lost \\(the server closed the connection\\); start again when the server answers"


class Clock:
    """A clock that a test moves; the server answers each time it is looked for."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        self.paused: list[float] = []
        monkeypatch.setattr(waiting, "monotonic", lambda: self.now)
        monkeypatch.setattr(waiting, "_sleep", self.sleep)

    async def sleep(self, seconds: float, stopping: asyncio.Event) -> bool:
        self.now += seconds
        self.paused.append(seconds)
        return stopping.is_set()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def failing(cause: Exception) -> ConnectorException:
    """Return the error that Procrastinate makes of one of psycopg's."""
    error = ConnectorException()
    error.__cause__ = cause
    return error


def is_back(outage: Outage, cause: Exception | None = None) -> bool:
    cause = cause or OperationalError("the server closed the connection\nunexpectedly")
    return asyncio.run(outage.wait(failing(cause), asyncio.Event()))


def test_a_connection_that_opens_and_is_lost_again_does_not_begin_the_time_anew(
    clock: Clock, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    outage = Outage(address, 6)
    assert is_back(outage) and is_back(outage) and is_back(outage)
    assert clock.paused == [1, 2, 4]
    with pytest.raises(DatabaseError, match=f"{address}: {LOST}"):
        is_back(outage)
    line = f"{address}: the connection was lost (the server closed the connection); trying again for"
    assert capsys.readouterr().err.splitlines() == [f"{line} {left} s" for left in (6, 5, 3)]


def test_the_time_begins_anew_when_a_job_has_run_or_a_connection_has_held(clock: Clock, address: str) -> None:
    outage = Outage(address, 4)
    for _ in range(3):
        assert is_back(outage) and is_back(outage)
        outage.end()
    assert clock.paused == [1, 2] * 3
    assert is_back(outage)
    clock.now += 5
    assert is_back(outage), "it had no job, and lost a connection that had held"
    assert clock.paused[-2:] == [1, 1]


def test_what_does_not_pass_is_named_at_once(clock: Clock, address: str) -> None:
    refused = errors.InsufficientPrivilege("permission denied for table procrastinate_jobs")
    with pytest.raises(DatabaseError, match=r"permission denied for table procrastinate_jobs.*GRANT"):
        is_back(Outage(address, 600), refused)
    secret = address.replace("tester@", "tester:s3cret@")
    with pytest.raises(
        DatabaseError, match='relation "x" does not exist; run scrapy cluster setup'
    ) as caught:
        is_back(Outage(secret, 600), errors.UndefinedTable('relation "x" does not exist'))
    assert "s3cret" not in str(caught.value)
    assert clock.paused == []


def test_a_worker_whose_row_was_deleted_gets_a_new_one(clock: Clock, address: str) -> None:
    assert is_back(Outage(address, 600), errors.ForeignKeyViolation("its worker is not there"))
