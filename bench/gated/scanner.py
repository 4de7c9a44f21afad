"""ClamAV's on-access scanner in prevention mode, with one signature or with a database of a size as in use.

The real database cannot be had where this runs, and holds several million signatures. In its place stand as many of
each kind as `FULL` says, made by chance from a stated seed: digests of whole files with their sizes, which cost a file
one look-up, and bodies. Half of the bodies are sought in programs alone, a quarter in every file and made of bytes, a
quarter in every file and made of words, as only those have ordinary text go down the tries of patterns. None of them
stands in any file. That these shares are those of the real one is not claimed: it has more digests, and more of its
bodies are for programs; what it has beyond these (logical signatures, bytecode, phishing lists) is missing here.
"""

from __future__ import annotations

import random
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

READY_S = 300.0
SEED = 20_261
_LETTERS = "etaoinshrdlucmfwypvbgkjqxz"
_NEVER = b"no file holds this"


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """How many signatures of which kind."""

    digests: int
    bodies: int


ONE = Database(digests=0, bodies=1)
FULL = Database(digests=1_000_000, bodies=100_000)


def write_database(folder: Path, size: Database) -> None:
    """Write it, the same each time."""
    chance = random.Random(SEED)
    with (folder / "bodies.ndb").open("w", encoding="ascii") as out:
        out.write(f"Sekimori.Bench:0:*:{_NEVER.hex()}\n")
        for number in range(size.bodies - 1):
            body = _words(chance) if number % 4 == 0 else chance.randbytes(chance.randint(16, 64))
            out.write(f"Sekimori.Body-{number}:{number % 2}:*:{body.hex()}\n")
    if size.digests:
        with (folder / "digests.hdb").open("w", encoding="ascii") as out:
            for number in range(size.digests):
                out.write(f"{chance.randbytes(16).hex()}:{chance.randint(500, 5_000_000)}:Sekimori.File-{number}\n")


def _words(chance: random.Random) -> bytes:
    """Some words that are none, with a sign that prose has not, so that none stands in a file."""
    words = ("".join(chance.choices(_LETTERS, k=chance.randint(2, 9))) for _ in range(chance.randint(3, 8)))
    return (" ".join(words) + chance.choice("=;(){}$")).encode()


@contextmanager
def clamonacc(top: Path, scratch: Path, size: Database) -> Iterator[bool]:
    """The scanner on a folder; whether it is there."""
    if not shutil.which("clamonacc") or not shutil.which("clamd"):
        yield False
        return
    base, door = scratch / "base", scratch / "clamd.sock"
    base.mkdir(parents=True)
    write_database(base, size)
    config = scratch / "clamd.conf"
    config.write_text(
        f"DatabaseDirectory {base}\nLocalSocket {door}\nForeground yes\nUser root\nLogFile {scratch}/log\n"
        f"OnAccessIncludePath {top}\nOnAccessPrevention yes\nOnAccessExcludeUname root\nMaxFileSize 200M\n"
        f"MaxScanSize 200M\nStreamMaxLength 200M\nOnAccessMaxFileSize 200M\n",
        "utf-8",
    )
    scanner = subprocess.Popen(["/usr/sbin/clamd", "-c", str(config)], stdout=subprocess.DEVNULL)
    try:
        if not _answers(door, scanner):
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


def _answers(path: Path, scanner: subprocess.Popen[bytes]) -> bool:
    until_s = time.monotonic() + READY_S
    while time.monotonic() < until_s and scanner.poll() is None:
        with suppress(OSError), socket.socket(socket.AF_UNIX) as door:
            door.connect(str(path))
            return True
        time.sleep(0.2)
    return False
