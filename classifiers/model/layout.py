"""How a text is set on its lines: what tells letters, programs, tables and drawings from running text.

`plain` takes the lines away so that no model learns a format; here they alone are looked at, in shares that a text of
few lines cannot make large.
"""

from __future__ import annotations

import re
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_CHARS = 16_000
MAX_LINES = 500
FEW_LINES = 5
SHORT_CHARS = 25
LONG_CHARS = 160
HEADING_CHARS = 60
PARAGRAPH_CHARS = 90
NUMERIC_SHARE = 0.4
MOST_MAIL_HEADS = 6
MOST_GREETINGS = 4

_BEGINNINGS = MappingProxyType({
    "numbered": re.compile(
        r"#{0,6} ?(?:第?\d{1,3}(?:\.\d{1,3}){0,4}[.)、章節节]?|[(（]\d{1,2}[)）]|[一二三四五六七八九十]{1,3}[、.])\s*\S"
    ),
    "bullet": re.compile(r"\s*(?:[-*+•●■◆・○]|[a-z][.)])\s+\S"),
    "pair": re.compile(r"[^\s:：=][^:：=\n]{0,30}[:：]\s*\S"),
    "comment": re.compile(r"\s*(?:#(?!#)|//|/\*|\*|--|%|;|'''|\"\"\")"),
    "speaker": re.compile(r"(?:[A-Z][A-Za-z.' -]{0,30}|[A-Z]{2,4})(?: \([A-Z]{2,4}\))?:\s+\S{1,20}\s+\S"),
    "clause": re.compile(r"\s*(?:第[一二三四五六七八九十百千〇\d]{1,6}[条條款項章編节節]|Article \d|Section \d|§)"),
    "claim": re.compile(
        r"\s*(?:\d{1,3}\s*[.)]\s*(?:An?|The) [^\n]{5,200}(?:claim \d|compris|wherein)|【[^】]{2,12}】"
        r"|.{0,40}(?:請求項|权利要求)\s*\d)"
    ),
    "caption": re.compile(r"\s*(?:Fig(?:ure|\.)?|Table|図|表|图)\s*[\dA-Z]"),
    "statement": re.compile(
        r"\s*[\w.\[\]>-]{1,60}\s*(?:=|:=|\+=|<=)\s*\S|\s*(?:def|class|import|from|return|if|for|while|else|elif|end|begin"
        r"|module|assign|const|let|var|int|void|static|public|private)\b"
    ),
    "key": re.compile(r"\s*\"[^\"\n]{1,40}\"\s*:|\s*[\w-]{1,30}:\s*[\[{]"),
    "dated": re.compile(r"\s*(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{1,2}:\d{2})"),
})  # fmt: skip
"""How lines of a sort begin."""
_MAIL_HEAD = re.compile(
    r"(?:From|To|Cc|CC|Bcc|Subject|Date|Sent|Reply-To|Message-ID|Received|件名|差出人|送信者|宛先|日時|发件人|收件人|主题|抄送"
    r"|发送时间)\s*[:：]"
)
_GREETING = re.compile(
    r"\s*(?:Dear |Hi |Hello |Hi,|Best regards|Regards|Sincerely|Kind regards|Thanks,|Thank you,|Cheers|拝啓|敬具|以上"
    r"|お疲れ様|お世話|[^\n]{0,20}様\s*$|您好|你好|尊敬的|此致|敬礼|祝好|谢谢)"
)
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,80}>")
_SENTENCE_ENDS = (".", "。", "!", "?", "！", "？", "．", "」")
_WIDE = re.compile("[\u2e81-\U0010ffff]")
_DIGITS = b"0123456789"
_CODE_ENDS = (";", "{", "}", "):", "),")

LAYOUT_NAMES: tuple[str, ...] = (
    *_BEGINNINGS, "mail_heads", "greetings", "short", "long", "middle_length", "spread_of_length", "sentence_end",
    "code_end", "indented", "cells", "numeric", "heading", "capitals", "one_word", "distinct", "tags", "wordless",
    "blank", "tokens_with_digits",
)  # fmt: skip
"""Names of the features, in the order of `layout`."""


def layout(text: str) -> NDArray[np.float32]:
    """Shares of lines of some sorts among the first MAX_LINES of a text.

    Args:
        text: As it was read, with its lines.

    Returns:
        Shape (len(LAYOUT_NAMES),).
    """
    text = text[:MAX_CHARS]
    given = text.split("\n")[:MAX_LINES]
    lines = [line.rstrip() for line in given if not line.isspace() and line]
    bare = [line.strip() for line in lines]
    least = len(lines) + FEW_LINES
    lengths = np.array([_shown_length(line) for line in bare] or [0], dtype=np.float64)
    tokens = text.split()
    values = [sum(pattern.match(line) is not None for line in lines) / least for pattern in _BEGINNINGS.values()]
    values += [
        min(MOST_MAIL_HEADS, sum(_MAIL_HEAD.match(line) is not None for line in lines)),
        min(MOST_GREETINGS, sum(_GREETING.match(line) is not None for line in lines)),
        float((lengths < SHORT_CHARS).mean()),
        float((lengths > LONG_CHARS).mean()),
        float(np.log1p(np.median(lengths))),
        float(np.log1p(lengths.std())),
        sum(line.endswith(_SENTENCE_ENDS) for line in bare) / least,
        sum(line.endswith(_CODE_ENDS) for line in bare) / least,
        sum(line.startswith(("  ", "\t")) for line in lines) / least,
        sum(_has_cells(line) for line in bare) / least,
        sum(_digits(line) >= NUMERIC_SHARE * len(line) for line in bare) / least,
        sum(_is_heading(one, other) for one, other in pairwise(bare)) / least,
        sum(map(str.isupper, bare)) / least,
        sum(len(line) < SHORT_CHARS and len(line.split()) == 1 for line in bare) / least,
        len(set(bare)) / least,
        len(_TAG.findall(text)) / least,
        sum(not any(map(str.isalpha, line)) for line in bare) / least,
        1.0 - len(lines) / len(given),
        sum(not token.isalpha() and any(map(str.isdigit, token)) for token in tokens) / (len(tokens) + FEW_LINES),
    ]
    return np.array(values, dtype=np.float32)


def _shown_length(line: str) -> float:
    """Characters of a line, those of East Asian scripts twice, judged by its beginning."""
    if line.isascii():
        return float(len(line))
    beginning = line[:HEADING_CHARS]
    return len(line) * (1.0 + len(_WIDE.findall(beginning)) / max(1, len(beginning)))


def _digits(line: str) -> int:
    if line.isascii():
        return len(line) - len(line.encode().translate(None, _DIGITS))
    return sum(map(str.isdigit, line))


def _has_cells(line: str) -> bool:
    return "\t" in line or "   " in line or line.count("|") > 1 or line.count(",") > 3


def _is_heading(line: str, following: str) -> bool:
    return len(line) < HEADING_CHARS and not line.endswith(_SENTENCE_ENDS) and len(following) > PARAGRAPH_CHARS
