"""Addresses: one for each page, and never one for two articles."""

import re
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.urls import (
    NotAnAddress,
    _data,
    bare_host,
    bare_netloc,
    canonical,
    country,
    host,
    same_site,
    section,
    section_hosts,
    site,
    split,
    twins,
)

PAGE = "https://example.org/a"

CANONICAL = [
    ("HTTPS://Example.ORG/Path", "https://example.org/Path"),
    ("https://example.org", "https://example.org/"),
    ("https://example.org:443/a", PAGE),
    ("http://example.org:80/a", "http://example.org/a"),
    ("http://example.org:8080/a", "http://example.org:8080/a"),
    ("http://example.org:/a", "http://example.org/a"),
    ("https://example.org./a", PAGE),
    ("  https://example.org/a\n", PAGE),
    ("https://example.org/a\n/b", "https://example.org/a/b"),
    ("https:\\\\example.org\\a", PAGE),
    ("https://reader:secret@example.org/a", PAGE),
    ("https://example.org/a#comments", PAGE),
    ("https://example.org/#!/story/7", "https://example.org/#!/story/7"),
    ("https://example.org/a/./b/../c", "https://example.org/a/c"),
    ("https://example.org/../../a", PAGE),
    ("https://example.org/a/%2E%2e/b", "https://example.org/b"),
    ("https://example.org/%7euser/%41%2f%c3%bc", "https://example.org/~user/A%2F%C3%BC"),
    ("https://example.org/100%", "https://example.org/100%25"),
    ("https://example.org/ایران", "https://example.org/%D8%A7%DB%8C%D8%B1%D8%A7%D9%86"),
    ("https://example.org/a b?q=c d", "https://example.org/a%20b?q=c%20d"),
    ("https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"),
    ("https://example.org/a?", PAGE),
    ("https://example.org/a?&&", PAGE),
    ("https://example.org/a/", "https://example.org/a/"),
    ("https://example.org//a", "https://example.org//a"),
    ("https://example.org/a?b=2&a=1&b=1", "https://example.org/a?b=2&a=1&b=1"),
    ("https://example.org/a?id=7&amp;utm_source=x&amp;amp;p=2", "https://example.org/a?id=7&p=2"),
    ("https://example.org/a;jsessionid=0123?id=7", "https://example.org/a?id=7"),
    ("https://example.org/a/..;jsessionid=0/b", "https://example.org/b"),
    ("https://[2001:DB8::1]:443/a", "https://[2001:db8::1]/a"),
    ("http://127.0.0.1:8000/a", "http://127.0.0.1:8000/a"),
]

# fmt: off
# A row for every rule of urls.toml.
TRACKING = [
    "utm_source=x", "utm_medium=", "UTM_Campaign=y", "utm_id", "mtm_campaign=x", "pk_campaign=x", "pk_kwd=x",
    "pk_keyword=x", "pk_source=x", "pk_medium=x", "pk_content=x", "pk_cid=x", "piwik_campaign=x",
    "itm_source=x", "int_source=x", "int_medium=x", "int_campaign=x", "at_medium=RSS", "at_campaign=x",
    "xtor=RSS-3208", "xtref=x", "xts=467991", "wt_mc=rss.red.ho", "wt_zmc=x", "WT.mc_id=x", "ns_mchannel=rss",
    "ns_source=x", "ns_campaign=x", "ns_linkname=x", "ns_fee=0", "s_cid=x", "s_kwcid=x", "ICID=x", "ncid=x",
    "ocid=x", "cmpid=rss", "cmp=rss", "maca=de-rss-de-all", "_openstat=x", "ito=1490", "fbclid=x", "fb_ref=x",
    "fb_source=x", "fb_action_ids=1", "fb_action_types=x", "mibextid=x", "sfnsn=mo", "gclid=x", "gclsrc=x",
    "dclid=x", "gbraid=x", "wbraid=x", "srsltid=Afm", "_ga=1", "_gl=1", "gaa_at=g", "msclkid=x", "yclid=x",
    "ysclid=x", "twclid=x", "ttclid=x", "igshid=x", "igsh=x", "li_fat_id=x", "rdt_cid=x", "epik=x",
    "irclickid=x", "rb_clickid=x", "dicbo=v2-ppm5bdi", "tblci=x", "obOrigUrl=true", "guccounter=1",
    "guce_referrer=x", "guce_referrer_sig=x", "__twitter_impression=true", "ref_src=x", "ref_url=x",
    "smid=tw", "smtyp=cur", "xing_share=news", "mc_cid=x", "mc_eid=x", "mkt_tok=x", "_hsenc=x", "_hsmi=x",
    "__hssc=x", "__hstc=x", "__hsfp=x", "hsCtaTracking=x", "hss_channel=x", "vero_id=x", "oly_enc_id=x",
    "oly_anon_id=x", "ref=rss", "ref=feedly", "ref=twitter.com", "ref=facebook", "ref=newsletter",
    "ref=homepage", "source=rssfeed", "source=feedly", "source=puerto-reco-2_ABC", "src=rss", "origin=rss",
    "r=rss", "ch=rss_all", "from=rss", "feed=rss", "partner=rssnyt", "emc=rss", "rssfeed=true",
    "cid=clicksource_43", "cid=rss", "ico=top-stories_home", "ico=mosaic_politics", "p1=hp_primary",
    "share=facebook", "share=twitter", "share=email", "share=whatsapp", "share=telegram", "PHPSESSID=x",
    "jsessionid=x", "ASPSESSIONIDQ=x", "ticket=ST-3057", "amp=", "amp", "amp=1", "amp=true", "outputType=amp",
    "output=amp",
]

TELLING = [
    "id=7", "p=3289", "story=7", "article=7", "article717", "articleId=7", "objectId=1503302", "showNews=7",
    "ArtNr=335614", "newsID=111", "pk_no=1412361", "tx_ttnews%5Btt_news%5D=5793", "px=Steam-May",
    "v=srtMWzyqdp8", "page=2", "seite=all", "cid=4711", "ref=7", "source=reuters", "share=7", "r=7", "amp=2",
    "title=Amp", "oldid=588001", "lang=fa", "term=Health", "cHash=36fe", "sid=7", "p1=7", "ico=7", "cmplx=1",
    "campaign=spring", "at=7", "nastupnogo_tizhnya",
]
# fmt: on

NO_ADDRESS = [
    ("", "does not begin"),
    ("example.org/a", "does not begin"),
    ("localhost:8000/a", "does not begin"),
    ("mailto:desk@example.org", "mailto: is not fetched"),
    ("javascript:void(0)", "javascript: is not fetched"),
    ("file:///etc/passwd", "file: is not fetched"),
    ("https://", "is not the name of a host"),
    ("https:///a", "is not the name of a host"),
    ("https://exa mple.org/", "is not the name of a host"),
    ("https://example..org/", "is not the name of a host"),
    ("https://example.org:port/", "port"),
    ("https://example.org:99999/", "ort"),
    ("https://[::1/", "IPv6"),
    ("https://example.org/" + "a" * 2_048, "2,068 characters; at most 2,048"),
    ("https://example.org/" + "م" * 1_000, "6,020 characters"),
]

TWINS = [
    ("https://example.org/a/amp/", "https://example.org/a"),
    ("https://example.org/a/amp", "https://example.org/a/"),
    ("https://example.org/amp/a", PAGE),
    ("https://amp.example.org/a", PAGE),
    ("https://m.example.org/a", "https://www.example.org/a"),
    ("https://example.org/a.amp.html", "https://example.org/a.html"),
    ("https://example.org/a.amp", PAGE),
    ("https://example.org/a/", PAGE),
    (PAGE, "https://example.org/a/"),
    (PAGE, "http://example.org/a"),
    (PAGE, "https://www.example.org/a"),
    ("https://www.example.org/a", "http://example.org/a/"),
    ("https://example.org/a?id=7", "http://example.org/a?id=7"),
]

COUNTRIES = [
    ("https://example.ir/", "IR"),
    ("https://news.example.co.uk/a", "GB"),
    ("https://example.com.co/", "CO"),
    ("https://example.co/", None),
    ("https://example.рф/", "RU"),
    ("https://xn--e1afmkfd.xn--p1ai/", "RU"),
    ("https://example.com/", None),
    ("https://example.eu/", None),
    *((f"https://example.{domain}/", None) for domain in ("io", "tv", "me", "ai", "fm", "to", "ly")),
    ("http://127.0.0.1/", None),
    ("http://localhost:8000/", None),
]


@pytest.mark.parametrize(("given_", "expected"), CANONICAL)
def test_one_form(given_, expected):
    assert canonical(given_) == expected
    assert canonical(expected) == expected


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("b", "https://example.org/a/b"),
        ("/b", "https://example.org/b"),
        ("//b.example/c", "https://b.example/c"),
        ("?id=7", "https://example.org/a/?id=7"),
        ("", "https://example.org/a/"),
        ("../../b", "https://example.org/b"),
    ],
)
def test_relative_to_its_page(link, expected):
    assert canonical(link, "https://example.org/a/") == expected


@pytest.mark.parametrize("parameter", TRACKING)
def test_tracking_parameters_are_removed(parameter):
    assert canonical(f"{PAGE}?id=7&{parameter}") == f"{PAGE}?id=7"
    assert canonical(f"{PAGE}?{parameter}") == PAGE


@pytest.mark.parametrize("rule", _data()["tracking"])
def test_every_rule_has_a_row(rule):
    pattern = re.escape(rule).replace(r"\*", ".*") + ("" if "=" in rule else "(=.*)?")
    assert any(re.fullmatch(pattern, row, re.IGNORECASE) for row in TRACKING)


@pytest.mark.parametrize("parameter", TELLING)
def test_parameters_that_tell_articles_apart_stay(parameter):
    assert canonical(f"{PAGE}?{parameter}") == f"{PAGE}?{parameter}"


@pytest.mark.parametrize(("text", "cause"), NO_ADDRESS)
def test_an_invalid_address_is_refused(text, cause):
    with pytest.raises(NotAnAddress, match=re.escape(cause)) as caught:
        canonical(text)
    assert "\n" not in str(caught.value)
    assert caught.value.cure


HOSTILE = st.text(alphabet=st.sampled_from("/.%?#&=;:@[]!\\ aZ2eE5jü۱\t\u200d\udc80+~-_"), max_size=40)


@given(
    HOSTILE | st.text(max_size=40),
    st.sampled_from(["", "https://example.org/", "https://example.org/?", "https://"]),
)
def test_canonical_twice_is_canonical_once(text, begin):
    try:
        once = canonical(begin + text, "https://example.org/a/b?c")
    except NotAnAddress:
        return
    assert canonical(once) == once
    assert once.isascii()
    assert once not in twins(once)


@given(
    HOSTILE | st.text(max_size=40),
    st.sampled_from(
        ["https://example.org", "https://example.org/", "http://a.example.org/x?", "//example.org/"]
    ),
)
def test_no_text_behind_a_host_leads_to_another_site(text, begin):
    """Nor to another scheme. A text that a browser would take for another host is refused or stays on that
    host."""
    try:
        found = canonical(begin + text, "https://example.org/a/b?c")
    except NotAnAddress:
        return
    assert found.startswith(("http://", "https://"))
    assert host(found) == (urlsplit(found).netloc or None)
    if begin.endswith(("/", "?")):
        assert site(found) == "example.org"


@given(st.text(max_size=80))
def test_an_invalid_address_has_no_parts(text):
    assert all(isinstance(part, str) for part in split(text))


@pytest.mark.parametrize("text", ["http://[", "//[::1", "http://x]/", "http://a\u2100b.example/"])
def test_the_parts_of_an_invalid_address_are_empty(text):
    assert set(split(text)) == {""}


@pytest.mark.parametrize(("url", "twin"), TWINS)
def test_twins(url, twin):
    assert twin in twins(url)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (PAGE, "https://example.org/a/b"),
        (PAGE, "https://example.org/"),
        (PAGE, "https://sport.example.org/a"),
        ("https://example.org/a?id=7", "https://example.org/a?id=8"),
        ("https://example.org/a?id=7", PAGE),
    ],
)
def test_no_twins(a, b):
    assert b not in twins(a)


def test_plain_form_comes_first():
    assert twins("https://m.example.org/a/amp")[0] == PAGE
    assert twins(PAGE)[0] == "https://example.org/a/"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://news.example.co.uk/a", "example.co.uk"),
        ("https://one.github.io/", "one.github.io"),
        ("http://127.0.0.1:8000/a", "127.0.0.1:8000"),
        ("http://localhost:8000/a", "localhost:8000"),
        ("http://[::1]:8000/a", "[::1]:8000"),
        ("https://github.io/", "github.io"),
        ("https://news.herald.example:8443/", "herald.example"),
        ("https://example.org:8443/a", "example.org"),
    ],
)
def test_site(url, expected):
    assert site(url) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.herald.example:8443/a", "herald.example"),
        ("https://WWW.Herald.example/", "herald.example"),
        ("https://news.herald.example/", "news.herald.example"),
        ("https://wwwherald.example/", "wwwherald.example"),
        ("/a/b", ""),
        ("http://[", ""),
    ],
)
def test_bare_host(url, expected):
    assert bare_host(url) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.Herald.example:443/a", "herald.example"),
        ("http://herald.example:443/a", "herald.example:443"),
        ("https://user:8080@herald.example:8080/", "herald.example:8080"),
        ("https://herald.example:port/", "herald.example"),
        ("no address", ""),
    ],
)
def test_bare_netloc(url, expected):
    assert bare_netloc(url) == expected


def test_host_and_same_site():
    assert host("https://reader@News.Example.org:8443/a") == "news.example.org:8443"
    assert same_site("https://news.example.org/a", "https://example.org/b")
    assert not same_site("https://one.github.io/", "https://two.github.io/")


def test_section_hosts():
    page = "https://www.herald.example/"
    sport = [f"https://sport.herald.example/{path}" for path in ("", "a/1.html", "a/2.html")]
    shop = ["https://shop.herald.example/", "https://shop.herald.example/cart"]
    other = [f"https://sport.gazette.example/{path}" for path in ("", "a/1.html", "a/2.html")]
    assert section_hosts([*sport, *shop, *other, "https://herald.example/a", page], page) == {
        "sport.herald.example"
    }
    assert section_hosts(sport[1:], page) == set()
    blogs = [f"https://bo.provider.example/{path}" for path in ("", "a/1.html", "a/2.html")]
    assert section_hosts(blogs, "https://ann.provider.example/") == set()


@pytest.mark.parametrize(("url", "expected"), COUNTRIES)
def test_country(url, expected):
    assert country(url) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://herald.example/news/2026/a-story.html", "news"),
        ("https://herald.example/news/a-story/index.html?page=2", "news"),
        ("https://herald.example/a-story", ""),
        ("https://herald.example/a-story/", ""),
        ("https://herald.example/a-story/index.html", ""),
        ("https://herald.example/2026/05/12/a-story/", ""),
        ("https://herald.example", ""),
        ("https://herald.example/?page=/news/2/a", ""),
    ],
)
def test_section(url, expected):
    assert section(url) == expected
