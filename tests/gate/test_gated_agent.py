"""A whole agent with its gate: what is judged where it lies decides who may open it."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from agent import chain
from agent.control import ask
from tests.support.agent_house import House, build_house
from tests.support.gated import STRANGER, lacking, mounted, python_started_as, reads, run_as
from tests.support.meddling import lift_marks

pytestmark = pytest.mark.skipif(bool(lacking()), reason=lacking() or "none")

MILLER, WANG, SATO = 20_011, 20_012, 20_013
SECRET = b"SECRET assembly of the qubit readout chain, DRAWING 4711\n" * 50
ORDINARY = b"Cafeteria menu of the week\n" * 50
ACCOUNTS = f"""
[accounts]
{MILLER} = ["miller"]
{WANG} = ["wang"]
{SATO} = ["sato"]
[gate]
use = "start"
wait_s = 5
refresh_s = 1
probe_s = 1
"""


@dataclass
class Gated:
    """A house whose agent runs as a process of its own, with its gate."""

    house: House
    process: subprocess.Popen[str]

    def status(self) -> dict[str, Any]:
        """What `sekimori agent status` shows."""
        return dict(ask(self.house.data, {"do": "status"}))

    def put(self, uid: int, zone: str, name: str, data: bytes) -> Path:
        """A user writes a file into a share."""
        path = self.house.shares[zone] / name
        done = subprocess.run(
            ["/bin/sh", "-c", f'cat > "{path}"'], input=data, user=uid, group=uid, extra_groups=[], check=True,
            capture_output=True,
        )  # fmt: skip
        assert done.returncode == 0
        return path

    def verdict(self, path: Path) -> object:
        """The last verdict on a file."""
        recent = ask(self.house.data, {"do": "recent", "limit": 200})["recent"]
        return next((each["verdict"] for each in reversed(recent) if each["path"] == str(path)), None)


def wait_for(true: Callable[[], object], *, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it did not come true"
        time.sleep(0.02)


def started(house: House) -> Gated:
    command = [sys.executable, "-m", "tests.support.agent_house", str(house.data), str(house.server.folder), "-", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).resolve().parents[2])
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    gated = Gated(house, process)
    wait_for(lambda: gated.status()["gate"]["stands"] and not gated.status()["gate"]["problems"])
    return gated


@pytest.fixture(scope="module")
def gated() -> Iterator[Gated]:
    with tempfile.TemporaryDirectory(prefix="sekimori-gated-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with mounted(folder / "image", folder / "disc") as disc:
            house = build_house(disc / "house")
            config = house.data / "config.toml"
            head, _, tail = config.read_text().partition("[accounts]")
            rest = tail.split("\n", 2)[2]
            config.write_text(head + rest + ACCOUNTS)
            for path in (disc, disc / "house", disc / "house" / "shares"):
                path.chmod(0o755)
            for share in house.shares.values():
                share.chmod(0o777)
            made = started(house)
            try:
                yield made
            finally:
                made.process.send_signal(signal.SIGTERM)
                made.process.communicate(timeout=20)
                subprocess.run(["/usr/bin/pkill", "-KILL", "-f", f"agent.gate {house.data}"], check=False)


def test_what_is_written_at_home_is_opened_by_its_readers_alone(gated: Gated) -> None:
    path = gated.put(MILLER, "qsensor", "spec.txt", SECRET)
    assert reads(MILLER, path)
    assert not reads(WANG, path)
    assert not reads(STRANGER, path)
    wait_for(lambda: gated.verdict(path) == "allow")
    assert reads(SATO, path)
    assert run_as(SATO, "/bin/cat", str(path)).stdout == SECRET
    assert not reads(WANG, path)


def test_ordinary_work_on_a_common_share_passes(gated: Gated) -> None:
    for number in range(5):
        path = gated.put(MILLER, "common", f"menu{number}.txt", ORDINARY)
        assert all(reads(uid, path) for uid in (WANG, SATO, STRANGER))


def test_what_crosses_is_opened_by_nobody_before_it_is_taken_away(gated: Gated) -> None:
    source = gated.put(MILLER, "qsensor", "crossing.txt", SECRET + b"crossing\n" * 20)
    wait_for(lambda: gated.verdict(source) == "allow")
    path = gated.put(SATO, "gripper", "crossed.txt", SECRET + b"crossing\n" * 20)
    done = run_as(WANG, "/bin/cat", str(path))
    assert SECRET[:40] not in done.stdout
    wait_for(lambda: not path.exists())
    assert gated.verdict(path) == "block"


def test_what_a_mapping_that_was_judged_already_is_written_to_is_judged_when_it_is_closed(gated: Gated) -> None:
    """The kernel gives a file another time only at the first write to a page since that was last written out."""
    secret = SECRET + b"mapped\n" * 20
    source = gated.put(MILLER, "qsensor", "source.txt", secret)
    wait_for(lambda: gated.verdict(source) == "allow")
    path = gated.put(SATO, "gripper", "mapped.txt", (ORDINARY * 3)[: len(secret)])
    wait_for(lambda: gated.verdict(path) == "allow")
    script = """
data = open(0, "rb").read()
mapped = mmap.mmap(os.open(sys.argv[1], os.O_RDWR), 0)
mapped[:1] = b"c"
print("written", flush=True)
while not os.path.exists(sys.argv[2]):
    time.sleep(0.02)
mapped[:] = data
"""
    before, go = path.stat(), path.with_name("go.txt")
    holder = python_started_as(SATO, script, path, go)
    assert holder.stdin is not None
    assert holder.stdout is not None
    holder.stdin.write(secret)
    holder.stdin.close()
    assert holder.stdout.readline() == b"written\n"
    wait_for(lambda: path.stat().st_ctime_ns != before.st_ctime_ns)
    assert reads(WANG, path)
    go.write_text("go")
    holder.wait(20)
    holder.stdout.close()
    assert holder.stderr is not None
    holder.stderr.close()
    wait_for(lambda: not path.exists() or secret not in path.read_bytes())
    assert gated.verdict(path) == "block"


def test_who_read_and_who_was_refused_is_in_the_journal_and_told(gated: Gated) -> None:
    path = gated.put(MILLER, "qsensor", "told.txt", SECRET + b"told\n" * 20)
    wait_for(lambda: gated.verdict(path) == "allow")
    assert reads(SATO, path)
    assert not reads(WANG, path)

    def told() -> set[tuple[str, str]]:
        with contextlib.closing(sqlite3.connect(f"file:{gated.house.data}/journal.db?mode=ro", uri=True)) as db:
            written = [row.told for row in chain.rows(db, 0)]
        answers = [each for kind, _, value in written if kind is chain.Kind.ANSWERS for each in value["answers"]]
        return {(each["who"], each["verdict"]) for each in answers if each["what"].endswith("told.txt")}

    wait_for(lambda: {("sato", "allowed"), ("wang", "refused")} <= told())


def test_marks_that_somebody_lifts_are_told_of_and_set_again(gated: Gated) -> None:
    ours = gated.put(MILLER, "qsensor", "lifted.txt", SECRET)
    wait_for(lambda: gated.verdict(ours) is not None)
    assert not reads(WANG, ours)
    found = Path("/proc").glob("[0-9]*/cmdline")
    command = f"agent.gate\0{gated.house.data / 'gate'}\0".encode()
    gate = min(int(each.parent.name) for each in found if command in each.read_bytes())

    def is_noticed() -> bool:
        lift_marks(gate)  # again: whatever is mounted anywhere has the gate set them by itself
        time.sleep(1)
        return bool(gated.status()["gate"]["probes"]["marks_set_again"])

    wait_for(is_noticed)
    wait_for(lambda: not reads(WANG, ours))  # unless it was lifted once more since
    assert not reads(WANG, ours)
    assert reads(MILLER, ours)
    wait_for(lambda: [each for each in gated.house.server.events("state") if each["state"] == "gate-not-asked"])
    wait_for(lambda: [each for each in gated.house.server.events("gap") if each["cause"] == "gate"])


def test_the_agent_may_die_and_the_gate_still_answers(gated: Gated) -> None:
    path = gated.put(MILLER, "qsensor", "alone.txt", SECRET + b"alone\n" * 20)
    wait_for(lambda: gated.verdict(path) == "allow")
    assert reads(SATO, path)
    gated.process.kill()
    gated.process.communicate()
    assert not reads(WANG, path)
    assert reads(SATO, path)
    new = gated.put(SATO, "gripper", "unseen.txt", SECRET + b"unseen\n" * 20)
    assert not reads(WANG, new)
    gated.process = started(gated.house).process
    assert not reads(WANG, path)
    wait_for(lambda: not new.exists() or gated.verdict(new) is not None)


def test_both_processes_of_the_gate_die_and_it_is_said(gated: Gated) -> None:
    pids = subprocess.run(
        ["/usr/bin/pgrep", "-f", f"agent.gate {gated.house.data}"], capture_output=True, text=True, check=True
    ).stdout.split()
    for pid in pids:
        os.kill(int(pid), signal.SIGSTOP)
    for pid in pids:
        os.kill(int(pid), signal.SIGKILL)
    wait_for(lambda: [each for each in gated.status()["problems"] if "was gone 1 times" in each])
    wait_for(lambda: gated.status()["gate"]["stands"])
    path = gated.put(MILLER, "qsensor", "after.txt", SECRET + b"after\n" * 20)
    assert not reads(WANG, path)
    wait_for(lambda: any(event["cause"] == "gate" for event in gated.house.server.events("gap")), seconds=60)
