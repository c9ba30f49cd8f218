"""Bylines as common publishing software prints them: author and day are read, and nothing of them is text."""

# ruff: noqa: E501 - markup of one shape in one line

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipelines.items import Page, Site
from pipelines.worker.read_page import clean_page

SENTENCES = {
    "ar": "صوت المجلس يوم الأربعاء على مزيد من المال لإصلاح الجسر القديم فوق النهر، {}.",
    "cs": "Zastupitelé ve středu schválili více peněz na opravu starého mostu přes řeku, {}.",
    "de": "Der Gemeinderat hat am Mittwoch mehr Geld für die alte Brücke über den Fluss beschlossen, {}.",
    "el": "Το συμβούλιο ψήφισε την Τετάρτη περισσότερα χρήματα για την παλιά γέφυρα στο ποτάμι, {}.",
    "en": "The council voted on Wednesday for more money to mend the old bridge over the river, {}.",
    "es": "El pleno aprobó el miércoles más dinero para reparar el viejo puente sobre el río, {}.",
    "fi": "Valtuusto myönsi keskiviikkona lisää rahaa vanhan sillan korjaamiseen joen yli, {}.",
    "fr": "Le conseil a voté mercredi davantage d'argent pour réparer le vieux pont sur la rivière, {}.",
    "hu": "A testület szerdán több pénzt szavazott meg a folyó régi hídjának javítására, {}.",
    "id": "Dewan pada Rabu menyetujui tambahan dana untuk memperbaiki jembatan lama di atas sungai, {}.",
    "it": "Il consiglio ha approvato mercoledì altri fondi per riparare il vecchio ponte sul fiume, {}.",
    "ja": "町議会は水曜日、川にかかる古い橋を修理するための予算を増やすことを決めた、{}。",
    "ko": "의회는 수요일에 강을 건너는 오래된 다리를 고치기 위해 예산을 늘렸다, {}.",
    "nl": "De raad stemde woensdag voor meer geld om de oude brug over de rivier te herstellen, {}.",
    "pl": "Rada przyznała w środę więcej pieniędzy na naprawę starego mostu na rzece, {}.",
    "pt": "A câmara aprovou na quarta-feira mais dinheiro para reparar a velha ponte sobre o rio, {}.",
    "ro": "Consiliul a votat miercuri mai mulți bani pentru repararea vechiului pod peste râu, {}.",
    "ru": "Совет в среду выделил больше денег на ремонт старого моста через реку, {}.",
    "sv": "Kommunen röstade på onsdagen för mer pengar till den gamla bron över ån, {}.",
    "tr": "Meclis çarşamba günü nehrin üzerindeki eski köprünün onarımı için daha çok para ayırdı, {}.",
    "uk": "Рада в середу виділила більше грошей на ремонт старого мосту через річку, {}.",
    "vi": "Hội đồng hôm thứ Tư thông qua thêm tiền để sửa cây cầu cũ bắc qua sông, {}.",
    "zh": "议会星期三投票决定增加资金来修复河上的旧桥，{}。",
}
PARTS = ("one", "two", "three", "four", "five")

CASES: tuple[tuple[str, str, str, str, tuple[str, ...] | None], ...] = (
    (
        "divi",
        "en",
        '<p class="post-meta"> by <span class="author vcard"><a href="/author/ann" rel="author">Ann Lee</a></span> | <span class="published">Mar 3, 2026</span> | <a href="/category/news/">News</a> | <span class="comments-number"><a href="#respond">0 comments</a></span></p>',
        "",
        ("Ann Lee",),
    ),
    (
        "avada",
        "en",
        '<div class="fusion-meta-info"><div class="fusion-meta-info-wrapper">By <span class="vcard"><span class="fn"><a href="/author/ann/">Ann Lee</a></span></span><span class="fusion-inline-sep">|</span><span class="updated rich-snippet-hidden">2026-03-04T10:00:00+00:00</span><span>March 3rd, 2026</span><span>|</span>Categories: <a href="/c/n">News</a><span>|</span><span class="fusion-comments"><a href="#r">0 Comments</a></span></div></div>',
        "",
        ("Ann Lee",),
    ),
    (
        "genesis",
        "en",
        '<p class="entry-meta"><time class="entry-time">March 3, 2026</time> by <span class="entry-author"><a href="/author/ann/"><span class="entry-author-name">Ann Lee</span></a></span> <span class="entry-comments-link"><a href="#respond">Leave a Comment</a></span></p>',
        "",
        ("Ann Lee",),
    ),
    (
        "astra",
        "en",
        '<div class="entry-meta"><span class="comments-link"><a href="#r">Leave a Comment</a></span> / <span class="cat-links"><a href="/c/news">News</a></span> / By <span class="posted-by vcard author"><a href="/author/ann/"><span class="author-name">Ann Lee</span></a></span> / <span class="posted-on">March 3, 2026</span></div>',
        "",
        ("Ann Lee",),
    ),
    (
        "tagdiv",
        "en",
        '<div class="td-module-meta-info"><div class="td-post-author-name"><div class="td-author-by">By</div> <a href="/author/ann/">Ann Lee</a><div class="td-author-line"> - </div> </div><span class="td-post-date"><time class="entry-date">March 3, 2026</time></span><div class="td-post-comments"><a href="#r">0</a></div><div class="td-post-views"><span>25</span></div></div>',
        "",
        ("Ann Lee",),
    ),
    (
        "jnews",
        "en",
        '<div class="jeg_meta_container"><div class="jeg_meta_author"><span class="meta_text">by</span> <a href="/author/ann/">Ann Lee</a></div><div class="jeg_meta_date"><a href="#">March 3, 2026</a></div><div class="jeg_meta_category"><span>in <a href="/c/n">News</a></span></div><div class="meta_reading">Reading Time: 3 mins read</div><div class="zoom">A A</div></div><div class="jeg_share"><div class="counts">0</div><span>SHARES</span><div>12</div><span>VIEWS</span><a href="#">Share on Facebook</a><a href="#">Share on Twitter</a></div>',
        "",
        ("Ann Lee",),
    ),
    (
        "elementor",
        "en",
        '<ul class="elementor-inline-items elementor-post-info"><li><a href="/author/ann/"><span class="elementor-post-info__item--type-author">Ann Lee</span></a></li><li><span class="elementor-post-info__item--type-date">March 3, 2026</span></li><li><span>9:12 am</span></li><li><a href="#r">No Comments</a></li></ul>',
        "",
        ("Ann Lee",),
    ),
    (
        "medium",
        "en",
        '<div class="x1"><div class="x2"><a href="/@ann"><p>Ann Lee</p></a><span>·</span><p><a href="#">Follow</a></p></div><div class="x3"><span>5 min read</span><span>·</span><span>Mar 3, 2026</span></div></div><div class="x4"><p>--</p><p>1</p><button>Listen</button><button>Share</button></div>',
        "",
        ("Ann Lee",),
    ),
    (
        "ghost",
        "en",
        '<div class="gh-article-meta"><h4 class="gh-article-author-name"><a href="/author/ann/">Ann Lee</a></h4><div class="gh-article-meta-content"><time datetime="2026-03-03">Mar 3, 2026</time><span>—</span><span class="gh-article-meta-length">5 min read</span></div></div>',
        "",
        ("Ann Lee",),
    ),
    (
        "squarespace",
        "en",
        '<div class="blog-meta"><time class="dt-published">Mar 3, 2026</time><div class="blog-item-author"><span>Written By</span> <a href="?author=5f">Ann Lee</a></div></div>',
        "",
        ("Ann Lee",),
    ),
    (
        "wix",
        "en",
        '<ul class="post-metadata"><li><span data-hook="user-name">Ann Lee</span></li><li><span title="Mar 3, 2026">Mar 3, 2026</span></li><li><span>3 min read</span></li></ul><p class="upd">Updated: Mar 4, 2026</p>',
        "",
        ("Ann Lee",),
    ),
    (
        "chorus",
        "en",
        '<div class="c-byline">By <span class="c-byline__author"><a href="/authors/ann">Ann Lee</a></span><a class="tw">@annlee</a> <time class="c-byline__item">Mar 3, 2026, 9:12am EST</time> <a href="#c">12 Comments</a></div>',
        "",
        ("Ann Lee",),
    ),
    (
        "arc",
        "en",
        '<div class="b1">By <a href="/author/ann/">Ann Lee</a> and <a href="/author/bo/">Bo Ek</a></div><div class="b2">March 3, 2026 at 9:12 a.m. EST</div>',
        "",
        ("Ann Lee", "Bo Ek"),
    ),
    (
        "mt",
        "en",
        "",
        '<p class="posted">By Ann Lee on March 3, 2026 9:12 AM | <a href="/a.html">Permalink</a> | <a href="#c">Comments (0)</a></p>',
        ("Ann Lee",),
    ),
    (
        "minima",
        "en",
        '<p class="post-meta"><time datetime="2026-03-03T00:00:00+00:00">Mar 3, 2026</time> • <span itemprop="author"><span class="p-author">Ann Lee</span></span></p>',
        "",
        ("Ann Lee",),
    ),
    (
        "papermod",
        "en",
        '<div class="post-meta"><span>March 3, 2026</span>&nbsp;·&nbsp;3 min&nbsp;·&nbsp;Ann Lee</div>',
        "",
        ("Ann Lee",),
    ),
    (
        "docusaurus",
        "en",
        '<div class="margin-vert--md"><time datetime="2026-03-03">March 3, 2026</time> · 3 min read</div><div class="row"><div class="avatar"><div class="avatar__name">Ann Lee</div><small class="avatar__subtitle">Maintainer</small></div></div>',
        "",
        ("Ann Lee",),
    ),
    (
        "hexo",
        "zh",
        '<div class="post-meta"><span>发表于</span><time>2026-03-03</time><span>分类于</span><a href="/c">本地</a><span>阅读次数：</span><span>12</span></div>',
        "",
        (),
    ),
    (
        "discuz",
        "zh",
        '<p class="xg1">2026-3-3 09:12<span class="pipe">|</span>发布者: <a href="space-uid-1.html">陈大文</a><span class="pipe">|</span>查看: <em>123</em><span class="pipe">|</span>评论: 0</p>',
        "",
        ("陈大文",),
    ),
    (
        "dede",
        "zh",
        '<div class="info"><small>时间:</small>2026-03-03 09:12<small>来源:</small>河边晚报 <small>作者:</small>陈大文 <small>点击:</small>123次</div>',
        "",
        ("陈大文",),
    ),
    (
        "zhgov",
        "zh",
        '<div class="ly"><span>发布时间：2026-03-03</span><span>来源：市政府办公室</span><span>字体：[ 大 中 小 ]</span></div>',
        "",
        None,
    ),
    (
        "jpwriter",
        "ja",
        '<div class="meta"><time>2026.03.03</time><span>ライター：田中一郎</span><a href="/c">地域</a></div>',
        "",
        ("田中一郎",),
    ),
    (
        "dle",
        "ru",
        '<div class="story_info">Автор: <a href="/user/ivan/">Иван Лис</a> от 3-03-2026, 09:12, посмотрело: 123</div>',
        "",
        ("Иван Лис",),
    ),
    (
        "ucoz",
        "ru",
        "",
        '<div class="eDetails"><span>Категория</span>: <a href="/news/1">Новости</a> | <span>Добавил</span>: <a href="/index/8-1">Иван Лис</a> (03.03.2026)</div><div>Просмотров: 12 | Рейтинг: 0.0/0</div>',
        ("Иван Лис",),
    ),
    (
        "plnews",
        "pl",
        '<div class="i"><span>Opublikowano: 03.03.2026, 09:12</span> <span>Aktualizacja: 04.03.2026, 10:00</span></div><div class="a">Jan Lis (jl)</div>',
        "",
        ("Jan Lis",),
    ),
    ("czbar", "cs", '<div class="i">Jan Lis | 3. 3. 2026 | 9:12</div>', "", ("Jan Lis",)),
    (
        "itnews",
        "it",
        '<div class="i"><span class="d">3 Marzo 2026 - 09:12</span><span class="a">di <b>Luca Neri</b></span></div>',
        "",
        ("Luca Neri",),
    ),
    (
        "esnews",
        "es",
        '<div class="i"><div>Luis Sanz</div><div>Almería</div><div>03/03/2026 a las 09:12h.</div></div>',
        "",
        ("Luis Sanz",),
    ),
    ("ptnews", "pt", '<div class="i"><p>Rui Sá</p><p>03 mar 2026 · 09:12</p></div>', "", ("Rui Sá",)),
    (
        "nlnews",
        "nl",
        '<div class="i"><span>Door: <b>Jan Bos</b></span><span>3 maart 2026, 09:12</span></div>',
        "",
        ("Jan Bos",),
    ),
    (
        "trnews",
        "tr",
        '<div class="i"><span>Giriş: 03.03.2026 09:12</span><span>Güncelleme: 04.03.2026 10:00</span></div><div class="a"><a href="/yazarlar/ali-kaya">Ali Kaya</a></div>',
        "",
        ("Ali Kaya",),
    ),
    (
        "grnews",
        "el",
        '<div class="i">03.03.2026 • 09:12 <a href="/author/nikos">Νίκος Ρήγας</a></div>',
        "",
        ("Νίκος Ρήγας",),
    ),
    (
        "finews",
        "fi",
        '<div class="i"><span>Pekka Lahti</span><span>3.3.2026 klo 9.12 | päivitetty 4.3.2026 klo 10.00</span></div>',
        "",
        ("Pekka Lahti",),
    ),
    (
        "dknews",
        "sv",
        '<div class="i"><div>Erik Lund</div><div>Publicerad 3 mars 2026 kl 09:12</div></div>',
        "",
        ("Erik Lund",),
    ),
    (
        "hunews",
        "hu",
        '<div class="i"><a href="/szerzo/nagy-peter">Nagy Péter</a><span>2026.03.03. 09:12</span></div>',
        "",
        ("Nagy Péter",),
    ),
    (
        "ronews",
        "ro",
        '<div class="i"><span>Autor: <a href="/autor/ion-rusu">Ion Rusu</a></span><span>Publicat: 03.03.2026 09:12</span></div>',
        "",
        ("Ion Rusu",),
    ),
    (
        "idnews",
        "id",
        '<div class="i"><div>Budi Santoso - Kabar Sungai</div><div>Selasa, 03 Mar 2026 09:12 WIB</div></div>',
        "",
        ("Budi Santoso",),
    ),
    (
        "vinews",
        "vi",
        '<div class="i"><span>Thứ ba, 03/03/2026 - 09:12 (GMT+7)</span></div>',
        '<p style="text-align:right"><strong>Trần Nam</strong></p>',
        ("Trần Nam",),
    ),
    (
        "ukrnews",
        "uk",
        '<div class="i"><span>3 березня 2026, 09:12</span> <span>Автор</span> <span>Петро Лис</span> <span>123 перегляди</span></div>',
        "",
        ("Петро Лис",),
    ),
    (
        "arnews",
        "ar",
        '<div class="i"><span>رنا خوري</span><span>الثلاثاء 03/مارس/2026 - 09:12 ص</span></div>',
        "",
        ("رنا خوري",),
    ),
    (
        "konews",
        "ko",
        '<div class="i"><span>김철수 기자</span><span>승인 2026.03.03 09:12</span><span>댓글 0</span></div>',
        "",
        ("김철수",),
    ),
    (
        "frnews",
        "fr",
        '<div class="i"><p>Publié le 03/03/2026 à 09h12, mis à jour le 04/03/2026 à 10h00</p><p>Luc Petit</p></div>',
        "",
        ("Luc Petit",),
    ),
    (
        "denews",
        "de",
        '<div class="i"><p>03.03.2026, 09:12 Uhr</p><p>Lesezeit: 3 min</p><p>Karl Brenner</p></div>',
        "",
        ("Karl Brenner",),
    ),
    (
        "defoot",
        "de",
        '<p class="d">Dienstag, 3. März 2026</p>',
        '<p class="k">(kb)</p><p>Quelle: dpa</p>',
        None,
    ),
)
"""Name, language, what stands above and below the text, and the authors; None where an office or an agency may be one."""


@pytest.mark.parametrize(
    ("language", "above", "below", "authors"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_the_byline_of_a_publishing_software(
    language: str, above: str, below: str, authors: tuple[str, ...] | None
) -> None:
    lines = tuple(SENTENCES[language].format(part) for part in PARTS)
    title = "Old bridge to be mended at last"
    body = "".join(f"<p>{line}</p>" for line in lines)
    page = (
        f"<html lang={language}><head><title>{title} | Post</title></head><body><header><a href=/>Post</a></header>"
        f"<main><article><h1>{title}</h1>{above}<div class=content>{body}</div>{below}</article></main>"
        "<footer>© 2026 Post</footer></body></html>"
    )
    cleaned = clean_page(
        Page(
            url="https://post.example/news/bridge-mended",
            body=page.encode(),
            fetched_at=datetime(2026, 11, 1, tzinfo=UTC),
            site=Site(name="post", url="https://post.example/"),
            content_type="text/html; charset=utf-8",
        )
    )
    assert (cleaned.refusal, cleaned.story.paragraphs) == (None, lines)
    assert authors is None or cleaned.story.authors == authors
    days = {str(each.day) for each in cleaned.evidence if each.role == "published"}
    assert "2026-03-03" in days
