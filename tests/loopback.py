"""A small HTTP server on loopback that is both a site and a forward proxy.

A function that it is given answers each request. As a proxy it takes `GET http://herald.example/a`, so that
one server plays many hosts.
"""

from __future__ import annotations

import gzip
import hashlib
import socket
import ssl
import struct
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

Piece = bytes | float
"""Bytes to send, or seconds to wait."""
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A client's request."""

    method: str
    url: str
    """Absolute, also if the request line has only a path."""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Names in lower case."""
    at: float = 0.0
    """`time.monotonic()` at arrival, in seconds."""
    open: int = 1
    """How many requests its host was handling at arrival, including this one."""

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    @property
    def path(self) -> str:
        """The path with its query."""
        parts = urlsplit(self.url)
        return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A server's reply, with every fault that a server can have."""

    body: bytes | Iterable[Piece] = field(default=b"", repr=False)
    """Bytes are sent with their length; pieces are sent one by one, and the end of the connection ends
    them."""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": HTML})
    length: int | None = None
    """The Content-Length to send if it is not the body's length."""
    reset: bool = False
    """Reset the connection after the body."""
    raw: bool = False
    """Send only the body: no status line and no headers."""


Answer = Callable[[Request], Reply]


class Loopback:
    """Serves the replies of `answer` on 127.0.0.1 and a free port while a `with` block runs.

    `answer` is called from several threads at once. If it fails, the block ends with its exception.
    With `tls` the server speaks https and is not a proxy.
    """

    def __init__(self, answer: Answer, tls: ssl.SSLContext | None = None) -> None:
        self._server = _Server(answer, tls)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), name="loopback")

    @property
    def url(self) -> str:
        """`http://127.0.0.1:PORT`: the base of its own pages, and the address of the proxy."""
        return f"{self._server.scheme}://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.hang_up()
        self._server.server_close()
        self._thread.join()
        if error is None and self._server.errors:
            raise self._server.errors[0]


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # so that server_close() waits for them

    def __init__(self, answer: Answer, tls: ssl.SSLContext | None) -> None:
        self.answer = answer
        self.tls = tls
        self.scheme = "https" if tls else "http"
        self.errors: list[BaseException] = []
        self.stopping = threading.Event()
        self.lock = threading.Lock()
        self._busy: Counter[str] = Counter()
        self._clients: set[Any] = set()
        super().__init__(("127.0.0.1", 0), _Handler)

    def get_request(self) -> tuple[Any, Any]:
        client, address = super().get_request()
        if self.tls is not None:  # the handshake happens in the client's own thread
            client = self.tls.wrap_socket(client, server_side=True, do_handshake_on_connect=False)
        return client, address

    def process_request(self, request: Any, client_address: Any) -> None:
        with self.lock:
            self._clients.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self.lock:
            self._clients.discard(request)
        super().shutdown_request(request)

    @contextmanager
    def counted(self, host: str) -> Iterator[int]:
        """Count a request as being handled; give the number of its host's requests."""
        with self.lock:
            self._busy[host] += 1
            now_open = self._busy[host]
        try:
            yield now_open
        finally:
            with self.lock:
                self._busy[host] -= 1

    def hang_up(self) -> None:
        """End all waiting and all connections, so that no thread outlives the server."""
        self.stopping.set()
        with self.lock:
            clients = tuple(self._clients)
        for client in clients:
            try:
                client.shutdown(socket.SHUT_RDWR)
            except OSError:  # it is closed already
                continue

    def handle_error(self, request: Any, client_address: Any) -> None:
        error = sys.exc_info()[1]
        if error is not None and not isinstance(error, (ConnectionError, ssl.SSLError)):
            self.errors.append(error)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        url = self._url()
        with self.server.counted(urlsplit(url).hostname or "") as now_open:
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Request(
                method=self.command, url=url, headers=headers, at=time.monotonic(), open=now_open
            )
            reply = self.server.answer(request)
            last = self._send(reply)
        # Only now, outside the count: a client that has the whole reply may send its next request at once.
        self.wfile.write(last)
        if reply.reset:
            self._break()

    do_HEAD = do_GET  # noqa: N815

    def _url(self) -> str:
        """The requested address; a proxy gets a whole address, a site gets a path."""
        if "://" in self.path.partition("?")[0]:
            return self.path
        return f"{self.server.scheme}://{self.headers.get('Host', 'localhost')}{self.path}"

    def _send(self, reply: Reply) -> bytes:
        """Send everything but the last byte, and return that byte; send all pieces."""
        whole = isinstance(reply.body, bytes)
        if reply.raw or reply.reset or not whole or reply.length is not None:
            self.close_connection = True
        head = b"" if reply.raw else self._head(reply)
        if isinstance(reply.body, bytes):
            sent = head if self.command == "HEAD" else head + reply.body
            self.wfile.write(sent[:-1])
            return sent[-1:]
        self.wfile.write(head)
        if self.command != "HEAD":
            self._send_pieces(reply.body)
        return b""

    def _head(self, reply: Reply) -> bytes:
        phrase = HTTPStatus(reply.status).phrase if reply.status in set(HTTPStatus) else "Unknown"
        length = len(reply.body) if isinstance(reply.body, bytes) else None
        length = reply.length if reply.length is not None else length
        headers = dict(reply.headers)
        if length is not None and reply.status != HTTPStatus.NOT_MODIFIED:
            headers["Content-Length"] = str(length)
        if self.close_connection:
            headers["Connection"] = "close"
        lines = [
            f"HTTP/1.1 {reply.status} {phrase}",
            *(f"{name}: {value}" for name, value in headers.items()),
        ]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    def _send_pieces(self, pieces: Iterable[Piece]) -> None:
        for piece in pieces:
            if isinstance(piece, bytes):
                self.wfile.write(piece)
            elif self.server.stopping.wait(piece):
                return

    def _break(self) -> None:
        # A linger time of zero makes the kernel send RST; a plain close would send FIN.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.rfile.close()
        self.connection.close()

    def log_message(self, format: str, *args: Any) -> None:
        """Log nothing; `answer` can."""


def conditional(request: Request, reply: Reply) -> Reply:
    """Add an ETag to a 200 reply, or make it a 304 if the client has it already."""
    if reply.status != HTTPStatus.OK or not isinstance(reply.body, bytes):
        return reply
    tag = f'W/"{hashlib.sha256(reply.body).hexdigest()[:16]}"'
    headers = {"ETag": tag, **reply.headers}
    if not _has_it(request.headers, headers):
        return replace(reply, headers=headers)
    kept = {name: value for name, value in headers.items() if name != "Content-Type"}
    return Reply(status=HTTPStatus.NOT_MODIFIED, headers=kept)


def _has_it(request_headers: Mapping[str, str], headers: Mapping[str, str]) -> bool:
    if "if-none-match" in request_headers:
        return headers["ETag"] in request_headers["if-none-match"].split(", ")
    since, modified = request_headers.get("if-modified-since"), headers.get("Last-Modified")
    if not since or not modified:
        return False
    try:
        return parsedate_to_datetime(since) >= parsedate_to_datetime(modified)
    except (TypeError, ValueError):  # an unreadable date, or two that cannot be compared
        return False


def compressed(request: Request, reply: Reply) -> Reply:
    """Compress a whole body with gzip if the client accepts that."""
    accepts_gzip = "gzip" in request.headers.get("accept-encoding", "")
    if not accepts_gzip or not reply.body or not isinstance(reply.body, bytes):
        return reply
    headers = {**reply.headers, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return replace(reply, body=gzip.compress(reply.body, mtime=0), headers=headers)
