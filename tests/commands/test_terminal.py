"""No command lets text from a page, a feed, a header or an address control the terminal."""

from __future__ import annotations

import ast
import csv
import io
import json
import re
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from crawler.guard.terminal import Harmless
from crawler.tools.export_file import output
from pipelines.db import open_database
from pipelines.db.articles import store
from pipelines.export.printable import as_json, harmless, harmless_lines
from tests.crawling import FAST, scrapy
from tests.db.conftest import NOON, TEXT, make_article
from tests.loopback import HTML, Reply
from tests.site import Site
from tests.spiders.test_news import feed, story

ROOT = Path(__file__).parents[2]
NASTY = "\x1b]0;owned\a \x9b31m \x90q\x9c \u202eback \u2066in\u2069 \x7f\b\b"
"""A window title, colours, a device string, text in reverse order, and backspaces."""
RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
URL = "https://herald.example/a\x1b[2J\x9bK\u202e"


@pytest.fixture
def nasty(tmp_path: Path) -> Path:
    """Write a database as an old version or another program might: nothing was removed from its texts."""
    path = tmp_path / "news.db"
    with open_database(path) as db:
        for number, title in enumerate(("Bridge", f"Bridge {NASTY}")):
            values = {"summary": NASTY, "authors": (NASTY,), "tags": (NASTY,), "section": NASTY}
            text = f"{TEXT}\n\nAnd {NASTY} {number} \r overwritten"
            at = NOON.replace(minute=number)
            store(
                db, make_article(url=URL, title=title, text=text, seen_at=at, published_raw=NASTY, **values)
            )
        db.execute("UPDATE sources SET state = 'failing', state_reason = :it", {"it": NASTY})
    (tmp_path / "herald.toml").write_text("url = 'https://herald.example/'")
    return path


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("search", "bridge"), 0),
        (("diff", "1"), 0),
        (("diff", NASTY), 1),
        (("sources", "--health"), 1),
        (("export", "--format", "jsonl"), 0),
        (("export", "--format", "jsonfeed"), 0),
        (("crawl", NASTY), 2),
        (("crawl", "news", "-a", f"url=https://{NASTY}"), 2),
        (("clean", f"{NASTY}.html"), 1),
        (("savepage", "herald", f"http://{NASTY}.invalid/"), 2),
    ],
)
def test_no_command_prints_control_characters(nasty: Path, args: tuple[str, ...], code: int) -> None:
    ran = scrapy(nasty, *args)
    assert ran.code == code, ran.err
    assert not RAW.search(ran.out + ran.err)
    assert ran.out + ran.err


def test_json_has_the_same_value(nasty: Path) -> None:
    (line,) = scrapy(nasty, "export").out.splitlines()
    values = json.loads(line)
    assert (values["url"], values["summary"], values["authors"]) == (URL, NASTY, [NASTY])


@pytest.mark.parametrize("kind", ["csv", "atom", "jsonl", "jsonfeed"])
def test_an_export_to_a_terminal_is_harmless_and_one_to_a_file_is_exact(
    nasty: Path, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "out"
    assert scrapy(nasty, "export", "-o", str(file), "--format", kind).code == 0
    if kind == "csv":
        (row,) = csv.DictReader(io.StringIO(file.read_bytes().decode(), newline=""))
        assert (row["summary"], row["published_raw"]) == (NASTY, NASTY)
    shown = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(isatty=lambda: True, buffer=shown))
    with output("-") as out:
        data = file.read_bytes()
        for start in range(0, len(data), 7):  # also within a character
            out.write(data[start : start + 7])
    assert not RAW.search(shown.getvalue().decode())
    assert "herald.example" in shown.getvalue().decode()


PAGE = story(f"The bridge {NASTY}").replace("</article>", f'<p class="newsletter">{NASTY}</p></article>')


@pytest.mark.parametrize("args", [(), ("--json",), ("--html", "out.html")])
def test_clean_prints_no_control_characters(tmp_path: Path, args: tuple[str, ...]) -> None:
    path = tmp_path / "page.html"
    head = f'<meta name="author" content="{NASTY}"><link rel="canonical" href="{URL}">'
    path.write_text(PAGE.replace("<head>", f"<head>{head}"))
    args = tuple(str(tmp_path / word) if word.endswith(".html") else word for word in args)
    ran = scrapy(tmp_path / "news.db", "clean", str(path), "--url", URL, *args)
    assert ran.code == 0
    assert not RAW.search(ran.out + ran.err)
    if "--json" in args:
        assert json.loads(ran.out)["url"] == URL


def test_a_crawl_prints_and_logs_no_control_characters(site: Site, tmp_path: Path) -> None:
    paths = [(f"/2024/03/0{n}/a{NASTY}-of-day-{n}", n) for n in range(1, 4)]
    answer = {
        "Content-Type": HTML,
        "X-Said": "\x1b]0;x\a\x9b1m",
        "ETag": '"\x9b1m"',
        "Location": "\x1b\x9b:x",
    }
    (good, moved, bad) = (path.replace(NASTY, "") for path, _ in paths)
    site.pages[good] = Reply(body=PAGE.encode(), headers=answer)
    site.pages[moved] = Reply(status=302, headers=answer)
    site.pages[bad] = Reply(status=200, headers=answer, body=b"\x1b[2J" * 30)
    found = feed(*((path.replace(NASTY, ""), day) for path, day in paths), *paths)
    site.pages["/feed.xml"] = re.sub("[\x00-\x08\x0b-\x1f]", lambda each: f"&#{ord(each[0])};", found)
    (tmp_path / "bridge.toml").write_text(f"url = '{site.url}/'\nfeeds = ['/feed.xml']")
    ran = scrapy(tmp_path / "news.db", "crawl", "bridge", *FAST, "-L", "DEBUG")
    # U+009B is read as Windows-1252, as browsers do: there it is a printed mark and not a control sequence.
    assert "The bridge ]0;owned ›31m q back in" in ran.titles()
    assert "Redirecting" in ran.err
    assert not RAW.search(ran.out + ran.err)


@pytest.mark.parametrize("kind", ["json", "jsonl", "csv", "xml"])
def test_scrapys_own_export_prints_no_control_characters(site: Site, tmp_path: Path, kind: str) -> None:
    site.pages["/2024/03/01/the-bridge-is-closed"] = PAGE
    given = f"url={site.url}/2024/03/01/the-bridge-is-closed"
    ran = scrapy(tmp_path / "news.db", "crawl", "news", "-a", given, *FAST, "-o", f"-:{kind}")
    assert "owned" in ran.out
    assert not RAW.search(ran.out)


def test_scrapys_own_csv_has_no_formula(site: Site, tmp_path: Path) -> None:
    head = '<meta property="article:tag" content="=cmd()">'
    site.pages["/2024/03/01/the-bridge"] = story("=1+1 is the bridge").replace("<head>", f"<head>{head}")
    given = f"url={site.url}/2024/03/01/the-bridge"
    ran = scrapy(tmp_path / "news.db", "crawl", "news", "-a", given, *FAST, "-o", "-:csv")
    (row,) = csv.DictReader(io.StringIO(ran.out))
    assert row["title"] == "'=1+1 is the bridge"
    assert row["tags"] == "'=cmd()"
    assert row["published_offset"] == "+01:00"


@pytest.mark.parametrize(
    ("values", "line", "lines"),
    [
        ("a\tb\r\nc\rd", "a b c d", "a\tb\nc d"),
        ("\x1b[31mred\x9b0m", "[31mred0m", "[31mred0m"),
        ("half \ud800 a pair", "half  a pair", "half  a pair"),
        ("می\u200cخواهم 👨\u200d👩", "می\u200cخواهم 👨\u200d👩", "می\u200cخواهم 👨\u200d👩"),
    ],
)
def test_control_characters_are_removed_from_a_text(values: str, line: str, lines: str) -> None:
    assert (harmless(values), harmless_lines(values)) == (line, lines)


def test_json_is_escaped_and_reads_back() -> None:
    values = {f"a{NASTY}": [NASTY, "ö", "\ud800"]}
    assert not RAW.search(as_json(values, indent=2).replace("\n", ""))
    assert json.loads(as_json(values)) == values
    assert "ö" in as_json(values)


def test_a_character_may_be_split_between_writes() -> None:
    out = io.BytesIO()
    stream = Harmless(out)
    for byte in "ö\x9b€".encode():
        stream.write(bytes([byte]))
    assert out.getvalue().decode() == "ö€"


FILES = sorted((ROOT / "crawler").rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_the_terminals_own_functions_print(path: Path) -> None:
    calls = (node.func for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call))
    names = {each.id for each in calls if isinstance(each, ast.Name)}
    assert "print" not in names or path.name == "terminal.py"


def test_ctrl_c_during_the_start_is_one_line() -> None:
    program = "import crawler.commands; raise KeyboardInterrupt"
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (-signal.SIGINT, "interrupted\n"), "a shell shows it as 130"
