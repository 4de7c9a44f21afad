"""Legends in the text of a part: which lines are worth a look, what they say, whether they stand where a legend does.

A banner counts where it stands alone on its line and the line is at the head or the foot of its page, in a header,
bracketed, repeated on several pages, or on a page of few words such as a drawing. Several rival levels on neighbouring
lines are a list.
"""

from __future__ import annotations

import bisect
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from classifiers.assessment import Marking, MarkingSource
from classifiers.detect.declarations import CLASSIFYING, declared_by
from classifiers.detect.legends import BANNERS, SENTENCES, Legend
from classifiers.detect.lettering import MAX_LINE_CHARS, checked_options, forms, skeleton, visible
from classifiers.detect.lines import BREAK, Lines
from classifiers.detect.sieve import Sieve, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.document import Part

SPARSE_CHARS = 1_500
MAX_CHARS = 2_000_000
BEFORE_CHARS, AFTER_CHARS = 450, 200
MAX_STRETCH_CHARS = 200_000
HITS = 2_000
A_LIST = 3
"""So many rival levels in one text, none of them in a header, are a text about levels."""

_BRACKETS = frozenset("[【〔《≪『<{■※*")
_QUOTES = frozenset("\"'“‘「『`")


def _by_hint(legends: tuple[Legend, ...]) -> dict[str, tuple[Legend, ...]]:
    hints = dict.fromkeys(hint for legend in legends for hint in legend.hints)
    return {hint: tuple(legend for legend in legends if hint in legend.hints) for hint in hints}


_HINTS, _SPOKEN = _by_hint(BANNERS), _by_hint(SENTENCES)
_BACKWARDS = tuple(
    word[::-1] for word in ("confidential", "proprietary", "極秘", "社外秘", "部外秘", "机密", "绝密", "機密")
)
_MARGIN_PLACE = re.compile(r"(?:.*, )?(?:header|footer|master)\b", re.IGNORECASE)
_PROPERTY_PLACES = ("properties", "XMP", "beside the pages", "settings")
_SENTENCES = frozenset(SENTENCES)
# Rivals that stand together on one stamp: `CONFIDENTIAL / PROPRIETARY`, `社外秘 取扱注意`.
_SAYING_THE_SAME = (
    {"confidential", "proprietary"},
    {"jp-shagaihi", "jp-toriatsukai-chui"},
    {"jp-shagaihi", "jp-eigyo-himitsu"},
    {"jp-kankeisha", "jp-toriatsukai-chui"},
    {"jp-kimitsu", "jp-eigyo-himitsu"},
    {"cn-shangmi", "cn-neibu"},
    {"cn-shangmi", "cn-jimi"},
    {"cn-shangmi", "cn-mimi"},
    {"cn-shangmi", "cn-juemi"},
    {"kimitsu", "cn-jimi"},
    {"internal-only", "confidential"},
    {"cn-shangmi", "cn-gongzuo-mimi"},
    {"cn-neibu", "cn-mimi"},
    {"cn-neibu", "cn-jimi"},
    {"jp-eigyo-himitsu", "jp-toriatsukai-chui"},
    {"jp-shagaihi", "jp-kankeisha"},
    {"jp-kimitsu", "jp-shagaihi"},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hit:
    """A legend on a line of a text."""

    legend: Legend
    line: int
    form: str
    is_sentence: bool = False
    is_quoted: bool = False


@cache
def _sought() -> tuple[tuple[str, tuple[Legend, ...], bool], ...]:
    """What makes a line worth a look, of which legends it may be, and whether it may go on over line ends."""
    return (
        *((hint, legends, False) for hint, legends in _HINTS.items()),
        *((hint, legends, True) for hint, legends in _SPOKEN.items()),
        *((word, BANNERS, False) for word in _BACKWARDS),
    )


@cache
def _sought_words() -> Words:
    return Words.of(tuple(hint.lstrip("\n") for hint, _, _ in _sought()))


class Inscriptions:
    """The legends in the text of one part.

    Args:
        names: Lines that are names of the parts in it, and say nothing here.
    """

    def __init__(self, part: Part, names: frozenset[str] = frozenset()) -> None:
        self._part = part
        self._names = names
        self._text = part.text[:MAX_CHARS]
        self._lines = Lines(self._text)
        self._stretches: dict[int, tuple[int, str]] = {}

    def markings(self, label: str) -> Iterator[Marking]:
        """Every marking in the text, once for each name and source, in order."""
        hits = list(self._hits())
        counts = Counter((name, form) for name, form, _ in {(hit.legend.name, hit.form, hit.line) for hit in hits})
        kept = [hit for hit in hits if not self._is_listed(hit, hits) and self._is_prominent(hit, counts)]
        placed = [(self._lines.offset(hit.line), hit.legend.name, hit, self._source(hit, counts)) for hit in kept]
        placed.sort(key=lambda item: item[:2])
        spoken = {(hit.legend.rival, key) for _, key, hit, source in placed if source is MarkingSource.TEXT}
        crowds = {rival for rival, many in Counter(rival for rival, _ in spoken).items() if rival and many >= A_LIST}
        for offset, key, hit, source in placed:
            is_crowd = source is MarkingSource.TEXT and hit.legend.rival in crowds
            yield Marking(
                name=key,
                where=f"{label}:{offset}",
                level=hit.legend.level,
                source=source,
                place=self._part.place_of(offset),
                offset=offset,
                is_doubted=is_crowd or (hit.is_quoted and not self._part.cad),
            )
        yield from self._header_lines(label)

    def _hits(self) -> Iterator[_Hit]:
        """Legends on the lines that hold a hint of one."""
        seen: set[tuple[int, int]] = set()
        for number, legends in sorted(self._hinted().items())[:HITS]:
            if self._names and self._lines.line(number).strip() in self._names:
                continue
            readings: tuple[str, ...] | None = None
            for legend in legends:
                if (number, id(legend)) in seen:
                    continue
                seen.add((number, id(legend)))
                if legend in _SENTENCES:
                    yield from self._sentence(legend, number)
                    continue
                if readings is None:
                    readings = _choices(self._lines.line(number))
                form = next((form for form in readings if legend.pattern.fullmatch(form)), None)
                if form is not None:
                    yield _Hit(legend=legend, line=number, form=form)

    def _hinted(self) -> dict[int, list[Legend]]:
        bones = "\n" + skeleton(self._text)
        ends = [match.start() for match in re.finditer("\n", bones)][1:]
        flat, turns = bones.replace("\n", ""), [end - number - 1 for number, end in enumerate(ends)]
        found: dict[int, list[Legend]] = {}
        sought = _sought()
        for place in Sieve(flat).passing(_sought_words()):
            hint, legends, is_spoken = sought[place]
            if is_spoken:
                self._add(flat, turns, hint, legends, found)
            else:
                self._add(bones, ends, hint, legends, found)
        return found

    @staticmethod
    def _add(
        bones: str, ends: list[int], hint: str, legends: tuple[Legend, ...], found: dict[int, list[Legend]]
    ) -> None:
        place = bones.find(hint)
        while place >= 0:
            line = bisect.bisect_left(ends, place + 1)
            found.setdefault(line, []).extend(legends)
            if line >= len(ends):
                return
            place = bones.find(hint, ends[line])

    def _sentence(self, legend: Legend, number: int) -> Iterator[_Hit]:
        """The legend in the text round a line, where it speaks of the document."""
        near, stretch = self._stretch(number)
        match = legend.pattern.search(stretch)
        if match is None:
            return
        first = bisect.bisect_right(self._lines.starts, near) - 1
        line = first + len(BREAK.findall(stretch[: match.start() + len(match[0]) - len(match[0].lstrip())]))
        before = stretch[: match.start()].rstrip()[-1:]
        yield _Hit(legend=legend, line=min(line, len(self._lines.starts) - 1), form=legend.name, is_sentence=True,
                   is_quoted=before in _QUOTES and before != "")  # fmt: skip

    def _stretch(self, number: int) -> tuple[int, str]:
        """The text round a line, and where it begins."""
        if number not in self._stretches:
            start = self._lines.starts[number]
            near = max(0, start - BEFORE_CHARS)
            end = start + len(self._lines.line(number)[:MAX_STRETCH_CHARS]) + AFTER_CHARS
            self._stretches[number] = near, visible(self._text[near:end])
        return self._stretches[number]

    def _is_listed(self, hit: _Hit, hits: list[_Hit]) -> bool:
        """Whether rival levels stand in the same line or on its neighbours; a ticked choice has none."""
        name, rival = hit.legend.name, hit.legend.rival
        near = {
            other.legend.name
            for other in hits
            if rival
            and other.legend.rival == rival
            and other.legend.name != name
            and (other.line, other.form) != (hit.line, hit.form)  # two readings of one stamp are no list
            and abs(other.line - hit.line) <= A_LIST
            and self._lines.rows_between(hit.line, other.line) <= 1
        }
        return len(near) > 1 or any({name, other} not in _SAYING_THE_SAME for other in near)

    def _is_prominent(self, hit: _Hit, counts: Counter[tuple[str, str]]) -> bool:
        raw = self._lines.line(hit.line).strip()
        if hit.is_sentence or self._part.cad or counts[hit.legend.name, hit.form] > 1 or "★" in raw:
            return True
        if raw[:1] in _BRACKETS or self._marginal(hit.line) is not None or self._lines.is_at_edge(hit.line):
            return True
        return self._lines.page_chars(hit.line) <= SPARSE_CHARS

    def _marginal(self, line: int) -> MarkingSource | None:
        place = self._part.place_of(self._lines.starts[line])
        if place.startswith("headers"):
            return MarkingSource.MAIL_HEADER
        if place in _PROPERTY_PLACES:
            return MarkingSource.PROPERTY
        return MarkingSource.HEADER if place and _MARGIN_PLACE.match(place) else None

    def _source(self, hit: _Hit, counts: Counter[tuple[str, str]]) -> MarkingSource:
        marginal = self._marginal(hit.line)
        if marginal is not None:
            return marginal
        if self._part.type.startswith("image/"):
            return MarkingSource.PICTURE
        is_repeated = not hit.is_sentence and counts[hit.legend.name, hit.form] > 1
        return MarkingSource.HEADER if is_repeated and self._lines.is_at_edge(hit.line) else MarkingSource.TEXT

    def _header_lines(self, label: str) -> Iterator[Marking]:
        """`X-Classification: …` among the headers of a message."""
        ends = (*(place.start for place in self._part.places[1:]), len(self._text))
        for place, end in zip(self._part.places, ends, strict=False):
            if not place.label.startswith("headers"):
                continue
            for match in re.finditer(r"(?m)^([\w-]{2,60}): (.{1,400})$", self._text[place.start : end]):
                if not (CLASSIFYING.search(match[1]) or match[1].lower() == "subject"):
                    continue
                offset = place.start + match.start()
                for said in declared_by(match[1], match[2], MarkingSource.MAIL_HEADER):
                    yield Marking(name=said.name, where=f"{label}:{offset}", level=said.level, source=said.source,
                                  place=place.label, offset=offset)  # fmt: skip


def _choices(raw: str) -> tuple[str, ...]:
    """The readings of a line; where it offers choices, those of what is ticked alone."""
    if sum(map(raw.count, "□☐☑☒■")) > 1:
        return tuple(form for option in checked_options(raw) for form in forms(option))
    return tuple(forms(raw[: MAX_LINE_CHARS + 1]))
