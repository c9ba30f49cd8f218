"""`scrapy clean URL|FILE`: what each stage makes of a page, and what was removed and why; stores nothing."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.errors import BroadsheetError, unknown_option

if TYPE_CHECKING:
    import argparse

    from pipelines.items import Cleaned, Dates, Page

OPTIONS = ("--json", "--timezone", "--url", "-s", "--set", "-L", "--loglevel", "--nolog", "--logfile")


class Command(ScrapyCommand):
    """Exit code 1: the page could not be had, or is no article."""

    requires_project = True

    def syntax(self) -> str:
        return "[options] <url|file>"

    def short_desc(self) -> str:
        return "Show what the cleaner makes of one page, and what it removed and why"

    def long_desc(self) -> str:
        return (
            "Fetch an address, or read a file, and show each stage's result; nothing is stored. Examples: "
            "`scrapy clean https://example.org/a-story`; "
            "`scrapy clean page.html --url https://example.org/a-story --json`."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print JSON, for programs")
        parser.add_argument("--url", help="the address that a file was saved from")
        parser.add_argument("--timezone", help="IANA zone for dates without an offset, such as Asia/Tehran")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        complaint = unknown_option(args, OPTIONS)
        if complaint or len(args) != 1:
            raise UsageError(complaint or "give one address or one file", print_help=not complaint)
        try:
            page = self._page(args[0], opts)
        except BroadsheetError as error:
            print(f"scrapy clean: {error}", file=sys.stderr)
            self.exitcode = 1
            return
        self.exitcode = self._show(page, as_json=opts.json)

    def _page(self, what: str, opts: argparse.Namespace) -> Page:
        from crawler import arguments
        from crawler.sites import Sites
        from crawler.source import DIRECTORY, load_sources, private_places
        from pipelines.items import Page

        assert self.settings is not None
        zone = arguments.zone("timezone", opts.timezone)
        sources, _ = load_sources(Path(self.settings["SOURCES"] or DIRECTORY))
        url, body, content_type = self._bytes(what, opts.url, private_places(sources))
        site = Sites(sources).of(url)
        return Page(
            url=url,
            body=body,
            fetched_at=datetime.now(UTC),
            site=replace(site, timezone=zone or site.timezone),
            content_type=content_type,
        )

    def _bytes(self, what: str, url: str | None, private: frozenset[str]) -> tuple[str, bytes, str | None]:
        """(address, body, Content-Type) of a file, or of an address by fetching it."""
        from crawler.fetch import FetchError, fetch

        path = Path(what)
        if "://" not in what:
            try:
                kind = "text/plain" if path.suffix == ".txt" else "text/html"
                return url or f"https://localhost/{path.name}", path.read_bytes(), kind
            except OSError as error:
                cure = "give a file, or an address with https://"
                raise FetchError(f"{what}: {error.strerror}; {cure}") from error
        assert self.crawler_process is not None
        response = fetch(self.crawler_process, what, private)
        header = response.headers.get("Content-Type")
        return response.url, response.body, header.decode("latin-1") if header else None

    def _show(self, page: Page, *, as_json: bool) -> int:
        from pipelines import times
        from pipelines.urls import country
        from pipelines.work import clean_page

        cleaned = clean_page(page, explain=True)
        dates = times.choose(
            cleaned.evidence, fetched_at=page.fetched_at, site=page.site, country=country(page.url)
        )
        told = _plain(cleaned, dates) if as_json else None
        print(json.dumps(told, ensure_ascii=False, indent=2) if told else _text(cleaned, dates))
        return 1 if cleaned.refusal else 0


def _plain(cleaned: Cleaned, dates: Dates) -> dict[str, Any]:
    story = asdict(cleaned.story)
    return {
        "url": cleaned.page.url,
        "refused": cleaned.refusal,
        "story": story,
        "dates": {**asdict(dates), "losers": None},
        "evidence": [json.loads(json.dumps(asdict(each), default=str)) for each in cleaned.evidence],
    }


FIELDS = (
    "title",
    "summary",
    "authors",
    "section",
    "tags",
    "language",
    "image",
    "external_id",
    "canonical_url",
)


def _text(cleaned: Cleaned, dates: Dates) -> str:
    """The same for a person."""
    story = cleaned.story
    lines = [f"{cleaned.page.url}", ""]
    lines += [f"  {name:14} {_value(getattr(story, name))}" for name in FIELDS if getattr(story, name)]
    lines += [f"  {'published':14} {dates.published_at or 'no evidence'}"]
    if dates.published_at:
        lines[-1] += f" ({dates.published_precision}, from {dates.published_from}: {dates.published_raw!r})"
    lines += [f"  {'verdict':14} {'no article: ' + cleaned.refusal if cleaned.refusal else 'an article'}"]
    lines += [f"  {'text':14} {len(story.text.split())} words, found by {story.method}", "", "dates offered:"]
    lines += [
        f"  {e.kind:8} {e.role:10} {e.raw!r} {e.label or ''}{'' if e.own else ' (not its own)'}"
        for e in cleaned.evidence
    ]
    lines += ["", "blocks, in page order (+ kept, - removed by the rule named):"]
    lines += [f"{'-' if b.rule else '+'} {b.rule or b.kind:18} {_short(b.text)}" for b in story.blocks]
    return "\n".join(lines)


def _value(value: Any) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _short(text: str, width: int = 88) -> str:
    text = " ".join(text.split())
    return text if len(text) <= width else text[: width - 1] + "…"
