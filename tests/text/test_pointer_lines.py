"""Lines that only point at another page, "READ: …", and lines that begin alike and are text."""

# ruff: noqa: E501 - markup of one shape in one line

import pytest

from pipelines.markup.lexicon import load
from tests.text.written_pages import is_dropped, is_kept

WORDS = [words[0] for words in load("labels")["pointer"].values()]
TITLE = "Havnen får ny kran til foråret"


@pytest.mark.parametrize("word", WORDS)
def test_a_word_before_a_link(word: str) -> None:
    assert is_dropped(f'<p><strong>{word.upper()}: <a href="/b1">{TITLE}</a></strong></p>')


@pytest.mark.parametrize("word", ["READ", "BASAHIN", "TINGNAN", "LIHAT", "LEIA", "ЧИТАЙТЕ"])
def test_a_word_in_capitals_before_a_bold_headline(word: str) -> None:
    assert is_dropped(f"<p><b>{word}: {TITLE}</b></p>")


@pytest.mark.parametrize("line", ['READ | <a href="/1">{}</a>', 'WATCH &gt;&gt; <a href="/1">{}</a>', 'Read - <a href="/1">{}</a>'])  # fmt: skip
def test_other_marks_before_a_link(line: str) -> None:
    assert is_dropped(f"<p>{line.format(TITLE)}</p>")


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("HOLM:", "<p><b>HOLM: Hvad koster det i dag at sejle over?</b></p>"),
        ("What about", '<p><strong>Q: <a href="/b1">What about the ferry</a> that sank?</strong></p>'),
        ("Read: the old", "<p>Read: the old captain has read every book on the shelf, twice, and says so himself at dinner.</p>"),
        ("We never", "<p><b>LEE: We never asked for the money, and nobody gave us any.</b></p>"),
        ("SE: Det er", "<p>SE: Det er et godt spørgsmål, og jeg har tænkt længe over det.</p>"),
        ("A lovely mill", '<p><strong>Verdict:</strong> <a href="/m">A lovely mill</a>, if you like stairs.</p>'),
        ("Village hall", '<p><b>WHERE: <a href="https://hall.example/">Village hall, Mill Lane</a></b></p><p><b>WHEN: Saturday at noon</b></p>'),
    ],
)  # fmt: skip
def test_lines_that_begin_alike(words: str, part: str) -> None:
    assert is_kept(words, part)


LINKS = '<a href="/m1">老船廠變身咖啡館 三代人守著同一座船台</a>', '<a href="/m2">海邊小學只剩十二個學生</a>'


@pytest.mark.parametrize(
    "part",
    [
        f"<p><strong>更多河岸報報導</strong><br>{'<br>'.join(LINKS)}</p>",
        f"<p>更多 TVN 新聞報導</p><p>{LINKS[0]}</p><p>{LINKS[1]}</p>",
        f"<p>更多相關新聞</p><p>{'<br>'.join(LINKS)}</p>",
        f"<p><b>Mehr aus dem Kreis</b><br>{'<br>'.join(LINKS)}</p>",
    ],
)
def test_links_below_a_label_behind_the_text(part: str) -> None:
    assert is_dropped(part, "zh", 4)


@pytest.mark.parametrize(
    ("words", "part", "at"),
    [
        ("河邊的磨坊", '<p><strong>推薦書目</strong><br><a href="https://a.example/1">河邊的磨坊</a><br><a href="https://b.example/2">麵粉的歷史</a></p>', 2),
        ("The river", '<p><b>Two books</b><br><a href="https://a.example/1">The river</a>, by Tom Garth, a history in twelve chapters.<br><a href="https://b.example/2">Flour</a>, by Ann Keel.</p>', 4),
        ("年輕人", "<p>更多年輕人報名參加，村長提醒您早點到，因為麵包很快就賣完。</p>", 4),
    ],
)  # fmt: skip
def test_other_lines_with_links(words: str, part: str, at: int) -> None:
    assert is_kept(words, part, "zh", at)


@pytest.mark.parametrize(
    "line",
    [
        "★《河岸報》提醒您:請勿酒後駕車，以免觸法。",
        "※ 提醒您：飲酒過量有害健康，未滿十八歲請勿飲酒。",
        "★本報關心您：自殺不能解決問題，請撥打1925安心專線。",
        "◎《河岸報》提醒您，吸菸有害健康",
        "※ 우울감 등 말하기 어려운 고민이 있으면 자살예방 상담전화 109에서 상담받을 수 있습니다.",
    ],
)
def test_what_a_paper_reminds_its_readers_of(line: str) -> None:
    assert is_dropped(f"<p>{line}</p>", "zh", 4)


@pytest.mark.parametrize(
    "line", ["★ 時間：三月五日至八日，上午九點到下午五點。", "※ 磨坊週一休館，參觀須事先預約。"]
)
def test_other_lines_with_a_mark(line: str) -> None:
    assert is_kept(line[2:], f"<p>{line}</p>", "zh", 4)
