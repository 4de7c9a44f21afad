"""Finds the legends that somebody put on a document, and not the words where prose only mentions them.

They stand in its text, in the title block of a drawing, in properties, sensitivity labels, headers of messages and
names.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from classifiers.assessment import Marking, MarkingSource
from classifiers.detect.declarations import UNNAMED_LABEL, classified, declarations
from classifiers.detect.inscriptions import Inscriptions
from classifiers.detect.legends import BANNERS, SENTENCES
from classifiers.detect.lettering import MAX_LINE_CHARS, is_disguised, visible
from classifiers.document import FieldName
from policies.label import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from classifiers.document import Document, Part

MAX_FIELD_CHARS = 2_000

_LEVELS = {legend.name: legend.level for legend in (*SENTENCES, *BANNERS)} | {UNNAMED_LABEL: Level.INTERNAL}


_NAME_PIECE = re.compile(r"[\[【(〔（]([^\[\]【】()〔〕（）]{1,40})[\]】)〕）]")
_NAME_WORD = re.compile(
    r"(?:^|[_\s\-.＿])((?:[A-Z+]{3,}(?:[ _-][A-Z+]{2,}){0,3})|秘|[\u3400-\u9fff\u3040-\u30ff★:\d]{2,20})"
    r"(?=$|[_\s\-.＿(（\[【])"
)


def find_markings(document: Document, name: str = "") -> tuple[Marking, ...]:
    """Legends in all parts of `document` and in its file names, each name once a part and source, as they stand.

    Args:
        name: The file's own name; a legend set apart in it counts.
    """
    found: list[Marking] = []
    inside = _names_inside(document)
    for index, part in enumerate(document.parts):
        label = part.name or name
        text = Inscriptions(part, inside.get(index, frozenset()))
        beside = (*_field_markings(part, label), *_declared_markings(part, label))
        for marking in (*_name_markings(label), *text.markings(label), *beside):
            found.append(replace(marking, part=index))
    first = {(marking.part, marking.name, marking.source): marking for marking in reversed(found)}
    return tuple(marking for marking in found if first[marking.part, marking.name, marking.source] is marking)


def _names_inside(document: Document) -> dict[int, frozenset[str]]:
    """Names of the parts in each part: where an archive lists them in its text they are read as names, not as lines."""
    names: dict[int, set[str]] = {}
    for part in document.parts[1:]:
        if part.parent >= 0:
            above = document.parts[part.parent].name
            names.setdefault(part.parent, set()).add(part.name.removeprefix(f"{above}/"))
    return {index: frozenset(inside) for index, inside in names.items()}


def level_of(names: Iterable[str]) -> Level | None:
    """The highest level that these markings say; None where there are none.

    `public-release` counts only where no other marking says more.
    """
    return max((_LEVELS[name] for name in names if name in _LEVELS), default=None)


def _name_markings(name: str) -> Iterator[Marking]:
    """Legends in a path: whole folders, pieces in brackets, and words of capitals or kanji set apart by signs."""
    *folders, last = visible(name).replace("\\", "/").split("/")
    stem = last.rpartition(".")[0] or last
    several = (piece for piece in stem.split("_") if " " in piece)
    pieces = dict.fromkeys([*folders, stem, *several, *_NAME_PIECE.findall(stem), *_NAME_WORD.findall(stem)])
    for piece in pieces:
        for legend in classified(piece.replace("_", " "), is_classification=False):
            yield Marking(name=legend.name, where=f"{name}:name", level=legend.level, source=MarkingSource.NAME)


def _field_markings(part: Part, label: str) -> Iterator[Marking]:
    """Cells of a title block that are a classification or hold a legend."""
    for field in part.fields:
        if field.name not in (FieldName.SECURITY, FieldName.LEGEND):
            continue
        legends = classified(field.value, is_classification=field.name is FieldName.SECURITY)
        spoken = (legend for legend in SENTENCES if legend.pattern.search(visible(field.value[:MAX_FIELD_CHARS])))
        for legend in (*legends, *spoken):
            yield Marking(
                name=legend.name,
                where=f"{label}:{field.where or field.label or field.name}",
                level=legend.level,
                source=MarkingSource.TITLE_BLOCK,
                place=field.where,
                offset=part.text.find(field.value),
            )


def _declared_markings(part: Part, label: str) -> Iterator[Marking]:
    for said in declarations(part.metadata):
        yield Marking(name=said.name, where=f"{label}:{said.key}", level=said.level, source=said.source)


def is_disguised_at(document: Document, marking: Marking) -> bool:
    """Whether the line of a marking is written in other letters than it seems to be."""
    if marking.part < 0 or marking.offset < 0:
        return False
    text = document.parts[marking.part].text
    end = text.find("\n", marking.offset)
    return is_disguised(text[marking.offset : end if end >= 0 else len(text)][:MAX_LINE_CHARS])
