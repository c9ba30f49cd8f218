"""One address for one page: which parts of a URL name the article, and which only say how a reader came.

There are no rules for single sites, and no request is made.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Collection
from functools import cache, lru_cache
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit
from zlib import crc32

from w3lib.url import safe_download_url, safe_url_string

if TYPE_CHECKING:
    from tldextract import TLDExtract
    from tldextract.tldextract import ExtractResult

LONGEST = 2_048
"""Characters, as in the protocol of sitemaps: room for a long headline in a script that needs nine of them
for each letter, and little enough for PostgreSQL's indexes, beside a source's name."""

_PORTS = {"http": 80, "https": 443}
_CURE = "write it as https://host/path"
_NOTHING = SplitResult("", "", "", "", "")
_BEGINS = re.compile(r"https?:[/\\]{2}", re.IGNORECASE)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):(?!\d+(?:/|$))", re.IGNORECASE)  # but not a host with its port
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*|\[[0-9a-f:.]+\]")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})?")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
# Nearly every link of a feed or sitemap is in normal form already, and a sitemap has fifty thousand of them.
_SEGMENT = r"[A-Za-z0-9_~,-][A-Za-z0-9._~,-]*"
_NORMAL = re.compile(rf"https?://(?:[a-z0-9][a-z0-9-]*\.)+[a-z]{{2,}}/(?:{_SEGMENT}/)*(?:{_SEGMENT})?")


class NotAnAddress(ValueError):
    """The given text is not the address of a web page; `str()` says the cause and the cure in one line."""

    def __init__(self, url: str, cause: str, cure: str) -> None:
        self.url, self.cause, self.cure = url, cause, cure
        shown = url if len(url) <= 100 else url[:100] + "…"
        super().__init__(f"{shown!r} is not a web address: {cause}; {cure}")


def canonical(url: str, base: str | None = None) -> str:
    """Return the canonical form of `url`, made absolute against `base`, by which its page is known.

    The order of parameters is kept, since some servers read them by position. Trailing slashes and the scheme
    are kept too: `twins` lists the other addresses that may be the same page. User names and passwords are
    left out.

    Raises NotAnAddress if `url` is not http or https, has no valid host, or is longer than LONGEST
    characters.
    """
    if len(url) <= LONGEST and _NORMAL.fullmatch(url):
        return url
    return _canonical(url, base)


@lru_cache(maxsize=1_024)  # between its fetch and its row, a page's address is asked for a dozen times
def _canonical(url: str, base: str | None) -> str:
    text = _short(_absolute(url, base), url)
    parts = _split(url, _without_sessions(_escapes(text)))
    # Percent-encoding makes it longer, and a canonical address must still fit when it is read again.
    return _short(urlunsplit(parts._replace(netloc=_netloc(url, parts), query=_query(parts.query))), url)


def split(url: str) -> SplitResult:
    """Return the parts of an address as a page gives it;
    all of them are '' if it is not valid (`http://[`)."""
    try:
        return urlsplit(url)
    except ValueError:
        return _NOTHING


def host(url: str) -> str:
    """Return the host of `url` in lower case, with its port if it has one."""
    return urlsplit(url).netloc.rpartition("@")[2].lower()


def bare_host(url: str) -> str:
    """Return the host of `url` in lower case without `www.` and port; '' if `url` is not an address."""
    return without_www(split(url).hostname or "")


def bare_netloc(url: str) -> str:
    """Return the same with its port, unless its scheme has that by default: another port is another site."""
    parts, name = split(url), bare_host(url)
    try:
        port = parts.port
    except ValueError:  # not a number, or too large
        return name
    return name if port in (None, _PORTS.get(parts.scheme)) else f"{name}:{port}"


def is_front(url: str) -> bool:
    """Return True for the address of a host's front page."""
    parts = split(url)
    return parts.path in {"", "/"} and not parts.query


def section_hosts(urls: Collection[str], page: str) -> set[str]:
    """Return the hosts below the page's own that are its sections: `sport.herald.example`.

    Of the `urls` to which the page links, one is the front page of such a host and some are pages below it.
    Other blogs of a provider are none: `bo.provider.example` is not below `ann.provider.example`.
    """
    ending = f".{bare_netloc(page)}"
    below = Counter(bare_netloc(url) for url in urls if not is_front(url))
    fronts = {bare_netloc(url) for url in urls if is_front(url)}
    return {name for name in fronts if name.endswith(ending) and below[name] >= _LEAST_PAGES}


_LEAST_PAGES = 2


def without_www(netloc: str) -> str:
    """Return a host without the `www.` in front of it."""
    return netloc.removeprefix("www.")


def site(url: str) -> str:
    """Return the domain that its owner registered (`news.example.co.uk` → `example.co.uk`).

    A hosting service counts as a registry, so `a.github.io` is a site of its own. An address without such a
    domain (an IP address, `localhost`) has its host and port as its site.
    """
    return _site(host(url))


def same_site(a: str, b: str) -> bool:
    """Return whether both addresses belong to the same registered domain."""
    return site(a) == site(b)


def section(url: str) -> str:
    """Return the first folder of an address, `news` of `/news/2026/a-story.html`; '' for a year or none."""
    _, _, _, *path = url.partition("?")[0].split("/", 4)
    if len(path) < 2 or not path[1] or path[0].isdigit() or _INDEX.fullmatch(path[1]):
        return ""
    return path[0]


_INDEX = re.compile(r"index\.[a-z]{2,5}", re.IGNORECASE)


def lot(url: str) -> int:
    """Return a number that an address always has, and that says nothing about it.

    Where only some pages can be kept, those with the highest lots stay: a sample that does not depend on the
    order in which the pages came.
    """
    return crc32(url.encode())


def country(url: str) -> str | None:
    """Return the ISO 3166 code (`GB`) of the country that the domain stands for;
    None if it stands for none."""
    suffix = _parts(host(url)).suffix
    domain = _readable(suffix.rpartition(".")[2])
    known = _data()["countries"]
    if domain in known["other"]:
        return str(known["other"][domain])
    if len(domain) != 2 or domain in known["none"] or suffix in known["generic"]:
        return None
    return domain.upper()


def twins(url: str) -> tuple[str, ...]:
    """Return other canonical addresses which, if one of them is known, are the same page; likeliest first.

    They are the plain forms of an AMP or mobile address, with and without the last slash and `www.`, and all
    of them in the other scheme. Look them up, but never fetch them: an AMP page need not have a twin at the
    address guessed for it, so only addresses that some page links to are requested.
    """
    parts = urlsplit(canonical(url))
    plain = (_plain_host(parts.netloc), _plain_path(parts.path))
    here = (parts.netloc, parts.path)
    slashes = [(name, form) for name, path in (plain, here) for form in (path, _other_slash(path))]
    pages = [*slashes, *((_other_www(name), path) for name, path in slashes)]
    schemes = sorted(_PORTS, key=lambda scheme: scheme != parts.scheme)
    forms = (urlunsplit(parts._replace(scheme=x, netloc=n, path=p)) for x, (n, p) in product(schemes, pages))
    return tuple(form for form in dict.fromkeys(forms) if form != urlunsplit(parts))


def _short(text: str, url: str) -> str:
    if len(text) > LONGEST:
        raise NotAnAddress(url, f"it has {len(text):,} characters", f"at most {LONGEST:,} are taken")
    return text


def _absolute(url: str, base: str | None) -> str:
    text = url.strip()
    try:
        text = urljoin(base, text) if base else text
    except ValueError as error:
        raise NotAnAddress(url, str(error), _CURE) from error
    scheme = _SCHEME.match(text)
    if scheme and scheme[1].lower() not in _PORTS:
        raise NotAnAddress(url, f"{scheme[1].lower()}: is not fetched", "give an http or https address")
    if not _BEGINS.match(text):
        raise NotAnAddress(url, "it does not begin with https://", _CURE)
    return text


def _split(url: str, text: str) -> SplitResult:
    try:
        route = safe_url_string(text).partition("#")[2] if "#!" in text else ""
        parts = urlsplit(safe_download_url(text))
        _ = parts.port  # raises for a port that is not a number
    except (ValueError, UnicodeError) as error:
        raise NotAnAddress(url, str(error), "correct its host and port") from error
    return parts._replace(fragment=route if route.startswith("!") else "")


def _netloc(url: str, parts: SplitResult) -> str:
    name = _bare(host(urlunsplit(parts))).removesuffix(".")
    if not _HOST.fullmatch(name):
        raise NotAnAddress(url, f"{name!r} is not the name of a host", _CURE)
    return name if parts.port in (None, _PORTS[parts.scheme]) else f"{name}:{parts.port}"


def _escapes(text: str) -> str:
    """Return percent-encoding in normal form: capitals,
    and only where the character itself is not allowed."""

    def normal(match: re.Match[str]) -> str:
        character = chr(int(match[1] or "25", 16))
        return character if character in _UNRESERVED else f"%{ord(character):02X}"

    return _ESCAPE.sub(normal, text)


def _without_sessions(text: str) -> str:
    path, mark, rest = text.partition("?")
    return _sessions().sub("", path) + mark + rest


def _query(query: str) -> str:
    # A link escaped once too often has `amp;` before its parameters.
    pairs = (re.sub(r"^(?:amp;)+", "", pair) for pair in query.split("&"))
    return "&".join(pair for pair in pairs if pair and not _tracks(pair))


def _tracks(pair: str) -> bool:
    return _tracking().fullmatch(pair if "=" in pair else pair + "=") is not None


def _other_slash(path: str) -> str:
    return (path.rstrip("/") or "/") if path.endswith("/") else path + "/"


def _other_www(netloc: str) -> str:
    return without_www(netloc) if netloc.startswith("www.") else f"www.{netloc}"


def _plain_host(netloc: str) -> str:
    first, _, rest = netloc.partition(".")
    return rest if first in _data()["twins"]["hosts"] and "." in rest else netloc


def _plain_path(path: str) -> str:
    words, endings = _data()["twins"]["segments"], _data()["twins"]["endings"]
    first, *rest = path[1:].split("/")
    if first in words and any(rest):
        return "/" + "/".join(rest)
    *before, last = path.rstrip("/").split("/")
    if last in words:
        return "/".join(before) or "/"
    for ending, plain in endings.items():
        path = path.removesuffix(ending) + plain if path.endswith(ending) else path
    return path or "/"


@lru_cache(maxsize=4_096)
def _site(netloc: str) -> str:
    found = _parts(netloc)
    if found.domain and found.suffix:
        return f"{found.domain}.{found.suffix}"
    # For a domain that the list does not have (`.example`), its rule is: names are registered right below it.
    labels = _bare(netloc).split(".")
    return ".".join(labels[-2:]) if len(labels) > 1 and labels[-1].isalpha() else netloc


def _bare(netloc: str) -> str:
    return re.sub(r":\d*$", "", netloc)


@lru_cache(maxsize=4096)
def _parts(netloc: str) -> ExtractResult:
    return _domains()(_bare(netloc))


def _readable(label: str) -> str:
    try:
        return label.encode().decode("idna")
    except UnicodeError:
        return label


@cache
def _domains() -> TLDExtract:
    from tldextract import TLDExtract  # noqa: PLC0415  (.18 s: not before somebody asks)

    # Only the bundled list is used: nothing is fetched, and no cache is written.
    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


@cache
def _tracking() -> re.Pattern[str]:
    rules = (rule if "=" in rule else rule + "=*" for rule in _data()["tracking"])
    return re.compile("|".join(re.escape(rule).replace(r"\*", ".*") for rule in rules), re.IGNORECASE)


@cache
def _sessions() -> re.Pattern[str]:
    names = "|".join(map(re.escape, _data()["sessions"]))
    return re.compile(rf";(?:{names})=[^/;?#]*", re.IGNORECASE)
