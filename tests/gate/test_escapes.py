"""The ways round a gate that somebody without root would try, each tried for real.

`ours` may be read by Sato and not by Wang; everything here is what Wang does to get at it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.gated import EVERYBODY, OURS, SATO, WANG, House, lacking, python_as, reads, run_as

pytestmark = pytest.mark.skipif(bool(lacking()), reason=lacking() or "none")

SECRET = b"what only Sato reads"


@pytest.fixture
def ours(house: House) -> Path:
    return house.put("ours/a.pdf", SECRET, OURS, mode=0o666)


def wang(script: str, *arguments: object) -> subprocess.CompletedProcess[bytes]:
    """Run a piece of Python as Wang."""
    return python_as(WANG, script, *arguments)


def shell_of_wang(script: str) -> subprocess.CompletedProcess[bytes]:
    return run_as(WANG, "/bin/sh", "-c", script)


def wait_for(true: Callable[[], object], *, seconds: float = 20) -> None:
    until_s = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until_s, "it did not come true"
        time.sleep(0.01)


def refused(done: subprocess.CompletedProcess[bytes]) -> bool:
    """Whether it ended with the gate's refusal, and nothing came out."""
    assert SECRET not in done.stdout, done
    return b"Operation not permitted" in done.stderr


def test_the_files_rights_alone_would_let_wang_read_it(house: House, ours: Path) -> None:
    house.relabel(ours, EVERYBODY)
    assert shell_of_wang(f"cat {ours}").stdout == SECRET


def test_a_bind_mount_in_a_namespace_of_ones_own(house: House, ours: Path) -> None:
    script = f"mount --bind {ours.parent} /mnt && ls /mnt && cat /mnt/a.pdf"
    done = run_as(WANG, "/usr/bin/unshare", "-Urm", "/bin/sh", "-c", script)
    assert b"a.pdf" in done.stdout, done.stderr
    assert refused(done)


def test_what_nobody_judged_behind_a_bind_mount(house: House) -> None:
    house.judge(others=OURS)
    (house.top / "new").mkdir()
    (house.top / "new" / "a.txt").write_bytes(SECRET)
    script = f"mount --bind {house.top}/new /mnt && cat /mnt/a.txt"
    assert refused(run_as(WANG, "/usr/bin/unshare", "-Urm", "/bin/sh", "-c", script))
    assert house.asked == [str(house.top / "new" / "a.txt")]


def test_an_overlay_in_a_namespace_of_ones_own(house: House, ours: Path, open_folder: Path) -> None:
    work = open_folder / "wangs"
    work.mkdir()
    for name in ("upper", "work", "over"):
        (work / name).mkdir()
        os.chown(work / name, WANG, WANG)
    options = f"lowerdir={ours.parent},upperdir={work}/upper,workdir={work}/work"
    script = f"mount -t overlay overlay -o {options} {work}/over && ls {work}/over && cat {work}/over/a.pdf"
    done = run_as(WANG, "/usr/bin/unshare", "-Urm", "/bin/sh", "-c", script)
    assert b"a.pdf" in done.stdout, done.stderr
    assert refused(done)


def test_a_hard_link(house: House, ours: Path) -> None:
    os.link(ours, house.top / "link.txt")
    house.judge(link=OURS)
    assert refused(shell_of_wang(f"cat {house.top}/link.txt"))


def test_a_chain_of_symbolic_links(house: House, ours: Path) -> None:
    script = f"cd $(mktemp -d) && ln -s {ours} a && ln -s a b && ln -s b c && cat c"
    assert refused(shell_of_wang(script))


def test_a_new_name_while_it_is_open(house: House, ours: Path) -> None:
    ours.parent.chmod(0o777)
    house.judge(others=OURS)
    script = """
fd = os.open(sys.argv[1], os.O_PATH)
os.rename(sys.argv[1], sys.argv[1] + ".txt")
print(open(f"/proc/self/fd/{fd}").read())
"""
    assert refused(wang(script, ours))


def test_a_path_descriptor_opened_again(house: House, ours: Path) -> None:
    script = """
fd = os.open(sys.argv[1], os.O_PATH)
print(open(f"/proc/self/fd/{fd}").read())
"""
    assert refused(wang(script, ours))


def test_another_process_descriptor(house: House, ours: Path) -> None:
    with subprocess.Popen(
        ["/bin/sh", "-c", f"exec 3<{ours}; echo ready; read line"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, user=SATO, group=SATO, extra_groups=[],
    ) as holder:  # fmt: skip
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"ready\n"
        done = shell_of_wang(f"cat /proc/{holder.pid}/fd/3")
        assert done.returncode != 0
        assert SECRET not in done.stdout
        holder.communicate(b"\n")


def test_a_descriptor_handed_over_by_a_reader(house: House, ours: Path) -> None:
    script = """
import os, socket, sys
here, there = socket.socketpair()
if os.fork() == 0:
    os.setresuid(int(sys.argv[2]), int(sys.argv[2]), int(sys.argv[2]))
    socket.send_fds(there, [b"x"], [os.open(sys.argv[1], os.O_RDONLY)])
    os._exit(0)
os.setresuid(int(sys.argv[3]), int(sys.argv[3]), int(sys.argv[3]))
_, fds, _, _ = socket.recv_fds(here, 1, 1)
print(os.read(fds[0], 100))
"""
    command = [sys.executable, "-I", "-c", script, str(ours), str(SATO), str(WANG)]
    assert refused(subprocess.run(command, capture_output=True, check=False))


def test_a_file_handle(house: House, ours: Path) -> None:
    """Only root may open by handle; a program of root's that works for Wang is asked about as Wang."""
    script = """
import os, sys
sys.path.insert(0, sys.argv[3])
from agent.fanotify.kernel import Fanotify, Init
group = Fanotify(Init.CLOEXEC)
folder = os.open(os.path.dirname(sys.argv[1]), os.O_RDONLY)
fd = os.open(sys.argv[1], os.O_PATH)
handle = group.handle_of(fd)
with open("/proc/self/loginuid", "w") as login:
    login.write(sys.argv[2])
opened = group.open_handle(folder, handle, os.O_RDONLY)
print(os.read(opened, 100))
"""
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-I", "-c", script, str(ours), str(WANG), str(root)]
    done = subprocess.run(command, capture_output=True, check=False)
    assert refused(done), done.stderr


def test_becoming_root_after_logging_in(house: House, ours: Path) -> None:
    script = f"echo {WANG} > /proc/self/loginuid && exec cat {ours}"
    assert refused(subprocess.run(["/bin/sh", "-c", script], capture_output=True, check=False))
    script = f"echo {SATO} > /proc/self/loginuid && exec cat {ours}"
    assert subprocess.run(["/bin/sh", "-c", script], capture_output=True, check=False).stdout == SECRET


@pytest.mark.parametrize("owner", [0, SATO])
def test_a_program_that_runs_with_anothers_rights(house: House, ours: Path, owner: int) -> None:
    """Set-user-ID, of root's or a reader's, where nothing recorded who logged in: whoever started it counts as well."""
    program = house.put("tools/cat", Path("/bin/cat").read_bytes(), EVERYBODY, uid=owner)
    program.chmod(0o4755)
    house.know(program, EVERYBODY)
    assert refused(run_as(WANG, str(program), str(ours)))
    assert run_as(SATO, str(program), str(ours)).stdout == SECRET


def test_becoming_a_reader_after_logging_in(house: House, ours: Path) -> None:
    """`sudo -u sato` or `su sato` by Wang: both have to be readers."""
    script = f"echo {WANG} > /proc/self/loginuid && exec setpriv --reuid {SATO} --clear-groups cat {ours}"
    assert refused(subprocess.run(["/bin/sh", "-c", script], capture_output=True, check=False))


def test_copied_by_the_kernel_into_memory(house: House, ours: Path) -> None:
    script = """
memory = os.memfd_create("x")
os.sendfile(memory, os.open(sys.argv[1], os.O_RDONLY), 0, 100)
print(os.pread(memory, 100, 0))
"""
    assert refused(wang(script, ours))


def test_executed(house: House) -> None:
    program = house.put("tool", b"#!/bin/sh\necho what only Sato reads\n", OURS, mode=0o755)
    assert refused(shell_of_wang(str(program)))
    assert run_as(SATO, str(program)).stdout == SECRET + b"\n"


def test_written_through_a_mapping(house: House) -> None:
    """The kernel's mark on a file that was left out outlives a mapping; its closing lifts it."""
    path = house.put("map.txt", b"common" * 1000, EVERYBODY, mode=0o666)
    house.judge(map=OURS)
    assert reads(WANG, path)
    script = """
fd = os.open(sys.argv[1], os.O_RDWR)
mapped = mmap.mmap(fd, 0)
mapped[:4] = b"ours"
mapped.flush()
"""
    assert python_as(SATO, script, path).returncode == 0
    assert not reads(WANG, path)


def test_moved_over_a_file_that_was_left_out(house: House) -> None:
    path = house.put("a.txt", b"common", EVERYBODY)
    other = house.put("b.txt", SECRET, OURS)
    assert reads(WANG, path)
    house.judge(a=OURS)
    other.replace(path)
    assert not reads(WANG, path)


def left_out(house: House, folder: Path, mode: int = 0o755) -> Path:
    """A file beside the watched folder that Sato has opened there: maybe it was left out of what is asked about."""
    folder.mkdir()
    folder.chmod(mode)
    os.chown(folder, SATO, SATO)
    path = folder / "a.txt"
    path.write_bytes(SECRET)
    path.chmod(0o644)
    for _ in range(2):
        house.state()  # it has heard of all that was written before
        assert reads(SATO, path)
    return path


@pytest.mark.parametrize("way", ["renamed", "linked", "with its folder"])
def test_moved_in_from_where_others_did_not_get_at_it(house: House, way: str) -> None:
    """However late the gate hears of it: a rename waits for nobody, and it may be busy at that moment."""
    outside = house.top.parent / "outside"
    path = left_out(house, outside, 0o700)
    house.judge(others=OURS)
    os.kill(house.state().process, signal.SIGSTOP)
    inside = house.top / "a.txt"
    match way:
        case "renamed":
            path.rename(inside)
        case "linked":
            os.link(path, inside)
        case _:
            outside.chmod(0o755)
            inside = outside.rename(house.top / "inside") / "a.txt"
    assert not reads(WANG, inside)


def test_moved_in_from_where_everybody_got_at_it(house: House) -> None:
    """The mark of what was left out goes as soon as the gate hears of it."""
    path = left_out(house, house.top.parent / "outside")
    assert reads(WANG, path)
    house.judge(others=OURS)
    path.rename(house.top / "a.txt")
    wait_for(lambda: not reads(WANG, house.top / "a.txt"))


def test_moved_in_with_its_folder(house: House) -> None:
    path = left_out(house, house.top.parent / "outside")
    assert reads(WANG, path)
    house.judge(others=OURS)
    path.parent.rename(house.top / "inside")
    wait_for(lambda: not reads(WANG, house.top / "inside" / "a.txt"))


def test_a_name_with_a_newline_and_one_that_is_no_text(house: House) -> None:
    house.judge(others=OURS)
    for name in (b"a\nb.txt", b"\xff\xfe.txt"):
        path = house.top / os.fsdecode(name)
        path.write_bytes(SECRET)
        assert not reads(WANG, path)
        assert str(path) in house.asked


def test_a_flood_of_openings(house: House, ours: Path) -> None:
    script = """
def attempt(_):
    try:
        os.close(os.open(sys.argv[1], os.O_RDONLY))
    except PermissionError:
        return 0
    return 1
with ThreadPoolExecutor(32) as pool:
    print(sum(pool.map(attempt, range(3000))))
"""
    assert wang(script, ours).stdout == b"0\n"


def test_renamed_to_and_fro_while_somebody_opens_it(house: House, ours: Path) -> None:
    ours.parent.chmod(0o777)
    house.judge(others=OURS)
    script = f"cd {ours.parent}; for i in $(seq 200); do mv a.pdf b.pdf; mv b.pdf a.pdf; done"
    mover = subprocess.Popen(["/bin/sh", "-c", script], user=WANG, group=WANG, extra_groups=[])
    got = b""
    while mover.poll() is None:
        got += shell_of_wang(f"cat {ours.parent}/a.pdf {ours.parent}/b.pdf").stdout
    assert got == b""
