"""What a page's head says about its article."""

import pytest

from pipelines.items import Hints
from pipelines.markup import parse
from pipelines.text.metadata import head_fields as metadata
from pipelines.text.metadata import topics
from pipelines.text.metadata.language import read


def document(page, url="https://www.moorecho.co.uk/a/b"):
    return parse(page.encode(), url, "text/html; charset=utf-8")


@pytest.mark.parametrize(
    ("address", "believed"),
    [
        ("https://moorecho.co.uk/news/flood", True),
        ("https://amp.moorecho.co.uk/news/flood", True),
        ("https://valleypost.co.uk/news/flood", False),  # the last two labels belong to a registry
        ("https://moorecho.co.uk.example/news/flood", False),
        ("https://notmoorecho.co.uk/news/flood", False),
        ("https://moorecho.co.uk/", False),
        ("http://[", False),
    ],
)
def test_a_canonical_address_is_on_the_same_site(address, believed):
    doc = document(f"<link rel=canonical href='{address}'><p>Text.</p>")
    assert (metadata.canonical_url(doc) == address) is believed


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "海港委员会昨天晚上投票决定重建东码头，起重机倒塌之后卡车一直不能驶入码头，工程师说木桩烂了。",
            "zh",
        ),
        (
            "委員会は火曜日の夜、東の岸壁を建て直すことを決めた。車は通れないままだ。",
            "ja",
        ),
        (
            "항만 위원회는 화요일 밤 동쪽 부두를 다시 짓기로 결정했다. 트럭은 다니지 못한다.",
            "ko",
        ),
        ("คณะกรรมการท่าเรือลงมติเมื่อคืนวันอังคารให้สร้างท่าเทียบเรือด้านตะวันออกขึ้นใหม่", "th"),
        (
            "Το συμβούλιο του λιμανιού αποφάσισε να ξαναχτίσει την ανατολική αποβάθρα.",
            "el",
        ),
        ("تأخر قطاف الزيتون نحو أسبوعين هذا العام بسبب شح الأمطار، والحبة صغيرة لكن نسبة الزيت عالية.", "ar"),
        ("برداشت زیتون امسال به دلیل کمبود باران دو هفته دیرتر آغاز شد و دانه‌ها کوچک‌ترند.", None),
        ("اس سال بارش کی کمی کی وجہ سے زیتون کی چنائی دو ہفتے دیر سے شروع ہوئی ہے۔", None),
        ("東港 (East Harbour)", None),
    ],
)
def test_a_script_of_one_language_tells_it(text, language):
    assert read(text * 2) == language


def test_an_id_has_plain_digits_whatever_the_page_s_script():
    doc = document("<meta name=articleid content='۹۹۱۲۳'><p>متن.</p>")
    assert metadata.external_id(doc, doc.scan, 0) == "99123"


def test_codes_of_the_house_are_no_tags():
    codes = "DESK:SEA-FLOODS, paywall, has_video, theme:wide, IAB-QAG1"
    doc = document(f"<meta name=keywords content='{codes}, Floods, COVID-19, e-bike'><p>Text.</p>")
    assert topics.tags(doc, Hints()) == ("Floods", "COVID-19", "e-bike")
