"""Passes a message to the operator's command and webhook, in threads so that the crawl does not wait."""

from __future__ import annotations

import asyncio
import errno
import logging
import shlex
import socket
import subprocess
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from threading import Thread
from types import MappingProxyType
from typing import Any
from urllib.error import HTTPError

TIMEOUT = 20.0
"""The most seconds that the command or the webhook may take in all."""

FAILURES = (OSError, ValueError, HTTPException, subprocess.SubprocessError)
"""What `run` and `post` raise."""

logger = logging.getLogger(__name__)


async def notify(message: bytes, *, command: str | None, webhook: str | None) -> None:
    """Run the command with the message on its standard input, and POST it to the webhook; log a failure."""
    await asyncio.gather(*(_attempt(setting, work) for setting, work in _ways(message, command, webhook)))


def _ways(
    message: bytes, command: str | None, webhook: str | None
) -> Iterator[tuple[str, Callable[[], None]]]:
    if command:
        yield "HEALTH_COMMAND", lambda: run(command, message)
    if webhook:
        yield "HEALTH_WEBHOOK", lambda: post(webhook, message)


async def _attempt(setting: str, work: Callable[[], None]) -> None:
    """Do the work; a failure is logged and does not stop the other way."""
    try:
        await asyncio.wait_for(asyncio.wrap_future(in_thread(work)), TIMEOUT)
    except FAILURES as error:
        logger.warning("%s failed to take a change of state: %s", setting, cause(error))


def in_thread(work: Callable[[], None]) -> Future[None]:
    """Run the work in a daemon thread: unlike a pool's thread, it does not hold up the end of the process."""
    future: Future[None] = Future()
    future.set_running_or_notify_cancel()

    def run() -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - raised where the future is waited for
            future.set_exception(error)
        else:
            future.set_result(None)

    Thread(target=run, name="notify", daemon=True).start()
    return future


def cause(error: Exception) -> str:
    """Return what went wrong, without the command and the address, which may contain a password."""
    if isinstance(error, subprocess.CalledProcessError):
        return f"it ended with {error.returncode}"
    if isinstance(error, TimeoutError | subprocess.TimeoutExpired):
        return f"it took longer than {TIMEOUT:.0f} s"
    reason = getattr(error, "reason", None) or getattr(error, "strerror", None)
    return str(reason or type(error).__name__)


def run(command: str, message: bytes) -> None:
    # A little less than the time after which nobody waits for it, or it would be left running.
    within = 0.95 * TIMEOUT
    subprocess.run(shlex.split(command), input=message, timeout=within, check=True)  # noqa: S603 - the operator's own


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would become a GET without the message, which then counts as taken."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


class _Connections(urllib.request.HTTPHandler, urllib.request.HTTPSHandler):
    """Keeps the connections that it makes, so that they can be ended."""

    def __init__(self) -> None:
        super().__init__()
        self.made: list[HTTPConnection] = []

    def http_open(self, req: urllib.request.Request) -> HTTPResponse:
        return self.do_open(self._keep(HTTPConnection), req)

    def https_open(self, req: urllib.request.Request) -> HTTPResponse:
        return self.do_open(self._keep(HTTPSConnection), req)

    def _keep(self, kind: type[HTTPConnection]) -> Any:
        def connect(host: str, **given: Any) -> HTTPConnection:
            self.made.append(kind(host, **given))
            return self.made[-1]

        return connect

    def end(self) -> None:
        """End them, whatever the other side sends."""
        for each in self.made:
            with suppress(OSError):
                if each.sock is not None:
                    each.sock.shutdown(socket.SHUT_RDWR)


def post(address: str, body: bytes, headers: Mapping[str, str] = MappingProxyType({})) -> None:
    """POST JSON, within TIMEOUT in all. Raises one of FAILURES if it is not taken."""
    if not address.startswith(("http://", "https://")):
        raise OSError(errno.EINVAL, "it is not a web address")
    headers = {"Content-Type": "application/json", **headers}
    request = urllib.request.Request(address, body, headers)  # noqa: S310 - checked above
    connections = _Connections()
    # The timeout of a connection is for each of its reads: an answer that drips has no end.
    sending = in_thread(lambda: _send(request, connections))
    try:
        sending.result(TIMEOUT)
    except TimeoutError:
        connections.end()
        raise


def _send(request: urllib.request.Request, connections: _Connections) -> None:
    try:
        urllib.request.build_opener(_NoRedirect, connections).open(request, timeout=TIMEOUT).close()
    except HTTPError as error:  # it holds the open answer
        error.close()
        raise
