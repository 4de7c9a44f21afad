"""What the gate notes of sessions, with the kernel's own cgroups and openers in them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from agent.gate.taints import side_number
from agent.taint.cgroups import Cgroups
from tests.support.gated import EVERYBODY, OURS, SATO, WANG, House, a_house, begun_as, mounted, reads, run_as
from tests.support.sessioned import begun_in, cgroups, lacking, own_name, run_in

pytestmark = pytest.mark.skipif(bool(lacking()), reason=lacking() or "none")

US = side_number("us-cn.us")  # as the classes of the support say it


@pytest.fixture
def folder() -> Iterator[Cgroups]:
    with cgroups(own_name()) as made:
        yield made


@pytest.fixture
def guarded(open_folder: Path, folder: Cgroups) -> Iterator[House]:
    with mounted(open_folder / "image", open_folder / "disc") as disc:
        top = disc / "share"
        top.mkdir()
        top.chmod(0o777)
        made = a_house(disc / "gate", top)
        made.rules = replace(made.rules, sessions_folder=str(folder.folder))
        made.start()
        try:
            yield made
        finally:
            made.stop()


def test_who_reads_a_side_in_a_session_marks_it_and_nobody_else(guarded: House, folder: Cgroups) -> None:
    ours, common = guarded.put("a.pdf", b"ours", OURS), guarded.put("b.pdf", b"common", EVERYBODY)
    one, other = folder.make(1, SATO, "qsensor"), folder.make(2, SATO, "gripper")
    assert run_in(folder, one, SATO, f"cat {common}").stdout == b"common"
    assert guarded.sides_of(1) == set()
    assert run_in(folder, one, SATO, f"cat {ours}").stdout == b"ours"
    assert run_as(SATO, "/bin/cat", str(ours)).stdout == b"ours"
    assert guarded.sides_of(1) == {US}
    assert guarded.sides_of(other.number) == set()


def test_who_may_not_read_it_marks_nothing(guarded: House, folder: Cgroups) -> None:
    ours = guarded.put("a.pdf", b"ours", OURS)
    session = folder.make(1, WANG, "gripper")
    assert b"not permitted" in run_in(folder, session, WANG, f"cat {ours}").stderr
    assert guarded.sides_of(1) == set()


def test_whoever_is_started_from_a_session_is_in_it(guarded: House, folder: Cgroups) -> None:
    ours = guarded.put("a.pdf", b"ours", OURS)
    session = folder.make(7, SATO, "qsensor")
    done = run_in(folder, session, SATO, f"setsid --wait sh -c '(cat {ours} > /dev/null) & wait'")
    assert done.returncode == 0, done.stderr
    assert guarded.sides_of(7) == {US}


def test_nobody_moves_out_of_a_session(folder: Cgroups) -> None:
    session = folder.make(1, SATO, "qsensor")
    folder.make(2, SATO, "gripper")
    for to in ("", folder.folder.name, f"{folder.folder.name}/{SATO}-gripper-2"):
        target = folder.folder.parent / to / "cgroup.procs"
        done = run_in(folder, session, SATO, f"echo $$ > {target}; cat /proc/self/cgroup")
        assert b"Permission denied" in done.stderr
        assert f"0::/{folder.folder.name}/{session.name}\n".encode() in done.stdout
    assert run_in(folder, session, SATO, f"mkdir {folder.folder}/{session.name}/below").returncode != 0


def test_a_read_descriptor_that_comes_into_a_session_marks_it(guarded: House, folder: Cgroups) -> None:
    ours = guarded.put("a.pdf", b"ours" * 5000, OURS)
    session = folder.make(1, SATO, "qsensor")
    procs = folder.folder / session.name / "cgroup.procs"
    # Opened outside, moved by root with the file open, read inside a while later.
    script = f"""
fd = os.open({str(ours)!r}, os.O_RDONLY)
sys.stdout.write(str(os.getpid()) + "\\n"); sys.stdout.flush()
while {session.name!r} not in open("/proc/self/cgroup").read(): pass
import time; time.sleep(0.5)
print(len(os.read(fd, 100)))
"""
    with begun_as(SATO, script) as reader:
        assert reader.stdout is not None
        process = int(reader.stdout.readline())
        assert guarded.sides_of(1) == set()
        procs.write_text(str(process))
        assert reader.communicate(timeout=30)[0] == "100\n"
    assert guarded.sides_of(1) == {US}


def test_what_it_knows_outlives_gate_and_keeper(guarded: House, folder: Cgroups) -> None:
    ours = guarded.put("a.pdf", b"ours", OURS)
    session = folder.make(1, SATO, "qsensor")
    run_in(folder, session, SATO, f"cat {ours}")
    for keeper in (False, True, False):
        guarded.kill(keeper=keeper)
        guarded.connect()
        assert guarded.sides_of(1) == {US}
    guarded.say(b"E", 1)
    assert guarded.sides_of(1) == set()


def test_the_first_reading_waits_until_the_network_is_shut(guarded: House, folder: Cgroups) -> None:
    ours = guarded.put("a.pdf", b"ours", OURS)
    guarded.rules = replace(guarded.rules, generation=2, shuts_network=True, wait_s=30)
    guarded.publish()
    session = folder.make(1, SATO, "qsensor")
    with begun_in(folder, session, SATO, f"cat {ours}") as reader:
        until_s = time.monotonic() + 20
        while guarded.sides_of(1) != {US}:
            assert time.monotonic() < until_s
            time.sleep(0.01)
        assert reads(SATO, ours)  # outside of any session
        assert reader.poll() is None
        guarded.say(b"N", 1)
        assert reader.communicate(timeout=20)[0] == b"ours"
    assert run_in(folder, session, SATO, f"cat {ours}").stdout == b"ours"


def test_the_first_reading_is_refused_where_nobody_shuts_the_network(guarded: House, folder: Cgroups) -> None:
    ours = guarded.put("a.pdf", b"ours", OURS)
    guarded.rules = replace(guarded.rules, generation=2, shuts_network=True, wait_s=0.5)
    guarded.publish()
    session = folder.make(1, SATO, "qsensor")
    done = run_in(folder, session, SATO, f"cat {ours}")
    assert (done.stdout, b"not permitted" in done.stderr) == (b"", True)


def test_who_waits_when_the_gate_dies_is_refused(guarded: House, folder: Cgroups) -> None:
    ours = guarded.put("a.pdf", b"ours", OURS)
    guarded.rules = replace(guarded.rules, generation=2, shuts_network=True, wait_s=30)
    guarded.publish()
    session = folder.make(1, SATO, "qsensor")
    with begun_in(folder, session, SATO, f"cat {ours}") as reader:
        until_s = time.monotonic() + 20
        while guarded.sides_of(1) != {US}:
            assert time.monotonic() < until_s
            time.sleep(0.01)
        guarded.kill(keeper=False)
        out, error = reader.communicate(timeout=20)
    assert (out, b"not permitted" in error) == (b"", True)


def test_who_opens_to_write_is_known_though_gone_and_though_it_is_anothers_file(
    guarded: House, folder: Cgroups
) -> None:
    path = guarded.put("notes.txt", b"common", EVERYBODY, mode=0o666, uid=WANG)
    assert reads(WANG, path)  # left out from now on
    session = folder.make(1, SATO, "qsensor")
    guarded.say(b"V")
    assert run_in(folder, session, SATO, f"cat {path}").returncode == 0
    assert guarded.writers(path) == set()
    assert run_in(folder, session, SATO, f"echo more >> {path}").returncode == 0
    assert guarded.writers(path) == {1}
    guarded.kill(keeper=False)
    guarded.connect()
    assert guarded.writers(path) == {1}
    status = path.stat()
    guarded.say(b"W", status.st_dev, status.st_ino, time.monotonic_ns())
    assert guarded.writers(path) == set()
