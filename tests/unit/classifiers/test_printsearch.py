from __future__ import annotations

import random

import numpy as np
import pytest
from numpy.typing import NDArray

from classifiers.detect.geometry import StructureFamily
from classifiers.detect.numerals import NumeralFamily
from classifiers.detect.prints import Basis, Family, Print, Shared
from classifiers.detect.printsearch import Sharing, public_hashes, shared_prints
from classifiers.detect.records import Card, KeptPrint, Record
from classifiers.detect.segment import segment_of
from classifiers.detect.shelf import Shelf
from classifiers.detect.textsearch import COMMON_FROM
from classifiers.detect.winnowing import Secret
from classifiers.document import Part

SECRET = Secret.of(b"0123456789abcdef0123456789abcdef")
NUMERALS = NumeralFamily()
STRUCTURE = StructureFamily()


def part(text: str = "", shape: bytes = b"") -> Part:
    return Part(name="", type="text/plain", digest="", size_bytes=len(text), text=text, shape=shape)


def shelf(prints: list[Print], *, basis: Basis, lineages: list[int] | None = None) -> Shelf:
    records = [
        Record(
            card=Card(digest=f"{number:064x}", name=str(number), label=""),
            parts=(),
            lineage=number if lineages is None else lineages[number],
            is_public=False,
            texts=(),
            prints=(
                KeptPrint(
                    basis=str(basis),
                    hashes=one.hashes.astype("<u8").tobytes(),
                    places=one.places.astype("<u4").tobytes(),
                ),
            ),
        )
        for number, one in enumerate(prints)
    ]
    segment = segment_of(records, [number.to_bytes(16, "little") for number in range(len(prints))])
    return Shelf.of(segment, lambda number: records[number].card)


def compared(asked: Print, prints: list[Print]) -> list[Shared]:
    """What the asked print shares with each, every hash with every other."""
    found = []
    kinds, held = np.unique(np.concatenate([np.unique(one.hashes) for one in prints]), return_counts=True)
    weight = dict(zip(kinds.tolist(), np.minimum(1.0, COMMON_FROM / held).tolist(), strict=True))
    for one in prints:
        pairs = [(i, j) for i, made in enumerate(asked.hashes) for j in np.flatnonzero(one.hashes == made).tolist()]
        found.append(
            Shared(
                members=np.array([i for i, _ in pairs], dtype=np.int64),
                theirs=np.array([one.places[j] for _, j in pairs], dtype=np.int64),
                weights=np.array([weight[int(asked.hashes[i])] for i, _ in pairs]),
                registered=one.hashes.size,
            )
        )
    return found


def crowd(family: Family, seed: int) -> tuple[Print, list[Print]]:
    """An asked print, and 40 others of which some hold a stretch of it, some a little of it, and most nothing."""
    chance = random.Random(seed)
    items = [f"{chance.uniform(1, 100):.4f}" if family is NUMERALS else str(chance.getrandbits(64)) for _ in range(900)]
    mine = items[:60]
    held = [mine]
    for number in range(40):
        start, foreign = chance.randrange(50), chance.sample(items[60:], 30)
        stretch = mine[start : start + chance.choice([2, 8, 25])] if number % 5 == 0 else mine[start : start + 2]
        held.append(foreign[:9] + stretch + foreign[9 : chance.randint(9, 30)] + stretch[:1])
    asked, *others = (family.prints(_part_of(family, one), SECRET) for one in held)
    return asked, others


def shared(
    family: Family, asked: Print, shelves: list[Shelf], mask: NDArray[np.bool_] | None = None
) -> list[tuple[tuple[int, int], Shared]]:
    found = shared_prints(family, asked, shelves, mask, most=64)
    assert found.are_all
    return list(found.found)


def _part_of(family: Family, items: list[str]) -> Part:
    if family is NUMERALS:
        return part(text=", ".join(f"{item} mm" for item in items))
    return part(shape=np.array([int(item) for item in items], dtype="<u8").tobytes())


@pytest.mark.parametrize("family", [NUMERALS, STRUCTURE], ids=lambda family: family.basis)
@pytest.mark.parametrize("seed", range(6))
def test_whatever_the_family_says_is_alike_is_among_what_is_looked_at(family: Family, seed: int) -> None:
    asked, others = crowd(family, seed)
    first = shelf(others[:25], basis=family.basis)
    second = shelf(others[25:], basis=family.basis, lineages=list(range(25, 40)))
    found = {index * 25 + number: one for (index, number), one in shared(family, asked, [first, second])}
    whole = compared(asked, others)
    alike = {number for number, one in enumerate(whole) if family.alike(asked, one) is not None}
    assert alike <= found.keys()
    assert alike
    for number, one in found.items():
        mine, theirs = (sorted(zip(x.members.tolist(), x.theirs.tolist(), strict=True)) for x in (one, whole[number]))
        assert mine == theirs
        assert one.registered == whole[number].registered
        weights = dict(zip(whole[number].members.tolist(), whole[number].weights.tolist(), strict=True))
        assert one.weights == pytest.approx([weights[member] for member in one.members.tolist()])


def test_what_shares_too_little_is_not_looked_at() -> None:
    asked = NUMERALS.prints(part(text="18.37 mm, 142.6 mm, 23450 rpm, 41.7 mm, 93.46 mm, 0.1853 mm"), SECRET)
    other = NUMERALS.prints(part(text="18.37 mm in a letter of 71.93 mm"), SECRET)
    assert shared(NUMERALS, asked, [shelf([other], basis=Basis.NUMERALS)]) == []
    assert [number for (_, number), _ in shared(NUMERALS, asked, [shelf([asked], basis=Basis.NUMERALS)])] == [0]
    assert shared(NUMERALS, other, [shelf([other], basis=Basis.NUMERALS)]) == []
    assert shared(NUMERALS, asked, []) == []
    assert shared(STRUCTURE, asked, [shelf([asked], basis=Basis.NUMERALS)]) == []


def test_versions_of_one_document_count_as_one() -> None:
    asked, _ = crowd(NUMERALS, 1)
    unlike = shared(NUMERALS, asked, [shelf([asked] * 8, basis=Basis.NUMERALS)])
    versions = shared(NUMERALS, asked, [shelf([asked] * 8, basis=Basis.NUMERALS, lineages=[7] * 8)])
    assert {float(weight) for _, one in unlike for weight in one.weights} == {0.5}
    assert {float(weight) for _, one in versions for weight in one.weights} == {1.0}


def test_what_is_gone_or_public_is_no_candidate_and_what_is_public_says_nothing() -> None:
    asked, _ = crowd(NUMERALS, 2)
    held = shelf([asked, asked, asked], basis=Basis.NUMERALS)
    held.is_there[0] = False
    held.is_public[1] = True
    assert [number for (_, number), _ in shared(NUMERALS, asked, [held])] == [2]
    mask = public_hashes(Basis.NUMERALS, asked, [held])
    assert mask.all()
    assert shared(NUMERALS, asked, [held], mask) == []
    half = mask & (asked.hashes >= np.median(asked.hashes))
    for _, one in shared(NUMERALS, asked, [held], half):
        assert not half[one.members].any()


def test_the_likeliest_comes_first() -> None:
    asked, _ = crowd(NUMERALS, 3)
    parts = [asked.hashes.size // 2, asked.hashes.size, asked.hashes.size * 3 // 4]
    others = [
        Print(
            hashes=asked.hashes[:size], places=asked.places[:size], starts=asked.starts[:size], ends=asked.ends[:size]
        )
        for size in parts
    ]
    found = [number for (_, number), _ in shared(NUMERALS, asked, [shelf(others, basis=Basis.NUMERALS)])]
    assert found[0] == 1


def test_more_than_are_weighed_are_told_of() -> None:
    asked, others = crowd(NUMERALS, 4)
    held = [shelf([asked, *others, asked], basis=Basis.NUMERALS)]
    every = shared_prints(NUMERALS, asked, held, most=64)
    few = shared_prints(NUMERALS, asked, held, most=1)
    assert every.are_all
    assert len(every.found) > 1
    assert not few.are_all
    assert len(few.found) == 1
    assert shared_prints(NUMERALS, asked, held, most=len(every.found)).are_all
    assert shared_prints(NUMERALS, asked, [], most=1) == Sharing()
