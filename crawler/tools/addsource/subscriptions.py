"""Writes source files for the subscriptions in an OPML file, without asking any site."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urljoin

from crawler.errors import BroadsheetError
from crawler.sources.source import read_source, source_for
from crawler.spiders import arguments
from crawler.tools.addsource.private import is_private
from crawler.tools.addsource.task import free_name
from crawler.tools.addsource.write import refuse_target, save
from crawler.tools.opml import Subscription, read


def add_subscriptions(
    file: Path, directory: Path, *, force: bool, only_print: bool = False, may_be_private: bool = False
) -> tuple[list[str], list[str]]:
    """Write a source file for each site in the OPML file; return what was written, and what failed, in lines.

    With `only_print`, the texts of the files instead. With `may_be_private`, the file of a site in the user's
    own networks says so. Raises OpmlError if the OPML file cannot be read.
    """
    by_site: dict[str, list[Subscription]] = {}
    failed: list[str] = []
    for subscription in read(file):
        try:
            feed = arguments.address(subscription.feed)
            site = arguments.address(subscription.site) if subscription.site else urljoin(feed, "/")
            by_site.setdefault(source_for(site).netloc, []).append(subscription)
        except BroadsheetError as error:
            failed.append(f"{subscription.title or subscription.feed}: {error}")
    written: list[str] = []
    for subscriptions in by_site.values():
        try:
            path, text = _source_file(subscriptions, file, directory, may_be_private=may_be_private)
            if not only_print:
                refuse_target(path, force=force)
                save(path, text)
                read_source(path)  # raises SourceError for a mistake of ours or of the file's
                text = f"wrote {path}: {', '.join(each.title or each.feed for each in subscriptions)}"
            written.append(text.rstrip("\n"))
        except BroadsheetError as error:
            failed.append(str(error))
    return written, failed


def _source_file(
    subscriptions: Sequence[Subscription], file: Path, directory: Path, *, may_be_private: bool
) -> tuple[Path, str]:
    """Return the place and the text of the file for one site."""
    first = subscriptions[0]
    site = arguments.address(first.site or urljoin(first.feed, "/"))
    private = may_be_private and is_private([site, *(each.feed for each in subscriptions)])
    text = "\n".join(_lines(subscriptions, site, file, private)) + "\n"
    return directory / f"{free_name(directory, site)}.toml", text


def _lines(subscriptions: Sequence[Subscription], site: str, file: Path, private: bool) -> Iterator[str]:
    yield f"# From {_comment(file.name)} on {datetime.now(UTC):%Y-%m-%d}; the site was not looked at."
    yield f"url = {json.dumps(site, ensure_ascii=False)}"
    if tags := list(dict.fromkeys(folder for each in subscriptions for folder in each.folders)):
        yield f"tags = {json.dumps(tags, ensure_ascii=False)}"
    if private:
        yield "private = true  # it is on this machine or in its networks"
    yield "feeds = ["
    for each in subscriptions:
        about = _comment(each.title)
        yield f"    {json.dumps(each.feed, ensure_ascii=False)},  # {about}"
    yield "]"


def _comment(words: str) -> str:
    return " ".join(filter(str.isprintable, words.split()))
