"""A whole agent on Windows: run by hand, with a Python of Windows, from the repository's folder.

    python -m tests.support.windows_agent

What is read and judged is simulated (`agent_house`); watching, taking away, sealing, noticing, reporting, the door and
the status are the product's own on Windows. A file goes to a real reader process besides.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from agent.control import ask
from agent.errors import AgentError
from classifiers.confine import ReaderPool
from classifiers.limits import Limits
from tests.support.agent_house import House, build_house

SECRET = b"SECRET assembly of the qubit readout chain, DRAWING 4711\r\n"
# A reader that loads what text needs and no more: Wine lacks functions of C that some libraries of formats want.
READER = (
    "import sys; from classifiers import worker; from classifiers.readers import registry;"
    "registry.load_all = lambda: None; worker.warm_up = lambda: None; sys.exit(worker.main(sys.argv[1:]))"
)


def main() -> None:
    """What is allowed stays, what crosses the wall is stopped and kept whole, and the status says what is lacking."""
    folder = Path(tempfile.mkdtemp(prefix="sekimori-"))
    house = build_house(folder, zones=("qsensor", "gripper"))
    (house.shares["qsensor"] / "spec.txt").write_bytes(SECRET)
    with house.running():
        _wait_for(lambda: bool(house.server.events("transfer")))
        _stop_one(house)
        _one_agent_at_a_time(house)
        status = ask(house.data, {"do": "status"})
    assert not status["problems"], status["problems"]
    lacking = {each["feature"] for each in status["platform"] if not each["there"]}
    assert {"open gate", "sticks", "streams", "walls round a reader"} <= lacking, lacking
    assert {each["backend"] for each in status["watches"]} == {"watchdog"}, status["watches"]
    _read(folder)
    sys.stdout.write("stopped, let be, read\n")


def _stop_one(house: House) -> None:
    share = house.shares["gripper"]
    (share / "menu.txt").write_bytes(b"Cafeteria menu of the week\r\n")
    (share / "new").mkdir()
    (share / "new" / "copy.txt").write_bytes(SECRET)
    _wait_for(lambda: any(event["state"] == "held" for event in house.server.events("hold")))
    case = next(str(event["case"]) for event in house.server.events("hold"))
    assert house.held(case) == SECRET
    assert (share / "menu.txt").read_bytes() == b"Cafeteria menu of the week\r\n"
    left = [path.name for path in (share / "new").iterdir()]
    assert left == [f"SEKIMORI-{case}.txt"], left


def _one_agent_at_a_time(house: House) -> None:
    told = ""
    try:
        with house.running():
            pass
    except AgentError as error:
        told = error.message
    assert "another agent runs" in told, told


def _read(folder: Path) -> None:
    file = folder / "note.txt"
    file.write_bytes("極秘 one\r\ntwo\n".encode())
    with ReaderPool(Limits(), program=("-s", "-P", "-c", READER)) as pool:
        fd = os.open(file, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        try:
            assert "極秘" in pool.read(fd, file.name).parts[0].text
        finally:
            os.close(fd)
        sys.stdout.write(f"lacking: {pool.walls.told()}\n")


def _wait_for(true: Callable[[], bool], *, seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it did not come true"
        time.sleep(0.1)


if __name__ == "__main__":
    main()
