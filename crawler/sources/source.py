"""Source: one news site as its TOML file describes it."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urljoin

from crawler.errors import Mistake, SourceError, nearest
from crawler.guard.addresses import place_of
from crawler.sources import checks, request_checks
from crawler.sources.toml_mistakes import line_number, unreadable
from pipelines.items import Site
from pipelines.urls import bare_host, bare_netloc

Recheck = Literal["normal", "close", "none"]
TextFrom = Literal["feed", "page"]

EXAMPLES = Path(__file__).parent
"""The directory of the source files that come with Broadsheet."""

OWN = Path("sources")
"""The directory of the user's source files, in every folder but the clone."""


def directory_of(setting: str | None) -> Path:
    """Return the directory of source files: that of the setting SOURCES, or else the examples or `./sources`.

    The examples are used only if the current folder is in the clone. From any other folder, nothing is
    written into an installed package, or into a clone that was installed with `pip install -e`.
    """
    if setting:
        return Path(setting).expanduser()
    clone = EXAMPLES.parents[1].resolve()
    is_in_clone = (clone / "scrapy.cfg").is_file() and Path.cwd().is_relative_to(clone)
    return EXAMPLES if is_in_clone else OWN


RESERVED = frozenset({"news", "archive"})
"""Names of spiders, which no source may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One news site as its file describes it; a field that the file lacks is None."""

    name: str
    url: str
    language: str | None = None
    """BCP 47 tag."""
    timezone: str | None = None
    """IANA zone: the clock of the site's newsroom."""
    country: str | None = None
    """ISO 3166 code, two capitals."""
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    """Regular expressions; an address that matches one of them is an article's."""
    body: tuple[str, ...] = ()
    """CSS selectors of the article's container."""
    remove: tuple[str, ...] = ()
    """CSS selectors of elements that are never part of the article."""
    delay: float | None = None
    """Seconds between two requests to the site."""
    concurrency: int | None = None
    """Requests open at once."""
    every: timedelta | None = None
    """The longest time between two polls of a feed, sitemap or section."""
    recheck: Recheck = "normal"
    """How often stored articles are fetched again."""
    verify: bool = True
    """True if the site's certificate must be valid."""
    private: bool = False
    """True if the site may be on this machine or in its networks, such as an intranet."""
    javascript: bool = False
    """True if the site's pages are read in a browser, because they are empty until their scripts have run."""
    tags: tuple[str, ...] = ()
    """The user's names for groups of sources; in a feed reader, the folders."""
    headers: tuple[tuple[str, str], ...] = ()
    """Names and values that are sent with each request; for `$NAME`, the environment variable's value."""
    cookies: tuple[tuple[str, str], ...] = ()
    """As `headers`."""
    user_agent: str | None = None
    basic: str | None = None
    """`$NAME`, the environment variable that has `user:password`."""
    bearer: str | None = None
    """`$NAME`, the environment variable that has a token."""
    proxy: str | None = None
    """The address of an HTTP proxy, or `$NAME`."""
    ip: int | None = None
    """4 or 6: the only version of IP with which the site is requested."""
    full_text_from: TextFrom | None = None
    """Where the text comes from; None means the page, or the feed if the page is refused."""
    keep: timedelta | None = None
    """The age at which articles are marked as removed."""
    max_articles: int | None = None
    """At most this many articles are kept; older ones are marked as removed."""
    former: str | None = field(default=None, compare=False)
    """The source's name before it had a file: its host. None if another source has that name."""
    others: frozenset[str] | None = field(default=None, compare=False, repr=False)
    """The names of all source files of its directory; None if it has no file."""

    @property
    def site(self) -> Site:
        """The part of the source that the stages need."""
        return Site(
            name=self.name,
            url=self.url,
            language=self.language,
            timezone=self.timezone,
            body=self.body,
            remove=self.remove,
            keep=self.keep.total_seconds() if self.keep else None,
        )

    @property
    def variables(self) -> tuple[str, ...]:
        pairs = (*self.headers, *self.cookies)
        values = (self.basic, self.bearer, self.proxy, *(value for _, value in pairs))
        return tuple(dict.fromkeys(value[1:] for value in values if value and value.startswith("$")))

    @property
    def host(self) -> str:
        """The site's host in lower case, without `www.`."""
        return bare_host(self.url)

    @property
    def netloc(self) -> str:
        """The host, with its port if that is not the scheme's usual one; it identifies the site."""
        return bare_netloc(self.url)

    @property
    def netlocs(self) -> frozenset[str]:
        """All hosts in the file, in the form of `netloc`."""
        urls = (self.url, *self.feeds, *self.sitemaps, *self.sections)
        return frozenset(map(bare_netloc, urls))

    @property
    def listings(self) -> tuple[tuple[str, str], ...]:
        """The addresses that the file names, each with its key; the home page if it names no other."""
        keys = ("feeds", "sitemaps", "sections")
        return tuple((url, key) for key in keys for url in getattr(self, key)) or ((self.url, "url"),)

    def to_dict(self) -> dict[str, Any]:
        """Return the values of the file, for JSON; `every` and `keep` in seconds."""
        seconds = {name: time.total_seconds() for name in ("every", "keep") if (time := getattr(self, name))}
        values = asdict(self) | {"headers": dict(self.headers), "cookies": dict(self.cookies)} | seconds
        del values["former"], values["others"]
        return values


LEAST_EVERY = timedelta(minutes=1)
"""No news needs a shorter time between two polls of a site that belongs to someone else."""

_Check = Callable[[object], Any]

_KEYS: Mapping[str, _Check] = {
    "name": checks.name,
    "url": checks.address,
    "language": checks.language,
    "timezone": checks.zone,
    "country": checks.country,
    "feeds": checks.list_of(checks.address_or_path),
    "sitemaps": checks.list_of(checks.address_or_path),
    "sections": checks.list_of(checks.address_or_path),
    "articles": checks.list_of(checks.pattern),
    "verify": checks.flag,
    "private": checks.flag,
    "javascript": checks.flag,
    "recheck": checks.one_of("normal", "close", "none"),
    "tags": checks.list_of(checks.text),
    "headers": request_checks.headers,
    "cookies": request_checks.cookies,
    "keep": checks.age,
    "max_articles": checks.number,
    "full_text_from": checks.one_of("feed", "page"),
    "login.basic": request_checks.variable,
    "login.bearer": request_checks.variable,
    "clean.body": checks.list_of(checks.selector),
    "clean.remove": checks.list_of(checks.selector),
    "crawl.delay": checks.delay,
    "crawl.concurrency": checks.concurrency,
    "crawl.every": checks.duration,
    "crawl.user_agent": request_checks.header_value,
    "crawl.proxy": request_checks.proxy,
    "crawl.ip": request_checks.ip,
    "crawl.verify": checks.flag,
    "crawl.recheck": checks.one_of("normal", "close", "none"),
}
_TABLES = frozenset(key.partition(".")[0] for key in _KEYS if "." in key)


def read_source(path: Path) -> Source:
    """Return the source that a TOML file describes.

    Raises SourceError with every mistake in the file.
    """
    name = path.stem
    try:
        raw = path.read_text(encoding="utf-8-sig")
        data = tomllib.loads(raw)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SourceError([unreadable(path, error)], name=name) from error
    values: dict[str, Any] = {}
    mistakes = list(_mistakes({"name": name, **data}, values))
    if mistakes:
        placed = (
            replace(mistake, file=str(path), line=line_number(raw, mistake.key)) for mistake in mistakes
        )
        raise SourceError(placed, name=values.get("name", name))
    return _source_of(values)


def private_places(sources: Iterable[Source]) -> frozenset[str]:
    """Return the hosts, with their ports, of the sources that have `private = true`."""
    return frozenset(
        place_of(url)
        for source in sources
        if source.private
        for url in (source.url, *source.feeds, *source.sitemaps, *source.sections)
    )


def unverified_hosts(sources: Iterable[Source]) -> frozenset[str]:
    unverified = (source for source in sources if not source.verify)
    return frozenset(name for source in unverified for name in (source.host, f"www.{source.host}"))


def source_for(url: str) -> Source:
    """Return a source for an address that no file describes; its name is its host.

    Raises SourceError if `url` is not an address.
    """
    if not url.strip():
        cure = "write one such as 'https://herald.example/'"
        raise SourceError([Mistake(cause="no address was given", cure=cure)])
    try:
        address = checks.address(url)
    except checks.InvalidValue as error:
        raise SourceError([Mistake(cause=error.cause, cure=error.cure)], name=url) from error
    return Source(name=bare_netloc(address), url=address)


def _with_other_names(sources: Sequence[Source], bad: Sequence[SourceError]) -> Iterator[Source]:
    others = frozenset((*(source.name for source in sources), *(error.name for error in bad if error.name)))
    used_names = set(others)
    for source in sources:
        name = source_for(source.url).name
        yield replace(source, former=None if name in used_names else name, others=others)
        used_names.add(name)


Loaded = tuple[tuple[Source, ...], tuple[SourceError, ...]]

_LOADED: dict[Path, tuple[object, Loaded]] = {}
"""Directory → the names, times and sizes of its files, and the sources read from them."""


def load_sources(directory: Path) -> Loaded:
    """Return every source of a directory, sorted by name, and the errors of the other files.

    Files that have not changed are not read again: a process with many crawls has thousands of them.
    """
    stamp = sorted(stamps(directory)), directory.is_dir()
    cached = _LOADED.get(directory)
    if cached is None or cached[0] != stamp:
        cached = _LOADED[directory] = (stamp, _load(directory))
    return cached[1]


def stamps(directory: Path) -> Iterator[tuple[str, int, int]]:
    """Yield name, time of change and size of each source file."""
    for path in directory.glob("*.toml"):
        with suppress(OSError):  # it was deleted just now
            status = path.stat()
            yield path.name, status.st_mtime_ns, status.st_size


def _load(directory: Path) -> Loaded:
    good: dict[str, Source] = {}
    bad: list[SourceError] = []
    files = sorted(path for path in directory.glob("*.toml") if not path.name.startswith("."))
    if not directory.is_dir():
        cure = "make it, or set SOURCES to where your source files are"
        if directory == OWN:
            cure = "'scrapy addsource URL' makes it, 'scrapy sources --examples' shows thirty outlets"
        bad.append(SourceError([Mistake(file=str(directory), cause="no such directory", cure=cure)]))
    elif not os.access(directory, os.R_OK | os.X_OK):
        cure = "give this user the right to read it"
        bad.append(SourceError([Mistake(file=str(directory), cause="cannot be read", cure=cure)]))
    for path in files:
        try:
            source = read_source(path)
            _refuse_used_name(path, source, good)
        except SourceError as error:
            bad.append(error)
        else:
            good[source.name] = source
    return tuple(_with_other_names([good[name] for name in sorted(good)], bad)), tuple(bad)


def _refuse_used_name(path: Path, source: Source, good: Mapping[str, Source]) -> None:
    if source.name in good:
        cause = f"another source is called '{source.name}' too"
        mistake = Mistake(file=str(path), key="name", cause=cause, cure="give one of them another name")
        raise SourceError([mistake], name=source.name)


def _mistakes(data: Mapping[str, Any], values: dict[str, Any]) -> Iterator[Mistake]:
    """Put the checked values into `values`, by the names of the fields; yield each mistake."""
    for key, value in _flat(data):
        check = _KEYS.get(key)
        if check is None:
            yield _unknown_key(key, value)
            continue
        try:
            values[key.rpartition(".")[2]] = check(value)
        except checks.InvalidValue as error:
            for invalid in (error, *error.others):
                yield Mistake(key=key, cause=invalid.cause, cure=invalid.cure)
    if "url" not in data:
        yield Mistake(cause="'url' is missing", cure="give the site's address: url = 'https://…/'")
    places = {key.rpartition(".")[2]: key for key in _KEYS}
    for key, excluded in (("basic", "bearer"), ("ip", "proxy")):
        if key in values and excluded in values:
            cause = f"'{key}' and '{excluded}' do not go together"
            yield Mistake(key=places[excluded], cause=cause, cure="leave one of them out")
    every = values.get("every")
    if every and every < LEAST_EVERY and not values.get("private"):
        cause = f"asks the site every {every.total_seconds():g} s"
        yield Mistake(key="crawl.every", cause=cause, cure='write one minute or more: "1m"')
    if values.get("name") in RESERVED:
        cause = f"'{values['name']}' is the name of a spider"
        yield Mistake(key="name", cause=cause, cure="give the file, or the key 'name', another")


def _flat(data: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    for key, value in data.items():
        if key in _TABLES and isinstance(value, dict):
            yield from ((f"{key}.{inner}", member) for inner, member in value.items())
        else:
            yield key, value


def _unknown_key(key: str, value: object) -> Mistake:
    table, _, leaf = key.rpartition(".")
    if key in _TABLES:
        return Mistake(key=key, cause="is not a table", cure=f"write [{key}] on a line, and its keys below")
    places = [full_key for full_key in _KEYS if full_key.rpartition(".")[2] == leaf]
    if places and not isinstance(value, dict):
        home = places[0].rpartition(".")[0]
        cure = f"put it under [{home}]" if home else "put it above the first [table]"
        cause = f"'{leaf}' does not belong {f'in [{table}]' if table else 'here'}"
        return Mistake(key=key, cause=cause, cure=cure)
    beside = [k.rpartition(".")[2] for k in _KEYS if k.rpartition(".")[0] == table]
    meant = nearest(leaf, [*beside, *([] if table else _TABLES)]) or nearest(leaf, _KEYS)
    cure = f"did you mean '{meant}'?" if meant else f"known here: {', '.join(dict.fromkeys(beside))}"
    return Mistake(key=key, cause=f"unknown key '{key}'", cure=cure)


def _source_of(values: dict[str, Any]) -> Source:
    home = values["url"]
    for key in ("feeds", "sitemaps", "sections"):
        values[key] = tuple(urljoin(home, url) for url in values.get(key, ()))
    return Source(**values)
