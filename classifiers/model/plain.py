"""Text without the marks of the format it came in, so that no model learns Markdown, reST or a PDF's line breaks."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

WINDOW_CHARS = 3_000
WIDE_WINDOW_CHARS = 2_000
WIDE_SHARE = 0.3
WIDE_LOOK_CHARS = 20_000
MAX_WINDOWS = 48
EDGE_CHARS = 120

_IDENTIFIER = re.compile(r"\{?\b[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}\b\}?")
_IN_IDENTIFIER = re.compile("-[0-9A-Fa-f]{4}-")
_BORDER = re.compile(r"[|`*]{1,3}")
# A line end stands before the text, and what begins a line is sought by it: that is much quicker than by `^`.
_REMOVED = (
    ("<", re.compile(r"<[a-zA-Z/!][^<>\n]{0,300}>"), " "),
    ("](", re.compile(r"!?\[([^\[\]\n]{0,300})\]\([^()\s]{0,400}\)"), r"\1"),
    # Signatures, digests, pictures and identifiers written out as letters say nothing to a reader.
    ("", re.compile(r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{40,}={0,2}"), " "),
    ("-", _IDENTIFIER, " "),
    # What the master of every slide deck holds.
    ("Master", re.compile(r"(?:Click to edit|Edit) Master \w{4,8} styles?"), " "),
    ("level", re.compile(r"\b(?:Second|Third|Fourth|Fifth) level\b"), " "),
    ("マスター", re.compile(r"マスター ?(?:サブ)?(?:タイトル|テキスト)の書式設定"), " "),
    ("レベル", re.compile(r"第 ?[2-5] ?レベル"), " "),
    ("母版", re.compile(r"单击此处编辑母版\w{2,5}样式"), " "),
    ("级", re.compile(r"第[二三四五]级"), " "),
    ("://", re.compile(r"(?:https?|ftp)://[^\s<>()\[\]\"'、。]{1,500}"), " "),
    (".. ", re.compile(r"\n[ \t]*\.\. [a-z_-]{1,40}::.{0,200}$", re.MULTILINE), "\n "),
    (":", re.compile(r"\n[ \t]*:[a-z_-]{1,40}:.{0,200}$", re.MULTILINE), "\n "),
    (":`", re.compile(r":[a-z]{1,20}(?::[a-z]{1,20})?:`([^`\n]{0,200})`"), r"\1"),
    ("", re.compile(r"\n[ \t]*(?:#{1,6}|[-+*•●]|\d{1,2}[.)]|>{1,3})[ \t]+"), "\n"),
    ("{", re.compile(r"\{#[^{}\n]{0,100}\}|\{disfmarker\}|\{vocalsound\}"), " "),
    ("", re.compile(r"[=\-~^_#*+.]{3,}"), " "),
    ("|", _BORDER, " "),
    ("`", _BORDER, " "),
    ("*", _BORDER, " "),
    ("\\page", re.compile(r"\\page\b"), " "),
)
"""What a text must hold to be worth a look (empty: anything), what is removed, and what takes its place."""
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_CJK_GAP = re.compile(r" (?<=[\u3040-\u30ff\u3400-\u9fff] )(?=[\u3040-\u30ff\u3400-\u9fff])")


def plain(text: str) -> str:
    """`text` in NFKC, one line, without mark-up, links, rules and table borders."""
    text = "\n" + (text if text.isascii() else unicodedata.normalize("NFKC", text))
    for needle, pattern, replacement in _REMOVED:
        if needle in text and (pattern is not _IDENTIFIER or _IN_IDENTIFIER.search(text)):
            text = pattern.sub(replacement, text)
    text = " ".join(text.split())
    return text if text.isascii() else _CJK_GAP.sub("", text)


def stretches(text: str) -> tuple[tuple[int, int], ...]:
    """Where `text` is cut into windows: of about the same size, in order, the first at its start.

    Of a text that would give more than MAX_WINDOWS, as many are taken, spread evenly over it: always the same ones.

    Returns:
        Character offsets, start and end. None for an empty text.
    """
    wide = len(_WIDE.findall(text[:WIDE_LOOK_CHARS]))
    size = WIDE_WINDOW_CHARS if wide > WIDE_SHARE * min(len(text), WIDE_LOOK_CHARS) else WINDOW_CHARS
    count = -(-len(text) // size)
    edges = [_edge(text, round(place * len(text) / count)) for place in range(count + 1)] if count else [0]
    found = [(start, end) for start, end in pairwise(edges) if end > start]
    if len(found) <= MAX_WINDOWS:
        return tuple(found)
    return tuple(found[round(place * (len(found) - 1) / (MAX_WINDOWS - 1))] for place in range(MAX_WINDOWS))


def _edge(text: str, near: int) -> int:
    """The end of the line, or else of the word, that a cut at `near` would split; `near` where both are far."""
    if near <= 0 or near >= len(text):
        return max(0, min(near, len(text)))
    for mark in ("\n", "。", " "):
        found = text.find(mark, near, near + EDGE_CHARS)
        if found >= 0:
            return found + 1
    return near
