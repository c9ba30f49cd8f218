"""Every command works with a server, or says what to do instead, and none shows its password."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.db import open_articles, open_database
from pipelines.db.articles import store
from tests import warm
from tests.crawling import environment
from tests.db.conftest import NOON, make_article
from tests.postgres import fresh_database
from tests.site import STORY, Site

PASSWORD = "5ekret"


@pytest.fixture
def address() -> Iterator[str]:
    """Give the address of an empty database, with a password that the server does not ask for."""
    with fresh_database() as plain:
        yield plain.replace("@", f":{PASSWORD}@", 1)


class Typed:
    """What a person types in a folder of their own."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder = folder
        (folder / "sources").mkdir()
        (folder / "scrapy.cfg").write_text("[settings]\ndefault = own\n")
        settings = {
            "DATABASE": address,
            "SOURCES": str(folder / "sources"),
            "CONTACT": "mailto:a@example.org",
        }
        more = {"ALLOW_PRIVATE_ADDRESSES": True, "DOWNLOAD_DELAY": 0, "CLEAN_WORKERS": 0, "LOG_LEVEL": "INFO"}
        lines = [f"{name} = {value!r}" for name, value in {**settings, **more}.items()]
        (folder / "own.py").write_text("\n".join(["from crawler.settings import *", *lines]))

    def __call__(self, *words: str, code: int = 0) -> str:
        """Run a command; return what it prints."""
        place = environment({"SCRAPY_SETTINGS_MODULE": "own"})
        out, err = self.folder / ".out", self.folder / ".err"
        command = warm.Command(["scrapy", *words], cwd=self.folder, environment=place, out=out, err=err)
        try:
            ended = command.wait()
        finally:
            command.kill()
        text = out.read_text("utf-8") + err.read_text("utf-8")
        assert ended == code, text
        assert PASSWORD not in text
        return text


@pytest.mark.postgres
def test_commands_take_an_address(site: Site, tmp_path: Path, address: str) -> None:
    for name in ("a", "b"):
        site.pages[f"/2026/05/04/{name}-night-ferry"] = STORY.replace(b"Night", name.encode() + b" Night")
    links = "".join(
        f"<h2><a href='/2026/05/04/{name}-night-ferry'>Night ferry</a></h2>" for name in ("a", "b")
    )
    site.pages["/"] = f"<html><body>{links}</body></html>"
    scrapy = Typed(tmp_path, address)
    (tmp_path / "sources" / "herald.toml").write_text(f'url = "{site.url}/"\nsections = ["{site.url}/"]\n')

    assert address.replace(f":{PASSWORD}", "") in scrapy("crawl", "herald")
    with open_articles(address) as articles:
        (first, *_) = articles
    assert first.url in scrapy("search", "passengers", "--limit", "9")
    assert "did you mean 'passengers'" in scrapy("search", "pasengers")
    assert "saved as f" in scrapy("search", "ferry", "--save", "f")
    assert f"{first.title}" in scrapy("export", "--search", "f")
    assert "pages in p.warc.gz" in scrapy("export", "-o", "p.warc.gz")
    assert "not changed since" in scrapy("diff", first.url)
    assert "herald is ok" in scrapy("sources", "herald")
    assert "herald" in scrapy("sources", "--health")
    assert "different links not followed" in scrapy("sources", "--passed", "herald")
    assert "is sound" in scrapy("upkeep")
    assert "changed article seen at" in scrapy("doctor", "--offline")
    assert "an article" in scrapy("clean", first.url)
    assert "0 errors" in scrapy("reclean")
    assert "pg_dump" in scrapy("backup", "x.db", code=1)
    assert "scrapy copy" in scrapy("browse", code=1)
    assert "the source has a password" in scrapy("copy", address, "mirror.db", code=2)
    assert "mirror.db is equal to" in scrapy("copy", address.replace(f":{PASSWORD}", ""), "mirror.db")
    assert first.url in scrapy("search", "passengers", "-s", "DATABASE=mirror.db")
    assert "2 articles" in scrapy("sources", "--forget", "herald", "--articles")
    with open_database(address) as db:
        assert db.all("SELECT count(*) FROM articles") == [(0,)]
        assert PASSWORD not in str(db.all("SELECT * FROM runs")) + str(db.all("SELECT * FROM _frontier"))
    refused = address.replace("127.0.0.1:", "127.0.0.1:1")
    assert "has a password, which all users" in scrapy("search", "x", "-s", f"DATABASE={refused}", code=2)
    refused = refused.replace(f":{PASSWORD}", "")
    assert "cannot be reached" in scrapy("search", "x", "-s", f"DATABASE={refused}", code=1)


@pytest.mark.postgres
def test_an_import_goes_to_a_server(tmp_path: Path, address: str) -> None:
    pytest.importorskip("pyarrow")
    with open_database(tmp_path / "news.db") as db:
        store(db, make_article(seen_at=NOON))
    scrapy = Typed(tmp_path, address)
    assert "1 article in a.parquet" in scrapy("export", "-o", "a.parquet", "-s", "DATABASE=news.db")
    assert "1 new, 0 changed" in scrapy("import", "a.parquet")
    assert "Bridge to close" in scrapy("search", "bridge")
