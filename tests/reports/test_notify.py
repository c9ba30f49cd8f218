"""The operator's command and webhook do not block the crawl,
and it waits for them only for a limited time."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest

from crawler.reports import notify as notify_module
from crawler.reports.notify import notify


@pytest.fixture
def dripping() -> Iterator[tuple[str, Event, Event]]:
    """Yield a webhook that sends a header now and then but never an answer: address,
    "requested", "enough" events."""
    asked, enough = Event(), Event()

    def drip(listener: socket.socket) -> None:
        client, _ = listener.accept()
        with client:
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


def test_a_command_that_never_ends_is_stopped(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notify_module, "TIMEOUT", 0.5)
    asyncio.run(notify(b"[]", command="sleep 600", webhook=None))
    assert "HEALTH_COMMAND failed to take a change of state: it took longer than" in caplog.text
