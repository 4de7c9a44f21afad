"""A whole agent whose policy changes: what rests where it is is judged once more, and nothing is held against who did
not move it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from agent.control import ask
from agent.journal import Journal
from policies.model import Ring, Rings, Verdict, ZoneId
from tests.support.agent_house import House, build_house
from tests.support.held_file import MINUTES, held_cases, in_force, let, ruled, wait_for

SECRET = "SECRET drawing of the wrist joint, DRAWING 12\n"


def status(house: House) -> Any:
    return ask(house.data, {"do": "status"})


def is_round_over(house: House, version: int) -> bool:
    """Whether every watched folder says that it was judged by that policy."""
    journal = Journal(house.data / "journal.db", reserve_bytes=0)
    try:
        marks = [value for (value,) in journal.rows("SELECT value FROM meta WHERE key LIKE 'judged-by:%'")]
    finally:
        journal.close()
    kept = [msgspec.json.decode(each) for each in marks]
    return len(kept) == len(house.shares) and all(f"policy={version}" in each["by"].split() for each in kept)


def test_what_a_new_policy_does_not_let_be_is_held_where_it_rests(tmp_path: Path) -> None:
    house = build_house(tmp_path)
    asked = ruled(house.tables, Verdict.HOLD)
    house.publish(replace(asked, rings=Rings(zones={ZoneId("common"): Ring.OBSERVE})), 2)
    with house.running():
        in_force(house, 2)
        file = let(house, house.shares["common"] / "minutes.txt", MINUTES)
        house.publish(asked, 3, stamp=2)
        wait_for(lambda: held_cases(house))
        assert not file.exists()
        (event,) = [each for each in house.server.events("transfer") if each["case"]]
        assert event["decision"]["rule"] == "rule:asked"  # type: ignore[index]


def test_what_rested_lawfully_stays_whoever_owns_it_and_whatever_is_opaque(tmp_path: Path) -> None:
    house = build_house(tmp_path)
    home = house.shares["gripper"]
    (home / "part.txt").write_text(SECRET)
    (home / "sealed.zip").write_text("LOCKED")
    with house.running():
        wait_for(lambda: status(house)["watches"] and sum(each["files"] for each in status(house)["watches"]) == 2)
        wait_for(lambda: len(house.server.events("transfer")) == 2)
        house.publish(house.tables, house.tables.version + 1, stamp=2)
        wait_for(lambda: is_round_over(house, house.tables.version + 1))
        assert sorted(path.name for path in home.iterdir() if path.is_file()) == ["part.txt", "sealed.zip"]
        assert held_cases(house) == []
        assert len(house.server.events("transfer")) == 2


def test_it_goes_on_behind_what_was_judged_when_the_agent_was_stopped(tmp_path: Path) -> None:
    house = build_house(tmp_path)
    for number in range(40):
        (house.shares["common"] / f"{number:02}.txt").write_text(f"{MINUTES} number {number}")
    with house.running():
        wait_for(lambda: sum(each.get("files", 0) for each in status(house)["watches"]) == 40)
        wait_for(lambda: is_round_over(house, house.tables.version))
    house.publish(ruled(house.tables, Verdict.HOLD), 2, stamp=2)
    with house.running():
        in_force(house, 2)
        wait_for(lambda: held_cases(house))
    with house.running():
        wait_for(lambda: len(held_cases(house)) == 40)
