"""Which problems `scrapy doctor` finds, and what it advises."""

from __future__ import annotations

import shutil
import sqlite3
from collections import namedtuple
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfoNotFoundError

import pytest
from scrapy.http import Response

from crawler.sources.source import Source, load_sources
from crawler.tools.doctor import data_checks, machine_checks, site_checks
from crawler.tools.doctor.finding import Finding, State, conclusion
from crawler.tools.fetch_once import FetchError
from tests.certificate import self_signed
from tests.crawling import scrapy
from tests.site import Site

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HERALD = Source(name="herald", url="https://herald.example/")
BOTE = Source(name="bote", url="https://bote.example/")


def worst(findings: list[Finding]) -> list[Finding]:
    return [one for one in findings if one.state != "ok"]


def test_this_machine_has_no_problems(tmp_path: Path) -> None:
    assert [one for one in machine_checks.machine(tmp_path / "news.db") if one.state == "bad"] == []


def test_a_sqlite_without_full_text_search(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine_checks, "FEATURES", {"FTS9": "CREATE VIRTUAL TABLE temp.w USING fts9(t)"})
    (found,) = worst(list(machine_checks.machine(tmp_path / "news.db")))
    assert found.text.endswith("built without FTS9")


def test_an_old_sqlite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 34, 1))
    (found,) = worst(list(machine_checks.machine(tmp_path / "news.db")))
    assert (found.about, found.cure) == ("SQLite", "3.40 is needed: use a newer Python, or a newer system")


def test_no_time_zones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(name: str) -> None:
        raise ZoneInfoNotFoundError(f"No time zone found with key {name}")

    monkeypatch.setattr(machine_checks, "ZoneInfo", none)
    (found,) = worst(list(machine_checks.machine(tmp_path / "news.db")))
    assert found.cure == "pip install tzdata"


def test_the_operators_own_certificates_are_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    self_signed(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server.pem"))
    assert "certificates" in [
        one.about for one in machine_checks.machine(tmp_path / "news.db") if one.state == "ok"
    ]
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    (found,) = worst(list(machine_checks.machine(tmp_path / "news.db")))
    assert (found.state, found.about) == ("bad", "certificates")


@pytest.mark.parametrize(("free", "state", "text"), [(90_000_000, "look", "0.1"), (0, "bad", "0.0")])
def test_a_disk_that_is_full_or_nearly_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, state: str, text: str
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10, 9, free))
    (found,) = worst(list(machine_checks.machine(tmp_path / "news.db")))
    assert (found.state, found.text) == (state, f"{text} GB free in {tmp_path}")


def test_a_missing_directory_is_reported(tmp_path: Path) -> None:
    (found,) = worst(list(machine_checks.machine(tmp_path / "no" / "news.db")))
    assert (found.state, found.about) == ("bad", "disk")


def test_a_file_that_is_not_a_database_is_reported(tmp_path: Path) -> None:
    (tmp_path / "news.db").write_text("Dear diary")
    (found,) = data_checks.database(tmp_path / "news.db")
    assert found.state == "bad"
    (found,) = data_checks.database(tmp_path / "other.db")
    assert (found.state, found.cure) == ("ok", "the first crawl creates it")


def test_mistakes_in_source_files(tmp_path: Path) -> None:
    (tmp_path / "typo.toml").write_text("url = 'https://typo.example/'\nsection = []")
    (found,) = data_checks.sources(tmp_path, *load_sources(tmp_path))
    assert (found.state, found.text.endswith("did you mean 'sections'?")) == ("bad", True)


def test_sites_that_answer_and_one_that_does_not() -> None:
    answers = {HERALD.url: Response(HERALD.url), BOTE.url: FetchError("https://bote.example/: no such site")}
    assert list(site_checks.reach([HERALD, BOTE], answers)) == [
        Finding("bad", "site", "bote: https://bote.example/: no such site"),
        Finding("ok", "sites", "1 of 2 answer, and their robots.txt lets us in"),
    ]


def test_one_fault_of_several_is_one_line(tmp_path: Path) -> None:
    some = [Source(name=f"site{n}", url=f"https://site{n}.example/") for n in range(16)]
    answers = {one.url: FetchError(f"{one.url}: no such site; check the address") for one in some}
    cure = "check this machine's network and proxy"
    assert list(site_checks.reach(some, answers)) == [
        Finding("bad", "sites", "none of 16 can be reached: no such site", cure)
    ]
    *rest, well = map(str, site_checks.reach(some, answers | {some[0].url: Response(some[0].url)}))
    assert "1 of 16 answer" in well
    names = ", ".join(one.name for one in some[1:13])
    assert rest == [f"bad   sites         15 ({names} and 3 more): no such site; check the address"]

    for name in ("a", "b"):
        (tmp_path / f"{name}.toml").write_text(f"url = 'https://{name}.example/'\nsection = []")
    (found,) = data_checks.sources(tmp_path, *load_sources(tmp_path))
    assert found.text.startswith("2 (a.toml, b.toml): unknown key 'section'")


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Sun, 01 Mar 2026 12:01:00 GMT", "agrees with the sites'"),
        ("Sun, 01 Mar 2026 13:00:00 GMT", "this machine's is 60 minutes behind the sites'"),
        ("Sun, 01 Mar 2026 11:00:00 GMT", "this machine's is 60 minutes ahead of the sites'"),
        ("yesterday", None),
        (None, None),
    ],
)
def test_the_machines_clock_is_compared_with_the_servers(header: str | None, expected: str | None) -> None:
    headers = {"Date": header} if header else {}
    found = site_checks.clock({HERALD.url: Response(HERALD.url, headers=headers)}, NOW)
    assert (found and found.text) == expected


def test_the_command_contacts_each_site_and_reports_failures(tmp_path: Path) -> None:
    with Site() as site:
        site.pages["/"] = "<h1>The Bridge</h1>"
        (tmp_path / "bridge.toml").write_text(f"url = '{site.url}/'")
        (tmp_path / "gone.toml").write_text(f"url = '{site.url}/gone'")
        ran = scrapy(tmp_path / "news.db", "doctor", "-s", "DOWNLOAD_DELAY=0")
    assert ran.code == 1
    assert f"bad   site          gone: {site.url}/gone: the server answers 404" in ran.out
    assert "ok    sites         1 of 2 answer" in ran.out


def test_the_command_sends_no_request_with_offline(tmp_path: Path) -> None:
    (tmp_path / "gone.toml").write_text("url = 'https://gone.invalid/'")
    ran = scrapy(tmp_path / "news.db", "doctor", "--offline")
    assert (ran.code, "gone" in ran.out) == (0, False)
    assert "did you mean 'gone'?" in scrapy(tmp_path / "news.db", "doctor", "gon").err


@pytest.mark.parametrize(
    ("states", "last"),
    [
        ({"disk": "ok"}, "ready to crawl"),
        ({"disk": "ok", "contact": "look"}, "ready to crawl; worth a look: contact"),
        ({"disk": "bad"}, "not ready: first mend what is marked bad: disk"),
        (
            {"disk": "bad", "contact": "look"},
            "not ready: first mend what is marked bad: disk; worth a look: contact",
        ),
    ],
)
def test_the_last_line_says_what_to_do(states: dict[str, State], last: str) -> None:
    assert conclusion([Finding(state, about, "x") for about, state in states.items()]) == last


def test_what_to_do_is_a_line_of_its_own() -> None:
    assert str(Finding("ok", "disk", "78 GB free")) == "ok    disk          78 GB free"
    assert Finding("ok", "disk", "78 GB free").next_step is None
    assert Finding("bad", "disk", "full", "make room").next_step == f"{'':20}-> make room"
