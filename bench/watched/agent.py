"""A whole agent with the shipped models in a process of its own, and documents that it has to stop."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from agent.assembly import run_agent
from agent.control import ask
from agent.doors import Doors, open_classifier
from tests.support.agent_house import FolderServer, House, build_house

READY = "ready"
POINTS = "points.jsonl"
DOCUMENT_BYTES = 100_000
WARM = 3
PAUSE_S = 0.4
USED = "processor"
WORDS = tuple(
    str.split(
        """
wafer resonator qubit readout cryostat amplifier coupling lattice substrate annealing junction bias drift
calibration coherence phonon detector grating etching mask alignment vacuum chamber thermal shield dilution
stage wiring attenuator circulator magnetometer sensitivity baseline tolerance fixture assembly torque bearing
flange gasket weld of the in and to with for by at from under over between during after before is was are were
shall must measured shown given
"""
    )
)


def document(path: Path, *, seed: int, secret: str) -> None:
    """A DOCX of some 100 kB: pages of words, the same secret passage in each, and bytes that do not pack."""
    chance = random.Random(seed)
    paragraphs = [" ".join(chance.choices(WORDS, k=60)) for _ in range(60)]
    paragraphs.insert(chance.randrange(60), secret)
    body = "".join(f"<w:p><w:r><w:t>{each}.</w:t></w:r></w:p>" for each in paragraphs)
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    types = (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    rels = (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Target="word/document.xml" Type='
        '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("[Content_Types].xml", types)
        out.writestr("_rels/.rels", rels)
        text = f'<?xml version="1.0"?><w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
        out.writestr("word/document.xml", text)
        room = DOCUMENT_BYTES - len(zlib.compress(text.encode())) - 1500
        out.writestr("word/media/image1.png", _picture(chance, room))


def _picture(chance: random.Random, size_bytes: int) -> bytes:
    """A PNG of noise."""
    side = max(8, int(size_bytes**0.5))
    rows = b"".join(b"\0" + chance.randbytes(side) for _ in range(side))
    head = side.to_bytes(4, "big") * 2 + b"\x08\0\0\0\0"
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 1)), (b"IEND", b""))
    coded = (
        len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big") for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(coded)


def processor_ms(pid: int) -> float:
    """Time that a process and its children used the processor."""
    used = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if pid in (int(stat.parent.name), int(fields[1])):
                used += int(fields[11]) + int(fields[12])
    return used * 1000 / os.sysconf("SC_CLK_TCK")


@contextmanager
def running(house: House) -> Iterator[int]:
    """The agent; gives its process id."""
    (house.data / READY).unlink(missing_ok=True)
    command = [sys.executable, "-m", "bench.watched.agent", str(house.data), str(house.server.folder)]
    with subprocess.Popen(command) as process:
        try:
            _wait(lambda: (house.data / READY).exists() or process.poll() is not None, 120)
            if process.poll() is not None:
                raise RuntimeError("the agent did not start")
            yield process.pid
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


def _wait(true: Callable[[], bool], most_s: float) -> None:
    end_s = time.monotonic() + most_s
    while not true():
        if time.monotonic() > end_s:
            raise TimeoutError("it did not come true")
        time.sleep(0.002)


def quarantine_ms(folder: Path, *, documents: int, backend: str) -> dict[str, list[float]]:
    """For each way in which a document arrives, milliseconds from there until it is out of reach, for some documents.

    Args:
        folder: Where the agent and its shares are laid out.
        documents: How many are written in place; of the other ways there are a quarter as many.
        backend: The back end of its shares.

    Returns:
        Beside them, under `USED`, how long the processor was used for one document.
    """
    house = build_house(folder)
    config = house.data / "config.toml"
    text = config.read_text().replace("[[watch]]", f'[[watch]]\nbackend = "{backend}"')
    # Tests ask the server five times a second.
    config.write_text(text.replace("poll_s = 0.2\n", ""))
    secret = "COMPANY CONFIDENTIAL " + " ".join(random.Random(7).choices(WORDS, k=400))
    aside = folder / "aside"
    aside.mkdir()
    arrivals = ["written"] * (WARM + documents) + [way for way in WAYS if way != "written"] * (documents // 4)
    for number in range(len(arrivals) + 1):
        document(aside / f"{number}.docx", seed=number, secret=secret)
    with running(house) as pid:
        ask(house.data, {"do": "session-start", "project": "qsensor", "account": "sato"})
        _copy(aside / "0.docx", house.shares["qsensor"] / "0.docx")
        _wait(lambda: _is_judged(house, "0.docx"), 60)
        ask(house.data, {"do": "session-end", "account": "sato"})
        taken: dict[str, list[float]] = {way: [] for way in WAYS}
        before_ms = processor_ms(pid)
        for number, way in enumerate(arrivals, start=1):
            taken[way].append(_stopped_ms(WAYS[way], aside / f"{number}.docx", house.shares["gripper"]))
            time.sleep(PAUSE_S)
        used_ms = (processor_ms(pid) - before_ms) / len(arrivals)
        return {**taken, "written": taken["written"][WARM:], USED: [used_ms]}


def _stopped_ms(arrive: Callable[[Path, Path], Path], source: Path, share: Path) -> float:
    target, arrived_s = arrive(source, share), time.monotonic()
    _wait(lambda: not target.exists(), 60)
    return (time.monotonic() - arrived_s) * 1000


def _write(source: Path, share: Path) -> Path:
    _copy(source, share / source.name)
    return share / source.name


def _rename(source: Path, share: Path) -> Path:
    return source.rename(share / source.name)


def _link(source: Path, share: Path) -> Path:
    (share / source.name).hardlink_to(source)
    return share / source.name


def _move_folder(source: Path, share: Path) -> Path:
    folder = source.parent / source.stem
    folder.mkdir()
    source.rename(folder / source.name)
    return folder.rename(share / source.stem) / source.name


WAYS = {"written": _write, "renamed": _rename, "linked": _link, "in_a_folder": _move_folder}


def _is_judged(house: House, name: str) -> bool:
    recent = ask(house.data, {"do": "recent", "limit": 500})["recent"]
    return any(str(each["path"]).endswith("/" + name) for each in recent)


def _copy(source: Path, target: Path) -> None:
    target.write_bytes(source.read_bytes())


def main() -> None:
    """Run an agent until it is told to end; note when each point of a stop was reached. Arguments: data, server."""
    data, server, stop = Path(sys.argv[1]), FolderServer(Path(sys.argv[2])), threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    doors = Doors(classifier=open_classifier, server=lambda _identity, _limits: server)
    with (data / POINTS).open("a", buffering=1) as points:
        run_agent(
            data, version="bench", stop=stop, ready=(data / READY).touch, doors=doors,
            checkpoint=lambda name: print(json.dumps([name, time.monotonic()]), file=points),
        )  # fmt: skip


if __name__ == "__main__":
    main()
