"""Finds small boxes in or behind the text that ask the reader to subscribe, pay, vote or write.

No sign decides alone: each has a weight.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from lxml import html

from pipelines.markup.cues import cue
from pipelines.markup.scan import Box
from pipelines.markup.scripts import is_unspaced
from pipelines.markup.sentences import has_sentence, quotes_at_length
from pipelines.markup.words import fold
from pipelines.text.draft import Draft
from pipelines.text.lines.notices import pieces_by_notice
from pipelines.text.lines.reader_lines import kinds_in, words_in
from pipelines.text.metadata.site_name import host_word
from pipelines.text.model.features import Column
from pipelines.urls import same_site

_LARGEST, _MOST_PIECES = 600, 9  # characters and pieces of such a box
_LARGEST_APPEAL, _MOST_OF_APPEAL = 2_500, 20  # of one with a form or link for payments
_PART = 0.35  # of the kept text; a larger box is the article
_LEAST_TEXT = 200  # characters of text outside of the box
_REPEATED = 3  # boxes of one form are parts of the article, or entries
_LEAST_PLACE = 0.9  # sum of the weights of elements and place; other boxes are paragraphs
_FEW_PIECES = 4  # of a box without a field or button
_FEW_AFTER = 2  # sentences that may stand below a box behind the text
_SAME_SUBJECT = -1.0  # a box with so many of the article's words is part of it
_ENOUGH = 3.9  # sum of the weights
_STEM = 5  # letters that two forms of a word share
_CONTENT = 4  # letters of a word that is not "the" or "and"
_LEAST_WORDS = 4  # content words; with fewer, their share says little
_USUAL_OVERLAP = 0.3  # of a paragraph's content words occur elsewhere in the article
_BUTTON_TEXT = 40  # characters
PLAIN = frozenset(
    ("p", "li", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "dd", "dt", "pre")
)
_CALL_ADDRESS = re.compile(
    r"^(?:mailto|tel|sms):|//(?:www\.)?(?:wa\.me|t\.me|telegram\.me|(?:chat|api|web)?\.?whatsapp\.com|play\.google\.com|"
    r"apps\.apple\.com|itunes\.apple\.com|patreon\.com|paypal\.|ko-fi\.com|steadyhq\.com|buymeacoffee\.com)"
    r"|[/.=_-](?:subscri|subskri|suscri|abonn|abbon|donat|donaz|donac|doar|doe|spende|newsletter|membership|support-?us|"
    r"unterst(?:ue|%c3%bc|ü)tz|soutenir|sostieni|apoi[ae]|apoya|steun|doneer|stod-|wesprzyj|podpor|destek|mitglied|socio|"
    r"sign-?up|register|anmeld|prenum|tilaa|assin|join|app)[\w-]*/?(?:[?#]|$)",
    re.I,
)
_PAYMENT = re.compile(
    r"//(?:[\w-]+\.)?(?:paypal|patreon|liberapay|opencollective|ko-fi|buymeacoffee|donorbox)\.", re.I
)
_HOSTS = re.compile(r"^(?:https?:)?//([\w.-]+)|@([\w-]+(?:\.[\w-]+)+)", re.I)
_ANYBODYS = re.compile(
    r"(?:^|\.)(?:wa\.me|t\.me|telegram\.(?:me|org)|whatsapp\.com|google\.com|apple\.com|patreon\.com|paypal\.\w+|"
    r"ko-fi\.com|steadyhq\.com|buymeacoffee\.com|facebook\.com|instagram\.com|twitter\.com|x\.com|youtube\.com|linkedin\.com|"
    r"substack\.com|"
    r"(?:gmail|googlemail|yahoo|hotmail|outlook|gmx|mail|yandex)\.[\w.]+)$",
    re.I,
)
"""Hosts at which any house may have an account."""
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<!\w)\+\d{1,3}[\d ()-]{7,}")
MONEY = re.compile(
    r"[$€£₹₺₴₦₩¥₽]\s?\d|\d\s?(?:[$€£₹₺₴₦₩₽]|(?:eur|euro|kr|kronor|kroner|zł|kč|lei|ft|tl|руб|грн)\b|円|원|元|บาท|دولار|درهم|ريال|جنيه)",
    re.I,
)
_STANDFIRST = 2  # pieces
_TOOLS = frozenset(("share", "media"))
_NOT_ASKING = frozenset(("me", "summary", "machine"))
_ASKING = frozenset(("mistake", "views", "support", "talk", "subscribers", "follow", "privacy"))
"""Notices that speak to the reader."""
_OWN_VOICE = frozenset(("we", "you", "house"))


@dataclass(frozen=True, slots=True)
class Unit:
    """A small box, or one paragraph."""

    box: int
    pieces: tuple[int, ...]
    """Its kept pieces."""


class Calls:
    """The kept text as such boxes, and the signs of each."""

    def __init__(self, draft: Draft, odds: Column) -> None:
        self.draft, self.odds, self.first = draft, odds, draft.first_content()
        self.units = tuple(_units(draft, set(draft.leads)))
        self.openings = tuple(_openings(draft))
        """Such boxes around a standfirst that only its place shows."""
        self.texts = {unit.box: _text_of(draft, unit) for unit in (*self.openings, *self.units)}
        """The text of each whole box, with the buttons that other rules dropped."""
        boxes = draft.scan.boxes
        self.forms = Counter((boxes[unit.box].tag, boxes[unit.box].classes) for unit in self.units)
        self.prose = [at for at in draft.kept() if draft.is_prose(at)]
        """The kept sentences, in page order."""
        prose_boxes = (boxes[draft.scan.pieces[at].box] for at in self.prose)
        forms = Counter((box.tag, box.classes) for box in prose_boxes).most_common(1)
        self.usual_form = forms[0][0] if forms else None
        self.last_prose = max(filter(self._is_body, self.prose), default=-1)
        self.house = houses(draft)

    def _is_body(self, at: int) -> bool:
        """Return True for a sentence in the box that has most of them."""
        return self.draft.scan.boxes[self.draft.scan.pieces[at].box].parent == self.body

    @cached_property
    def body(self) -> int:
        return body_of(self.draft, self.prose)

    @cached_property
    def words(self) -> dict[int, set[str]]:
        """The content words of each box."""
        return {box: _content_words(text) for box, text in self.texts.items()}

    @cached_property
    def uses(self) -> Counter[str]:
        """In how many boxes each content word occurs, without openings; the title is one more."""
        words = (self.words[unit.box] for unit in self.units)
        return Counter(chain(*words, _content_words(self.draft.title or "")))

    def place_signs(self, unit: Unit) -> dict[str, float]:
        """Return the signs in the box's elements and place."""
        box, text = self.draft.scan.boxes[unit.box], self.texts[unit.box]
        is_behind = unit.pieces[0] > self.last_prose and self._prose_after(unit) <= _FEW_AFTER
        hrefs = [link.get("href") or "" for link in box.element.iter("a")]
        may_have_mail = "@" in text or "+" in text  # the pattern takes a hundred times as long
        has_address = any(map(_CALL_ADDRESS.search, hrefs)) or (may_have_mail and bool(_MAIL.search(text)))
        is_others = self._is_others(unit)
        return {
            "control": 2.0 * _has_control(box.element, with_tools=not self._may_be_standfirst(unit)),
            "address": 1.0 * (has_address and not is_others),
            "short link": 0.0 if is_others else _ends_with_link(box.element),
            "marked": 0.9 * self._is_marked(unit),
            "apart": 1.0 * (self._has_own_form(box) or (is_behind and self.is_elsewhere(unit))),
            "behind": 0.7 * is_behind,
            "repeated": -1.5 * (box.tag not in PLAIN and self.forms[box.tag, box.classes] >= _REPEATED),
        }

    def _may_be_standfirst(self, unit: Unit) -> bool:
        """Return True for one or two lines directly above the text."""
        return unit.pieces[0] <= self.first and len(unit.pieces) <= _STANDFIRST

    def _is_others(self, unit: Unit) -> bool:
        """Return True if a box has an address of another house: a police station, a charity."""
        links = self.draft.scan.boxes[unit.box].element.iter("a")
        texts = (*(link.get("href") or "" for link in links), self.texts[unit.box])
        addresses = (text for text in texts if "//" in text or "@" in text)
        hosts = {first or second for text in addresses for first, second in _HOSTS.findall(text)}
        if not hosts:
            return False
        own = [word for name in self.house for word in words_in(name) if len(word) >= _CONTENT]
        own += filter(None, [host_word(self.draft.view.url)])
        others = [host for host in hosts if not same_site(f"https://{host}/", self.draft.view.url)]
        return any(not _ANYBODYS.search(host) and not any(w in host.lower() for w in own) for host in others)

    def _has_own_form(self, box: Box) -> bool:
        """Return True for a box that is no plain paragraph, and not of the form that most sentences have."""
        form = (box.tag, box.classes)
        return box.tag not in PLAIN and form != self.usual_form and self.forms[form] < _REPEATED

    def _is_marked(self, unit: Unit) -> bool:
        """Return True for a paragraph of a form of its own that is links and bold text only."""
        box, pieces = self.draft.scan.boxes[unit.box], [self.draft.scan.pieces[at] for at in unit.pieces]
        form = (box.tag, box.classes)
        marked = sum(piece.link_size + piece.strong_size for piece in pieces)
        is_other = bool(box.classes) and form != self.usual_form and self.forms[form] < _REPEATED
        has_both = any(piece.links for piece in pieces) and any(piece.strong_size for piece in pieces)
        return is_other and has_both and marked >= 0.9 * sum(len(piece.text) for piece in pieces)

    def _prose_after(self, unit: Unit) -> int:
        """Return the number of kept sentences below a box."""
        return len(self.prose) - bisect_right(self.prose, unit.pieces[-1])

    def is_elsewhere(self, unit: Unit) -> bool:
        """Return True for a box that is not in the one that has most sentences."""
        return self.body not in set(self.draft.scan.ancestors(unit.box))

    def word_signs(self, unit: Unit) -> dict[str, float]:
        """Return the signs in the box's words."""
        text = self.texts[unit.box]
        kinds = max(kinds_in(text), key=lambda kinds: ("me" not in kinds, len(kinds)))
        folded = fold(text)
        odds = max(float(self.odds[at]) for at in unit.pieces)
        own_voice = _OWN_VOICE - {"you"} if self._is_others(unit) else _OWN_VOICE
        return {
            "speech": 0.6 * min(4, len(kinds - _NOT_ASKING)) * ("me" not in kinds),
            "own voice": 0.4 * bool(kinds & own_voice),
            "notice": 1.0 * any(at for kind, at in pieces_by_notice({0: text}).items() if kind in _ASKING),
            "house": 1.0 * (any(name in folded for name in self.house) or self._names_host(folded)),
            "money": 0.4 * bool(MONEY.search(text)),
            "other subject": self._other_subject(unit),
            "quotation": -2.0 * quotes_at_length(text) - 1.5 * ("me" in kinds),
            "unlikely": 0.4 * min(3.0, max(-4.0, 2.0 - odds)),
        }

    def is_small(self, unit: Unit) -> bool:
        """Return True for a box of the usual size; a larger one has a form or link for payments."""
        return sum(self.draft.scan.pieces[at].size for at in unit.pieces) <= _LARGEST

    def is_in_own_voice(self, unit: Unit) -> bool:
        """Return True if the site speaks of itself in half of the sentences, and quotes nobody."""
        texts = [self.draft.scan.pieces[at].text for at in unit.pieces if self.draft.is_prose(at)]
        own = sum(any(kinds & {"we", "house"} for kinds in kinds_in(text)) for text in texts)
        return 2 * own >= len(texts) and not any(map(quotes_at_length, texts))

    def _names_host(self, folded: str) -> bool:
        host = host_word(self.draft.view.url)
        return len(host) > _STEM and host in folded.replace(" ", "")

    def _other_subject(self, unit: Unit) -> float:
        """Return how little the box's content words occur in the rest of the article and its title."""
        words = self.words[unit.box]
        if len(words) < _LEAST_WORDS:
            return 0.0
        own = unit not in self.openings
        shared = sum(self.uses[word] > own for word in words) / len(words)
        return max(-3.0, min(1.2, 4 * (_USUAL_OVERLAP - shared)))


def _text_of(draft: Draft, unit: Unit) -> str:
    box = draft.scan.boxes[unit.box]
    return "\n".join(piece.text for piece in draft.scan.pieces[box.first : box.last])


def body_of(draft: Draft, prose: Iterable[int]) -> int:
    """Return the box whose direct children have most of the sentences `prose`."""
    scan, sizes = draft.scan, Counter[int]()
    for at in prose:
        sizes[scan.boxes[scan.pieces[at].box].parent] += scan.pieces[at].size
    return max(sizes, key=lambda box: sizes[box], default=0)


def calls(draft: Draft, odds: Column) -> list[tuple[tuple[int, ...], str]]:
    """Return the pieces of each such box, with its largest signs.

    A standfirst may be one unless more than its place shows that it is a standfirst.
    """
    boxes = Calls(draft, odds)
    result = []
    for unit in (*boxes.openings, *boxes.units):
        opens_text = unit.pieces[0] <= boxes.first
        if opens_text and not boxes.is_elsewhere(unit):
            continue
        if draft.is_heading(unit.pieces[-1]):  # a heading belongs to what follows
            continue
        signs_of_place = boxes.place_signs(unit)
        if sum(signs_of_place.values()) < _LEAST_PLACE:
            continue
        signs = signs_of_place | boxes.word_signs(unit)
        says = signs["speech"] + signs["house"] + signs["money"] + signs["address"]
        asks = signs["control"] + signs["notice"] + signs["short link"] * says
        asks += (signs["apart"] + signs["marked"]) * (signs["address"] + signs["own voice"] + signs["house"])
        is_other = signs["other subject"] > _SAME_SUBJECT
        is_other &= signs["control"] > 0 or len(unit.pieces) <= _FEW_PIECES
        is_other &= boxes.is_small(unit) or boxes.is_in_own_voice(unit)
        is_other &= not opens_text or _is_no_standfirst(boxes, unit, signs)
        if asks and is_other and sum(signs.values()) >= _ENOUGH:
            largest = sorted(signs.items(), key=lambda sign: -abs(sign[1]))[:4]
            result.append((unit.pieces, ", ".join(f"{name} {weight:+.1f}" for name, weight in largest)))
    return result


def _is_no_standfirst(boxes: Calls, unit: Unit, signs: Mapping[str, float]) -> bool:
    """Return True for a box above the text that speaks of the page, offers an action, and quotes nobody."""
    says_we = any("we" in kinds for kinds in kinds_in(boxes.texts[unit.box]))
    speaks = says_we or signs["notice"] + signs["address"] > 0
    return speaks and signs["control"] + signs["short link"] > 0 and signs["quotation"] > _HAS_QUOTES


_HAS_QUOTES = -2.0  # its weight; a button may say "I help", which weighs less


def _openings(draft: Draft) -> Iterator[Unit]:
    """Yield the largest small boxes around a standfirst that only its place shows."""
    if draft.leads_by_place:
        units = _units(draft, set(draft.leads) - draft.leads_by_place)
        yield from (unit for unit in units if not draft.leads_by_place.isdisjoint(unit.pieces))


def _units(draft: Draft, without: Set[int]) -> Iterator[Unit]:
    """Yield the largest small boxes around the kept pieces that have none of `without`, in page order."""
    scan, kept = draft.scan, list(draft.kept())
    whole = draft.size()
    sizes = {at: scan.pieces[at].size for at in kept}
    inside: dict[int, list[int]] = {}
    for at in kept:
        for index in scan.ancestors(scan.pieces[at].box):
            inside.setdefault(index, []).append(at)
            if index == draft.box:
                break
    paying = _around_payments(scan.boxes[draft.box].element)
    done: set[int] = set()
    for at in kept:
        if at in done or at in without:
            continue
        chosen = scan.pieces[at].box
        for index in scan.ancestors(chosen):
            most, largest = _limits(scan.boxes[index].element in paying)
            size = sum(sizes[i] for i in inside[index]) if len(inside[index]) <= most else largest + 1
            if index == draft.box or size > min(largest, _PART * whole) or whole - size < _LEAST_TEXT:
                break
            chosen = index
        most, largest = _limits(scan.boxes[chosen].element in paying)
        places = tuple(i for i in inside[chosen] if i not in done)
        done.update(places)
        is_small = len(places) <= most and sum(sizes[i] for i in places) <= largest
        if is_small and without.isdisjoint(places):
            yield Unit(chosen, places)


def _limits(has_payment: bool) -> tuple[int, int]:
    """Return the most pieces and characters of a box that asks the reader for something."""
    return (_MOST_OF_APPEAL, _LARGEST_APPEAL) if has_payment else (_MOST_PIECES, _LARGEST)


def _around_payments(article: html.HtmlElement) -> Set[html.HtmlElement]:
    """Return the forms and links for payments in the article's box, and all elements around them."""
    targets = ((each, each.get("action") or each.get("href") or "") for each in article.iter("form", "a"))
    payments = [each for each, address in targets if _PAYMENT.search(address)]
    return {around for each in payments for around in (each, *each.iterancestors())}


def houses(draft: Draft) -> tuple[str, ...]:
    """Return what stands beside the headline in the page's titles: the name of the site."""
    title = fold(draft.title or "")
    rests = (other.partition(title) for other in draft.headlines if title and title in other)
    return tuple(
        rest.strip() for before, _, behind in rests for rest in (before, behind) if len(rest) > _STEM
    )


def _content_words(text: str) -> set[str]:
    """Return the beginnings of a text's longer words; pairs of letters if the script has no spaces."""
    if is_unspaced(text) and is_unspaced(folded := fold(text)):
        return {folded[at : at + 2] for at in range(len(folded) - 1)}
    return {word[:_STEM] for word in words_in(text) if len(word) >= _CONTENT and not word.isdigit()}


def _has_control(element: html.HtmlElement, *, with_tools: bool) -> bool:
    """Return True if a box has a field that the reader fills in, or a button with a label.

    "Share", "Print" or "Listen" count only `with_tools`: they also stand beside a standfirst.
    """
    for control in element.iter("form", "input", "select", "textarea", "button"):
        label = control.text_content().strip() if control.tag == "button" else "a field"
        if not 0 < len(label) <= _BUTTON_TEXT or has_sentence(label):  # a question that opens its answer
            continue
        if not with_tools and (found := cue(label)) and found[0] in _TOOLS:
            continue
        if control.get("type") not in ("hidden", "image"):
            return True
    return False


def _ends_with_link(element: html.HtmlElement) -> float:
    """Return the weight of a short link that ends a box: more if it is not part of a paragraph."""
    links = list(element.iter("a"))
    text = links[-1].text_content().strip() if links else ""
    if not 0 < len(text) <= _BUTTON_TEXT or not element.text_content().strip().endswith(text):
        return 0.0
    around = links[-1].getparent()
    is_alone = around is not None and (around.text_content().strip() == text or around.tag not in PLAIN)
    return 1.3 if is_alone else 0.8
