"""What a text speaks of, as weighted terms: words, their pairs and pieces, runs of kanji and kana, numbers with units.

Terms feed project attribution. They say what a project works on, never who: addresses, lines that name people, and the
people whom the document's own properties name are taken out first.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
import zlib
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from classifiers.detect.winnowing import mixed
from classifiers.document import FieldName

if TYPE_CHECKING:
    from classifiers.document import Document

BUCKETS = 1 << 16
MAX_CHARS = 30_000
MAX_LINE_CHARS = 2_000
LEAST_OWN = 3
TERMS_VERSION = "terms-1"

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]{1,40}")
_PIECE = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z]?[a-z]{2,}|[A-Z]{2,}|\d{2,}")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]{2,400}")
_NUMBER = re.compile(r"(?<![\w.])\d[\d.,]{0,12} ?(?:[kKmMGµnp]?(?:Hz|V|A|W|Ω|F|H|m|s|g|N|Pa|B|bit|dB)\b|[%°℃])?")
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,190}|https?://[!-~]{1,2000}")
_PEOPLE_LINE = re.compile(
    r"^\W{0,4}(?:(?:authors?|written by|prepared by|drawn by|checked by|approved by|contacts?|from|to|cc|bcc|reply-to|"
    r"maintainers?|signed[- ]off[- ]by|co-authored-by|著者|作成者?|担当者?|承認者?|検図|照査|設計者|連絡先|氏名|"
    r"作者|编写|编制|审核|校对|批准|设计|联系人|姓名) ?[:：]|copyright\b|©|\(c\) ).{0,200}$",
    re.IGNORECASE | re.MULTILINE,
)
_PEOPLE = ("author", "last-author", "manager", "xmp-author")
_PEOPLE_FIELDS = frozenset({FieldName.DRAWN, FieldName.DESIGNED, FieldName.CHECKED, FieldName.APPROVED})
# What a pair, a piece, a run of wide signs and a number count beside a word.
_WORDS, _PAIRS, _PIECES, _WIDES, _NUMBERS = 1.0, 0.6, 0.35, 0.7, 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The terms of one document.

    Attributes:
        words: Each term, as people read it.
        buckets: Keyed hash of each, shape (n,), not ascending, not unique.
        weights: Logarithmic counts, shape (n,).
        lines: Keyed hashes of its lines, shape (m,); a line that many documents of a project have is its template's.
    """

    words: tuple[str, ...]
    buckets: NDArray[np.int64]
    weights: NDArray[np.float32]
    lines: NDArray[np.uint64]


class Scatter:
    """Keyed hashing of terms into buckets.

    Args:
        key: The organisation's secret; without it a stored model does not tell which bucket stands for which term.
    """

    def __init__(self, key: bytes) -> None:
        digest = hashlib.blake2b(b"sekimori project terms", key=key[:64], digest_size=16).digest()
        self._before = np.uint64(int.from_bytes(digest[:8], "little"))
        self._factor = np.uint64(int.from_bytes(digest[8:], "little") | 1)

    def hashes(self, words: tuple[str, ...]) -> NDArray[np.uint64]:
        """One 64-bit number for each, shape (n,)."""
        sums = np.fromiter((zlib.crc32(word.encode("utf-8", "replace")) for word in words), np.uint64, len(words))
        return mixed((sums ^ self._before) * self._factor)

    def buckets(self, words: tuple[str, ...]) -> NDArray[np.int64]:
        """Bucket of each, shape (n,), below `BUCKETS`."""
        return (self.hashes(words) >> np.uint64(48)).astype(np.int64)


def terms_of(document: Document, scatter: Scatter, templates: NDArray[np.uint64] | None = None) -> Terms:
    """The terms of all parts of `document`.

    Args:
        templates: Hashes of lines to leave out, ascending.
    """
    text = "\n".join(part.text for part in document.parts if part.text)[:MAX_CHARS]
    text = without_people(unicodedata.normalize("NFKC", text), people_of(document))
    lines = tuple(line.strip()[:MAX_LINE_CHARS] for line in text.split("\n") if len(line.strip()) > 3)
    hashed = scatter.hashes(lines)
    if templates is not None and templates.size:
        is_kept = ~np.isin(hashed, templates)
        own = tuple(line for line, keep in zip(lines, is_kept.tolist(), strict=True) if keep)
        # Where next to nothing is left, the others were versions of this document and no template.
        lines = own if sum(map(len, own)) * LEAST_OWN >= sum(map(len, lines)) else lines
    words, weights = weighed_terms("\n".join(lines))
    return Terms(
        words=words,
        buckets=scatter.buckets(words),
        weights=weights,
        lines=np.unique(hashed),
    )


def weighed_terms(text: str) -> tuple[tuple[str, ...], NDArray[np.float32]]:
    """The terms of `text`, and the weight of each, shape (n,)."""
    found = _WORD.findall(text)
    plain = [word.lower() for word in found]
    words, pairs = Counter(plain), Counter(f"{one} {two}" for one, two in pairwise(plain))
    pieces: Counter[str] = Counter()
    for word, count in Counter(found).items():
        parts = _PIECE.findall(word)
        if len(parts) > 1:
            words.update({part.lower(): count for part in parts})
    for word, count in words.items():
        if len(word) > 4:
            for place in range(len(word) - 3):
                pieces[f"~{word[place : place + 4]}"] += count
    wide: Counter[str] = Counter()
    for run in _WIDE.findall(text):
        wide.update(run[place : place + 2] for place in range(len(run) - 1))
        wide.update(run[place : place + 3] for place in range(len(run) - 2))
    numbers = Counter(number.replace(" ", "").rstrip(".,").lower() for number in _NUMBER.findall(text))
    kinds = ((words, _WORDS), (pairs, _PAIRS), (pieces, _PIECES), (wide, _WIDES), (numbers, _NUMBERS))
    counts = np.fromiter((count for kind, _ in kinds for count in kind.values()), np.float32)
    scales = np.repeat(np.array([scale for _, scale in kinds], np.float32), [len(kind) for kind, _ in kinds])
    return tuple(term for kind, _ in kinds for term in kind), (scales * (1.0 + np.log(counts))).astype(np.float32)


def people_of(document: Document) -> frozenset[str]:
    """Names of people in properties, addresses and title blocks."""
    names: set[str] = set()
    for part in document.parts:
        names.update(part.metadata.get(key, "") for key in _PEOPLE)
        names.update(address.name for address in part.addresses)
        names.update(field.value for field in part.fields if field.name in _PEOPLE_FIELDS)
    pieces = {piece for name in names for piece in re.split(r"[\s,;/・]+", name)}
    return frozenset(
        name for name in (*names, *pieces) if 2 <= len(name) <= 60 and (len(name) > 2 or not name.isascii())
    )


def without_people(text: str, people: frozenset[str]) -> str:
    """`text` without addresses, lines that name people, and `people` themselves."""
    text = _PEOPLE_LINE.sub("", _ADDRESS.sub(" ", text))
    if not people:
        return text
    longest_first = sorted(people, key=lambda name: (-len(name), name))[:200]
    alternatives = "|".join(rf"\b{re.escape(name)}\b" if name.isascii() else re.escape(name) for name in longest_first)
    return re.sub(alternatives, " ", text, flags=re.IGNORECASE)
