"""Writes kept pages as a WARC file that every archive tool reads, with gzip record by record.

A page is written as it is kept: with its unpacked body and the headers that count as evidence. Before it
stands a metadata record, which has as JSON what the link said about the page and the addresses that led to
it: `{"broadsheet": {"asked": […], "hints": {…}}}`. If the whole site showed that the page is no article,
`refused` is the name of the drop.
"""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any, BinaryIO

from fastwarc.warc import WarcRecord, WarcRecordType

from pipelines.db import clock
from pipelines.items import Page

_INFO = b"software: Broadsheet\r\nformat: WARC File Format 1.1\r\n"
_OWN = ("content-type", "content-length", "content-encoding", "transfer-encoding")
"""Headers that are written from the page itself, or that described only the transfer."""


def write(
    pages: Iterable[Page],
    out: BinaryIO,
    *,
    zipped: bool = True,
    refusal: Callable[[Page], str | None] = lambda _: None,
) -> int:
    """Write a response record for each page; return how many. `refusal` tells as what a page was dropped."""
    info = WarcRecord()
    info.init_headers(record_type=WarcRecordType.warcinfo)
    info.headers["Content-Type"] = "application/warc-fields"
    info.set_bytes_content(_INFO)
    out.write(_bytes(info, zipped))
    count = 0
    for count, page in enumerate(pages, 1):  # noqa: B007 - it is returned
        record = _record(page)
        if about := _about(page, refusal(page)):
            out.write(_bytes(_metadata(record, about), zipped))
        out.write(_bytes(record, zipped))
    return count


def _bytes(record: WarcRecord, zipped: bool) -> bytes:
    whole = io.BytesIO()
    record.write(whole, checksum_data=True)
    return gzip.compress(whole.getvalue(), 6) if zipped else whole.getvalue()


def _record(page: Page) -> WarcRecord:
    record = WarcRecord()
    record.init_headers(record_type=WarcRecordType.response)
    record.headers["WARC-Target-URI"] = page.url
    record.headers["WARC-Date"] = clock.text(page.fetched_at)
    record.headers["Content-Type"] = "application/http; msgtype=response"
    record.set_bytes_content(_head(page) + page.body)
    return record


def _metadata(of: WarcRecord, about: dict[str, Any]) -> WarcRecord:
    record = WarcRecord()
    record.init_headers(record_type=WarcRecordType.metadata)
    for name in ("WARC-Target-URI", "WARC-Date"):
        record.headers[name] = of.headers[name]
    record.headers["WARC-Concurrent-To"] = of.headers["WARC-Record-ID"]
    record.headers["Content-Type"] = "application/json"
    record.set_bytes_content(json.dumps({"broadsheet": about}, ensure_ascii=False).encode())
    return record


def _about(page: Page, refused: str | None) -> dict[str, Any]:
    """Return what is known about a page besides its response; empty values are left out."""
    hints = {name: value for name, value in asdict(page.hints).items() if value}
    asked = [url for url in page.asked if url != page.url]
    about = {"asked": asked, "hints": hints, "refused": refused}
    return {name: value for name, value in about.items() if value}


def _head(page: Page) -> bytes:
    named = {"Content-Type": page.content_type} if page.content_type else {}
    named |= {"Content-Length": str(len(page.body))}
    named |= {name: value for name, value in page.headers.items() if name.lower() not in _OWN}
    lines = (f"{name}: {' '.join(value.split())}" for name, value in named.items())
    return "\r\n".join(["HTTP/1.1 200 OK", *lines, "", ""]).encode("utf-8", "replace")
