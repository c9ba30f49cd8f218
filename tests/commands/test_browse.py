"""`scrapy browse`: prints its address, answers while a crawl writes, ends on a signal, reports mistakes."""

from __future__ import annotations

import http.client
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipelines.db import open_database
from tests.crawling import ROOT, arguments, environment, scrapy


@contextmanager
def serving(news: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str, int]]:
    """Yield the process, and the host and the port that it prints."""
    pytest.importorskip("datasette", reason="needs the extra browse")
    command = arguments(news, "browse", "--no-open", *(options or ("--port", "0")))
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            found = re.fullmatch(r"news\.db is at http://([\d.]+):(\d+)/ \(Ctrl-C ends\)\n", line)
            assert found, (line, process.stderr and process.stderr.read())
            yield process, found[1], int(found[2])
        finally:
            process.kill()


def get(host: str, port: int, path: str, name: str = "") -> tuple[int, str]:
    asking = http.client.HTTPConnection(host, port, timeout=30)
    try:
        asking.request("GET", path, headers={"Host": name} if name else {})
        answer = asking.getresponse()
        return answer.status, answer.read().decode()
    finally:
        asking.close()


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_it_answers_while_a_crawl_writes_and_ends_on_a_signal(news: Path, end: signal.Signals) -> None:
    with serving(news) as (process, host, port):
        with open_database(news) as db, db.transaction():
            db.execute("UPDATE articles SET title = 'Later' WHERE id = 4")
            assert "Night ferry" in get(host, port, "/")[1]
        assert "Later" in get(host, port, "/")[1]
        assert get(host, port, "/article/99")[0] == 404
        process.send_signal(end)
        out, err = process.communicate(timeout=20)
        assert (out, err) == ("", "")
        assert process.returncode in (0, -end)


def test_a_request_with_another_host_name_is_refused(news: Path) -> None:
    """A foreign page could point its own host name at 127.0.0.1 and read the answer."""
    with serving(news) as (_, host, port):
        assert get(host, port, "/", name=f"evil.example:{port}")[0] == 421
        for name in (f"localhost:{port}", "localhost", "127.0.0.1", f"[::1]:{port}"):
            assert get(host, port, "/sources", name=name)[0] == 200


def test_a_used_port_is_reported(news: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = scrapy(news, "browse", "--no-open", "--port", str(port))
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == (
        f"scrapy browse: 127.0.0.1 port {port}: address already in use; --port 0 takes any that is free\n"
    )


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (("--prot", "1"), 2, "did you mean --port?"),
        (("--port", "x"), 2, "--port x: not a number"),
        (("--port", "70000"), 2, "--port 70000: there are ports up to 65535"),
        (("word",), 2, "takes no words"),
        (("--host", "no.such.host.invalid", "--port", "0"), 1, "--host takes an address of this machine"),
    ],
)
def test_a_mistake_is_reported(news: Path, args: tuple[str, ...], code: int, message: str) -> None:
    ran = scrapy(news, "browse", "--no-open", *args)
    assert (ran.code, message in ran.err, "Traceback" in ran.err) == (code, True, False)


def test_a_missing_database_is_reported(tmp_path: Path) -> None:
    ran = scrapy(tmp_path / "news.db", "browse", "--no-open")
    assert (ran.code, "there is no such file" in ran.err, ran.out) == (1, True, "")


def test_listing_the_commands_does_not_import_a_web_server() -> None:
    """Listing the commands imports all of them, and must not load a web server."""
    code = (
        "import sys, crawler.commands.browse; print({'datasette', 'uvicorn', 'jinja2'} & sys.modules.keys())"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
