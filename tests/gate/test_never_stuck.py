"""What has hung other gates: done with and without one, with the same outcome."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.support.gated import EVERYBODY, OURS, SATO, WANG, House, a_house, lacking, mounted, reads, run_as

pytestmark = pytest.mark.skipif(bool(lacking()), reason=lacking() or "none")

# Files of a program that is built.
SOURCES = range(300)


def done(command: str, cwd: Path, *, uid: int = SATO, timeout_s: float = 180) -> str:
    """Run it in a user's shell; what it printed."""
    run = subprocess.run(
        ["/bin/sh", "-ec", command], cwd=cwd, user=uid, group=uid, extra_groups=[], capture_output=True,
        timeout=timeout_s, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    return run.stdout.decode()


def digests(folder: Path) -> dict[str, str]:
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            found[str(path.relative_to(folder))] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def test_a_build(house: House, open_folder: Path) -> None:
    if shutil.which("cc") is None or shutil.which("make") is None:
        pytest.skip("there is no C compiler")
    header = "#include <stdio.h>\n" + "".join(f"int part{number}(int);\n" for number in SOURCES)
    sources = {
        f"unit{number % 20}/part{number}.c": f'#include "../all.h"\nint part{number}(int x) {{ return x + {number}; }}'
        for number in SOURCES
    }
    total = " + ".join(f"part{number}(1)" for number in SOURCES)
    main = f'#include "all.h"\nint main(void) {{ printf("%d\\n", {total}); return 0; }}\n'
    make = "OBJECTS := $(patsubst %.c,%.o,$(wildcard *.c */*.c))\nall: $(OBJECTS)\n\tcc -o all $(OBJECTS)\n"
    house.judge(others=EVERYBODY)
    printed = []
    for place in (open_folder / "beside", house.top / "inside"):
        place.mkdir()
        os.chown(place, SATO, SATO)
        for name, text in {**sources, "all.h": header, "main.c": main, "Makefile": make}.items():
            (place / name).parent.mkdir(exist_ok=True)
            os.chown((place / name).parent, SATO, SATO)
            (place / name).write_text(text)
        done("make -s -j4 all", place)
        printed.append(done("./all", place))
    assert printed == [f"{sum(SOURCES) + len(SOURCES)}\n"] * 2


def test_a_large_copy(house: House) -> None:
    source = house.top / "a.bin"
    with source.open("wb") as file:
        for _ in range(12):
            file.write(os.urandom(1 << 20))
    house.judge(others=EVERYBODY)
    done(f"cp {source} {house.top}/b.bin && cmp {source} {house.top}/b.bin", house.top)
    done(f"dd if={source} of={house.top}/c.bin bs=64k status=none && cmp {source} {house.top}/c.bin", house.top)


def test_a_copy_of_ten_gigabytes(house: House) -> None:
    """Most of them a hole, as in a machine's disk: every end of it is asked about, read and compared."""
    source, size = house.top / "disk.img", 10 << 30
    ends = (0, 3 << 30, size - (1 << 20))
    with source.open("wb") as file:
        for at in ends:
            file.seek(at)
            file.write(os.urandom(1 << 20))
    house.judge(others=EVERYBODY)
    done(f"cp --sparse=always {source} {house.top}/copied.img", house.top)
    with source.open("rb") as one, (house.top / "copied.img").open("rb") as other:
        assert os.fstat(other.fileno()).st_size == size
        for at in ends:
            assert os.pread(one.fileno(), 1 << 20, at) == os.pread(other.fileno(), 1 << 20, at)


@pytest.mark.parametrize("way", ["create", "copytruncate"])
def test_logs_rotated_by_logrotate(house: House, open_folder: Path, way: str) -> None:
    """While a service writes, which opens its log anew after each turn, or keeps it open."""
    logrotate = shutil.which("logrotate", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin")
    if logrotate is None:
        pytest.skip("there is no logrotate")
    house.judge(others=EVERYBODY)
    folder, config = house.top / "logs", open_folder / "rotate.conf"
    folder.mkdir()
    os.chown(folder, SATO, SATO)
    config.write_text(f"{folder}/*.log {{\n{way}\nrotate 9\ncompress\n}}\n")
    config.chmod(0o644)
    lines = "for i in $(seq 50); do echo line $i; done"
    rotate = f"{logrotate} --force --state {folder}/state {config}"
    turns = "exec 3>> service.log; for turn in 1 2 3 4; do {0} >&3; {1}; done"
    if way == "create":
        turns = "for turn in 1 2 3 4; do exec 3>> service.log; {0} >&3; exec 3>&-; {1}; done"
    done(turns.format(lines, rotate), folder)
    assert done("zcat -f service.log* | grep -c line", folder) == "200\n"
    assert len(list(folder.glob("service.log.*.gz"))) == 4


def test_logs_rotated_under_it(house: House) -> None:
    house.judge(others=EVERYBODY)
    folder = house.top / "logs"
    folder.mkdir()
    os.chown(folder, SATO, SATO)
    script = (
        "i=0; while [ $i -lt 200 ]; do echo line $i >> log; i=$((i+1)); "
        "if [ $((i % 50)) = 0 ]; then mv log log.$i; gzip log.$i; fi; done; zcat log.*.gz | wc -l"
    )
    run = run_as(SATO, "/bin/sh", "-ec", f"cd {folder}; {script}", timeout_s=120)
    assert run.stdout.strip() == b"200", run.stderr


def test_a_frozen_file_system_thaws(house: House) -> None:
    path = house.put("a.pdf", b"ours", OURS)
    disc = house.top.parent
    subprocess.run(["/sbin/fsfreeze", "--freeze", str(disc)], check=True)
    try:
        assert reads(SATO, path)
        assert not reads(WANG, path)
        before = house.kill(keeper=False)
        assert not reads(WANG, path)
    finally:
        subprocess.run(["/sbin/fsfreeze", "--unfreeze", str(disc)], check=True)
    house.connect()
    assert house.state().process != before.process
    done("echo x > after && cat after", house.top)


def test_unmounted_under_it_and_mounted_again(open_folder: Path) -> None:
    """Its own files lie elsewhere; nobody tells the gate, and a mark goes with its file system."""
    image, at = open_folder / "image", open_folder / "disc"
    with mounted(image, at) as disc:
        (disc / "share").mkdir()
        house = a_house(open_folder / "gate", disc / "share")
        house.start()
        try:
            path = house.put("a.pdf", b"ours", OURS)
            assert not reads(WANG, path)
            subprocess.run(["/bin/umount", str(disc)], check=True)
            subprocess.run(["/bin/mount", "-o", "loop", str(image), str(at)], check=True)
            until_s = time.monotonic() + 10
            while reads(WANG, path):
                assert time.monotonic() < until_s, "it was not marked again"
                time.sleep(0.05)
            house.know(path, OURS)
            assert not reads(WANG, path)
            assert reads(SATO, path)
        finally:
            house.stop()


def test_a_second_file_system_mounted_beneath(house: House, open_folder: Path) -> None:
    inner = house.top / "inner"
    with mounted(open_folder / "second", inner, megabytes=16):
        (inner / "a.txt").write_bytes(b"elsewhere")
        assert reads(WANG, inner / "a.txt")


def test_a_container_starts(house: House) -> None:
    """A root of its own out of files of the guarded file system: all that a container's start opens."""
    house.judge(others=EVERYBODY)
    root = house.top / "root"
    for program in ("/bin/sh", "/bin/cat"):
        needed = done(f"ldd {program} | grep -o '/[^ )]*' || true", Path("/")).split()
        for each in (program, *needed):
            to = root / each.lstrip("/")
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(each, to)
    (root / "a").write_text("inside")
    script = f"mount --rbind {root} {root} && exec chroot {root} /bin/sh -c '/bin/cat /a'"
    assert done(f'unshare -Urmpf /bin/sh -c "{script}"', Path("/")) == "inside"


def test_a_container_with_layers_starts(house: House, open_folder: Path) -> None:
    """Its root is an overlay whose lower layer lies on the guarded file system."""
    house.judge(others=EVERYBODY)
    lower, work = house.top / "layer", open_folder / "container"
    for program in ("/bin/sh", "/bin/cat", "/bin/cp"):
        needed = done(f"ldd {program} | grep -o '/[^ )]*' || true", Path("/")).split()
        for each in (program, *needed):
            to = lower / each.lstrip("/")
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(each, to)
    (lower / "a").write_text("inside ")
    ours = house.put("layer/ours", b"ours", OURS, mode=0o666)
    work.mkdir()
    for name in ("upper", "work", "root"):
        (work / name).mkdir()
        os.chown(work / name, WANG, WANG)
    layers = f"lowerdir={lower},upperdir={work}/upper,workdir={work}/work"
    inside = "cp /a /b; echo changed >> /b; cat /a /b; cat /ours || echo refused"
    mount = f"mount -t overlay overlay -o {layers} {work}/root"
    script = f"{mount} && exec chroot {work}/root /bin/sh -c '{inside}'".replace("\\", "")
    run = subprocess.run(
        ["/usr/bin/unshare", "-Urmpf", "/bin/sh", "-c", script], user=WANG, group=WANG, extra_groups=[],
        capture_output=True, timeout=60, check=False, cwd="/",
    )  # fmt: skip
    assert run.stdout == b"inside inside changed\nrefused\n", run
    assert ours.read_bytes() == b"ours"


def test_pipes_and_devices_wait_for_nobody(house: House) -> None:
    os.mkfifo(house.top / "pipe")
    (house.top / "pipe").chmod(0o666)
    writer = subprocess.Popen(["/bin/sh", "-c", f"echo through > {house.top}/pipe"], user=SATO, group=SATO)
    assert run_as(WANG, "/bin/cat", str(house.top / "pipe"), timeout_s=10).stdout == b"through\n"
    writer.wait(10)


def test_stopped_in_order_it_leaves_nothing_shut(house: House) -> None:
    path = house.put("a.pdf", b"ours", OURS)
    new = house.top / "new.txt"
    new.write_bytes(b"new")
    house.judge(others=None)
    waiter = subprocess.Popen(["/bin/cat", str(new)], user=WANG, group=WANG, extra_groups=[], stdout=subprocess.PIPE)
    until_s = time.monotonic() + 10
    while house.state().waiting == 0:
        assert time.monotonic() < until_s
        time.sleep(0.01)
    house.end_gate()
    assert waiter.communicate(timeout=10)[0] == b"new"
    assert reads(WANG, path)


def test_its_memory_does_not_grow_with_openings(house: House) -> None:
    path = house.put("a.pdf", b"ours", OURS)
    process = house.state().process
    script = f"for i in $(seq 300); do /bin/cat {path} > /dev/null; done"

    def descriptors_and_pages() -> tuple[int, int]:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
        return sum(1 for _ in Path(f"/proc/{process}/fd").iterdir()), pages

    run_as(SATO, "/bin/sh", "-c", script)
    fds, pages = descriptors_and_pages()
    run_as(SATO, "/bin/sh", "-c", script)
    fds_after, pages_after = descriptors_and_pages()
    assert fds_after == fds
    assert pages_after - pages < 64


def test_the_same_bytes_with_and_without(house: House) -> None:
    folder = house.top / "tree"
    for number in range(50):
        path = folder / str(number % 7) / f"{number}.bin"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(os.urandom(number * 997))
    done("mkdir out", house.top)
    house.judge(others=EVERYBODY)
    done(f"cp -a {folder} {house.top}/copy", house.top)
    done(f"tar cf {house.top}/all.tar tree && tar xf all.tar -C out", house.top)
    inside = digests(folder)
    assert len(inside) == 50
    assert digests(house.top / "copy") == digests(house.top / "out" / "tree") == inside
