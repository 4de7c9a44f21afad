"""Text without the marks of the format it came in, so that no model learns Markdown, reST or a PDF's line breaks."""

from __future__ import annotations

import re
import unicodedata

WINDOW_CHARS = 6_000
MAX_WINDOWS = 6

_REMOVED = (
    (re.compile(r"<[a-zA-Z/!][^<>\n]{0,300}>"), " "),
    (re.compile(r"!?\[([^\[\]\n]{0,300})\]\([^()\s]{0,400}\)"), r"\1"),
    # Signatures, digests, pictures and identifiers written out as letters say nothing to a reader.
    (re.compile(r"[A-Za-z0-9+/]{40,}={0,2}"), " "),
    (re.compile(r"\{?\b[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}\b\}?"), " "),
    # What the master of every slide deck holds.
    (re.compile(r"(?:Click to edit|Edit) Master \w{4,8} styles?|\b(?:Second|Third|Fourth|Fifth) level\b"), " "),
    (re.compile(r"マスター ?(?:サブ)?(?:タイトル|テキスト)の書式設定|第 ?[2-5] ?レベル"), " "),
    (re.compile(r"单击此处编辑母版\w{2,5}样式|第[二三四五]级"), " "),
    (re.compile(r"(?:https?|ftp)://[^\s<>()\[\]\"'、。]{1,500}"), " "),
    (re.compile(r"^[ \t]*\.\. [a-z_-]{1,40}::.{0,200}$", re.MULTILINE), " "),
    (re.compile(r"^[ \t]*:[a-z_-]{1,40}:.{0,200}$", re.MULTILINE), " "),
    (re.compile(r":[a-z]{1,20}(?::[a-z]{1,20})?:`([^`\n]{0,200})`"), r"\1"),
    (re.compile(r"^[ \t]*(?:#{1,6}|[-+*•●]|\d{1,2}[.)]|>{1,3})[ \t]+", re.MULTILINE), ""),
    (re.compile(r"\{#[^{}\n]{0,100}\}|\{disfmarker\}|\{vocalsound\}"), " "),
    (re.compile(r"[=\-~^_#*+.]{3,}"), " "),
    (re.compile(r"[|`*]{1,3}|\\page\b"), " "),
)
_SPACE = re.compile(r"\s+")
_CJK_GAP = re.compile(r"(?<=[\u3040-\u30ff\u3400-\u9fff]) (?=[\u3040-\u30ff\u3400-\u9fff])")


def plain(text: str) -> str:
    """`text` in NFKC, one line, without mark-up, links, rules and table borders."""
    text = unicodedata.normalize("NFKC", text)
    for pattern, replacement in _REMOVED:
        text = pattern.sub(replacement, text)
    return _CJK_GAP.sub("", _SPACE.sub(" ", text)).strip()


def windows(text: str, *, size_chars: int = WINDOW_CHARS, limit: int = MAX_WINDOWS) -> tuple[str, ...]:
    """At most `limit` stretches of `text`, spread evenly over it, the first at its start.

    Long documents are judged by samples, always the same ones, so that time stays bounded and the answer the same.
    """
    if len(text) <= size_chars:
        return (text,) if text else ()
    count = min(limit, -(-len(text) // size_chars))
    last = len(text) - size_chars
    return tuple(text[start : start + size_chars] for start in (round(i * last / (count - 1)) for i in range(count)))
