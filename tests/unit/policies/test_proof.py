"""`policies.analysis.proof`: what is proved, what is not, and by which transfers."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from policies.analysis.proof import Finding, Outcome, Proof, prove
from policies.analysis.proof.telling import explain_flags
from policies.compiler import compile_policy
from policies.errors import PolicyError
from policies.examples import load_example
from policies.language import load_policy
from policies.model import Channel, Side, Verdict, WallId
from policies.tables import Tables

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)  # a Monday evening in Japan
US, CN = (Side(wall=WallId("us-cn"), name=name) for name in ("us", "cn"))
# Everybody who reads it may read qsensor too, so content of qsensor arrives there cleanly.
BRIDGE = (
    "  campus-energy:\n",
    "  bridge:\n    title: Bridge\n    level: controlled\n    members: {sato: controlled}\n"
    '    homes: ["smb://fs1/bridge/**"]\n  campus-energy:\n',
)
MAIL_IS_HELD = (
    "    to: {channel: [mail, sync]}\n    verdict: justify",
    "    to: {channel: [mail, sync]}\n    verdict: hold",
)
ENCLAVE = ("zones:\n", "zones:\n  meeting: {kind: enclave, projects: [qsensor, gripper], persons: [sato]}\n")


def rules(*lines: str) -> tuple[str, str]:
    return "rules:\n", "rules:\n" + "".join(f"  - {{{line}}}\n" for line in lines)


def tables_with(*edits: tuple[str, str]) -> Tables:
    text = load_example()
    for old, new in edits:
        assert text.count(old) == 1, f"the example holds `{old}` {text.count(old)} times"
        text = text.replace(old, new)
    return compile_policy(load_policy(text))


def proof_with(*edits: tuple[str, str]) -> Proof:
    return prove(tables_with(*edits), NOW)


def chain(proof: Proof, ours: Side, theirs: Side) -> Finding:
    pairs = [pair for wall in proof.walls for pair in wall.pairs]
    return next(pair.chains for pair in pairs if (pair.ours, pair.theirs) == (ours, theirs))


def test_the_example_is_proved_whatever_the_order() -> None:
    proof = proof_with()
    assert proof.is_proved
    assert {finding.outcome for wall in proof.walls for finding in wall.findings()} == {Outcome.PROVED}
    assert {(p.ours.name, p.theirs.name) for w in proof.walls if w.wall == "us-cn" for p in w.pairs} == {
        ("us", "cn"),
        ("cn", "us"),
    }
    assert proof.representatives > 50
    assert proof.solver.startswith("z3 ")


def test_the_facts_hold_until_the_first_period_ends() -> None:
    assert str(proof_with().facts_until) == "2028-03-31"  # wang's declaration


def test_an_enclave_is_no_way_across() -> None:
    assert proof_with(ENCLAVE).is_proved


def test_a_neutral_project_that_is_not_let_out_is_no_way_across() -> None:
    assert chain(proof_with(BRIDGE, MAIL_IS_HELD), US, CN).outcome is Outcome.PROVED


def test_a_chain_over_a_neutral_project_is_found_and_the_engine_lets_every_hop_arrive() -> None:
    tables = tables_with(BRIDGE)
    proof = prove(tables, NOW)
    found = chain(proof, US, CN)
    assert not proof.is_proved
    assert found.outcome is Outcome.REFUTED
    first, last = found.hops
    assert (first.transfer.destination.zone, last.transfer.origin) == ("bridge", frozenset({"bridge"}))
    assert last.transfer.destination.party == "jianghai-university"
    assert all(hop.decision.verdict < Verdict.HOLD for hop in found.hops)
    assert last.decision.rule == "rule:sensitive-by-mail"
    assert chain(proof, CN, US).outcome is Outcome.PROVED  # sato reads all of gripper, and its origin term holds it


def test_a_place_of_nobody_lets_content_go_on_as_nobodys() -> None:
    found = chain(proof_with(("zones:\n", "zones:\n  mine: {kind: machine, persons: [sato]}\n")), US, CN)
    assert found.outcome is Outcome.REFUTED
    to_mine, onward = (hop.transfer for hop in found.hops)
    assert to_mine.destination.zone == "mine"
    assert onward.destination.zone == "gripper" or onward.destination.party == "jianghai-university"
    assert (onward.origin, found.hops[-1].seen.projects) == (frozenset({"mine"}), frozenset())


def test_a_word_that_somebody_works_for_the_other_side_is_no_wall() -> None:
    mine = ("zones:\n", "zones:\n  mine: {kind: machine, persons: [sato]}\n")
    held = ("unlabelled: allow", "unlabelled: hold")
    permitted = ("{prc_export_permission: required}", "{cui: false}")
    found = chain(proof_with(mine, held, permitted, MAIL_IS_HELD), US, CN)
    assert found.outcome is Outcome.REFUTED
    onward = found.hops[-1]
    assert (onward.transfer.session, onward.transfer.destination.zone) == ("gripper", "gripper")
    assert (onward.decision.verdict, onward.transfer.is_new) == (Verdict.ALLOW, False)
    assert "--session" in explain_flags(onward)


def test_a_share_that_somebody_of_the_other_side_reads_is_the_other_side() -> None:
    desk = ("zones:\n", "zones:\n  desk: {kind: common, persons: [sato, wang]}\n")
    let = rules("name: let, from: {project: bridge}, to: {zone: desk}, verdict: allow")
    assert chain(proof_with(BRIDGE, MAIL_IS_HELD, desk), US, CN).outcome is Outcome.PROVED
    found = chain(proof_with(BRIDGE, MAIL_IS_HELD, desk, let), US, CN)
    assert [hop.transfer.destination.zone for hop in found.hops] == ["bridge", "desk"]  # wang reads there
    assert found.outcome is Outcome.REFUTED


def test_an_upload_that_everybody_may_read_is_the_other_side() -> None:
    let = rules("name: let, from: {project: bridge}, to: {channel: http}, verdict: allow")
    held = ("    to: {channel: [removable, http]}\n", "    to: {channel: [removable]}\n")
    found = chain(proof_with(BRIDGE, MAIL_IS_HELD, held, let), US, CN)
    assert found.outcome is Outcome.REFUTED
    assert found.hops[-1].transfer.channel is Channel.HTTP


def test_a_machine_of_the_side_that_only_the_other_side_reads_is_no_home() -> None:
    theirs = ("zones:\n", "zones:\n  rig: {kind: machine, projects: [qsensor], persons: [wang]}\n")
    let = rules("name: let, from: {project: qsensor}, to: {zone: rig}, verdict: allow")
    assert chain(proof_with(theirs, MAIL_IS_HELD), US, CN).outcome is Outcome.PROVED
    found = chain(proof_with(theirs, MAIL_IS_HELD, let), US, CN)
    assert [hop.transfer.destination.zone for hop in found.hops] == ["rig"]


def test_every_place_that_a_chain_needs_is_reached_in_it() -> None:
    home = "  {0}:\n    title: T\n    level: controlled\n    members: {1}\n"
    homes = home.format("b1", "{ito: controlled, sato: controlled}") + home.format("b2", "{ito: controlled}")
    let = rules("name: let, from: {zone: b2}, to: {party: jianghai-university}, verdict: allow")
    found = chain(proof_with((BRIDGE[0], homes + BRIDGE[0]), MAIL_IS_HELD, let), US, CN)
    assert found.outcome is Outcome.REFUTED
    lies_in = {"qsensor", *(hop.transfer.destination.zone for hop in found.hops)}
    assert all(hop.transfer.origin <= lies_in for hop in found.hops)


def test_what_passes_encrypted_only_passes() -> None:
    let = "name: let, from: {project: bridge}, to: {party: jianghai-university}, "
    let += "verdict: allow, obligations: [encrypt-to-recipient]"
    found = chain(proof_with(BRIDGE, MAIL_IS_HELD, rules(let)), US, CN)
    assert found.outcome is Outcome.REFUTED
    assert found.hops[-1].transfer.is_encrypted
    assert "--encrypted" in explain_flags(found.hops[-1])


def test_a_place_of_the_side_itself_keeps_its_content() -> None:
    zone = "zones:\n  mine: {kind: machine, projects: [qsensor], persons: [sato]}\n"
    assert proof_with(("zones:\n", zone)).is_proved


def test_what_only_the_order_of_rules_stops_is_said_to() -> None:
    stop, let = (
        "name: stop, from: {kind: drawing}, verdict: hold",
        "name: let, from: {project: bridge, kind: drawing}, verdict: allow",
    )
    found = chain(proof_with(BRIDGE, MAIL_IS_HELD, rules(stop, let)), US, CN)
    assert found.outcome is Outcome.IN_THIS_ORDER
    assert found.order is not None
    assert (found.order.passing, found.order.stopping) == ("rule:let", "rule:stop")
    other = chain(proof_with(BRIDGE, MAIL_IS_HELD, rules(let, stop)), US, CN)
    assert other.outcome is Outcome.REFUTED
    assert other.hops[-1].decision.rule == "rule:let"


@pytest.mark.parametrize(
    "let",
    [
        "name: let, from: {project: bridge, kind: paper, field: [optics], marking: [cui]}, verdict: allow",
        "name: let, from: {project: bridge, zone: bridge}, to: {party: jianghai-university}, verdict: notify",
        "name: let, from: {project: bridge}, to: {party: jianghai-university, channel: ssh}, verdict: justify",
        "name: let, from: {project: bridge}, persons: [sato], verdict: allow",
        "name: let, from: {project: bridge, size: {least: 1MB}}, verdict: allow",
        "name: let, from: {project: bridge}, hours: {days: [sat], from: '22:00', to: '04:00'}, verdict: allow",
        "name: let, from: {project: bridge}, to: {country: CN}, verdict: allow",
        "name: let, from: {project: bridge}, to: {side: cn}, verdict: allow",
    ],
)
def test_whatever_a_rule_asks_the_solver_finds_it(let: str) -> None:
    found = chain(proof_with(BRIDGE, MAIL_IS_HELD, rules(let)), US, CN)
    assert found.outcome is Outcome.REFUTED
    assert found.hops[-1].decision.rule == "rule:let"


@pytest.mark.parametrize(
    "let",
    [
        "name: let, from: {project: bridge, level: {most: internal}}, verdict: allow",
        "name: let, from: {project: [bridge, gripper]}, to: {country: [JP, US]}, verdict: allow, until: 2026-11-01",
        "name: let, from: {project: qsensor}, verdict: allow",
        "name: let, from: {project: bridge}, to: {party: harbor-university}, verdict: allow",
    ],
)
def test_rules_that_open_nothing_leave_the_proof_whole(let: str) -> None:
    assert chain(proof_with(BRIDGE, MAIL_IS_HELD, rules(let)), US, CN).outcome is Outcome.PROVED


def test_papers_of_a_closed_project_do_not_count_as_a_way_out() -> None:
    closed = (BRIDGE[0], BRIDGE[1].replace("members: {sato", "terms: {publication: closed}\n    members: {sato"))
    let = rules("name: let, from: {project: bridge, kind: [paper, web]}, verdict: allow")
    assert chain(proof_with(closed, MAIL_IS_HELD, let), US, CN).outcome is Outcome.PROVED
    assert chain(proof_with(BRIDGE, MAIL_IS_HELD, let), US, CN).outcome is Outcome.REFUTED


def test_an_engine_that_lets_across_is_never_called_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policies.engine.steps.INVARIANTS", ())
    proof = proof_with()
    assert not proof.is_proved
    crossing = proof.walls[0].pairs[0].crossing
    assert crossing.outcome is Outcome.REFUTED
    assert crossing.hops[0].decision.verdict < Verdict.BLOCK


def test_the_same_policy_and_time_give_the_same_proof() -> None:
    tables = tables_with(BRIDGE)
    assert prove(tables, NOW) == prove(tables, NOW)
    assert prove(tables, NOW + timedelta(days=800)).at != prove(tables, NOW).at


def test_a_policy_without_walls_has_nothing_to_prove() -> None:
    assert prove(replace(tables_with(), walls={}), NOW).walls == ()


def test_without_the_solver_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "z3", None)
    with pytest.raises(PolicyError) as caught:
        proof_with()
    assert "sekimori[proof]" in caught.value.help
