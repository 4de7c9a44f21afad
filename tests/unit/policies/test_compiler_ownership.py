"""Whose listings a party has through those who own it."""

from __future__ import annotations

from datetime import date

import pytest

from policies.compiler import compile_policy
from policies.language import load_policy
from policies.model import ListEffect, PartyId, ScreeningEntry

HEAD = """\
version: 1
organisation: Institute
contact: office
people: {tanaka: {}, suzuki: {}}
officers: {tanaka: {}, suzuki: {}}
parties:
"""
L = "screening: [{list: SDN, effect: prohibit}]"


def entries_of(parties: str, party: str = "p") -> tuple[ScreeningEntry, ...]:
    return compile_policy(load_policy(HEAD + parties)).parties[PartyId(party)].screening


def owners_of(parties: str, party: str = "p") -> set[tuple[str, str]]:
    return {(entry.list, entry.owner) for entry in entries_of(parties, party)}


def test_half_is_enough_and_less_is_not() -> None:
    for percent, expected in ((50, {("SDN", "a")}), (49.9, set()), (100, {("SDN", "a")})):
        assert owners_of(f"  p: {{owners: [{{party: a, percent: {percent}}}]}}\n  a: {{{L}}}\n") == expected


def test_shares_of_several_owners_add_up() -> None:
    parties = (
        f"  p: {{owners: [{{party: a, percent: 30}}, {{party: b, percent: 20}}, {{party: c, percent: 50}}]}}\n"
        f"  a: {{{L}}}\n  b: {{{L}}}\n  c: {{}}\n"
    )
    assert owners_of(parties) == {("SDN", "a"), ("SDN", "b")}


def test_decimal_shares_that_sum_to_half_are_half() -> None:
    shares = ", ".join(f"{{party: o{i}, percent: 0.1}}" for i in range(500))
    parties = f"  p: {{owners: [{shares}]}}\n" + "".join(f"  o{i}: {{{L}}}\n" for i in range(500))
    assert len(owners_of(parties)) == 500


def test_shares_on_different_lists_do_not_add_up() -> None:
    other = L.replace("SDN", "MEU")
    owners = "{party: a, percent: 30}, {party: b, percent: 30}"
    assert owners_of(f"  p: {{owners: [{owners}]}}\n  a: {{{L}}}\n  b: {{{other}}}\n") == set()


def test_owners_of_owners_count_and_are_named() -> None:
    parties = (
        "  p: {owners: [{party: middle, percent: 60}]}\n"
        f"  middle: {{owners: [{{party: top, percent: 50}}]}}\n  top: {{{L}}}\n"
    )
    assert owners_of(parties) == {("SDN", "top")}
    assert owners_of(parties, "middle") == {("SDN", "top")}


def test_an_owner_owned_by_less_than_half_does_not_count() -> None:
    parties = (
        "  p: {owners: [{party: middle, percent: 100}]}\n"
        f"  middle: {{owners: [{{party: top, percent: 49}}]}}\n  top: {{{L}}}\n"
    )
    assert owners_of(parties) == set()


def test_two_branches_of_one_listed_owner_add_up() -> None:
    parties = (
        "  p: {owners: [{party: left, percent: 25}, {party: right, percent: 25}]}\n"
        "  left: {owners: [{party: top, percent: 100}]}\n  right: {owners: [{party: top, percent: 50}]}\n"
        f"  top: {{{L}}}\n"
    )
    assert owners_of(parties) == {("SDN", "top")}


def test_circles_end() -> None:
    unlisted = "  p: {owners: [{party: a, percent: 60}]}\n  a: {owners: [{party: p, percent: 60}]}\n"
    assert owners_of(unlisted) == set()
    listed = unlisted.replace("a: {", f"a: {{{L}, ")
    assert owners_of(listed) == {("SDN", "a")}
    assert owners_of(listed, "a") == {("SDN", "")}


def test_a_circle_does_not_list_itself() -> None:
    """Thirty of a hundred come from a listed owner; the rest only from each other."""
    parties = (
        "  p: {owners: [{party: a, percent: 30}, {party: c, percent: 30}]}\n"
        f"  c: {{owners: [{{party: p, percent: 60}}]}}\n  a: {{{L}}}\n"
    )
    assert owners_of(parties) == set()
    assert owners_of(parties, "c") == set()


@pytest.mark.parametrize("order", [["flag", "prohibit"], ["prohibit", "flag"]])
def test_every_entry_of_an_owner_is_inherited(order: list[str]) -> None:
    entries = ", ".join(f"{{list: SDN, effect: {effect}}}" for effect in order)
    found = entries_of(f"  p: {{owners: [{{party: a, percent: 50}}]}}\n  a: {{screening: [{entries}]}}\n")
    assert {entry.effect for entry in found} == {ListEffect.FLAG, ListEffect.PROHIBIT}


def test_an_entry_that_ended_does_not_hide_a_later_one() -> None:
    entries = (
        "{list: SDN, effect: prohibit, version: v1, until: 2026-03-31}, "
        "{list: SDN, effect: licence, version: v2, since: 2026-04-01}"
    )
    found = entries_of(f"  p: {{owners: [{{party: a, percent: 50}}]}}\n  a: {{screening: [{entries}]}}\n")
    assert [(entry.version, entry.since, entry.until) for entry in found] == [
        ("v2", date(2026, 4, 1), None),
        ("v1", None, date(2026, 3, 31)),
    ]


def test_owners_listed_at_different_times_do_not_add_up() -> None:
    parties = (
        "  p: {owners: [{party: a, percent: 30}, {party: b, percent: 30}]}\n"
        "  a: {screening: [{list: SDN, effect: prohibit, until: 2026-06-30}]}\n"
        "  b: {screening: [{list: SDN, effect: prohibit, since: 2026-04-01}]}\n"
    )
    periods = [(entry.owner, entry.since, entry.until) for entry in entries_of(parties)]
    both = (date(2026, 4, 1), date(2026, 6, 30))
    assert periods == [("a", *both), ("b", *both)]


def test_what_others_entries_cut_is_one_again() -> None:
    parties = (
        "  p: {owners: [{party: a, percent: 60}, {party: b, percent: 30}]}\n"
        "  a: {screening: [{list: SDN, effect: prohibit, note: n, version: v, dated: 2026-01-02}]}\n"
        "  b: {screening: [{list: SDN, effect: flag, since: 2026-04-01, until: 2026-05-31}]}\n"
    )
    assert entries_of(parties) == (
        ScreeningEntry(
            list="SDN", effect=ListEffect.PROHIBIT, version="v", dated=date(2026, 1, 2), note="n", owner="a"
        ),
        ScreeningEntry(list="SDN", effect=ListEffect.FLAG, owner="b", since=date(2026, 4, 1), until=date(2026, 5, 31)),
    )
