"""Once a reader is warm it opens nothing: what it needs later is there, or could not be had within its walls."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

# A process of its own, as the reader is: what pytest has imported would hide what a reader loads late.
SCRIPT = """
import json, os, sys
from classifiers.limits import Limits
from classifiers.readers import read_document, registry
from classifiers.warmth import warm_up

registry.load_all()
warm_up()
seen, watching = set(), False
def hook(event, arguments):
    if watching and event in ("open", "os.listdir", "os.scandir", "ctypes.dlopen", "subprocess.Popen", "os.fork",
                              "socket.__new__", "tempfile.mkstemp", "tempfile.mkdtemp"):
        seen.add(f"{event} {arguments[:1]}")
sys.addaudithook(hook)
for line in sys.stdin:
    fd = os.open(line.rstrip("\\n"), os.O_RDONLY)
    watching = True
    read_document(fd, line.rstrip("\\n"), Limits(reading_s=5.0))
    watching = False
    os.close(fd)
print(json.dumps(sorted(seen)))
"""


def opened_while_reading(paths: list[Path]) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-s", "-P", "-c", SCRIPT],
        input="".join(f"{path}\n" for path in paths),
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[str] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_reading_opens_nothing(shared_data: Path) -> None:
    """A few files of every ending."""
    by_ending: dict[str, list[Path]] = {}
    for path in sorted(path for path in (shared_data / "files").rglob("*") if path.is_file()):
        by_ending.setdefault(path.suffix.lower(), []).append(path)
    small = [path for paths in by_ending.values() for path in sorted(paths, key=lambda path: path.stat().st_size)[:3]]
    assert len(small) > 100
    assert opened_while_reading(small) == []


def test_a_document_names_any_codec(tmp_path: Path) -> None:
    names = ("cp1026", "mac_turkish", "iso8859_13", "utf_32", "quopri", "cp864", "hz", "kz1048", "no-such-codec")
    for name in names:
        (tmp_path / f"{name}.eml").write_text(
            f"From: a@b.example\nSubject: =?{name}?q?a=20b?=\nContent-Type: text/plain; charset={name}\n\nhello\n"
        )
        (tmp_path / f"{name}.xml").write_text(f'<?xml version="1.0" encoding="{name}"?><a>hello</a>')
    assert opened_while_reading(sorted(tmp_path.iterdir())) == []
