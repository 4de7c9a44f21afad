"""What a person was exposed to, on a whole agent: it taints the session, and a signed reset takes it back."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.control import ask
from policies.flow import day_of
from policies.model import PersonId, Side, WallId
from policies.tables import ResetFacts
from tests.support.agent_house import House, build_house

US_SECRET = "SECRET layer thickness of the quantum sensor, as the other side measured it\n"


@pytest.fixture
def house(tmp_path: Path) -> House:
    return build_house(tmp_path)


def wait_for(true: Callable[[], object], *, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it did not come true"
        time.sleep(0.01)


def rules_of(house: House) -> dict[str, str]:
    """File name to what decided."""
    events = house.server.events("transfer")
    return {event["transfer"]["object"]["name"]: event["decision"]["rule"] for event in events}  # type: ignore[index]


def rule_for(house: House, name: str, text: str, *, zone: str = "gripper") -> str:
    (house.shares[zone] / name).write_text(text)
    wait_for(lambda: name in rules_of(house))
    return rules_of(house)[name]


def test_a_reset_in_a_new_policy_counts_in_the_running_agent_and_after_a_restart(house: House) -> None:
    reset = ResetFacts(
        person=PersonId("wang"), side=Side(wall=WallId("us-cn"), name="us"), on=day_of(datetime.now(UTC))
    )
    with house.running():
        ask(house.data, {"do": "session-start", "project": "qsensor", "account": "sato"})
        rule_for(house, "source.txt", US_SECRET, zone="qsensor")
        ask(house.data, {"do": "session-start", "project": "gripper", "account": "wang"})
        assert rule_for(house, "own.txt", "SECRET grip force of joint one, by wang herself\n") == "default:clean"
        assert rule_for(house, "theirs.txt", US_SECRET) == "invariant:wall"
        assert (
            rule_for(house, "tainted.txt", "SECRET grip force of joint two, by whom is not known\n") != "default:clean"
        )
        house.publish(replace(house.tables, exposure_resets=(reset,)), version=house.tables.version + 1, stamp=2)
        wait_for(lambda: ask(house.data, {"do": "status"})["policy_version"] == house.tables.version + 1)
        assert rule_for(house, "after.txt", "SECRET grip force of joint three, after the reset\n") == "default:clean"
    with house.running():
        assert rule_for(house, "restarted.txt", "SECRET grip force of joint four, after a restart\n") == "default:clean"
