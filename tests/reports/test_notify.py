"""The operator's command and webhook do not block the crawl,
and it waits for them only for a limited time."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread, Timer
from time import monotonic, sleep

import pytest

from crawler.reports import notify as notify_module
from crawler.reports.notify import notify
from tests.certificate import self_signed


@pytest.fixture
def dripping() -> Iterator[tuple[str, Event, Event]]:
    """Yield a webhook that sends a header now and then but never an answer: address,
    "requested", "enough" events."""
    asked, enough = Event(), Event()

    def drip(listener: socket.socket) -> None:
        client, _ = listener.accept()
        with client, suppress(OSError):  # the other side ends it
            client.recv(9999)
            asked.set()
            client.sendall(b"HTTP/1.1 200 OK\r\n")
            while not enough.wait(0.02):
                client.sendall(b"X-More: 1\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=drip, args=(listener,))
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/", asked, enough
        enough.set()
        thread.join()


def test_a_crawl_continues_while_a_webhook_answers_slowly(dripping: tuple[str, Event, Event]) -> None:
    address, asked, enough = dripping

    async def crawl() -> None:
        task = asyncio.create_task(notify(b"[]", command=None, webhook=address))
        while not asked.is_set():
            await asyncio.sleep(0.01)
        assert not task.done()
        enough.set()  # if the loop were blocked, nothing would set it
        await task

    asyncio.run(crawl())


def test_a_webhook_that_never_ends_is_given_up(
    dripping: tuple[str, Event, Event],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(notify_module, "TIMEOUT", 1.0)
    asyncio.run(notify(b"[1]", command=f"tee {tmp_path / 'received'}", webhook=dripping[0]))
    assert [record.getMessage() for record in caplog.records] == [
        "HEALTH_WEBHOOK failed to take a change of state: it took longer than 1 s"
    ]
    assert (tmp_path / "received").read_text() == "[1]"


def test_a_post_ends_in_time_and_ends_its_connection(
    dripping: tuple[str, Event, Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notify_module, "TIMEOUT", 0.5)
    Timer(5, dripping[2].set).start()  # a post without an end would last until then, and count as taken
    begun = monotonic()
    with pytest.raises(TimeoutError):
        notify_module.post(dripping[0], b"[]")
    assert 0.4 < monotonic() - begun < 2
    while monotonic() - begun < 4 and any(each.name == "notify" for each in threading.enumerate()):
        sleep(0.02)
    assert monotonic() - begun < 4


def test_a_post_goes_out_over_tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context = self_signed(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server.pem"))
    got: list[bytes] = []

    def answer(listener: socket.socket) -> None:
        with context.wrap_socket(listener.accept()[0], server_side=True) as client:
            while not got or not got[-1].endswith(b"[7]"):
                got.append(client.recv(9999))
            client.sendall(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=answer, args=(listener,))
        thread.start()
        notify_module.post(f"https://127.0.0.1:{listener.getsockname()[1]}/in", b"[7]")
        thread.join()
    assert b"".join(got).startswith(b"POST /in HTTP/1.1")


def test_a_command_that_never_ends_is_stopped(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notify_module, "TIMEOUT", 0.5)
    asyncio.run(notify(b"[]", command="sleep 600", webhook=None))
    assert "HEALTH_COMMAND failed to take a change of state: it took longer than" in caplog.text
