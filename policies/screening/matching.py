"""Names against list entries: who could be meant, how, and how surely.

Each name is read in every script (`names.py`). Words weigh by how rare they are on the lists; what only one of the two
names says counts against the pair, and what each says instead of the other counts twice. Numbers, places and kinds of
organisation are themselves: none is a misspelling of another.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain, combinations

from policies.screening.alignment import LONE_KNOWN, align, is_distinctive
from policies.screening.lists import ControlList, EntityKind, ListEntry
from policies.screening.names import Name, Reading, read_name
from policies.screening.spelling import Vocabulary
from policies.screening.weights import Weights

FOLDED, LINKED, PART, WEAK = 0.97, 0.95, 0.84, 0.85
# Spelt in another script; less where it tells only a place and a sort, which are translated in more than one way.
TRANSLITERATED, TRANSLATED = 0.96, 0.9
MIN_COMPACT = 6
MAX_PARTS = 24
# Words of a translated name that need not be the list's own.
TRANSLATED_SHARE = 0.6


class How(StrEnum):
    """How a name met an entry, the surest first.

    `linked` is by way of another entry that the name surely means: one of that entry's names is this one's too, as
    where the Japanese list has a university's Chinese name and the US list only its English one.
    """

    EXACT = "exact"
    ALIAS = "alias"
    FOLDED = "folded"
    LINKED = "linked"
    TRANSLITERATED = "transliterated"
    FUZZY = "fuzzy"
    PART = "part"


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """From which score a match is proposed, and from which a person looks; both in [0, 1]."""

    sure: float = 0.92
    unsure: float = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A name that met an entry.

    Attributes:
        name: The name as the policy writes it.
        alias: The entry's name or alias that it met.
        score: In [0, 1].
        is_disguised: The name holds invisible signs or letters of another script.
    """

    list: ControlList
    entry: ListEntry
    name: str
    alias: str
    how: How
    score: float
    is_disguised: bool = False


@dataclass(frozen=True, slots=True)
class _Spelling:
    """One reading of one name of one entry."""

    entry: int
    alias: str
    is_alias: bool
    reading: Reading


class ListIndex:
    """Every organisation of some lists, ready to be asked for."""

    def __init__(self, lists: Iterable[ControlList]) -> None:
        self._entries: list[tuple[ControlList, ListEntry]] = [
            (each, entry) for each in lists for entry in each.entries if entry.kind is EntityKind.ORGANISATION
        ]
        self._spellings: list[_Spelling] = []
        self._by_word: defaultdict[str, list[int]] = defaultdict(list)
        self._by_compact: defaultdict[str, list[int]] = defaultdict(list)
        self._by_letters: defaultdict[str, list[int]] = defaultdict(list)
        self._add_all()
        frequency = Counter({word: len(postings) for word, postings in self._by_word.items()})
        self._weights = Weights(frequency, total=len(self._spellings))
        self._words = Vocabulary(frequency)
        self._compacts = Vocabulary(Counter(compact for compact in self._by_compact if len(compact) >= MIN_COMPACT))

    def __len__(self) -> int:
        return len(self._entries)

    def _add_all(self) -> None:
        for number, (_, entry) in enumerate(self._entries):
            for place, alias in enumerate(entry.names):
                for reading in read_name(alias).readings:
                    at = len(self._spellings)
                    self._spellings.append(_Spelling(number, alias, place > 0, reading))
                    self._by_compact[reading.compact].append(at)
                    if reading.letters:
                        self._by_letters[reading.letters].append(at)
                    for word in set(reading.words):
                        self._by_word[word].append(at)

    def matches(self, text: str, *, least: float) -> tuple[Match, ...]:
        """Entries that a name may mean, the surest first, each once.

        Args:
            least: Lowest score that is given back.
        """
        name = read_name(text)
        best: dict[int, Match] = {}
        for match_entry, match in self._found(name, least):
            if match_entry not in best or match.score > best[match_entry].score:
                best[match_entry] = match
        for match_entry, match in self._linked(best.values()):
            if match.score >= least and (match_entry not in best or match.score > best[match_entry].score):
                best[match_entry] = match
        return tuple(sorted(best.values(), key=lambda match: (-match.score, match.list.title, match.entry.id)))

    def _found(self, name: Name, least: float) -> Iterator[tuple[int, Match]]:
        written = _written(name.text)
        for reading in _telling(name.readings):
            for at in self._candidates(reading, least):
                spelling = self._spellings[at]
                how, score = self._judged(written, reading, spelling)
                if score >= least:
                    listed, entry = self._entries[spelling.entry]
                    yield (
                        spelling.entry,
                        Match(
                            list=listed,
                            entry=entry,
                            name=name.text,
                            alias=spelling.alias,
                            how=how,
                            score=round(score, 3),
                            is_disguised=name.is_disguised,
                        ),
                    )

    def _linked(self, direct: Iterable[Match]) -> list[tuple[int, Match]]:
        """Entries that share a name with one that was met by its own name. One step, no further."""
        linked = []
        for match in direct:
            if match.score < FOLDED:
                continue
            readings = chain.from_iterable(read_name(alias).readings for alias in match.entry.names)
            for reading in readings:
                if reading.is_weak or reading.is_transliterated:
                    continue
                for spelling in map(self._spellings.__getitem__, self._by_compact.get(reading.compact, ())):
                    if not spelling.reading.is_transliterated and spelling.reading.is_cjk == reading.is_cjk:
                        listed, entry = self._entries[spelling.entry]
                        met = replace(
                            match, list=listed, entry=entry, alias=spelling.alias, how=How.LINKED, score=LINKED
                        )
                        linked.append((spelling.entry, met))
        return linked

    def _candidates(self, reading: Reading, least: float) -> set[int]:
        found = {*self._by_compact.get(reading.compact, ()), *self._by_letters.get(reading.letters, ())}
        if len(reading.compact) >= MIN_COMPACT:
            for compact in self._compacts.near(reading.compact):
                found.update(self._by_compact[compact])
        for part in _parts(reading):
            found.update(self._by_compact.get(part, ()))
        return found | self._by_words(reading, least)

    def _by_words(self, reading: Reading, least: float) -> set[int]:
        """Spellings that share enough weight of words; the rarest words first, until the rest could not be enough."""
        options = {word: (word, *self._words.near(word)) for word in set(reading.words)}
        weight = {word: max(map(self._weights.of, near)) for word, near in options.items()}
        least_known = LONE_KNOWN * least
        enough = sum(weight.values()) * least_known / (1 - least + least_known)
        if reading.is_transliterated:
            enough *= TRANSLATED_SHARE
        left = sum(weight.values())
        shared: defaultdict[int, float] = defaultdict(float)
        for word in sorted(weight, key=lambda word: (-weight[word], word)):
            may_begin = left >= enough
            for near in options[word]:
                for at in self._by_word.get(near, ()):
                    if may_begin or at in shared:
                        shared[at] += weight[word]
            left -= weight[word]
        return {at for at, sum_ in shared.items() if sum_ >= enough}

    def _judged(self, written: str, reading: Reading, spelling: _Spelling) -> tuple[How, float]:
        listed = spelling.reading
        if reading.is_cjk != listed.is_cjk or (reading.is_transliterated and listed.is_transliterated):
            # Two spellings in a third script say nothing that their own do not.
            return How.FUZZY, 0.0
        is_across = reading.is_transliterated or listed.is_transliterated
        how, score = self._resemblance(reading, listed, is_across=is_across)
        if is_across:
            says = any(map(is_distinctive, listed.words))
            score *= TRANSLITERATED if says else TRANSLATED
            how = How.TRANSLITERATED if how is How.FOLDED else how
        elif how is How.FOLDED and written == _written(spelling.alias):
            how, score = (How.ALIAS if spelling.is_alias else How.EXACT), 1.0
        if reading.is_weak or listed.is_weak:
            score = min(score, WEAK) if how is not How.FUZZY and how is not How.PART else 0.0
        return how, score

    def _resemblance(self, reading: Reading, listed: Reading, *, is_across: bool) -> tuple[How, float]:
        if reading.letters and reading.letters == listed.letters:
            return How.FOLDED, FOLDED
        if reading.compact == listed.compact or Counter(reading.words) == Counter(listed.words):
            return How.FOLDED, FOLDED
        aligned = align(reading, listed, self._weights, is_across=is_across)
        if aligned.is_within and aligned.score < PART:
            return How.PART, PART
        return How.FUZZY, min(aligned.score, FOLDED - 0.01)


def _telling(readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """Readings to ask for: an acronym beside a name is of its parent as often as its own, and is left out."""
    return tuple(reading for reading in readings if not reading.is_weak) or readings


def _parts(reading: Reading) -> set[str]:
    """Every run of two or more words that stands in a name."""
    words = reading.words[:MAX_PARTS]
    runs = combinations(range(len(words) + 1), 2)
    return {"".join(words[start:end]) for start, end in runs if end - start > 1}


def _written(text: str) -> str:
    return " ".join(text.casefold().split())
