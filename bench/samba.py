"""What a gate costs clients of a file server: every allowed operation, timed over SMB with no agent and with one.

Both are timed in one run on the same file server and the same file system. Needs root, loop devices and smbd.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial

from rich.console import Console
from rich.table import Table

from tests.support.gated_samba import GATE, SHARED_FILES, FileServer, lacking, wait_for
from tests.support.samba import samba_house
from tests.support.smb import Client, Line

SIZES = {"4 KiB": 4 << 10, "1 MiB": 1 << 20, "50 MiB": 50 << 20}
TIMES = {"4 KiB": 60, "1 MiB": 20, "50 MiB": 3}
LISTED = 500
OPERATIONS = ("put", "get", "copy", "rename", "get once renamed")
# A document of the project, so that every opening of it is looked at.
PASSAGE = b"SECRET assembly of the qubit readout chain, DRAWING 4711\n"
Times = dict[tuple[str, str], list[float]]


def timed(do: Callable[[], object]) -> float:
    """Milliseconds that it takes."""
    began = time.perf_counter()
    do()
    return (time.perf_counter() - began) * 1000


def measure(client: Client, server: FileServer, tag: str) -> Times:
    """Every operation, so many times at each size, by a member of the project."""
    found: Times = {}
    for size_name, size in SIZES.items():
        data = PASSAGE * 4 + os.urandom(size - 4 * len(PASSAGE)) if size > 4 * len(PASSAGE) else PASSAGE
        for number in range(TIMES[size_name]):
            name = f"{tag}-{size}-{number}"
            steps: dict[str, Callable[[], object]] = {
                "put": partial(client.put, f"{name}.bin", data),
                "get": partial(client.get, f"{name}.bin"),
                "copy": partial(client.copy, f"{name}.bin", f"{name}.two"),
                "rename": partial(client.rename, f"{name}.bin", f"{name}.dat"),
                # Who moved it is not known: it is opened when it has been judged where it lies.
                "get once renamed": partial(client.get, f"{name}.dat"),
            }
            for operation in OPERATIONS:
                found.setdefault((operation, size_name), []).append(timed(steps[operation]))
            for left in ("dat", "two"):
                (server.samba.shares["qsensor"] / f"{name}.{left}").unlink()
    for _ in range(10):
        found.setdefault(("list", f"{LISTED} files"), []).append(timed(lambda: client.names("listed")))
    return found


def compare(say: Callable[[str], None]) -> tuple[Times, Times, Times]:
    """No agent, an agent with its gate, and no agent once more."""
    with samba_house(more=GATE, disc="ext4", disc_mib=600, options=SHARED_FILES) as samba:
        server = FileServer(samba)
        listed = samba.shares["qsensor"] / "listed"
        listed.mkdir(mode=0o755)
        for number in range(LISTED):
            (listed / f"{number}.txt").write_bytes(b"menu")
        found = []
        for tag in ("bare", "gated", "again"):
            say({"gated": "with the gate"}.get(tag, "no agent"))
            if tag == "gated":
                server.start_agent()
                wait_for(lambda: not server.status()["waiting"], seconds=120)
            line = Line(samba.port)
            try:
                found.append(measure(line.log_in("miller", "qsensor"), server, tag))
            finally:
                line.close()
                if tag == "gated":
                    server.stop_agent()
    return found[0], found[1], found[2]


def main() -> int:
    """Print the table and the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON alone")
    asked = parser.parse_args()
    if lacking():
        print(f"cannot be measured here: {lacking()}", file=sys.stderr)
        return 1
    console = Console(stderr=asked.json)
    bare, gated, again = compare(lambda what: console.print(f"[dim]{what}[/dim]"))
    table = Table("operation", "size", "no agent, ms", "with the gate, ms", "ratio")
    figures = {}
    for key, times in gated.items():
        without = statistics.median([*bare[key], *again[key]])
        ratio = statistics.median(times) / without
        table.add_row(*key, f"{without:.2f}", f"{statistics.median(times):.2f}", f"{ratio:.2f}")
        figures[f"{key[0].replace(' ', '_')}_{key[1].replace(' ', '').lower()}_ratio"] = round(ratio, 3)
    if asked.json:
        print(json.dumps({"bench": "samba", "figures": figures}))
    else:
        console.print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
