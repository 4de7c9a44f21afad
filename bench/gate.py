"""What a gate costs whoever opens a file: ours, a bare fanotify loop in Python, and ClamAV's on-access scanner.

Every kind of opening is timed on the same files of one file system of their own, by a program under a user id that is
not root's: open, read to the end, close. Needs root, loop devices and, for the peer, `clamd` and `clamonacc`.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.support.gated import EVERYBODY, OURS, SATO, WANG, House, a_house, lacking, mounted

SIZES = {"4 KiB": 4 << 10, "64 KiB": 64 << 10, "1 MiB": 1 << 20, "10 MiB": 10 << 20, "100 MiB": 100 << 20}
TIMES = {"4 KiB": 1000, "64 KiB": 600, "1 MiB": 200, "10 MiB": 20, "100 MiB": 4}
PROCESSES = 8
# Openings of the eight processes, each.
AT_FULL_SPEED = 1500

OPENER = """
import json, os, sys, time
uid, times, paths = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
os.setgroups([]); os.setresgid(uid, uid, uid); os.setresuid(uid, uid, uid)
took, wrong = [], 0
expected = os.environ["EXPECTED"] == "1"
buffer = bytearray(1 << 20)
for turn in range(times):
    path = paths[turn % len(paths)]
    began = time.perf_counter_ns()
    try:
        fd = os.open(path, os.O_RDONLY)
        while os.readv(fd, [buffer]):
            pass
        os.close(fd)
        got = True
    except PermissionError:
        got = False
    took.append(time.perf_counter_ns() - began)
    wrong += got != expected
print(json.dumps([took, wrong]))
"""

BARE_LOOP = """
import os, struct, sys
sys.path.insert(0, sys.argv[1])
from agent.fanotify.kernel import Fanotify, Happened, Init, Mark
group = Fanotify(Init.CLOEXEC | Init.CONTENT | Init.UNLIMITED_QUEUE)
group.mark(Mark.ADD | Mark.FILESYSTEM, Happened.OPEN_PERM, -100, os.fsencode(sys.argv[2]))
print("ready", flush=True)
event, answer = struct.Struct("=IBBHQii"), struct.Struct("=iI")
while True:
    data = os.read(group.fd, 4096)
    for place in range(0, len(data), event.size):
        fd = event.unpack_from(data, place)[5]
        os.fstat(fd)
        os.write(group.fd, answer.pack(fd, 1))
        os.close(fd)
"""


class Timed:
    """What openings took, in milliseconds."""

    def __init__(self, took_ns: list[int], wrong: int) -> None:
        in_order = sorted(took_ns)
        self.p50 = statistics.median(in_order) / 1e6
        self.p99 = in_order[min(len(in_order) - 1, int(len(in_order) * 0.99))] / 1e6
        self.wrong = wrong


def opened(uid: int, paths: list[Path], times: int, *, expected: bool = True) -> Timed:
    """Have a program of that user open these files so often."""
    command = [sys.executable, "-I", "-c", OPENER, str(uid), str(times), *map(str, paths)]
    done = subprocess.run(command, capture_output=True, check=True, env={"EXPECTED": str(int(expected))}, cwd="/")
    return Timed(*json.loads(done.stdout))


def at_once(jobs: list[tuple[int, list[Path], bool]]) -> tuple[float, int]:
    """Several programs at full speed: openings a second of all together, and wrong answers."""
    began = time.perf_counter()
    running = [
        subprocess.Popen(
            [sys.executable, "-I", "-c", OPENER, str(uid), str(AT_FULL_SPEED), *map(str, paths)],
            stdout=subprocess.PIPE, env={"EXPECTED": str(int(expected))}, cwd="/",
        )
        for uid, paths, expected in jobs
    ]  # fmt: skip
    wrong = sum(json.loads(each.communicate()[0])[1] for each in running)
    return len(jobs) * AT_FULL_SPEED / (time.perf_counter() - began), wrong


@contextmanager
def bare_loop(top: Path) -> Iterator[None]:
    """A loop that lets everything pass."""
    root = str(Path(__file__).resolve().parents[1])
    with subprocess.Popen(
        [sys.executable, "-c", BARE_LOOP, root, str(top)], stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        running.stdout.readline()
        try:
            yield
        finally:
            running.kill()


@contextmanager
def clamonacc(top: Path, scratch: Path) -> Iterator[bool]:
    """ClamAV in prevention mode on the same folder, with one signature; whether it is there."""
    if not shutil.which("clamonacc") or not shutil.which("clamd"):
        yield False
        return
    base, socket_path = scratch / "base", scratch / "clamd.sock"
    base.mkdir()
    (base / "one.ndb").write_text("Sekimori.Bench:0:*:" + b"no file holds this".hex() + "\n", "utf-8")
    config = scratch / "clamd.conf"
    config.write_text(
        f"DatabaseDirectory {base}\nLocalSocket {socket_path}\nForeground yes\nUser root\nLogFile {scratch}/log\n"
        f"OnAccessIncludePath {top}\nOnAccessPrevention yes\nOnAccessExcludeUname root\nMaxFileSize 200M\n"
        f"MaxScanSize 200M\nStreamMaxLength 200M\nOnAccessMaxFileSize 200M\n",
        "utf-8",
    )
    scanner = subprocess.Popen(["/usr/sbin/clamd", "-c", str(config)], stdout=subprocess.DEVNULL)
    try:
        if not _answers(socket_path):
            yield False
            return
        access = subprocess.Popen(
            ["/usr/sbin/clamonacc", "-c", str(config), "--foreground", "--fdpass"], stdout=subprocess.DEVNULL
        )
        try:
            time.sleep(3)
            yield access.poll() is None
        finally:
            access.kill()
            access.wait()
    finally:
        scanner.kill()
        scanner.wait()


def _answers(path: Path, wait_s: float = 60) -> bool:
    until_s = time.monotonic() + wait_s
    while time.monotonic() < until_s:
        with suppress(OSError), socket.socket(socket.AF_UNIX) as door:
            door.connect(str(path))
            return True
        time.sleep(0.2)
    return False


class Files:
    """A few files of each size, the same bytes for all kinds of opening."""

    def __init__(self, top: Path) -> None:
        self._top = top
        self.paths: dict[str, list[Path]] = {}
        for name, size in SIZES.items():
            few = 1 if size > 1 << 20 else 4
            self.paths[name] = [top / f"{name.replace(' ', '')}-{number}.bin" for number in range(few)]
            for path in self.paths[name]:
                path.write_bytes(os.urandom(size))
                path.chmod(0o644)

    def know(self, house: House, number: int) -> None:
        """All of them are of one class."""
        for path in (path for paths in self.paths.values() for path in paths):
            house.know(path, number)

    def timed(self, uid: int, *, expected: bool = True) -> dict[str, Timed]:
        """Open them all."""
        for paths in self.paths.values():
            opened(uid, paths, len(paths), expected=expected)
        return {name: opened(uid, paths, TIMES[name], expected=expected) for name, paths in self.paths.items()}


def measure(say: Callable[[str], None]) -> tuple[dict[str, dict[str, Timed]], dict[str, float]]:
    """All kinds of opening by sizes, and the figures."""
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sekimori-bench-")))
        scratch.chmod(0o755)
        disc = stack.enter_context(mounted(scratch / "image", scratch / "disc", megabytes=600))
        top = disc / "share"
        top.mkdir()
        files, found = Files(top), dict[str, dict[str, Timed]]()
        say("without anything")
        found["no agent"] = files.timed(SATO)
        say("a bare loop")
        with bare_loop(top):
            found["bare loop"] = files.timed(SATO)
        house = a_house(scratch / "gate", top)
        house.start()
        try:
            figures = _ours(house, files, found, say)
        finally:
            house.stop()
        say("clamonacc")
        (scratch / "clam").mkdir()
        with clamonacc(top, scratch / "clam") as is_there:
            if is_there:
                found["clamonacc"] = files.timed(SATO)
        found["no agent, again"] = files.timed(SATO)
    return found, figures | _ratios(found)


def _ours(
    house: House, files: Files, found: dict[str, dict[str, Timed]], say: Callable[[str], None]
) -> dict[str, float]:
    say("clean")
    files.know(house, EVERYBODY)
    found["clean"] = files.timed(SATO)
    say("labelled, allowed and denied")
    files.know(house, OURS)
    found["labelled"] = files.timed(SATO)
    found["denied"] = files.timed(WANG, expected=False)
    say("eight processes")
    small = files.paths["4 KiB"]
    jobs = [(SATO, small, True), (WANG, small, False)] * (PROCESSES // 2)
    rate, wrong = at_once(jobs)
    wrong += sum(each.wrong for kind in found.values() for each in kind.values())
    return {"openings_per_s_eight": rate, "wrong_answers": float(wrong)}


def _ratios(found: dict[str, dict[str, Timed]]) -> dict[str, float]:
    bare = {name: (found["no agent"][name].p50 + found["no agent, again"][name].p50) / 2 for name in SIZES}
    figures = {"clean_ratio": statistics.median(found["clean"][name].p50 / bare[name] for name in SIZES)}
    figures["clean_ratio_4k"] = found["clean"]["4 KiB"].p50 / bare["4 KiB"]
    loop = found["bare loop"]
    figures["labelled_ratio_to_bare_loop"] = found["labelled"]["4 KiB"].p50 / loop["4 KiB"].p50
    figures["labelled_ratio_to_bare_loop_100m"] = found["labelled"]["100 MiB"].p50 / loop["100 MiB"].p50
    figures["labelled_ms_p50_4k"] = found["labelled"]["4 KiB"].p50
    figures["labelled_ms_p99_4k"] = found["labelled"]["4 KiB"].p99
    if "clamonacc" in found:
        figures["labelled_ratio_to_clamonacc"] = found["labelled"]["4 KiB"].p50 / found["clamonacc"]["4 KiB"].p50
    return figures


def main() -> int:
    """Print the table and the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON alone")
    asked = parser.parse_args()
    if lacking():
        print(f"cannot be measured here: {lacking()}", file=sys.stderr)
        return 1
    console = Console(stderr=asked.json)
    found, figures = measure(lambda what: console.print(f"[dim]{what}[/dim]"))
    if asked.json:
        print(json.dumps({"bench": "gate", "figures": {name: round(value, 4) for name, value in figures.items()}}))
        return 0
    table = Table("ms, p50 / p99", *SIZES)
    for kind, times in found.items():
        table.add_row(kind, *(f"{times[name].p50:.4f} / {times[name].p99:.4f}" for name in SIZES))
    console.print(table)
    for name, value in figures.items():
        console.print(f"{name} {value:.4g}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
