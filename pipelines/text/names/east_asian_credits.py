"""Finds names of reporters in Chinese, Japanese and Korean, where no capital and no space marks a name."""

from __future__ import annotations

import re

from pipelines.markup.words import fold
from pipelines.text.names.credit_words import not_names, words_of

_HAN = "\u4e00-\u9fff々"
_ZH = f"[{_HAN}·]{{2,4}}"
_JA = f"[{_HAN}]{{1,3}}[ \u3000]?[{_HAN}ぁ-んァ-ヶー]{{1,4}}"
_KO = "[\uac00-\ud7af]{2,4}"
_OPEN, _CLOSE = r"[（(【\[［]", r"[）)】\]］]"
_REPORTERS = r"(?:[\u4e00-\u9fff]{0,8}(?:记者|記者|通讯员|特派员|特派員))"
_REPORT = rf"[／/]\s*[{_HAN}]{{2,8}}(?:报道|报导|報導|報道)"
"""What stands behind a reporter: "／山腳鎮報導", a report from there."""
_SIGNED = tuple(
    re.compile(pattern)
    for pattern in (
        # Korean: name, role, and a mail address or a bracket behind it; a dateline may stand before it
        rf"^\s*(?:{_OPEN}[^\])）】］]{{2,24}}{_CLOSE}\s*)?\W*(?:[^=\n]{{1,20}}=\s*)?"
        rf"(?P<names>{_KO}(?:[·,\s]+{_KO}){{0,2}})"
        r"\s*(?:선임|인턴|수습|객원|전문)?(?:기자|특파원|논설위원)(?=$|[\s=\]\)<(·|/:,]|[\w.+-]+@)",
        # Korean: "text" and "pictures", each with a name
        rf"^(?:글|취재)[\s:·]+(?P<names>{_KO})(?=\s*[,·|]?\s*(?:사진|영상|그래픽)|\s*$)",
        # Chinese: the role before the names, both in brackets, or alone on a line
        rf"{_OPEN}{_REPORTERS}[:：\s]*(?P<names>{_ZH}(?:[\s、，,]+(?!通讯员)(?:{_ZH})){{0,3}})[^）)】\]］。]{{0,20}}{_CLOSE}",
        rf"^\s*{_REPORTERS}[:：\s]*(?P<names>{_ZH}(?:[\s、，,]+{_ZH}){{0,3}})\s*(?:[／/]\s*[{_HAN}]{{2,10}})?\s*$",
        # Chinese: the same within a line of facts
        rf"^[^。！？]{{0,60}}?\s(?:记者|記者)[:：\s]+(?P<names>{_ZH})(?=\s|$)",
        rf"^[^。！？]{{0,60}}?\s(?:记者|記者)[:：\s]*(?P<names>{_ZH})\s*{_REPORT}\s*$",
        # Chinese and Japanese: a word for "text", a slash, a dot or an equals sign, and the name
        rf"(?:^|{_OPEN}|\s)(?:取材・文|構成・文|文・構成|文・写真|撰文|文字|采写|撰稿|文)\s*[／/＝=:：・]\s*"
        rf"(?P<names>{_JA}|{_ZH})(?=[\s、|]*(?:$|{_CLOSE}|图|圖|写真|撮影|摄|攝|编辑|編輯|图片))",
        # Japanese: the place and the name in heavy brackets, at the text's beginning
        rf"^[【\[［][^＝=】\]］]{{2,10}}[＝=](?P<names>{_JA})[】\]］]",
        # Japanese: the desk before the name, or the role behind it, alone on a line
        rf"^(?:[{_HAN}]{{2,6}}(?:部|支局|班)[・\s\u3000]+)(?P<names>{_JA})(?:記者|編集委員|特派員)?$",
        rf"^(?P<names>{_JA})(?:記者|編集委員|論説委員|特派員)$",
    )
)
_LAST_WORD = re.compile(rf"[。」！？!?][（(](?P<names>[{_HAN}]{{2,3}}[ \u3000]?[{_HAN}ぁ-んー]{{1,3}})[）)]$")
"""Japanese: a name in brackets behind the last sentence."""
_LAST_HEAVY = re.compile(
    rf"[。」！？!?]\s?[【［\[](?P<desk>[{_HAN}]{{2,6}}(?:部|支局|総局|班)[・\s])?"
    rf"(?P<names>{_JA}(?:[、・]{_JA}){{0,3}})[】］\]]$"
)
"""Japanese: names in heavy brackets, in which labels such as "【写真特集】" stand, too."""
_ALONE = re.compile(rf"{_OPEN}(?P<names>[{_HAN}]{{2}}[ \u3000]?[{_HAN}ぁ-ん]{{1,2}}){_CLOSE}")
"""Japanese: a name in brackets, alone on a line. It must end as given names do."""
_NO_NAME = frozenset("略部日者面版載照社局所会県市町村区時分円省庁相等中後前済別月年歳完了続号回編訳注文")
"""A name does not end with these characters: "（敬称略）", "（社会部）", "（木曜日）"."""
_LEAST = 4  # characters of a name in brackets


def signed_names(text: str, *, last: bool = False) -> list[str]:
    """Return the names of reporters at the beginning or end of a line.

    In the `last` line of an article, a name in brackets behind the last sentence counts too.
    """
    if text.isascii():
        return []
    for pattern in _SIGNED:
        if match := pattern.search(text):
            return _names(match["names"])
    alone = _ALONE.fullmatch(text)
    if alone and (is_short_name(alone["names"]) or _ends_as_given_name(alone["names"])):
        return _names(alone["names"])
    match = _LAST_WORD.search(text) if last else None
    name = match["names"] if match else ""
    is_name = (len(name) >= _LEAST and name[-1] not in _NO_NAME) or is_short_name(name)
    return _persons([name]) if is_name else _heavy_names(text, last)


def _ends_as_given_name(name: str) -> bool:
    return len(name) >= _LEAST and name[-1] in _GIVEN_ENDS


def is_short_name(name: str) -> bool:
    """Return True for a surname of two characters and a given name of one: 佐藤健; 岡山大 is a school."""
    letters = name.replace(" ", "").replace("\u3000", "")
    is_shaped = len(letters) == _LEAST - 1 and letters[-1] not in _OF_SCHOOLS
    return is_shaped and letters[1] in _SURNAME_ENDS and letters[2] in _GIVEN_ENDS


_OF_SCHOOLS = frozenset("大一二三")


def _heavy_names(text: str, last: bool) -> list[str]:
    """Return names in heavy brackets if their desk is beside them, or if one is formed as a name is."""
    match = _LAST_HEAVY.search(text) if last else None
    names = re.split("[、・]", match["names"]) if match else []
    is_sure = match is not None and (match["desk"] or any(map(is_japanese, names)))
    return _persons(names) if is_sure and names[-1][-1] not in _NO_NAME else []


def without_report(text: str) -> str:
    """Return a credit without the place of the report behind it: "陳大文／山腳鎮報導" → "陳大文"."""
    return text if text.isascii() else _ENDS_WITH_REPORT.sub("", text)


_ENDS_WITH_REPORT = re.compile(rf"(?<=[{_HAN}])\s*{_REPORT}\s*$")


def _names(text: str) -> list[str]:
    return _persons(re.split(r"[\s、,，·・/]+", text.strip()))


def _persons(parts: list[str]) -> list[str]:
    names = [part for part in parts if len(part) > 1 and not part.endswith(_REPORTED)]
    persons = [part for part in names if part not in _RANKS and fold(part) not in not_names()]
    return [part for part in persons if not is_house(part)] or persons


def is_japanese(name: str) -> bool:
    """Return True for a Japanese name of four characters: the second ends surnames, the last given names."""
    letters = name.replace(" ", "").replace("\u3000", "")
    is_shaped = _JAPANESE.fullmatch(name) is not None
    return is_shaped and letters[1] in _SURNAME_ENDS and letters[3] in _GIVEN_ENDS


_JAPANESE = re.compile(rf"[{_HAN}]{{2}}[ \u3000]?[{_HAN}]{{2}}")
_SURNAME_ENDS = frozenset(
    "田山川野村本井藤原島嶋木沢澤口崎﨑下上橋林森谷岡石松池水尾江津倉塚内部中辺邊泉瀬宮浦代家間越坂柳地取場永保根米屋合西東方関"
)
_GIVEN_ENDS = frozenset(
    "子美恵香奈帆花菜穂咲苗代江絵枝織紀衣希音月葉里世緒太郎介助也哉夫雄男樹輝一二三人翔大平史司之彦明弘博浩隆健誠治志朗吾斗貴哲幸和行光生春夏秋真優結愛理"
)


def is_house(name: str) -> bool:
    """Return True for a newspaper or an agency, by the end of its name: "강변신문"."""
    return len(name) >= _ORGANISATION and name.endswith(words_of("house"))


_ORGANISATION = 4  # letters; most names of persons have two or three


_REPORTED = ("报道", "报导", "報導", "報道")  # "reported"


_RANKS = frozenset(("인턴", "선임", "수습", "객원", "전문"))  # "intern", "senior" and the like
