"""The file that is written is a valid source file."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.sources.source import OWN, Source, read_source
from crawler.tools.addsource.choice import Choice
from crawler.tools.addsource.findings import Findings
from crawler.tools.addsource.look import FoundUrl
from crawler.tools.addsource.write import WriteError, file_text, refuse_target, save

FINDINGS = Findings(
    url="https://www.herald.example/",
    feeds=(FoundUrl("https://www.herald.example/rss?a=1&b=%22", 'linked\nfrom \x00the = [home] "page"'),),
    sitemaps=(
        FoundUrl("https://www.herald.example/a.xml", ""),
        FoundUrl("https://other.example/b.xml", "in robots.txt"),
    ),
    left_out=(FoundUrl("https://www.herald.example/x", "it has no\r\nurl = 'https://evil.example/'"),),
    language=Choice("fa-IR", "html lang"),
    timezone=Choice("Asia/Tehran", "its language is spoken most in IR", sure=False),
)


def test_the_file_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "herald.toml"
    save(path, file_text(FINDINGS, verify=False))
    assert read_source(path) == Source(
        name="herald",
        url="https://www.herald.example/",
        language="fa-IR",
        feeds=("https://www.herald.example/rss?a=1&b=%22",),
        sitemaps=("https://www.herald.example/a.xml", "https://other.example/b.xml"),
        verify=False,
    )
    assert '# timezone = "Asia/Tehran"  # perhaps: its language' in path.read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["herald.toml"]


def test_an_existing_file_is_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "herald.toml"
    path.write_text("mine")
    with pytest.raises(WriteError, match="exists already; --force overwrites it"):
        refuse_target(path, force=False)
    refuse_target(path, force=True)


def test_a_missing_directory_is_reported(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="no such directory; make it, or set SOURCES"):
        refuse_target(tmp_path / "nowhere" / "herald.toml", force=False)


def test_a_read_only_directory_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(WriteError, match="you may not write here; --print shows the file"):
        refuse_target(tmp_path / "herald.toml", force=False)


def test_a_failing_disk_is_reported(tmp_path: Path) -> None:
    (tmp_path / "herald.toml").mkdir()
    with pytest.raises(WriteError, match="Is a directory; --print shows the file"):
        save(tmp_path / "herald.toml", "")


def test_the_users_folder_is_made_with_its_first_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    refuse_target(OWN / "herald.toml", force=False)
    assert not OWN.exists(), "the site may turn out to have nothing to read"
    save(OWN / "herald.toml", 'url = "https://herald.example/"\n')
    assert [path.name for path in OWN.iterdir()] == ["herald.toml"]
