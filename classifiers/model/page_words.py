"""What the words of a page say about it being a drawing: title blocks, dimensions, references, rooms, instruments."""

from __future__ import annotations

import math
import re

MAX_CHARS = 20_000

_TITLE = re.compile(
    r"\b(?:SCALE|DWG|DRAWN|DRAWING|CHECKED|CHKD|APPROVED|APPR|SHEET|REV|REVISION|TITLE|SIZE|TOLERANCES?|MATERIAL|FINISH|"
    r"PROJECTION|UNLESS|SCH|SCHEMATIC|ASSY|PART NO|MASSSTAB|DATE)\b|尺度|図番|図面番号|図名|承認|検図|設計|製図|材質|"
    r"三角法|公差|縮尺|品名|品番|表面処理|图号|图名|比例|审核|设计|制图|材料|批准|校对|标记|签名|工艺|重量",
    re.IGNORECASE,
)
_DIMENSION = re.compile(
    r"[ØøΦφ⌀∅]\s?\d|\bR\s?\d+(?:\.\d+)?\b|\bM\d{1,2}(?:x\d|\b)|±\s?\d|\b\d+(?:\.\d+)? ?[x×] ?\d|\b\d+(?:\.\d+)?°"
)
_REFERENCE = re.compile(
    r"\b(?:R|C|U|Q|D|L|J|JP|TP|SW|IC|CN|FB|LED)\d{1,3}\b|\b(?:GND|VCC|VDD|3V3|\+5V|VBUS|SDA|SCL|MOSI|MISO|GPIO\d*)\b"
)
_BOARD = re.compile(
    r"\b(?:PCB|SOLDER ?MASK|SILK ?SCREEN|(?:TOP|BOTTOM) ?(?:LAYER|OVERLAY)|THICKNESS|UNIT: ?MM)\b", re.IGNORECASE
)
_ROOM = re.compile(
    r"\b(?:BED ?ROOM|KITCHEN|LIVING|BATH|TOILET|HALL|LOUNGE|TERRACE|GARAGE|CLOSET)\b|"
    r"洋室|和室|台所|浴室|玄関|卧室|厨房|客厅",
    re.IGNORECASE,
)
_PIPING = re.compile(
    r"\b(?:PUMP|VALVE|TANK|HEAT EXCHANGER|CONDENSER|COOLANT|DRAIN|FEED|HEADER|VENT|VESSEL|COMPRESSOR|PIPING|P&ID)S?\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\bFIG(?:URE|\.)? ?\d|図 ?\d|图 ?\d", re.IGNORECASE)
_TAG = re.compile(r"\b[A-Z]{1,4}-?\d{2,4}[A-Z]?\b")
_LENGTH = re.compile(r"\d ?mm\b", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w.])[-+]?\d{1,5}(?:[.,]\d{1,4})?(?![\w.])")
_WORD = re.compile(r"[A-Za-z]{2,30}|[\u3040-\u30ff\u3400-\u9fff]{2,30}")
_SENTENCE = re.compile(r"[a-z\u3040-\u9fff]{2,20}[.。](?:\s|$)|[、，]")

_COUNTED = (_DIMENSION, _REFERENCE, _BOARD, _ROOM, _PIPING, _FIGURE, _TAG, _LENGTH, _NUMBER, _SENTENCE)

NAMES: tuple[str, ...] = (
    "title_words", "dimensions", "references", "board_words", "rooms", "piping", "figures", "tags", "lengths",
    "numbers", "sentences", "number_share", "line_chars", "short_lines", "lines",
)  # fmt: skip
"""Names of the numbers, in the order of `word_features`."""


def word_features(text: str) -> tuple[float, ...]:
    """Counts of a page's words, on a logarithmic scale, and shares."""
    text = text[:MAX_CHARS]
    counts = [len(pattern.findall(text)) for pattern in _COUNTED]
    numbers, words = counts[8], len(_WORD.findall(text))
    lines = [line for line in text.split("\n") if line.strip()]
    return (
        math.log1p(len({match.upper() for match in _TITLE.findall(text)})),
        *(math.log1p(count) for count in counts),
        numbers / (numbers + words + 5.0),
        math.log1p(len(text) / max(1, len(lines))),
        sum(len(line) <= 12 for line in lines) / max(1, len(lines)),
        math.log1p(len(lines)),
    )
