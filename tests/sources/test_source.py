"""What source files may contain, and the message for every mistake in them."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest

from crawler.errors import SourceError
from crawler.sources import checks
from crawler.sources.shared_listings import read_twice
from crawler.sources.source import EXAMPLES, OWN, Source, directory_of, load_sources, read_source, source_for

FULL = """
name = "tribune"
url = "https://www.tribune.example"
language = "PT-br"
timezone = "America/Sao_Paulo"
country = "br"
feeds = ["/rss.xml", "https://feeds.example/tribune", "/rss.xml"]
sitemaps = "/sitemap.xml"
sections = []
articles = ['/\\d{4}/\\d\\d/', '\\.ece$']
recheck = "close"
verify = false
private = true
[clean]
body = ["article > .body"]
remove = [".ad, .more"]
[crawl]
delay = 2.5
concurrency = 2
every = "1h30m"
"""
REQUESTS = """
url = "https://www.tribune.example/"
keep = "90d"
max_articles = 5000
full_text_from = "feed"
[login]
bearer = "$TRIBUNE_TOKEN"
[headers]
X-Edition = "world"
X-Api-Key = "$TRIBUNE_KEY"
[cookies]
consent = "yes"
[crawl]
user_agent = "Mozilla/5.0 (compatible)"
ip = 6
"""


def write(directory: Path, text: str, name: str = "herald.toml") -> Path:
    path = directory / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_with_every_key_is_read(tmp_path: Path) -> None:
    assert read_source(write(tmp_path, FULL)) == Source(
        name="tribune",
        url="https://www.tribune.example/",
        language="pt-BR",
        timezone="America/Sao_Paulo",
        country="BR",
        feeds=("https://www.tribune.example/rss.xml", "https://feeds.example/tribune"),
        sitemaps=("https://www.tribune.example/sitemap.xml",),
        articles=(r"/\d{4}/\d\d/", r"\.ece$"),
        body=("article > .body",),
        remove=(".ad, .more",),
        delay=2.5,
        concurrency=2,
        every=timedelta(minutes=90),
        recheck="close",
        verify=False,
        private=True,
    )


def test_what_a_file_says_about_requests_is_read(tmp_path: Path) -> None:
    source = read_source(write(tmp_path, REQUESTS))
    assert source.headers == (("X-Edition", "world"), ("X-Api-Key", "$TRIBUNE_KEY"))
    assert (source.cookies, source.bearer) == ((("consent", "yes"),), "$TRIBUNE_TOKEN")
    assert (source.user_agent, source.ip) == ("Mozilla/5.0 (compatible)", 6)
    assert (source.keep, source.max_articles, source.full_text_from) == (timedelta(days=90), 5000, "feed")
    assert source.variables == ("TRIBUNE_TOKEN", "TRIBUNE_KEY")


def test_only_the_address_is_required(tmp_path: Path) -> None:
    source = read_source(write(tmp_path, "\ufeffurl = 'https://herald.example/'"))
    assert source == Source(name="herald", url="https://herald.example/")
    assert (source.site.name, source.site.url, source.host) == ("herald", source.url, "herald.example")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("section = ['/a']", "2: unknown key 'section'; did you mean 'sections'?"),
        ("zzz = 1", "2: unknown key 'zzz'; known here: name, url"),
        ("Feeds = []", "2: unknown key 'Feeds'; did you mean 'feeds'?"),
        ("[crwl]\ndelay = 1", "2: unknown key 'crwl'; did you mean 'crawl'?"),
        ("[clean]\nboddy = 'p'", "3: unknown key 'clean.boddy'; did you mean 'body'?"),
        ("[clean]\nfeeds = []", "3: clean.feeds: 'feeds' does not belong in [clean]; put it above the first"),
        ("every = '1h'", "2: 'every' does not belong here; put it under [crawl]"),
        ("crawl = 3", "2: crawl: is not a table; write [crawl] on a line"),
        ("name = 'The Herald'", "2: name: 'The Herald' cannot be a name; use letters"),
        ("name = 'news'", "2: name: 'news' is the name of a spider; give"),
        ("feeds = 3", "2: feeds: is a number; write a list of texts"),
        ("feeds = [3]", "2: feeds: is a number; write a text in quotes"),
        ("feeds = ['rss.xml']", "2: feeds: 'rss.xml' is not an address; write all of it, or a path"),
        ("feeds = ['//a.example/x']", "2: feeds: '//a.example/x' is not an address"),
        ("feeds = ['ftp://a.example/']", "2: feeds: 'ftp://a.example/' is neither http nor https"),
        ("feeds = ['https://a b.example/']", "is not an address; copy it from the browser"),
        ("feeds = ['https://a.example:99999/']", "is not an address (Port out of range 0-65535)"),
        ("feeds = ['https://[::1/']", "is not an address (Invalid IPv6 URL)"),
        ("feeds = ['https:///x']", "'https:///x' is not an address"),
        ("feeds = ['https://a..example/']", "'https://a..example/' is not an address"),
        ("language = ''", "2: language: is empty; give it a value, or leave the line out"),
        ("language = true", "2: language: is true or false; write a text in quotes"),
        ("language = 1979-05-27", "2: language: is a date or time; write a text in quotes"),
        ("language = 'english'", "2: language: 'english' is not a language tag; write 'en'"),
        ("language = 'en_GB'", "2: language: 'en_GB' is not a language tag; write 'en-GB'"),
        ("language = 'jp'", "2: language: 'jp' is not a language tag; write 'ja'"),
        ("language = 'q!'", "2: language: 'q!' is not a language tag; write one such as"),
        ("timezone = 'Asia/Teheran'", "2: timezone: 'Asia/Teheran' is not a time zone; did you mean 'Asia"),
        ("timezone = 'tehran'", "did you mean 'Asia/Tehran'?"),
        ("timezone = 'New York'", "did you mean 'America/New_York'?"),
        ("timezone = '+03:30'", "2: timezone: '+03:30' is not a time zone; write one such as"),
        ("timezone = '../passwd'", "2: timezone: '../passwd' is not a time zone"),
        ("timezone = 'Asia'", "2: timezone: 'Asia' is not a time zone"),
        ("country = 'UK'", "2: country: 'UK' is not a country code; write 'GB'"),
        ("country = 'XX'", "2: country: 'XX' is not a country code; write its two letters, such as 'IR'"),
        ("country = 'Iran'", "2: country: 'Iran' is not a country code; write its two letters"),
        ("articles = '/(\\d+'", "2: articles: '/(\\d+' is not a regular expression (missing ), unterminated"),
        ("articles = ['(?i)/a', '/b']", "2: articles: '(?i)/a' is not a regular expression (global"),
        ("name = '../herald'", "2: name: '../herald' cannot be a name; use letters"),
        ("verify = 'no'", "2: verify: is a text; write true or false"),
        ("recheck = 'closely'", "2: recheck: unknown value 'closely'; did you mean 'close'?"),
        ("recheck = 'xyz'", "write one of 'normal', 'close', 'none'"),
        ("[clean]\nbody = '//div'", "3: clean.body: '//div' is no CSS selector (Expected selector"),
        ("[clean]\nbody = 'p::text'", "3: clean.body: 'p::text' is no CSS selector (Pseudo-elements"),
        ("[crawl]\ndelay = '5 parsecs'", "3: crawl.delay: '5 parsecs' is not a number of seconds"),
        ("[crawl]\ndelay = -1", "3: crawl.delay: -1 is not a number of seconds"),
        ("[crawl]\ndelay = nan", "3: crawl.delay: nan is not a number of seconds"),
        ("[crawl]\ndelay = true", "3: crawl.delay: True is not a number of seconds"),
        ("[crawl]\nconcurrency = 0", "3: crawl.concurrency: 0 requests at once; write a number from 1"),
        ("[crawl]\nconcurrency = true", "3: crawl.concurrency: is true or false; write a whole number"),
        ("[crawl]\nevery = 30", "3: crawl.every: 30 has no unit; write it with one, as in \"30m\""),
        ("[crawl]\nevery = 'often'", "3: crawl.every: 'often' is not a length of time; write one such as"),
        ("[crawl]\nevery = '1s'", "3: crawl.every: asks the site every 1 s; write one minute or more"),
        ("[crawl]\nevery = []", "3: crawl.every: [] has no unit; write one such as"),
        ("keep = 90", "2: keep: 90 has no unit; write it with one, as in"),
        ("keep = 'for ever'", "2: keep: 'for ever' is not a length of time; write one such as \"90d\""),
        ("max_articles = 0", "2: max_articles: 0 is too little; write 1 or more"),
        ("full_text_from = 'rss'", "2: full_text_from: unknown value 'rss'; write one of 'feed', 'page'"),
        ("[crawl]\nip = 5", "3: crawl.ip: there is no version 5 of IP; write 4 or 6"),
        ("[crawl]\nip = 4\nproxy = 'http://p.example:1'", "4: crawl.proxy: 'ip' and 'proxy' do not go"),
        ("[crawl]\nproxy = 'http://u:hunter2@p.example:1'", "3: crawl.proxy: has a password; a source"),
        ("[crawl]\nproxy = 'https://p.example:1'", "3: crawl.proxy: 'https://p.example:1' is no HTTP proxy"),
        ("[crawl]\nuser_agent = \"a\\nb\"", "3: crawl.user_agent: has letters that cannot stand in a header"),
        ("[login]\nbasic = 'ada:hunter2'", "3: login.basic: is not the name of an environment var"),
        ("[login]\nbasic = '$A'\nbearer = '$B'", "4: login.bearer: 'basic' and 'bearer' do not go together"),
        ("[headers]\nAuthorization = 'hunter2'", "2: headers: 'Authorization' does not belong here"),
        ("[headers]\nX-Api-Key = 'hunter2'", "2: headers: 'X-Api-Key' is not the name of an environ"),
        ("[headers]\nHost = 'b.example'", "2: headers: 'Host' is set by the crawler itself; leave it out"),
        ("[headers]\n'a b' = 'c'", "2: headers: 'a b' cannot be such a name; use letters"),
        ("headers = 'a: b'", "2: headers: is not a table; write it as a table"),
        ("[cookies]\nsession = 'hunter2'", "2: cookies: 'session' is not the name of an env"),
        ("[cookies]\nconsent = 'a;b'", "2: cookies: the value of 'consent' cannot stand"),
        ("language = en", "2: not TOML: Invalid value; text stands in quotes: language = \"en\""),
        ("timezone = Asia/Tehran", "text stands in quotes: timezone = \"Asia/Tehran\""),
        ("verify = no", "2: not TOML: Invalid value; booleans are true or false: verify = false"),
        ("verify = True  # really", "booleans are true or false: verify = true"),
        ("feeds = [https://herald.example/feed]", "2: not TOML: Invalid value; write text in quotes"),
        ('articles = "/\\d+"', "write patterns in single quotes: '/\\d+/'"),
    ],
)  # fmt: skip
def test_a_mistake_is_reported_with_its_line_and_cure(tmp_path: Path, line: str, message: str) -> None:
    path = write(tmp_path, f"url = 'https://herald.example/'\n{line}\n")
    with pytest.raises(SourceError) as raised:
        read_source(path)
    assert len(raised.value.mistakes) == 1
    assert str(raised.value).startswith(f"{path}:")
    assert message in str(raised.value)
    assert "hunter2" not in str(raised.value)


def test_all_mistakes_are_reported_at_once(tmp_path: Path) -> None:
    path = write(tmp_path, "section = []\nfeeds = ['a', 'https://ok.example/', 'b']\ntimezone = 'Mars'\n")
    with pytest.raises(SourceError) as raised:
        read_source(path)
    mistakes = raised.value.mistakes
    assert [(one.key, one.line) for one in mistakes] == [
        ("section", 1),
        ("feeds", 2),
        ("feeds", 2),
        ("timezone", 3),
        (None, None),
    ]
    assert (
        str(raised.value).splitlines()[-1]
        == f"{path}: 'url' is missing; give the site's address: url = 'https://…/'"
    )


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"url = '\xff'", "is not UTF-8; save it as UTF-8"),
        (None, "No such file or directory; make it readable"),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, body: bytes | None, message: str) -> None:
    path = tmp_path / "herald.toml"
    if body is not None:
        path.write_bytes(body)
    with pytest.raises(SourceError, match=re.escape(message)):
        read_source(path)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("90s", 90),
        ("30m", 1800),
        ("30 min", 1800),
        ("2 hours", 7200),
        ("1d", 86400),
        ("1.5h", 5400),
        ("1W", 604800),
    ],
)
def test_lengths_of_time(tmp_path: Path, written: str, seconds: int) -> None:
    text = f"url = 'https://a.example'\n[crawl]\nevery = '{written}'"
    assert read_source(write(tmp_path, text)).every == timedelta(seconds=seconds)


@pytest.mark.parametrize(("written", "seconds"), [("0", 0), ("2.5", 2.5), ("'1m30s'", 90)])
def test_delays(tmp_path: Path, written: str, seconds: float) -> None:
    text = f"url = 'https://a.example'\n[crawl]\ndelay = {written}"
    assert read_source(write(tmp_path, text)).delay == seconds


@pytest.mark.parametrize(
    ("url", "name", "address"),
    [
        ("https://www.Herald.example", "herald.example", "https://www.Herald.example/"),
        ("https://herald.example:443/a?b", "herald.example", "https://herald.example:443/a?b"),
        ("http://localhost:8080/feed", "localhost:8080", "http://localhost:8080/feed"),
        ("http://herald.example:443/", "herald.example:443", "http://herald.example:443/"),
        ("  https://herald.example/#top ", "herald.example", "https://herald.example/#top"),
        ("https://газета.example/", "газета.example", "https://газета.example/"),
    ],
)
def test_an_address_makes_a_source(url: str, name: str, address: str) -> None:
    assert source_for(url) == Source(name=name, url=address)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("herald.example", "'herald.example' is not an address; write 'https://herald.example'"),
        ("herald:8080/a", "'herald:8080/a' is not an address; write 'https://herald:8080/a'"),
        (
            "https:/herald.example",
            "'https:/herald.example' is not an address; write 'https://herald.example'",
        ),
        ("not an address", "'not an address' is not an address; write one such as 'https://herald.example/'"),
        (
            "mailto:a@b.example",
            "'mailto:a@b.example' is not an address; write one such as 'https://herald.example/'",
        ),
        (
            "mailto://x@a.example",
            "'mailto://x@a.example' is neither http nor https; give the site's address on the web",
        ),
        ("https://", "'https://' is not an address; copy it from the browser"),
        ("", "no address was given; write one such as 'https://herald.example/'"),
    ],
)
def test_an_invalid_address_is_refused(url: str, message: str) -> None:
    with pytest.raises(SourceError) as raised:
        source_for(url)
    assert str(raised.value) == message


@pytest.mark.parametrize(("text", "days"), [("1 year", 365), ("2y", 730), ("6 months", 180), ("3 weeks", 21)])
def test_long_times_have_units_of_their_own(text: str, days: int) -> None:
    assert checks.age(text) == timedelta(days=days)


@pytest.mark.parametrize("code", ["gb", "IR", "XK"])
def test_a_country_is_one_of_iso_3166(code: str) -> None:
    assert checks.country(code) == code.upper()


def test_one_bad_file_stops_only_its_own_source(tmp_path: Path) -> None:
    write(tmp_path, "url = 'https://b.example/'", "b.toml")
    write(tmp_path, "url = 3", "bad.toml")
    write(tmp_path, "url = 'https://a.example/'\nname = 'z'", "a.toml")
    write(tmp_path, "url = 'https://again.example/'\nname = 'b'", "zz.toml")
    write(tmp_path, "url = 'https://c.example/'", "my site.toml")
    write(tmp_path, "not toml", ".#b.toml")
    write(tmp_path, "not toml", "README.md")
    sources, errors = load_sources(tmp_path)
    assert [source.name for source in sources] == ["b", "z"]
    assert [error.name for error in errors] == ["bad", "my site", "b"]
    assert "another source is called 'b' too; give one of them another name" in str(errors[2])


def test_a_site_of_ones_own_network_may_be_asked_more_often(tmp_path: Path) -> None:
    text = "url = 'https://a.example/'\nprivate = true\n[crawl]\nevery = '1s'"
    assert read_source(write(tmp_path, text)).every == timedelta(seconds=1)


@pytest.mark.parametrize(
    ("one", "other", "named"),
    [
        ("", "", "http://www.a.example/"),
        ("feeds = '/x'", "", None),
        ("feeds = '/x'", "feeds = '/y'", None),
        ("feeds = '/x'", "feeds = ['/y', '/x/']", "http://www.a.example/x/"),
        ("sections = ['/x', '/y']", "feeds = ['/x', '/y']", "http://www.a.example/x and 1 more"),
    ],
)
def test_listings_of_two_files_are_told_in_one_line_and_disable_neither(
    tmp_path: Path, one: str, other: str, named: str | None
) -> None:
    write(tmp_path, f"url = 'https://a.example/'\n{one}", "a.toml")
    write(tmp_path, f"url = 'http://www.a.example'\n{other}", "b.toml")
    sources, errors = load_sources(tmp_path)
    assert ([source.name for source in sources], errors) == (["a", "b"], ())
    effect = "a run of both reads them as 'a'; leave them out of one of the two files"
    assert list(read_twice(sources)) == ([f"note: a, b: both files name {named}; {effect}"] if named else [])


def test_a_directory_that_may_not_be_read_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)
    sources, errors = load_sources(tmp_path)
    assert (sources, str(errors[0])) == (
        (),
        f"{tmp_path}: cannot be read; give this user the right to read it",
    )


def test_a_missing_directory_is_reported(tmp_path: Path) -> None:
    sources, errors = load_sources(tmp_path / "nowhere")
    assert sources == ()
    assert [error.mistakes[0].cause for error in errors] == ["no such directory"]


def test_it_can_be_written_as_json(tmp_path: Path) -> None:
    shown = json.loads(json.dumps(read_source(write(tmp_path, FULL)).to_dict()))
    assert (shown["every"], shown["feeds"][1]) == (5400, "https://feeds.example/tribune")


def test_the_example_in_the_readme_is_a_source(tmp_path: Path) -> None:
    text = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    short, full = re.findall(r"```toml\n(.*?)```", text, re.S)
    assert read_source(write(tmp_path, short)) == Source(name="herald", url="https://www.herald.example/")
    source = read_source(write(tmp_path, full))
    left_out = [key for key, value in source.to_dict().items() if value in (None, ())]
    assert left_out == ["bearer", "ip"]  # beside `basic` and `proxy` they would be a mistake


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.toml")), ids=lambda path: path.stem)
def test_the_bundled_sources_are_valid(path: Path) -> None:
    source = read_source(path)
    assert source.feeds or source.sitemaps
    assert source.country
    assert source.language
    assert path.read_text(encoding="utf-8").startswith("# ")


def test_the_bundled_sources_are_thirty_in_many_languages() -> None:
    sources, errors = load_sources(EXAMPLES)
    assert (len(sources), errors) == (30, ())
    assert len({source.host for source in sources}) == 30
    assert len({source.language for source in sources}) >= 20


def test_the_examples_belong_to_who_works_in_the_clone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(EXAMPLES)
    assert directory_of(None) == EXAMPLES
    monkeypatch.chdir(tmp_path)
    assert directory_of(None) == OWN, "also where the clone is installed with pip install -e"
    assert directory_of("/srv/news/sources") == Path("/srv/news/sources")
