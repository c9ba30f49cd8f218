"""Names in elements that a page marks, in lines of several roles, and in Japanese brackets at the end."""

import pytest

from pipelines.items import Hints
from pipelines.markup import parse
from pipelines.text import clean
from tests.text.written_pages import SITE, read

PERSON = 'itemprop=author itemscope itemtype="https://schema.org/Person"'
OF_PICTURE = 'itemprop=image itemscope itemtype="https://schema.org/ImageObject"'
ANN, BO = "<a href=/author/ann-lee>Ann Lee</a>", "<a href=/author/bo-ek>Bo Ek</a>"


@pytest.mark.parametrize(
    ("above", "names"),
    [
        (
            f"<dl><dd {PERSON}>Γράφτηκε από τον/την <b itemprop=name>Νίκος Παππάς</b></dd></dl>",
            ("Νίκος Παππάς",),
        ),
        (f"<dl><dd {PERSON}>Zusammen mit <i itemprop=name>Jana Kern</i></dd></dl>", ("Jana Kern",)),
        (f"<table><tr><td {PERSON}>Kirja <b itemprop=name>Mari Tamm</b><td>5.3.2026</table>", ("Mari Tamm",)),
        (f"<figure {OF_PICTURE}><img src=a><small itemprop=author>Bo Ekberg</small></figure>", ()),
        ("<div class=submitted>Lähetti <b class=username>Ann Lee</b> 5.3.2026</div>", ("Ann Lee",)),
        ("<div>Geplaatst door <b>Bram de Wit</b> op do, 05/03/2026 - 11:20</div>", ("Bram de Wit",)),
        ("<div>Opublikowane przez <b>Ola Nowak</b>, 5.3.2026</div>", ("Ola Nowak",)),
        (f"<p><span>By {ANN}</span><span>Edited By: {BO}</span></p>", ("Ann Lee",)),
        (f"<p>By {ANN} | Edited by {BO}</p>", ("Ann Lee",)),
        (f"<div class=byline>{ANN}</div><div>Edited by {BO}</div>", ("Ann Lee",)),
        (f"<p>Edited by {BO}</p>", ("Bo Ek",)),
        (f"<p>By {ANN} and {BO}</p>", ("Ann Lee", "Bo Ek")),
        ("<p><span>By <a>मनोज तिवारी</a></span><span>Edited By: <a>रीना झा</a></span></p>", ("मनोज तिवारी",)),
    ],
)
def test_who_wrote_an_article_is_told_from_others(above: str, names: tuple[str, ...]) -> None:
    assert read(top=above).authors == names


TEXT = (
    "市は四月から、平日の朝に運航する渡し船を中高生に無料で開放する。バスの便が二本減るためだ。",
    "対象は市内の中学校三校と高校二校に通う約二百人。船は川の両岸を六分で結び、自転車も載せられる。",
)
NOTICE = "<div>この記事は有料記事ではありません。会員登録で紙面ビューアーもご利用いただけます。</div>"


def signed(end: str, below: str = "") -> tuple[str, ...]:
    text = "".join(f"<p>{line}</p>" for line in (*TEXT, TEXT[0] + end))
    page = f"<html lang=ja><title>渡し船無料</title><h1>渡し船無料</h1><div>{text}</div>{below}</html>"
    return clean(parse(page.encode(), "https://wan.example/a/1", None), SITE, Hints()).authors


@pytest.mark.parametrize(
    ("end", "names"),
    [
        ("【山田花子】", ("山田花子",)),
        ("［山田花子］", ("山田花子",)),
        ("【山田花子、佐藤一郎】", ("山田花子", "佐藤一郎")),
        ("【東京支局・佐々木健】", ("佐々木健",)),
        ("【写真特集】", ()),
        ("【動画あり】", ()),
        ("【全文掲載】", ()),
        ("【次回に続く】", ()),
        ("【敬称略】", ()),
    ],
)
def test_a_japanese_name_in_heavy_brackets_is_told_from_labels(end: str, names: tuple[str, ...]) -> None:
    assert signed(end) == names
    assert signed(end, NOTICE) == names
