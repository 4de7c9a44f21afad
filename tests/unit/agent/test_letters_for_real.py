"""A scan of a project's paper, put where the other side reads: real readers, a real engine, the real models."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from agent.control import ask
from agent.doors import Doors, open_classifier
from classifiers.ocr.choice import choose
from classifiers.ocr.settings import Ocr
from tests.support.agent_house import House, build_house
from tests.support.lettered import as_file, sheet

PAPER = (
    "Specification of the cryogenic readout amplifier QS-104",
    "1. The noise temperature shall not exceed 2.1 K between 4.0 and 8.0 GHz.",
    "2. The gain shall be 36 dB plus or minus 0.5 dB over the whole band.",
    "3. Bias lines are filtered at 4 K; the stage draws less than 5.2 mW.",
    "4. Input return loss shall be better than 15 dB with the isolator mounted.",
    "5. The housing is machined from C1020 copper and gold plated, 3 microns.",
    "6. Connectors are SMA, torqued to 0.9 Nm, part number QS-104-17.",
    "7. The amplifier shall withstand forty cycles between 300 K and 4 K.",
)


def test_a_scan_is_stopped_by_what_it_says(tmp_path: Path) -> None:
    choice = choose(Ocr())
    if choice.engine is None:
        pytest.skip(f"no engine that reads letters: {choice.why}")
    house = build_house(tmp_path, zones=("qsensor", "gripper"))
    (house.data / "fingerprint.key").write_bytes(bytes(range(32)))
    doors = Doors(classifier=open_classifier, server=lambda _identity, _limits: house.server)
    scan = house.shares["gripper"] / "photo-of-the-whiteboard.png"
    with house.running(doors=doors):
        ask(house.data, {"do": "session-start", "project": "qsensor", "account": "sato"})
        (house.shares["qsensor"] / "spec.txt").write_text("\n".join(PAPER))
        wait_for(lambda: "spec.txt" in seen(house))
        scan.write_bytes(as_file(sheet(PAPER)))
        wait_for(lambda: house.server.events("hold"), seconds=240)
    assert not scan.exists()
    (event,) = [event for event in house.server.events("transfer") if event["case"]]
    assert event["decision"]["rule"] == "invariant:wall"  # type: ignore[index]


def seen(house: House) -> set[str]:
    return {Path(str(each["path"])).name for each in ask(house.data, {"do": "recent", "limit": 100})["recent"]}


def wait_for(true: Callable[[], object], *, seconds: float = 240) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it did not come true"
        time.sleep(0.05)
