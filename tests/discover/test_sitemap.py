"""Sitemaps, indexes, and other documents that are served in their place."""

import gzip

import pytest

from crawler.discover.sitemap import NotASitemap, read_sitemap

URL = "https://herald.example/sitemap.xml"
SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"

NEWS = f"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="{SPACE}" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
  xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc> https://herald.example/river </loc><lastmod>2024-05-18</lastmod>
 <news:news><news:publication><news:name>Herald</news:name><news:language>en</news:language></news:publication>
 <news:publication_date>2024-05-17T09:30:00+02:00</news:publication_date>
 <news:title>River &amp; bridge</news:title><news:keywords>rivers, bridges</news:keywords></news:news>
 <image:image><image:loc>https://herald.example/i/1.jpg</image:loc><image:title>A</image:title></image:image>
</url>
</urlset>"""

INDEX = f"""<sitemapindex xmlns="{SPACE}">
<sitemap><loc>https://herald.example/s/2024-05.xml.gz</loc><lastmod>2024-05-18T00:00:00Z</lastmod></sitemap>
<sitemap><loc>/s/2024-04.xml</loc></sitemap><sitemap><loc>{URL}</loc></sitemap><sitemap><loc></loc></sitemap>
</sitemapindex>"""


def urlset(*paths, space=f' xmlns="{SPACE}"', prefix=""):
    entry = "<{0}url><{0}loc>https://herald.example{1}</{0}loc></{0}url>"
    return f"<{prefix}urlset{space}>{''.join(entry.format(prefix, path) for path in paths)}</{prefix}urlset>"


def paths(sitemap):
    return [link.url.removeprefix("https://herald.example") for link in sitemap.links]


def test_news():
    sitemap = read_sitemap(NEWS.encode(), URL, "application/xml")
    assert (sitemap.kind, sitemap.complete, len(sitemap.passed)) == ("urlset", True, 0)
    [link] = sitemap.links
    assert (link.url, link.kind) == ("https://herald.example/river", "article")
    assert link.hints.origin == "sitemap"
    assert link.hints.title == "River & bridge"
    assert link.hints.published == "2024-05-17T09:30:00+02:00"
    assert link.hints.modified == "2024-05-18"
    assert link.hints.language == "en"
    assert link.hints.tags == ("rivers", "bridges")
    assert link.hints.image == "https://herald.example/i/1.jpg"


def test_index():
    sitemap = read_sitemap(INDEX.encode(), URL)
    assert (sitemap.kind, len(sitemap.passed)) == ("index", 2), "itself and the empty one are passed over"
    first, second = sitemap.links
    assert (first.url, first.kind) == ("https://herald.example/s/2024-05.xml.gz", "sitemap")
    assert first.hints.modified == "2024-05-18T00:00:00Z"
    assert second.url == "https://herald.example/s/2024-04.xml"


STORY = "/2024/05/17/river-wins-prize"


@pytest.mark.parametrize(
    "body",
    [
        urlset(STORY),
        urlset(STORY, space=""),
        urlset(STORY, space=' xmlns="https://www.sitemaps.org/schemas/sitemap/0.84"'),
        urlset(STORY, prefix="ns0:", space=' xmlns:ns0="x"'),
        urlset(STORY, prefix="ns0:", space=""),
        "\n\n<?xml version='1.0' encoding='UTF-8'?>" + urlset(STORY),
        "\ufeff" + urlset(STORY),
        "<?xml version='1.0' encoding='utf-16'?>" + urlset(STORY),
        urlset(STORY).replace("</url>", "<title>caf&eacute; & &#xd800; é</title></url>"),
        urlset(STORY).replace("url>", "URL>").replace("<loc>", "<loc>\n\t"),
        f"https://herald.example{STORY}\nhttps://herald.example/about\n\nno address\n",
        "<rss version='2.0'><channel><item><title>x</title><link>https://herald.example"
        + STORY
        + "</link></item></channel></rss>",
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>x</title><link href="'
        + STORY
        + '"/></entry></feed>',
    ],
)
def test_sloppy(body):
    assert paths(read_sitemap(body.encode(), URL)) == [STORY]
    assert paths(read_sitemap(gzip.compress(body.encode()), URL + ".gz", "application/gzip")) == [STORY]


def test_pages_are_distinguished_from_articles():
    sitemap = read_sitemap(urlset("/", "/about", "/tag/a-river-and-more", "/politics/", STORY).encode(), URL)
    assert paths(sitemap) == [STORY]
    assert len(sitemap.passed) == 4


def test_the_name_of_a_sitemap_is_evidence():
    body = urlset("/river-wins").encode()
    assert paths(read_sitemap(body, URL)) == []
    assert paths(read_sitemap(body, "https://herald.example/post-sitemap2.xml")) == ["/river-wins"]
    body = urlset("/the-river-of-all-things-and-more").encode()
    assert paths(read_sitemap(body, "https://herald.example/post_tag-sitemap.xml")) == []


def test_a_given_pattern():
    body = urlset("/about", "/the-river-manual-of-all-things").encode()
    assert paths(read_sitemap(body, URL, articles="/about$")) == ["/about"]
    assert paths(read_sitemap(body, URL)) == ["/the-river-manual-of-all-things"]


@pytest.mark.parametrize(
    ("body", "options", "count"),
    [
        (urlset(*(f"/2024/05/17/river-{n}" for n in range(30))), {"max_entries": 10}, 10),
        (urlset(*(f"/2024/05/17/river-{n}" for n in range(30))), {"max_bytes": 700}, 10),
        (urlset(STORY)[:-9], {}, 1),
        (urlset(STORY)[:-30], {}, 0),
        (urlset(STORY), {"max_entries": 1}, 1),
    ],
)
def test_limits_and_damage_are_reported(body, options, count):
    sitemap = read_sitemap(body.encode(), URL, **options)
    assert len(sitemap.links) == count
    assert sitemap.complete is (options == {"max_entries": 1})


@pytest.mark.parametrize("end", ["\n<!-- made by a plugin -->", "<!-- 9 queries --><!-- .2 s -->\n \n", "\n"])
def test_comments_behind_the_last_tag_cut_nothing_off(end):
    """The last entry was lost, and the account of the run called the sitemap broken."""
    sitemap = read_sitemap((urlset(STORY) + end).encode(), URL)
    assert (paths(sitemap), sitemap.complete) == ([STORY], True)
    assert read_sitemap((urlset(STORY)[:-9] + end).encode(), URL).complete is False


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        (b"", "empty"),
        (b"\x1f\x8b\x08\x00", "empty"),
        (b"<!doctype html><html><body>Not found</body></html>", "HTML page"),
        (b"<opml version='2.0'><body/></opml>", "its root is <opml>"),
        (b"User-agent: *", "no XML"),
        (b"\x89PNG\r\n\x1a\n", "no XML"),
    ],
)
def test_other_documents_are_not_sitemaps(body, cause):
    with pytest.raises(NotASitemap, match=cause) as caught:
        read_sitemap(body, URL)
    assert caught.value.cure
    assert "\n" not in str(caught.value)


def test_entities_are_not_expanded():
    doctype = '<!DOCTYPE urlset [<!ENTITY x SYSTEM "file:///etc/hostname"><!ENTITY y "expanded">]>'
    body = doctype + urlset(STORY + "-&x;&y;")
    assert paths(read_sitemap(body.encode(), URL)) == [STORY + "-"]


@pytest.mark.parametrize("inner", ["<a/>" * 400, "<url>" + "<a/>" * 400 + "</url>"])
def test_few_elements_that_are_not_entries_are_read(inner):
    body = urlset(STORY).replace("</urlset>", inner + "</urlset>").encode()
    assert read_sitemap(body, URL, max_entries=10).complete is False
    assert read_sitemap(body, URL, max_entries=100).complete is True


@pytest.mark.parametrize("before", ["", "<!-- > -->", "<?a <b c='?>", "<title><![CDATA[<b c=']]></title>"])
def test_a_tag_with_too_many_attributes_is_refused(before):
    attributes = " ".join(f'a{n}="&lt;>"' for n in range(2_000))
    with pytest.raises(NotASitemap, match="2000 attributes in one tag"):
        read_sitemap(f"<urlset>{before}<url {attributes}></url></urlset>".encode(), URL)
