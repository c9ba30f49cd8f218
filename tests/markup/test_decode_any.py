"""Any bytes with any header become text."""

from hypothesis import given
from hypothesis import strategies as st

from pipelines.markup import parse
from pipelines.markup.decode import decode, decode_utf8

HEADERS = st.one_of(
    st.none(),
    st.sampled_from(["utf-8", "utf-16", "utf-7", "gb18030", "idna", "hex", "x\0y", "iso-2022-jp"]).map(
        "text/html; charset={}".format
    ),
    st.text(max_size=40),
)


@given(st.binary(max_size=400), HEADERS)
def test_any_bytes_become_text(body: bytes, header: str | None) -> None:
    text = decode(body, header)
    assert not set(text) & set("\0\x0b\x1f\x7f\u200b\u202e\ufeff")
    parse(body, "https://herald.example/", header)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Co", "Cn"]), min_size=1), HEADERS)
def test_utf_8_is_decoded_unchanged(text: str, header: str | None) -> None:
    body = f"{text} \u2026".encode()
    if b"\xc3" not in body:  # otherwise it may look as if it were encoded twice
        assert decode_utf8(body, header) == (body, 0)
