"""`scrapy browse`: shows the stored articles and the state of the sources in a browser."""

from __future__ import annotations

import argparse

from crawler.cli import options
from crawler.cli.base import DatabaseCommand
from crawler.errors import BroadsheetError
from crawler.guard.terminal import say
from crawler.spiders.arguments import ArgumentError


class NotInstalledError(BroadsheetError):
    """The extra that this command needs is not installed."""


class Command(DatabaseCommand):
    """Serve the stored articles as web pages, also while a crawl runs. Only this machine can reach them
    unless --host says otherwise. Ctrl-C ends it. Examples: `scrapy browse`; `scrapy browse --port 9000
    --no-open -s DATABASE=demo.db`.

    Exit code 1: the database cannot be read, the port is taken, or the extra is missing.
    """

    summary = "Read and search the stored articles in a browser"

    def add_own_options(self, parser: argparse.ArgumentParser) -> None:
        port = "0 takes any free one (default: 8001, or the next free one)"
        parser.add_argument("--port", metavar="N", help=port)
        parser.add_argument(
            "--host",
            metavar="NAME",
            default="127.0.0.1",
            help="address to listen on; with 0.0.0.0 everybody who reaches this machine sees the articles"
            " (default: %(default)s)",
        )
        parser.add_argument("--no-open", action="store_true", help="do not open a browser")

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        port = options.count("--port", opts.port, least=0)
        if port is not None and port > 65_535:
            raise ArgumentError(f"--port {port}: there are ports up to 65535")
        database = self.file("copy it to one first: scrapy copy ADDRESS mirror.db")
        try:
            from crawler.tools.browse import app
            from crawler.tools.browse import web_server as server
        except ImportError as error:
            if not (error.name or "").startswith(("datasette", "uvicorn", "jinja2", "markupsafe", "pluggy")):
                raise
            install = "run in the clone: pip install -e '.[browse]', or pipx install --force '.[browse]'"
            raise NotInstalledError(f"needs Datasette; {install}") from error
        datasette = app.application(database, server.LOOPBACK if opts.host in server.LOOPBACK else None)
        try:
            with server.listen(opts.host, port) as listening:
                url = server.address(opts.host, listening)
                say(f"{database.name} is at {url} (Ctrl-C ends)")
                if not opts.no_open:
                    server.show(url)
                server.serve(datasette.app(), listening)
        finally:
            app.close(datasette)
        return 0
