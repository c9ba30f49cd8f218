"""Serves an ASGI application on a port of this machine, and opens a browser on it."""

from __future__ import annotations

import errno
import os
import socket
import sys
import webbrowser
from contextlib import suppress
from typing import Any

import uvicorn

from crawler.errors import BroadsheetError

PORT = 8001
_TRIED = 10
"""Number of ports that are tried, one after the other, if no port is given."""
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_ANY = ("0.0.0.0", "::")  # noqa: S104 - to tell them apart


class ServerError(BroadsheetError):
    """The port or the host cannot be used."""


def listen(host: str, port: int | None) -> socket.socket:
    """Listen on `port` of `host`, or on the first free port if it is None; 0 takes any free port.

    Raises ServerError.
    """
    error: OSError | None = None
    for tried in (port,) if port is not None else range(PORT, PORT + _TRIED):
        try:
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            return socket.create_server((host, tried), family=family, backlog=128)
        except OSError as failed:
            error = failed
    place = f"{host} port {port}" if port is not None else f"{host} ports {PORT} to {PORT + _TRIED - 1}"
    cause = str(error and error.strerror).partition(" (while attempting")[0].lower()
    is_port = error is not None and error.errno in (errno.EADDRINUSE, errno.EACCES)
    cure = "--port 0 takes any that is free" if is_port else "--host takes an address of this machine"
    raise ServerError(f"{place}: {cause}; {cure}") from error


def address(host: str, listening: socket.socket) -> str:
    """Return the address to open, `http://127.0.0.1:8001/`."""
    name = socket.gethostname() if host in _ANY else host
    port = listening.getsockname()[1]
    return f"http://[{name}]:{port}/" if ":" in name else f"http://{name}:{port}/"


def show(url: str) -> None:
    """Open a browser if there is a screen; never one that runs in the terminal."""
    has_screen = sys.platform in ("darwin", "win32") or {"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys()
    if has_screen and sys.stdout.isatty():
        webbrowser.open(url)


def serve(application: Any, listening: socket.socket) -> None:
    """Serve requests until a signal ends it: Ctrl-C, or SIGTERM."""
    config = uvicorn.Config(application, log_level="warning", lifespan="on", timeout_graceful_shutdown=2)
    with suppress(KeyboardInterrupt):  # uvicorn has stopped cleanly and raises the signal again
        uvicorn.Server(config).run(sockets=[listening])
