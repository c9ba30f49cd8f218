"""Pages that sell subscriptions or are about the site are refused; articles about subscriptions are not."""

from typing import NamedTuple

import pytest

from pipelines.items import Hints, Site
from pipelines.markup import parse
from pipelines.text import clean, no_article

SITE = Site(name="kurier", url="https://kurier.example/")
WORDPRESS = (
    '<meta property="og:type" content="article"><meta property="article:modified_time" content="2026-03-04">'
)
POST = WORDPRESS.replace("modified", "published")


class Offer(NamedTuple):
    title: str
    heading: str
    line: str
    plans: tuple[tuple[str, str, str], ...]
    button: str
    answer: str


OFFERS = {
    "en": Offer(
        "Subscribe to the Courier",
        "Local news needs local readers",
        "Join 8,400 neighbours who read the Courier every day. Cancel any time.",
        (("Digital", "£4.50 a month", "Unlimited articles"), ("Print", "£9 a month", "The Saturday paper")),
        "Choose",
        "Yes. Cancel online at any time; you will keep access until the end of the month you have paid for.",
    ),
    "de": Offer(
        "Abonnement - Marler Post",
        "Jetzt Marler Post lesen",
        "Wählen Sie das Abo, das zu Ihnen passt. Jederzeit kündbar.",
        (("Digital", "9,90 € pro Monat", "Alle Artikel"), ("Komplett", "39,90 € pro Monat", "Gedruckt")),
        "Jetzt bestellen",
        "Sie können Ihr Abo jederzeit zum Ende des bezahlten Monats in Ihrem Kundenkonto kündigen.",
    ),
    "sv": Offer(
        "Prenumerera på Kuriren",
        "Välj din prenumeration",
        "Läs Kuriren var du vill. Avsluta när du vill.",
        (("Digital", "99 kr/månad", "Alla artiklar"), ("Helg", "199 kr/månad", "Papperstidningen")),
        "Köp nu",
        "Ja. Du kan avsluta din prenumeration när som helst och läser vidare till månadens slut.",
    ),
    "ru": Offer(
        "Подписка на «Курьер»",
        "Выберите подписку",
        "Читайте «Курьер» без ограничений. Отменить можно в любой момент.",
        (("Цифровая", "299 ₽ в месяц", "Все статьи"), ("Полная", "599 руб. в месяц", "Печатный номер")),
        "Оформить",
        "Да. Подписку можно отменить в любой момент, доступ сохранится до конца оплаченного месяца.",
    ),
    "ja": Offer(
        "購読のご案内｜川新聞",
        "プランを選ぶ",
        "川新聞の記事を読み放題。いつでも解約できます。",
        (("デジタル", "月額980円", "記事が読み放題"), ("紙面セット", "月額3,900円", "毎朝お届け")),
        "申し込む",
        "はい。いつでもマイページから解約でき、お支払い済みの月末までご利用いただけます。",
    ),
    "tr": Offer(
        "Abone ol - Kurye",
        "Size uygun paketi seçin",
        "Kurye'yi sınırsız okuyun. İstediğiniz zaman iptal edin.",
        (("Dijital", "49 TL / ay", "Tüm haberler"), ("Tam", "129 TL / ay", "Cumartesi gazetesi")),
        "Satın al",
        "Evet. Aboneliğinizi istediğiniz zaman iptal edebilir, ay sonuna kadar okuyabilirsiniz.",
    ),
}
CARD = "<div class=plan><h2>{0}</h2><p>{1}</p><ul><li>{2}</li></ul><a href=/checkout>{3}</a></div>"
RADIO = "<label><input type=radio name=plan><b>{0}</b> <span>{1}</span></label><p>{2}</p>"
ROW = "<table><tr><td>{0}</td><td>{1}</td><td>{2}</td><td><button>{3}</button></td></tr></table>"


def verdict(title: str, body: str, head: str, address: str) -> str | None:
    page = f"<title>{title}</title>{head}<main>{body}</main>"
    doc = parse(page.encode(), f"https://kurier.example/{address}", "text/html; charset=utf-8")
    return no_article(doc, clean(doc, SITE, Hints()))


@pytest.mark.parametrize("head", ["", WORDPRESS])
@pytest.mark.parametrize("card", [CARD, RADIO, ROW])
@pytest.mark.parametrize("language", OFFERS)
def test_a_page_of_subscriptions_is_no_article(language: str, card: str, head: str) -> None:
    offer = OFFERS[language]
    cards = "".join(card.format(*plan, offer.button) for plan in offer.plans)
    answer = f"<details><summary>?</summary><p>{offer.answer}</p></details>"
    body = f"<h1>{offer.heading}</h1><p>{offer.line}</p>{cards}{answer}"
    assert verdict(offer.title, body, head, "abo-42") in {"service", "login"}


STORY = (
    "<p>The Courier will cost more from January, its publisher said on Tuesday, because paper and the vans "
    "that bring it to eleven villages have become dearer for the third year in a row.</p>",
    "<p>Readers on the market square took the news calmly, although several of them said that they would "
    "now share one copy with the neighbours, as their parents had done.</p>",
)
OFFER = OFFERS["en"]
CARDS = "".join(CARD.format(*plan, "Choose") for plan in OFFER.plans)
PRICES = "<ul><li>Digital: £4.50 a month</li><li>Print: £9 a month</li><li>Both: £11 a month</li></ul>"
FEES = (
    "<ul><li><a href=/p/1>Parking</a>: £30 a month</li><li><a href=/p/2>Garden bin</a>: £50 a year</li></ul>"
)
NEWS = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Readers to pay more"}</script>'


@pytest.mark.parametrize(
    ("title", "body", "head"),
    [
        ("Subscriptions to the Courier will cost more", "".join(STORY) + PRICES, ""),
        ("Subscribers to pay more", STORY[0] + PRICES + STORY[1], POST),
        ("Subscribers to pay more", STORY[0] + CARDS, ""),
        ("Subscribers to pay more", STORY[0] + CARDS, NEWS),
        ("Ferry to run again in spring", STORY[0] + CARDS, ""),
        ("Ferry to run again in spring", "<p>The council has voted for it.</p>" + CARDS, POST),
        ("What a subscription to a gym costs in Marlow", "".join(STORY) + CARDS, ""),
        ("Council plans higher fees", "<p>The council plans two rises.</p>" + FEES + "".join(STORY), POST),
        ("Subscriptions to films will cost more", STORY[0] + FEES + STORY[1], ""),
        ("Subscriptions to films will cost more", "<p>Both will cost more.</p>" + FEES + "".join(STORY), ""),
    ],
)
def test_an_article_on_prices_or_above_offers_stays(title: str, body: str, head: str) -> None:
    assert verdict(f"{title} | Courier", f"<h1>{title}</h1>{body}", head, "news/2041-x") is None


@pytest.mark.parametrize("head", ["", WORDPRESS])
@pytest.mark.parametrize(
    "title", ["Contact", "Impressum", "Fale conosco", "Выходные данные", "İletişim", "運営会社"]
)
def test_a_page_of_the_site_about_itself_is_no_article(title: str, head: str) -> None:
    body = f"<h1>{title}</h1>{STORY[0]}{STORY[1]}"
    assert verdict(f"{title} | Courier", body, head, "about") == "service"
    assert verdict(f"{title} | Courier", body, POST, "about") is None
