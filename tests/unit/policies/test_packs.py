"""Every pack is sound, its cases hold and reach every rule, and its walls are proved."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

import policies.packs
from policies.analysis.case_text import read_cases
from policies.analysis.trials import coverage_of, name_faults, try_case
from policies.compiler import compile_policy
from policies.engine import Engine
from policies.errors import PolicyError
from policies.language import load_policy
from policies.packs import PACKS, load_pack
from policies.tables import Tables

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


def tables_of(name: str) -> Tables:
    return compile_policy(load_policy(load_pack(name).policy))


@pytest.mark.parametrize("name", PACKS)
def test_its_cases_hold_and_reach_every_rule(name: str) -> None:
    tables, cases = tables_of(name), read_cases(load_pack(name).cases, default_at=NOW).cases
    assert name_faults(cases, tables) == ()
    trials = [try_case(case, Engine(tables)) for case in cases]
    assert [(trial.case.name, trial.differences) for trial in trials if not trial.has_passed] == []
    assert coverage_of(trials, tables).missed == ()


@pytest.mark.parametrize(
    ("text", "silent"),
    [
        ("", {"wall", "exposure", "screening", "deemed-export", "origin-permission"}),
        ("walls: {w: {sides: [a, b]}}", {"screening", "deemed-export", "origin-permission"}),
        ("deemed_export: {resident: sensitive}", {"wall", "exposure", "screening", "origin-permission"}),
        (
            "parties: {x: {screening: [{list: own, effect: flag}]}}",
            {"wall", "exposure", "deemed-export", "origin-permission"},
        ),
        (
            "projects: {p: {terms: {residency: JP}, members: [a]}}",
            {"wall", "exposure", "screening", "deemed-export"},
        ),
    ],
)
def test_what_a_policy_declares_nothing_for_is_not_missed(text: str, silent: set[str]) -> None:
    head = "version: 1\norganisation: X\ncontact: y\n"
    people = "people: {a: {accounts: [a], status: resident}, b: {accounts: [b], status: resident}}\n"
    officers = 'officers: {a: {key: ""}, b: {key: ""}}\n'
    tables = compile_policy(load_policy(head + people + officers + text))
    missed = {source.removeprefix("invariant:") for source in coverage_of([], tables).missed if "invariant" in source}
    assert missed == {"wall", "exposure", "screening", "deemed-export", "origin-permission", "opaque"} - silent


@pytest.mark.parametrize("name", PACKS)
def test_its_walls_are_proved(name: str) -> None:
    pytest.importorskip("z3", reason="the solver is not installed")
    from policies.analysis.proof import prove

    proof = prove(tables_of(name), NOW)
    assert proof.is_proved


@pytest.mark.parametrize("name", PACKS)
def test_it_is_fictitious_and_holds_no_key(name: str) -> None:
    policy = load_policy(load_pack(name).policy)
    domains = [domain for party in policy.parties.values() for domain in party.domains]
    assert domains
    assert all(domain.endswith(".example") for domain in domains)
    assert [officer.key for officer in policy.officers if officer.key] == []
    assert len(policy.walls) >= 1
    assert load_pack(name).about


def test_every_file_is_a_pack_or_its_cases() -> None:
    folder = Path(policies.packs.__file__).parent
    there = {path.name for path in folder.glob("*.yaml")}
    assert there == {f"{name}{end}" for name in PACKS for end in (".yaml", ".tests.yaml")}


def test_an_unknown_pack_is_told() -> None:
    with pytest.raises(PolicyError, match="no pack `univrsity`") as raised:
        load_pack("univrsity")
    assert raised.value.help == "did you mean `university`?"
