"""What a gate costs whoever opens a file: ours, a bare fanotify loop in Python, and ClamAV's on-access scanner.

Every kind of opening is timed on the same files of one file system of their own, by a program under a user id that is
not root's: open, read to the end, close. Whoever answers is kept on the opener's processor, where a question costs no
more than its answer, and then on another one, where waking each other costs most of the time of all of them: left to
the scheduler, the same loop is ten times as quick in one run as in the next.

A *new* file is one that somebody wrote and closed a moment ago: somebody else, who stands by, opens it at once and
waits for its first judgement. The scanner is asked for the same files twice over. With one signature it does nothing
but carry a file from the kernel to a scanner and back: a lower bound, and no scanner that anybody runs. With a database
of a size as in use (`bench.gated.scanner` says what is in it; the real one cannot be had here) it does its work, and
that is what the headline `new_ratio_to_clamonacc` compares with: the geometric mean over the sizes of what a new file
that passes takes at ours and there. Both remember what they judged, and each file is new to both.

Needs root, loop devices and, for the peer, `clamd` and `clamonacc`.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.gated.newfiles import KINDS, guarded_share, new_files
from bench.gated.scanner import FULL, ONE, clamonacc
from tests.support.gated import EVERYBODY, OURS, SATO, WANG, House, a_house, lacking, mounted

SIZES = {"4 KiB": 4 << 10, "64 KiB": 64 << 10, "1 MiB": 1 << 20, "10 MiB": 10 << 20, "100 MiB": 100 << 20}
TIMES = {"4 KiB": 1000, "64 KiB": 600, "1 MiB": 200, "10 MiB": 20, "100 MiB": 4}
# Of the scanner, which takes a minute and more for the largest.
SCANNED_TIMES = {"4 KiB": 200, "64 KiB": 100, "1 MiB": 20, "10 MiB": 3, "100 MiB": 1}
PROCESSES = 8
# Openings of the eight processes, each.
AT_FULL_SPEED = 1500
# Where whoever answers is kept, beside the opener.
PLACES = {"same core": 0, "another core": 1}
FULL_NAME = "clamonacc, 1.1 million signatures"
SCANNERS = {"clamonacc, one signature": ONE, FULL_NAME: FULL}

OPENER = """
import json, os, sys, time
uid, times, paths = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
if "CORE" in os.environ: os.sched_setaffinity(0, {int(os.environ["CORE"])})
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
asked = Happened.OPEN_PERM | (Happened.ACCESS_PERM if sys.argv[3] == "reads" else Happened(0))
group.mark(Mark.ADD | Mark.FILESYSTEM, asked, -100, os.fsencode(sys.argv[2]))
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


def opened(uid: int, paths: list[Path], times: int, *, expected: bool = True, is_placed: bool = False) -> Timed:
    """Have a program of that user open these files so often; on the first core where it is placed."""
    command = [sys.executable, "-I", "-c", OPENER, str(uid), str(times), *map(str, paths)]
    environment = {"EXPECTED": str(int(expected))} | ({"CORE": str(cores()[0])} if is_placed else {})
    done = subprocess.run(command, capture_output=True, check=True, env=environment, cwd="/")
    return Timed(*json.loads(done.stdout))


def cores() -> list[int]:
    """Processors that this may run on."""
    return sorted(os.sched_getaffinity(0))


def placements(process: int) -> Iterator[str]:
    """Keep a process on the opener's processor, then on another where there is one; says which."""
    free = os.sched_getaffinity(process)
    for name, number in PLACES.items():
        if number < len(cores()):
            os.sched_setaffinity(process, {cores()[number]})
            yield name
    os.sched_setaffinity(process, free)


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
def bare_loop(top: Path, *, reads: bool) -> Iterator[int]:
    """A loop that is asked about openings, or about every read as well, and lets everything pass; its process."""
    root = str(Path(__file__).resolve().parents[1])
    with subprocess.Popen(
        [sys.executable, "-c", BARE_LOOP, root, str(top), "reads" if reads else "openings"],
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout is not None
        running.stdout.readline()
        try:
            yield running.pid
        finally:
            running.kill()


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

    def timed(
        self, uid: int, *, expected: bool = True, times: Mapping[str, int] = TIMES, warm: bool = True,
        is_placed: bool = True,
    ) -> dict[str, Timed]:  # fmt: skip
        """Open them all."""
        for paths in self.paths.values() if warm else ():
            opened(uid, paths, len(paths), expected=expected)
        return {
            name: opened(uid, paths, times[name], expected=expected, is_placed=is_placed)
            for name, paths in self.paths.items()
        }


def measure(say: Callable[[str], None], *, is_quick: bool) -> tuple[dict[str, dict[str, Timed]], dict[str, float]]:
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
        with bare_loop(top, reads=True) as process:
            for where in placements(process):
                found[f"bare loop, {where}"] = files.timed(SATO)
        with bare_loop(top, reads=False) as process:
            for where in placements(process):
                found[f"bare loop, openings only, {where}"] = files.timed(SATO)
        house = a_house(scratch / "gate", top)
        house.start()
        try:
            figures = _ours(house, files, found, say)
        finally:
            house.stop()
        if is_quick:
            found["no agent, again"] = files.timed(SATO)
            return found, figures | _ratios(found)
        top.chmod(0o777)
        for name, size in SCANNERS.items():
            say(name)
            with clamonacc(top, scratch / name.replace(" ", "-"), size) as is_there:
                if is_there:
                    found[name] = files.timed(SATO, times=SCANNED_TIMES, warm=False, is_placed=False)
                    found[f"{name}, new"] = timed_new(top, "passes")
        figures["wrong_answers"] += newcomers(found, disc, say)
        found["no agent, again"] = files.timed(SATO)
    return found, figures | _ratios(found)


def newcomers(found: dict[str, dict[str, Timed]], disc: Path, say: Callable[[str], None]) -> int:
    """New files at a whole agent with the shipped models, those that pass and those that are stopped; wrong answers."""
    with guarded_share(disc) as share:
        for kind in KINDS:
            say(f"new: {kind}")
            found[f"new, {kind}"] = timed_new(share, kind)
    return sum(each.wrong for kind in KINDS for each in found[f"new, {kind}"].values())


def timed_new(folder: Path, kind: str) -> dict[str, Timed]:
    """New files of each size."""
    return {name: Timed(list(each.took_ns), each.wrong) for name, each in new_files(folder, kind).items()}


def _ours(
    house: House, files: Files, found: dict[str, dict[str, Timed]], say: Callable[[str], None]
) -> dict[str, float]:
    assert house.gate is not None
    say("clean")
    files.know(house, EVERYBODY)
    found["clean"] = files.timed(SATO)
    say("labelled, allowed and denied")
    files.know(house, OURS)
    for where in placements(house.gate.pid):
        found[f"labelled, {where}"] = files.timed(SATO)
        found[f"denied, {where}"] = files.timed(WANG, expected=False)
    house.rules = replace(house.rules, checks_reads=False)
    house.relabel(next(iter(house.records)), OURS)
    for where in placements(house.gate.pid):
        found[f"labelled, openings only, {where}"] = files.timed(SATO)
    house.rules = replace(house.rules, checks_reads=True)
    house.relabel(next(iter(house.records)), OURS)
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
    where = [place for place in PLACES if f"labelled, {place}" in found]

    def worst(ours: str, theirs: str, size: str) -> float:
        return max(found[f"{ours}, {place}"][size].p50 / found[f"{theirs}, {place}"][size].p50 for place in where)

    figures["labelled_ratio_to_bare_loop"] = worst("labelled", "bare loop", "4 KiB")
    figures["labelled_ratio_to_bare_loop_100m"] = worst("labelled", "bare loop", "100 MiB")
    figures["labelled_openings_only_ratio"] = worst("labelled, openings only", "bare loop, openings only", "4 KiB")
    slowest = max((found[f"labelled, {place}"]["4 KiB"] for place in where), key=lambda each: each.p50)
    figures["labelled_ms_p50_4k"], figures["labelled_ms_p99_4k"] = slowest.p50, slowest.p99
    return figures | _new_ratios(found, slowest.p50)


def _new_ratios(found: dict[str, dict[str, Timed]], labelled_ms: float) -> dict[str, float]:
    """Of new files, and of labelled ones, to the scanner's."""
    figures = {}
    ours = found.get("new, passes", {})
    for size, timed in ours.items():
        figures[f"new_ms_p50_{_short(size)}"] = timed.p50
        figures[f"new_stopped_ms_p50_{_short(size)}"] = found["new, is stopped"][size].p50
    for name in SCANNERS:
        theirs = found.get(f"{name}, new")
        if theirs is None or not ours:
            continue
        ratios = {size: timed.p50 / theirs[size].p50 for size, timed in ours.items()}
        which = "" if name == FULL_NAME else "_one_signature"
        figures |= {f"new_ratio_to_clamonacc{which}_{_short(size)}": ratio for size, ratio in ratios.items()}
        figures[f"new_ratio_to_clamonacc{which}"] = statistics.geometric_mean(ratios.values())
        figures[f"labelled_ratio_to_clamonacc{which}"] = labelled_ms / found[name]["4 KiB"].p50
    return figures


def _short(size: str) -> str:
    return size.replace(" KiB", "k").replace(" MiB", "m")


def main() -> int:
    """Print the table and the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="leave out ClamAV's scanner and the new files")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON alone")
    asked = parser.parse_args()
    if lacking():
        print(f"cannot be measured here: {lacking()}", file=sys.stderr)
        return 1
    console = Console(stderr=asked.json)
    found, figures = measure(lambda what: console.print(f"[dim]{what}[/dim]"), is_quick=asked.quick)
    if asked.json:
        print(json.dumps({"bench": "gate", "figures": {name: round(value, 4) for name, value in figures.items()}}))
        return 0
    table = Table("ms, p50 / p99", *SIZES)
    for kind, times in found.items():
        table.add_row(
            kind, *(f"{times[name].p50:.4f} / {times[name].p99:.4f}" if name in times else "" for name in SIZES)
        )
    console.print(table)
    for name, value in figures.items():
        console.print(f"{name} {value:.4g}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
