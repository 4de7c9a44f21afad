"""A process that fuzzes one format's reader after the other."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).resolve().parents[2]
TAIL_LINES = 30
SEED_BYTES = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What came of fuzzing one format.

    Attributes:
        runs: Inputs that the reader was given; -1 where libFuzzer did not live to tell.
        said: Last lines that libFuzzer printed.
    """

    title: str
    runs: int
    is_surprise: bool
    said: str

    def __str__(self) -> str:
        line = f"{'SURPRISE' if self.is_surprise else 'ok':8} {self.runs:>9} runs  {self.title}"
        return f"{line}\n{self.said}" if self.is_surprise else line


class Fuzzer:
    """Fuzzes readers, one at a time. A context manager.

    Args:
        folder: Gets a folder for each format: its seeds, what libFuzzer printed, and what made surprises.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.fuzz.mutate"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def __enter__(self) -> Fuzzer:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.communicate()

    def run(self, title: str, begin_with: Iterable[bytes], *limits: str) -> Trial:
        """Fuzz one format's reader.

        Args:
            title: As docs/formats.md has it.
            begin_with: Seeds beside those that earlier runs left in the folder.
            limits: libFuzzer's own options, such as `-runs=1000`.
        """
        folder = self._folder / folder_name(title)
        keep_seeds(folder / "seeds", begin_with)
        log = folder / "log"
        request = {
            "title": title,
            "seeds": str(folder / "seeds"),
            "log": str(log),
            "options": [f"-artifact_prefix={folder}/", *limits],
        }
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError("the fuzzer ended; `python -m tests.fuzz.mutate` says why")
        said = log.read_text(errors="replace")
        runs = re.search(r"stat::number_of_executed_units:\s*(\d+)", said)
        return Trial(
            title=title,
            runs=int(runs[1]) if runs else -1,
            is_surprise=json.loads(answer)["status"] != 0,
            said="\n".join(said.splitlines()[-TAIL_LINES:]),
        )


def folder_name(title: str) -> str:
    """A format's title as a name of a folder."""
    return re.sub(r"\W+", "-", title).strip("-").lower()


def keep_seeds(folder: Path, seeds: Iterable[bytes]) -> None:
    """Write seeds under their digests, so that none is there twice."""
    folder.mkdir(parents=True, exist_ok=True)
    for content in seeds:
        (folder / hashlib.sha256(content).hexdigest()).write_bytes(content)
