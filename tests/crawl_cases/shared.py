"""The crawl cases of ../shared/cases/crawl, as hosts that a crawl can be tried on.

A file has comments (`# right: 1 row`), then documents: `===== ADDRESS`, `STATUS TYPE HEADERS`, and the body.
Most bodies are cut: at the end (`[article goes on]`) or in the middle (`[...]`). What was cut is made up.
"""

from __future__ import annotations

import ast
import gzip
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from tests.crawl_cases.hosts import Case, asks_for, paragraphs, story
from tests.crawling import ROOT
from tests.loopback import Reply
from tests.site import Page, moved

FOLDER = ROOT.parent / "shared" / "cases" / "crawl"
EXPECTED = Path(__file__).with_name("shared.toml")
CUT, GAP, MADE = "[article goes on]", "[...]", "(made by a function"


@dataclass(frozen=True)
class _Document:
    url: str
    status: int
    type: str
    headers: Mapping[str, str]
    body: str


def shared_cases() -> dict[str, Case]:
    """The cases by name; none where the folder is absent."""
    expected = tomllib.loads(EXPECTED.read_text("utf-8"))
    return {path.stem: _case(path, expected[path.stem]) for path in sorted(FOLDER.glob("*.txt"))}


def _case(path: Path, expected: dict[str, Any]) -> Case:
    head, *parts = path.read_text("utf-8").split("\n===== ")
    about = " / ".join(line.strip("# ") for line in head.splitlines() if not line.startswith("# got"))
    host = f"http://{path.stem}.example"
    documents = [_document(part) for part in parts]
    links = {urljoin(host, link): urljoin(host, to) for link, to in expected.get("links", {}).items()}
    stories = [each.url for each in documents if _is_story(each)]
    rows = expected.get("rows", {url: {} for url in stories})
    return Case(
        name=path.stem,
        about=about,
        start=urljoin(host, expected["start"]),
        pages={each.url: _page(each) for each in documents} | {url: moved(to) for url, to in links.items()},
        later={},
        rows={urljoin(host, url): columns for url, columns in rows.items()},
        never=tuple(expected.get("never", ())),
    )


def _document(part: str) -> _Document:
    url, _, rest = part.partition("\n")
    about, _, body = rest.partition("\n")
    if about.startswith(MADE):
        return _Document(url, 0, "", {}, "")
    status, type_, headers = re.fullmatch(r"(\d+) (.*?) (\{.*\})", about).groups()  # type: ignore[union-attr]
    return _Document(url, int(status), type_, ast.literal_eval(headers), body)


def _is_story(page: _Document) -> bool:
    return page.status == 200 and "html" in page.type and "<article>" in page.body


def _page(page: _Document) -> Page:
    if not page.status:
        return asks_for("seen=1", Reply(body=story(page.url).encode()), urlsplit(page.url).path)
    body = page.body
    if "\\x8b" in body[:8]:  # gzip, and not whole
        return Reply(body=gzip.compress(story(page.url).encode()), headers={"Content-Type": page.type})
    if GAP in body:
        body = _filled(body, page.url)
    if CUT in body and "<article>" in body:
        body = "".join(_ended(body[: body.index(CUT)].rstrip(), page.url))
    body = body.replace(CUT, "")
    return Reply(body=body.encode(), status=page.status, headers={"Content-Type": page.type, **page.headers})


def _filled(body: str, url: str) -> str:
    """The body with something in place of the gap."""
    before, _, after = body.partition(f"\n{GAP}\n")
    if "<!--" in before and "-->" not in before:
        link = f"{urljoin(url, '/')}news/2024/05/17/election-measured-after-the-mus"
        head = f"<rss version='2.0'><channel><title>F</title><item><title>T</title><link>{link}"
        return f"{before}{'x ' * 3_000}-->{head}{after}"
    return before + after


def _ended(body: str, url: str) -> Iterator[str]:
    """The page of an article whose end was cut off, perhaps within a word or a tag."""
    if "</html>" in body:
        yield body
        return
    yield re.sub(r"(?:\\x[0-9a-f]{0,2})+$|<[^<>]*$", "", body)
    if "</p>" not in body.rpartition("<p>")[2]:
        yield ", and so it was.</p>"
    yield f"{paragraphs(url)}</article></main><footer>Imprint</footer></body></html>"
