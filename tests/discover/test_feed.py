"""Feeds of every kind, valid and broken."""

import gzip
import time
from contextlib import suppress

import pytest

from crawler.discover.feed import read_feed
from crawler.discover.link import NotAFeed

URL = "https://herald.example/feeds/all.xml"

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"
  xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">
<channel><title>The Herald</title><link>https://herald.example/</link><language>en-gb</language><ttl>30</ttl>
<item>
  <title>River &amp;amp; bridge: &lt;em&gt;both&lt;/em&gt; won &amp;#8211; again</title>
  <link>/2024/05/17/river-and-bridge?utm_source=rss</link>
  <description>Two prizes.</description>
  <content:encoded><![CDATA[<p>The river won.</p><p>And the <a href="/b">bridge</a>.</p>]]></content:encoded>
  <dc:creator>Ada Ford</dc:creator><dc:creator>Ben Pool</dc:creator>
  <category>Rivers</category><category>Bridges</category><category>Rivers</category>
  <pubDate>Fri, 17 May 2024 09:30:00 +0200</pubDate>
  <media:content url="/i/river.jpg" medium="image"/>
  <guid isPermaLink="false">4711</guid>
</item>
<item>
  <title>Second</title>
  <link>https://proxy.example/~r/herald/abc</link>
  <feedburner:origLink>https://herald.example/2024/05/18/the-second-story</feedburner:origLink>
  <pubDate>Sat, 18 May 2024 09:30:00 +0200</pubDate>
  <enclosure url="https://herald.example/i/2.png" type="image/png" length="1"/>
</item>
<item>
  <title>Third</title><guid>https://herald.example/2024/05/19/the-third-story</guid>
  <pubDate>Sun, 19 May 2024 09:30:00 +0200</pubDate>
</item>
<item><title>No address</title><pubDate>Sun, 19 May 2024 09:30:00 +0200</pubDate></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fa"><title>پیک</title>
<link rel="self" href="https://peyk.example/atom"/><link rel="alternate" href="https://peyk.example/"/>
<link rel="next" href="?page=2"/>
<entry><title type="html">رود &amp;laquo;بزرگ&amp;raquo;</title><id>tag:peyk.example,2024:1</id>
<link rel="replies" href="/c"/><link rel="alternate" type="text/html" href="/news/84451/river"/>
<published>2024-05-17T09:30:00+03:30</published><updated>2024-05-18T00:00:00Z</updated>
<author><name>آدا</name></author><category term="ایران"/><summary>یک خط</summary>
<content type="html">&lt;p&gt;متن&lt;/p&gt;</content></entry></feed>"""

RDF = """<?xml version="1.0" encoding="windows-1251"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
<channel rdf:about="https://vestnik.example/"><title>Вестник</title><link>https://vestnik.example/</link>
<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency></channel>
<item rdf:about="https://vestnik.example/2024/05/17/reka"><title>Река</title>
<link>https://vestnik.example/2024/05/17/reka</link><dc:date>2024-05-17T09:30:00+03:00</dc:date>
<dc:creator>Анна</dc:creator></item></rdf:RDF>""".encode("cp1251")

JSON = """{"version": "https://jsonfeed.org/version/1.1", "title": "Herald", "home_page_url": "https://herald.example/",
"language": "en", "items": [
 {"id": "1", "url": "/2024/05/17/river", "title": "River &amp; bridge", "content_text": "One <line>.\\nTwo.",
  "authors": [{"name": "Ada Ford"}, {"name": "Ada Ford"}], "tags": ["rivers"], "image": "/i/1.jpg",
  "date_published": "2024-05-17T09:30:00+02:00", "date_modified": "2024-05-18T00:00:00Z"},
 {"id": "https://herald.example/2024/05/18/second", "author": {"name": "Ben"}, "content_html": "<p>x</p>"},
 {"id": "3"}, "no item"]}"""


def test_rss():
    feed = read_feed(RSS.encode(), URL, "text/xml")
    assert (feed.title, feed.home, feed.language, feed.ttl) == (
        "The Herald",
        "https://herald.example/",
        "en-gb",
        30,
    )
    assert feed.version == "rss20"
    assert (len(feed.links), len(feed.passed), feed.left_out) == (3, 1, 0)
    first, second, third = feed.links
    assert first.url == "https://herald.example/2024/05/17/river-and-bridge"
    assert first.kind == "article"
    hints = first.hints
    assert hints.title == "River & bridge: both won – again"
    assert hints.summary == "Two prizes."
    assert hints.text == '<p>The river won.</p><p>And the <a href="/b">bridge</a>.</p>'
    assert hints.authors == ("Ada Ford", "Ben Pool")
    assert hints.tags == ("Rivers", "Bridges")
    assert hints.published == "Fri, 17 May 2024 09:30:00 +0200"
    assert hints.modified is None
    assert (hints.origin, hints.language, hints.image) == (
        "feed",
        "en-gb",
        "https://herald.example/i/river.jpg",
    )
    assert second.url == "https://herald.example/2024/05/18/the-second-story"
    assert second.hints.image == "https://herald.example/i/2.png"
    assert third.url == "https://herald.example/2024/05/19/the-third-story"


def test_atom():
    feed = read_feed(ATOM.encode(), "https://peyk.example/atom", "application/atom+xml")
    assert (feed.version, feed.title, feed.home) == ("atom10", "پیک", "https://peyk.example/")
    assert feed.next_url == "https://peyk.example/atom?page=2"
    [link] = feed.links
    assert link.url == "https://peyk.example/news/84451/river"
    assert link.hints.title == "رود «بزرگ»"
    assert (link.hints.published, link.hints.modified) == (
        "2024-05-17T09:30:00+03:30",
        "2024-05-18T00:00:00Z",
    )
    assert (link.hints.authors, link.hints.tags) == (("آدا",), ("ایران",))
    assert (link.hints.summary, link.hints.text, link.hints.language) == ("یک خط", "<p>متن</p>", "fa")


def test_rdf_in_an_old_charset():
    feed = read_feed(RDF, "https://vestnik.example/rdf", "text/xml")
    assert (feed.title, feed.ttl, feed.version) == ("Вестник", 30, "rss10")
    [link] = feed.links
    assert link.hints.title == "Река"
    assert (link.hints.published, link.hints.modified) == ("2024-05-17T09:30:00+03:00", None)
    assert link.hints.authors == ("Анна",)


def test_json():
    feed = read_feed(JSON.encode(), "https://herald.example/feed.json", "application/feed+json")
    assert (feed.version, feed.title, feed.home) == ("json11", "Herald", "https://herald.example/")
    first, second = feed.links
    assert first.url == "https://herald.example/2024/05/17/river"
    assert first.hints.title == "River & bridge"
    assert first.hints.text == "<p>One &lt;line&gt;.</p><p>Two.</p>"
    assert first.hints.authors == ("Ada Ford",)
    assert first.hints.image == "https://herald.example/i/1.jpg"
    assert (second.url, second.hints.authors) == ("https://herald.example/2024/05/18/second", ("Ben",))


ITEM = "<item><title>River</title><link>https://herald.example/2024/05/17/river</link></item>"


@pytest.mark.parametrize("version", ["0.90", "0.91", "0.92", "0.93", "0.94", "2.0", ""])
def test_every_rss(version):
    feed = read_feed(f'<rss version="{version}"><channel>{ITEM}</channel></rss>'.encode(), URL)
    assert [link.hints.title for link in feed.links] == ["River"]


@pytest.mark.parametrize(
    "body",
    [
        f"  \n<rss version='2.0'><channel>{ITEM}</channel></rss>",
        f"\ufeff<rss version='2.0'><channel>{ITEM}</channel></rss>",
        f"<rss version='2.0'><channel>{ITEM}",
        f"<rss version='2.0'><channel><description>a & b &nbsp; <br> c</description>{ITEM}</channel></rss>",
        f"<?xml version='1.0' encoding='utf-16'?><rss version='2.0'><channel>{ITEM}</channel></rss>",
        f"<rss version='2.0'><channel><title>\x00\x0b&#x1f;&#xd800;</title>{ITEM}</channel></rss>",
        f"<rss version='2.0' x:y='z'><channel>{ITEM}</channel></rss>",
        f"<rss version='2.0'><channel>{ITEM}</channel></rss><!-- 0.2 s --><script>1</script>",
    ],
)
def test_broken_but_readable(body):
    feed = read_feed(body.encode(), URL)
    assert [(link.hints.title, link.url) for link in feed.links] == [
        ("River", "https://herald.example/2024/05/17/river")
    ]


def test_gzip_is_recognised_by_its_bytes():
    assert len(read_feed(gzip.compress(RSS.encode()), URL, "text/xml").links) == 3


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"<!doctype html><html><body><item>x</item></body></html>", "HTML page"),
        (b"<urlset><url><loc>https://herald.example/a</loc></url></urlset>", "another kind"),
        (b"User-agent: *", "neither XML nor JSON"),
        (b'{"items": []}', "no JSON Feed"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": [', "JSON is broken"),
        (b"\x89PNG\r\n\x1a\n", "neither XML nor JSON"),
    ],
)
def test_other_documents_are_not_feeds(body, cause):
    with pytest.raises(NotAFeed, match=cause) as caught:
        read_feed(body, URL)
    assert str(caught.value).startswith(URL)
    assert caught.value.cure
    assert "\n" not in str(caught.value)


def items(*paths, date="Fri, 17 May 2024 09:30:00 +0200"):
    item = "<item><title>x</title><link>https://herald.example{}</link><pubDate>{}</pubDate></item>"
    return "".join(item.format(path, date) for path in paths)


def rss(entries):
    return f"<rss version='2.0'><channel>{entries}</channel></rss>".encode()


def test_undated_entries_of_a_dated_feed_are_pages():
    pages = items("/what-we-do/our-history/", "/material/", date="Mon, 01 Jan 0001 00:00:00 +0000")
    feed = read_feed(rss(pages + items("/a-short-one", "/b", "/c")), URL)
    assert [link.url.rpartition("/")[2] for link in feed.links] == ["a-short-one", "b", "c"]
    assert len(feed.passed) == 2


def test_a_given_pattern_overrides():
    body = rss(items("/tag/river", "/2024/05/17/river-wins-a-prize"))
    assert [link.url for link in read_feed(body, URL, articles=r"/tag/").links] == [
        "https://herald.example/tag/river"
    ]


def test_entries_over_the_limit_are_counted_and_not_read():
    feed = read_feed(rss(items(*(f"/2024/05/17/river-{n}" for n in range(30)))), URL, max_entries=10)
    assert (len(feed.links), feed.left_out) == (10, 20)


def test_the_same_address_twice_is_one_link():
    feed = read_feed(rss(items("/2024/05/17/river", "/2024/05/17/river?utm_source=rss")), URL)
    assert (len(feed.links), len(feed.passed)) == (1, 1)


@pytest.mark.parametrize("ttl", ["", "soon", "-1", "9" * 5_000, "1.5"])
def test_no_ttl(ttl):
    feed = read_feed(f"<rss version='2.0'><channel><ttl>{ttl}</ttl>{ITEM}</channel></rss>".encode(), URL)
    assert feed.ttl is None


def test_fields_are_bounded():
    tags = "".join(f"<category>{n}</category>" for n in range(500))
    item = f"<item><title>{'x' * 9_000}</title>{tags}<link>/2024/05/17/river</link></item>"
    hints = read_feed(rss(item), URL).links[0].hints
    assert (len(hints.title), len(hints.tags)) == (2_000, 100)


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))


@pytest.mark.parametrize(
    "entity", ['<!ENTITY x SYSTEM "file:///etc/hostname">', f'<!ENTITY l0 "ha">{LAUGHS}']
)
def test_entities_are_not_expanded(entity):
    name = "x" if "SYSTEM" in entity else "l8"
    item = f"<item><title>a&{name};b</title><link>https://herald.example/2024/05/17/river</link></item>"
    feed = read_feed(b"<!DOCTYPE rss [" + entity.encode() + b"]>" + rss(item), URL)
    assert len(feed.links[0].hints.title) < 20


def test_a_feed_of_a_hundred_thousand_elements_is_refused_at_once():
    body = b"<rss><channel>" + b"<time>" * 100_000 + b"</channel></rss>"
    with pytest.raises(NotAFeed, match="100002 elements"):
        read_feed(body, "https://herald.example/feed")


def test_a_feed_with_too_many_elements_gives_its_first_entries():
    entry = "<item><link>https://herald.example/2026/{0}</link>" + "<category>a</category>" * 28 + "</item>"
    body = f"<rss version='2.0'><channel>{''.join(map(entry.format, range(1_900)))}</channel></rss>"
    feed = read_feed(body.encode(), "https://herald.example/feed")
    assert 900 < len(feed.links) + len(feed.passed) < 1_000
    assert feed.left_out == 1_900 - len(feed.links) - len(feed.passed)


def test_a_lone_end_tag_that_breaks_feedparser_is_told():
    with pytest.raises(NotAFeed, match="its XML is broken"):
        read_feed(b"<rss><channel><image></width></image></channel></rss>", URL)


@pytest.mark.parametrize("part", ["<![CDATA[", "<![CDATA[<a>]]>", "<item", "<item><![CDATA["])
def test_a_feed_of_unclosed_tags_is_scanned_once(part: str):
    began = time.process_time()
    with suppress(NotAFeed):
        read_feed(f"<rss version='2.0'><channel>{part * 60_000}".encode(), "https://herald.example/feed")
    assert time.process_time() - began < 5


_ITEM = "<item><title>A title of four words</title><link>/2026/05/04/a-title-of-words</link>{}</item>"


@pytest.mark.parametrize("value", ["1", '"1"', "'<'", '">"'])
def test_a_tag_with_thousands_of_attributes_is_refused_before_parsing(value):
    """Twenty thousand attributes took twelve seconds; twice as many took four times as long."""
    storm = " ".join(f"a{n}={value}" for n in range(200_000))
    with pytest.raises(NotAFeed, match="attributes in one tag"):
        read_feed(f"<rss><channel>{_ITEM.format(f'<x {storm}/>')}</channel></rss>".encode(), URL)


def test_a_long_text_in_cdata_is_not_a_tag():
    text = "<![CDATA[as long as a <b " + "words and " * 500 + "]]>"
    feed = f"<rss><channel>{_ITEM.format(f'<description>{text}</description>')}</channel></rss>"
    assert len(read_feed(feed.encode(), URL).links) == 1
