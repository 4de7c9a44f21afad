"""Rings on a whole agent: what is only watched passes and is reported; what a wall stops is stopped in every ring."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from agent.control import ask
from agent.hits import Hits
from agent.journal import Journal
from policies.model import Ring, Rings, Verdict, ZoneId
from tests.support.agent_house import House, build_house
from tests.support.held_file import MINUTES, held_cases, in_force, let, ruled, wait_for

SECRET = "SECRET assembly of the qubit readout chain, DRAWING 4711\n"


def ringed(tmp_path: Path, rings: Rings) -> House:
    house = build_house(tmp_path)
    house.publish(replace(ruled(house.tables, Verdict.HOLD), rings=rings), 2)
    return house


def report(house: House) -> Any:
    wait_for(lambda: house.server.events("transfer"))
    return house.server.events("transfer")[-1]["decision"]


def test_what_is_only_watched_passes_untold_and_is_reported_as_it_would_have_been(tmp_path: Path) -> None:
    house = ringed(tmp_path, Rings(zones={ZoneId("common"): Ring.OBSERVE}))
    with house.running():
        in_force(house, 2)
        assert ask(house.data, {"do": "status"})["rings"]["common"] == "observe"
        file = let(house, house.shares["common"] / "minutes.txt", MINUTES)
        decision = report(house)
        assert (decision["verdict"], decision["rule"]) == ("allow", "ring:observe")
        assert decision["reasons"][0]["facts"] == {"rule": "asked", "would": "hold", "by": "rule:asked"}
        assert [path.name for path in file.parent.iterdir() if path.is_file()] == ["minutes.txt"]
    # The rule is counted among those that would have had a say.
    journal = Journal(house.data / "journal.db", reserve_bytes=0)
    assert {("rule:asked", 1), ("ring:observe", 1)} <= {(each.source, each.hits) for each in Hits(journal).untold()}
    journal.close()


def test_a_machine_that_warns_lets_pass_with_a_notice(tmp_path: Path) -> None:
    house = ringed(tmp_path, Rings(agents={"agent-1": Ring.WARN}))
    with house.running():
        in_force(house, 2)
        file = let(house, house.shares["common"] / "minutes.txt", MINUTES)
        assert (report(house)["verdict"], report(house)["rule"]) == ("notify", "ring:warn")
        wait_for(lambda: list(file.parent.glob("SEKIMORI-*.txt")))
        assert held_cases(house) == []


def test_a_wall_blocks_in_every_ring(tmp_path: Path) -> None:
    house = ringed(tmp_path, Rings(default=Ring.OBSERVE))
    with house.running():
        in_force(house, 2)
        ask(house.data, {"do": "session-start", "project": "qsensor", "account": "sato"})
        let(house, house.shares["qsensor"] / "spec.txt", SECRET)
        (house.shares["gripper"] / "crossing.txt").write_text(SECRET)
        wait_for(lambda: held_cases(house))
        (event,) = [each for each in house.server.events("transfer") if each["case"]]
        decision: Any = event["decision"]
        assert (decision["verdict"], decision["rule"]) == ("block", "invariant:wall")
