"""`scrapy export`: each format has the form that its readers expect, and a mistake prints one line."""

from __future__ import annotations

import csv
import errno
import io
import json
from datetime import timedelta
from pathlib import Path

import feedparser
import pytest

from crawler.tools import export_file
from crawler.tools.export_file import FEED_LIMIT
from pipelines.db import open_database
from pipelines.db.articles import store
from tests.crawling import Ran, scrapy
from tests.db.conftest import NOON, make_article

HERALD, COPY, FERRY = (
    "https://herald.example/bridge",
    "https://times.example/copy",
    "https://times.example/ferry",
)
GONE = "https://times.example/gone"


def export(news: Path, *args: str) -> Ran:
    return scrapy(news, "export", *args)


def urls(ran: Ran) -> list[str]:
    assert (ran.code, ran.err) == (0, "")
    return [json.loads(line)["url"] for line in ran.out.splitlines()]


def test_json_lines_hold_every_column_in_order_of_change(news: Path) -> None:
    ran = export(news)
    assert urls(ran) == [HERALD, COPY, GONE, FERRY]
    first, second, third, _ = map(json.loads, ran.out.splitlines())
    assert list(first) == [name for _, name, *_ in ran.rows("PRAGMA table_info(articles)")]
    assert (first["authors"], first["is_paywalled"], first["seq"]) == (["Ada Åkesson", "Bo"], True, 1)
    assert (second["duplicate_of"], third["removed_at"]) == (1, "2026-05-04T13:00:00Z")


@pytest.mark.parametrize(
    ("args", "found"),
    [
        (("--source", "herald"), [HERALD]),
        (("--language", "EN"), [HERALD, FERRY]),
        (("--language", "en-GB"), [HERALD]),
        (("--since", "2026-05-03"), [HERALD, COPY, FERRY]),
        (("--since", "2026-05-01", "--until", "2026-05-04"), [HERALD, GONE]),
        (("--since", "2026-05-04T09:00+02:00"), [COPY, FERRY]),
        (("--since", "7d"), []),
        (("--seen-since", "2026-05-04"), [HERALD, COPY, GONE, FERRY]),
        (("--seen-since", "2026-05-05"), []),
        (("--until", "12h", "--limit", "2"), [HERALD, COPY]),
        (("--since-seq", "2"), [GONE, FERRY]),
        (("--since-seq", "0", "--limit", "1"), [HERALD]),
    ],
)
def test_the_selected_articles_are_written(news: Path, args: tuple[str, ...], found: list[str]) -> None:
    assert urls(export(news, *args)) == found


def test_no_cell_of_csv_is_a_formula(news: Path, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    ran = export(news, "-o", str(path))
    assert (ran.code, ran.out, ran.err) == (0, "", f"4 articles in {path}\n")
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    assert rows[0]["title"] == '\'=HYPERLINK("http://evil.example/")'
    assert json.loads(rows[0]["authors"]) == ["Ada Åkesson", "Bo"]
    assert (rows[0]["published_offset"], rows[0]["is_paywalled"], rows[1]["is_paywalled"]) == (
        "-05:00",
        "1",
        "",
    )
    assert rows[3]["text"].count("\n\n") == 4
    assert not list(tmp_path.glob("*.part"))


def test_a_feed_has_the_newest_stories_with_their_texts(news: Path, tmp_path: Path) -> None:
    path = tmp_path / "news.atom"
    assert export(news, "-o", str(path)).code == 0
    read = feedparser.parse(path.read_bytes())
    assert (read.bozo, read.version, read.feed.updated) == (False, "atom10", "2026-05-04T08:00:00Z")
    ferry, herald = read.entries
    assert [ferry.link, herald.link] == [FERRY, HERALD]
    assert ferry.content[0].value.count("<p>") == 5
    assert herald.summary == "Bell and [31mred[0m & <b>bold</b>"
    assert [author.name for author in herald.authors] == ["Ada Åkesson", "Bo"]
    assert (ferry.authors[0].name, herald.tags[0].term) == ("times", "bridges")


def test_an_undated_article_has_its_place_in_a_feed_by_when_it_was_first_seen(tmp_path: Path) -> None:
    with open_database(tmp_path / "news.db") as db:
        for name, days, published in (("old", -3, None), ("dated", 0, "2026-05-03"), ("new", 0, None)):
            seen_at = NOON + timedelta(days=days)
            when = {"published_at": published, "published_precision": published and "day", "seen_at": seen_at}
            store(db, make_article(url=f"https://mill.example/{name}", title=name, **when))
    read = feedparser.parse(export(tmp_path / "news.db", "--format", "atom", "--duplicates").out)
    assert [(entry.title, entry.updated, "published" in entry) for entry in read.entries] == [
        ("new", "2026-05-04T12:00:00Z", False),
        ("dated", "2026-05-03T00:00:00Z", True),
        ("old", "2026-05-01T12:00:00Z", False),
    ]


@pytest.mark.parametrize("name", ["f.atom", "f.jsonfeed"])
def test_a_feed_says_how_many_it_leaves_out(news: Path, tmp_path: Path, name: str) -> None:
    with open_database(news) as db:
        for number in range(FEED_LIMIT):
            store(db, make_article(url=f"https://mill.example/{number}", source="mill", signature=()))
    path = tmp_path / name
    copies = "1 near-duplicate left out; --duplicates includes them\n"
    output = f"100 of {{0}} articles in {path}, the newest; --limit {{0}} writes them all\n"
    assert export(news, "-o", str(path)).err == output.format(102) + copies
    output = output.replace(", the", ", in place of the older file, the")
    assert export(news, "-o", str(path), "--duplicates").err == output.format(103)
    whole = f"100 articles in {path}, in place of the older file\n"
    assert export(news, "-o", str(path), "--limit", "100").err == whole + copies
    assert export(news, "-o", str(path), "--source", "mill").err == whole
    assert COPY in export(news, "--format", "atom", "--duplicates", "--source", "times").out
    assert COPY not in export(news, "--format", "atom", "--source", "times").out


def test_a_json_feed(news: Path) -> None:
    output = json.loads(export(news, "--format", "jsonfeed", "--limit", "1").out)
    assert output["version"] == "https://jsonfeed.org/version/1.1"
    (item,) = output["items"]
    assert (item["id"], item["title"], item["language"]) == (FERRY, "Night ferry", "en")
    assert item["content_html"].startswith("<p>The night ferry ran again on Sunday")
    empty = json.loads(export(news, "--format", "jsonfeed", "--since", "1d").out)
    assert empty["items"] == []


def test_parquet_holds_the_same_rows_or_says_what_to_install(news: Path, tmp_path: Path) -> None:
    path = tmp_path / "news.parquet"
    ran = export(news, "-o", str(path))
    if ran.code:
        cure = "run in the clone: pip install -e '.[parquet]'"
        assert f"scrapy export: Parquet needs pyarrow, which is not installed; {cure}" in ran.err
        assert not path.exists()
        pytest.skip("pyarrow is not installed")
    parquet = pytest.importorskip("pyarrow.parquet")
    rows = parquet.read_table(path).to_pylist()
    assert rows == [json.loads(line) for line in export(news).out.splitlines()]


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (("--sincee=7d",), 2, "did you mean --since?"),
        (
            ("--since", "tomorrow"),
            2,
            "--since tomorrow: not a time; write a day, 2026-01-31, or how long ago",
        ),
        (("--limit", "many"), 2, "--limit many: not a number"),
        (("--limit", "0"), 2, "--limit 0: less than 1"),
        (("--limit", "-3"), 2, "--limit -3: less than 1"),
        (("--since-seq", "-5"), 2, "--since-seq -5: less than 0"),
        (("--since-seq", "9" * 20), 2, "--since-seq: a number of more than 18 digits"),
        (("--format", "jsnl"), 2, "--format jsnl: no such format; did you mean jsonl?"),
        (("-o", "news.txt"), 2, "-o news.txt: its ending names no format"),
        (("--source", "herold"), 2, "no source of this database is called 'herold'; did you mean 'herald'?"),
        (("--language", "english"), 2, "--language: 'english' is not a language tag; write 'en'"),
        (("--language", "fr"), 2, "--language fr: no article of this database is in it; it has "),
        (("--format", "atom", "--since-seq", "3"), 2, "--since-seq does not go with atom"),
        (("--format", "warc", "--language", "en"), 2, "--language does not go with warc"),
        (("--format", "warc"), 1, "news.pages.db: no pages are kept there"),
        (("-o", "nowhere/news.csv"), 1, "nowhere/news.csv: cannot be written (No such file or directory)"),
        (("words",), 2, "takes no words; name the file with -o FILE"),
    ],
)
def test_a_mistake_is_reported(news: Path, args: tuple[str, ...], code: int, message: str) -> None:
    ran = export(news, *args)
    assert (ran.code, message in ran.err, "Traceback" in ran.err, ran.out) == (code, True, False, "")


@pytest.mark.parametrize("command", ["export", "search", "diff", "upkeep", "backup", "reclean"])
def test_a_missing_database_is_not_created(tmp_path: Path, command: str) -> None:
    words = {"search": ("bridge",), "diff": ("1",), "backup": (str(tmp_path / "copy.db"),)}.get(command, ())
    ran = scrapy(tmp_path / "none.db", command, *words)
    assert ran.code == 1
    assert ran.err == (
        f"scrapy {command}: {tmp_path}/none.db: there is no such file;"
        " name the file that a crawl has written with -s DATABASE=path\n"
    )
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize("name", ["news.db", "news.db-wal", "other.db"])
def test_a_database_is_never_overwritten(news: Path, name: str) -> None:
    file = news.with_name(name)
    if name == "other.db":
        file.write_bytes(news.read_bytes())
    file.touch()
    before = file.read_bytes()
    ran = export(news, "-o", str(file), "--format", "csv")
    assert (ran.code, "is a database and is not overwritten; name another file" in ran.err) == (1, True)
    assert file.read_bytes() == before


def test_a_file_system_that_cannot_be_written_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "open", refuse)
    monkeypatch.setattr(Path, "unlink", refuse)
    cause = r"x.csv: cannot be written \(Read-only file system\); name another file"
    with pytest.raises(export_file.ExportError, match=cause), export_file.output("x.csv"):
        pass
