"""Live pages, stories in pictures, obituaries, opinions and local pages: what stays and what goes."""

import pytest

from pipelines.items import Hints, Site, Story
from pipelines.markup import parse
from pipelines.markup.sentences import has_sentence
from pipelines.text import clean

TITLE = "A day on the last ferry"
BY = "<p class=by>By Ida Marsh</p>"
TEXT = (
    "<p>The boat to Holm leaves at ten past seven, and the benches are wet when the first of us sit.</p>"
    "<p>Greta Lund, who is 88, brings a stool of her own and has done so since the summer of the flood.</p>"
    "<p>Nobody spoke on the way back, apart from the gulls, who have had the same opinion for years.</p>"
)
CAPTIONS = (
    "Greta Lund is always the first on board. She brings a stool, since the benches are for visitors.",
    "The engine was built in 1958. Walter calls it by his mother's name, but only when it stops.",
    "Nobody spoke on the way back. The gulls did, as they have done on each of these evenings.",
)
FIGURES = "".join(
    f"<figure><img src={at}.jpg><figcaption>{c}</figcaption></figure>" for at, c in enumerate(CAPTIONS)
)
MINUTES = "".join(
    f"<div class=entry><i>{at}'</i><p>The ball went over the roof of the mill, and {at} saw it.</p></div>"
    for at in (90, 71, 46, 12, 1)
)
KEYS = "<h2>Key events</h2><ul><li><a href=#a><time>17:40</time> Bridge at Ashby closed</a></li></ul>"


def read(body: str, title: str = TITLE) -> Story:
    page = (
        f"<html><head><title>{title} | Moor Echo</title></head><body><main><article><h1>{title}</h1>{body}"
        "</article></main></body></html>"
    )
    doc = parse(page.encode(), "https://moor.example/a/ferry-12", "text/html; charset=utf-8")
    return clean(doc, Site(name="moor", url="https://moor.example/"), Hints())


KINDS = [
    ("a story in pictures", f"{BY}<p>I went along on its last day with these.</p>{FIGURES}", CAPTIONS, ()),
    ("gallery", f"{BY}<div class=b>{TEXT}</div><div class=gallery>{FIGURES}</div>", (), CAPTIONS),
    ("captions beside a text", f"{BY}{TEXT}{TEXT.replace('the', 'a')}{FIGURES}", (), CAPTIONS),
    ("minutes of a match", f"{BY}<div class=ticker>{MINUTES}</div>", ("90'", "71'", "1'"), ()),
    ("a label above the text", f"<div class=kicker>90'</div>{BY}<div class=b>{TEXT}</div>", (), ("90'",)),
    (
        "key events of a live page",
        f"{BY}<section>{KEYS}</section><div class=post><h2>Bridge closed</h2>{TEXT}</div>",
        ("Bridge closed",),
        ("Key events", "17:40"),
    ),
    (
        "a biography with the title of a book",
        f"{BY}{TEXT}<p><em>Ida Marsh is a writer. Her last book is “Roof of the Others” (Lea).</em></p>",
        (),
        ("is a writer",),
    ),
    (
        "a writer who quotes herself",
        f"{BY}{TEXT}<p><em>Ida Marsh, I told myself, “never go for bread in a storm”.</em></p>",
        ("I told myself",),
        (),
    ),
    ("a speaker", f"{BY}{TEXT}<p>Ida Marsh: That was all, and mind the gulls.</p>", ("all, and",), ()),
    ("house at the end", f"<div>{TEXT}<p>Moor Echo</p></div><p>Do you want more?</p>", (), ("Moor Echo",)),
]  # fmt: skip


@pytest.mark.parametrize(("body", "stays", "goes"), [row[1:] for row in KINDS], ids=[row[0] for row in KINDS])
def test_kind(body: str, stays: tuple[str, ...], goes: tuple[str, ...]) -> None:
    text = read(body).text
    assert all(line in text for line in stays), text
    assert not any(line in text for line in goes), text


LOCAL = [
    (
        "강가의 물레방아가 다시 돌다",
        "<div><i>홍길동 기자</i><i>입력 2026.03.02. 08:00</i><i>수정 2026.03.02. 09:10</i></div>",
        "강가의 낡은 물레방아가 토요일 삼십 년 만에 다시 돌기 시작했다. 마을 사람들이 고쳤다.",
        ("홍길동",),
    ),
    (
        "กังหันน้ำหมุนอีกครั้ง",
        "<p>เผยแพร่: 2 มี.ค. 2569 08:00 ปรับปรุง: 2 มี.ค. 2569 09:10 โดย: ผู้จัดการออนไลน์</p>",
        "กังหันน้ำเก่าแก่ในหมู่บ้านริมแม่น้ำกลับมาหมุนอีกครั้งเมื่อวันเสาร์ หลังจากหยุดไปนานถึงสามสิบปี",
        (),
    ),
    (
        "กังหันน้ำหมุนอีกครั้งหนึ่ง",
        "<div class=m><span>โดย สมชาย ใจดี</span> <span>2 มีนาคม 2569 เวลา 08:00 น.</span></div>",
        "กังหันน้ำเก่าแก่ในหมู่บ้านริมแม่น้ำกลับมาหมุนอีกครั้งเมื่อวันเสาร์ หลังจากหยุดไปนานถึงสามสิบปี",
        ("สมชาย ใจดี",),
    ),
    (
        "मई में फिर चलेगी नाव",
        "<div>घाटी समाचार, रामपुर | संवाददाता: सीमा वर्मा | 02 मार्च 2026</div>",
        "रामपुर। द्वीप तक जाने वाली नाव मई में ग्यारह साल बाद फिर चलेगी। नए घाट का ख़र्च ज़िला परिषद देगी।",
        ("सीमा वर्मा",),
    ),
]


@pytest.mark.parametrize(("title", "line", "first", "names"), LOCAL)
def test_a_line_of_facts_is_no_text(title: str, line: str, first: str, names: tuple[str, ...]) -> None:
    story = read(f"{line}<div class=b><p>{first}</p><p>{first[5:]}</p><p>{first[8:]}</p></div>", title)
    assert story.text.startswith(first)
    assert story.authors == names


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("입력 2026.03.02. 08:00", False),
        ("입력 2026. 3. 2. 기사가 나왔다. 끝", True),
        ("2 มี.ค. 2569 08:00", False),
        ("He was born in 1931. She was not.", True),
        ("समाचार, रामपुर और आसपास | सीमा वर्मा | 02 मार्च 2026", False),
        ("पनचक्की शनिवार को तीस साल बाद फिर चलने लगी| पूरा गाँव देखने आया था|", True),
    ],
)
def test_a_date_ends_no_sentence(text: str, ends: bool) -> None:
    assert has_sentence(text) is ends
