"""`scrapy addsource` as a user runs it, against a site on loopback."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from crawler.sources.source import read_source
from pipelines.db import open_articles, open_database
from pipelines.db.articles import store
from tests.crawling import ROOT, Ran, arguments, environment, scrapy
from tests.db.conftest import make_article
from tests.site import FAULTS, Page, Site, moved

STORIES = [f"/2023/12/0{day}/the-harbour-opens-again" for day in range(1, 10)]
HOME = (
    "<html lang='en-ZA'><head><link rel='alternate' type='application/rss+xml' href='/rss.xml'></head><body>"
    "<nav><a href='/politics/'>Politics</a></nav>"
    + "".join(f"<h3><a href='{url}'>The harbour opens again today</a></h3>" for url in STORIES)
    + "</body></html>"
)
FEED = (
    "<rss version='2.0'><channel><language>en-ZA</language>"
    + "".join(
        f"<item><title>Harbour</title><link>http://herald.example{url}</link>"
        "<pubDate>Tue, 05 Dec 2023 09:32:00 +0200</pubDate></item>"
        for url in STORIES
    )
    + "</channel></rss>"
)


def run(site: Site, directory: Path, *args: str) -> Ran:
    given = ("-s", f"SOURCES={directory}", "-s", "DOWNLOAD_DELAY=0", "-s", "DNS_TIMEOUT=5")
    return scrapy(directory / "none.db", "addsource", *args, *given, proxy=site.proxy)


@pytest.fixture
def herald(site: Site) -> Site:
    """Return a site whose robots.txt allows everything except /private/."""
    site.pages |= {
        "http://herald.example/": HOME,
        "http://herald.example/rss.xml": FEED,
        "http://herald.example/robots.txt": "User-agent: *\nDisallow: /private/\n",
    }
    return site


def test_a_site_is_added(herald: Site, tmp_path: Path) -> None:
    done = run(herald, tmp_path, "http://herald.example/")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[-2:] == [
        f"wrote {tmp_path}/herald.toml",
        "next: scrapy crawl herald -a limit=20"
        f" -s SOURCES={tmp_path} -s ALLOW_PRIVATE_ADDRESSES=1 -s DOWNLOAD_DELAY=0 -s DNS_TIMEOUT=5"
        f" -s DATABASE={tmp_path}/none.db",
    ]
    source = read_source(tmp_path / "herald.toml")
    assert not (tmp_path / "none.db").exists()
    assert (source.url, source.language, source.timezone) == (
        "http://herald.example/",
        "en-ZA",
        "Africa/Johannesburg",
    )
    assert source.feeds == ("http://herald.example/rss.xml",)
    assert source.sections == ("http://herald.example/politics/",)
    assert herald.asked().count("/robots.txt") == 1
    assert len(herald.asked()) == len(set(herald.asked()))
    assert max(herald.most_open().values()) == 1


def test_the_next_command_repeats_the_settings_and_hides_passwords(herald: Site, tmp_path: Path) -> None:
    contact, proxy = "CONTACT=mailto:you@example.org", "HTTP_PROXY=http://me:hunter2@127.0.0.1:1/"
    done = run(herald, tmp_path, "http://herald.example/", "-s", contact, "-s", proxy)
    assert f" -s {contact} -s HTTP_PROXY=http://127.0.0.1:1/ " in done.out.splitlines()[-1]


def test_an_existing_file_is_kept_and_no_request_is_sent(herald: Site, tmp_path: Path) -> None:
    (tmp_path / "herald.toml").write_text("url = 'http://mine.example/'")
    done = run(herald, tmp_path, "http://herald.example/")
    assert done.code == 1
    assert done.err == (
        f"scrapy addsource: {tmp_path}/herald.toml exists already;"
        " --force overwrites it, --name takes another name\n"
    )
    assert herald.log == []


def test_of_several_addresses_each_failure_is_a_line_and_the_rest_is_added(
    herald: Site, tmp_path: Path
) -> None:
    herald.pages |= {"http://bote.example/": HOME.replace("/rss.xml", "http://herald.example/rss.xml")}
    (tmp_path / "list").mkdir()
    file = tmp_path / "list" / "addresses.txt"
    file.write_text("# mine\n\nhttp://herald.example/  # the first\nherald at example\n")
    done = run(herald, tmp_path, str(file), "http://bote.example/", "http://gone.example/")
    assert done.out.splitlines() == [
        f"wrote {tmp_path}/herald.toml",
        f"wrote {tmp_path}/bote.toml; left out 1 listing that herald reads already",
    ]
    assert done.code == 1
    assert [line.split(";")[0] for line in done.err.splitlines()] == [
        "scrapy addsource: 'herald at example' is not an address",
        "scrapy addsource: http://gone.example/: the server answers 404",
    ]
    again = run(herald, tmp_path, "http://www.herald.example/", "http://herald.example/", "--force")
    assert "its site was named before; one file takes all of a site" in again.err
    named = run(herald, tmp_path, str(file), "--name", "x")
    assert (named.code, named.err) == (
        2,
        "scrapy addsource: --name goes with one address; give it alone\n",
    )
    file.write_bytes(b"\xff\xfe\xff")
    assert (
        "is not text in UTF-8; give a file with an address on each line"
        in run(herald, tmp_path, str(file)).err
    )
    file.write_text("The bridge is closed.\nSee https://herald.example/ for more.\nIt opens soon.\n")
    prose = run(herald, tmp_path, str(file))
    assert (prose.code, prose.err.count("\n")) == (1, 1)
    assert "3 of its 3 lines are not addresses; give a file with an address on each line" in prose.err
    file.write_text("# nothing yet\n")
    none = run(herald, tmp_path, str(file))
    assert (none.code, "has no address in it; write one on each line" in none.err) == (1, True)


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("missing.txt", "missing.txt: no such file; give a file with an address on each line, or an address"),
        ("./missing", "./missing: no such file; give a file with an address on each line, or an address"),
        ("missing.opml", "missing.opml: no such file; give a file"),
        ("crawler", "crawler: is a folder; give a file"),
        ("LICENSE", "LICENSE: has no address in it; write one on each line"),
        (
            "FILE.opml",
            "FILE.opml: cannot be read as OPML (Start tag expected, '<' not found, line 1, column 1)",
        ),
    ],
)
def test_a_word_that_is_no_file_of_addresses_fails_alone(
    herald: Site, tmp_path: Path, word: str, message: str
) -> None:
    (tmp_path / "FILE.opml").write_text("no xml")
    (tmp_path / "LICENSE").write_text("Apache License\n\nVersion 2.0\n")
    is_there = word in ("FILE.opml", "LICENSE")
    done = run(herald, tmp_path, str(tmp_path / word) if is_there else word, "http://herald.example/")
    assert (done.code, len(done.err.splitlines()), message in done.err) == (1, 1, True), done.err
    assert f"\nwrote {tmp_path}/herald.toml\n" in done.out


def test_the_file_of_a_private_site_says_so(site: Site, tmp_path: Path) -> None:
    site.pages |= {"/": HOME, "/rss.xml": FEED.replace("http://herald.example", site.url)}
    done = run(site, tmp_path, site.url, "--name", "intranet", "-s", "ALLOW_PRIVATE_ADDRESSES=1")
    assert (done.code, done.err) == (0, "")
    assert read_source(tmp_path / "intranet.toml").private
    assert "\nit is in a network of yours: the file says `private = true`\nnext: " in done.out
    assert "ALLOW_PRIVATE_ADDRESSES" not in done.out
    file = tmp_path / "feeds.xml"
    file.write_text(f"<opml><body><outline text='In' xmlUrl='{site.url}/rss.xml'/></body></opml>")
    shown = run(site, tmp_path, str(file), "--print")
    assert "private = true  # it is on this machine" in shown.out
    assert [path.name for path in tmp_path.glob("*.toml")] == ["intranet.toml"]


def test_addresses_come_from_standard_input(herald: Site, tmp_path: Path) -> None:
    line = arguments(tmp_path / "none.db", "addsource", "-", "-s", "DOWNLOAD_DELAY=0")
    ran = subprocess.run(
        line,
        cwd=ROOT,
        env=environment(herald.proxy),
        input="http://herald.example/\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, f"wrote {tmp_path}/herald.toml" in ran.stdout) == (0, True), ran.stderr


def test_a_feed_is_added_where_the_home_page_is_missing(herald: Site, tmp_path: Path) -> None:
    del herald.pages["http://herald.example/"]
    done = run(herald, tmp_path, "http://herald.example/rss.xml")
    assert (done.code, done.err) == (0, "")
    source = read_source(tmp_path / "herald.toml")
    assert (source.url, source.feeds) == ("http://herald.example/", ("http://herald.example/rss.xml",))
    fast = ("-s", f"SOURCES={tmp_path}", "-s", "DOWNLOAD_DELAY=0", "-s", "CLEAN_WORKERS=0")
    ran = scrapy(tmp_path / "news.db", "crawl", "herald", *fast, proxy=herald.proxy)
    assert "error: Http404 9" in ran.err  # the stories: this site has none, and its feed was read


WORKING = "url = 'http://herald.example/'\nfeeds = '/rss.xml'\nsections = '/politics/'\n"


@pytest.mark.parametrize(
    ("url", "new"),
    [
        ("http://herald.example/sport/", "http://herald.example/sport/"),
        ("http://herald.example/more.xml", "http://herald.example/more.xml"),
        ("http://herald.example/", "http://herald.example/culture/"),
    ],
)
@pytest.mark.parametrize("file", ["a-herald.toml", "z-herald.toml"])
def test_beside_a_working_source_only_what_is_new_is_written(
    herald: Site, tmp_path: Path, file: str, url: str, new: str
) -> None:
    menu = "<nav><a href='/culture/'>Culture</a>" + "<a href='/sport/'>Sport</a>" * (url.endswith("/sport/"))
    herald.pages |= {
        "http://herald.example/": HOME.replace("<nav>", menu),
        "http://herald.example/sport/": HOME,
        "http://herald.example/more.xml": FEED.replace("harbour", "market"),
    }
    (tmp_path / file).write_text(WORKING)
    done = run(herald, tmp_path, url, "--name", "herald-part")
    assert (done.code, done.err) == (0, "")
    source = read_source(tmp_path / "herald-part.toml")
    assert (source.url, [one for one, _ in source.listings]) == ("http://herald.example/", [new])
    line = f"herald-part.toml; left out 2 listings that {file.removesuffix('.toml')} reads already\n"
    assert (line in done.out) == url.endswith("example/")


@pytest.mark.parametrize("path", ["", "rss.xml", "politics/", STORIES[0][1:]])
@pytest.mark.parametrize(
    "text", [WORKING, "url = 'http://www.herald.example'"], ids=["listings", "home page"]
)
def test_what_a_working_source_reads_already_is_refused_and_nothing_is_written(
    herald: Site, tmp_path: Path, path: str, text: str
) -> None:
    if "feeds" not in text and path.endswith(("xml", "s/")):
        pytest.skip("it names only its home page: a part of it may be a source of its own")
    herald.pages |= {f"http://herald.example/{one}": HOME for one in ("politics/", STORIES[0][1:])}
    (tmp_path / "a-herald.toml").write_text(text)
    done = run(herald, tmp_path, f"http://herald.example/{path}", "--name", "herald-part")
    assert (done.code, done.out, len(done.err.splitlines())) == (2, "", 1)
    assert "nothing new; 'a-herald' reads it already; crawl that, or give" in done.err
    assert [one.name for one in tmp_path.glob("*.toml")] == ["a-herald.toml"]


def test_a_name_that_another_file_gives_its_source_is_refused(herald: Site, tmp_path: Path) -> None:
    (tmp_path / "z.toml").write_text("name = 'mine'\nurl = 'http://bote.example/'")
    done = run(herald, tmp_path, "http://herald.example/", "--name", "mine")
    assert (done.code, herald.log) == (1, [])
    assert done.err.endswith("another file names its source 'mine'; --name takes another name\n")


def test_print_writes_no_file(herald: Site, tmp_path: Path) -> None:
    done = run(herald, tmp_path, "http://herald.example/", "--print", "--name", "the-herald")
    assert done.code == 0
    assert 'language = "en-ZA"  # html lang, feed' in done.out
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("page", "message"),
    [
        (
            FAULTS["forbidden"],
            "http://herald.example/: the server answers 403; check the address in a browser",
        ),
        (FAULTS["no answer"], "http://herald.example/: "),
        ("<p>Closed.</p>", "no feed, sitemap or section found; give the address of a page that lists"),
        (moved("http://herald.example/private/"), "Forbidden by robots.txt"),
    ],
)
def test_a_site_that_cannot_be_added_is_one_line(
    herald: Site, tmp_path: Path, page: Page, message: str
) -> None:
    herald.pages["http://herald.example/"] = page
    del herald.pages["http://herald.example/rss.xml"]  # it would be found by trying
    done = run(herald, tmp_path, "http://herald.example/")
    assert done.code == 1
    assert done.out == ""
    assert message in done.err
    assert len(done.err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_an_untrusted_certificate_is_reported(tls_site: Site, tmp_path: Path) -> None:
    tls_site.pages["/"] = HOME
    done = run(tls_site, tmp_path, tls_site.url, "--name", "local")
    assert done.code == 1
    assert len(done.err.splitlines()) == 1
    assert (
        "its certificate is not valid; check the address,"
        " or add -s DOWNLOAD_VERIFY_CERTIFICATES=False if you trust it; set SSL_CERT_FILE"
    ) in done.err
    done = run(
        tls_site, tmp_path, tls_site.url, "--name", "local", "-s", "DOWNLOAD_VERIFY_CERTIFICATES=False"
    )
    assert (done.code, done.err) == (0, "")
    assert read_source(tmp_path / "local.toml").verify is False
    assert "\nits certificate will not be checked: the file says `verify = false`\nit is in" in done.out
    assert "DOWNLOAD_VERIFY_CERTIFICATES" not in done.out


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (
            ["herald.example"],
            2,
            "scrapy addsource: 'herald.example' is not an address; write 'https://herald.example'",
        ),
        ([""], 2, "no address was given; write one such as 'https://herald.example/'"),
        (["ftp://a.example/"], 2, "'ftp://a.example/' is neither http nor https"),
        (["http://a.example/", "--name", "news"], 1, "--name: 'news' is the name of a spider; take another"),
        (["http://a.example/", "--name", "a b"], 1, "--name: 'a b' cannot be a name; use letters"),
        (["http://a.example/", "--nmae=x"], 2, "unknown option --nmae=x; did you mean --name?"),
        ([], 2, "give an address, an OPML file, a file of addresses"),
    ],
)
def test_a_mistyped_argument_is_reported(
    site: Site, tmp_path: Path, args: list[str], code: int, message: str
) -> None:
    done = run(site, tmp_path, *args)
    assert done.code == code
    assert message in done.err
    assert "Traceback" not in done.err
    assert site.log == []


def test_a_missing_directory_is_reported(site: Site, tmp_path: Path) -> None:
    done = run(site, tmp_path / "nowhere", "http://a.example/")
    assert done.code == 1
    assert "nowhere: no such directory; make it, or set SOURCES" in done.err


def test_an_unknown_host_is_reported(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Site, "proxy", {"http_proxy": "", "https_proxy": ""})
    done = run(site, tmp_path, "http://nowhere.invalid/")
    assert done.code == 1
    where = "scrapy addsource: http://nowhere.invalid/: "
    assert done.err == f"{where}no such site: its name cannot be resolved; check the address\n"


def test_the_name_of_another_site_is_not_used(herald: Site, tmp_path: Path) -> None:
    (tmp_path / "herald.toml").write_text('url = "https://herald.another.example/"')
    herald.pages |= {"http://news.herald.example/": HOME, "http://news.herald.example/rss.xml": FEED}
    assert f"wrote {tmp_path}/news-herald.toml" in run(herald, tmp_path, "http://news.herald.example/").out


def test_articles_crawled_by_address_move_to_the_new_source(herald: Site, tmp_path: Path) -> None:
    with open_database(tmp_path / "none.db") as db:
        store(db, make_article(url="http://herald.example/bridge", source="herald.example"))
    done = run(herald, tmp_path, "http://herald.example/")
    assert (
        f"in {tmp_path}/none.db, 1 article of herald.example is now of herald; `source` is public, so"
        in done.out
    )
    with open_articles(tmp_path / "none.db") as articles:
        assert articles.sources() == ("herald",)
        assert [article.source for article in articles.since(seq=1)] == ["herald"]
