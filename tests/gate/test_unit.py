"""The gate as its unit runs it: with the unit's capabilities and no others, a supervisor to talk to, and no agent."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sekimori.gate_command import command
from tests.support.gated import EVERYBODY, OURS, SATO, WANG, House, a_house, lacking, mounted, reads

pytestmark = [
    pytest.mark.skipif(bool(lacking()), reason=lacking() or "none"),
    pytest.mark.skipif(shutil.which("setpriv") is None, reason="`setpriv` is not installed"),
]
UNIT = Path(__file__).resolve().parents[2] / "deploy" / "sekimori-gate.service"


def of_unit(key: str) -> str:
    (line,) = [line for line in UNIT.read_text().splitlines() if line.startswith(f"{key}=")]
    return line.partition("=")[2]


def under_unit(*given: str) -> list[str]:
    names = given or tuple(name.removeprefix("CAP_").lower() for name in of_unit("CapabilityBoundingSet").split())
    bound = ",".join(["-all", *(f"+{name}" for name in names)])
    return ["setpriv", "--no-new-privs", "--bounding-set", bound, "--inh-caps", "-all"]


class Unit:
    """A data folder whose gate runs by its command, as systemd would run it."""

    def __init__(self, disc: Path, heard: socket.socket) -> None:
        self.data, self._heard = disc / "data", heard
        self.data.mkdir()
        (self.data / "config.toml").write_text('[gate]\nuse = "join"\n')
        top = disc / "share"
        top.mkdir(mode=0o777)
        self.house: House = a_house(self.data / "gate", top)
        self.said: list[str] = []
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *capabilities: str) -> None:
        """Run it, and be its agent as well once it is ready."""
        run = [sys.executable, "-m", "sekimori.cli", "gate", "run", "--data", str(self.data)]
        environment = {**os.environ, "NOTIFY_SOCKET": str(self._heard.getsockname()), "WATCHDOG_USEC": "1000000"}
        self.process = subprocess.Popen([*under_unit(*capabilities), *run], env=environment)
        self.hears("READY=1")

    def hears(self, words: str) -> None:
        """Wait until it says something, from now on."""
        until_s = time.monotonic() + 30
        while True:
            lines = self._heard.recv(4096).decode().splitlines()
            self.said += lines
            if words in lines:
                return
            assert time.monotonic() < until_s, f"it never said {words}: {self.said[-20:]}"

    def do(self, *words: str) -> Result:
        return CliRunner().invoke(command, [*words, "--data", str(self.data)])


@pytest.fixture
def unit(open_folder: Path) -> Iterator[Unit]:
    with (
        mounted(open_folder / "image", open_folder / "disc") as disc,
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard,
    ):
        heard.bind(str(open_folder / "notify"))
        heard.settimeout(30)
        made = Unit(disc, heard)
        try:
            yield made
        finally:
            made.do("stop")
            made.house.stop()
            if made.process is not None:
                made.process.kill()
                made.process.wait()


def wait_for(true: Callable[[], bool]) -> None:
    until_s = time.monotonic() + 30
    while not true():
        assert time.monotonic() < until_s, "it did not come true"
        time.sleep(0.02)


def test_it_guards_with_the_capabilities_of_its_unit_and_says_which_process_does(unit: Unit) -> None:
    unit.start()
    house = unit.house
    ours, common = house.put("a.pdf", b"ours", OURS), house.put("b.pdf", b"common", EVERYBODY)
    house.connect()
    house.publish()
    first = house.state()
    assert f"MAINPID={first.process}" in unit.said
    assert unit.process is not None
    assert first.process == unit.process.pid  # the command line gave its place up
    assert reads(SATO, ours)
    assert not reads(WANG, ours)
    assert reads(WANG, common)
    satos = house.put("satos.txt", b"common", EVERYBODY, uid=SATO)
    house.publish()
    assert reads(WANG, satos)
    first = house.state()
    assert reads(WANG, satos)
    assert house.state().answered == first.answered  # left out: nobody is asked about it any more
    unit.hears("WATCHDOG=1")

    os.kill(first.process, signal.SIGKILL)
    unit.process.wait()
    unit.hears(f"MAINPID={first.keeper}")
    assert not reads(WANG, ours)
    assert reads(SATO, ours)
    unit.hears("WATCHDOG=1")

    told = unit.do("status")
    assert told.exit_code == 0, told.output
    assert "stands" in told.output
    assert "the keeper took its place: died" in told.output

    assert unit.do("stop").exit_code == 0
    unit.hears("STOPPING=1")
    assert reads(WANG, ours)
    told = unit.do("status")
    assert told.exit_code == 1
    assert "nobody stands at the gate" in told.output


def test_without_the_first_of_them_it_does_not_stand(unit: Unit) -> None:
    run = [sys.executable, "-m", "sekimori.cli", "gate", "run", "--data", str(unit.data)]
    done = subprocess.run(
        [*under_unit("dac_read_search", "sys_ptrace"), *run], capture_output=True, timeout=60, check=False
    )
    assert done.returncode != 0
    assert b"Operation not permitted" in done.stderr


def test_only_one_gate_stands(unit: Unit) -> None:
    unit.start()
    run = [sys.executable, "-m", "sekimori.cli", "gate", "run", "--data", str(unit.data)]
    done = subprocess.run(run, capture_output=True, timeout=60, check=False)
    assert done.returncode != 0
    assert b"a gate stands" in done.stderr


def test_one_that_the_agent_starts_is_not_run_beside_it(unit: Unit) -> None:
    (unit.data / "config.toml").write_text('[gate]\nuse = "start"\n')
    told = unit.do("run")
    assert "the agent starts this gate itself" in str(told.exception)
    assert unit.do("stop").exception is not None
