"""Small articles in several languages, with a part put among their paragraphs."""

# ruff: noqa: E501 - lines of dense scripts

from pipelines.items import Hints, Site, Story
from pipelines.markup import parse
from pipelines.text import clean, no_article

SITE = Site(name="site", url="https://kystposten.example/")
IMAGE = '<img src="/i/a.jpg" width="640" height="400" alt="">'
ARTICLES = {
    "da": (
        "Den gamle ferge sejlede i mandags over fjorden for første gang i nitten år, siger kaptajn Ane Holm.",
        "Otte frivillige har brugt tre vintre på at skifte hver eneste planke i skroget, fra køl til ræling.",
        "Billetten koster det samme som dengang, og kaffen er stadig for tynd, siger de første passagerer.",
        "Til foråret vil foreningen sejle to gange om dagen, hvis kommunen betaler for en ny anløbsbro.",
    ),
    "ko": (
        "강가의 낡은 방앗간이 30년 만에 다시 돌기 시작했다고 읍사무소가 12일 밝혔다. 밀가루는 주민들이 나눴다.",
        "스무 가구가 추운 날씨에도 첫 밀가루를 천 주머니에 담아 집으로 가져갔다. 방앗간은 일요일마다 문을 연다.",
        "학교는 앞으로 토요일마다 빵을 구워 장터에서 팔고, 그 돈으로 체육관 지붕을 고칠 계획이다.",
        "내년 여름에는 다리를 새로 놓고 관광객에게 방앗간을 보여 줄 예정이라고 이장은 말했다.",
    ),
    "zh": (
        "河邊的老磨坊停擺三十年後，上週一重新轉動，鎮公所表示，第一批麵粉已經分給居民。",
        "二十戶人家冒著寒風，把第一批麵粉裝進布袋帶回家，有人說這是小時候的味道。",
        "學校今後每週六會烤麵包，拿到市集上賣，用賺來的錢修補體育館漏水的屋頂。",
        "明年夏天，村裡打算開放磨坊給遊客參觀，前提是能籌到錢蓋一座新的小橋。",
    ),
}
TITLES = {
    "da": "Den gamle ferge sejler igen over fjorden",
    "ko": "마을 방앗간이 30년 만에 다시 돈다",
    "zh": "老磨坊三十年後重新轉動",
}


def read(part: str = "", language: str = "da", at: int = 1, top: str = "") -> Story:
    """Return the article with `part` before its paragraph number `at`, and `top` below the headline."""
    lines = [f"<p>{line}</p>" for line in ARTICLES[language]]
    text = "".join((*lines[:at], part, *lines[at:]))
    title = TITLES[language]
    page = (
        f"<html lang={language}><head><title>{title} | Kystposten</title></head><body><nav><a href=/>K</a>"
        f"</nav><main><h1>{title}</h1>{top}<div class=tx>{text}</div></main></body></html>"
    )
    doc = parse(page.encode(), "https://kystposten.example/a/ferge-12", "text/html; charset=utf-8")
    story = clean(doc, SITE, Hints())
    assert no_article(doc, story) is None
    return story


def is_dropped(part: str, language: str = "da", at: int = 1) -> bool:
    """Return True if nothing of a part is in the text, and every paragraph is."""
    return read(part, language, at).paragraphs == ARTICLES[language]


def is_kept(words: str, part: str, language: str = "da", at: int = 1) -> bool:
    """Return True if the words of a part are in the text, and every paragraph is."""
    story = read(part, language, at)
    return words in story.text and not set(ARTICLES[language]) - set(story.paragraphs)
