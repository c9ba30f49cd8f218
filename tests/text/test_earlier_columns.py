"""A list of an author's earlier columns goes; lists of days that belong to the text stay."""

import pytest

from tests.text.test_price_boxes import told

GOES = [
    "<table><tr><td><b>Columnas anteriores</b></td></tr><tr><td>16 de febrero: El paraguas ajeno</td></tr>"
    "<tr><td>02 de febrero: Carta a un cartero</td></tr></table>",
    "<p><b>Earlier columns</b></p><ul><li>16 February: The umbrella</li><li>2 February: A letter</li></ul>",
    "<h4>Frühere Kolumnen</h4><p>16. Februar: Der fremde Schirm<br>2. Februar: Brief an einen Boten</p>",
    "<h5>Chroniques précédentes</h5><p>16 février – Le parapluie d'autrui</p><p>2 février – La lettre</p>",
    "<h3>Poprzednie felietony</h3><ul><li>16.02. Cudzy parasol</li><li>02.02. List do listonosza</li></ul>",
    "<h3>Eerdere columns</h3><ul><li><a href='/a/1'>De paraplu</a> (16 februari)</li></ul>",
    "<p><strong>Предыдущие колонки:</strong></p><p>16 февраля: Чужой зонт</p><p>2 февраля: Письмо</p>",
    "<p><b>バックナンバー</b></p><p>2月16日 他人の傘</p><p>2月2日 郵便屋への手紙</p>",
]
STAYS = [
    "<h3>What came before</h3><ul><li>16 February: the kettle hummed</li><li>2 February: bought</li></ul>",
    "<h3>Dates</h3><ul><li>3 May: Concert at the mill</li><li>10 May: Reading at the inn</li></ul>",
    "<h3>Earlier articles</h3><p>The first of my articles on kettles spoke of spouts, and I was wrong.</p>",
    "<table><tr><td><b>Results</b></td></tr><tr><td>16 February: Moor 2, Ash 1</td></tr></table>",
]


@pytest.mark.parametrize("fragment", GOES)
def test_earlier_columns_go(fragment: str) -> None:
    assert told("", behind=fragment) == told("")


@pytest.mark.parametrize("fragment", STAYS)
def test_days_of_the_text_stay(fragment: str) -> None:
    assert len(told("", behind=fragment)) > len(told("")) + 20
