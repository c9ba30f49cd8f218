"""The demo's output: local time by the site's offset, the copy, the account, all within 80 columns."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from crawler.tools.demo import demo_database, report
from crawler.tools.demo.demo_database import Run
from pipelines.db import StoredArticle, open_database

SOURCES = frozenset(("herald", "bote"))
SHOWN = {
    "source": "herald",
    "url": report.SHOWN,
    "title": "Old water tunnel runs again under Gol Sang",
    "published_at": "2023-12-05T06:02:00Z",
    "published_offset": "+03:30",
    "published_from": "text",
    "published_raw": "05December 2023 - 09:32",
    "external_id": "20417",
}
COPY = {"source": "bote", "url": "http://bote.example/english/copy-1.html", "title": "A tunnel runs again"}


@pytest.mark.parametrize(
    ("at", "offset", "local", "utc"),
    [
        ("2023-12-05T06:02:00Z", "+03:30", "2023-12-05 09:32", "2023-12-05 06:02"),
        ("2024-01-01T02:00:00Z", "-05:00", "2023-12-31 21:00", "2024-01-01 02:00"),
        ("2024-01-01T02:00:00Z", None, "2024-01-01 02:00", "2024-01-01 02:00"),
        ("2024-05-09", None, "2024-05-09", "2024-05-09"),
        ("2024-05-09", "+02:00", "2024-05-09", "2024-05-09"),
        (None, None, "-", "-"),
    ],
)
def test_times_are_shown_by_both_clocks(at: str | None, offset: str | None, local: str, utc: str) -> None:
    when = "2024-09-01T00:00:00Z"
    one = StoredArticle(
        **{"id": 1, "seq": 1, "source": "bote", "url": "u", "title": "t", "text": "x"},  # type: ignore[arg-type]
        **{"first_seen_at": when, "last_seen_at": when, "published_at": at, "published_offset": offset},
    )
    assert (report.local(one), report.utc(one)) == (local, utc)


def write(path: Path) -> None:
    """Write a database with two articles, the second a copy of the first, and a run."""
    with open_database(path) as db:
        for name in sorted(SOURCES):
            named = {"name": name, "url": f"http://{name}.example/", "at": "2024-09-01T00:00:00Z"}
            db.execute("INSERT INTO sources (name, url, added_at) VALUES (:name, :url, :at)", named)
        for number, article in enumerate((SHOWN, COPY), 1):
            row = {
                **article,
                "seq": number,
                "text": "The first water came.\n\nThe tunnel is long.",
                "authors": "[]",
                "tags": "[]",
                "published_precision": "minute" if "published_at" in article else None,
                "word_count": 8,
                "duplicate_of": 1 if number == 2 else None,
                "first_seen_at": "2024-09-01T00:00:00Z",
                "last_seen_at": "2024-09-01T00:00:00Z",
            }
            values = ", ".join(f":{name}" for name in row)
            db.execute(f"INSERT INTO articles ({', '.join(row)}) VALUES ({values})", row)
        db.execute(
            "INSERT INTO runs (name, arguments, started_at, updated_at, pages, new, drops, errors)"
            " VALUES ('news', '{}', :at, :at, 6, 2, :drops, :errors)",
            {"at": "2024-09-01T00:00:00Z", "drops": '{"Tag": 2, "Gallery": 1}', "errors": '{"NotFound": 1}'},
        )


def test_the_database_is_read_by_its_public_tables(tmp_path: Path) -> None:
    write(tmp_path / "demo.db")
    articles, run = demo_database.read(tmp_path / "demo.db")
    assert [one.title for one in articles] == [SHOWN["title"], COPY["title"]]
    assert run == Run(pages=6, articles=2, drops={"Tag": 2, "Gallery": 1}, errors={"NotFound": 1})


@pytest.mark.parametrize(("sources", "only"), [({"herald", "bote"}, True), ({"herald"}, False)])
def test_a_demos_database_is_recognised(tmp_path: Path, sources: set[str], only: bool) -> None:
    write(tmp_path / "demo.db")
    assert demo_database.holds_only(tmp_path / "demo.db", frozenset(sources)) is only


@pytest.mark.parametrize("content", [b"", b"not a database", b"SQLite format 3\0" + bytes(200)])
def test_a_file_that_is_not_a_database_is_not_a_demo(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "demo.db").write_bytes(content)
    assert not demo_database.holds_only(tmp_path / "demo.db", SOURCES)


def printed(path: Path, width: int = 80, encoding: str = "utf-8") -> str:
    articles, run = demo_database.read(path)
    assert run is not None
    out = io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="replace", write_through=True)
    report.show(articles, run, path, Console(file=out, width=width, highlight=False))
    out.seek(0)
    return out.read()


def test_the_report_fits_80_columns(tmp_path: Path) -> None:
    write(tmp_path / "demo.db")
    output = printed(tmp_path / "demo.db")
    wide = [line for line in output.splitlines() if len(line) > 80]
    assert all(str(tmp_path) in line for line in wide)
    assert "\x1b" not in output
    for part in (
        "2023-12-05 09:32 2023-12-05 06:02 text",
        "a copy of herald's, which was stored first",
        "Updated in: 22 July 2024 - 14:38",
        "Old water tunnel runs again under Gol SangThe first water",
        "published_at: 2023-12-05T06:02:00Z, from “05December 2023 - 09:32”",
        "    The first water came.",
        "6 pages = 2 articles + 3 that are none + 1 error\n",
        "no article: Tag 2, Gallery 1",
        "error: NotFound 1",
        "scrapy crawl news -a url=",
        "scrapy addsource ",
    ):
        assert part in output


def test_the_report_works_on_an_ascii_terminal(tmp_path: Path) -> None:
    write(tmp_path / "demo.db")
    assert "6 pages = 2 articles" in printed(tmp_path / "demo.db", encoding="ascii")


def test_the_visible_text_of_a_page_has_no_scripts_or_hidden_parts() -> None:
    body = (
        "<head><title>T</title></head><body><script>x()</script><p>Größe <b>zählt</b></p>"
        "<p style='display:none'>buy</p><div>eins<br>zwei</div> <button>Send</button></body>"
    )
    assert list(report.visible(body.encode())) == ["Größe zählt", "eins", "zwei"]
