"""WARC files, whole and damaged: every readable record is read, and each other one is reported by name."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from dataclasses import replace
from datetime import UTC, datetime
from itertools import accumulate, pairwise
from pathlib import Path

import pytest

from crawler.discover.warc import Damage, NotAWarc, Record, begins_at, body_at, records, records_at
from pipelines.export import warc_writer as warc
from pipelines.items import Hints
from tests.db.test_rawpages import make_page

PAGES = {f"https://herald.example/{n}": f"<p>Page {n}, {'word ' * n * 50}</p>".encode() for n in range(1, 6)}


HTML = "Content-Type: text/html"


def warc_record(url: str, body: bytes, *, headers: str = HTML) -> bytes:
    block = f"HTTP/1.1 200 OK\r\n{headers}\r\n\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2023-12-05T06:30:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:{zlib.crc32(url.encode()):032x}>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def write(path: Path, parts: list[bytes], *, zipped: bool) -> Path:
    path.write_bytes(b"".join(gzip.compress(part) if zipped else part for part in parts))
    return path


def read(path: Path) -> tuple[list[str], list[Damage]]:
    found = list(records(path))
    return [f.url for f in found if isinstance(f, Record)], [f for f in found if isinstance(f, Damage)]


@pytest.mark.parametrize("zipped", [True, False])
def test_every_answer_comes_with_its_date_and_body(tmp_path: Path, zipped: bool) -> None:
    path = write(tmp_path / "a.warc", [warc_record(u, b) for u, b in PAGES.items()], zipped=zipped)
    found = [r for r in records(path) if isinstance(r, Record)]
    assert {r.url: r.body for r in found} == PAGES
    assert found[0].fetched_at == datetime(2023, 12, 5, 6, 30, tzinfo=UTC)
    assert (found[0].status, found[0].content_type) == (200, "text/html")


@pytest.mark.parametrize("zipped", [True, False])
def test_a_body_is_read_again_from_where_its_record_begins(tmp_path: Path, zipped: bool) -> None:
    path = write(tmp_path / "a.warc", [warc_record(u, b) for u, b in PAGES.items()], zipped=zipped)
    places = [position for position, _ in records_at(path)]
    assert all(begins_at(path, position) for position in places)
    assert [body_at(path, position) for position in places] == list(PAGES.values())
    path.write_bytes(path.read_bytes()[: places[-1]])
    with pytest.raises(NotAWarc, match="was changed while it was read"):
        body_at(path, places[-1])


def test_within_one_gzip_stream_no_reader_can_start(tmp_path: Path) -> None:
    path = write(tmp_path / "a.warc.gz", [b"".join(warc_record(u, b) for u, b in PAGES.items())], zipped=True)
    first, *others = (position for position, _ in records_at(path))
    assert begins_at(path, first)
    assert not any(begins_at(path, position) for position in others if position)


def test_a_body_that_was_stored_zipped_is_unzipped(tmp_path: Path) -> None:
    body = gzip.compress(b"<p>Hello</p>")
    parts = [warc_record("https://a.example/", body, headers=f"{HTML}\r\nContent-Encoding: gzip")]
    (record,) = records(write(tmp_path / "a.warc.gz", parts, zipped=True))
    assert isinstance(record, Record)
    assert record.body == b"<p>Hello</p>"


@pytest.mark.parametrize("zipped", [True, False])
def test_one_damaged_record_loses_only_itself(tmp_path: Path, zipped: bool) -> None:
    parts = [warc_record(u, b) for u, b in PAGES.items()]
    whole = [gzip.compress(p) if zipped else p for p in parts]
    third = bytearray(whole[2])
    third[0:30] = b"?" * 30
    path = tmp_path / "broken.warc"
    path.write_bytes(b"".join([*whole[:2], bytes(third), *whole[3:]]))
    urls, damage = read(path)
    assert urls == [u for u in PAGES if not u.endswith("/3")]
    assert len(damage) == 1
    assert str(path) in damage[0].where


def test_a_cut_file_is_reported_with_its_last_page(tmp_path: Path) -> None:
    path = write(tmp_path / "cut.warc", [warc_record(u, b) for u, b in PAGES.items()], zipped=False)
    path.write_bytes(path.read_bytes()[:-500])
    urls, damage = read(path)
    assert len(urls) == 4
    assert "https://herald.example/5" in damage[0].where


def test_an_odd_record_loses_only_itself(tmp_path: Path) -> None:
    parts = [warc_record(u, b) for u, b in PAGES.items()]
    parts[1] = parts[1].replace(b"WARC-Date: 2023-12-05T06:30:00Z\r\n", b"")
    parts[2] = warc_record(
        "https://herald.example/bomb",
        gzip.compress(bytes(30_000_000)),
        headers=f"{HTML}\r\nContent-Encoding: gzip",
    )
    urls, damage = read(write(tmp_path / "odd.warc", parts, zipped=False))
    assert urls == [u for u in PAGES if u[-1] not in "23"]
    causes = [("no WARC-Date", False), ("more than 20971520 bytes when unpacked", True)]
    assert [(each.cause, each.is_large) for each in damage] == causes


@pytest.mark.parametrize("zipped", [True, False])
@pytest.mark.parametrize("kept", [5, 30, 90, 170])
def test_a_last_record_that_is_cut_early_is_reported(tmp_path: Path, kept: int, zipped: bool) -> None:
    path = write(tmp_path / "cut.warc", [warc_record(u, b) for u, b in PAGES.items()], zipped=zipped)
    last = warc_record("https://herald.example/6", b"<p>Page 6</p>" * 40)
    path.write_bytes(path.read_bytes() + (gzip.compress(last) if zipped else last)[:kept])
    urls, damage = read(path)
    assert (urls, len(damage)) == (list(PAGES), 1)


def exported() -> list[bytes]:
    """Return the records of an export: a line about the file, then each page with what is known about it."""
    parts = []
    for number in range(2):
        out = io.BytesIO()
        page = replace(make_page(f"https://herald.example/{number}"), hints=Hints(title=f"Story {number}"))
        warc.write([page], out, zipped=False)
        starts = [each.start() for each in re.finditer(rb"WARC/1\.\d\r\n", out.getvalue())]
        parts += [out.getvalue()[a:b] for a, b in pairwise([*starts, len(out.getvalue())])]
    return parts


@pytest.mark.parametrize("form", ["plain", "zipped", "one stream"])
def test_a_cut_anywhere_within_a_record_is_reported_and_the_rest_is_read(tmp_path: Path, form: str) -> None:
    parts = exported()
    assert len(parts) == 6
    if form != "plain":
        parts = [gzip.compress(part) for part in (parts if form == "zipped" else [b"".join(parts)])]
    content, ends = b"".join(parts), [*accumulate(map(len, parts))]
    silent = []
    for size in range(ends[0] if form == "zipped" else 200, len(content)):
        path = tmp_path / "cut.warc"
        path.write_bytes(content[:size])
        try:
            is_told = any(isinstance(each, Damage) for each in records(path))
        except NotAWarc:
            is_told = True
        is_between = form != "one stream" and any(0 <= end - size <= len(b"\r\n\r\n") for end in ends)
        silent += [size] if not is_told and not is_between else []
    assert silent == []


@pytest.mark.parametrize(
    "content",
    [b"no warc at all\n" * 99, gzip.compress(b"no warc at all\n" * 99)],
    ids=["text", "zipped text"],
)
def test_a_file_that_is_not_a_warc_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    with pytest.raises(NotAWarc, match=r"notes\.txt: cannot be read as WARC"):
        list(records(path))


def test_an_empty_file_is_refused_as_one(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.touch()
    with pytest.raises(NotAWarc, match=r"notes\.txt: is empty \(0 bytes\); fetch it again"):
        list(records(path))


def test_hints_of_a_link_are_read_back_with_its_page(tmp_path: Path) -> None:
    hints = Hints(origin="feed", title="Ä", authors=("Ada",), published="today", text="<p>Whole</p>")
    asked = ("http://herald.example/a",)
    path = tmp_path / "a.warc.gz"
    with path.open("wb") as out:
        assert (
            warc.write([make_page("b"), make_page("a", hints=hints, asked=asked), make_page("c")], out) == 3
        )
    plain, second, other = (record.metadata for record in records(path) if isinstance(record, Record))
    assert (plain, other) == ({"hints": {"origin": "given"}},) * 2
    assert second["asked"] == list(asked)
    assert second["hints"]["authors"] == ["Ada"]
    assert Hints(**{**second["hints"], "authors": ("Ada",)}) == hints


def metadata(block: bytes, of: str) -> bytes:
    head = (
        "WARC/1.0\r\nWARC-Type: metadata\r\nWARC-Date: 2023-12-05T06:30:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:{1:032x}>\r\nWARC-Concurrent-To: {of}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


FIRST = next(iter(PAGES))
ID = f"<urn:uuid:{zlib.crc32(FIRST.encode()):032x}>"
SAID = b'{"broadsheet": {"hints": {"title": "A"}}}'


@pytest.mark.parametrize(
    ("block", "of", "expected"),
    [
        (SAID, ID, {"hints": {"title": "A"}}),
        (SAID, "<urn:uuid:other>", {}),
        (b"fetchTimeMs: 12\r\n", ID, {}),
        (b'{"broadsheet": 3}', ID, {}),
        (b"[1]", ID, {}),
        (b"\xff", ID, {}),
    ],
    ids=["ours", "of another", "fields", "no object", "a list", "no text"],
)
def test_only_broadsheets_own_metadata_is_read(
    tmp_path: Path, block: bytes, of: str, expected: dict[str, object]
) -> None:
    parts = [metadata(block, of), warc_record(FIRST, PAGES[FIRST])]
    (record,) = records(write(tmp_path / "a.warc", parts, zipped=False))
    assert isinstance(record, Record)
    assert record.metadata == expected
