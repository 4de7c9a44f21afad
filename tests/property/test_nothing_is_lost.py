"""Whatever is stopped, justified, given back or refused: every file that went in is somewhere, whole, exactly once."""

from __future__ import annotations

import contextlib
import random
from collections import Counter
from pathlib import Path

import pytest

from agent.control import ask
from agent.errors import AgentError
from policies.model import Verdict
from tests.support.agent_house import House, build_house
from tests.support.held_file import in_force, ruled, wait_for

FILES = 40


def lying(house: House) -> Counter[bytes]:
    """Contents of all files in the shares, but for notices."""
    found = Counter[bytes]()
    for share in house.shares.values():
        for path in share.rglob("*"):
            if path.is_file() and not path.name.startswith("SEKIMORI-"):
                found[path.read_bytes()] += 1
    return found


def kept(house: House) -> Counter[bytes]:
    """Contents of all holds, opened with the recovery key."""
    return Counter(house.held(path.stem) for path in (house.data / "holds").glob("*.age"))


@pytest.mark.parametrize(("verdict", "expected"), [(Verdict.JUSTIFY, "completed"), (Verdict.HOLD, "returned")])
def test_what_went_in_is_whole_somewhere(tmp_path: Path, verdict: Verdict, expected: str) -> None:
    chance, house = random.Random(verdict), build_house(tmp_path)
    house.publish(ruled(house.tables, verdict), 2)
    put = Counter[bytes]()
    with house.running():
        in_force(house, 2)
        for number in range(FILES):
            zone = chance.choice(("common", "gripper", "common", "removable"))
            # A few names only, so that many fight for one.
            path = house.shares[zone] / chance.choice(("", "a", "a/b")) / f"file {number % 7}"
            path.parent.mkdir(parents=True, exist_ok=True)
            content = b"%d" % number * chance.randint(1, 2000)
            if path.exists():
                continue
            path.write_bytes(content)
            put[content] += 1
            if chance.random() < 0.3:
                ask_for_something(house, chance)
        wait_for(lambda: len(ask(house.data, {"do": "recent", "limit": 200})["recent"]) >= put.total())
        wait_for(lambda: not under_way(house), seconds=60)
        for _ in range(2 * FILES):
            ask_for_something(house, chance)
        wait_for(lambda: not under_way(house), seconds=60)
        states = {each["state"] for each in ask(house.data, {"do": "quarantine-list", "all": True})["holds"]}
    assert lying(house) + kept(house) == put
    # Some of them went, or nothing was tried.
    assert expected in states


def ask_for_something(house: House, chance: random.Random) -> None:
    """One request about one stopped file; most of them are refused, and that must be harmless too."""
    holds = ask(house.data, {"do": "quarantine-list", "all": True})["holds"]
    if not holds:
        return
    case = chance.choice(holds)["case"]
    to = chance.choice(["", "", *(str(share) for share in house.shares.values())])
    request = chance.choice(
        (
            {"do": "justify", "case": case, "reason": "for a test"},
            {"do": "quarantine-return", "case": case, "to": to},
            {"do": "quarantine-return", "case": case, "to": to, "dry_run": True},
        )
    )
    with contextlib.suppress(AgentError):
        ask(house.data, request)


def under_way(house: House) -> bool:
    holds = ask(house.data, {"do": "quarantine-list", "all": True})["holds"]
    return any(each["state"] in ("under way", "completing") for each in holds)
