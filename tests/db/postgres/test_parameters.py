"""The parameters of a statement are found, and nothing else is taken for one."""

from __future__ import annotations

import pytest

from pipelines.db.postgres.parameters import translated

SAME = (
    "SELECT ':a', \":b\", a::text FROM t -- :c\n/* :d :e */",
    "SELECT '100 %', 'it''s :x' FROM t",
    "SELECT a[1:2]",
)
CHANGED = (
    ("SELECT :a", "SELECT %(a)s"),
    ("SELECT :a::text, ':a'", "SELECT %(a)s::text, ':a'"),
    ("a LIKE :language || '-%'", "a LIKE %(language)s || '-%%'"),
    ("a % :n = 0 -- 5 % of :n", "a %% %(n)s = 0 -- 5 %% of :n"),
    ("VALUES (:a,:a,:b_2)", "VALUES (%(a)s,%(a)s,%(b_2)s)"),
)


@pytest.mark.parametrize("sql", SAME)
def test_a_statement_without_parameters_stays_as_it_is(sql: str) -> None:
    assert translated(sql) == (sql, False)


@pytest.mark.parametrize(("sql", "wanted"), CHANGED)
def test_parameters_are_written_for_psycopg(sql: str, wanted: str) -> None:
    assert translated(sql) == (wanted, True)
