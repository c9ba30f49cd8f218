"""In which charset a page's bytes are, whatever the page or its server declares."""

import pytest

from pipelines.markup.decode import decode, decode_utf8

RUSSIAN = "<p>Мост через реку закрыли на ремонт до осени, сообщил городской совет во вторник.</p>"
UKRAINIAN = (
    "<p>Міст через річку закрили на ремонт до осені, повідомила міська рада у вівторок, їхати нікуди.</p>"
)
CHINESE = "<p>市政府星期二宣布,河上的大桥将关闭维修,直到秋天才重新开放,市民须绕行。</p>"
TAIWAN = "<p>市政府星期二宣布,河上的大橋將關閉維修,直到秋天才重新開放,市民須繞行。</p>"
JAPANESE = "<p>市は火曜日、川にかかる橋を秋まで修理のため閉鎖すると発表した。住民は回り道をする。</p>"
KOREAN = "<p>시는 화요일 강 위의 다리를 가을까지 수리를 위해 폐쇄한다고 발표했다. 주민들은 우회해야 한다.</p>"
ARABIC = "<p>أعلنت البلدية يوم الثلاثاء إغلاق الجسر فوق النهر للصيانة حتى الخريف المقبل.</p>"
FRENCH = (
    "<p>La mairie a annoncé mardi que le pont serait fermé jusqu’à l’été : « réparé », a-t-elle précisé.</p>"
)
POLISH = (
    "<p>Urząd miasta ogłosił we wtorek, że most będzie zamknięty do jesieni, żeby go naprawić. Źle śpię.</p>"
)
GREEK = "<p>Ο δήμος ανακοίνωσε την Τρίτη ότι η γέφυρα θα μείνει κλειστή μέχρι το φθινόπωρο.</p>"
HEBREW = "<p>העירייה הודיעה ביום שלישי שהגשר מעל הנהר ייסגר לתיקונים עד הסתיו.</p>"
THAI = "<p>เทศบาลประกาศเมื่อวันอังคารว่าจะปิดสะพานข้ามแม่น้ำเพื่อซ่อมแซมจนถึงฤดูใบไม้ร่วง</p>"

SAID = "text/html; charset="
TEXTS = [
    (RUSSIAN, "cp1251"),
    (RUSSIAN, "koi8-r"),
    (UKRAINIAN, "cp1251"),
    (CHINESE, "gb18030"),
    (TAIWAN, "big5"),
    (JAPANESE, "shift_jis"),
    (JAPANESE, "euc_jp"),
    (JAPANESE, "iso2022_jp"),
    (KOREAN, "euc_kr"),
    (ARABIC, "cp1256"),
    (FRENCH, "cp1252"),
    (POLISH, "cp1250"),
    (POLISH, "iso8859-2"),
    (GREEK, "cp1253"),
    (HEBREW, "cp1255"),
    (THAI, "cp874"),
]
LANGUAGE = {
    RUSSIAN: "ru",
    UKRAINIAN: "uk",
    CHINESE: "zh-CN",
    TAIWAN: "zh-TW",
    JAPANESE: "ja",
    KOREAN: "ko",
    ARABIC: "ar",
    FRENCH: "fr",
    POLISH: "pl",
    GREEK: "el",
    HEBREW: "he",
    THAI: "th",
}


@pytest.mark.parametrize(("text", "charset"), TEXTS)
def test_a_charset_in_header_or_meta_is_read(text: str, charset: str) -> None:
    body = text.encode(charset)
    assert decode(body, f"{SAID}{charset}") == text
    meta = f'<meta charset="{charset}">'
    assert decode(meta.encode() + body, "text/html") == meta + text


@pytest.mark.parametrize(("text", "charset"), TEXTS)
def test_a_server_that_says_utf_8_or_nothing_is_not_believed(text: str, charset: str) -> None:
    html = f'<html lang="{LANGUAGE[text]}">{text}'
    for header in ("text/html; charset=utf-8", "text/html", None):
        assert decode(html.encode(charset), header) == html


@pytest.mark.parametrize(("text", "charset"), [each for each in TEXTS if each[0] not in (FRENCH, POLISH)])
def test_a_server_that_says_latin_1_is_not_believed(text: str, charset: str) -> None:
    html = f'<html lang="{LANGUAGE[text]}">{text}'
    assert decode(html.encode(charset), f"{SAID}iso-8859-1") == html


@pytest.mark.parametrize("text", LANGUAGE)
@pytest.mark.parametrize(
    "header", ["iso-8859-1", "windows-1251", "gbk", "shift_jis", "utf-16", "utf-7", "x", ""]
)
def test_utf_8_is_utf_8_whatever_is_declared(text: str, header: str) -> None:
    meta = '<meta charset="windows-1252">'
    assert decode((meta + text).encode(), f"{SAID}{header}") == meta + text
    assert decode((meta + text).encode()[: -len("</p>") - 2], f"{SAID}{header}").startswith(meta + text[:-8])


@pytest.mark.parametrize("text", LANGUAGE)
def test_utf_16_is_read_with_a_bom_and_without(text: str) -> None:
    page = f"<html><head><title>A</title></head><body>{text}</body></html>"
    for header in (None, "text/html", "text/html; charset=utf-8", "text/html; charset=utf-16"):
        assert decode(page.encode("utf-16"), header) == page
        assert decode(page.encode("utf-16-le"), header) == page
        assert decode(page.encode("utf-16-be"), header) == page


@pytest.mark.parametrize("text", LANGUAGE)
@pytest.mark.parametrize("wrong", ["cp1252", "latin-1"])
def test_utf_8_that_was_encoded_twice_is_repaired(text: str, wrong: str) -> None:
    twice = "".join(
        bytes([byte]).decode(wrong, "ignore") or bytes([byte]).decode("latin-1") for byte in text.encode()
    )
    assert decode(twice.encode(), "text/html; charset=utf-8") == text


@pytest.mark.parametrize(
    "text", ["CAFÉ» et «É» : Ã© fermé à l’été", "AÇÃO", "Â© 2026", "<p>Søren Æbelø på Ålø, Ü»</p>"]
)
def test_text_that_only_looks_encoded_twice_stays(text: str) -> None:
    assert decode(text.encode(), None) == text


@pytest.mark.parametrize(
    "charset", ["utf-7", "hz", "unicode_escape", "raw-unicode-escape", "idna", "punycode", "hex"]
)
def test_a_charset_that_no_page_is_in_is_refused(charset: str) -> None:
    body = b"<p>+ADw-script+AD4- ~{VPND~} \\u003cb\\u003e xn--80ak6aa92e</p>"
    assert decode(body, f"{SAID}{charset}") == body.decode()
    assert decode(b"<meta charset=" + charset.encode() + b">" + body, None).endswith(body.decode())


def test_characters_that_cannot_be_read_are_counted() -> None:
    assert (
        decode_utf8(
            b"<p>caf\xc3\xa9 \xff and \xfe, d\xc3\xa9j\xc3\xa0 " + b"\xc3\xa9t\xc3\xa9 " * 20, SAID + "utf-8"
        )[1]
        == 2
    )
    assert decode_utf8("<p>a mark \ufffd of the page's own: été</p>".encode(), None)[1] == 0
