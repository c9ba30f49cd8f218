"""Gzip within a limit, and character references that break parsers."""

import gzip

import pytest

from crawler.discover.raw import replace_invalid_references, root_of, unpack, utf8

TEXT = b"river " * 1_000
PACKED = gzip.compress(TEXT, mtime=0)


@pytest.mark.parametrize(
    ("body", "most", "expected"),
    [
        (TEXT, 10_000, (TEXT, True)),
        (TEXT, 10, (TEXT[:10], False)),
        (PACKED, 10_000, (TEXT, True)),
        (PACKED, 6_000, (TEXT, True)),
        (PACKED, 5_999, (TEXT[:5_999], False)),
        (PACKED + PACKED, 20_000, (TEXT + TEXT, True)),
        (PACKED + b"rest", 20_000, (TEXT, True)),
        (b"\x1f\x8bnonsense", 20_000, (b"", False)),
        (b"", 10, (b"", True)),
    ],
)
def test_unpack(body, most, expected):
    assert unpack(body, most) == expected


def test_a_cut_stream_gives_its_first_part():
    text, whole = unpack(PACKED[:-12], 10_000)
    assert TEXT.startswith(text)
    assert not whole


def test_endless_empty_members_end():
    text, whole = unpack(gzip.compress(b"", mtime=0) * 10_000, 1_000)
    assert (text, whole) == (b"", False)


def test_a_bomb_is_unpacked_only_up_to_its_limit():
    bomb = gzip.compress(bytes(50_000_000), mtime=0)
    text, whole = unpack(bomb, 1_000)
    assert len(text) == 1_000
    assert not whole


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        (b"&#228;&#xe4;&amp;", b"&#228;&#xe4;&amp;"),
        (b"&#xD800;", b"\xef\xbf\xbd"),
        (b"&#55296;", b"\xef\xbf\xbd"),
        (b"&#x110000;", b"\xef\xbf\xbd"),
        (b"&#00000000000000000228;", b"&#00000000000000000228;"),
        (b"&#99999999999999999999;", b"\xef\xbf\xbd"),
    ],
)
def test_references(xml, expected):
    assert replace_invalid_references(xml) == expected


@pytest.mark.parametrize(
    "body",
    [
        "<rss>é 日</rss>".encode(),
        "\ufeff\n<rss>é 日</rss>".encode(),
        "<?xml version='1.0' encoding='utf-16'?><rss>é 日</rss>".encode(),
        "<?xml version='1.0' encoding='utf-16'?><rss>é 日</rss>".encode("utf-16"),
        "<?xml version='1.0' encoding='gb18030'?><rss>é 日</rss>".encode("gb18030"),
        "<?xml version='1.0' encoding='iso-2022-jp'?><rss>日</rss>".encode("iso-2022-jp"),
    ],
)
def test_utf8(body):
    assert "日</rss>" in utf8(body, None).decode()
    assert utf8(body, None).startswith(b"<")


@pytest.mark.parametrize(
    ("start", "root"),
    [
        ("<?xml version='1.0'?><!-- <p> --><rss version='2.0'>", "rss"),
        ("<rdf:RDF xmlns:rdf='x'>", "rdf"),
        ("<ns0:urlset>", "urlset"),
        ("<!doctype html><html>", "html"),
        ("<opml>", None),
    ],
)
def test_root(start, root):
    assert root_of(start) == root
