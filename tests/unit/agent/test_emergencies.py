"""Emergency stops on an agent: verified by itself, over in time or at a word, and made up for afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from agent.control import ask
from agent.emergencies import MOST_LISTED, Emergencies
from agent.inventory import Inventory, Known
from agent.journal import Journal
from agent.tree import Signature, Spot
from policies.emergency import EmergencyStop, StopId, StopTerms, sign_stop
from policies.label import Label
from policies.model import PersonId, ZoneId
from sekimori.agent_commands import command as agent_command
from tests.support.agent_house import House, build_house
from tests.support.held_file import held_cases, let, wait_for

SECRET = "SECRET assembly of the qubit readout chain, DRAWING 4711\n"


@pytest.fixture
def house(tmp_path: Path) -> House:
    return build_house(tmp_path)


def terms(**changes: Any) -> StopTerms:
    now = datetime.now(UTC)
    plain = StopTerms(
        id=StopId("E-7F3K2QXA"), reason="fire", since=now - timedelta(minutes=1), until=now + timedelta(hours=1),
        is_everywhere=True,
    )  # fmt: skip
    return replace(plain, **changes)


def signed(house: House, said: StopTerms, officers: tuple[str, ...] = ("tanaka", "suzuki")) -> EmergencyStop:
    return EmergencyStop(
        terms=said, signatures=tuple(sign_stop(said, PersonId(each), house.keys[each]) for each in officers)
    )


def running(house: House) -> list[str]:
    return [str(each["id"]) for each in ask(house.data, {"do": "status"})["emergency_stops"]]


def states(house: House) -> list[tuple[object, object]]:
    return [(each["state"], each["detail"]) for each in house.server.events("state")]


def walled_source(house: House) -> Path:
    ask(house.data, {"do": "session-start", "project": "qsensor", "account": "sato"})
    return let(house, house.shares["qsensor"] / "spec.txt", SECRET)


def test_while_it_lasts_nothing_is_stopped_and_afterwards_what_came_is_judged(house: House) -> None:
    with house.running():
        source = walled_source(house)
        stop = signed(house, terms())
        house.list_stops(stop)
        wait_for(lambda: running(house) == ["E-7F3K2QXA"])
        crossing = house.shares["gripper"] / "crossing.txt"
        let(house, crossing, SECRET)
        shown = CliRunner().invoke(agent_command, ["status", "--data", str(house.data)]).output.replace("\n", " ")
        assert "E-7F3K2QXA: nothing is stopped until" in shown
        assert "common enforce" in shown
        (event,) = [e for e in house.server.events("transfer") if e["decision"]["rule"] == "emergency:E-7F3K2QXA"]  # type: ignore[index]
        decision: Any = event["decision"]
        # As it was, and as it would have been.
        assert decision["verdict"] == "notify"
        assert decision["reasons"][0]["facts"] == {"stop": "E-7F3K2QXA", "would": "block", "by": "invariant:wall"}
        assert "wall.crosses" in [each["key"] for each in decision["reasons"]]
        assert event["case"] == ""
        house.list_stops(replace(stop, is_ended=True))
        wait_for(lambda: held_cases(house))
        assert not crossing.exists()
        assert house.held(held_cases(house)[0]) == SECRET.encode()
        assert source.exists()
        told = states(house)
        assert told.index(("emergency-stop", "E-7F3K2QXA")) < told.index(("emergency-over", "E-7F3K2QXA"))


def test_it_is_over_by_itself_and_after_a_restart_what_came_meanwhile_is_judged(house: House) -> None:
    crossing = house.shares["gripper"] / "crossing.txt"
    with house.running():
        walled_source(house)
        house.list_stops(signed(house, terms()))
        wait_for(lambda: running(house))
        let(house, crossing, SECRET)
    # Its time runs out while the agent is down; then there is no server: what holds is in the agent's own journal.
    journal = Journal(house.data / "journal.db", reserve_bytes=0)
    journal.set_fact("highest-time", (datetime.now(UTC) + timedelta(hours=2)).isoformat())
    journal.close()
    (house.server.folder / "down").touch()
    with house.running():
        wait_for(lambda: not crossing.exists())
        assert running(house) == []
    (house.server.folder / "down").unlink()
    house.list_stops()
    with house.running():
        wait_for(lambda: ("emergency-over", "E-7F3K2QXA") in states(house))
    assert "emergency-refused" not in [state for state, _ in states(house)]


def test_a_stop_for_one_zone_is_for_that_zone(house: House) -> None:
    with house.running():
        walled_source(house)
        house.list_stops(signed(house, terms(is_everywhere=False, zones=(ZoneId("common"),))))
        wait_for(lambda: running(house))
        let(house, house.shares["common"] / "let.txt", SECRET)
        (house.shares["gripper"] / "stopped.txt").write_text(SECRET)
        wait_for(lambda: held_cases(house))
        assert (house.shares["common"] / "let.txt").exists()
        assert not (house.shares["gripper"] / "stopped.txt").exists()


def refusal(house: House, stop: EmergencyStop, folder: Path) -> str:
    """What an agent tells of a stop that it does not accept."""
    told = list[tuple[str, str]]()
    journal = Journal(folder / "journal.db", reserve_bytes=0)
    stops = Emergencies(journal, "agent-1", tell=lambda state, detail: told.append((state, detail)))
    for _ in range(3):
        stops.take((stop,), datetime.now(UTC))
        assert stops.running(house.tables, datetime.now(UTC)) == ()
    journal.close()
    ((state, detail),) = told  # told once
    assert state == "emergency-refused"
    return detail


def forged(house: House) -> EmergencyStop:
    stop = signed(house, terms())
    return replace(stop, terms=replace(stop.terms, until=stop.terms.until + timedelta(hours=2)))


def by_a_stranger(house: House) -> EmergencyStop:
    said, key = terms(), Ed25519PrivateKey.generate()
    signatures = tuple(sign_stop(said, PersonId(each), key) for each in ("tanaka", "mori"))
    return EmergencyStop(terms=said, signatures=signatures)


BAD: dict[str, tuple[Callable[[House], EmergencyStop], str]] = {
    "one officer": (lambda h: signed(h, terms(), ("tanaka",)), "emergency.quorum: 1 of 2"),
    "the same officer twice": (lambda h: signed(h, terms(), ("tanaka", "tanaka")), "emergency.twice"),
    "forged": (forged, "emergency.signature"),
    "somebody's own key": (by_a_stranger, "emergency.signature"),
    "not by the command line": (
        lambda h: EmergencyStop(
            terms=(said := terms()),
            signatures=tuple(sign_stop(said, PersonId(e), h.keys[e], by="webauthn") for e in ("tanaka", "mori")),
        ),
        "emergency.command-line",
    ),
    "expired": (
        lambda h: signed(h, terms(since=datetime.now(UTC) - timedelta(hours=3), until=datetime.now(UTC))),
        "emergency.expired",
    ),
    "too long": (lambda h: signed(h, terms(until=datetime.now(UTC) + timedelta(hours=5))), "emergency.too-long"),
    "another agent's": (lambda h: signed(h, terms(is_everywhere=False, agents=("A-OTHER",))), "emergency.other-agent"),
    "for nothing in particular": (lambda h: signed(h, terms(is_everywhere=False)), "emergency.malformed: scope"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_does_not_hold_is_refused_with_the_reason(tmp_path: Path, house: House, name: str) -> None:
    make, said = BAD[name]
    assert said in refusal(house, make(house), tmp_path)


def test_under_a_stop_that_does_not_hold_what_crosses_is_stopped(house: House) -> None:
    with house.running():
        walled_source(house)
        house.list_stops(forged(house))
        wait_for(lambda: "emergency-refused" in [state for state, _ in states(house)])
        (house.shares["gripper"] / "stopped.txt").write_text(SECRET)
        wait_for(lambda: held_cases(house))
        assert running(house) == []


def test_an_ended_stop_is_replayed_in_vain(house: House) -> None:
    stop = signed(house, terms())
    with house.running():
        house.list_stops(stop)
        wait_for(lambda: running(house))
        # A server that lists it no longer has ended it; one that lists it again begins nothing.
        house.list_stops()
        wait_for(lambda: not running(house))
        house.list_stops(stop)
        wait_for(lambda: [detail for state, detail in states(house) if state == "emergency-refused"])
        assert "emergency.ended" in str([detail for state, detail in states(house)])
        assert running(house) == []
    with house.running():
        assert running(house) == []


def test_a_stop_that_is_signed_for_later_begins_then(tmp_path: Path) -> None:
    house, told = build_house(tmp_path), list[tuple[str, str]]()
    journal = Journal(tmp_path / "journal.db", reserve_bytes=0)
    stops = Emergencies(journal, "agent-1", tell=lambda state, detail: told.append((state, detail)))
    now = datetime.now(UTC)
    said = terms(since=now + timedelta(hours=1), until=now + timedelta(hours=2))
    stops.take((signed(house, said),), now)
    assert stops.running(house.tables, now) == ()
    assert told == []
    later = now + timedelta(minutes=90)
    assert [each.terms.id for each in stops.running(house.tables, later)] == ["E-7F3K2QXA"]
    again = Emergencies(journal, "agent-1", tell=lambda *_: None)
    assert [each.terms.id for each in again.running(house.tables, later)] == ["E-7F3K2QXA"]
    assert stops.running(house.tables, now + timedelta(hours=2)) == ()
    assert stops.running(None, later) == ()
    assert [state for state, _ in told][:2] == ["emergency-stop", "emergency-over"]
    journal.close()


def test_a_changed_office_ends_a_stop(tmp_path: Path) -> None:
    """Signatures are weighed by the policy in force, not by the one that was in force when the stop came."""
    house = build_house(tmp_path)
    journal = Journal(tmp_path / "journal.db", reserve_bytes=0)
    stops = Emergencies(journal, "agent-1", tell=lambda *_: None)
    now = datetime.now(UTC)
    stops.take((signed(house, terms()),), now)
    assert stops.running(house.tables, now)
    officers = tuple(replace(o, signs_policy=False) if o.person == "tanaka" else o for o in house.tables.officers)
    assert stops.running(replace(house.tables, officers=officers), now) == ()
    journal.close()


def test_the_inventory_is_looked_through_when_a_stop_is_over_and_not_every_second(tmp_path: Path) -> None:
    house = build_house(tmp_path)
    journal = Journal(tmp_path / "journal.db", reserve_bytes=0)
    stops = Emergencies(journal, "agent-1", tell=lambda *_: None)
    now, inventory = datetime.now(UTC), Inventory(journal)
    stop = signed(house, terms())
    for root, mark in (("/srv/a", "emergency:E-7F3K2QXA"), ("/media/stick", "emergency:E-7F3K2QXA"), ("/srv/a/b", "")):
        known = Known(
            spot=Spot(root, "f"), zone=ZoneId("z"), signature=Signature(1, 2, 3, 4, 5), digest="d", label=Label(),
            release=mark,
        )  # fmt: skip
        journal.write(lambda db, known=known: inventory.add(db, known, (), now))  # type: ignore[misc]
    asked: list[str] = []
    rows = journal.rows
    journal.rows = lambda query, values=(): asked.append(query) or rows(query, values)  # type: ignore[method-assign, func-returns-value]
    assert stops.to_judge_again((stop,), ["/srv/a"]) == ()
    assert stops.to_judge_again((), ["/srv/a"], most=0) == ()
    assert stops.to_judge_again((), ["/srv/a"], most=1) == (Spot("/srv/a", "f"),)
    for _ in range(100):
        assert stops.to_judge_again((), ["/srv/a"]) == ()
    # What is not there now is judged when it comes.
    assert stops.to_judge_again((), ["/srv/a", "/media/stick"]) == (Spot("/media/stick", "f"),)
    assert len(asked) == 2
    journal.close()


def test_a_server_cannot_make_an_ended_stop_forgotten(tmp_path: Path) -> None:
    """Nor by inventing ended ones until there is no room for more, nor by an invented one of the same name."""
    house, told = build_house(tmp_path), list[tuple[str, str]]()
    journal = Journal(tmp_path / "journal.db", reserve_bytes=0)
    stops = Emergencies(journal, "agent-1", tell=lambda state, detail: told.append((state, detail)))
    now = datetime.now(UTC)
    stop = signed(house, terms())
    stops.take((stop,), now)
    assert stops.running(house.tables, now)
    invented = replace(stop, terms=replace(stop.terms, reason="another"), is_ended=True)
    stops.take((invented,), now)
    assert stops.running(house.tables, now) == ()
    stops.take((stop,), now)
    assert stops.running(house.tables, now) == ()
    for start in range(0, 3000, 500):
        many = [StopId(f"E-{number:08d}") for number in range(start, start + 500)]
        late = [terms(id=id_, until=now + timedelta(days=99)) for id_ in many]
        stops.take((EmergencyStop(terms=each, is_ended=True) for each in late), now)
        stops.running(house.tables, now)
    stops.take((stop,), now)
    assert stops.running(house.tables, now) == ()
    assert len(told) < 10
    journal.close()


def test_more_stops_than_anybody_signs_are_not_gone_through(tmp_path: Path) -> None:
    house, told = build_house(tmp_path), list[tuple[str, str]]()
    journal = Journal(tmp_path / "journal.db", reserve_bytes=0)
    stops = Emergencies(journal, "agent-1", tell=lambda state, detail: told.append((state, detail)))
    now = datetime.now(UTC)
    good = signed(house, terms())
    stops.take((good,), now)
    assert stops.running(house.tables, now)
    invented = [signed(house, terms(id=StopId(f"E-{number:08d}")), ("tanaka",)) for number in range(MOST_LISTED)]
    for _ in range(3):
        stops.take((good, *invented), now)
        assert stops.running(house.tables, now) == ()
    assert [state for state, _ in told] == ["emergency-stop", "emergency-refused", "emergency-over"]
    assert f"{MOST_LISTED + 1}" in told[1][1]
    journal.close()


def test_what_passed_in_a_folder_of_its_own_is_judged_there(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db", reserve_bytes=0)
    known = Known(
        spot=Spot("/srv/a/inner", "f"), zone=ZoneId("z"), signature=Signature(1, 2, 3, 4, 5), digest="d", label=Label(),
        release="emergency:E-7F3K2QXA",
    )  # fmt: skip
    journal.write(lambda db: Inventory(journal).add(db, known, (), datetime.now(UTC)))
    stops = Emergencies(journal, "agent-1", tell=lambda *_: None)
    assert stops.to_judge_again((), ["/srv/a", "/srv/a/inner", "/srv"]) == (Spot("/srv/a/inner", "f"),)
    journal.close()
