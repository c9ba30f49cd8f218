"""Boxes of shops' prices in a test of a product go; prices that a reader wants to read stay."""

import pytest

from pipelines.items import Hints, Site
from pipelines.markup import parse
from pipelines.text import clean

TEXT = (
    "<p>The Kestrel 4 is a kettle that hums before it boils, which the cat did not care for at all.</p>",
    "<p>It holds a litre and a half, pours without a drop on the table and keeps warm for half an hour.</p>",
    "<p>The lid is stiff, and the cord is so short that the kettle has to live beside the bread bin.</p>",
    "<p>We would buy it again, were it not for the hum, to which only one of the four of us got used.</p>",
)

GOES = [
    "<div class=mini-product><span>Kestrel 4</span><ul><li>49 € — see offer</li><li>52 €</li></ul></div>",
    "<div class=x><b>Kestrel 4 kettle</b><i>£49.00</i><a href='https://pots.example/k4'>View deal</a></div>",
    "<aside class=buybox><h4>Kestrel 4 kettle</h4><p><a href='https://pots.example/4'>$49</a></p><p>$52</p></aside>",
    "<div class=produkt><p>Kocher Kestrel 4</p><p>49 €</p><a rel=sponsored href='/1'>Zum Angebot</a></div>",
    "<div class=pb><p>Kestrel 4</p><p>49,90 €</p><a href='https://pentole.example/4'>Vedi offerta</a></div>",
    "<div class=w-oferta><p>Hervidor Kestrel 4</p><p>49,90 €</p><a href='/ir/4'>Comprar</a></div>",
    "<div class=b><p>Czajnik Kestrel 4</p><p>219 zł</p><a href='https://g.example/4'>Sprawdź cenę</a></div>",
    "<div class=k><p>Чайник Kestrel 4</p><p>4 990 ₽</p><a href='https://pots.example/4'>В магазин</a></div>",
    "<div class=item-price><p>Kestrel 4 ケトル</p><p>6,980円</p><a href='https://pots.example/4'>価格を見る</a></div>",
    "<div class=prod><p>Kestrel 4</p><p>₩69,000</p><a href='https://pots.example/4'>가격 보기</a></div>",
]

STAYS = [
    "<div class=info><p>Tickets: 8 €</p><p>Children: 4 €</p></div>",
    "<div class=facts><p>Kestrel 4</p><p>Price: £49</p><p>Holds: 1.5 l</p><p>Weight: 900 g</p></div>",
    "<ul><li>Kettle: 49 €</li><li>Toaster: 35 €</li><li>Both: 80 €</li></ul>",
    "<p>The kettle costs 49 €.</p>",
    "<div class=x><p>Kestrel 4, by Potworks, costs 49 € and is sold in all the shops we asked.</p></div>",
    "<table><tr><th>Shop</th><th>Price</th></tr><tr><td>Potshop</td><td>49 €</td></tr></table>",
    "<h2>Why it costs 49 €</h2>",
    "<ul><li>Acheter la bouilloire : 49 €</li><li>La louer : <a href='https://k.example/'>5 €</a></li></ul>",
    "<div class=b><p>絵で見る湯沸かし</p><p>本体 6,980円</p><p>ふた 900円</p><a href='https://k.example/'>資料</a></div>",
    "<div class=b><p>خریداران: 49 €</p><p>دیگران: 60 €</p><p><a href='https://k.example/'>منبع</a></p></div>",
    "<div class=bishop><p>Tea: £2</p><p>Cake: £3</p><p><a href='https://tea.example/'>Tea room</a></p></div>",
    "<div class=price-list><p>Tea: £2</p><p>Cake: £3</p><p><a href='https://tea.example/'>Teas</a></p></div>",
    "<div class=x><p>The kettle in sums</p><p>Lid: £2</p><p>Cord: £3</p><a href='https://t.example/'>Data</a></div>",
]


def told(fragment: str, behind: str = "") -> str:
    body = "".join((*TEXT[:2], fragment, *TEXT[2:], behind))
    html = (
        f"<html><head><title>The kettle Kestrel 4 hums – Moor Echo</title></head><body><main><article>"
        f"<h1>The kettle Kestrel 4 hums</h1><div class=body>{body}</div></article></main></body></html>"
    )
    doc = parse(html.encode(), "https://moor.example/a/kettle-12", "text/html; charset=utf-8")
    return clean(doc, Site(name="moor", url="https://moor.example/"), Hints()).text


@pytest.mark.parametrize("fragment", GOES)
def test_an_offer_goes(fragment: str) -> None:
    assert told(fragment) == told("")


@pytest.mark.parametrize("fragment", STAYS)
def test_a_price_stays(fragment: str) -> None:
    assert told(fragment) != told("")
