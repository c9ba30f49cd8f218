"""The pages of this package as a Datasette plugin: their addresses, headers and errors."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Awaitable, Callable, Generator, Iterator, Mapping, MutableMapping
from pathlib import Path
from typing import Any

from datasette import Response
from datasette.utils.asgi import Base400
from datasette.views.base import DatasetteError
from jinja2 import Environment
from markupsafe import Markup
from pluggy import HookimplMarker, Result

from crawler.guard.terminal import complain
from crawler.tools.browse import display_text, figures, page_handlers, query_params
from crawler.tools.browse.browse_reader import open_browse_reader
from pipelines.db import DatabaseError
from pipelines.export.printable import counted

hookimpl = HookimplMarker("datasette")

DATABASE = "data"
"""The name of the database in Datasette, whatever its file is called: no address depends on the file."""
FOLDER = "broadsheet"

_ROUTES: tuple[tuple[str, page_handlers.Work], ...] = (
    (r"/$", page_handlers.front),
    (r"/search$", page_handlers.search),
    (r"/article/(?P<id>\d{1,18})$", page_handlers.article),
    (r"/sources$", page_handlers.sources),
    (r"/source/(?P<name>[^/]+)$", page_handlers.source),
)
_FILTERS: dict[str, Callable[..., object]] = {
    name: getattr(display_text, name)
    for name in (
        *("day", "weekday", "plain_day", "short_day", "clock", "stamp", "there", "number"),
        *("span", "share", "language_name", "href", "host", "shell"),
    )
}
_NOWHERE = "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
_OURS = f"default-src 'none'; style-src 'self'; img-src 'self'; {_NOWHERE}"
# Datasette's own pages contain scripts and styles.
_DATASETTES = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline';"
    f" img-src 'self' data:; connect-src 'self'; {_NOWHERE}"
)
_OURS_ALONE = "x-broadsheet"
"""A header that marks this package's own responses until they are sent."""

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


@hookimpl
def register_routes(datasette: Any) -> list[tuple[str, Callable[..., Awaitable[Any]]]]:
    """Return the routes of this package's pages, which come before Datasette's."""
    return [(regex, _view(work)) for regex, work in _ROUTES]


@hookimpl
def prepare_jinja2_environment(env: Environment) -> None:
    env.filters |= {**_FILTERS, "counted": counted, "source_link": query_params.source_link}
    env.globals |= {"link": query_params.link, "direction_of": display_text.direction, "plots": figures}


@hookimpl
def asgi_wrapper(datasette: Any) -> Callable[[App], App]:
    """Add security headers to every response, and refuse requests for other host names."""
    hosts = (datasette.plugin_config(FOLDER) or {}).get("hosts")

    def wrapped(app: App) -> App:
        async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                return await app(scope, receive, send)
            if hosts and _host(scope) not in hosts:
                return await _refuse(send)
            return await app(scope, receive, lambda message: send(_with_headers(message)))

        return guarded

    return wrapped


@hookimpl(hookwrapper=True)
def handle_exception(
    datasette: Any, request: Any, exception: Exception
) -> Generator[None, Result[Any], None]:
    """Show this package's error page: Datasette's own prints every error with all variables."""
    outcome = yield
    outcome.force_result([lambda: _error_page(datasette, request, exception)])


@hookimpl
def render_cell(row: Any, value: Any, column: str, table: str | None) -> Markup | None:
    """Make a title in Datasette's table of articles a link to the article's page."""
    if table != "articles" or column != "title" or "id" not in row.keys():  # noqa: SIM118 - a sqlite3.Row
        return None
    return Markup('<a href="/article/{}">{}</a>').format(row["id"], value)


@hookimpl
def menu_links(datasette: Any) -> list[dict[str, str]]:
    """Return the link from Datasette's pages back to the front page."""
    pages = {"/": "Front page", "/search": "Search", "/sources": "Sources"}
    return [{"href": path, "label": label} for path, label in pages.items()]


def _view(work: page_handlers.Work) -> Callable[..., Awaitable[Any]]:
    async def view(datasette: Any, request: Any) -> Any:
        arguments = {name: request.args.get(name) or "" for name in request.args}
        ask = page_handlers.Ask(request.url_vars, arguments)
        path = datasette.get_database(DATABASE).path
        try:
            page = await asyncio.to_thread(_worked, work, path, ask)
        except DatabaseError as error:
            page = page_handlers.failed(str(error), 503)
        return await _answer(datasette, request, page)

    return view


def _worked(work: page_handlers.Work, path: str, ask: page_handlers.Ask) -> page_handlers.Page:
    # The file is opened for each request, in 1 ms: it may have been replaced or migrated meanwhile.
    with open_browse_reader(path) as reader:
        return work(reader, ask)


async def _answer(datasette: Any, request: Any, page: page_handlers.Page) -> Any:
    if page.location:
        return Response.redirect(page.location)
    values = {**page.values, "file": Path(datasette.get_database(DATABASE).path).name, "here": request.path}
    body = await datasette.render_template(f"{FOLDER}/{page.template}", values, request=request)
    headers = {_OURS_ALONE: "1", "cache-control": "no-cache"}
    return Response.html(body, status=page.status, headers=headers)


async def _error_page(datasette: Any, request: Any, exception: Exception) -> Any:
    status = getattr(exception, "status", 500) if isinstance(exception, Base400 | DatasetteError) else 500
    # Datasette wraps some messages in markup; only their text is needed.
    why = Markup(getattr(exception, "message", None) or exception).striptags()  # noqa: S704 - no tag is left
    if status == 500:
        complain("".join(traceback.format_exception(exception)))
    if request.path.partition("?")[0].endswith(".json"):
        return Response.json({"ok": False, "error": why, "status": status}, status=status)
    missing = page_handlers.missing("Nothing is at this address.")
    page = missing if status == 404 else page_handlers.failed(why, status)
    return await _answer(datasette, request, page)


def _with_headers(message: Message) -> Message:
    if message["type"] != "http.response.start":
        return message
    headers = list(message.get("headers", []))
    is_ours = any(name == _OURS_ALONE.encode() for name, _ in headers)
    headers = [(name, value) for name, value in headers if name != _OURS_ALONE.encode()]
    return {**message, "headers": [*headers, *_policy(is_ours)]}


def _policy(is_ours: bool) -> Iterator[tuple[bytes, bytes]]:
    yield b"content-security-policy", (_OURS if is_ours else _DATASETTES).encode()
    yield b"referrer-policy", b"no-referrer"
    yield b"x-content-type-options", b"nosniff"


def _host(scope: Mapping[str, Any]) -> str:
    """Return the host that was requested, without its port."""
    header = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
    host, colon, port = header.rpartition(":")
    return (host if colon and port.isdigit() else header).strip("[]").lower()


async def _refuse(send: Send) -> None:
    """Refuse a request for another host name: a foreign page could point its own name here, and read."""
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": 421, "headers": headers})
    text = "This is shown to this machine alone; `scrapy browse --host 0.0.0.0` shows it to others.\n"
    await send({"type": "http.response.body", "body": text.encode()})
