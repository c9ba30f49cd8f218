"""Which letters belong to scripts that write no space between words, and which marks stand within words.

As ranges for a regular expression's brackets. Signatures are made with these: they are fixed for ever.
"""

# Thai and Lao, Myanmar, Khmer, ideographic numbers, kana, bopomofo, Han.
UNSPACED = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u312f\u31a0-\u31ff"
    r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)

# Of Latin, Cyrillic, Hebrew, Arabic, Indic and Tibetan words, which Python does not count as part of a word.
MARKS = (
    r"\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    r"\u0900-\u0963\u0966-\u0dff\u0f00-\u0fff"
)
