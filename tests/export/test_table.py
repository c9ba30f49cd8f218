"""How a value is written in a cell of CSV."""

import pytest

from pipelines.export.table import cell


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("Bridge", "Bridge"),
        ("=1+1", "'=1+1"),
        ("+49 30 1", "'+49 30 1"),
        ("-5 degrees", "'-5 degrees"),
        ("@all", "'@all"),
        (" \n=1+1", "' \n=1+1"),
        ("\t1", "'\t1"),
        ("\r1", "'\r1"),
        ("＝1+1", "'＝1+1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠all", "'＠all"),
        ("\n=1", "'\n=1"),
        ("\ufeff=1", "'\ufeff=1"),
        ("\u200b\x00@a", "'\u200b\x00@a"),
        ("−1", "'−1"),
        ("\u3000=1+1", "'\u3000=1+1"),
        ("+03:30", "+03:30"),
        ("a=b", "a=b"),
        (("Ada", "=B"), '["Ada", "=B"]'),
        (True, 1),
        (7, 7),
        (None, None),
    ],
)
def test_a_cell(value: object, written: object) -> None:
    assert cell(value) == written
