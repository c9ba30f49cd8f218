"""A list of an author's earlier columns goes; lists of days that belong to the text stay."""

import pytest

from tests.text.test_price_boxes import told

GOES = [
    "<table><tr><td><b>Columnas anteriores</b></td></tr><tr><td>16 de febrero: "
    "<a href='/a/1'>El paraguas ajeno</a></td></tr></table>",
    "<p><b>Earlier columns</b></p><ul><li>16 February: <a href='/a/1'>The umbrella</a></li></ul>",
    "<h4>Frühere Kolumnen</h4><p>16. Februar: <a href='/a/1'>Der fremde Schirm</a></p>",
    "<h5>Chroniques précédentes</h5><p>16 février – <a href='/a/1'>Le parapluie d'autrui</a></p>",
    "<h3>Poprzednie felietony</h3><ul><li>16.02. <a href='/a/1'>Cudzy parasol</a></li></ul>",
    "<h3>Eerdere columns</h3><ul><li><a href='/a/1'>De paraplu</a> (16 februari)</li></ul>",
    "<p><strong>Предыдущие колонки:</strong></p><p>16 февраля: <a href='/a/1'>Чужой зонт</a></p>",
    "<p><b>バックナンバー</b></p><p>2月16日 <a href='/a/1'>他人の傘</a></p>",
]
STAYS = [
    "<h3>What came before</h3><ul><li>16 February: the kettle hummed</li><li>2 February: bought</li></ul>",
    "<h3>Dates</h3><ul><li>3 May: Concert at the mill</li><li>10 May: Reading at the inn</li></ul>",
    "<h3>Earlier articles</h3><p>The first of my articles on kettles spoke of spouts, and I was wrong.</p>",
    "<table><tr><td><b>Results</b></td></tr><tr><td>16 February: Moor 2, Ash 1</td></tr></table>",
    "<h3>Mehr zum Thema</h3><p>9.6. Erste Probe im Kesselhaus</p><p>11.6. Konzert der Pfeifkessel</p>",
]


@pytest.mark.parametrize("fragment", GOES)
def test_earlier_columns_go(fragment: str) -> None:
    assert told("", behind=fragment) == told("")


@pytest.mark.parametrize("fragment", STAYS)
def test_days_of_the_text_stay(fragment: str) -> None:
    assert len(told("", behind=fragment)) > len(told("")) + 20


def test_numbered_lines_in_a_text_are_no_dates() -> None:
    assert "2.1 Der Deckel" in told("<h3>Inhalt</h3><p>2.1 Der Deckel und das Kabel</p><p>2.2 Das Summen</p>")
