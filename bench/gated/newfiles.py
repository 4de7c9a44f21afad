"""Somebody writes a file and closes it; somebody else, who stands by, opens it at that moment and reads it whole."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from agent.control import ask
from bench.watched.agent import WORDS, running
from tests.support.agent_house import build_house
from tests.support.gated import SATO

NEW_SIZES = {"4 KiB": 4 << 10, "64 KiB": 64 << 10, "1 MiB": 1 << 20, "10 MiB": 10 << 20}
NEW_FILES = {"4 KiB": 25, "64 KiB": 15, "1 MiB": 7, "10 MiB": 4}
WRITER = 20_030
# So long nothing happens before a file is written: what follows the one before is not timed with it.
REST_S = 0.3
# Everyday words, of which no text is technical; WORDS gives texts that a share of everybody's does not keep.
PLAIN_WORDS = tuple(
    str.split(
        """
dear all the meeting next week begins at ten in the large room please bring your lunch and tell us whether you will come
we shall talk about the summer party the garden the new chairs and who waters plants while everybody is away thank you
for help with best wishes from your friends upstairs where coffee is ready each morning before anybody else arrives
"""
    )
)
KINDS: Mapping[str, tuple[str, ...]] = {"passes": PLAIN_WORDS, "is stopped": WORDS}

_OPENER = """
import os, sys, time
uid = int(sys.argv[1])
os.setgroups([]); os.setresgid(uid, uid, uid); os.setresuid(uid, uid, uid)
buffer = bytearray(1 << 20)
for line in sys.stdin:
    began, got = time.perf_counter_ns(), 1
    try:
        fd = os.open(line[:-1], os.O_RDONLY)
        while os.readv(fd, [buffer]):
            pass
        os.close(fd)
    except (PermissionError, FileNotFoundError):
        got = 0
    print(time.perf_counter_ns() - began, got, flush=True)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What openings of one size took.

    Attributes:
        wrong: Those that were let open what is stopped, or were kept from what passes.
    """

    took_ns: tuple[int, ...]
    wrong: int


class Opener:
    """A program of a user that opens what it is told, at once."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def open(self, path: Path) -> tuple[int, bool]:
        """What opening, reading and closing took, in ns, and whether it was let."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{path}\n")
        self._process.stdin.flush()
        took_ns, got = self._process.stdout.readline().split()
        return int(took_ns), got == "1"


@contextmanager
def opener(uid: int) -> Iterator[Opener]:
    """One that stands by."""
    command = [sys.executable, "-I", "-c", _OPENER, str(uid)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd="/") as process:
        try:
            yield Opener(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()


def prose(words: tuple[str, ...], size: int, seed: int) -> bytes:
    """Words that no other file has in this order."""
    chance = random.Random(seed)
    lines = (" ".join(chance.choices(words, k=12)) for _ in range(size // 45 + 1))
    return "\n".join(lines).encode()[:size]


def new_files(folder: Path, kind: str) -> dict[str, Opened]:
    """New files of each size.

    Args:
        kind: One of KINDS.
    """
    with opener(SATO) as by:
        return {name: _of_size(folder, kind, name, by) for name in NEW_SIZES}


def _of_size(folder: Path, kind: str, name: str, by: Opener) -> Opened:
    size, took, wrong = NEW_SIZES[name], [], 0
    for number in range(NEW_FILES[name] + 1):
        path = folder / f"{kind.split()[0]}-{size}-{number}.txt"
        text = prose(KINDS[kind], size, size + number)
        time.sleep(REST_S)
        write = ["/bin/sh", "-c", f'cat > "{path}"']
        subprocess.run(write, input=text, user=WRITER, group=WRITER, check=True)
        took_ns, got = by.open(path)
        wrong += got != (kind == "passes")
        if number:  # the first one of a size warms whoever judges it
            took.append(took_ns)
    return Opened(took_ns=tuple(took), wrong=wrong)


@contextmanager
def guarded_share(disc: Path) -> Iterator[Path]:
    """A share that is everybody's, with a whole agent, its shipped models and its gate."""
    house = build_house(disc / "house", zones=("common",))
    with (house.data / "config.toml").open("a") as config:
        config.write('[gate]\nuse = "start"\nwait_s = 60\nrefresh_s = 3600\n')
    for path in (disc / "house", disc / "house" / "shares", *house.shares.values()):
        path.chmod(0o777)
    with running(house):
        until_s = time.monotonic() + 60
        while not ask(house.data, {"do": "status"})["gate"]["stands"] and time.monotonic() < until_s:
            time.sleep(0.1)
        yield house.shares["common"]
