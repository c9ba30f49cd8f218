"""`scrapy sources`: what it prints and how it exits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from scrapy.cmdline import execute
from scrapy.settings import Settings

from pipelines.db import open_database, runs
from pipelines.db.articles import store
from pipelines.db.crawl import candidates, health
from tests.crawling import scrapy
from tests.db.conftest import NOON, make_article

GOOD = "url = 'https://herald.example/'\nlanguage = 'fa'\ntimezone = 'Asia/Tehran'\nfeeds = ['/a', '/b']\n"
BAD = "url = 'https://typo.example/'\nsection = []\n"


def run(directory: Path, *args: str) -> int:
    settings = Settings({"COMMANDS_MODULE": "crawler.commands", "SOURCES": str(directory)})
    with pytest.raises(SystemExit) as left:
        execute(["scrapy", "sources", *args], settings)
    return int(left.value.code or 0)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    (tmp_path / "herald.toml").write_text(GOOD)
    (tmp_path / "tribune.toml").write_text("url = 'https://tribune.example/news/'")
    return tmp_path


def test_sources_are_listed(directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(directory) == 0
    shown = capsys.readouterr()
    assert [line.split() for line in shown.out.splitlines()] == [
        ["NAME", "URL", "LANGUAGE", "ZONE", "FEEDS", "SITEMAPS", "SECTIONS"],
        ["herald", "https://herald.example/", "fa", "Asia/Tehran", "2", "0", "0"],
        ["tribune", "https://tribune.example/news/", "-", "-", "0", "0", "0"],
    ]
    assert shown.err == ""


def test_a_bad_file_is_reported_beside_the_list(directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (directory / "typo.toml").write_text(BAD)
    assert run(directory) == 1
    shown = capsys.readouterr()
    assert len(shown.out.splitlines()) == 3
    assert shown.err == f"{directory}/typo.toml:2: unknown key 'section'; did you mean 'sections'?\n"


def test_health_names_the_files_that_are_left_out(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    (tmp_path / "herald.toml").write_text(GOOD)
    with open_database(database):
        pass
    assert scrapy(database, "sources", "--health").code == 0
    (tmp_path / "typo.toml").write_text(BAD)
    line = f"left out: {tmp_path}/typo.toml:2: unknown key 'section'; did you mean 'sections'?\n"
    for names, code, err in (((), 1, line), (("herald",), 0, ""), (("typo",), 1, line)):
        ran = scrapy(database, "sources", "--health", *names)
        assert (ran.code, ran.err) == (code, err)


def test_without_a_good_file_no_table_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "typo.toml").write_text(BAD)
    for folder in (tmp_path / "none", tmp_path):
        assert run(folder) == 1
        shown = capsys.readouterr()
        assert (shown.out, bool(shown.err)) == ("", True)
    (tmp_path / "typo.toml").unlink()
    assert run(tmp_path) == 0
    cure = "'scrapy addsource URL' adds a site"
    assert capsys.readouterr().out == f"no source file in {tmp_path}; {cure}\n"


def test_check(directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(directory, "--check") == 0
    assert capsys.readouterr().out == f"2 sources in {directory}, no mistakes\n"
    (directory / "typo.toml").write_text(BAD)
    assert run(directory, "--check") == 1
    assert (
        capsys.readouterr().out
        == f"{directory}/typo.toml:2: unknown key 'section'; did you mean 'sections'?\n"
    )
    assert run(directory, "--check", "herald") == 0


def test_check_names_sources_of_one_site(directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (directory / "sport.toml").write_text("url = 'http://www.herald.example'\nfeeds = '/sport.xml'")
    assert run(directory, "--check") == 0
    fine, note = capsys.readouterr().out.splitlines()
    assert fine == f"3 sources in {directory}, no mistakes"
    effect = "each article belongs to the source that finds it first"
    assert note == f"note: herald, sport: one site, https://herald.example/; {effect}"


def test_json(directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (directory / "typo.toml").write_text(BAD)
    assert run(directory, "--json") == 1
    shown = json.loads(capsys.readouterr().out)
    assert [source["name"] for source in shown["sources"]] == ["herald", "tribune"]
    assert shown["mistakes"][0]["key"] == "section"
    assert run(directory, "--json", "tribune") == 0
    assert [one["url"] for one in json.loads(capsys.readouterr().out)["sources"]] == [
        "https://tribune.example/news/"
    ]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--chekc"], "unknown option --chekc; did you mean --check?"),
        (["-x"], "unknown option -x"),
        (["herld"], "no source is called 'herld'; did you mean 'herald'?"),
    ],
)
def test_a_mistyped_word(
    directory: Path, args: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(directory, *args) == 2
    assert message in capsys.readouterr().err


def test_a_directory_that_is_not_there(directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(directory / "nowhere") == 1
    assert "nowhere: no such directory; make it, or set SOURCES" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["bote.exampl"], "no source is called 'bote.exampl'; did you mean 'bote.example'?"),
        (["--passed", "heral"], "no source of this database is called 'heral'; did you mean 'herald'?"),
        (
            ["--passed", "x"],
            "no source of this database is called 'x'; it has bote.example, herald; a crawl adds",
        ),
        (
            ["--learned", "tribune"],
            "no source of this database is called 'tribune'; it has bote.example, herald",
        ),
        (["--forget", "x"], "no source of this database is called 'x'; it has bote.example, herald"),
        (["--health", "x"], "no source is called 'x'; 'scrapy sources' lists them"),
    ],
)
def test_a_mistyped_name_of_what_was_crawled(
    crawled: Path, args: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(crawled, *args, *database(crawled)) == 2
    assert message in capsys.readouterr().err


def test_sites_that_were_crawled_by_address_are_listed_too(
    crawled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(crawled, *database(crawled)) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[:3]] == ["NAME", "herald", "tribune"]
    assert lines[3] == "crawled by address, without a source file; 'scrapy addsource URL' writes one:"
    assert [line.split() for line in lines[4:]] == [
        ["NAME", "URL", "ARTICLES"],
        ["bote.example", "https://bote.example/", "1"],
    ]
    (crawled / "news.db").write_bytes(b"no database at all")
    assert run(crawled, *database(crawled)) == 0
    assert "sites that were crawled by address are not listed: " in capsys.readouterr().err


def test_a_site_without_a_file_beside_a_source(crawled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(crawled, "herald", "bote.example", *database(crawled)) == 0
    assert "bote.example is failing" in capsys.readouterr().out


@pytest.fixture
def crawled(directory: Path) -> Path:
    """A database with an article of a source that has a file, and of one that has none."""
    with open_database(directory / "news.db") as db:
        for name in ("herald", "bote.example"):
            store(db, make_article(url=f"https://{name}/a", source=name, text=f"Of {name} alone. " * 30))
            health.set_state(db, name, "failing", "none of its 2 listings can be read: Http500", NOON)
        health.add(db, "herald", [health.Sample(outcome="article")] * 3, NOON)
    return directory


def database(directory: Path) -> tuple[str, str]:
    return ("-s", f"DATABASE={directory / 'news.db'}")


def test_health_knows_each_name_that_an_account_gives(
    crawled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(crawled, "--health", "bote.example", *database(crawled)) == 1
    assert [line.split()[:2] for line in capsys.readouterr().out.splitlines()[1:]] == [
        ["bote.example", "failing"]
    ]
    assert run(crawled, "--health", *database(crawled)) == 1
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [
        *("NAME", "herald", "bote.example", "tribune")
    ]
    assert run(crawled, "--health", "bote.exmple", *database(crawled)) == 2
    assert "did you mean 'bote.example'?" in capsys.readouterr().err


def test_a_source_is_forgotten(crawled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(crawled, "--forget", "bote.example", "herald", *database(crawled)) == 0
    assert capsys.readouterr().out.splitlines() == [
        "bote.example: nothing was learned about it; 1 article kept",
        "herald: 3 samples forgotten; 1 article kept",
        "herald: its file stays, so the next crawl starts afresh; delete the file to end that",
    ]
    assert run(crawled, "--health", *database(crawled)) == 0
    capsys.readouterr()
    assert run(crawled, "--forget", "bote.example", "--articles", *database(crawled)) == 0
    assert capsys.readouterr().out == "bote.example: 1 article deleted\n"
    assert run(crawled, "--forget", "bote.example", *database(crawled)) == 2
    with open_database(crawled / "news.db") as db:
        runs.start(db, "news")
    assert run(crawled, "--forget", "herald", *database(crawled)) == 1
    assert "a crawl is writing to" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--forget"], "say which source"),
        (["--articles", "herald"], "--articles goes with --forget"),
        (["--forget", "--health", "herald"], "do not go together"),
    ],
)
def test_what_does_not_go_together(
    directory: Path, capsys: pytest.CaptureFixture[str], args: list[str], message: str
) -> None:
    assert run(directory, *args) == 2
    assert message in capsys.readouterr().err


def test_what_came_of_links_is_shown(directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = {"tries": 3.0, "worth": 2.0, "articles": 2, "lists": 0, "neither": 1}
    with open_database(directory / "news.db") as db:
        for name in ("herald", "bote.example"):
            candidates.keep(db, name, [{"kind": "form", "name": "/{y}/{slug}/", **record}])
    for name in ("herald", "bote.example"):  # the second has no file
        assert run(directory, name, *database(directory)) == 0
        shown = capsys.readouterr().out
        assert f"{name}: links of the site" in shown
        assert "     3        2      0      0  /{y}/{slug}/" in shown
