"""Faults of servers, accidental or hostile, and how each is counted: the table that crawler/README.md shows.

`PAGES` are at addresses of one site; `HOSTS` are sites of their own, each a map of its paths.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, cycle, repeat

import brotli
from backports import zstd

from tests.loopback import HTML, Piece, Reply
from tests.site import FAULTS, Page, coded, moved, typed

STORY = "/2024/03/01/the-harbour-board-votes"


@dataclass(frozen=True, slots=True)
class Row:
    """A fault, and the result of its page: `article`, or the name that the drop or error is counted by."""

    page: Page
    counted: str = "article"


@dataclass(frozen=True, slots=True)
class Host:
    """A site with a fault: its paths, the result of the page `at`, and other names that are counted."""

    pages: Mapping[str, Page]
    counted: str = "article"
    at: str = STORY
    note: str = ""


TEXT = "".join(
    f"<p>The harbour board met for the {number}th time and voted on the new quay, the third this year.</p>"
    for number in range(4, 16)
)


def story(title: str) -> bytes:
    page = f"<title>{title}</title></head><body><article><h1>{title}</h1>{TEXT}</article></body></html>"
    return f"<html><head>{page}".encode()


GOOD = story("The harbour board votes")
ZEROS = bytes(50_000_000)


def head(*lines: str, status: str = "HTTP/1.1 200 OK") -> bytes:
    return "\r\n".join((status, f"Content-Type: {HTML}", *lines, "", "")).encode("latin-1")


def wire(*pieces: Piece) -> Reply:
    return Reply(raw=True, body=pieces)


def lengthy(*lines: str, status: str = "HTTP/1.1 200 OK") -> Reply:
    return wire(head(*lines, f"Content-Length: {len(GOOD)}", status=status) + GOOD)


def chunked(*pieces: bytes) -> Reply:
    return wire(head("Transfer-Encoding: chunked"), *pieces)


@dataclass(frozen=True, slots=True)
class Flood:
    """An endless line, or 100 MB of it, until the client hangs up. Each request has its own."""

    line: bytes
    first: bytes

    def __iter__(self) -> Iterator[Piece]:
        return chain((self.first,), repeat(self.line * 50, 100_000_000 // len(self.line) // 50))


def _flood(line: bytes, first: bytes = b"HTTP/1.1 200 OK\r\n") -> Reply:
    return Reply(raw=True, body=Flood(line, first))


def _zstd_window() -> bytes:
    """Return a frame that requests a window of a gigabyte."""
    return (
        b"\x28\xb5\x2f\xfd\x00" + bytes([(30 - 10) << 3]) + (len(GOOD) << 3 | 1).to_bytes(3, "little") + GOOD
    )


def _raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


PACKED = gzip.compress(GOOD, mtime=0)

PAGES: Mapping[str, Row] = {
    # Time
    "its body comes in two parts, half a second apart": Row(FAULTS["slow body"]),
    "its headers never come": Row(wire(30.0, b"HTTP/1.1 200 OK\r\n"), "FirstByteTimeout"),
    "its body never begins": Row(FAULTS["slow start"], "DownloadTimeout"),
    "its body drips, a byte at a time, for ever": Row(Reply(body=cycle((b".", 0.05))), "DownloadTimeout"),
    "its body never ends": Row(FAULTS["never-ending body"], "TooLarge"),
    # The connection
    "the connection is reset before an answer": Row(FAULTS["reset at once"], "BrokenOff"),
    "the connection is closed without an answer": Row(FAULTS["no answer"], "BrokenOff"),
    "the connection is closed within the headers": Row(wire(head()[:30]), "BrokenOff"),
    "the connection is reset within the body": Row(FAULTS["reset"], "ResponseDataLoss"),
    # The body's length
    "the body is shorter than its length": Row(FAULTS["too short"], "ResponseDataLoss"),
    "the body is longer than its length: the rest is not read": Row(FAULTS["too long"]),
    "the length is less than nothing": Row(wire(head("Content-Length: -5") + GOOD), "NotHttp"),
    "the length is no number": Row(wire(head("Content-Length: many") + GOOD), "NotHttp"),
    "there are two lengths": Row(wire(head("Content-Length: 5", "Content-Length: 6") + GOOD), "NotHttp"),
    "the length is larger than any page": Row(wire(head("Content-Length: 999999999999"), GOOD), "TooLarge"),
    "there is no length: the body ends with the connection": Row(wire(head(), GOOD)),
    # Chunks
    "a chunk's size is no number": Row(chunked(b"zz\r\nabc\r\n0\r\n\r\n"), "BadChunks"),
    "a chunk is larger than any page": Row(chunked(b"FFFFFFFF\r\n", *[GOOD] * 2500), "TooLarge"),
    "the chunks break off": Row(chunked(b"40\r\n" + GOOD[:64] + b"\r\n"), "ResponseDataLoss"),
    "a chunk's size never ends": Row(chunked(b"0" * 5000), "BadChunks"),
    "it has chunks and a length": Row(
        wire(
            head("Transfer-Encoding: chunked", "Content-Length: 5"),
            f"{len(GOOD):x}\r\n".encode() + GOOD + b"\r\n0\r\n\r\n",
        )
    ),
    "a body of 110,000 chunks of a byte": Row(
        chunked(*[b"1\r\n<\r\n" * 11_000] * 10, b"0\r\n\r\n"), "BadChunks"
    ),
    "a chunk has a note that never ends": Row(chunked(b"5;", *[b"a" * 100_000] * 90), "BadChunks"),
    "what follows the chunks never ends": Row(
        chunked(b"5\r\nhello\r\n0\r\n", *[b"X: y\r\n" * 10_000] * 90), "BadChunks"
    ),
    "its transfer coding is unknown": Row(wire(head("Transfer-Encoding: rot13") + GOOD), "NotHttp"),
    # The status line
    "a mail server answers": Row(FAULTS["not http"], "NotHttp"),
    "it speaks HTTP/0.9: a body and nothing else": Row(wire(b"<html>\n<h1>The harbour</h1>\n"), "NotHttp"),
    "its version is none": Row(lengthy(status="HTTP/one 200 OK"), "NotHttp"),
    "its status is no number": Row(lengthy(status="HTTP/1.1 fine OK"), "NotHttp"),
    "its status has four digits": Row(lengthy(status="HTTP/1.1 1000 OK"), "NotHttp"),
    "its status has 400 digits": Row(lengthy(status=f"HTTP/1.1 {'9' * 400} OK"), "NotHttp"),
    "its status is less than nothing": Row(lengthy(status="HTTP/1.1 -1 OK"), "NotHttp"),
    "its status's words are for a terminal": Row(lengthy(status="HTTP/1.1 403 \x1b]0;x\a\x9b31m"), "Http403"),
    "its status has no words": Row(lengthy(status="HTTP/1.1 200")),
    "another answer comes before": Row(lengthy(status="HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK")),
    "it speaks another protocol from now on": Row(
        wire(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n", b"\x81\x05hello" * 50),
        "BrokenOff",
    ),
    "another answer follows, for which nobody asked": Row(
        wire(head(f"Content-Length: {len(GOOD)}") + GOOD + head("Content-Length: 5") + b"owned")
    ),
    # Headers
    "a header without a colon": Row(lengthy("what is this")),
    "a header of control characters": Row(lengthy("X-A: \x01\x02\x7f\x00")),
    "a header of 20 kB": Row(lengthy("X-A: " + "x" * 20_000), "HeadersTooLarge"),
    "200 headers of 1 kB": Row(FAULTS["header bomb"], "HeadersTooLarge"),
    "a thousand short headers": Row(lengthy(*(f"X-{n}: y" for n in range(1000))), "HeadersTooLarge"),
    "100 MB of headers": Row(_flood(b"X-A: " + b"x" * 993 + b"\r\n"), "HeadersTooLarge"),
    "100 MB of one header": Row(_flood(b"x" * 1000), "HeadersTooLarge"),
    "an ETag of 15 kB and dates beyond all bounds": Row(
        lengthy(
            f'ETag: "{"e" * 15_000}"',
            f"Cache-Control: max-age={'9' * 400}",
            f"Age: {'9' * 900}",
            "Expires: 0",
        )
    ),
    "a header in 3,000 lines": Row(
        _flood(b" b" * 500 + b"\r\n", b"HTTP/1.1 200 OK\r\nX: a\r\n"), "HeadersTooLarge"
    ),
    "Set-Cookie for ever": Row(_flood(b"Set-Cookie: a=b; Path=/\r\n"), "HeadersTooLarge"),
    "100 Continue for ever": Row(_flood(b"HTTP/1.1 100 Continue\r\n\r\n", b""), "HeadersTooLarge"),
    # Packed bodies
    "gzip, cut": Row(FAULTS["truncated gzip"], "BrokenEncoding"),
    "gzip with a byte changed": Row(coded("gzip", PACKED[:100] + b"\xff" + PACKED[101:]), "BrokenEncoding"),
    "gzip by its header alone: it is taken as it is": Row(coded("gzip", GOOD)),
    "gzip with other bytes after it": Row(coded("gzip", PACKED + b"\0\0garbage")),
    "gzip in two parts": Row(coded("gzip", gzip.compress(GOOD[:500]) + gzip.compress(GOOD[500:]))),
    "gzip twice, and it says so": Row(coded("gzip, gzip", gzip.compress(PACKED))),
    "gzip twice, and it says once": Row(coded("gzip", gzip.compress(PACKED)), "Archive"),
    "gzip ten times over": Row(coded(", ".join(["gzip"] * 10), PACKED), "BrokenEncoding"),
    "raw deflate": Row(coded("deflate", _raw_deflate(GOOD))),
    "brotli, cut": Row(coded("br", brotli.compress(GOOD)[:-9]), "BrokenEncoding"),
    "zstd, cut": Row(coded("zstd", zstd.compress(GOOD)[:-9]), "BrokenEncoding"),
    "zstd that asks for a gigabyte of memory": Row(coded("zstd", _zstd_window()), "BrokenEncoding"),
    "50 MB in gzip": Row(coded("gzip", gzip.compress(ZEROS, mtime=0)), "TooLarge"),
    "50 MB in deflate": Row(coded("deflate", zlib.compress(ZEROS)), "TooLarge"),
    "50 MB in brotli": Row(coded("br", brotli.compress(ZEROS, quality=3)), "TooLarge"),
    "50 MB in zstd": Row(coded("zstd", zstd.compress(ZEROS)), "TooLarge"),
    "gzip in gzip, 50 MB": Row(coded("gzip, gzip", gzip.compress(gzip.compress(ZEROS))), "TooLarge"),
    "an encoding that nobody knows: it is taken as it is": Row(coded("x-rot13", GOOD)),
    # Status
    "200 without a body": Row(FAULTS["empty"], "Empty"),
    "204": Row(FAULTS["no content"], "Empty"),
    "206, a part that was not requested": Row(
        lengthy(status="HTTP/1.1 206 Partial Content"), "PartialContent"
    ),
    "226 with a body": Row(lengthy(status="HTTP/1.1 226 IM Used")),
    "304 to an unconditional request": Row(Reply(status=304), "Http304"),
    "200, and the page says that there is none": Row(
        b"<html><title>Page not found</title><body><h1>Page not found</h1>"
        b"<p>Sorry, the page that you are looking for does not exist or has been moved.</p></body></html>",
        "SoftNotFound",
    ),
    "403": Row(FAULTS["forbidden"], "Http403"),
    "404": Row(Reply(status=404, body=b"no"), "Http404"),
    "410": Row(FAULTS["gone"], "Http410"),
    "500": Row(FAULTS["server error"], "Http500"),
    "999": Row(Reply(status=999, body=b"no"), "Http999"),
    # Redirects
    "a redirect to itself": Row(FAULTS["redirect to itself"], "TooManyRedirects"),
    "redirects without end": Row(FAULTS["redirect for ever"], "TooManyRedirects"),
    "a redirect to nowhere": Row(FAULTS["redirect nowhere"], "Http302"),
    "a redirect to the home page": Row(moved("/"), "RedirectedHome"),
    "a redirect to an address of 5,000 characters": Row(moved("/" + "a" * 5000), "UrlTooLong"),
    "a redirect to what is no address": Row(moved("http://[::1/"), "NotAnAddress"),
    "a redirect to a port that is none": Row(moved("http://news.example:99999/"), "NotAnAddress"),
    "a redirect to a port of letters": Row(moved("http://news.example:http/"), "NotAnAddress"),
    "a redirect to a name and a password": Row(moved("http://bob:s3cret@127.1:9/"), "PrivateAddress"),
    "a redirect to no path and no host": Row(moved("http:"), "TooManyRedirects"),
    "a redirect with backslashes": Row(moved("http:\\\\127.0.0.1\\a"), "PrivateAddress"),
    "two redirects at once": Row(
        wire(b"HTTP/1.1 302 F\r\nLocation: /a\r\nLocation: http://169.254.169.254/\r\n\r\n"), "PrivateAddress"
    ),
    "a redirect to a host of 70 letters": Row(moved(f"http://{'a' * 70}.example/"), "CannotResolveHost"),
    "a redirect to a host of nothing but dots": Row(moved("http://..../"), "NotAnAddress"),
    "a redirect to file:": Row(moved("file:///etc/hostname"), "UnsupportedURLScheme"),
    "a redirect to ftp:": Row(moved("ftp://news.example/a"), "UnsupportedURLScheme"),
    "a redirect to data:": Row(moved("data:text/html,<h1>x"), "UnsupportedURLScheme"),
    "a redirect to javascript:": Row(moved("javascript:alert(1)"), "UnsupportedURLScheme"),
    "a redirect to another port of this machine": Row(moved("http://127.1:9200/_search"), "PrivateAddress"),
    "a redirect to the network around us": Row(moved("http://0xc0a80101/"), "PrivateAddress"),
    "a redirect to a cloud's metadata": Row(moved("http://169.254.169.254/latest/"), "PrivateAddress"),
    "a redirect to ::ffff:127.0.0.1": Row(moved("http://[::ffff:127.0.0.1]/"), "PrivateAddress"),
    # Types
    "no content type": Row(Reply(body=GOOD, headers={})),
    "a charset that nobody knows": Row(typed("text/html; charset=klingon", GOOD)),
    "a picture called HTML": Row(FAULTS["image called html"], "Picture"),
    "JSON called HTML": Row(typed("text/html", b'{"headline": "Harbour bridge", "id": 7}'), "Data"),
    "a feed called HTML": Row(typed("text/html", b'<?xml version="1.0"?><rss><channel/></rss>'), "NewsFeed"),
    "other XML": Row(typed("application/xml", b"<?xml version='1.0'?><note><to>you</to></note>"), "NotAPage"),
    "a PDF": Row(FAULTS["pdf"], "DocumentFile"),
}

ROBOTS = "/robots.txt"


def _index(*urls: str) -> str:
    return f"<sitemapindex>{''.join(f'<sitemap><loc>{url}</loc></sitemap>' for url in urls)}</sitemapindex>"


def _feed(*urls: str) -> str:
    items = "".join(f"<item><title>A title of four words</title><link>{url}</link></item>" for url in urls)
    return f'<rss version="2.0"><channel><title>Faults</title>{items}</channel></rss>'


NEWS = f"<urlset><url><loc>{STORY}</loc></url></urlset>"
FEED, SITEMAP = "/feed.xml", "/sitemap.xml"

HOSTS: Mapping[str, Host] = {
    "robots.txt is an HTML page: nothing is forbidden": Host({ROBOTS: typed(HTML, GOOD)}),
    "robots.txt is long: its first 512 kB are read": Host(
        {ROBOTS: typed("text/plain", b"User-agent: *\n" + b"Disallow: /a\n" * 100_000 + b"Disallow: /\n")}
    ),
    "robots.txt has 20,000 agents and as many rules": Host(
        {
            ROBOTS: typed(
                "text/plain",
                b"".join(b"User-agent: %d\n" % n for n in range(20_000)) + b"Disallow: /a\n" * 20_000,
            )
        }
    ),
    "robots.txt has 25,000 rules with wildcards": Host(
        {ROBOTS: typed("text/plain", b"User-agent: *\n" + b"Disallow: *ab*$*xyz\n" * 25_000)}
    ),
    "robots.txt never ends": Host({ROBOTS: Reply(body=repeat(b"Allow: /\n" * 5000))}, "TooLarge"),
    "robots.txt redirects to itself: nothing is forbidden": Host({ROBOTS: moved(ROBOTS)}),
    "robots.txt redirects into our network": Host({ROBOTS: moved("http://10.0.0.1/")}, "PrivateAddress"),
    "robots.txt answers 500": Host({ROBOTS: FAULTS["server error"]}, "RobotsUnreachable"),
    "robots.txt never answers": Host({ROBOTS: wire(30.0)}, "FirstByteTimeout"),
    "robots.txt does not speak HTTP": Host({ROBOTS: FAULTS["not http"]}, "NotHttp"),
    "robots.txt is 50 MB in gzip": Host({ROBOTS: PAGES["50 MB in gzip"].page}, "TooLarge"),
    "robots.txt forbids it": Host({ROBOTS: "User-agent: *\nDisallow: /\n"}, "Disallowed"),
    "a feed is an HTML page": Host({FEED: typed("application/rss+xml", GOOD)}, "NotAFeed", at=FEED),
    "a feed is empty": Host({FEED: typed("application/rss+xml", b"")}, "NotAFeed", at=FEED),
    "a feed is 50 MB in gzip": Host({FEED: PAGES["50 MB in gzip"].page}, "TooLarge", at=FEED),
    "a feed never ends": Host({FEED: Reply(body=repeat(b"<item/>" * 5000))}, "TooLarge", at=FEED),
    "a feed leads to file:, ftp:, data: and javascript: these are no links": Host(
        {FEED: _feed("file:///etc/passwd", "ftp://a.example/b", "data:text/html,x", "javascript:x()", STORY)}
    ),
    "a feed leads into our network": Host(
        {FEED: _feed("http://10.0.0.1/2024/03/01/one-two-three", STORY)},
        "PrivateAddress",
        at="http://10.0.0.1/2024/03/01/one-two-three",
    ),
    "a feed has 6,000 entries": Host({FEED: _feed(STORY, *["http://[/"] * 6000)}, note="entries too many"),
    "a feed leads to 40 other hosts": Host(
        {FEED: _feed(STORY, *(f"http://10.0.0.{n}/2024/03/01/one-two-three" for n in range(40)))},
        note="20 links to 20 other hosts",
    ),
    "a sitemap is an HTML page": Host({SITEMAP: typed("text/xml", GOOD)}, "NotASitemap", at=SITEMAP),
    "sitemaps lead to one another in a circle": Host(
        {SITEMAP: _index(SITEMAP, "/b.xml", "/news.xml"), "/b.xml": _index(SITEMAP), "/news.xml": NEWS}
    ),
    "sitemaps lead to sitemaps without end": Host(
        {SITEMAP: _index("/1.xml")} | {f"/{n}.xml": _index(f"/{n + 1}.xml") for n in range(1, 9)},
        at="/3.xml",
        note="nested too deeply",
    ),
    "a sitemap breaks off": Host({SITEMAP: NEWS[:-18]}, note="breaks off"),
}
