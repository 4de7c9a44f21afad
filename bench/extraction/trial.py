"""One file of the trial: what we read of it, what the others did, and whether ours holds what they found."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.extraction.agreement import agreed, missing, recall, words
from bench.extraction.expected import missing_phrases
from bench.extraction.peer import Extract
from classifiers.confine import ReaderPool
from classifiers.document import Document
from policies.label import Reading

CRASHES = frozenset({"reader.crashed", "reader.garbled", "reader.failed", "reader.unavailable", "reader.forbidden"})
# An extractor that alone found a word may have made it up, or spelt out what stands in no text; two rarely do.
HELD_TO_TWO = 0.97
HELD_TO_ONE = 0.9
RECOVERED = 0.95
# markitdown reads PDF by pdfminer, so that what the two agree on one of them said.
ONE_VOICE = {"pdfminer": "markitdown"}
# So many phrases of a file that a person saw and we found outrank what the others say of it.
SEEN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A file, read by ours and by the others.

    Attributes:
        path: Under the data folder.
        missed: Words or phrases that it should hold and ours does not.
        recovered: Names of those, `ours` among them, that got its text.
        claimed: Names of those that got any text out of it.
        seconds: Wall time of ours, then of each peer that was asked.
    """

    path: str
    type: str
    reading: Reading
    findings: tuple[str, ...]
    chars: int
    missed: tuple[str, ...]
    recovered: frozenset[str]
    claimed: frozenset[str]
    seconds: Mapping[str, float]
    faults: Mapping[str, str]

    @property
    def is_read_fully(self) -> bool:
        """Fully by our own word, and nobody found what we did not."""
        return self.reading is Reading.FULL and not self.missed

    @property
    def is_crash(self) -> bool:
        """Whether our reader process did not survive it."""
        return any(name.split(" ")[0] in CRASHES for name in self.findings)

    @property
    def is_late(self) -> bool:
        """Whether our reader had to be killed at its deadline."""
        return any(name.startswith("reader.deadline") for name in self.findings)


def judge(path: str, document: Document, ours_s: float, others: Mapping[str, Extract], phrases: Sequence[str]) -> Trial:
    """Hold what we read to what the others found and to what a person saw."""
    text = everything(document)
    own_name = words(path.rpartition("/")[2])  # Tika names what is packed after the file
    theirs = {name: words(extract.text) - own_name for name, extract in others.items() if not extract.fault}
    claimed = {name: found for name, found in theirs.items() if found}
    consensus = agreed([words(text), *claimed.values()])
    recovered = {name for name, found in claimed.items() if recall(others[name].text, consensus) >= RECOVERED}
    is_seen = len(phrases) >= SEEN and not missing_phrases(text, phrases)
    # What a person saw in it counts more than what another program made of it.
    if is_seen or (consensus and recall(text, consensus) >= RECOVERED):
        recovered.add("ours")
    return Trial(
        path=path,
        type=document.parts[0].type,
        reading=document.reading,
        findings=tuple(f"{finding.name} {finding.detail}".strip() for finding in document.findings),
        chars=sum(len(part.text) for part in document.parts),
        missed=tuple(missing_phrases(text, phrases) or (() if len(phrases) >= SEEN else _missed_words(text, claimed))),
        recovered=frozenset(recovered),
        claimed=frozenset({*claimed, *(("ours",) if text.strip() else ())}),
        seconds={"ours": ours_s, **{name: extract.seconds for name, extract in others.items()}},
        faults={name: extract.fault for name, extract in others.items() if extract.fault},
    )


def _missed_words(text: str, claimed: Mapping[str, frozenset[str]]) -> list[str]:
    voices: dict[str, frozenset[str]] = {}
    for name, found in claimed.items():
        voice = ONE_VOICE.get(name, name)
        voices[voice] = voices.get(voice, frozenset()) | found
    by_two = agreed(voices.values()) if len(voices) > 1 else frozenset[str]()
    by_any = by_two or frozenset[str]().union(*voices.values())
    for held, least in ((by_two, HELD_TO_TWO), (by_any, HELD_TO_ONE)):
        if recall(text, held) < least:
            return sorted(missing(text, held))
    return []


def everything(document: Document) -> str:
    """All words that a document yields: text, properties, names, title blocks, addresses."""
    lines: list[str] = []
    for part in document.parts:
        lines += [part.name, part.text, *part.metadata, *part.metadata.values(), *part.layers, *part.blocks, *part.cad]
        lines += [field.value for field in part.fields]
        lines += [f"{address.role} {address.name} {address.address}" for address in part.addresses]
    return "\n".join(lines)


def read(pool: ReaderPool, path: Path) -> tuple[Document, float]:
    """One file through the pool, and the wall time of it in seconds."""
    started = time.perf_counter()
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        document = pool.read(fd, path.name)
    finally:
        os.close(fd)
    return document, time.perf_counter() - started
