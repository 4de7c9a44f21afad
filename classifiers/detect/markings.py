"""Finds the legends that somebody put on a document, and not the words where prose only mentions them.

A banner counts where it stands alone on its line and the line is at the head or the foot of its page, bracketed,
repeated on several pages, or on a page of few words such as a drawing. Several rival levels on neighbouring lines are a
list.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from classifiers.assessment import Marking
from classifiers.detect.legends import BANNERS, SENTENCES, Legend
from policies.label import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from classifiers.document import Document, Part

EDGE_LINES = 8
SPARSE_CHARS = 1_500
MAX_LINE_CHARS = 480
MAX_CHARS = 2_000_000

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_SPACES = re.compile(r"\s{1,200}")
_SPACED_OUT = re.compile(r"(?<=\S) (?=\S(?: |$))")
_OPEN, _CLOSE = "([{<《〈【〔「『≪*=-–—・•●■□▲※☆!#|>/ ", ")]}>》〉】〕」』≫*=-–—・•●■□▲※☆!|</ "
_BRACKETS = frozenset("[【〔《≪『<{■※*")
_LEVELS = {legend.name: legend.level for legend in (*SENTENCES, *BANNERS)}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    text: str
    offset: int
    is_prominent: bool


def find_markings(document: Document, name: str = "") -> tuple[Marking, ...]:
    """Legends in all parts of `document` and in its file names, each name once a part, in the order they stand.

    Args:
        name: The file's own name; a bracketed legend in it counts.
    """
    found: list[Marking] = []
    for part in document.parts:
        found.extend(_name_markings(part.name or name))
        found.extend(_part_markings(part, name))
    return tuple(dict.fromkeys(found))


def level_of(names: Iterable[str]) -> Level | None:
    """The highest level that these markings say; None where there are none.

    `public-release` counts only where no other marking says more.
    """
    return max((_LEVELS[name] for name in names if name in _LEVELS), default=None)


def _part_markings(part: Part, name: str) -> Iterator[Marking]:
    text = part.text[:MAX_CHARS]
    seen: dict[str, int] = {}
    for legend, offset in (*_banners(text, is_sparse=bool(part.cad)), *_sentences(text)):
        seen[legend.name] = min(offset, seen.get(legend.name, offset))
    for key, offset in sorted(seen.items(), key=lambda item: (item[1], item[0])):
        yield Marking(name=key, where=f"{part.name or name}:{offset}")


def _name_markings(name: str) -> Iterator[Marking]:
    stem = unicodedata.normalize("NFKC", name.rpartition("/")[2]).rpartition(".")[0]
    for inner in re.findall(r"[\[【(〔]([^\[\]【】()〔〕]{1,40})[\]】)〕]", stem):
        for legend in _matching(inner.strip()):
            yield Marking(name=legend.name, where=f"{name}:name")


def _banners(text: str, *, is_sparse: bool) -> Iterator[tuple[Legend, int]]:
    lines = list(_lines(text, is_sparse=is_sparse))
    counts = Counter(line.text for line in lines)
    hits = [(i, legend) for i, line in enumerate(lines) for legend in _matching(line.text)]
    for place, (i, legend) in enumerate(hits):
        is_listed = any(
            other.rival == legend.rival and other.name != legend.name and 0 < abs(j - i) <= 2
            for j, other in hits[max(0, place - 6) : place + 7]
            if legend.rival
        )
        if not is_listed and (lines[i].is_prominent or counts[lines[i].text] > 1):
            yield legend, lines[i].offset


def _lines(text: str, *, is_sparse: bool) -> Iterator[_Line]:
    """Lines with something in them, and whether each stands where a banner would."""
    offset = 0
    for page in text.split("\f"):
        rows: list[tuple[str, int]] = []
        for raw in page.split("\n"):
            if raw.strip():
                rows.append((raw, offset + len(raw) - len(raw.lstrip())))
            offset += len(raw) + 1
        is_open = is_sparse or len(page) <= SPARSE_CHARS
        for index, (raw, start) in enumerate(rows):
            stripped = _tidy(raw)
            at_edge = index < EDGE_LINES or index >= len(rows) - EDGE_LINES
            bracketed = raw.strip()[0] in _BRACKETS or "★" in raw
            for cell in dict.fromkeys((stripped, *(_trim(c) for c in stripped.split("|")), *_cells(raw))):
                if cell and len(cell) <= MAX_LINE_CHARS:
                    yield _Line(text=cell, offset=start, is_prominent=is_open or at_edge or bracketed)


def _cells(raw: str) -> Iterator[str]:
    if "\t" in raw or "   " in raw:
        yield from (_tidy(cell) for cell in re.split(r"\t|   +", raw[:MAX_LINE_CHARS]))


def _tidy(raw: str) -> str:
    """One line as the patterns expect it: NFKC, visible, trimmed of decoration, `極 秘` and `C U I` closed up."""
    line = _INVISIBLE.sub("", unicodedata.normalize("NFKC", raw[: MAX_LINE_CHARS + 1]))
    line = _trim(_SPACES.sub(" ", line))
    words = line.split(" ")
    if 1 < len(words) <= 24 and all(len(word) == 1 for word in words):
        return "".join(words)
    return line


def _trim(line: str) -> str:
    bare = line.strip().lstrip(_OPEN).rstrip(_CLOSE)
    return line.strip() if line.strip().startswith("(CUI") and ") " in line else bare


def _matching(line: str) -> Iterator[Legend]:
    for legend in BANNERS:
        if legend.pattern.fullmatch(line):
            yield legend


def _sentences(text: str) -> Iterator[tuple[Legend, int]]:
    lower = _SPACES.sub(" ", text.lower())
    for legend in SENTENCES:
        if legend.hint not in lower:
            continue
        match = legend.pattern.search(text)
        if match:
            yield legend, match.start()
