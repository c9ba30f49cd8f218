"""Bytes are decoded with the right charset, and characters that no reader should see are removed."""

import pytest

from pipelines.markup import parse
from pipelines.markup.decode import decode

HTML = "text/html; charset=utf-8"


@pytest.mark.parametrize(
    ("body", "header", "text"),
    [
        ("Zażółć".encode(), HTML, "Zażółć"),
        ("Zażółć".encode("iso-8859-2"), "text/html; charset=iso-8859-2", "Zażółć"),
        (b"\xef\xbb\xbfcaf\xc3\xa9", "text/html; charset=iso-8859-1", "café"),  # the BOM wins
        (b'<meta charset="windows-1251">\xcf\xf0\xe8', None, '<meta charset="windows-1251">При'),
        ("日本語の記事".encode("shift_jis"), "text/html; charset=shift_jis", "日本語の記事"),
        (b"a\x00b\x0bc\x1fd\x7fe", HTML, "abcde"),
        (b"one\r\ntwo\rthree", HTML, "one\ntwo\rthree"),
        ("a\u200bb\u202ac\u202ed\u2060e\u2066f\u2069g\ufeffh".encode(), HTML, "abcdefgh"),
        ("\u0080a\u009fb".encode(), HTML, "ab"),
        ("می\u200cروم 👩\u200d👩".encode(), HTML, "می\u200cروم 👩\u200d👩"),  # ZWNJ and ZWJ stay
        (b"", HTML, ""),
    ],
)
def test_decode(body: bytes, header: str | None, text: str) -> None:
    assert decode(body, header) == text


def test_a_plain_text_page_has_one_paragraph_per_line() -> None:
    doc = parse(b"One.\n\n  Two.\nThree.", "https://herald.example/a", "text/plain")
    assert [p.text for p in doc.tree.iter("p")] == ["One.", "Two.", "Three."]
    assert doc.plain == "One.\n\n  Two.\nThree."


@pytest.mark.parametrize("body", [b"", b"   ", b"<!-- only -->", b"<?xml version='1.0'?>"])
def test_unreadable_bytes_give_an_empty_tree(body: bytes) -> None:
    assert parse(body, "https://herald.example/").tree.text_content().strip() == ""


def test_json_ld_is_repaired_and_flattened() -> None:
    page = b"""<script type="application/ld+json">
    <!-- {"@graph": [{"@type": "NewsArticle", "headline": "A",}, {"@type": "WebPage"}]} --></script>
    <script type="application/ld+json">{broken</script>
    <script type="Application/LD+JSON">[{"@type": "Person"}]</script>"""
    assert [node["@type"] for node in parse(page, "https://herald.example/").jsonld if "@type" in node] == [
        "NewsArticle",
        "WebPage",
        "Person",
    ]


def test_meta_keeps_every_value_in_order() -> None:
    page = b"""<meta property="OG:Title" content="A"><meta name="author" content="x">
    <meta name="author" content=" y ">"""
    doc = parse(page, "https://herald.example/")
    assert doc.meta["author"] == ("x", "y")
    assert doc.first_meta("none", "og:title") == "A"


WRAPPED = """The council

The council met on Monday for the first time since the flood,
and sat until the lamps were lit, as it had not done before in
living memory.

It will meet again, said its chairman, who has not yet been
seen to smile, and who would not say when that should be:
 - on a Tuesday
 - or on no day at all
"""


def test_lines_with_manual_breaks_are_joined() -> None:
    found = parse(WRAPPED.encode(), "https://x.example/a", "text/plain; charset=utf-8")
    paragraphs = [p.text or "" for p in found.tree.iter("p")]
    assert paragraphs[0] == "The council"
    assert paragraphs[1].endswith("not done before in living memory.")
    assert paragraphs[-2:] == ["- on a Tuesday", "- or on no day at all"]
    assert found.plain == WRAPPED


@pytest.mark.parametrize(
    "text",
    [
        "Still is the mill,\nstill is the stream,\n\nstill the hill,\nstill the beam.\n",
        f"{'A long line stands as it is. ' * 5}\nAnd so does this one.\n\n{'Another long one. ' * 9}\nEnd.",
    ],
)
def test_verses_and_long_lines_stay_apart(text: str) -> None:
    found = parse(text.encode(), "https://x.example/a", "text/plain")
    assert len(list(found.tree.iter("p"))) == 4
