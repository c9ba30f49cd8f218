"""Readers in other processes miss nothing and get nothing twice while a crawl writes."""

from pathlib import Path

from tests.db.bench_readers import run


def test_readers_beside_a_writer(tmp_path: Path) -> None:
    found = run(tmp_path / "news.db", 200, 3)
    assert len(found) == 3
    for read in found:
        assert len(read.seqs) == 200
        assert len(read.polls) > 2
