"""The sites in papers and `--help`, played by one proxy on loopback: every host is a small news site.

`http://a.example/`, `https://www.example.org/a-story`, a real outlet's address: each has a home page, a feed,
a sitemap and four stories. The headline of `/a-story` is different when it is requested again.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from tests.loopback import Reply, Request, compressed, conditional

XML = {"Content-Type": "application/xml; charset=utf-8"}
STORIES = {
    "/a-story": "Harbour bridge shut for the winter",
    "/b-story": "Night ferry to run in every month",
    "/c-story": "Herring came back to the outer fjord",
    "/old-story": "Library opens its doors again",
}
ARCHIVED = "/old-story"
"""A story published in 2025, which only the sitemap has."""
LATER = "Harbour bridge shut until the spring"
_MISSING = Reply(body=b"<html><title>404</title><h1>Not found</h1></html>", status=404)
_HARBOUR = (
    "The council of {host} met until late and heard four engineers about the harbour bridge and its cables.",
    "The harbour bridge has carried the trams since the war, and nobody had looked under its deck for years.",
    "A ferry takes the passengers over in the meantime; the first boat goes at six, the last at midnight.",
    "Shopkeepers on the western bank asked for help with their rents, and were told to write a letter.",
)
_PLAIN = (
    "Nobody at {host} had thought that {title} would be the talk of the town, but so it was all week.",
    "{title}: the harbour master, who had been asked first, said that he would rather wait for the tide.",
    "Two hundred people signed a list in the market, and the list was given to the mayor on Thursday.",
    "What it costs will be known in the autumn, and who pays for it will be known a little after that.",
)


class World:
    """Answers every request, and counts the requests for each page of each host."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC).replace(microsecond=0)
        self.asked: Counter[tuple[str, str]] = Counter()

    def __call__(self, request: Request) -> Reply:
        parts = urlsplit(request.url)
        reply = conditional(request, self._reply(parts.hostname or "", parts.path))
        self.asked[parts.hostname or "", parts.path] += 1
        return compressed(request, reply)

    def _reply(self, host: str, path: str) -> Reply:
        if path == "/robots.txt":
            text = f"User-agent: *\nAllow: /\nSitemap: https://{host}/sitemap.xml\n"
            return Reply(body=text.encode(), headers={"Content-Type": "text/plain"})
        if path in STORIES:
            return Reply(body=self._story(host, path).encode())
        if "sitemap" in path:
            return Reply(body=self._sitemap(host).encode(), headers=XML)
        if re.search(r"feed|rss", path):
            return Reply(body=self._feed(host).encode(), headers=XML)
        return Reply(body=self._home(host).encode()) if path.endswith("/") or not path else _MISSING

    def _when(self, path: str) -> datetime:
        days = list(STORIES).index(path) + 1
        old = datetime(2025, 6, 15, 8, 30, tzinfo=UTC)
        return old if path == ARCHIVED else self.now - timedelta(days=days)

    def _title(self, host: str, path: str) -> str:
        return LATER if path == "/a-story" and self.asked[host, path] else STORIES[path]

    def _changed(self, host: str, path: str) -> datetime:
        return self.now if self._title(host, path) == LATER else self._when(path)

    def _story(self, host: str, path: str) -> str:
        title, when = self._title(host, path), self._when(path).isoformat()
        lines = _HARBOUR if path == "/a-story" else _PLAIN
        text = "".join(f"<p>{line.format(host=host, title=STORIES[path])}</p>" for line in lines)
        return (
            f'<html lang="en"><head><title>{title}</title>'
            f'<meta property="article:published_time" content="{when}">'
            '<meta name="author" content="Ada Lund">'
            f'</head><body><article><h1>{title}</h1><p class="byline">By Ada Lund</p>{text}{text}</article>'
            '<aside class="related"><a href="/b-story">Read also: the night ferry</a></aside></body></html>'
        )

    def _home(self, host: str) -> str:
        links = "".join(
            f'<h2><a href="{path}">{title}</a></h2>' for path, title in STORIES.items() if path != ARCHIVED
        )
        return (
            f'<html lang="en"><head><title>{host}</title>'
            '<link rel="alternate" type="application/rss+xml" href="/feed"></head>'
            f"<body><h1>{host}</h1>{links}</body></html>"
        )

    def _feed(self, host: str) -> str:
        items = "".join(
            f"<item><title>{title}</title><link>https://{host}{path}</link>"
            f"<pubDate>{self._when(path):%a, %d %b %Y %H:%M:%S} +0000</pubDate></item>"
            for path, title in STORIES.items()
            if path != ARCHIVED
        )
        return f'<rss version="2.0"><channel><title>{host}</title>{items}</channel></rss>'

    def _sitemap(self, host: str) -> str:
        urls = "".join(
            f"<url><loc>https://{host}{path}</loc><lastmod>{self._changed(host, path).isoformat()}</lastmod>"
            f"<news:news><news:publication_date>{self._when(path).isoformat()}</news:publication_date>"
            f"<news:title>{title}</news:title></news:news></url>"
            for path, title in STORIES.items()
        )
        return (
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
            f' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{urls}</urlset>'
        )
