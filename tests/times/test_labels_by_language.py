"""Dates under the headline in many languages: of events, of the article behind a label, and in datelines."""

from datetime import UTC, datetime

import pytest

from pipelines import times
from pipelines.items import Page, Site
from pipelines.worker.read_page import clean_page

SITE = Site(name="moor", url="https://moorecho.example/", timezone="UTC")
FIRST = "The old mill on the Ember will be turned into a school for carpenters, the county decided."
SECOND = "The building has stood empty since its last owner moved to the coast, and part of its roof fell in."
EVENT = {
    "en": [
        "Event date: 14 October 2026",
        "Date of the event: 14 October 2026",
        "When: 14 October 2026, 7 p.m.",
        "Registration deadline: 14 October 2026",
        "Valid until 14 October 2026",
    ],
    "de": [
        "Veranstaltungsdatum: 14. Oktober 2026",
        "Termin: 14. Oktober 2026",
        "Datum der Veranstaltung: 14.10.2026",
        "Anmeldeschluss: 14.10.2026",
        "Wann: 14. Oktober 2026, 19 Uhr",
    ],
    "fr": [
        "Date de l’événement : 14 octobre 2026",
        "Quand : 14 octobre 2026",
        "Date limite : 14 octobre 2026",
    ],
    "es": [
        "Fecha del evento: 14 de octubre de 2026",
        "Cuándo: 14 de octubre de 2026",
        "Fecha límite: 14/10/2026",
    ],
    "pt": ["Data do evento: 14 de outubro de 2026", "Quando: 14 de outubro de 2026"],
    "it": ["Data dell’evento: 14 ottobre 2026", "Quando: 14 ottobre 2026", "Scadenza: 14 ottobre 2026"],
    "nl": ["Datum evenement: 14 oktober 2026", "Wanneer: 14 oktober 2026"],
    "sv": ["Datum för evenemanget: 14 oktober 2026", "När: 14 oktober 2026"],
    "no": ["Dato for arrangementet: 14. oktober 2026", "Når: 14. oktober 2026"],
    "da": ["Dato for arrangementet: 14. oktober 2026", "Hvornår: 14. oktober 2026"],
    "fi": ["Tapahtuman päivämäärä: 14.10.2026", "Milloin: 14.10.2026"],
    "pl": ["Data wydarzenia: 14 października 2026", "Kiedy: 14 października 2026", "Termin: 14.10.2026"],
    "cs": ["Datum akce: 14. října 2026", "Kdy: 14. října 2026"],
    "hu": ["Az esemény időpontja: 2026. október 14.", "Mikor: 2026. október 14."],
    "ro": ["Data evenimentului: 14 octombrie 2026", "Când: 14 octombrie 2026"],
    "ru": ["Дата мероприятия: 14 октября 2026", "Когда: 14 октября 2026", "Дата проведения: 14.10.2026"],
    "uk": ["Дата заходу: 14 жовтня 2026", "Коли: 14 жовтня 2026"],
    "bg": ["Дата на събитието: 14 октомври 2026", "Кога: 14 октомври 2026"],
    "el": ["Ημερομηνία εκδήλωσης: 14 Οκτωβρίου 2026", "Πότε: 14 Οκτωβρίου 2026"],
    "tr": ["Etkinlik tarihi: 14 Ekim 2026", "Ne zaman: 14 Ekim 2026"],
    "ar": ["تاريخ الفعالية: 14 أكتوبر 2026", "موعد الفعالية: 14 أكتوبر 2026"],
    "fa": ["تاریخ برگزاری: ۲۲ مهر ۱۴۰۵", "زمان برگزاری: ۲۲ مهر ۱۴۰۵"],
    "he": ["תאריך האירוע: 14 באוקטובר 2026"],
    "hi": ["कब: 14 अक्टूबर 2026"],
    "id": ["Tanggal acara: 14 Oktober 2026", "Kapan: 14 Oktober 2026"],
    "vi": ["Ngày diễn ra: 14/10/2026", "Thời gian sự kiện: 14/10/2026"],
    "th": ["วันที่จัดงาน: 14 ตุลาคม 2569"],
    "ja": [
        "開催日：2026年10月14日",
        "開催日時：2026年10月14日 19:00",
        "締切：2026年10月14日",
        "日時：2026年10月14日",
    ],
    "ko": ["행사일시: 2026년 10월 14일", "행사 날짜: 2026년 10월 14일", "접수 마감: 2026년 10월 14일"],
    "zh": [
        "活动日期：2026年10月14日",
        "活动时间：2026年10月14日",
        "举办日期：2026年10月14日",
        "報名截止：2026年10月14日",
    ],
}
PUB = {
    "en": ["Date: 2 March 2026", "Date of publication: 2 March 2026", "Posted on: 2 March 2026"],
    "de": ["Datum: 2. März 2026", "Erscheinungsdatum: 2. März 2026", "Veröffentlichungsdatum: 02.03.2026"],
    "fr": ["Date de publication : 2 mars 2026", "Date : 2 mars 2026"],
    "es": ["Fecha de publicación: 2 de marzo de 2026", "Fecha: 2 de marzo de 2026"],
    "nl": ["Datum: 2 maart 2026", "Publicatiedatum: 2 maart 2026", "Datum publicatie: 2 maart 2026"],
    "ru": ["Дата публикации: 2 марта 2026", "Дата: 2 марта 2026"],
    "pl": ["Data publikacji: 2 marca 2026", "Data dodania: 2 marca 2026"],
    "tr": ["Yayın tarihi: 2 Mart 2026", "Tarih: 2 Mart 2026", "Giriş tarihi: 2 Mart 2026"],
    "zh": ["发布日期：2026年3月2日", "日期：2026年3月2日", "发布时间：2026年3月2日"],
    "ja": ["公開日：2026年3月2日", "掲載日：2026年3月2日", "日付：2026年3月2日"],
    "ko": ["등록일: 2026년 3월 2일", "입력일시: 2026년 3월 2일", "작성일: 2026년 3월 2일"],
    "fa": ["تاریخ انتشار: ۱۱ اسفند ۱۴۰۴"],
    "ar": ["تاريخ النشر: 2 مارس 2026"],
    "id": ["Tanggal terbit: 2 Maret 2026"],
    "vi": ["Ngày đăng: 02/03/2026"],
    "sv": ["Publiceringsdatum: 2 mars 2026"],
    "cs": ["Datum vydání: 2. března 2026", "Datum zveřejnění: 2. března 2026"],
    "el": ["Ημερομηνία δημοσίευσης: 2 Μαρτίου 2026"],
    "hu": ["Megjelenés dátuma: 2026. március 2."],
    "uk": ["Дата публікації: 2 березня 2026"],
    "it": ["Data pubblicazione: 2 marzo 2026", "Data di pubblicazione: 2 marzo 2026"],
    "pt": ["Data de publicação: 2 de março de 2026"],
    "ro": ["Data publicării: 2 martie 2026"],
}
LINE = {
    "en": ["EMBERTON, March 2, 2026 —", "EMBERTON, 2 March 2026 (Agency) -", "Emberton – 2 March 2026 –"],
    "de": ["EMBERTON, 2. März 2026 –", "Emberton, 02.03.2026 -"],
    "fr": ["EMBERTON, le 2 mars 2026 –", "EMBERTON, 2 mars 2026 (AFP) -"],
    "es": ["EMBERTON, 2 de marzo de 2026.-", "Emberton, 2 mar 2026 (EFE).-"],
    "pt": ["EMBERTON, 2 de março de 2026 –"],
    "it": ["EMBERTON, 2 marzo 2026 -", "(Agenzia) Emberton, 2 marzo 2026 -"],
    "nl": ["EMBERTON, 2 maart 2026 –"],
    "sv": ["EMBERTON, 2 mars 2026 –"],
    "da": ["EMBERTON, 2. marts 2026 –"],
    "fi": ["EMBERTON, 2. maaliskuuta 2026 –"],
    "pl": ["EMBERTON, 2 marca 2026 r. –", "Emberton, 02.03.2026 (PAP) -"],
    "cs": ["Emberton 2. března 2026 –", "PRAHA 2. března 2026 (ČTK) -"],
    "hu": ["EMBERTON, 2026. március 2. –"],
    "ro": ["EMBERTON, 2 martie 2026 –"],
    "bg": ["СОФИЯ, 2 март 2026 г. –"],
    "ru": ["МОСКВА, 2 марта 2026 года —", "МОСКВА, 2 марта 2026 г. /ТАСС/.", "Москва. 2 марта 2026 г. –"],
    "uk": ["КИЇВ, 2 березня 2026 року —", "2 березня 2026 року —", "Київ, 2 березня 2026 р. –"],
    "be": ["МІНСК, 2 сакавіка 2026 года —"],
    "sr": ["БЕОГРАД, 2. март 2026. –", "BEOGRAD, 2. mart 2026. –"],
    "hr": ["ZAGREB, 2. ožujka 2026. –"],
    "el": ["ΑΘΗΝΑ, 2 Μαρτίου 2026 –"],
    "tr": ["ANKARA, 2 Mart 2026 –", "Ankara, 02.03.2026 -"],
    "id": ["JAKARTA, 2 Maret 2026 –", "Jakarta (2 Maret 2026) -"],
    "vi": ["Hà Nội, ngày 2 tháng 3 năm 2026 –"],
    "ar": ["القاهرة، 2 مارس 2026 –", "القاهرة - 2 مارس 2026 -"],
    "fa": ["تهران، ۱۱ اسفند ۱۴۰۴ –"],
    "he": ["ירושלים, 2 במרץ 2026 –"],
    "hi": ["नई दिल्ली, 2 मार्च 2026 –"],
    "ja": ["【東京 2026年3月2日】", "東京、2026年3月2日 —"],
    "ko": ["서울, 2026년 3월 2일 –", "[서울, 2026년 3월 2일]"],
    "zh": ["北京2026年3月2日电", "新华社北京2026年3月2日电（记者 陈大文）"],
    "lt": ["VILNIUS, 2026 m. kovo 2 d. –"],
    "lv": ["RĪGA, 2026. gada 2. marts –"],
    "et": ["TALLINN, 2. märts 2026 –"],
    "sk": ["BRATISLAVA 2. marca 2026 –"],
    "sl": ["LJUBLJANA, 2. marec 2026 –"],
    "ca": ["BARCELONA, 2 de març de 2026 –"],
}


def published(language: str, text: str) -> str:
    html = (
        f"<html lang={language}><head><title>Mill to be a school</title></head><body><div>"
        f"<h1>Mill to be a school</h1>{text}<p>{SECOND}</p></div></body></html>"
    )
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    page = Page(url="https://moorecho.example/a/b", body=html.encode(), fetched_at=now, site=SITE)
    chosen = times.choose(clean_page(page).evidence, fetched_at=now, site=SITE)
    return chosen.published_at or ""


@pytest.mark.parametrize("language", list(EVENT))
def test_the_day_of_an_event_is_not_the_article_s(language: str) -> None:
    wrong = [line for line in EVENT[language] if published(language, f"<p>{line}</p><p>{FIRST}</p>")]
    assert wrong == []


@pytest.mark.parametrize("language", list(PUB))
def test_a_day_with_a_label_of_publication_is(language: str) -> None:
    found = {line: published(language, f"<p>{line}</p><p>{FIRST}</p>")[:10] for line in PUB[language]}
    assert set(found.values()) == {"2026-03-02"}, found


@pytest.mark.parametrize("language", list(LINE))
def test_a_dateline_is_read(language: str) -> None:
    found = {line: published(language, f"<p>{line} {FIRST}</p>")[:10] for line in LINE[language]}
    assert set(found.values()) == {"2026-03-02"}, found
