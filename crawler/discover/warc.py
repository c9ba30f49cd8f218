"""Reads the archived responses in a WARC file, in constant memory."""

from __future__ import annotations

import json
import mmap
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from crawler.errors import BroadsheetError, is_empty

LARGEST = 20 * 1024 * 1024
"""Most bytes of a response, as for the network (DOWNLOAD_MAXSIZE); a larger one is no page, or an attack."""

GZIP, PLAIN = b"\x1f\x8b\x08", b"WARC/"
CUT_OFF = "the file breaks off here"
_HEAD = re.compile(
    rb"\s*WARC/(?:[^\r\n]+\r?\n)+?content-length:[ \t]*(?P<length>\d+)[ \t]*\r?\n(?:[^\r\n]+\r?\n)*\r?\n",
    re.I,
)
_CHUNK = 1 << 20
"""Bytes that are unpacked at a time."""
KEPT_TYPES = WarcRecordType.response | WarcRecordType.resource


class NotAWarc(BroadsheetError):
    """The file cannot be opened, or has no WARC record."""


@dataclass(frozen=True, slots=True)
class Record:
    """One archived response. `fetched_at` is the record's date, in UTC."""

    url: str
    fetched_at: datetime
    status: int
    content_type: str | None
    body: bytes = field(repr=False)
    headers: dict[str, str] = field(repr=False)
    metadata: dict[str, Any] = field(default_factory=dict, repr=False)
    """What `scrapy export` wrote about the page: `asked` and `hints`."""


@dataclass(frozen=True, slots=True)
class Damage:
    """A record that cannot be read; `where` names the file and the byte."""

    where: str
    cause: str
    is_large: bool = False
    """It could be read, but is larger than any page."""


def records(path: Path) -> Iterator[Record | Damage]:
    """Yield each response in the file, gzip or plain; a Damage for one that cannot be read.

    Raises NotAWarc if nothing in the file is WARC.
    """
    return (answer for _, answer in records_at(path))


def records_at(path: Path) -> Iterator[tuple[int, Record | Damage]]:
    """Yield the same as `records`, each with the byte at which its record begins."""
    if is_empty(path):
        raise NotAWarc(f"{path}: is empty (0 bytes); fetch it again, or give another .warc or .warc.gz file")
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            yield from _all_readable(path, content)
    except (OSError, ValueError) as error:  # ValueError: a file that has become empty
        raise NotAWarc(f"{path}: cannot be read as WARC ({error}); give a .warc or .warc.gz file") from error


def begins_at(path: Path, position: int) -> bool:
    """Return whether a reader may start at this byte: within one long gzip stream it cannot."""
    with path.open("rb") as file:
        file.seek(position)
        return file.read(len(PLAIN)).startswith((GZIP, PLAIN))


def body_at(path: Path, position: int) -> bytes:
    """Return the body of the answer whose record begins at this byte. Raises NotAWarc if it is gone."""
    _, answers = next(_readable_part(path, position), (0, iter(())))
    answer = next(answers, None)
    if not isinstance(answer, Record):
        raise NotAWarc(f"{path}: was changed while it was read; run the same command again")
    return answer.body


def _all_readable(path: Path, content: mmap.mmap) -> Iterator[tuple[int, Record | Damage]]:
    """Yield all records; after a damaged one, go on at the next bytes that look like a record."""
    magic = GZIP if content[:3] == GZIP else PLAIN
    start, last_read, last_damage, is_reported, any_read = 0, -1, -1, False, False
    while start >= 0:
        try:
            for position, answers in _readable_part(path, start):
                last_read, is_reported, any_read = position, False, True
                for answer in answers:
                    last_damage = position if isinstance(answer, Damage) else last_damage
                    yield position, answer
            cut = _cut_off_record(content, max(last_read, 0))
            if cut is not None and cut != last_damage:
                yield cut, Damage(f"{path} at byte {cut}", CUT_OFF)
            return
        except OSError as error:
            start = content.find(magic, max(last_read, start) + 1)
            if start < 0 and not any_read:
                raise
            if not is_reported:
                yield max(last_read, 0), Damage(f"{path} after byte {max(last_read, 0)}", str(error))
                is_reported = True


def _cut_off_record(content: mmap.mmap, last_read: int) -> int | None:
    """Return where the record begins at which the file breaks off; None if its last record is whole.

    It is needed because the reader raises no error for a record that is cut off in its header, nor for one
    without a response.
    """
    if content[:3] != GZIP:
        return _cut_off_plain(content, last_read)
    # Within one long gzip stream, no record begins with GZIP: the stream is unpacked again from its start.
    return _cut_off_member(content, last_read if content[last_read : last_read + 3] == GZIP else 0)


def _cut_off_plain(content: mmap.mmap, start: int) -> int | None:
    while head := _HEAD.match(content, start):
        if head.end() + int(head["length"]) > len(content):
            return start
        start = head.end() + int(head["length"])
    rest = content[start : start + 1024].lstrip()
    return start if rest and (PLAIN.startswith(rest) or rest.startswith(PLAIN)) else None


def _cut_off_member(content: mmap.mmap, start: int) -> int | None:
    while GZIP.startswith(content[start : start + 3]) and start < len(content):
        stream, position = zlib.decompressobj(31), start
        while not stream.eof:
            packed = content[position : position + _CHUNK]
            try:
                stream.decompress(packed)
            except zlib.error:
                return start
            position += len(packed)
            if not packed:
                return start
        start = position - len(stream.unused_data)
    return None


def _readable_part(path: Path, start: int) -> Iterator[tuple[int, Iterator[Record | Damage]]]:
    with path.open("rb") as file:
        file.seek(start)
        described_id, metadata, position = "", dict[str, Any](), start
        for record in ArchiveIterator(file, record_types=WarcRecordType.any_type, parse_http=False):
            position = start + record.stream_pos
            record_metadata = metadata if record.headers.get("WARC-Record-ID") == described_id else {}
            described_id, metadata = _metadata(
                record
            )  # a metadata record comes directly before the response that it describes
            yield position, _read(record, f"{path} at byte {position}", record_metadata)
        if metadata:  # the response that it describes is missing
            yield position, iter([Damage(f"{path} at byte {position}", CUT_OFF)])


def _metadata(record: WarcRecord) -> tuple[str, dict[str, Any]]:
    """Return the id of the record that our metadata record describes, and its data; else "" and {}."""
    described_id = record.headers.get("WARC-Concurrent-To")
    if record.record_type != WarcRecordType.metadata or not described_id or record.content_length > LARGEST:
        return "", {}
    try:
        data = json.loads(record.reader.read())
    except ValueError:
        return "", {}
    ours = data.get("broadsheet") if isinstance(data, dict) else None
    return described_id, ours if isinstance(ours, dict) else {}


def _read(record: WarcRecord, where: str, metadata: dict[str, Any]) -> Iterator[Record | Damage]:
    if not record.record_type & KEPT_TYPES:
        return
    promised = record.content_length
    if promised > LARGEST or record.record_date is None:
        cause = f"{promised} bytes, more than {LARGEST}" if promised > LARGEST else "no WARC-Date"
        yield Damage(where, cause, is_large=promised > LARGEST)
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
        return Damage(f"{where} ({url})", f"more than {LARGEST} bytes when unpacked", is_large=True)
    return Record(url, fetched_at, http.status_code, http.get("Content-Type"), body, headers, metadata)
