"""A PostgreSQL database is opened, or refused in one line with cause and cure; no password is shown."""

from __future__ import annotations

import secrets
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from subprocess import PIPE, STDOUT

import pytest

from pipelines.db import Database, DatabaseError, open_articles, open_database
from pipelines.db.articles import store
from pipelines.db.crawl import candidates, fetches, passed, visits
from pipelines.db.crawl.candidates import Candidate
from pipelines.db.crawl.fetches import Validators
from pipelines.db.crawl.frontier_rows import Link, add
from pipelines.db.crawl.leases import lease
from pipelines.db.file_errors import (
    Full,
    Locked,
    Missing,
    NotOurs,
    TooLong,
    TooNew,
    TooOld,
    Unreachable,
    Unsupported,
    Unwritable,
)
from pipelines.db.postgres.connection import PostgresDatabase
from pipelines.db.schema import pages
from pipelines.drops import UrlTooLong
from pipelines.items import Visit
from pipelines.stages.store import StorePipeline
from tests import postgres
from tests.crawling import FAST, ROOT, environment, scrapy
from tests.db.conftest import NOON, make_article
from tests.discover.test_warc import warc_record, write
from tests.spiders.test_news import story

pytestmark = pytest.mark.postgres
SECRET = "kn0ck-kn0ck"


@pytest.fixture
def server() -> postgres.Server:
    return postgres.shared()


@pytest.fixture
def address() -> Iterator[str]:
    with postgres.fresh_database() as made:
        yield made


@pytest.fixture
def db(address: str) -> Iterator[Database]:
    with open_database(address) as opened:
        yield opened


@pytest.fixture
def empty(server: postgres.Server) -> Iterator[str]:
    """The name of a database without tables."""
    name = server.empty()
    yield name
    server.drop(name)


@pytest.mark.parametrize("password", [f"a@{SECRET}", f"a@b/{SECRET}@", f"1/{SECRET}", f"a@b?{SECRET}"])
def test_words_about_a_misread_password_are_not_repeated(password: str) -> None:
    refusal(f"postgresql://ada:{password}@127.0.0.1:1/news", Unreachable, "cannot be reached|not an address")


def refusal(address: str, kind: type[DatabaseError], match: str) -> str:
    """Check that a database is refused in one line without a password; return the line."""
    with pytest.raises(kind, match=match) as raised:
        open_database(address)
    told = str(raised.value)
    assert told.count("\n") == 0
    assert raised.value.cure in told
    whole = "".join(traceback.format_exception(raised.value))
    assert SECRET not in told + repr(raised.value) + whole
    return told


def test_no_server(server: postgres.Server) -> None:
    told = refusal(f"postgresql://tester:{SECRET}@127.0.0.1:1/news", Unreachable, "Connection refused")
    assert told.startswith("postgresql://tester@127.0.0.1:1/news: cannot be reached (")
    refusal(f"postgresql://tester:{SECRET}@no-such-host.invalid/news", Unreachable, "no-such-host.invalid")


def test_no_such_database(server: postgres.Server) -> None:
    refusal(server.address("nothing"), Missing, "there is no such database .*createdb")


def test_no_address(server: postgres.Server) -> None:
    no_address = "is not an address that PostgreSQL understands; write it as"
    refusal(f"postgresql://tester:{SECRET}%zz@host/news", Unreachable, no_address)
    refusal(f"postgresql://tester:{SECRET}@host:port/news", Unreachable, "cannot be reached")
    refusal(f"postgresql://u:{SECRET}@h/news?colour=blue", Unreachable, "colour|not an address")


def test_a_wrong_password(server: postgres.Server, empty: str) -> None:
    server.sql("CREATE ROLE ada LOGIN PASSWORD 'right'")
    hba = server.data / "pg_hba.conf"
    before = hba.read_text()
    try:
        hba.write_text("host all ada 127.0.0.1/32 scram-sha-256\n" + before)
        server.sql("SELECT pg_reload_conf()")
        time.sleep(0.3)
        address = server.address(empty).replace("tester@", f"ada:{SECRET}@")
        refusal(address, Unreachable, 'refuses this user .*password authentication failed for user "ada"')
        refusal(server.address(empty).replace("tester@", "ada@"), Unreachable, "password")
        refusal(address.replace("ada:", "nobody_here:"), Unreachable, "refuses this user")
        # The right one, but no right to make tables.
        refusal(address.replace(SECRET, "right"), Unwritable, "has not the right .*GRANT CREATE")
        server.sql("GRANT CREATE ON SCHEMA public TO ada", empty)
        with open_database(address.replace(SECRET, "right")) as db:
            assert "right" not in repr(db)
            assert store(db, make_article()) == "new"
    finally:
        hba.write_text(before)
        server.sql("SELECT pg_reload_conf()")
        server.drop(empty)
        server.sql("DROP ROLE ada")


def test_tables_of_another_program(server: postgres.Server, empty: str) -> None:
    server.sql("CREATE TABLE articles (number INTEGER)", empty)
    refusal(server.address(empty), NotOurs, "tables of another program.*this one is left as it is")
    with pytest.raises(NotOurs):
        open_articles(server.address(empty))
    tables = "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"
    assert server.sql(tables, empty) == [(1,)]


def test_other_tables_beside_ours_are_left_alone(server: postgres.Server, empty: str) -> None:
    server.sql("CREATE TABLE procrastinate_jobs (id INTEGER)", empty)
    open_database(server.address(empty)).close()
    assert server.sql("SELECT count(*) FROM procrastinate_jobs", empty) == [(0,)]


def test_a_newer_and_an_older_schema(db: Database, address: str, empty: str, server: postgres.Server) -> None:
    db.execute("INSERT INTO _broadsheet (step, applied_at) VALUES (99, '')")
    refusal(address, TooNew, "has schema 99, written by a newer Broadsheet")
    with pytest.raises(TooNew):
        open_articles(address)
    db.execute("DELETE FROM _broadsheet WHERE step > 1")
    with pytest.raises(TooOld, match="has schema 1 and not 2"):
        open_articles(address)
    with pytest.raises((Missing, TooOld)):
        open_articles(server.address(empty))


def test_an_encoding_without_every_letter(server: postgres.Server) -> None:
    server.sql("CREATE DATABASE latin ENCODING LATIN1 TEMPLATE template0")
    try:
        refusal(server.address("latin"), NotOurs, "stores text as LATIN1.*--encoding=UTF8")
    finally:
        server.drop("latin")


def test_another_schema_has_no_place(address: str) -> None:
    with pytest.raises(Unsupported, match="no place for broadsheet pages"):
        open_database(address, schema=pages())


def test_without_psycopg_the_extra_is_named(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setitem(sys.modules, "pipelines.db.postgres.connection", None)
    with pytest.raises(Unsupported, match=r"needs a package that is not installed.*'\.\[cluster\]'"):
        open_database(address)


def test_psycopg_is_not_imported_for_a_file() -> None:
    code = """
import sys
from pipelines.db import open_database, open_articles
from pipelines.db.articles import store
from tests.db.conftest import make_article
from tests.discover.test_warc import warc_record, write
from tests.spiders.test_news import story
with open_database(sys.argv[1]) as db:
    store(db, make_article())
open_articles(sys.argv[1]).close()
import crawler.commands.crawl, crawler.spiders.news, crawler.spiders.archive, pipelines.stages.store
print(*sys.modules)
"""
    command = [sys.executable, "-c", code, "/tmp/pg-unused.db"]
    loaded = set(subprocess.check_output(command, text=True).split())
    assert not loaded & {"psycopg", "procrastinate", "pipelines.db.postgres", "dask", "distributed"}


def test_a_full_disk_loses_only_the_present_transaction(db: Database) -> None:
    full = "DO $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$"
    with pytest.raises(Full, match=r"disk or memory is full .could not extend file"), db.transaction():
        store(db, make_article())
        db.execute(full)
    assert db.all("SELECT count(*) FROM articles") == [(0,)]
    assert store(db, make_article()) == "new"


def test_an_error_that_is_passed_over_is_not_taken_for_a_success(db: Database) -> None:
    with pytest.raises(RuntimeError, match="was passed over; nothing is stored"), db.transaction():
        db.later("UPDATE _seq SET value = 1")
        with suppress(Exception):
            db.execute("SELECT 1 / 0")
    with pytest.raises(Exception, match="division by zero"), db.transaction():
        db.later("SELECT 1 / 0")
    assert db.all("SELECT value FROM _seq") == [(0,)]


def test_few_questions_are_asked(db: Database) -> None:
    """On a busy machine or a slow network, each question and its answer is what takes the time."""
    assert isinstance(db, PostgresDatabase)

    def questions(work: Callable[[], object]) -> int:
        before = db._messages
        work()
        return db._messages - before

    links = [Link(url=f"https://herald.example/{n}", source="herald") for n in range(100)]
    assert questions(lambda: add(db, links, now=NOON)) <= 5
    assert questions(lambda: add(db, links, now=NOON)) <= 2
    (leased,) = lease(db, 1, now=NOON, seconds=60, per_host=1)
    visit = Visit(url=leased.url, ages=(timedelta(days=1),))
    new = make_article(url=leased.url, lease=leased.token, visit=visit)
    assert questions(lambda: visits.store(db, new)) <= 8
    again = make_article(url=leased.url, visit=visit, seen_at=NOON + timedelta(hours=1))
    assert questions(lambda: visits.store(db, again)) <= 3


def test_a_lost_connection_is_one_error_and_the_next_run_goes_on(
    db: Database, address: str, server: postgres.Server
) -> None:
    store(db, make_article())
    ((process,),) = db.all("SELECT pg_backend_pid()")
    with (
        pytest.raises(Unreachable, match=r"the connection was lost .*nothing stored was lost"),
        db.transaction(),
    ):
        db.execute("UPDATE articles SET title = 'half written'")
        server.sql(f"SELECT pg_terminate_backend({process})")
        db.execute("UPDATE articles SET title = 'never'")
    for _ in range(2):
        with pytest.raises(Unreachable, match="start again"):
            db.all("SELECT 1")
    with open_database(address) as other:
        assert other.all("SELECT title FROM articles") == [(make_article().title,)]
        assert store(other, make_article(title="Later")) == "changed"


def test_a_server_that_vanishes_is_noticed_within_a_minute(address: str) -> None:
    """Also in the middle of a statement: without a limit the system tries for a quarter of an hour."""
    from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415 - it is an extra

    from pipelines.db.postgres.connection import connect, conninfo  # noqa: PLC0415

    limits = {"keepalives_idle": "30", "tcp_user_timeout": "30000"}
    assert limits.items() <= conninfo_to_dict(conninfo(address)).items()
    with connect(address) as db:
        assert limits.items() <= db.conn.info.get_parameters().items()
    own = conninfo_to_dict(conninfo(f"{address}?tcp_user_timeout=5000"))
    assert own["tcp_user_timeout"] == "5000", "an address may say otherwise"


def test_a_process_that_stands_still_in_a_transaction_gives_way(db: Database, address: str) -> None:
    with open_database(address) as frozen:
        frozen.execute("SET idle_in_transaction_session_timeout = '200ms'")
        with pytest.raises(Unreachable), frozen.transaction():
            frozen.execute("UPDATE _seq SET value = value")
            with ThreadPoolExecutor(1) as pool:
                assert pool.submit(_stored, address).result(10) == "new"
            frozen.execute("UPDATE _seq SET value = value + 1")
    assert db.all("SELECT value FROM _seq") == [(1,)]


def _stored(address: str) -> str:
    with open_database(address) as db:
        return store(db, make_article())


def test_hurry_shortens_the_waiting(db: Database, address: str) -> None:
    with open_database(address) as other, db.transaction():
        db.execute("UPDATE _seq SET value = value")
        other.hurry()
        start = time.monotonic()
        with pytest.raises(Locked):
            other.execute("UPDATE _seq SET value = value")
        assert time.monotonic() - start < 5


def test_a_crawl_tells_no_password(server: postgres.Server, address: str, tmp_path: Path) -> None:
    page = warc_record("https://a.example/a", story("A bridge").encode())
    write(tmp_path / "a.warc.gz", [page], zipped=True)
    options = (*FAST, "-s", f"SOURCES={tmp_path}", "-s", "LOG_LEVEL=DEBUG", "-s", "CLEAN_WORKERS=1")
    common = [sys.executable, "-m", "scrapy", "crawl", "archive", "-a", f"path={tmp_path}/*.gz", *options]

    def crawl(port: int) -> tuple[int, str]:
        database = address.replace("tester@", f"tester:{SECRET}@").replace(f":{server.port}/", f":{port}/")
        own = f"from crawler.settings import *\nDATABASE = {database!r}\n"
        (tmp_path / "own_settings.py").write_text(own)
        env = {**environment(), "SCRAPY_SETTINGS_MODULE": "own_settings", "PYTHONPATH": f"{tmp_path}:{ROOT}"}
        with subprocess.Popen(common, env=env, cwd=ROOT, stdout=PIPE, stderr=STDOUT, text=True) as child:
            titles = set[str]()
            with ThreadPoolExecutor(1) as pool:
                told = pool.submit(child.stdout.read)
                while not told.done():
                    titles |= set(_titles())
                    time.sleep(0.05)
        assert titles
        assert not any(SECRET in title for title in titles)
        return child.returncode, told.result()

    code, told = crawl(server.port)
    assert code == 0, told
    assert "Overridden settings" in told
    gone, refused = crawl(1)
    assert gone != 0
    assert "cannot be reached" in refused
    assert SECRET not in told + refused
    with open_database(address) as db:
        rows = str(db.all("SELECT * FROM runs"))
    assert "archive" in rows
    assert SECRET not in rows


def _titles() -> Iterator[str]:
    """Yield the command lines of this machine's processes."""
    for each in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            yield each.read_text(errors="replace")


def test_a_password_on_the_command_line_is_refused(tmp_path: Path) -> None:
    own = ("crawl", "archive", "-a", "path=a.warc.gz", "-s", f"SOURCES={tmp_path}")
    ran = scrapy(f"postgresql://ada:{SECRET}@127.0.0.1:1/news", *own)
    assert ran.code == 2
    assert "can read in the list of processes; leave it out and put it into ~/.pgpass" in ran.err
    assert SECRET not in ran.out + ran.err


def test_an_address_that_no_index_takes_is_left_out_and_the_others_are_stored(
    db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    long = f"https://herald.example/{secrets.token_hex(2_000)}"
    links = [Link(url=url, source="herald") for url in ("https://herald.example/a", long)]
    assert add(db, links).new == 1
    assert "not followed: too long" in caplog.text
    passed.put(db, "herald", "https://herald.example/", [(long, "Other"), ("https://b.example/", "Other")])
    assert len(passed.of_source(db.all, "herald")) == 1
    assert store(db, make_article(urls=(long,))) == "new"
    assert db.all("SELECT count(*) FROM article_urls") == [(1,)]
    link = Candidate(url=long, page=long, form="f", place="p", reading="r")
    assert candidates.add(db, "herald", [link]) == []
    with pytest.raises(TooLong, match="an address or a name of this length"):
        fetches.put(db, long, Validators(etag="a"), NOON)
    with pytest.raises(UrlTooLong, match="leave that row out"):
        StorePipeline(db).process_item(make_article(url="https://b.example/", source=long, signature=()))
    assert store(db, make_article(url="https://herald.example/c", text="A third.", signature=())) == "new"
