"""Tells the operator's command and webhook in threads, which hold up no crawl for long. Knows no source."""

from __future__ import annotations

import asyncio
import errno
import logging
import shlex
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from http.client import HTTPException
from threading import Thread
from urllib.error import HTTPError

TELL_WITHIN = 20.0
"""Seconds that the operator's command or webhook may take, all in all."""

logger = logging.getLogger(__name__)


async def tell(told: bytes, *, command: str | None, webhook: str | None) -> None:
    """Run the command with it on its standard input, POST it to the webhook; one that fails is logged."""
    await asyncio.gather(*(_attempt(setting, work) for setting, work in _ways(told, command, webhook)))


def _ways(told: bytes, command: str | None, webhook: str | None) -> Iterator[tuple[str, Callable[[], None]]]:
    if command:
        yield "HEALTH_COMMAND", lambda: _run(command, told)
    if webhook:
        yield "HEALTH_WEBHOOK", lambda: _post(webhook, told)


async def _attempt(setting: str, work: Callable[[], None]) -> None:
    """One that fails keeps no other from being told."""
    try:
        await asyncio.wait_for(asyncio.wrap_future(_in_thread(work)), TELL_WITHIN)
    except (OSError, ValueError, HTTPException, subprocess.SubprocessError) as error:
        logger.warning("%s did not take a change of state: %s", setting, _cause(error))


def _in_thread(work: Callable[[], None]) -> Future[None]:
    """Work in a thread which, unlike a pool's, the process does not wait for when it ends."""
    future: Future[None] = Future()
    future.set_running_or_notify_cancel()

    def run() -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - raised where the future is waited for
            future.set_exception(error)
        else:
            future.set_result(None)

    Thread(target=run, name="telling", daemon=True).start()
    return future


def _cause(error: Exception) -> str:
    """What went wrong, without the command or the address: they may hold a password."""
    if isinstance(error, subprocess.CalledProcessError):
        return f"it ended with {error.returncode}"
    if isinstance(error, TimeoutError | subprocess.TimeoutExpired):
        return f"it took longer than {TELL_WITHIN:.0f} s"
    said = getattr(error, "reason", None) or getattr(error, "strerror", None)
    return str(said or type(error).__name__)


def _run(command: str, told: bytes) -> None:
    # A little earlier than it is given up on: else it would be left running.
    within = 0.95 * TELL_WITHIN
    subprocess.run(shlex.split(command), input=told, timeout=within, check=True)  # noqa: S603 - the operator's own


def _post(address: str, body: bytes) -> None:
    if not address.startswith(("http://", "https://")):
        raise OSError(errno.EINVAL, "it is no web address")
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(address, body, headers)  # noqa: S310 - checked above
    try:
        urllib.request.urlopen(request, timeout=TELL_WITHIN).close()  # noqa: S310
    except HTTPError as refusal:  # which holds the answer
        refusal.close()
        raise
