"""One file that was stopped on its way to a common share, under a policy that each test writes for itself."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from agent.control import ask
from policies.model import Endpoint, RuleName, Verdict, ZoneId
from policies.tables import RuleFacts, Tables
from tests.support.agent_house import House

MINUTES = "the minutes of a meeting, DRAWING, which are nobody's secret\n"


def run(program: str, *arguments: object) -> None:
    """Run a real program; it must succeed."""
    found = shutil.which(program)
    assert found, f"{program} is not installed"
    subprocess.run([found, *map(str, arguments)], check=True, capture_output=True)


def ruled(tables: Tables, verdict: Verdict, zone: str = "common") -> Tables:
    """The same tables with one rule only: what goes into a zone comes to this."""
    rule = RuleFacts(
        name=RuleName("asked"), source=Endpoint(), to=Endpoint(zones=frozenset({ZoneId(zone)})), verdict=verdict
    )
    return replace(tables, rules=(rule,))


def wait_for(true: Callable[[], object], *, seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it did not come true"
        time.sleep(0.01)


def judged(house: House, path: Path) -> bool:
    recent = ask(house.data, {"do": "recent", "limit": 100})["recent"]
    return any(each["path"] == str(path) for each in recent)


def let(house: House, path: Path, text: str = MINUTES) -> Path:
    """Put a file where it may be, and see it judged."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    wait_for(lambda: judged(house, path))
    assert path.exists()
    return path


def held_cases(house: House) -> list[str]:
    return [str(each["case"]) for each in house.server.events("hold") if each["state"] == "held"]


def stop(house: House, path: Path, make: Callable[[Path], object], *, count: int = 1) -> str:
    """Put a file where it may not be; gives its case."""
    make(path)
    wait_for(lambda: len(held_cases(house)) >= count)
    assert not path.exists()
    return held_cases(house)[-1]


def in_force(house: House, version: int) -> None:
    wait_for(lambda: ask(house.data, {"do": "status"})["policy_version"] == version)
