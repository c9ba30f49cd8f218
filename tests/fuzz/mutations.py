"""Mutations of a document: each takes the random generator,
the bytes and a second document, and returns bytes."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from random import Random

Mutation = Callable[[Random, bytes, bytes], bytes]

_ODD = (
    *("\x00", "\x1b[31m", "\x9b2J", "\u202e", "\u2066", "\u200b", "\u200d", "\u200c", "\ufeff", "\U000e0041"),
    *("\ue000", "\ufffe", "\U0010ffff", "\u2028", "\xad", "\ufe0f", "&#xD800;", "&#x202e;", "&#0;", "&#128;"),
    *(
        "&#99999999999;",
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "<?",
        "<!DOCTYPE x [<!ENTITY a 'b'>]>",
        "%",
        "=1+1",
    ),
    *("\\ud800", "\\u0000", "\\u202e", "http://[", "//[::1", "javascript:", "9999999999999-99-99T99:99:99"),
    *(
        "0001-01-01",
        "2999-12-31T23:59:60+99:99",
        "١٤٤٥/٠٩/١٥",
        "-" * 300,
        "٣" * 50,
        "é" * 40,
        "\U0001f469\u200d" * 9,
    ),
)
_CODECS = (
    *(
        "utf-8",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "utf-32",
        "utf-7",
        "cp1251",
        "cp1252",
        "cp1256",
        "gb18030",
    ),
    *("big5", "shift_jis", "euc_kr", "iso2022_jp", "koi8-r", "cp037"),
)
_READ = re.compile(rb'<title>|<h1[^>]*>|content="|"headline": ?"|"name": ?"|<p>|<loc>|<link>')
_TAGS = re.compile(rb"<[^<>]{1,200}>")
_NAMES = (
    *("div", "p", "span", "a", "b", "table", "tr", "td", "li", "ul", "article", "section", "h1", "h2"),
    *("time", "figure", "blockquote", "pre", "svg", "form", "select"),
)
_VALUES = ("[[[null]]]", "9" * 400, "{}", "true", "[1,{}]", "1e999")
_KEYS = ("@graph", "author", "mainEntity", "image", "articleSection", "keywords", "datePublished", "@type")


_TOKENS = (
    *(
        b"\n",
        b"\r\n",
        b" \t",
        b"<!-- x -->\n",
        b"<!---->",
        b"<!--",
        b"<!>",
        b"<?x ?>",
        b"<?",
        b"<![CDATA[",
        b"]]>",
    ),
    *(
        b"<meta ",
        b"<meta name=robots ",
        b"<script ",
        b"<a href='",
        b"</",
        b"User-agent: CCBot\n",
        b"Disallow: /*a*b$\n",
    ),
)


def flip(dice: Random, data: bytes, other: bytes) -> bytes:
    """Change bytes at random places."""
    changed = bytearray(data)
    for _ in range(min(len(data), dice.choice((1, 9, 99, 999)))):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def cut(dice: Random, data: bytes, other: bytes) -> bytes:
    """Cut off a part: the end, the start or the middle."""
    start, end = sorted(dice.randrange(len(data) + 1) for _ in range(2))
    return dice.choice((data[:start], data[end:], data[:start] + data[end:]))


def repeat(dice: Random, data: bytes, other: bytes) -> bytes:
    """Repeat a part many times."""
    start = dice.randrange(len(data) + 1)
    part = data[start : start + dice.choice((1, 9, 99, 999))]
    return data[:start] + part * dice.choice((2, 50, 1000)) + data[start:]


def splice(dice: Random, data: bytes, other: bytes) -> bytes:
    """Insert a part of another document."""
    at, start = dice.randrange(len(data) + 1), dice.randrange(len(other) + 1)
    return data[:at] + other[start : start + dice.choice((50, 5_000, 50_000))] + data[at:]


def odd(dice: Random, data: bytes, other: bytes) -> bytes:
    """Insert odd characters and words in the text."""
    for _ in range(dice.choice((1, 9, 60))):
        at = dice.randrange(len(data) + 1)
        data = data[:at] + dice.choice(_ODD).encode() + data[at:]
    return data


def odd_texts(dice: Random, data: bytes, other: bytes) -> bytes:
    """Insert them at the start of headlines, names and values, where they are read."""
    mark = dice.choice(_ODD).encode()
    return _READ.sub(lambda match: match[0] + mark, data)


def untagged(dice: Random, data: bytes, other: bytes) -> bytes:
    """Remove, double or reorder tags."""
    tags = _TAGS.findall(data)
    if not tags:
        return data
    share = dice.random() / 2

    def changed(match: re.Match[bytes]) -> bytes:
        return match[0] if dice.random() > share else dice.choice((b"", match[0] * 2, dice.choice(tags)))

    return _TAGS.sub(changed, data)


def nest(dice: Random, data: bytes, other: bytes) -> bytes:
    """Nest elements, closed or not."""
    name, depth = dice.choice(_NAMES), dice.choice((30, 300, 1_800, 100_000))
    at = dice.randrange(len(data) + 1)
    closed = f"</{name}>".encode() * depth if dice.random() < 0.5 else b""
    return data[:at] + f"<{name}>".encode() * depth + data[at : at + 500] + closed + data[at + 500 :]


def many(dice: Random, data: bytes, other: bytes) -> bytes:
    """Repeat one element many times."""
    name, at = dice.choice(_NAMES), dice.randrange(len(data) + 1)
    text = dice.choice(("", "a", "Some words of a line, by Ada Gray. 2026-03-04", "<a href='/b'>More</a>"))
    return (
        data[:at]
        + f"<{name}>{text}</{name}>".encode() * dice.choice((100, 1_000, 10_000, 60_000))
        + data[at:]
    )


def attributes(dice: Random, data: bytes, other: bytes) -> bytes:
    """Give an element many attributes, or a long one."""
    count = dice.choice((10, 900, 5_000, 100_000))
    storm = (
        " ".join(f"a{n}={n}" for n in range(count))
        if dice.random() < 0.5
        else "class='" + "x-y " * count + "'"
    )
    return (
        data.replace(b"<body", f"<body {storm} ".encode(), 1)
        if b"<body" in data
        else f"<p {storm}>".encode() + data
    )


def tokens(dice: Random, data: bytes, other: bytes) -> bytes:
    """Repeat one token of markup or of robots.txt, opened and never closed."""
    many = dice.choice(_TOKENS) * dice.choice((25, 900, 20_000))
    at = dice.choice((0, dice.randrange(len(data) + 1)))
    return data[:at] + many + data[at:]


def entities(dice: Random, data: bytes, other: bytes) -> bytes:
    """Add nested entities, and references to files and networks, before and in the text."""
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(12))
    outside = '<!ENTITY f SYSTEM "file:///etc/hostname"><!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd">%p;'
    head = f"<!DOCTYPE x [{dice.choice((bomb, outside, bomb + outside))}]>".encode()
    start = data.find(b"?>") + 2 if data.startswith(b"<?xml") else 0
    text = data[start:].replace(b"</", dice.choice((b"&e11;&f;</", b"&amp;" * 99 + b"</", b"&bogus;</")))
    return data[:start] + head + text


def structured(dice: Random, data: bytes, other: bytes) -> bytes:
    """Add JSON-LD that is deep or wide, or that has wrong types."""
    key, deep = dice.choice(_KEYS), dice.choice((3, 70, 900, 50_000))
    shapes = (
        f'{{"{key}":' * deep + "1" + "}" * deep,
        "[" * deep + '{"@type":"NewsArticle"}' + "]" * deep,
        "[" + ",".join(['{"@type":"NewsArticle","headline":"A","author":[{"name":["B"]}]}'] * deep) + "]",
        f'{{"@type":"NewsArticle","{key}":{dice.choice(_VALUES)}}}',
        f'{{"@type":"NewsArticle","headline":"{"A b " * deep}","articleBody":"{"One. " * deep}"}}',
        f'{{"@type":"NewsArticle","{key}":"{dice.choice(_ODD)}"}}',
    )
    block = f'<script type="application/ld+json">{dice.choice(shapes)}</script>'.encode()
    return data.replace(b"</head>", block + b"</head>", 1) if b"</head>" in data else block + data


def recode(dice: Random, data: bytes, other: bytes) -> bytes:
    """Encode the text in another charset than it declares."""
    return data.decode("utf-8", "replace").encode(dice.choice(_CODECS), "replace")


def twice(dice: Random, data: bytes, other: bytes) -> bytes:
    """Read UTF-8 as Latin-1 and encode it again."""
    return data.decode("latin-1").encode("utf-8")


def long_words(dice: Random, data: bytes, other: bytes) -> bytes:
    """Replace short words with very long lines and words."""
    word = dice.choice(
        (b"a", b"9", b" ", b"1:", b"2026-", b"a.", b"\xd9\x85", b", ", b"By ", b"(", b"&")
    ) * dice.choice((1_000, 40_000))
    at = dice.randrange(len(data) + 1)
    return data[:at] + word + data[at:]


def zipped(dice: Random, data: bytes, other: bytes) -> bytes:
    """Compress with gzip, cut short or containing more than it seems."""
    packed = zlib.compress(data * dice.choice((1, 20)), wbits=31)
    return packed[: dice.choice((len(packed), len(packed) // 2, 20))]


ALL: tuple[Mutation, ...] = (
    *(flip, cut, repeat, splice, odd, odd_texts, untagged, nest, many, attributes, entities, structured),
    *(recode, twice, long_words, tokens),
)
OF_FILES: tuple[Mutation, ...] = (*ALL, zipped)
