"""Attacks on the gate by somebody without root, and bad luck, each played for real."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from agent.gate.rules import Root
from agent.gate.table import packed
from agent.gate.waiting import MOST_EACH
from tests.support.gated import (
    EVERYBODY,
    OURS,
    SATO,
    THEIRS,
    WANG,
    House,
    a_house,
    lacking,
    mounted,
    python_started_as,
    reads,
    run_as,
)

pytestmark = pytest.mark.skipif(bool(lacking()), reason=lacking() or "none")

SECRET = b"what only Sato reads"


def wait_for(true: Callable[[], object], *, seconds: float = 20) -> None:
    until_s = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until_s, "it did not come true"
        time.sleep(0.02)


@contextmanager
def housed(disc: Path, *roots: Root) -> Iterator[House]:
    """A gate in front of some folders of a disc."""
    for root in roots:
        Path(root.path).mkdir(parents=True, exist_ok=True)
        Path(root.path).chmod(0o777)
    house = a_house(disc / "gate", Path(roots[0].path))
    house.rules = replace(house.rules, roots=roots)
    house.start()
    try:
        yield house
    finally:
        house.stop()


@pytest.fixture(scope="module")
def walls() -> Iterator[House]:
    """A gate in front of an open folder, a walled one beside it and one within it, and one that is named by a link."""
    with tempfile.TemporaryDirectory(prefix="sekimori-gate-") as name:
        Path(name).chmod(0o755)
        with mounted(Path(name) / "image", Path(name) / "disc") as disc:
            (disc / "real").mkdir()
            (disc / "link").symlink_to("real")
            names = {"common": False, "walled": True, "common/inner": True, "link": True}
            roots = (Root(path=str(disc / each), fails_closed=is_closed) for each, is_closed in names.items())
            with housed(disc, *roots) as house:
                yield house


def test_a_mount_of_ones_own_that_poses_as_an_open_folder(walls: House) -> None:
    """In a namespace of Wang's the walled folder is mounted where the open one is: its path says nothing."""
    common, walled = walls.top, walls.top.parent / "walled"
    walls.judge(others=None)
    (walled / "pose.txt").write_bytes(SECRET)
    (common / "pose.txt").write_bytes(b"another")
    script = f"mount --bind {walled} {common} && cat {common}/pose.txt"
    done = run_as(WANG, "/usr/bin/unshare", "-Urm", "/bin/sh", "-c", script)
    assert SECRET not in done.stdout
    assert walls.asked[-1] == str(walled / "pose.txt")


def test_a_deleted_file_behind_a_mount_of_ones_own(walls: House) -> None:
    """Where it lay cannot be told any more: it is as in the strictest folder."""
    walled = walls.top.parent / "walled"
    walls.judge(others=None)
    (walled / "gone.txt").write_bytes(SECRET)
    script = """
libc = ctypes.CDLL(None)
assert libc.unshare(0x10000000 | 0x20000) == 0  # CLONE_NEWUSER, CLONE_NEWNS
assert libc.mount(os.fsencode(os.path.dirname(sys.argv[1])), b"/mnt", None, 4096, None) == 0  # MS_BIND
fd = os.open("/mnt/gone.txt", os.O_PATH)
print("held", flush=True)
sys.stdin.readline()
print(open(f"/proc/self/fd/{fd}").read())
"""
    with python_started_as(WANG, script, walled / "gone.txt") as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        (walled / "gone.txt").unlink()
        out, error = holder.communicate(b"\n", timeout=20)
    assert (SECRET in out, b"Operation not permitted" in error) == (False, True), error


def test_a_walled_folder_within_an_open_one(walls: House) -> None:
    walls.judge(others=None)
    inner = walls.top / "inner"
    (inner / "new.txt").write_bytes(SECRET)
    (walls.top / "new.txt").write_bytes(b"menu")
    assert not reads(WANG, inner / "new.txt")
    assert reads(WANG, walls.top / "new.txt")


def test_a_folder_that_is_named_by_a_link(walls: House) -> None:
    disc = walls.top.parent
    walls.judge(others=OURS)
    (disc / "real" / "named.txt").write_bytes(SECRET)
    assert not reads(WANG, disc / "link" / "named.txt")
    assert walls.asked[-1] == str(disc / "link" / "named.txt")


def test_a_subvolume_of_ones_own(open_folder: Path) -> None:
    """Its files have another device's number than the folder that is watched."""
    btrfs = shutil.which("btrfs")
    if btrfs is None or b"btrfs" not in Path("/proc/filesystems").read_bytes():
        pytest.skip("there is no btrfs")
    with (
        mounted(open_folder / "image", open_folder / "disc", kind="btrfs", megabytes=128) as disc,
        housed(disc, Root(path=str(disc / "share"), fails_closed=True)) as house,
    ):
        house.judge(others=OURS)
        subprocess.run([btrfs, "subvolume", "create", str(house.top / "own")], check=True, capture_output=True)
        path = house.top / "own" / "new.txt"
        path.parent.chmod(0o777)
        path.write_bytes(SECRET)
        assert not reads(WANG, path)
        assert house.asked == [str(path)]


def test_a_folder_that_is_moved_elsewhere_has_nothing_asked_again(house: House) -> None:
    """Else whoever renames folders all day on the same disc would have every file asked about all day."""
    path = house.put("common.txt", b"common", EVERYBODY)
    outside = house.top.parent / "outside"
    outside.mkdir()
    for is_free, to in ((True, "elsewhere"), (False, "share/inside")):
        assert reads(SATO, path)
        before = house.state().answered
        outside = outside.rename(outside.parent / to)
        assert reads(WANG, path)
        assert (house.state().answered == before) is is_free


@contextmanager
def waits(path: Path, uid: int = WANG) -> Iterator[subprocess.Popen[bytes]]:
    """Somebody who opens a file and waits for its judgement."""
    with subprocess.Popen(
        ["/bin/cat", str(path)], user=uid, group=uid, extra_groups=[], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as waiter:
        yield waiter


def test_stopped_while_somebody_waits(house: House) -> None:
    """A gate that stands still while nobody asks anything new is found out all the same."""
    house.judge(others=None)
    path = house.top / "new.txt"
    path.write_bytes(SECRET)
    with waits(path) as waiter:
        wait_for(lambda: house.state().waiting)
        os.kill(house.state().process, signal.SIGSTOP)
        assert waiter.communicate(timeout=30)[0] == b""
    house.connect()
    assert house.state().takeovers[-1].startswith("stalled")


def test_rules_and_tables_that_are_garbage(house: House) -> None:
    """The gate stands all the same, and is given new ones."""
    path = house.put("a.pdf", SECRET, OURS)
    house.end_gate()
    (house.folder / "rules.json").write_bytes(b"\0" * 100)
    (house.folder / "files.table").write_bytes(b"torn")
    house.gate = subprocess.Popen([sys.executable, "-m", "agent.gate", str(house.folder)])
    house.connect()
    assert set(house.state().wrong) == {"rules", "tables"}
    house.relabel(path, OURS)
    assert not house.state().wrong
    assert not reads(WANG, path)
    assert reads(SATO, path)


def test_rules_and_tables_of_two_times(house: House) -> None:
    """An agent that dies between writing both: a number may mean other people now, and nothing is known."""
    path = house.put("a.pdf", SECRET, THEIRS)
    assert reads(WANG, path)
    house.relabel(path, THEIRS)
    house.end_gate()
    record = house.records[path]
    (house.folder / "files.table").write_bytes(packed(record._replace(number=EVERYBODY)))
    house.gate = subprocess.Popen([sys.executable, "-m", "agent.gate", str(house.folder)])
    house.connect()
    house.judge(others=OURS)
    assert "tables" in house.state().wrong
    assert not reads(WANG, path)


@contextmanager
def a_few_processes() -> Iterator[Path]:
    """A control group that counts processes, of version 1 or 2."""
    top = next((each for each in (Path("/sys/fs/cgroup/pids"), Path("/sys/fs/cgroup")) if each.is_dir()), None)
    group = top / f"sekimori-gate-{os.getpid()}" if top else None
    try:
        assert group is not None
        group.mkdir()
    except (AssertionError, OSError):
        pytest.skip("no control group can be made here")
    try:
        if not (group / "pids.max").exists():
            pytest.skip("no control group here counts processes")
        yield group
    finally:
        for process in (group / "cgroup.procs").read_text().split():
            with suppress(OSError):
                (group.parent / "cgroup.procs").write_text(process)
        group.rmdir()


def test_no_room_for_a_keeper(house: House) -> None:
    """The gate stands without one, says so, and has one as soon as there is room."""
    path = house.put("a.pdf", SECRET, OURS)
    state = house.state()
    with a_few_processes() as group:
        for each in (state.process, state.keeper):
            (group / "cgroup.procs").write_text(str(each))
        (group / "pids.max").write_text("1")
        house.kill(keeper=True)
        wait_for(lambda: "keeper" in house.state().wrong)
        assert not reads(WANG, path)
        assert reads(SATO, path)
        (group / "pids.max").write_text("max")
        wait_for(lambda: not house.state().wrong)
        house.kill(keeper=False)
        assert not reads(WANG, path)


def test_an_agent_that_dies_at_the_door(house: House) -> None:
    """Connecting and dying again and again, while another lives, costs no descriptor and no answer."""
    path = house.put("a.pdf", SECRET, OURS)
    process = house.state().process
    held = len(list(Path(f"/proc/{process}/fd").iterdir()))
    script = """
import os, socket, sys
for _ in range(60):
    if os.fork() == 0:
        door = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        door.connect(sys.argv[1])
        os._exit(0)
while True:
    try:
        os.wait()
    except ChildProcessError:
        break
"""
    subprocess.run([sys.executable, "-I", "-c", script, str(house.folder / "gate.sock")], check=True)
    assert not reads(WANG, path)
    for _ in range(5):
        house.connect()
    assert house.state().process == process
    assert not reads(WANG, path)
    assert len(list(Path(f"/proc/{process}/fd").iterdir())) <= held + 5  # two of each of the readers since


FLOOD = """
threading.stack_size(64 * 1024)
def attempt():
    try:
        os.close(os.open(sys.argv[1], os.O_RDONLY))
    except OSError:
        pass
for _ in range(700):
    threading.Thread(target=attempt, daemon=True).start()
print("all", flush=True)
time.sleep(60)
"""


def test_more_openers_than_one_person_may_have_wait(house: House) -> None:
    """They wait in vain, and nobody else is kept from anything."""
    house.rules = replace(house.rules, wait_s=60.0)
    common = house.put("common.txt", b"common", EVERYBODY)
    house.relabel(common, EVERYBODY)
    house.judge(others=None, satos=OURS)
    (house.top / "new.txt").write_bytes(b"new")
    (house.top / "satos.txt").write_bytes(SECRET)
    flooders = [python_started_as(WANG, FLOOD, house.top / "new.txt") for _ in range(2)]
    try:
        for each in flooders:
            assert each.stdout is not None
            assert each.stdout.readline() == b"all\n"
        wait_for(lambda: house.state().waiting == MOST_EACH)
        assert reads(SATO, common)
        assert reads(SATO, house.top / "satos.txt")
    finally:
        for each in flooders:
            each.kill()
            each.communicate()
