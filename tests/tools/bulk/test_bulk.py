"""WARC files become Parquet files: the same rows as a crawl of the archive, each file once, whatever dies."""

from __future__ import annotations

import csv
import fcntl
import gzip
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from distributed import LocalCluster

from crawler.tools.bulk import one_warc
from crawler.tools.bulk.attempts import position_file
from crawler.tools.bulk.counts import Counts, NotOurs
from crawler.tools.bulk.folder_lock import LOCK, locked
from crawler.tools.bulk.jobs import BulkError, outputs, run
from crawler.tools.bulk.one_warc import Rules, read_warc
from pipelines.db import open_articles
from pipelines.db.connect import open_file
from pipelines.db.stored_article import PUBLIC, StoredArticle
from pipelines.drops import NotStored
from pipelines.export import columnar
from pipelines.items import Article, Cleaned, Page
from tests import warm
from tests.crawling import FAST, Ran, environment, scrapy, started
from tests.discover.test_warc import warc_record, write
from tests.spiders.test_news import story
from tests.stages.test_date import stamped

RULES = Rules(timezone="UTC")
WARCS = 4
PAGES = 12


def made(folder: Path, pages: int = PAGES) -> list[Path]:
    """Write four WARCs with articles of two sites and a picture; one breaks off in its last record."""
    folder.mkdir(exist_ok=True)
    files = []
    for number in range(WARCS):
        parts = [
            warc_record(
                f"https://{host}.example/{number}-{n}", story(f"Day {n} of {number}", n % 28 + 1).encode()
            )
            for n in range(pages)
            for host in ("bridge", "herald")
        ]
        parts.append(
            warc_record("https://bridge.example/a.png", b"\x89PNG\0", headers="Content-Type: image/png")
        )
        files.append(write(folder / f"part{number}.warc.gz", parts, zipped=True))
    whole = files[-1].read_bytes()
    files[-1].write_bytes(whole[:-60])
    return files


def rows(file: Path) -> list[tuple[object, ...]]:
    """Return the public values of the articles in a Parquet file, sorted, except which one is a copy."""
    return _values(columnar.read(file))


def _values(articles: Iterator[StoredArticle]) -> list[tuple[object, ...]]:
    names = [name for name in PUBLIC if name != "duplicate_of"]
    return sorted(tuple(getattr(each, name) for name in names) for each in articles)


def crawled(warcs: Path, database: Path) -> list[tuple[object, ...]]:
    """Return what a crawl of the archive stores."""
    given = ("-a", f"path={warcs}/*.warc.gz", "-a", "timezone=UTC")
    scrapy(database, "crawl", "archive", *given, *FAST)
    with open_articles(database) as articles:
        return _values(articles.since())


@pytest.fixture
def cluster() -> Iterator[LocalCluster]:
    with LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None, memory_limit=0) as local:
        yield local


def test_a_warc_becomes_the_rows_that_a_crawl_stores(tmp_path: Path) -> None:
    (file, *_) = made(tmp_path / "warcs")
    counts = read_warc(file, tmp_path / "out.parquet", RULES)
    assert (counts.pages, counts.articles, dict(counts.drops)) == (2 * PAGES + 1, 2 * PAGES, {"Picture": 1})
    (tmp_path / "one").mkdir()
    file.rename(tmp_path / "one" / file.name)
    assert rows(tmp_path / "out.parquet") == crawled(tmp_path / "one", tmp_path / "news.db")
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []


def test_early_pages_are_read_again_from_any_kind_of_warc(tmp_path: Path) -> None:
    (file, *_) = made(tmp_path / "warcs")
    plain, stream = tmp_path / "plain.warc", tmp_path / "stream.warc.gz"
    plain.write_bytes(gzip.decompress(file.read_bytes()))
    stream.write_bytes(gzip.compress(plain.read_bytes()))
    for each in (file, plain, stream):
        read_warc(each, tmp_path / f"{each.name}.parquet", RULES)
    expected = rows(tmp_path / f"{file.name}.parquet")
    assert [rows(tmp_path / f"{each.name}.parquet") for each in (plain, stream)] == [expected] * 2


def test_the_first_articles_are_dated_again_as_in_a_crawl(tmp_path: Path) -> None:
    days = (2, 3, 4, 5)
    parts = [warc_record(stamped(day).url, stamped(day).body) for day in days]
    parts = [part.replace(b"2023-12-05", b"2024-01-12") for part in parts]
    read_warc(write(tmp_path / "a.warc.gz", parts, zipped=True), tmp_path / "a.parquet", RULES)
    dates = sorted(each.published_at or "" for each in columnar.read(tmp_path / "a.parquet"))
    assert dates == [f"2024-01-{day:02}" for day in days]


def test_a_disk_that_is_full_leaves_no_file_that_looks_complete(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_file(tmp_path / "empty.db") as db:
        ((size,),) = db.all("PRAGMA page_count")
    full = (*one_warc._PRAGMAS, f"PRAGMA max_page_count = {size}")
    monkeypatch.setattr(one_warc, "_PRAGMAS", full)
    (file, *_) = made(tmp_path / "warcs")
    with pytest.raises(NotStored, match="full"):
        read_warc(file, tmp_path / "out.parquet", RULES)
    assert not (tmp_path / "out.parquet").exists()
    monkeypatch.undo()
    assert read_warc(file, tmp_path / "out.parquet", RULES).articles == 2 * PAGES


def test_a_file_that_is_there_is_done(tmp_path: Path) -> None:
    (file, *_) = made(tmp_path / "warcs")
    first = read_warc(file, tmp_path / "out.parquet", RULES)
    file.unlink()
    assert read_warc(file, tmp_path / "out.parquet", RULES) == first
    assert (first.articles, first.errors) == (2 * PAGES, {})


def test_another_file_of_that_name_is_not_taken_for_done(tmp_path: Path) -> None:
    (tmp_path / "out.parquet").write_bytes(b"a letter")
    with pytest.raises(NotOurs, match="is no Parquet file of `scrapy bulk`; move it away"):
        Counts.of_file(tmp_path / "out.parquet")


def test_a_page_at_which_two_processes_died_is_skipped(tmp_path: Path) -> None:
    (file, *_) = made(tmp_path / "warcs")
    out = tmp_path / "out.parquet"
    position_file(out).write_text("0")
    assert read_warc(file, tmp_path / "elsewhere.parquet", RULES).errors == {}
    out.with_name(".out.parquet.died").write_text("0\n")
    counts = read_warc(file, out, RULES)
    assert counts.examples["WorkerDied"] == (
        "https://bridge.example/0-0: skipped, since two processes died while they read it"
    )
    assert counts.articles == 2 * PAGES - 1
    assert not position_file(out).exists()


def test_a_page_at_whose_second_reading_two_processes_died_keeps_its_first(tmp_path: Path) -> None:
    (file, *_) = made(tmp_path / "warcs")
    out = tmp_path / "out.parquet"
    code = (
        "import os, signal\n"
        "from crawler.tools.bulk import one_warc\n"
        "one_warc.store = lambda *args, **named: os.kill(os.getpid(), signal.SIGKILL)\n"
        f"print(one_warc.read_warc({str(file)!r}, {str(out)!r}, one_warc.Rules(timezone='UTC')).articles)"
    )
    for expected in (b"", b""):
        assert _python(code).stdout == expected
    noted = position_file(out).read_text().strip()
    assert noted.endswith("+")
    assert read_warc(file, out, RULES).articles == 2 * PAGES
    assert sorted(each.name for each in tmp_path.iterdir()) == ["out.parquet", "warcs"]


def test_a_page_that_cannot_be_read_again_keeps_its_first_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (file, *_) = made(tmp_path / "warcs")
    article = one_warc._Job._article
    read: set[str] = set()

    async def odd_the_second_time(job: Any, page: Page, cleaned: Cleaned | None = None) -> Article:
        if page.url in read and page.url.endswith("/0-3"):
            raise ValueError("an odd page")
        read.add(page.url)
        return await article(job, page, cleaned)

    monkeypatch.setattr(one_warc._Job, "_article", odd_the_second_time)
    counts = read_warc(file, tmp_path / "out.parquet", RULES)
    assert counts.articles == len(rows(tmp_path / "out.parquet")) == 2 * PAGES
    assert "/0-3: cannot be read again: an odd page" in counts.examples["ValueError"]


def test_one_death_at_a_page_costs_nothing(tmp_path: Path) -> None:
    (file, *_) = made(tmp_path / "warcs")
    out = tmp_path / "out.parquet"
    position_file(out).write_text("0")
    assert read_warc(file, out, RULES).articles == 2 * PAGES


def test_a_page_that_takes_too_long_ends_its_process(tmp_path: Path) -> None:
    (file, *_) = made(tmp_path / "warcs")
    code = (
        "from crawler.tools.bulk.one_warc import Rules, read_warc\n"
        f"read_warc({str(file)!r}, {str(tmp_path / 'out.parquet')!r}, Rules(seconds=0.0001))"
    )
    assert _python(code).returncode == -signal.SIGPROF
    assert position_file(tmp_path / "out.parquet").read_text().strip() == "0"


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BulkError, match="would both become"):
        outputs([tmp_path / "a" / "x.warc.gz", tmp_path / "b" / "x.warc"], tmp_path)


def test_a_scheduler_can_be_named(tmp_path: Path, cluster: LocalCluster) -> None:
    jobs = outputs(made(tmp_path / "warcs", 2), tmp_path)
    (tmp_path / "warcs" / "part0.warc.gz").write_bytes(b"nothing of the kind")
    seen: list[int] = []
    report = run(
        jobs, RULES, scheduler=cluster.scheduler_address, watch=lambda each: seen.append(len(each.done))
    )
    assert (len(report.done), seen[-1]) == (WARCS - 1, WARCS - 1)
    (failure,) = report.failed.values()
    assert "part0.warc.gz: cannot be read as WARC" in failure
    assert dict(report.total.errors) == {"DamagedRecord": 1}


def test_a_run_that_cannot_start_leaves_no_folder(tmp_path: Path) -> None:
    warc = made(tmp_path / "warcs", 1)[0]
    line = ("bulk", str(warc), "--scheduler", "nonsense", "--out")
    ran = scrapy(tmp_path / "news.db", *line, str(tmp_path / "a" / "b"))
    assert (ran.code, "no Dask scheduler answers there" in ran.err) == (1, True)
    assert not (tmp_path / "a").exists()
    (tmp_path / "mine").mkdir()
    assert scrapy(tmp_path / "news.db", *line, str(tmp_path / "mine")).code == 1
    assert (tmp_path / "mine").is_dir()


def test_a_scheduler_that_does_not_answer_is_named(tmp_path: Path) -> None:
    jobs = outputs(made(tmp_path / "warcs", 1), tmp_path)
    with pytest.raises(BulkError, match="--scheduler nonsense: no Dask scheduler answers there; start one"):
        run(jobs, RULES, scheduler="nonsense")


def test_a_warc_that_breaks_off_is_one_line_and_exit_code_1(tmp_path: Path) -> None:
    """Its articles are kept, and the same command run again says the same."""
    *_, file = made(tmp_path / "warcs", pages=1)
    line = ("bulk", str(file), "--workers", "1", "--out", str(tmp_path / "out"))
    for before in (0, 1):
        ran = scrapy(tmp_path / "news.db", *line, proxy=warm.COPIED)
        first = f"1 file done ({before} of them before), 3 pages: 2 articles, 0 no article, 1 error"
        assert (ran.code, ran.out.splitlines()[0]) == (1, first), ran.err
        (error,) = ran.err.splitlines()
        assert f"error: {file} at byte" in error
        assert error.endswith(
            "(1 damaged record); its other articles are kept;"
            " for the rest, get the file again, remove its Parquet file and run again"
        )


def test_a_second_command_does_not_write_to_the_same_folder(tmp_path: Path) -> None:
    (file, *_) = made(tmp_path / "warcs", pages=1)
    out = tmp_path / "out"
    line = ("bulk", str(file), "--workers", "1", "--out", str(out))
    out.mkdir()
    with locked(out):
        ran = scrapy(tmp_path / "news.db", *line, proxy=warm.COPIED)
        cause = f"--out {out}: another run of `scrapy bulk` writes there; wait until that one is done"
        assert (ran.code, cause in ran.err, ran.err.count("\n"), ran.out) == (1, True, 1, ""), ran.err
        assert [each.name for each in out.iterdir()] == [LOCK]
    assert scrapy(tmp_path / "news.db", *line, proxy=warm.COPIED).code == 0
    assert LOCK not in {each.name for each in out.iterdir()}


def test_a_folder_whose_run_ends_just_then_is_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other run removes its lock after this one has opened it, and before it is locked."""
    real, removed = fcntl.flock, list[Path]()

    def flock(handle: int, how: int) -> None:
        if not removed:
            removed.append(tmp_path / LOCK)
            removed[0].unlink()
        real(handle, how)

    monkeypatch.setattr(fcntl, "flock", flock)
    with locked(tmp_path), pytest.raises(BulkError, match="another run"), locked(tmp_path):
        pass
    assert removed
    assert list(tmp_path.iterdir()) == []


def test_a_folder_whose_run_was_killed_is_free(tmp_path: Path) -> None:
    (tmp_path / LOCK).touch()
    with locked(tmp_path):
        pass
    with locked(tmp_path):
        pass


def test_a_killed_worker_loses_nothing_and_the_same_command_finishes(tmp_path: Path) -> None:
    made(tmp_path / "warcs", 30)
    ended = _bulk(tmp_path, kill="worker")
    assert ended.code == 1, ended.err  # one of the files breaks off
    expected = crawled(tmp_path / "warcs", tmp_path / "news.db")
    assert sorted(row for file in _outputs(tmp_path) for row in rows(file)) == expected

    for file in _outputs(tmp_path)[1:]:
        file.unlink()
    assert _bulk(tmp_path, kill="all").code < 0
    kept = _outputs(tmp_path)[0].stat().st_mtime_ns
    again = _bulk(tmp_path)
    assert "4 files done (" in again.out
    assert _outputs(tmp_path)[0].stat().st_mtime_ns == kept
    assert sorted(row for file in _outputs(tmp_path) for row in rows(file)) == expected
    with (tmp_path / "out" / "counts.csv").open(newline="") as file:
        table = list(csv.DictReader(file))
    assert sum(int(row["pages"]) for row in table if row["outcome"] == "article") == len(expected)


def _python(code: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["python", "-c", code], env=environment(), check=False, capture_output=True)


def _outputs(folder: Path) -> list[Path]:
    return sorted((folder / "out").glob("*.parquet"))


def _bulk(folder: Path, kill: str = "") -> Ran:
    """Run the command; kill a worker, or all its processes, once one is at work."""
    given = (f"{folder}/warcs/*.warc.gz", "--out", f"{folder}/out", "--workers", "2", "--timezone", "UTC")
    database = folder / "unused.db"
    with started(database, "bulk", *given) as command:
        if kill:
            _kill(psutil.Process(command.pid), folder / "out", every=kill == "all")
        return Ran(command.wait(90), command.out.read_text("utf-8"), command.err.read_text("utf-8"), database)


def _kill(process: psutil.Process, out: Path, *, every: bool) -> None:
    until = time.monotonic() + 60
    while not list(out.glob(".*.at")) and time.monotonic() < until:
        time.sleep(0.02)
    workers = [each for each in process.children(recursive=True) if each.status() != psutil.STATUS_ZOMBIE]
    busiest = max(workers, key=lambda each: sum(each.cpu_times()[:2]))
    for each in [process, *workers] if every else [busiest]:
        os.kill(each.pid, signal.SIGKILL)
