"""A whole agent on Windows: run by hand, with a Python of Windows, from the repository's folder.

    python -m tests.support.windows_agent

First what is read and judged is simulated (`agent_house`), and all the rest is the product's own; then a real reader,
the fingerprints and the shipped models judge by themselves. docs/agent.md says what Wine needs for it.
"""

from __future__ import annotations

import ctypes
import os
import stat
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from agent.control import ask
from agent.errors import AgentError
from agent.machine import belongings
from agent.machine.doors import NAME, knock
from agent.tree import STAGING, Tree
from classifiers.assess import Classifier
from classifiers.confine import ReaderPool
from classifiers.detect.bounds import Bounds
from classifiers.detect.families import families
from classifiers.detect.fingerprints import FingerprintIndex
from classifiers.document import Document
from classifiers.limits import Limits
from classifiers.model.artifacts import load_models
from classifiers.openings import BYTES
from classifiers.readerprocess import PROGRAM
from policies.label import Label, Level, ProjectId
from tests.support.agent_house import House, build_house

SECRET = b"SECRET assembly of the qubit readout chain, DRAWING 4711\r\n"
MENU = b"Cafeteria menu of the week\r\nMonday: soup\r\n"
REPORT = """\
Dispersive readout of the transmon array, run 47. The readout resonators were driven at 7.214 GHz, 320 ns;
the parametric amplifier gave 21.3 dB at a noise temperature of 412 mK. Assignment fidelity rose from 97.1 to 98.6 per
cent once the Purcell filter had been moved by 38 MHz, at a photon number of 6.2 in the steady state. Qubit four lost
coherence after the second thermal cycle: T1 fell from 84 to 31 microseconds, which we put down to the new wire bonds.
The flux line of the coupler must be filtered again before anybody repeats the sweep, at 780 MHz, as in the drawing.
"""
EXCERPT = (
    "minutes of the weekly meeting\n" + "".join(REPORT.splitlines(keepends=True)[1:5]) + "next meeting on Friday\n"
)
KNOCKS = 60
# A reader that loads what text needs and no more: Wine lacks functions of C that some libraries of formats want.
UNDER_WINE = (
    "import sys; from classifiers import worker; from classifiers.readers import registry;"
    "registry.load_all = lambda: None; worker.warm_up = lambda: None; sys.exit(worker.main(sys.argv[1:]))"
)


def main() -> None:
    """What is allowed stays, what crosses the wall is stopped and kept whole, and the status says what is lacking."""
    folder = Path(tempfile.mkdtemp(prefix="sekimori-"))
    house = build_house(folder / "simulated", zones=("qsensor", "gripper"))
    (house.shares["qsensor"] / "spec.txt").write_bytes(SECRET)
    with house.running():
        _wait_for(lambda: bool(house.server.events("transfer")))
        _stop_one(house, SECRET)
        _one_agent_at_a_time(house)
        _knock_and_run(house)
        status = ask(house.data, {"do": "status"})
    assert not status["problems"], status["problems"]
    lacking = {each["feature"] for each in status["platform"] if not each["there"]}
    assert {"open gate", "sticks", "streams", "walls round a reader"} <= lacking, lacking
    assert {each["backend"] for each in status["watches"]} == {"watchdog"}, status["watches"]
    _staging_is_closed(house)
    sys.stdout.write("simulated: stopped, let be\n")
    _judge_by_what_is_shipped(folder / "shipped")


def _stop_one(house: House, secret: bytes) -> None:
    share = house.shares["gripper"]
    (share / "menu.txt").write_bytes(MENU)
    (share / "new").mkdir()
    (share / "new" / "copy.txt").write_bytes(secret)
    # What is read-only is neither renamed nor removed by everything that Windows has for it.
    (share / "new" / "copy.txt").chmod(stat.S_IREAD)
    _wait_for(lambda: any(event["state"] == "held" for event in house.server.events("hold")))
    case = next(str(event["case"]) for event in house.server.events("hold"))
    assert house.held(case) == secret
    assert (share / "menu.txt").read_bytes() == MENU
    left = [path.name for path in (share / "new").iterdir()]
    assert left == [f"SEKIMORI-{case}.txt"], left
    assert list((share / STAGING).iterdir()) == []


def _one_agent_at_a_time(house: House) -> None:
    told = ""
    try:
        with house.running():
            pass
    except AgentError as error:
        told = error.message
    assert "another agent runs" in told, told


def _knock_and_run(house: House) -> None:
    """Who knocks and is gone before they are let in leaves the door in its place."""
    for _ in range(KNOCKS):
        with suppress(OSError), closing(knock(house.data / NAME, 5.0)):
            pass


def _staging_is_closed(house: House) -> None:
    """Where stopped files are taken to is for the agent, the system and the administrators alone."""
    with Tree(str(house.shares["gripper"])).staging() as staging:
        rights = dict(belongings.of(staging)).get("windows:rights", b"").decode()
    assert rights, "the file system keeps no rights"
    for everybody in ("WD", "BU", "AU"):
        assert f";{everybody})" not in rights, rights


def _reader() -> tuple[str, ...]:
    if sys.platform == "win32" and hasattr(ctypes.WinDLL("ntdll"), "wine_get_version"):
        return ("-s", "-P", "-c", UNDER_WINE)
    return PROGRAM


def _judge_by_what_is_shipped(folder: Path) -> None:
    """A reader reads, the shipped models judge, and an excerpt of what is registered is known again."""
    folder.mkdir()
    with (
        ReaderPool(Limits(), program=_reader()) as pool,
        FingerprintIndex(os.urandom(32), folder / "fingerprints.index", families=families(Bounds())) as index,
    ):
        classifier = Classifier(pool, load_models(), index)
        label = Label(projects=frozenset({ProjectId("qsensor")}), level=Level.SENSITIVE)
        index.register(_read(classifier, folder / "run-47.txt", REPORT), name="run-47.txt", label=label)
        whole = classifier.judge(_read(classifier, folder / "run-47.txt", REPORT), "run-47.txt")
        part = classifier.judge(_read(classifier, folder / "minutes.txt", EXCERPT), "minutes.txt")
        menu = classifier.judge(_read(classifier, folder / "menu.txt", MENU.decode()), "menu.txt")
        lacking = pool.walls.told()
    assert whole.label.fields == {"quantum"}, whole
    assert part.label.projects == label.projects, part
    assert not menu.label.projects, menu
    sys.stdout.write(
        f"shipped: quantum {whole.fields['quantum']:.3f}, sensitive {whole.sensitive_p:.2f}; lacking: {lacking}\n"
    )


def _read(classifier: Classifier, file: Path, text: str) -> Document:
    file.write_bytes(text.encode())
    fd = os.open(file, os.O_RDONLY | BYTES)
    try:
        document = classifier.read(fd, file.name)
    finally:
        os.close(fd)
    assert text.splitlines()[1] in document.parts[0].text, document
    return document


def _wait_for(true: Callable[[], bool], *, seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it did not come true"
        time.sleep(0.1)


if __name__ == "__main__":
    main()
