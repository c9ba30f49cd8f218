"""Certificates that are trusted: one for the host, one for another host, one without a host name."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from cryptography import x509

from tests.certificate import LOOPBACK, self_signed
from tests.crawling import FAST, scrapy
from tests.faults import STORY, story
from tests.guard.test_faults import BOUNDED, ends
from tests.site import Site

ELSEWHERE = x509.DNSName("elsewhere.example")
KINDS = {
    "for it": ((LOOPBACK,), "article"),
    "for it and another": ((ELSEWHERE, LOOPBACK), "article"),
    "for another": ((ELSEWHERE,), "BadCertificate"),
    "a common name alone": ((), "BadCertificate"),
}


def test_a_trusted_certificate_has_to_name_the_host(tmp_path: Path) -> None:
    wanted: dict[str, str] = {}
    trusted = tmp_path / "ca.pem"
    with ExitStack() as open_sites:
        for kind, (names, end) in KINDS.items():
            place = tmp_path / kind
            place.mkdir()
            site = open_sites.enter_context(Site(tls=self_signed(place, *names, named=bool(names))))
            site.pages[STORY] = story(f"The one {kind}")
            wanted[f"{site.url}{STORY}"] = end
            with trusted.open("ab") as file:
                file.write((place / "server.pem").read_bytes())
        ran = scrapy(
            tmp_path / "news.db",
            *("crawl", "news", "-a", f"url={','.join(wanted)}", *FAST, *BOUNDED),
            proxy={"SSL_CERT_FILE": str(trusted)},
        )
    assert ends(ran) == wanted
    assert ("its certificate is not valid" in ran.err, "Traceback" in ran.err) == (True, False)
