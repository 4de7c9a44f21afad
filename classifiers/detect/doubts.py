"""Which markings contradict each other or cannot be trusted, and how far a mark of public release reaches.

Anybody can type "approved for public release". So such a mark never weighs against another mark or a match; hidden,
disguised, buried or in the properties alone it does nothing; without an authority and a date it takes away what the
models suspect and no more; and it speaks for its own part and what is pictured in it, not for what lies beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

from classifiers.assessment import Marking, MarkingSource
from classifiers.detect.declarations import UNNAMED_LABEL
from classifiers.detect.legends import BANNERS
from classifiers.detect.markings import is_disguised_at
from classifiers.document import Finding
from policies.label import Level

if TYPE_CHECKING:
    from classifiers.document import Document

CONTRADICTION, DOUBTFUL, DISGUISED, LISTED = (
    "marking.contradiction", "marking.doubtful", "marking.disguised", "marking.list"
)  # fmt: skip
HEAD_CHARS = 6_000
TAIL_CHARS = 3_000
AUTHORITY_CHARS = 400
_BESIDE_THE_TEXT = frozenset(
    {MarkingSource.PROPERTY, MarkingSource.SENSITIVITY_LABEL, MarkingSource.NAME, MarkingSource.MAIL_HEADER}
)
_ENCLOSING = ("message/", "multipart/", "application/vnd.ms-outlook", "application/mbox", "application/ms-tnef")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_AUTHORITY = re.compile(
    r"\b(?:case|cleared by|approved by|reviewed by|office|command|agency|directorate|laboratory|division|department|"
    r"security review|control(?:ling)? no|release no|pa (?:case|no)|dopsr|dtic|university|corporation|inc|ltd)\b|"
    r"\d{2}-S-\d{3,5}|\d{2}[A-Z]{2,4}-\d{4}-\d{3,5}|課|部長|委員会|事務局|办公室|审查|单位|部门",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\b(?:pending|draft|until|unless|upon|not yet|if|subject to|awaiting|proposed)\b", re.IGNORECASE
)
_RIVALS = {legend.name: legend.rival for legend in BANNERS if legend.rival}


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """Markings with what is to be thought of them.

    Attributes:
        relieved: Indices of the parts of which a mark of public release says that the models suspect too much.
        released: Those of them that are public by an authority's word.
    """

    markings: tuple[Marking, ...]
    findings: tuple[Finding, ...]
    relieved: frozenset[int]
    released: frozenset[int]


def weigh(document: Document, markings: tuple[Marking, ...]) -> Weighed:
    """Doubt what is doubtful among `markings`, as `find_markings` gave them."""
    findings: list[Finding] = []
    louder = _louder(document, markings)
    relieving: set[int] = set()
    releasing: set[int] = set()
    kept: list[Marking] = []
    for marking in markings:
        doubt = _doubt(document, marking, markings, louder) if marking.level is Level.PUBLIC else ""
        if doubt:
            findings.append(
                _finding(CONTRADICTION if doubt.startswith("beside ") else DOUBTFUL, doubt, document, marking)
            )
        elif marking.level is Level.PUBLIC and not marking.is_doubted:
            relieving.add(marking.part)
            if _has_authority(document, marking):
                releasing.add(marking.part)
            else:
                findings.append(_finding(DOUBTFUL, "no authority or date", document, marking))
        if marking.level is not Level.PUBLIC and is_disguised_at(document, marking):
            findings.append(_finding(DISGUISED, marking.name, document, marking))
        if marking.is_doubted:
            findings.append(_finding(LISTED, marking.name, document, marking))
        kept.append(replace(marking, is_doubted=True) if doubt else marking)
    findings.extend(_contradictions(document, kept))
    return Weighed(
        markings=tuple(kept),
        findings=tuple(dict.fromkeys(findings)),
        relieved=_reach(document, relieving),
        released=_reach(document, releasing),
    )


def _finding(name: str, detail: str, document: Document, marking: Marking) -> Finding:
    return Finding(name=name, detail=detail, where=document.parts[marking.part].name)


def _louder(document: Document, markings: tuple[Marking, ...]) -> dict[int, str]:
    """For each part on which, in which or round which a mark says more than public, one such mark."""
    louder: dict[int, str] = {}
    for marking in markings:
        if marking.level > Level.PUBLIC and not marking.is_doubted:
            for index in (marking.part, *_above(document, marking.part)):
                louder.setdefault(index, marking.name)
    marked = {
        marking.part: marking.name for marking in markings if marking.level > Level.PUBLIC and not marking.is_doubted
    }
    for index in {marking.part for marking in markings if marking.level is Level.PUBLIC}:
        above = next((marked[part] for part in _above(document, index) if part in marked), None)
        if above is not None:
            louder.setdefault(index, above)
    return louder


def _doubt(document: Document, marking: Marking, markings: tuple[Marking, ...], louder: Mapping[int, str]) -> str:
    """Why a mark of public release does nothing; empty where it does."""
    part = document.parts[marking.part]
    if marking.part in louder:
        return f"beside {louder[marking.part]}"
    if is_disguised_at(document, marking):
        return "disguised"
    if any(finding.name == "hidden-text" and finding.where == part.name for finding in document.findings):
        return "hidden text"
    if marking.source in _BESIDE_THE_TEXT:
        spoken = (m for m in markings if m.part == marking.part and m.name == marking.name)
        return "" if any(m.source not in _BESIDE_THE_TEXT for m in spoken) else f"in {marking.source.value} alone"
    if marking.source is MarkingSource.TEXT and HEAD_CHARS < marking.offset < len(part.text) - TAIL_CHARS:
        return "buried"
    line = part.text[marking.offset :].partition("\n")[0] if marking.offset >= 0 else ""
    return "conditional" if _CONDITION.search(line[:AUTHORITY_CHARS]) else ""


def _paragraph(document: Document, marking: Marking) -> str:
    """The lines round a mark, up to the next blank ones."""
    if marking.offset < 0:
        return ""
    text = document.parts[marking.part].text
    before = re.split(r"\n\s*\n|\f", text[max(0, marking.offset - AUTHORITY_CHARS // 2) : marking.offset])[-1]
    return before + re.split(r"\n\s*\n|\f", text[marking.offset : marking.offset + AUTHORITY_CHARS])[0]


def _has_authority(document: Document, marking: Marking) -> bool:
    """Whether somebody and some date stand beside a mark."""
    near = _paragraph(document, marking)
    return _YEAR.search(near) is not None and _AUTHORITY.search(near) is not None


def _contradictions(document: Document, markings: list[Marking]) -> Iterator[Finding]:
    """Rival markings of different levels on one part, and a label or property that says less than the text does."""
    trusted = [marking for marking in markings if not marking.is_doubted and marking.name != UNNAMED_LABEL]
    by_part: dict[int, list[Marking]] = {}
    for marking in trusted:
        by_part.setdefault(marking.part, []).append(marking)
    for one, other in (pair for marked in by_part.values() for pair in combinations(marked, 2)):
        if one.level is other.level or Level.PUBLIC in (one.level, other.level):
            continue
        rival = _RIVALS.get(one.name)
        low, high = sorted((one, other), key=lambda marking: marking.level)
        if (rival is not None and rival == _RIVALS.get(other.name)) or (
            low.source in _BESIDE_THE_TEXT and high.source not in _BESIDE_THE_TEXT
        ):
            detail = f"{low.name} in {low.source.value}, {high.name} in {high.source.value}"
            yield _finding(CONTRADICTION, detail, document, high)


def _above(document: Document, index: int) -> tuple[int, ...]:
    """Parts that a part stands in, the nearest first."""
    found: list[int] = []
    parent = document.parts[index].parent
    while 0 <= parent < index:
        found.append(parent)
        index, parent = parent, document.parts[parent].parent
    return tuple(found)


def _reach(document: Document, marked: set[int]) -> frozenset[int]:
    """`marked` with the parts that stand in them, where they are no archive or message."""
    speaking = {
        index
        for index in marked
        if document.parts[index].text and not document.parts[index].type.startswith(_ENCLOSING)
    }
    inside = {i for i in range(len(document.parts)) if speaking.intersection(_above(document, i))}
    return frozenset(marked | inside)
