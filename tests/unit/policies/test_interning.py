"""That sets as integers are the sets that they stand for, and that what is kept stays bounded."""

from __future__ import annotations

from datetime import UTC, date, datetime

from policies.compiler import compile_policy
from policies.examples import load_example
from policies.interning import KEPT_NAMES, Bits, Interned, Memo, SetMemo, end_of, start_of, upwards
from policies.language import load_policy


def test_a_memo_makes_once_and_stays_bounded() -> None:
    made: list[int] = []

    def double(key: int) -> int:
        made.append(key)
        return 2 * key

    memo = Memo(double, most=3)
    assert [memo[key] for key in (1, 2, 1, 2)] == [2, 4, 2, 4]
    assert made == [1, 2]
    for key in range(100):
        assert memo[key] == 2 * key
        assert len(memo) <= 3


def test_large_sets_are_worked_out_and_not_kept() -> None:
    memo = SetMemo[int, int](sum)
    small, large = frozenset(range(KEPT_NAMES)), frozenset(range(KEPT_NAMES + 1))
    assert [memo[small], memo[large], memo[large]] == [sum(small), sum(large), sum(large)]
    assert set(memo) == {small}


def test_what_cannot_be_made_is_not_kept() -> None:
    memo = Memo[int, int](lambda key: 1 // key)
    for _ in range(2):
        try:
            memo[0]
        except ZeroDivisionError:
            continue
        raise AssertionError
    assert not memo


def test_bits_keep_order_and_pass_over_strangers() -> None:
    bits = Bits(["a", "b", "c"])
    assert bits.mask(["c", "a", "stranger"]) == 0b101
    assert list(bits.named(0b110)) == ["b", "c"]
    assert list(bits.named(0)) == []


def test_sides_conflict_within_their_wall_alone() -> None:
    interned = Interned(compile_policy(load_policy(load_example())))
    names = {f"{side.wall}/{side.name}": interned.sides.bit[side] for side in interned.sides.names}
    assert interned.against[names["us-cn/us"]] == names["us-cn/cn"]
    assert interned.against[names["makers/aoki"] | names["us-cn/cn"]] == names["makers/bluefin"] | names["us-cn/us"]
    assert interned.against[0] == 0
    whole = sum(names.values())
    pairs = [(f"{a.wall}/{a.name}", f"{b.wall}/{b.name}") for a, b in interned.pairs(whole, whole)]
    assert pairs == sorted(pairs)
    assert len(pairs) == 4


def test_masks_of_lower_ranks_stand_in_higher_ones() -> None:
    assert upwards([0b1, 0, 0b100, 0b10]) == (0b1, 0b1, 0b101, 0b111)


def test_days_begin_and_end_in_japan() -> None:
    assert start_of(date(2026, 11, 2)) == datetime(2026, 11, 1, 15, tzinfo=UTC)
    assert end_of(date(2026, 11, 2)) == datetime(2026, 11, 2, 15, tzinfo=UTC)
    assert end_of(date.max).year == 9999
