"""Exit codes as the README lists them: 1 failed, 2 mistyped, 130 interrupted; each with one line.

Exit code 3, for a source that has become failing, changed or dead, is tested in tests/reports.
"""

from __future__ import annotations

import os
import pkgutil
import shlex
import signal
import time
from pathlib import Path

import pytest

import crawler.commands
from tests.crawling import FAST, ROOT, scrapy, started
from tests.site import FAULTS, Site

NO_FILE = "news.db: there is no such file; name the file"
REFUSED = "http://127.0.0.1:9/: the server refuses connections; check the address or try later"
ROWS = (
    ("addsource http://127.0.0.1:9/", 1, f"scrapy addsource: {REFUSED}"),
    ("addsource", 2, "give an address, an OPML file, a file of addresses"),
    ("backup copy.db", 1, NO_FILE),
    ("backup", 2, "give the file, or the directory, to copy to"),
    ("browse", 1, NO_FILE),
    ("browse --port x", 2, "--port x: not a number; write it as"),
    ("bulk none.warc --out wrong.toml.d", 2, "none.warc: no such file; give one or more WARC files"),
    ("bulk wrong.toml --out wrong.toml.d", 1, "wrong.toml: cannot be read as WARC"),
    ("clean none.html", 1, "scrapy clean: none.html: No such file or directory; give a file, or an address"),
    ("clean http://127.0.0.1:9/", 1, f"scrapy clean: {REFUSED}"),
    ("clean", 2, "give one address or one file"),
    ("doctor --offlin", 2, "scrapy doctor: unknown option --offlin; did you mean --offline?"),
    ("crawl news --loglev=INFO", 2, "scrapy crawl: unknown option --loglev=INFO; did you mean --loglevel?"),
    ("export --zz", 2, "scrapy export: unknown option --zz; 'scrapy export --help' lists them"),
    ("cluster setup", 1, "news.db is a file, which only one machine can use; name one that all can reach"),
    ("cluster", 2, "say what to do: setup or status"),
    ("copy none.db other.db", 1, "none.db: there is no such file; name the file that a crawl has written"),
    ("copy none.db postgresql://u:x@h/n", 2, "the target has a password, which all users of this machine"),
    ("copy host=h x.db", 2, "the source looks like an address and is none; write it as"),
    ("copy", 2, "give the database to copy, and where to: a file or an address"),
    ("crawl news -a url=http://127.0.0.1:9/ -s FRONTIER_BACKOFF=0.1", 1, f"ConnectionRefused 1: {REFUSED}"),
    ("crawl news -a tag=wether", 2, "-a tag=wether: no tag is called 'wether'; write tags = ["),
    ("crawl news -a tag=", 2, "-a tag= is empty; say which tag, or leave it out"),
    ("crawl news -o x.cvs", 2, "-o x.cvs: no format is called 'cvs'; did you mean 'csv'?"),
    ("crawl news -o x", 2, "-o x: its ending names no format; write x:jsonl"),
    ("crawl news -O x.parquet", 2, "a crawl does not write parquet; write it afterwards: `scrapy export"),
    ("crawl news -s JAVASCRIPT=always", 2, "scrapy crawl: -s JAVASCRIPT=always: must be auto or off"),
    ("crawl news -a lmit", 2, "scrapy crawl: Invalid -a value, use -a NAME=VALUE"),
    ("crawl news -O x:zz", 2, "-O x:zz: no format is called 'zz'; there are json, jsonlines"),
    ("crawl news -O x.y:zz", 2, "-O x.y:zz: no format is called 'zz'; there are json, jsonlines"),
    ("crawl news -o wrong.toml/x.csv", 1, "x.csv: cannot be written in "),
    ("crawl news -o csv.d/x.csv", 1, "no source file is in order"),
    ("crawl news -O .:csv", 1, "-O .:csv: is a folder; name a file in it"),
    ("crawl wrong", 1, "wrong.toml:1: unknown key 'ulr'; did you mean 'url'?"),
    ("crawl news -a lmit=3", 2, "-a lmit: no such argument; did you mean 'limit'?"),
    ("crawl nws", 2, "no source or spider is called 'nws'; did you mean 'news'?"),
    ("crawl archive -a path=wrong.toml", 1, "wrong.toml: cannot be read as WARC"),
    ("crawl archive", 2, "-a path= is missing; give one or more WARC files"),
    ("crawl archive -a path=none.warc", 2, "-a path=none.warc: no such file; give one or more WARC files"),
    ("crawl news", 1, "no source file is in order, so there is nothing to crawl; `scrapy sources"),
    ("demo --keep wrong.toml", 1, "wrong.toml: is not the database of a demo; name another file"),
    ("demo x", 2, "'x' means nothing to this command"),
    ("diff 7", 1, NO_FILE),
    ("diff", 2, "give one article, by its id or its address"),
    ("doctor --offline", 1, "wrong.toml:1: unknown key 'ulr'; did you mean 'url'?"),
    ("doctor wrng", 2, "no source is called 'wrng'"),
    ("export -o week.csv", 1, NO_FILE),
    ("export --format nope", 2, "--format nope: no such format; there are jsonl, csv"),
    ("import", 2, "name the Parquet files, or their folder: `scrapy import articles/`"),
    ("import wrong.toml", 1, "wrong.toml: is no Parquet file of articles ("),
    ("reclean", 1, NO_FILE),
    ("reclean --since soon", 2, "--since soon: not a time; write a day, 2026-01-31, or how long ago"),
    ("savepage --again", 1, "scrapy savepage: no page is kept; `scrapy savepage SOURCE URL -s SOURCES="),
    ("savepage wrng http://127.0.0.1:9/a", 2, "no source is called 'wrng'; 'scrapy sources -s SOURCES="),
    ("savepage x", 2, "give a source and an address, or --again"),
    ("search harbour", 1, NO_FILE),
    ("search 'harbour AND'", 2, 'AND needs a word on each side; write "AND" in quotes to search for it'),
    ("search ''", 2, "scrapy search: '' has no word to look for; give the words to look for, in quotes"),
    ("search '?!'", 2, "scrapy search: '?!' has no word to look for; give the words to look for"),
    ("search --limit", 2, "scrapy search: argument --limit: expected one argument"),
    ("search harbour --limit many", 2, "--limit many: not a number; write it as 100"),
    ("sources --check", 1, "wrong.toml:1: unknown key 'ulr'; did you mean 'url'?"),
    ("sources --health", 1, NO_FILE),
    ("sources wrng", 2, "no source is called 'wrng'"),
    ("sources --forget", 2, "--forget: say which source, as in 'scrapy sources --forget herald -s "),
    ("upkeep", 1, NO_FILE),
    ("upkeep x", 2, "takes no words"),
    ("worker", 1, "news.db is a file, which only one machine can use; name one that all can reach"),
    ("worker x", 2, "takes no words"),
)  # fmt: skip


@pytest.mark.parametrize(("line", "code", "message"), ROWS, ids=[row[0] for row in ROWS])
def test_a_failed_command_prints_one_line(line: str, code: int, message: str, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('ulr = "https://www.herald.example/"\n')
    ran = scrapy(tmp_path / "news.db", *shlex.split(line.replace("wrong.toml", str(wrong))))
    lines = (ran.out + ran.err).splitlines()
    assert (ran.code, sum(message in each for each in lines)) == (code, 1), ran
    assert not {"Traceback", "Usage"} & set(ran.err.split())
    assert code == 1 or ran.err.count("\n") == 1, "a mistyped command prints this line alone"


def test_ctrl_c_ends_a_crawl_with_130_and_one_line(site: Site, tmp_path: Path) -> None:
    site.pages["/"] = FAULTS["slow start"]
    with started(tmp_path / "news.db", "crawl", "news", "-a", f"url={site.url}/", *FAST) as process:
        while "/" not in site.asked() and process.poll() is None:
            time.sleep(0.05)
        os.kill(process.pid, signal.SIGINT)
        assert process.wait(60) == 130
        err = process.err.read_text()
    assert (err.count("interrupted: "), "Traceback" in err) == (1, False)


def test_every_command_has_a_case_of_both_codes() -> None:
    names = {module.name for module in pkgutil.iter_modules(crawler.commands.__path__)}
    assert {(line.split()[0], code) for line, code, _ in ROWS} == {
        (name, n) for name in names for n in (1, 2)
    }


def test_the_readme_lists_the_exit_codes() -> None:
    text = " ".join((ROOT / "README.md").read_text("utf-8").split())
    assert "| 0 | it did what you asked |" in text
    assert "| 1 | it could not, or its check found a problem |" in text
    assert "| 2 | the command is mistyped, or its search cannot be read |" in text
    assert "a source is failing, changed or dead now and was not before this crawl" in text
    assert "| 130 | | Ctrl-C |" in text
