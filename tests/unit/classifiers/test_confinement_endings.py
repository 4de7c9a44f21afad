"""However a taken-over reader ends or answers, one document fails with its reason, and the next one is read."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from classifiers.confine import ReaderPool
from classifiers.document import Document
from classifiers.errors import ClassifierError
from classifiers.limits import Limits
from policies.label import Reading

HOSTILE = Path(__file__).resolve().parents[2] / "support" / "hostile_reader.py"
PROGRAM = ("-s", "-P", str(HOSTILE), "all")


def ask(pool: ReaderPool, do: str, *arguments: object) -> Document:
    with tempfile.TemporaryFile() as file:
        file.write(json.dumps({"do": do, "with": arguments}).encode())
        file.flush()
        return pool.read(file.fileno(), "order.json")


def finding(document: Document) -> tuple[str, str]:
    assert document.reading is Reading.FAILED
    return document.findings[0].name, document.findings[0].detail


def is_well(pool: ReaderPool) -> bool:
    """A fresh reader answers."""
    return ask(pool, "allocate", 4096).parts[0].text == "done"


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    with ReaderPool(Limits(reply_bytes=1 << 20), program=PROGRAM) as running:
        yield running


@pytest.mark.parametrize("number", [6, 4, 8, 9])
def test_a_reader_that_a_signal_ends(pool: ReaderPool, number: int) -> None:
    names = {6: "SIGABRT", 4: "SIGILL", 8: "SIGFPE", 9: "SIGKILL"}
    assert finding(ask(pool, "crash", number)) == ("reader.crashed", names[number])
    assert is_well(pool)


def test_a_reader_that_touches_memory_it_has_not(pool: ReaderPool) -> None:
    assert finding(ask(pool, "break_memory")) == ("reader.crashed", "SIGSEGV")
    assert is_well(pool)


@pytest.mark.parametrize("do", ["loop", "sleep"])
def test_a_reader_that_never_ends_is_killed_at_the_deadline(do: str) -> None:
    with ReaderPool(Limits(deadline_s=1.0), program=PROGRAM) as pool:
        assert is_well(pool)
        (pid,) = pool.reader_pids
        assert finding(ask(pool, do)) == ("reader.deadline", "1")
        assert not psutil.pid_exists(pid)
        assert is_well(pool)


def test_a_reader_that_burns_processor_time_is_ended_by_the_kernel() -> None:
    with ReaderPool(Limits(cpu_s=1), program=PROGRAM) as pool:
        assert finding(ask(pool, "loop")) == ("limit.cpu_s", "1")
        assert is_well(pool)


@pytest.mark.parametrize(
    ("head", "body", "times", "name"),
    [
        ("00000005", "68656c6c6f", 1, "reader.garbled"),  # no msgpack
        ("00000005", "a568656c6c6f6c6c", 1, "reader.garbled"),  # msgpack, but no document
        ("00000001", "80", 1, "reader.garbled"),  # a document without parts
        ("ffffffff", "00" * 1000, 0, "reader.garbled"),  # 4 GB are announced
        ("ffffffff", "00" * 20_000, 1500, "reader.garbled"),  # and sent
        ("00100000", "00" * 1000, 3, "reader.crashed"),  # less than announced
        ("0000", "", 0, "reader.crashed"),  # half a head
    ],
)
def test_a_reply_that_is_none(pool: ReaderPool, head: str, body: str, times: int, name: str) -> None:
    before = psutil.Process().memory_info().rss
    assert finding(ask(pool, "reply", head, body, times))[0] == name
    assert psutil.Process().memory_info().rss - before < 64 << 20
    assert is_well(pool)


def test_a_short_reply_that_would_be_a_large_document() -> None:
    # A finding takes 7 bytes on the wire and 70 in memory, an entry of a table 3 and 100.
    with ReaderPool(Limits(reply_items=500_000), program=PROGRAM) as pool:
        before = psutil.Process().memory_info().rss
        count, each = 4000, "81a46e616d65a0" * 1000
        head = f"{16 + count * 7000:08x}" + "83" + "a57061727473" + "90" + "a8" + "66696e64696e6773" + "dd003d0900"
        assert finding(ask(pool, "reply", head, each, count)) == ("limit.reply_items", "500000")
        assert psutil.Process().memory_info().rss - before < 128 << 20
        assert is_well(pool)


def test_a_reply_that_drips_is_over_at_the_deadline() -> None:
    with ReaderPool(Limits(deadline_s=1.0), program=PROGRAM) as pool:
        assert finding(ask(pool, "drip")) == ("reader.deadline", "1")


def test_a_busy_reader_dies_with_its_parent() -> None:
    script = (
        "import sys, tempfile, threading\nfrom classifiers.confine import ReaderPool\n"
        "from classifiers.limits import Limits\nfile = tempfile.TemporaryFile()\n"
        'file.write(b\'{"do": "loop", "with": []}\')\nfile.flush()\n'
        f"with ReaderPool(Limits(), program={PROGRAM!r}) as pool:\n print(pool.reader_pids[0], flush=True)\n"
        " pool.read(file.fileno(), 'x')\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        reader = psutil.Process(int(parent.stdout.readline()))
        while reader.cpu_times().user < 0.7 and reader.is_running():  # started, and busy
            psutil.cpu_percent(interval=0.05)
        parent.kill()
        assert reader.wait(timeout=30) is None or not reader.is_running()


def test_a_program_that_is_no_reader_is_an_error() -> None:
    with pytest.raises(ClassifierError, match="did not start"):
        ReaderPool(Limits(), program=("-c", "pass")).__enter__()
