"""`scrapy browse`: what is stored, as pages for a browser: to read, to search, to see how sources fare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.cli import options
from crawler.cli.base import DatabaseCommand
from crawler.errors import BroadsheetError
from crawler.guard.terminal import say
from crawler.spiders.arguments import ArgumentError

if TYPE_CHECKING:
    import argparse


class NotInstalledError(BroadsheetError):
    """The extra that this command needs is not there."""


class Command(DatabaseCommand):
    """Exit code 1: the database could not be read, the port not be had, or the extra is missing."""

    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Read and search the stored articles in a browser"

    def long_desc(self) -> str:
        return (
            "Show the stored articles as pages, on this machine alone unless --host says otherwise; also"
            " while a crawl runs. Nothing is written. Ctrl-C ends it. Examples: `scrapy browse`;"
            " `scrapy browse --port 9000 --no-open -s DATABASE=demo.db`."
        )

    def add_own(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--port", metavar="N", help="0 takes any (default: 8001, or the next that is free)"
        )
        parser.add_argument(
            "--host",
            metavar="NAME",
            default="127.0.0.1",
            help="address to listen on; 0.0.0.0 shows the articles to whoever reaches this machine"
            " (default: %(default)s)",
        )
        parser.add_argument("--no-open", action="store_true", help="open no browser")

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        port = options.count("--port", opts.port, least=0)
        if port is not None and port > 65_535:
            raise ArgumentError(f"--port {port}: there are ports up to 65535")
        try:
            from crawler.tools.browse import app, server
        except ImportError as error:
            if not (error.name or "").startswith(("datasette", "uvicorn", "jinja2", "markupsafe", "pluggy")):
                raise
            install = "pip install 'broadsheet[browse]', or from a clone pip install -e '.[browse]'"
            raise NotInstalledError(f"needs Datasette; {install}") from error
        datasette = app.application(self.database, server.LOOPBACK if opts.host in server.LOOPBACK else None)
        try:
            with server.listen(opts.host, port) as listening:
                url = server.address(opts.host, listening)
                say(f"{self.database.name} is at {url} (Ctrl-C ends)")
                if not opts.no_open:
                    server.show(url)
                server.serve(datasette.app(), listening)
        finally:
            app.close(datasette)
        return 0
