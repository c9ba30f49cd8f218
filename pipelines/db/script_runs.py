"""Letters of scripts without spaces between words, and marks that are part of a word.

Both are ranges for the brackets of a regular expression. They must never change: signatures depend on them.
"""

# Thai and Lao, Myanmar, Khmer, ideographic numbers, kana, bopomofo, Han.
UNSPACED = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u312f\u31a0-\u31ff"
    r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)

# In Latin, Cyrillic, Hebrew, Arabic, Indic and Tibetan. Python's `\w` does not match them.
MARKS = (
    r"\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    r"\u0900-\u0963\u0966-\u0dff\u0f00-\u0fff"
)
