"""Every spelling of an address that must not be requested, and addresses that must be allowed."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from crawler.guard.addresses import Policy, RefusedAddressError, kind_of_host, place_of

SPELLINGS: dict[str, list[str]] = tomllib.loads((Path(__file__).parent / "spellings.toml").read_text("utf-8"))
ROWS = [(host, kind) for kind, hosts in SPELLINGS.items() for host in hosts]

PUBLIC = [
    "news.example",
    "www.xn--bcher-kva.example",
    "bücher.example",
    "localhost.example",
    "notlocal",
    "1and1.example",
    "127.0.0.1.example",
    "0x7f.example",
    "8.8.8.8",
    "134744072",
    "0x08080808",
    "11.0.0.1",
    "172.15.255.255",
    "172.32.0.1",
    "169.253.1.1",
    "100.63.255.255",
    "100.128.0.1",
    "192.167.1.1",
    "198.17.255.255",
    "223.255.255.255",
    "[2606:4700:4700::1111]",
    "[2a00:1450:4001:800::200e]",
    "[::ffff:8.8.8.8]",
    "[64:ff9b::8.8.8.8]",
    "[2002:808:808::1]",
    "[2001:4860:4860::8888]",
]


@pytest.mark.parametrize(("host", "kind"), ROWS)
def test_every_spelling_of_a_private_address_is_refused(host: str, kind: str) -> None:
    assert kind_of_host(host) == kind


@pytest.mark.parametrize("host", PUBLIC)
def test_a_public_address_is_allowed(host: str) -> None:
    assert kind_of_host(host) is None
    Policy().check(f"https://{host}/")


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("http://127.0.0.1/", "PrivateAddress"),
        ("http://127.0.0.1:8000/a?b#c", "PrivateAddress"),
        ("http://news.example@127.0.0.1/", "PrivateAddress"),
        ("http://news.example:80@127.1:9200/", "PrivateAddress"),
        ("http://127.0.0.1\\@news.example/", "NotAnAddress"),
        ("http://[::1]:80/", "PrivateAddress"),
        ("http:///a", "NotAnAddress"),
        ("http://1.2.3.4.5/", "NotAnAddress"),
        ("http://[::1/", "NotAnAddress"),
        ("http://news.example:99999/", "NotAnAddress"),
        ("http://news.example:x/", "NotAnAddress"),
        ("file:///etc/passwd", "UnsupportedURLScheme"),
        ("ftp://news.example/", "UnsupportedURLScheme"),
        ("gopher://127.0.0.1:6379/_x", "UnsupportedURLScheme"),
        ("data:text/html,x", "UnsupportedURLScheme"),
        ("javascript:alert(1)", "UnsupportedURLScheme"),
        ("s3://bucket/key", "UnsupportedURLScheme"),
        ("https://news.example/" + "a" * 5000, "UrlTooLong"),
    ],
)
def test_an_address_is_refused_by_name(url: str, kind: str) -> None:
    with pytest.raises(RefusedAddressError) as refused:
        Policy(longest=4096).check(url)
    assert refused.value.kind == kind
    assert len(str(refused.value)) < 500


def test_a_source_on_a_private_address_may_request_only_that_one() -> None:
    policy = Policy(places=frozenset({"10.0.0.7:80", "wiki.example:8080"}))
    policy.check("http://10.0.0.7/a")
    assert policy.refuses("10.0.0.9", "wiki.example:8080") is None
    for url in ("http://10.0.0.7:9200/", "http://10.0.0.8/", "https://10.0.0.7/"):
        with pytest.raises(RefusedAddressError):
            policy.check(url)
    assert policy.refuses("10.0.0.9", "news.example:80")


@pytest.mark.parametrize("host", SPELLINGS["metadata"])
def test_a_metadata_service_is_never_requested(host: str) -> None:
    url = f"http://{host}/latest/"
    with pytest.raises(RefusedAddressError, match="metadata"):
        Policy(allow=True, places=frozenset({place_of(url)})).check(url)


def test_a_setting_allows_the_rest() -> None:
    Policy(allow=True).check("http://127.0.0.1:8000/")
    with pytest.raises(RefusedAddressError):
        Policy(allow=True).check("http://127.0.0.1\\@news.example/")
    assert Policy(allow=True).refuses("fe80::1%eth0", "a.example:80") is None


def test_no_password_is_shown() -> None:
    with pytest.raises(RefusedAddressError) as refused:
        Policy().check("http://bob:s3cret@10.0.0.1/")
    assert "s3cret" not in str(refused.value)
