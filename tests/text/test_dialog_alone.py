"""A page with a picture and a dialog over it has no text; the text of an article in a dialog stays."""

import pytest

from pipelines.items import Hints, Site
from pipelines.markup import parse
from pipelines.text import clean, no_article

SITE = Site(name="giornale", url="https://giornale.example/")
CONSENT = {
    "it": "Per fornire le migliori esperienze, usiamo tecnologie come i cookie per memorizzare dati.",
    "en": "To provide the best experiences, we use technologies like cookies to store device information.",
    "de": "Wir und unsere Partner verwenden Cookies, um Informationen auf einem Gerät zu speichern.",
    "fr": "Nous utilisons des cookies et des technologies similaires pour stocker des informations.",
}
LETTER = {
    "it": "Iscriviti alla newsletter e ricevi ogni mattina le notizie più importanti della tua città.",
    "en": "Sign up to our newsletter and get the most important stories of your town every morning.",
    "de": "Melden Sie sich für den Newsletter an und erhalten Sie jeden Morgen wichtige Nachrichten.",
    "fr": "Inscrivez-vous à la newsletter et recevez chaque matin les nouvelles de votre ville.",
}
KINDS = "<details><summary>Marketing</summary><div>{0}</div></details>"
CAPTION = "The crossword of February, drawn by the class of Ms Rossi, with its answers on the next page."
DIALOG = '<div role="dialog" aria-modal="true">{0}<button>OK</button><button>No</button></div>'


def read(language: str, body: str, dialog: str) -> tuple[str | None, str]:
    page = f"""<html lang={language}><title>Crossword of February - Giornale</title><article>
        <h1>Crossword of February</h1><img src=/a.png>{body}</article><footer>© Giornale</footer>{dialog}"""
    doc = parse(page.encode(), "https://giornale.example/2023/02/04/crossword", "text/html; charset=utf-8")
    story = clean(doc, SITE, Hints())
    return no_article(doc, story), story.text


def dialogs(language: str) -> list[str]:
    line = CONSENT[language]
    asking = f"<p>{line}</p>{KINDS.format(line)}{KINDS.format(line[:50] + line)}"
    return [DIALOG.format(asking), DIALOG.format(f"<p>{LETTER[language]}</p><input type=email>")]


@pytest.mark.parametrize("language", CONSENT)
def test_a_dialog_is_never_the_text(language: str) -> None:
    for dialog in dialogs(language):
        refusal, text = read(language, "", dialog)
        assert refusal in {"empty", "consent"}
        assert text == ""
        assert read(language, f"<p>{CAPTION}</p>", dialog) == (None, CAPTION)


def test_an_article_in_a_dialog_stays() -> None:
    headline = "<h1>Crossword of February</h1>"
    story = f"<p>{CAPTION}</p><p>{CAPTION.replace('February', 'May')}</p>"
    page = f"<title>Crossword of February</title>{DIALOG.format(headline + story)}"
    doc = parse(page.encode(), "https://giornale.example/2023/02/04/crossword", "text/html; charset=utf-8")
    assert "Ms Rossi" in clean(doc, SITE, Hints()).text
