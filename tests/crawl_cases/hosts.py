"""The hosts of `*.toml` in this folder, as pages for `tests.site`, and what a crawl of each must store.

A case is a table named for its host: case `empty_link` is `http://empty-link.example`. Its keys:

- `about`: the fault; `reported`: where others met it; `start`: the path that the crawl begins with;
- `stories`, `undated`: paths of articles whose pages are made up here, with and without a date;
- `pages`: path or address → text, or a table with `body`, `status`, `type`, `headers`, `gzip`, `cookie`
  (what a browser must send back before it gets the page), `encoding`; `later`: the pages of a second crawl;
- `rows`: path or address → columns of the row that must be there (a list: pieces of the column's text);
  without it, one row for each story;
- `never`: paths that no request may ask for.

In a text, `{host}` is the host's address, `{now}` the time of the request, and `{story /path}` the page that
is made up for that path, `{story /path | <link …>}` with something more in its head.
"""

from __future__ import annotations

import gzip
import random
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from tests.loopback import HTML, Reply, Request
from tests.site import Page

NOUNS = ["council", "harbour", "bridge", "museum", "reservoir", "orchestra", "bakery", "turbine", "ferry"]
NOUNS += ["market", "theatre", "library", "tunnel", "school", "garden", "pension", "railway", "glacier"]
NOUNS += ["printer", "lantern", "workshop", "pasture", "quarry", "festival"]
VERBS = ["measured", "repaired", "discussed", "approved", "delayed", "opened", "painted", "visited"]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
_STORY = re.compile(r"\{story ([^}| ]+)(?: \| ([^}]+))?\}")
TYPES = {".json": "application/json", ".txt": "text/plain; charset=utf-8"}


@dataclass(frozen=True, kw_only=True)
class Case:
    """One host, and what a crawl of it must store."""

    name: str
    about: str
    start: str
    pages: Mapping[str, Page] = field(repr=False)
    later: Mapping[str, Page] = field(repr=False)
    rows: Mapping[str, Mapping[str, Any]]
    """By address: the columns of its row."""
    never: tuple[str, ...]

    @property
    def host(self) -> str:
        return f"{self.name.replace('_', '-')}.example"


@cache
def cases(group: str) -> dict[str, Case]:
    """The cases of one file of this folder, by name."""
    text = Path(__file__).with_name(f"{group}.toml").read_text("utf-8")
    return {name: _case(name, table) for name, table in tomllib.loads(text).items()}


def story(path: str, *, date: str | None = "2024-05-17T10:00:00Z", head: str = "") -> str:
    """The page of an article: always the same for one path, and like no other's."""
    title = title_of(path)
    meta = f'<meta property="article:published_time" content="{date}">' if date else ""
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'{meta}{head}</head><body><nav><a href="/">Home</a></nav><main><article><h1>{title}</h1>\n'
        f"{paragraphs(path)}</article></main><footer>Imprint</footer></body></html>"
    )


def paragraphs(path: str) -> str:
    """The text of the article at a path."""
    dice = random.Random(path)
    return "\n".join(f"<p>{' '.join(_sentence(dice) for _ in range(4))}</p>" for _ in range(4))


def title_of(path: str) -> str:
    """The headline of the article at a path."""
    last = [part for part in re.split(r"[/?=&]", path) if part][-1]
    words = re.sub(r"\.\w+$", "", last).replace("-", " ").strip()
    return f"The story of {words}"


def _sentence(dice: random.Random) -> str:
    a, b, c = dice.sample(NOUNS, 3)
    return (
        f"The {a} board {dice.choice(VERBS)} the {b} near the {c} on {dice.choice(DAYS)},"
        f" and {dice.randrange(3, 900)} people of the town came to see it."
    )


def _case(name: str, table: dict[str, Any]) -> Case:
    host = f"http://{name.replace('_', '-')}.example"
    stories = {path: story(path) for path in table.get("stories", ())}
    undated = {path: story(path, date=None) for path in table.get("undated", ())}
    pages = {path: _page(page, path, host) for path, page in table.get("pages", {}).items()}
    later = {path: _page(page, path, host) for path, page in table.get("later", {}).items()}
    rows = table.get("rows", {path: {} for path in (*stories, *undated)})
    return Case(
        name=name,
        about=table["about"],
        start=urljoin(host, table["start"]),
        pages={urljoin(host, path): page for path, page in {**stories, **undated, **pages}.items()},
        later={urljoin(host, path): page for path, page in later.items()},
        rows={urljoin(host, path): columns for path, columns in rows.items()},
        never=tuple(table.get("never", ())),
    )


def _page(page: str | dict[str, Any], path: str, host: str) -> Page:
    if isinstance(page, str):
        page = {"body": page}
    text = _filled(page.get("body", ""), host)
    body = text.encode(page.get("encoding", "utf-8"))
    headers = {name: _filled(value, host) for name, value in page.get("headers", {}).items()}
    type_ = page.get("type") or _type(path, text)
    if page.get("gzip"):
        body = gzip.compress(body, mtime=0)
    if b"{now}" in body:
        return lambda _: Reply(body=body.replace(b"{now}", f"{datetime.now(UTC):%FT%TZ}".encode()))
    reply = Reply(body=body, status=page.get("status", 200), headers={"Content-Type": type_, **headers})
    return asks_for(page["cookie"], reply, path) if "cookie" in page else reply


def asks_for(cookie: str, reply: Reply, path: str) -> Callable[[Request], Reply]:
    """Redirect to the same address until the cookie comes back."""
    first = Reply(status=302, headers={"Location": path, "Set-Cookie": f"{cookie}; Path=/"})
    return lambda request: reply if cookie in request.headers.get("cookie", "") else first


def _type(path: str, text: str) -> str:
    ending = Path(urlsplit(path).path).suffix
    if ending in TYPES:
        return TYPES[ending]
    is_xml = re.search(r"<(?:rss|feed|rdf:RDF|urlset|sitemapindex)[\s>]", text) and "<html" not in text
    return "application/xml" if is_xml else HTML


def _filled(text: str, host: str) -> str:
    text = _STORY.sub(lambda found: story(found[1], head=found[2] or ""), text.replace("{host}", host))
    return re.sub(r"\{(x| )\*(\d+)\}", lambda found: f"{found[1]} " * (int(found[2]) // 2), text)
