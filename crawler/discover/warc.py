"""Records of a WARC file → archived responses, in flat memory."""

from __future__ import annotations

import json
import mmap
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from crawler.errors import BroadsheetError

LARGEST = 20 * 1024 * 1024
"""Bytes of an answer, as for the network (DOWNLOAD_MAXSIZE): more is no page, and may be a bomb."""

GZIP, PLAIN = b"\x1f\x8b\x08", b"WARC/"
KEPT_TYPES = WarcRecordType.response | WarcRecordType.resource


class NotAWarc(BroadsheetError):
    """The file cannot be opened, or holds no WARC record at all."""


@dataclass(frozen=True, slots=True)
class Record:
    """One archived answer. `fetched_at` is the record's own date, UTC."""

    url: str
    fetched_at: datetime
    status: int
    content_type: str | None
    body: bytes = field(repr=False)
    headers: dict[str, str] = field(repr=False)
    metadata: dict[str, Any] = field(default_factory=dict, repr=False)
    """What `scrapy export` wrote about the page beside its answer: `asked` and `hints`."""


@dataclass(frozen=True, slots=True)
class Damage:
    """A record that cannot be read; `where` names the file and the byte."""

    where: str
    cause: str


def records(path: Path) -> Iterator[Record | Damage]:
    """Yield every answer in the file, gzip or plain; a Damage for one that cannot be read.

    Raises NotAWarc if nothing in the file is WARC.
    """
    return (answer for _, answer in records_at(path))


def records_at(path: Path) -> Iterator[tuple[int, Record | Damage]]:
    """Yield the same as `records`, each with the byte of the file at which its record begins."""
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole:
            yield from _stretches(path, whole)
    except (OSError, ValueError) as error:  # ValueError: mmap of an empty file
        raise NotAWarc(f"{path}: cannot be read as WARC ({error}); give a .warc or .warc.gz file") from error


def _stretches(path: Path, whole: mmap.mmap) -> Iterator[tuple[int, Record | Damage]]:
    """Read until a record is damaged, then continue at the next place that looks like the start of one."""
    magic = GZIP if whole[:3] == GZIP else PLAIN
    start, last, is_reported, any_read = 0, -1, False, False
    while start >= 0:
        try:
            for position, answer in _stretch(path, start):
                last, is_reported, any_read = position, False, True
                yield from ((position, each) for each in answer)
            if (cut := _unread(whole, magic, last)) is not None:
                yield cut, Damage(f"{path} at byte {cut}", "the file breaks off here")
            return
        except OSError as error:
            start = whole.find(magic, max(last, start) + 1)
            if start < 0 and not any_read:
                raise
            if not is_reported:
                yield max(last, 0), Damage(f"{path} after byte {max(last, 0)}", str(error))
                is_reported = True


def _unread(whole: mmap.mmap, magic: bytes, last: int) -> int | None:
    """Return where a record begins after the last one that was read; None if there is none.

    The reader ends without an error at a record that is cut off in its header.
    """
    start = whole.rfind(magic)
    if start <= last:
        return None
    head = whole[start : start + 1024]
    if magic == GZIP:
        try:
            head = zlib.decompressobj(31).decompress(head)
        except zlib.error:
            return None
    return start if head.startswith(PLAIN) or not head else None


def _stretch(path: Path, start: int) -> Iterator[tuple[int, Iterator[Record | Damage]]]:
    with path.open("rb") as file:
        file.seek(start)
        of, metadata = "", dict[str, Any]()
        for record in ArchiveIterator(file, record_types=WarcRecordType.any_type, parse_http=False):
            position = start + record.stream_pos
            own = metadata if record.headers.get("WARC-Record-ID") == of else {}
            of, metadata = _metadata(record)  # it comes directly before the answer that it is about
            yield position, _read(record, f"{path} at byte {position}", own)


def _metadata(record: WarcRecord) -> tuple[str, dict[str, Any]]:
    """Return the id of the record that a metadata record of ours is about, and what it says; else nothing."""
    of = record.headers.get("WARC-Concurrent-To")
    if record.record_type != WarcRecordType.metadata or not of or record.content_length > LARGEST:
        return "", {}
    try:
        data = json.loads(record.reader.read())
    except ValueError:
        return "", {}
    ours = data.get("broadsheet") if isinstance(data, dict) else None
    return of, ours if isinstance(ours, dict) else {}


def _read(record: WarcRecord, where: str, metadata: dict[str, Any]) -> Iterator[Record | Damage]:
    if not record.record_type & KEPT_TYPES:
        return
    promised = record.content_length
    if promised > LARGEST or record.record_date is None:
        cause = f"{promised} bytes, more than {LARGEST}" if record.record_date else "no WARC-Date"
        yield Damage(where, cause)
        return
    block = record.reader.read()
    url = (record.headers.get("WARC-Target-URI") or "").strip("<>")
    if len(block) < promised:
        yield Damage(f"{where} ({url})", f"{len(block)} of {promised} bytes are there")
    elif not url:
        yield Damage(where, "no WARC-Target-URI")
    elif url.startswith(("http://", "https://")):
        yield _answer(record, url, block, where, metadata)


def _answer(
    record: WarcRecord, url: str, block: bytes, where: str, metadata: dict[str, Any]
) -> Record | Damage:
    fetched_at = record.record_date.astimezone(UTC)
    if record.record_type == WarcRecordType.resource:
        return Record(url, fetched_at, 200, record.headers.get("Content-Type"), block, {}, metadata)
    record.set_bytes_content(block)
    record.is_http = True
    record.parse_http(auto_decode="all", strict_mode=False)
    http = record.http_headers
    if not http.status_code:
        return Damage(f"{where} ({url})", "its HTTP header is cut off or missing")
    headers = {name.lower(): value for name, value in http.items()}
    body = record.reader.read(LARGEST + 1)
    if len(body) > LARGEST:
        return Damage(f"{where} ({url})", f"more than {LARGEST} bytes when unpacked")
    return Record(url, fetched_at, http.status_code, http.get("Content-Type"), body, headers, metadata)
