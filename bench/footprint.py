"""What the agent costs a machine on which nothing happens, and one on which something does: memory, processor, disk.

A real server, enrolled agent, gate and policy, as `sekimori demo` sets them up; the agent with the settings that it
ships with. Memory is what all processes of the agent hold together, each page of the machine counted once, however many
of them share it; so it depends on no other program that runs beside. Needs root to count pages, and loop devices for
the gate; without them it says so and counts proportional shares, or leaves the gate out.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import struct
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from rich.console import Console
from rich.table import Table

from agent.control import ask
from agent.errors import AgentError
from agent.inventory import Inventory
from agent.journal import Journal
from agent.tree import Signature, Spot
from bench.watched.agent import WORDS, document
from policies.model import ZoneId
from sekimori.demo.lab import Lab
from sekimori.demo.processes import Daemon
from tests.support.gated import lacking, mounted

PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
TICKS_S = os.sysconf("SC_CLK_TCK")
# Of /proc/PID/pagemap: in memory, and its number.
PRESENT, NUMBER = 1 << 63, (1 << 55) - 1
# So long after the last file the classifiers have left; the shipped setting is 60.
LEAVES_AFTER_S = 60.0
BUSY_DOCUMENTS = 20
JOURNALLED, NOTED = 100_000, 3000


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What some processes hold of the machine's memory, in bytes.

    Attributes:
        together: Pages that any of them has, each counted once; None where that cannot be counted here.
        proportional: Sum of proportional set sizes, to which other programs on the machine contribute.
        resident: Sum of resident set sizes, which counts what they share once for each.
    """

    together: int | None
    proportional: int
    resident: int

    @property
    def best(self) -> int:
        """The figure to go by."""
        return self.proportional if self.together is None else self.together


def family(pid: int) -> tuple[int, ...]:
    """A process and all that descend from it."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(stat.parent.name))
    found, at = [pid], 0
    while at < len(found):
        found += children.get(found[at], [])
        at += 1
    return tuple(found)


def held(pids: tuple[int, ...]) -> Held:
    """What these processes hold now."""
    together: set[int] | None = set()
    proportional = resident = 0
    for pid in pids:
        with suppress(FileNotFoundError, ProcessLookupError):
            told = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:])
            proportional += int(told["Pss"].split()[0]) * 1024
            resident += int(told["Rss"].split()[0]) * 1024
            pages = _pages(pid) if together is not None else None
            together = together | pages if together is not None and pages is not None else None
    return Held(
        together=len(together) * PAGE_BYTES if together is not None else None,
        proportional=proportional,
        resident=resident,
    )


def _pages(pid: int) -> set[int] | None:
    """Numbers of the pages of memory that a process has; None where the kernel does not tell them."""
    found: set[int] = set()
    with Path(f"/proc/{pid}/pagemap").open("rb", buffering=0) as pagemap:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            first, last = (int(each, 16) // PAGE_BYTES for each in line.split()[0].split("-"))
            if "[vsyscall]" in line or "[vvar" in line or "[vdso]" in line:
                continue
            pagemap.seek(first * 8)
            for (entry,) in struct.iter_unpack("=Q", pagemap.read((last - first) * 8)):
                if entry & PRESENT:
                    found.add(entry & NUMBER)
    return None if found <= {0} else found - {0}


def used_s(pids: tuple[int, ...]) -> float:
    """Time for which these processes, and those that they waited for, used a processor."""
    ticks = 0
    for pid in pids:
        with suppress(FileNotFoundError, ProcessLookupError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(map(int, fields[11:15]))
    return ticks / TICKS_S


def switches(pids: tuple[int, ...]) -> int:
    """How often the threads of these processes were woken."""
    count = 0
    for pid in pids:
        for status in Path(f"/proc/{pid}/task").glob("*/status"):
            with suppress(OSError):
                count += int(status.read_text().partition("\nvoluntary_ctxt_switches:")[2].split()[0])
    return count


@contextmanager
def laid_out(folder: Path, *, with_gate: bool, leaves_after_s: float) -> Iterator[tuple[Lab, Daemon]]:
    """A laboratory with a real server, and its agent with the shipped settings, not yet started."""
    with ExitStack() as stack:
        if with_gate:
            folder = stack.enter_context(mounted(folder / "image", folder / "disk", megabytes=1024))
        lab = stack.enter_context(Lab(folder / "lab", say=lambda _: None))
        lab.stop_agent()
        config = lab.places.agent / "config.toml"
        text = config.read_text().replace("poll_s = 0.5\n", f"classifier_idle_s = {leaves_after_s}\n")
        config.write_text(text + ('[gate]\nuse = "start"\n' if with_gate else ""))
        agent = Daemon("agent", ("agent", "run", "--data", lab.places.agent), log=folder / "agent.log")
        stack.callback(agent.stop)
        yield lab, agent


class Measured:
    """One running agent, and what it was seen to cost.

    Attributes:
        figures: Name to number, as they are printed.
        parts: For each process, its name and what it alone would free, in bytes.
    """

    def __init__(self, lab: Lab, agent: Daemon) -> None:
        self._lab, self._agent = lab, agent
        self._share, self._chance = lab.places.share("gripper"), random.Random(5)
        self.figures: dict[str, float] = {}
        self.parts: list[tuple[str, float, float]] = []

    @property
    def family(self) -> tuple[int, ...]:
        """All processes of the agent."""
        return family(self._agent.pid)

    def start(self) -> None:
        """How long from its start until everything is watched."""
        began_s = time.monotonic()
        self._agent.start()
        self.figures["start_s"] = time.monotonic() - began_s

    def idle(self, *, seconds: float, leaves_after_s: float) -> None:
        """Wait until the classifiers have left, then watch it do nothing."""
        _wait(lambda: not any("agent.examiner" in _name(pid) for pid in self.family), leaves_after_s + 120)
        time.sleep(2)
        pids = self.family
        before_s, woken, at_s = used_s(pids), switches(pids), time.monotonic()
        time.sleep(seconds)
        passed_s = time.monotonic() - at_s
        self.figures["idle_cpu_percent"] = 100 * (used_s(pids) - before_s) / passed_s
        self.figures["idle_wakes_per_s"] = (switches(pids) - woken) / passed_s
        self._note("idle", pids)
        self.parts = [(_name(pid), held((pid,)).resident / 1e6, held((pid,)).proportional / 1e6) for pid in pids]

    def wake(self) -> None:
        """How long the first file after idleness takes, and one after it."""
        self.figures["first_after_idle_ms"] = self._judged_ms("first.docx", 1)
        self.figures["next_ms"] = self._judged_ms("next.docx", 2)

    def busy(self) -> None:
        """Memory and processor while documents come as fast as they are judged."""
        at_s, before_s, most = time.monotonic(), used_s(self.family), Held(together=0, proportional=0, resident=0)
        for number in range(BUSY_DOCUMENTS):
            self._judged_ms(f"busy-{number}.docx", 100 + number)
            most = max(most, held(self.family), key=lambda each: each.best)
        self.figures["busy_mb"] = most.best / 1e6
        self.figures["busy_resident_sum_mb"] = most.resident / 1e6
        self.figures["busy_cpu_s_per_document"] = (used_s(self.family) - before_s) / BUSY_DOCUMENTS
        self.figures["busy_documents_per_s"] = BUSY_DOCUMENTS / (time.monotonic() - at_s)

    def _judged_ms(self, name: str, seed: int) -> float:
        aside = self._lab.places.root / name
        document(aside, seed=seed, secret=" ".join(self._chance.choices(WORDS, k=50)))
        began_s = time.monotonic()
        shutil.copyfile(aside, self._share / name)
        _wait(lambda: _is_judged(self._lab.places.agent, f"/{name}"), 120)
        return (time.monotonic() - began_s) * 1000

    def _note(self, when: str, pids: tuple[int, ...]) -> None:
        now = held(pids)
        self.figures[f"{when}_mb"] = now.best / 1e6
        self.figures[f"{when}_proportional_mb"] = now.proportional / 1e6
        self.figures[f"{when}_resident_sum_mb"] = now.resident / 1e6
        self.figures[f"{when}_processes"] = len(pids)


def _wait(true: Callable[[], bool], most_s: float) -> None:
    end_s = time.monotonic() + most_s
    while not true():
        if time.monotonic() > end_s:
            raise TimeoutError("it did not come true")
        time.sleep(0.02)


def _is_judged(data: Path, name: str) -> bool:
    try:
        recent = ask(data, {"do": "recent", "limit": 100})["recent"]
    except AgentError:
        return False
    return any(str(each["path"]).endswith(name) for each in recent)


def _name(pid: int) -> str:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except FileNotFoundError:
        return ""
    return " ".join(word for word in words[1:] if word and not word.startswith("/"))[:60]


def installed_mb() -> float:
    """Size on disk of what an agent's machine gets: this program without the server, and the packages that it needs."""
    seen: set[str] = set()
    files = {path for name in _needed("sekimori", "agent", seen) for path in _files_of(name)}
    for package in ("agent", "classifiers", "policies", "sekimori"):
        files.update(path for path in Path(package).rglob("*") if "__pycache__" not in path.parts)
    return sum(path.stat().st_size for path in files if path.is_file()) / 1e6


def _needed(name: str, extra: str, seen: set[str]) -> set[str]:
    from packaging.requirements import Requirement

    for text in metadata.requires(name) or ():
        wanted = Requirement(text)
        if wanted.name not in seen and (wanted.marker is None or wanted.marker.evaluate({"extra": extra})):
            with suppress(metadata.PackageNotFoundError):
                metadata.distribution(wanted.name)
                seen.add(wanted.name)
                _needed(wanted.name, ",".join(wanted.extras), seen)
    return seen


def _files_of(name: str) -> Iterator[Path]:
    for file in metadata.files(name) or ():
        yield Path(str(file.locate()))


def journal_mb(folder: Path) -> float:
    """Size on disk of what the journal keeps of 100,000 files that may be where they are, by some thousands of them."""
    chance = random.Random(3)
    journal = Journal(folder / "journal.db", reserve_bytes=0)
    try:
        before = _bytes(folder)
        inventory = Inventory(journal)
        for number in range(NOTED):
            spot = Spot("/srv/shares/qsensor", f"{number % 90}/measurements of {number}/report {number}.docx")
            signature = Signature(2049, number, chance.randrange(1 << 24), number * 10**9, number * 10**9)
            inventory.note(spot, ZoneId("qsensor"), signature, chance.randbytes(32).hex())
    finally:
        journal.close()
    return (_bytes(folder) - before) / NOTED * JOURNALLED / 1e6


def _bytes(folder: Path) -> int:
    return sum(each.stat().st_size for each in folder.glob("journal.db"))


def measure(folder: Path, *, idle_s: float, leaves_after_s: float, with_gate: bool) -> Measured:
    """All figures of one agent."""
    with laid_out(folder, with_gate=with_gate, leaves_after_s=leaves_after_s) as (lab, agent):
        measured = Measured(lab, agent)
        measured.start()
        measured.idle(seconds=idle_s, leaves_after_s=leaves_after_s)
        measured.wake()
        measured.busy()
        measured.figures["installed_mb"] = installed_mb()
        (folder / "journalled").mkdir()
        measured.figures["journal_mb_per_100k_files"] = journal_mb(folder / "journalled")
        measured.figures["counts_pages"] = float(held((os.getpid(),)).together is not None)
        return measured


def show(measured: Measured) -> None:
    """The figures, and who holds how much."""
    console = Console(highlight=False)
    table = Table("figure", "value")
    for name, value in measured.figures.items():
        table.add_row(name, f"{value:.2f}")
    console.print(table)
    processes = Table("process, idle", "resident MB", "proportional MB")
    for name, resident, proportional in measured.parts:
        processes.add_row(name, f"{resident:.1f}", f"{proportional:.1f}")
    console.print(processes)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--idle-s", type=float, default=30.0)
    parser.add_argument("--leaves-after-s", type=float, default=LEAVES_AFTER_S)
    parser.add_argument("--no-gate", action="store_true")
    chosen = parser.parse_args()
    why = "as asked" if chosen.no_gate else lacking()
    if why and not chosen.json:
        Console().print(f"without the gate: {why}")
    with tempfile.TemporaryDirectory(prefix="sekimori-footprint-") as folder:
        measured = measure(Path(folder), idle_s=chosen.idle_s, leaves_after_s=chosen.leaves_after_s, with_gate=not why)
    if chosen.json:
        print(json.dumps({"bench": "footprint", "figures": {k: round(v, 3) for k, v in measured.figures.items()}}))
    else:
        show(measured)


if __name__ == "__main__":
    main()
