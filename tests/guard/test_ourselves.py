"""Promises about this program: no shell, no code from outside, no secret shown, no open ports, safe files."""

from __future__ import annotations

import ast
import asyncio
import logging
import stat
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from crawler import settings
from crawler.guard.secrets import mask, mask_logs
from crawler.reports.notify import notify
from pipelines.db import open_database
from tests.crawling import FAST, scrapy
from tests.site import Site
from tests.spiders.test_news import fill

ROOT = Path(__file__).parents[2]
FILES = sorted(path for top in ("crawler", "pipelines") for path in (ROOT / top).rglob("*.py"))

MODULES = {
    "pickle",
    "cPickle",
    "marshal",
    "shelve",
    "dill",
    "joblib",
    "cloudpickle",
    "yaml",
    "code",
    "pty",
    "xmlrpc",
}
CALLS = {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "subprocess.getoutput", "input"}
PROCESSES = {"crawler/reports/notify.py"}
"""Files that may start a program: only the operator's own HEALTH_COMMAND, as a list of words."""


def _walk(path: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def _imports(path: Path) -> set[str]:
    found = set()
    for node in _walk(path):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.add((node.module or "").partition(".")[0])
    return found


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_name(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def _calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in _walk(path) if isinstance(node, ast.Call))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_code_comes_from_outside(path: Path) -> None:
    assert not _imports(path) & MODULES
    assert not {_name(call.func) for call in _calls(path)} & CALLS
    assert "subprocess" not in _imports(path) or str(path.relative_to(ROOT)) in PROCESSES
    shells = [call for call in _calls(path) for word in call.keywords if word.arg == "shell"]
    assert not shells


def test_interfaces_to_the_outside_are_off() -> None:
    assert settings.TELNETCONSOLE_ENABLED is False
    assert settings.REMOTE_CONTROL_ENABLED is False
    assert settings.ALLOW_PRIVATE_ADDRESSES is False
    assert settings.COOKIES_ENABLED is False
    assert {settings.DOWNLOAD_HANDLERS[scheme] for scheme in ("file", "ftp", "data", "s3")} == {None}


def test_a_database_is_opened_only_by_its_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("file:x?mode=memory", "a?mode=ro&cache=shared.db", ":memory:"):
        with open_database(name):
            pass
        assert (tmp_path / name).is_file()


def test_other_users_may_read_the_database_and_only_its_owner_write(tmp_path: Path) -> None:
    with open_database(tmp_path / "news.db") as db:
        db.execute("CREATE TEMP TABLE t (a)")
        modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes <= {0o644, 0o640, 0o600}


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("GET http://bob:s3cret@news.example/a", "GET http://news.example/a"),
        (
            "{'HEALTH_WEBHOOK': 'https://hooks.example/s3cret', 'BOT_NAME': 'b'}",
            "{'HEALTH_WEBHOOK': '…', 'BOT_NAME': 'b'}",
        ),
        ("http://bob:s3@cret@news.example/a", "http://news.example/a"),
        ("{'MAIL_PASS': 's3cret'}", "{'MAIL_PASS': '…'}"),
        ("https://news.example/a@b", "https://news.example/a@b"),
        ("http://bob:s3/cr@et@news.example/a", "http://news.example/a"),
        ("http://bob:s3/c?r#e:t@news.example:80/a", "http://news.example:80/a"),
        ("http://:s3/cret@news.example", "http://news.example"),
        ("(postgresql://bob@db.example:5432/news)", "(postgresql://bob@db.example:5432/news)"),
        ("postgresql://bob:s3cret@db.example/news: gone", "postgresql://bob@db.example/news: gone"),
        ("postgres://bob:12/s3@cret@db.example/news?a=b", "postgres://bob@db.example/news?a=b"),
        ("postgresql://:s3cret@db.example/news", "postgresql://@db.example/news"),
        ("postgresql://us#er:s3cret@db.example/news", "postgresql://db.example/news"),
        ("postgresql://us/er:s3cret@db.example/news", "postgresql://db.example/news"),
        ("http://bob:123456/7@news.example/a", "http://news.example/a"),  # a port never has six digits
        ("//a:b" * 40_000, "//a:b" * 40_000),  # it would take a minute if each were searched to the end
        ("'" + "PASS" * 50_000, "'" + "PASS" * 50_000),
        ("http://news.example:8080/@bob", "http://news.example:8080/@bob"),
        ("http://[::1]:80/@bob http://[::1]/@bob", "http://[::1]:80/@bob http://[::1]/@bob"),
        (
            "https://news.example/@bob, https://b.example/c@d",
            "https://news.example/@bob, https://b.example/c@d",
        ),
        ("http://news.example/feed?api_key=s3cret&page=2", "http://news.example/feed?api_key=…&page=2"),
        ("http://news.example/?a=1&Access-Token=s3%20cret#b", "http://news.example/?a=1&Access-Token=…#b"),
        ("'/a?X-Amz-Signature=s3cret', '/b?sig=s3cret'", "'/a?X-Amz-Signature=…', '/b?sig=…'"),
        ("/a?key=7&authority=8&design=9&tokens=1", "/a?key=7&authority=8&design=9&tokens=1"),
    ],
)
def test_a_secret_is_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


def test_every_log_record_is_masked(caplog: pytest.LogCaptureFixture) -> None:
    before = logging.getLogRecordFactory()
    mask_logs()
    try:
        logging.getLogger("any").warning("asked %s\x1b[2J\x9bJ", "https://bob:s3cret@news.example/")
        try:
            raise LookupError("https://bob:s3cret@lost.example/\x1b[2J")
        except LookupError:
            logging.getLogger("any").exception("not found", stack_info=True)
    finally:
        logging.setLogRecordFactory(before)
    assert "s3cret@" not in caplog.text
    assert "https://news.example/" in caplog.text
    assert "LookupError: https://lost.example/" in caplog.text
    assert not set(caplog.text) & set("\x1b\x9b")


class _Refusing(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.send_error(403, "no")

    def log_message(self, *_: object) -> None:
        pass


def test_the_address_of_the_operators_webhook_is_not_shown(caplog: pytest.LogCaptureFixture) -> None:
    with HTTPServer(("127.0.0.1", 0), _Refusing) as server:
        Thread(target=server.handle_request, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_address[1]}/s3cret"
        asyncio.run(notify(b"[]", command="false s3cret", webhook=address))
    asyncio.run(notify(b"[]", command="/nowhere/s3cret", webhook="ftp://hooks.example/s3cret"))
    assert len(caplog.records) == 4
    assert "s3cret" not in caplog.text


def test_no_secret_is_in_a_log_or_the_database(site: Site, tmp_path: Path) -> None:
    fill(site, 1)
    url = site.url.replace("//", "//bob:s3cret@")
    secrets = ("-s", "HEALTH_WEBHOOK=https://hooks.example/s3cret", "-s", "MAIL_PASS=s3cret", "-L", "DEBUG")
    proxy = {"https_proxy": "http://bob:s3cret@127.0.0.1:9"}
    ran = scrapy(tmp_path / "news.db", "crawl", "news", "-a", f"url={url}/", *FAST, *secrets, proxy=proxy)
    assert ran.titles() == ["News of day number 1"]
    assert "s3cret" not in ran.out + ran.err
    for path in tmp_path.glob("news*"):
        assert b"s3cret" not in path.read_bytes()
