"""The test site behaves as documented: a good server by default,
and each fault has the effect of its name."""

import gzip
import socket
import ssl
import threading
import time
from http.client import (
    BadStatusLine,
    HTTPConnection,
    HTTPException,
    HTTPMessage,
    HTTPSConnection,
    IncompleteRead,
    RemoteDisconnected,
)
from urllib.parse import urlsplit

import pytest

from tests.site import FAULTS, STORY, Site, busy


def get(site: Site, path: str, seconds: float = 5, **headers: str) -> tuple[int, HTTPMessage, bytes]:
    where = urlsplit(site.url)
    if where.scheme == "https":
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        client: HTTPConnection = HTTPSConnection(where.netloc, timeout=seconds, context=trusting)
    else:
        client = HTTPConnection(where.netloc, timeout=seconds)
    try:
        client.request(
            "GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )
        response = client.getresponse()
        return response.status, response.headers, response.read()
    finally:
        client.close()


def raw(site: Site, path: str, limit: int = 300_000, seconds: float = 2) -> bytes:
    """Return the raw answer, at most `limit` bytes of it, for at most `seconds`."""
    got, end = b"", time.monotonic() + seconds
    with socket.create_connection(("127.0.0.1", urlsplit(site.url).port or 0), timeout=seconds) as client:
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        while len(got) < limit and time.monotonic() < end:
            piece = client.recv(65536)
            if not piece:
                break
            got += piece
    return got


def test_a_page_is_served_with_what_a_good_server_sends(site: Site) -> None:
    site.pages["/a"] = "<h1>Größe</h1>"
    status, headers, body = get(site, "/a")
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert body.decode() == "<h1>Größe</h1>"
    status, headers, body = get(site, "/a", If_None_Match=headers["ETag"])
    assert (status, body) == (304, b"")
    site.pages["/a"] = "<h1>Größer</h1>"
    status, headers, body = get(site, "/a", If_None_Match=headers["ETag"], Accept_Encoding="gzip")
    assert (status, headers["Content-Encoding"]) == (200, "gzip")
    assert gzip.decompress(body).decode() == "<h1>Größer</h1>"
    assert get(site, "/b")[0] == 404
    assert site.asked() == ["/a", "/a", "/a", "/b"]
    assert site.log[1].headers["if-none-match"].startswith('W/"')


def test_types_follow_the_ending(site: Site) -> None:
    site.pages |= {"/robots.txt": "User-agent: *", "/feed.xml": "<rss/>", "/feed.json": "{}"}
    types = [get(site, path)[1]["Content-Type"].split(";")[0] for path in sorted(site.pages)]
    assert types == ["application/json", "application/xml", "text/plain"]


def test_as_a_proxy_it_plays_several_hosts(site: Site) -> None:
    site.pages |= {"http://one.example/": "one", "http://two.example/": "two", "/any": "any"}
    assert get(site, "http://one.example/")[2] == b"one"
    assert get(site, "http://two.example/")[2] == b"two"
    assert get(site, "http://two.example/any")[2] == b"any"
    assert site.asked("two.example") == ["/", "/any"]
    assert site.most_open() == {"one.example": 1, "two.example": 1}


def test_with_a_certificate_of_its_own_it_speaks_https(tls_site: Site) -> None:
    tls_site.pages["/a"] = "secret"
    assert get(tls_site, "/a")[2] == b"secret"
    assert tls_site.log[0].url == f"{tls_site.url}/a"
    with (
        pytest.raises(ssl.SSLCertVerificationError),
        socket.create_connection(("127.0.0.1", urlsplit(tls_site.url).port or 0)) as client,
    ):
        ssl.create_default_context().wrap_socket(client, server_hostname="127.0.0.1")


def test_open_requests_are_counted_by_host(site: Site) -> None:
    both_in = threading.Barrier(2, timeout=5)

    def meet(_: object) -> bytes:
        both_in.wait()
        return b"met"

    site.pages["/meet"] = meet
    threads = [threading.Thread(target=get, args=(site, f"http://one.example/meet?{n}")) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    get(site, "http://one.example/other")
    assert site.most_open() == {"one.example": 2}
    assert [request.open for request in site.log] == [1, 2, 1]


def test_a_share_of_requests_fails_but_robots_never(site: Site) -> None:
    site.pages |= {"/a": "a", "/robots.txt": "User-agent: *"}
    site.fail(0.5, busy("7"))
    answers = [get(site, "/a") for _ in range(40)]
    failed = [headers for status, headers, _ in answers if status == 503]
    assert 10 <= len(failed) <= 30
    assert {headers["Retry-After"] for headers in failed} == {"7"}
    assert {get(site, "/robots.txt")[0] for _ in range(10)} == {200}


def test_the_same_seed_fails_the_same_requests() -> None:
    def statuses() -> list[int]:
        with Site(seed=3) as site:
            site.fail(0.3)
            return [get(site, "/a")[0] for _ in range(20)]

    assert statuses() == statuses()


def test_gaps_between_requests_are_in_seconds(site: Site) -> None:
    get(site, "/a")
    time.sleep(0.1)
    get(site, "/b")
    assert 0.1 <= site.gaps()[0] < 2


def test_a_page_that_fails_fails_its_test() -> None:
    def broken(_: object) -> bytes:
        raise LookupError("no such story")

    with pytest.raises(LookupError, match="no such story"), Site() as site:
        site.pages["/a"] = broken
        with pytest.raises(RemoteDisconnected):
            get(site, "/a")


@pytest.mark.parametrize("fault", ["slow start", "never-ending body", "trickle"])
def test_the_site_stops_at_once_during_an_endless_fault(fault: str) -> None:
    with Site() as site:
        site.pages["/a"] = FAULTS[fault]
        client = socket.create_connection(("127.0.0.1", urlsplit(site.url).port or 0))
        client.sendall(b"GET /a HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        while not site.log:
            time.sleep(0.01)
    with client:  # the connection has ended, before the fault could send its last part
        assert STORY not in received(client)


def received(client: socket.socket) -> bytes:
    """Return everything that arrived until the connection ended in any way."""
    pieces = []
    try:
        while piece := client.recv(65536):
            pieces.append(piece)
    except ConnectionError:
        pass
    return b"".join(pieces)


REFUSED = {
    "slow start": TimeoutError,
    "trickle": TimeoutError,
    "reset": ConnectionResetError,
    "reset at once": ConnectionResetError,
    "no answer": RemoteDisconnected,
    "not http": BadStatusLine,
    "too short": IncompleteRead,
    "header bomb": HTTPException,
    "endless header": HTTPException,
}
"""Faults that make a plain client fail, and how."""


@pytest.mark.parametrize("fault", sorted(REFUSED))
def test_faults_of_the_connection(site: Site, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    site.pages["/a"] = FAULTS[fault]
    with pytest.raises(REFUSED[fault]):
        if fault == "trickle":
            _until_timeout(site)
        get(site, "/a", seconds=0.5 if fault == "slow start" else 5)


def _until_timeout(site: Site) -> None:
    began = time.monotonic()
    assert b"..." in raw(site, "/a", limit=10**9, seconds=0.5)
    assert time.monotonic() - began >= 0.5
    raise TimeoutError


ANSWERED = {
    "empty": (200, b""),
    "no content": (204, b""),
    "truncated gzip": (200, gzip.compress(STORY, mtime=0)[:-20]),
    "gzip that is none": (200, STORY),
    "unknown encoding": (200, STORY),
    "too long": (200, STORY[:-100]),
    "unknown charset": (200, STORY),
    "no content type": (200, STORY),
    "redirect nowhere": (302, b""),
    "server error": (500, b"oops"),
    "forbidden": (403, b"no"),
    "gone": (410, b"gone"),
    "busy": (503, b"busy"),
    "too many": (429, b"busy"),
}
"""Faults that show only in the answer."""


@pytest.mark.parametrize("fault", sorted(ANSWERED))
def test_faults_of_the_answer(site: Site, fault: str) -> None:
    site.pages["/a"] = FAULTS[fault]
    status, _, body = get(site, "/a")
    assert (status, body) == ANSWERED[fault]


def test_a_body_without_end_goes_on_past_a_megabyte(site: Site) -> None:
    site.pages["/a"] = FAULTS["never-ending body"]
    assert len(raw(site, "/a", limit=1_000_000)) >= 1_000_000


def test_a_small_gzip_body_unpacks_to_fifty_megabytes(site: Site) -> None:
    site.pages["/a"] = FAULTS["gzip bomb"]
    body = get(site, "/a")[2]
    assert len(body) < 60_000
    assert len(gzip.decompress(body)) == 50_000_000


def test_redirects_go_in_circles_or_never_end(site: Site) -> None:
    site.pages |= {"/round": FAULTS["redirect to itself"], "/on": FAULTS["redirect for ever"]}
    assert get(site, "/round")[1]["Location"] == "/round"
    hops = ["/on"]
    for _ in range(3):
        hops.append(get(site, hops[-1])[1]["Location"])
    assert hops == ["/on", "/on?hop=1", "/on?hop=2", "/on?hop=3"]


def test_a_slow_body_arrives_completely(site: Site) -> None:
    site.pages["/a"] = FAULTS["slow body"]
    began = time.monotonic()
    assert get(site, "/a")[2] == STORY
    assert time.monotonic() - began >= 1
