"""Broken JSON-LD that real sites print, one row for each fault."""

import pytest

from pipelines.markup import parse


@pytest.mark.parametrize(
    "script",
    [
        '{"headline": "Flood"}',
        '{"headline": "Flood",}',
        '[{"headline": "Flood"},]',
        '{"@graph": [{"headline": "Flood"}]}',
        '{"headline": "Flood"}; ',
        '<!-- {"headline": "Flood"} -->',
        '//<![CDATA[\n{"headline": "Flood"}\n//]]>',
        '/* ours */ {"headline": "Flood" /* of March */}',
        '{\n// the headline\n"headline": "Flood"}',
        "{&quot;headline&quot;: &quot;Flood&quot;}",
        '{"headline": "Flood"}\n{"name": "Moor"}',
        '{"headline": "Flood"}, {"name": "Moor"}',
        '{"headline": "Flood", "description": "one\ntwo\tthree"}',
    ],
)
def test_broken_json_ld_is_read(script: str) -> None:
    found = parse(
        f'<script type="application/ld+json">{script}</script>'.encode(), "https://a.example/"
    ).jsonld
    assert [node["headline"] for node in found if "headline" in node] == ["Flood"]


@pytest.mark.parametrize("script", ["", "flood", "{", "[" * 5_000, '{"headline": "Flood"'])
def test_text_that_is_not_json_is_ignored(script: str) -> None:
    assert (
        parse(f'<script type="application/ld+json">{script}</script>'.encode(), "https://a.example/").jsonld
        == ()
    )
