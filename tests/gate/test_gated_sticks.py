"""A stick that is put in stands behind the gate as well, and comes out all the same."""

from __future__ import annotations

import contextlib
import signal
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from agent.gate.names import STIFF
from tests.gate.test_gated_agent import ACCOUNTS, MILLER, SATO, SECRET, WANG, Gated, started, wait_for
from tests.support import sticks
from tests.support.agent_house import build_house
from tests.support.gated import lacking, python_as, reads, run_as
from tests.support.sticks import FAT, LoopStick, loop_stick, run

WHY = lacking() or sticks.lacking()
pytestmark = pytest.mark.skipif(bool(WHY), reason=WHY or "none")


@pytest.fixture(params=["ext4"])
def lab(request: pytest.FixtureRequest) -> Iterator[tuple[Gated, LoopStick]]:
    with tempfile.TemporaryDirectory(prefix="sekimori-stick-") as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        folder.chmod(0o755)
        stick = stack.enter_context(loop_stick(folder, "LAB", request.param))
        house = build_house(folder / "house", zones=("qsensor", "common"))
        config = house.data / "config.toml"
        text = config.read_text()
        places = f'[places]\nfind = false\nsync = false\nsticks = "watch"\nstick_folders = ["{folder}/media"]\n'
        start, middle, end = text.index("[accounts]"), text.index("[places]"), text.index("[limits]")
        config.write_text(text[:start] + places + text[end:] + ACCOUNTS)
        assert start < middle < end
        for path in (folder / "house", folder / "house" / "shares"):
            path.chmod(0o755)
        for share in house.shares.values():
            share.chmod(0o777)
        made = started(house)
        try:
            yield made, stick
        finally:
            made.process.send_signal(signal.SIGTERM)
            made.process.communicate(timeout=20)


def is_guarded(made: Gated, stick: LoopStick) -> bool:
    status = made.status()
    watched = {str(each["path"]): str(each["state"]) for each in status["watches"]}
    return watched.get(str(stick.point)) == "watching" and not status["gate"]["problems"]


def is_taken_away(path: Path) -> bool:
    """Whether a file is gone, and what it held is kept elsewhere."""
    return not path.exists() and not list((path.parent / ".sekimori").iterdir())


def test_a_stick_stands_behind_the_gate_and_comes_out_all_the_same(lab: tuple[Gated, LoopStick]) -> None:
    made, stick = lab
    source = made.put(MILLER, "qsensor", "spec.txt", SECRET)
    wait_for(lambda: made.verdict(source) == "allow")
    for _ in range(2):
        stick.put_in()
        stick.point.chmod(0o777)
        wait_for(lambda: is_guarded(made, stick))
        plain = stick.point / "menu.txt"
        assert python_as(WANG, "open(sys.argv[1], 'w').write('menu')", plain).returncode == 0
        assert reads(MILLER, plain)
        copied = stick.point / "copied.txt"
        done = python_as(SATO, "open(sys.argv[1], 'wb').write(sys.argv[2].encode())", copied, SECRET.decode())
        assert done.returncode == 0
        done = run_as(WANG, "/bin/cat", str(copied))
        assert SECRET[:40] not in done.stdout
        wait_for(partial(is_taken_away, copied))
        stick.take_out()
        wait_for(lambda: str(stick.point) not in {str(each["path"]) for each in made.status()["watches"]})
    assert made.status()["gate"]["stands"]
    assert not reads(WANG, source)
    assert not stick.holds(SECRET[:50])


@pytest.mark.skipif(FAT != "exfat", reason="the kernel itself has the FAT family here")
@pytest.mark.parametrize("lab", ["exfat"], indirect=True)
def test_a_stick_that_tells_nothing_of_changes_stands_behind_the_gate_as_well(lab: tuple[Gated, LoopStick]) -> None:
    """By FUSE: every opening is asked there, and the status says so for as long as it is in."""
    made, stick = lab
    source = made.put(MILLER, "qsensor", "spec.txt", SECRET)
    wait_for(lambda: made.verdict(source) == "allow")
    stick.point.mkdir(parents=True)
    run("mount", "-t", "exfat-fuse", "-o", "loop,allow_other,umask=0", stick.image, stick.point)
    wait_for(lambda: [each for each in made.status()["gate"]["problems"] if STIFF in each])
    wait_for(lambda: str(stick.point) in {str(each["path"]) for each in made.status()["watches"]})
    plain, copied = stick.point / "menu.txt", stick.point / "copied.txt"
    assert python_as(WANG, "open(sys.argv[1], 'w').write('menu')", plain).returncode == 0
    assert reads(MILLER, plain)
    done = python_as(SATO, "open(sys.argv[1], 'wb').write(sys.argv[2].encode())", copied, SECRET.decode())
    assert done.returncode == 0
    assert SECRET[:40] not in run_as(WANG, "/bin/cat", str(copied)).stdout
    wait_for(partial(is_taken_away, copied))
    stick.take_out()
    wait_for(lambda: not made.status()["gate"]["problems"])
    assert not stick.holds(SECRET[:50])
