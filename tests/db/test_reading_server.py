"""A reader of a server goes on after the server was restarted, and can wait for it."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from pipelines.db import open_articles, open_database
from pipelines.db.articles import store
from pipelines.db.file_errors import Missing, Unreachable
from tests.db.conftest import make_article
from tests.postgres import Server, missing

pytestmark = pytest.mark.postgres


@pytest.fixture
def server() -> Iterator[Server]:
    if why := missing():
        pytest.skip(why)
    running = Server()
    yield running
    running.close()


def test_a_reader_goes_on_after_a_restart(server: Server) -> None:
    address = server.address(server.fresh())
    with open_database(address) as db:
        store(db, make_article())
    with open_articles(address) as articles:
        assert len(articles) == 1
        server.stop(how=signal.SIGINT)
        with pytest.raises(Unreachable):
            len(articles)
        server.start()
        assert len(articles) == 1
        with pytest.raises(Exception, match="read-only"):
            articles.conn.execute("DELETE FROM articles")


def test_a_reader_can_wait_for_the_server_and_for_the_first_crawl(server: Server) -> None:
    empty = server.address(server.empty())
    with pytest.raises(Missing, match="has no articles yet"):
        open_articles(empty)
    server.stop(how=signal.SIGINT)
    with pytest.raises(Unreachable):
        open_articles(empty, wait=0.3)
    found = list[int]()

    def read() -> None:
        with open_articles(empty, wait=30) as articles:
            found.append(len(articles))

    reader = Thread(target=read)
    reader.start()
    server.start()  # in this thread: the server ends with the thread that started it
    open_database(empty).close()
    reader.join()
    assert found == [0]


def test_a_file_needs_no_psycopg() -> None:
    code = "import sys, pipelines.db, pipelines.db.copying; print([m for m in sys.modules if 'psycopg' in m])"
    command, root = [sys.executable, "-c", code], Path(__file__).parents[2]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, cwd=root)
    assert ran.stdout.strip() == "[]"
