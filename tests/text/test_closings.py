"""Lines with which pages close, in the languages of news: they speak of the page and are no text."""

import tomllib
from pathlib import Path

import pytest

from pipelines.items import Hints, Site
from pipelines.markup import parse
from pipelines.text import clean
from pipelines.text.draft import Draft
from pipelines.text.page_view import View
from pipelines.text.pieces import empty_labels

SITE = Site(name="The Moor Echo", url="https://moorecho.example/")
TEXT = (
    "The old mill on the Ember will be turned into a school for carpenters, the county decided on Thursday.",
    "The building has stood empty since its last owner moved to the coast, and part of its roof fell in.",
    "“We will keep every beam that can be kept,” said Ida Marsh, who leads the planning office.",
    "Work is to begin in April and to last about a year. Until then the yard stays closed to visitors.",
)


def told(*lines: str) -> tuple[str, ...]:
    page = "".join(f"<p>{line}</p>" for line in (*TEXT, *lines))
    body = f"<html><head><title>Mill</title></head><body><div><h1>Mill to be a school</h1>{page}</div>"
    return clean(parse(body.encode(), "https://moorecho.example/a/b", None), SITE, Hints()).paragraphs


NOTICES = tomllib.loads(Path(__file__).with_name("closings.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("language", "line"), [(k, line) for k, lines in NOTICES.items() for line in lines])
def test_a_last_line_about_the_page_goes(language: str, line: str) -> None:
    assert told(line) == TEXT, language


LAST = tomllib.loads(Path(__file__).with_name("last_lines.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", list(LAST["page"]))
def test_a_last_line_that_turns_to_the_reader_goes(language: str) -> None:
    assert [line for line in LAST["page"][language]["lines"] if told(line) != TEXT] == []


@pytest.mark.parametrize("language", list(LAST["story"]))
def test_a_last_line_of_a_story_that_only_sounds_so_stays(language: str) -> None:
    assert [line for line in LAST["story"][language]["lines"] if told(line) != (*TEXT, line)] == []


def test_what_a_story_is_about_is_no_channel_of_the_house() -> None:
    story = (
        "The county has a channel on Telegram, and nine thousand people read it each morning, it says.",
        "On Telegram it tells them which roads are closed, and how high the river stands at the mill.",
        "Ida Marsh began it in a winter of floods; since then, Telegram has been the county's loudest voice.",
        *TEXT,
        "You may follow it on Telegram, too, and you need no more than a telephone to do so.",
    )
    page = "".join(f"<p>{line}</p>" for line in story)
    body = f"<html><body><div><h1>A voice in the valley</h1>{page}</div>"
    doc = parse(body.encode(), "https://moorecho.example/a/b", None)
    assert clean(doc, SITE, Hints()).paragraphs == story


def test_the_author_who_speaks_is_no_notice() -> None:
    line = "If you liked this article, write to me; my address is in the newsletter."
    assert told(line) == (*TEXT, line)


def test_an_unknown_element_within_a_sentence_does_not_divide_it() -> None:
    line = "The <ai id='4'>council</ai> paid for the roof, and the <ai>county</ai> for the floor of the hall."
    assert told(line) == (*TEXT, line.replace("<ai id='4'>", "").replace("<ai>", "").replace("</ai>", ""))


def test_a_notice_of_who_may_print_it_again_goes() -> None:
    assert told("本报道为山谷日报原创，未经书面授权不得转载，违者必究。") == TEXT


def test_a_question_about_the_story_is_its_author_s() -> None:
    line = "Do you know another building that carpenters could have? Let us know in the comments!"
    assert told(line) == (*TEXT, line)
    assert told("Do you have another question about this article? Let us know in the comments!") == TEXT


@pytest.mark.parametrize(
    "line",
    [
        "This story first aired on the programme Morning in the Valley.",
        "Dieses Thema im Programm: Moor Radio, Magazin, 12. März 2026, 16:20 Uhr",
        "Cet article a été publié pour la première fois dans l’édition papier du 5 mars.",
        "Texten publicerades ursprungligen i papperstidningen den 5 mars.",
        "特别声明：以上内容为自媒体平台用户上传并发布，本平台仅提供信息存储服务。",
    ],
)
def test_a_last_line_about_where_it_appeared_goes(line: str) -> None:
    assert told(line) == TEXT


def test_all_closing_lines_go_with_the_short_ones_between() -> None:
    lines = ("A mistake?", "Select it and press Ctrl+Enter.", "Support", "Follow us on Facebook and YouTube.")
    assert told(*lines) == TEXT


@pytest.mark.parametrize(
    "line",
    [
        "The guild has collected donations for the roof since autumn, and every donor will have a stone.",
        "“I follow the mill on Facebook,” said a visitor, “and I have seen every nail of it there.”",
        "Marsh first published her plans for the mill in the winter issue of a journal on houses.",
        "Her comment was short: the mill will work again before anyone in this room has moved into it.",
    ],
)
def test_a_last_sentence_of_the_story_stays(line: str) -> None:
    assert told(line) == (*TEXT, line)


def test_what_the_story_is_about_is_no_notice() -> None:
    story = (
        "“Found a mistake” is painted on the gate, and “found a mistake, too” on the old wheel.",
        "The painter says that he found a mistake in every sentence that was on the gate before.",
        *TEXT,
        "Nobody else in the guild has found a mistake on its door, and it may stay as it is.",
    )
    page = "".join(f"<p>{line}</p>" for line in story)
    body = f"<html><body><div><h1>A gate in the valley</h1>{page}</div>"
    doc = parse(body.encode(), "https://moorecho.example/a/b", None)
    assert clean(doc, SITE, Hints()).paragraphs == story


@pytest.mark.parametrize("level", ["h2", "h3"])
def test_all_entries_of_a_list_of_pictures_stay(level: str) -> None:
    lines = [f"{at}. The cat that takes the ferry on the {at}th of the month." for at in range(1, 6)]
    entries = "".join(
        f"<div><{level}>{line}</{level}><figure><img><figcaption>Photo: Kari</figcaption></figure></div>"
        for line in lines
    )
    page = (
        f"<div><h1>Five cats of the harbour</h1><p>They live here, and they pay no fees.</p>{entries}</div>"
    )
    story = clean(parse(page.encode(), "https://moorecho.example/a/b", None), SITE, Hints())
    assert set(lines) <= set(story.paragraphs)


def test_the_only_sentence_of_an_article_is_no_caption() -> None:
    page = f"<div class=post><h1>Mill to be a school</h1><p>{TEXT[0]}</p><div><img src=/a.jpg></div></div>"
    story = clean(parse(page.encode(), "https://moorecho.example/a/b", None), SITE, Hints())
    assert story.paragraphs == TEXT[:1]


def test_a_sentence_in_large_type_above_the_headline_is_the_standfirst() -> None:
    text = "".join(f"<p>{line}</p>" for line in TEXT[1:])
    page = f"<div><div><h2>{TEXT[0]}</h2></div><h1>Mill to be a school</h1>{text}</div>"
    story = clean(parse(page.encode(), "https://moorecho.example/a/b", None), SITE, Hints())
    assert story.paragraphs == TEXT


MACHINES = (
    "AI-generated summary: the mill becomes a school. It may contain errors.",
    "Diese Zusammenfassung wurde mit KI erstellt.",
    "Résumé réalisé par l’IA",
    "Resumen generado por IA",
    "Resumo gerado por IA",
    "Streszczenie wygenerowane przez AI",
    "Краткое содержание от нейросети",
    "Diese Zusammenfassung wurde künstlich erzeugt",
    "Yapay zekâ özeti",
    "ملخص بالذكاء الاصطناعي",
    "AI要約",
    "AI가 요약한 내용입니다",
    "AI摘要，仅供参考",
    "Tóm tắt bởi AI",
)


@pytest.mark.parametrize("line", MACHINES)
def test_a_machine_s_summary_goes_with_its_box(line: str) -> None:
    short = "The county turns the mill into a school, and work on it begins in April."
    for box in (f"<h4>{line}</h4><ul><li>{short}</li><li>April.</li></ul>", f"<p>{line}</p><p>{short}</p>"):
        page = "".join(f"<p>{part}</p>" for part in TEXT)
        body = f"<div><h1>Mill to be a school</h1><div class=k>{box}</div>{page}</div>"
        doc = parse(body.encode(), "https://moorecho.example/a/b", None)
        assert clean(doc, SITE, Hints()).paragraphs == TEXT


def test_the_standfirst_above_a_machine_s_summary_stays() -> None:
    lead, box = "The county turns the mill into a school.", f"<p>{MACHINES[0]}</p><ul><li>A school.</li></ul>"
    page = "".join(f"<p>{part}</p>" for part in TEXT)
    top = f"<header><h1>Mill to be a school</h1><div><p class=lead>{lead}</p><div>{box}</div></div></header>"
    head = f'<head><meta name="description" content="{lead}"></head>'
    doc = parse(f"<html>{head}<body>{top}{page}</body></html>".encode(), "https://moorecho.example/a/b", None)
    assert clean(doc, SITE, Hints()).paragraphs == (lead, *TEXT)


def test_a_story_about_machines_that_write_summaries_stays() -> None:
    story = (
        "Artificial intelligence now writes the summary of each council meeting, and nobody has complained.",
        "The AI listens to the tapes at night, and an editor in the town hall reads what it wrote.",
        *TEXT,
        "Next year the AI is to read the letters to the council, too, and to sort them by their subject.",
    )
    page = f"<div class=x><p>{story[0]}</p></div>" + "".join(f"<p>{part}</p>" for part in story[1:])
    doc = parse(f"<div><h1>A new clerk</h1>{page}</div>".encode(), "https://moorecho.example/a/b", None)
    assert clean(doc, SITE, Hints()).paragraphs == story


@pytest.mark.parametrize(
    ("greeting", "signed"),
    [
        ("Dear swimmers,", ("With warm regards,", "The lifeguards")),
        ("Liebe Leserinnen und Leser,", ("Mit freundlichen Grüßen", "Ihre Müllerin")),
        ("Queridos vecinos:", ("Un saludo cordial,", "La molinera")),
        ("Szanowni Państwo!", ("Z poważaniem", "Młynarka")),
        ("亲爱的邻居们：", ("此致", "敬礼")),
        ("أعزائي الجيران،", ("مع التحية،", "صاحبة الطاحونة")),
    ],
)
def test_a_letter_keeps_its_greeting_and_sign_off(greeting: str, signed: tuple[str, ...]) -> None:
    letter = (greeting, *TEXT, *signed)
    page = "".join(f"<p>{line}</p>" for line in letter)
    body = f"<article><h1>A letter from the mill</h1>{page}</article><div><a href=/x>Most read</a></div>"
    doc = parse(body.encode(), "https://moorecho.example/a/b", None)
    assert clean(doc, SITE, Hints()).paragraphs == letter


@pytest.mark.parametrize("line", ["Ida Marsh", "Local news", "3 March 2026", "Share"])
def test_a_label_is_no_greeting(line: str) -> None:
    page = "".join(f"<p>{part}</p>" for part in (line, *TEXT, "Moor"))
    doc = parse(f"<article><h1>A mill</h1>{page}</article>".encode(), "https://moorecho.example/a/b", None)
    assert clean(doc, SITE, Hints()).paragraphs == TEXT


OFFERS = (
    "Join our WhatsApp channel for the latest news from the valley.",
    "Abonnieren Sie unseren WhatsApp-Kanal und bleiben Sie auf dem Laufenden.",
    "Suivez-nous sur WhatsApp pour recevoir l’actualité en direct.",
    "Únete a nuestro canal de WhatsApp y recibe las noticias al instante.",
    "Siga o nosso canal no WhatsApp e receba as notícias em primeira mão.",
    "Iscriviti al nostro canale Telegram per le notizie in tempo reale.",
    "Dołącz do naszego kanału na WhatsAppie i bądź na bieżąco.",
    "Подписывайтесь на наш Telegram-канал, чтобы быть в курсе новостей.",
    "Підписуйтесь на наш Telegram-канал і читайте новини першими.",
    "WhatsApp kanalımıza abone olun, son dakika haberlerini kaçırmayın.",
    "تابعوا آخر الأخبار عبر قناتنا على واتساب.",
    "برای دریافت تازه‌ترین خبرها به کانال تلگرام ما بپیوندید.",
    "Ikuti saluran WhatsApp kami untuk berita terbaru.",
    "हमारे व्हाट्सएप चैनल से जुड़ें और ताज़ा ख़बरें पाएँ।",
    "Theo dõi kênh Zalo của chúng tôi để cập nhật tin tức mới nhất.",
    "公式LINEで最新ニュースを受け取れます。友だち登録をお願いします。",
    "카카오톡 채널을 추가하고 최신 뉴스를 받아보세요.",
    "关注我们的微信公众号，获取最新消息。",
    "Sign up for our newsletter and get the news every morning.",
    "Volg ons via WhatsApp voor het laatste nieuws.",
)


@pytest.mark.parametrize("place", [0, 2])
def test_an_offer_of_news_elsewhere_goes_wherever_it_stands(place: int) -> None:
    wrong = [line for line in OFFERS if told_in(*TEXT[:place], line, *TEXT[place:]) != TEXT]
    assert wrong == []


def told_in(*lines: str) -> tuple[str, ...]:
    page = "".join(f"<p>{line}</p>" for line in lines)
    doc = parse(
        f"<div><h1>Mill to be a school</h1>{page}</div>".encode(), "https://moorecho.example/a/b", None
    )
    return clean(doc, SITE, Hints()).paragraphs


@pytest.mark.parametrize(
    "shape",
    [
        "<p>{0}</p><p><em>{1}</em></p>",
        "<p>{0}</p><ul><li>{1}</li></ul>",
        "<p>{0}<br><br>{1}</p>",
        "<p>{0}</p><h3>{1}</h3>",
        "<p>{0}</p><p><a href='https://t.me/moor'>{1}</a></p>",
    ],
)
def test_a_last_line_goes_in_any_shape(shape: str) -> None:
    for line in OFFERS:
        page = "".join(f"<p>{part}</p>" for part in TEXT[:-1]) + shape.format(TEXT[-1], line)
        body = f"<div><h1>Mill to be a school</h1>{page}</div>"
        doc = parse(body.encode(), "https://moorecho.example/a/b", None)
        assert clean(doc, SITE, Hints()).paragraphs == TEXT, line


@pytest.mark.parametrize(
    "label", ["Read also –", "Also read:", "Lesen Sie auch:", "À lire aussi :", "関連記事："]
)
@pytest.mark.parametrize("form", ["{}<br>{}", "{} <strong>{}</strong>"])
def test_a_label_whose_link_is_gone_is_cut_off_the_last_paragraph(form: str, label: str) -> None:
    page = "".join(f"<p>{line}</p>" for line in TEXT[:-1]) + f"<p>{form.format(TEXT[-1], label)}</p>"
    link = "<div class='related-posts'><a href='/a/c'>The weir at Ember Lock is to be built again</a></div>"
    body = f"<html><head><title>Mill</title></head><body><div><h1>Mill to be a school</h1>{page}{link}</div>"
    assert clean(parse(body.encode(), "https://moorecho.example/a/b", None), SITE, Hints()).paragraphs == TEXT


@pytest.mark.parametrize(
    "label", ["<h3>More from the Ember</h3>", "<p>इसे भी पढ़े –</p>", "<p>Ook dit nog:</p>"]
)
def test_a_label_above_links_that_were_dropped_goes_whoever_kept_it(label: str) -> None:
    page = "".join(f"<p>{line}</p>" for line in TEXT)
    link = "<h3><a href='/a/c'>The weir at Ember Lock is to be built again</a></h3>"
    body = f"<html><head><title>Mill</title></head><body><div><h1>Mill to be a school</h1>{page}{label}{link}"
    doc = parse(f"{body}</div>".encode(), "https://moorecho.example/a/b", None)
    scan = doc.scan
    last = next(at for at, piece in enumerate(scan.pieces) if piece.text == TEXT[-1])
    draft = Draft(View(scan, 0), [None] * (last + 2) + ["links"] * (len(scan.pieces) - last - 2))
    empty_labels.apply(draft)
    assert draft.remaining.kept[-1] == last


@pytest.mark.parametrize("end", ["He had one wish: to read more", "The mayor also read –", "What he wanted:"])
def test_words_of_the_story_at_its_end_are_no_label(end: str) -> None:
    assert told(f"{TEXT[0]} {end}")[-1] == f"{TEXT[0]} {end}"


@pytest.mark.parametrize("page", ["<h3>The mill</h3>", f"<p>{TEXT[0]}</p><h3>{TEXT[1]}</h3>"])
def test_the_only_text_and_a_heading_that_is_a_sentence_are_no_label(page: str) -> None:
    link = "<h4><a href='/a/c'>The weir at Ember Lock is to be built again</a></h4>"
    scan = parse(f"<div>{page}{link}</div>".encode(), "https://moorecho.example/a/b", None).scan
    draft = Draft(View(scan, 0), [None] * (len(scan.pieces) - 1) + ["links"])
    empty_labels.apply(draft)
    assert draft.remaining.kept == tuple(range(len(scan.pieces) - 1))


@pytest.mark.parametrize(
    "line",
    [
        "Google is not responsible for the content of external sites, the highest court of the county ruled.",
        "Ansvarig utgivare Ann Lee säger att tidningen inte kommer att be om ursäkt för artikeln.",
        "Il direttore responsabile del museo ha detto che la mostra resterà aperta fino a domenica.",
        "เทศบาลเตรียมสนับสนุนงบประมาณซ่อมท่าเรือไม้สองแห่ง คาดว่าจะแล้วเสร็จก่อนสงกรานต์",
        "Nhiều hộ dân ủng hộ việc sửa hai bến gỗ, dự kiến xong trước Tết.",
        "이 대회는 마을 은행이 후원한다고 이장이 말했다.",
    ],
)
def test_a_sentence_about_an_editor_or_a_page_is_text(line: str) -> None:
    assert told(line)[-1] == line
