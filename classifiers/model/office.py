"""Texts of ordinary office files, read as in service: what must pass without an alarm."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from classifiers.confine import ReaderPool
from classifiers.detect.drawings import kind_by_type, kind_unless_sure
from classifiers.document import Document
from classifiers.limits import Limits
from classifiers.model.corpus import UNKNOWN_FIELD, Sample
from classifiers.model.plain import plain
from classifiers.model.score import language_of
from classifiers.openings import BYTES
from policies.label import Kind

Report = Callable[[str, float], None]

FOLDERS: MappingProxyType[str, Kind | None] = MappingProxyType(
    {
        "containers/encrypted-docs": None,
        "documents/data": Kind.DATA,
        "documents/ebook": None,
        "documents/html": Kind.WEB,
        "documents/ichitaro-hwp": None,
        "documents/iwork-onenote": None,
        "documents/latex-notebooks": None,
        "documents/mail": Kind.CORRESPONDENCE,
        "documents/misc": None,
        "documents/odf": Kind.ADMINISTRATIVE,
        "documents/office-legacy": Kind.ADMINISTRATIVE,
        "documents/office-ooxml": Kind.ADMINISTRATIVE,
        "documents/pdf": None,
        "documents/rtf": Kind.ADMINISTRATIVE,
        "documents/text-encodings": None,
        "near-negatives/diagrams": None,
        "near-negatives/invoices": Kind.ADMINISTRATIVE,
        "near-negatives/papers": Kind.PAPER,
        "near-negatives/scanned-text": None,
        "near-negatives/tables": Kind.ADMINISTRATIVE,
    }
)
"""Folders of ordinary files, and the kind that nearly all of one folder are of."""

DRAWN: MappingProxyType[str, Kind] = MappingProxyType(
    {
        "drawings/dxf": Kind.DRAWING,
        "drawings/hdl": Kind.SOURCE_CODE,
        "drawings/mechanical-pdf": Kind.DRAWING,
        "drawings/plant-blueprints-pdf": Kind.DRAWING,
        "drawings/schematic-source": Kind.DRAWING,
        "drawings/schematics-pdf": Kind.DRAWING,
    }
)
"""Folders of drawings and of circuits in words: what they say teaches kinds, and nothing about sensitivity."""

TECHNICAL_LABELS = frozenset({"sensitive-technical", "tech-report", "manual", "patent", "hardware", "spreadsheet-cad"})
TECHNICAL_ORIGINS = frozenset(
    {
        "DFRobot/Wiki",
        "LibreDWG/libredwg",
        "freecad-common",
        "linuxcnc-doc-zh-cn",
        "mozman/ezdxf",
        "open-dynamic-robot-initiative/open_robot_actuator_hardware",
        "transatomic/reactor",
    }
)
"""Makers of hardware and of CAD programs: their papers are not ordinary without doubt."""

MIN_CHARS = 100
PARTS_A_FILE = 4
WEIGHT = 0.4
SOURCE = "office"
DRAWN_SOURCE = "drawn"


def load_office(data: Path, report: Report) -> list[Sample]:
    """Texts of the ordinary files and of the drawings below `data`/files, each text once; empty without files.

    Returns:
        Samples whose family is their origin, so that an origin is left out whole. They are not scored with the corpus.
    """
    manifest = data / "files" / "manifest.jsonl"
    if not manifest.is_file():
        return []
    entries = [json.loads(line) for line in manifest.read_text(encoding="utf-8").splitlines()]
    entries = [entry for entry in entries if is_ordinary(entry) or folder_of(entry) in DRAWN]
    samples: dict[str, Sample] = {}
    with ReaderPool(Limits()) as pool:
        for place, entry in enumerate(entries):
            if place % 20 == 0:
                report("reading files", place / len(entries))
            for sample in samples_of(entry, _read(pool, data / "files" / entry["path"])):
                samples.setdefault(hashlib.sha256(sample.text.encode("utf-8", "replace")).hexdigest(), sample)
    return list(samples.values())


def is_ordinary(entry: dict[str, Any]) -> bool:
    """Whether a row of the manifest is an office file without doubt."""
    return (
        folder_of(entry) in FOLDERS
        and not TECHNICAL_LABELS.intersection(entry["labels"])
        and origin_of(entry) not in TECHNICAL_ORIGINS
    )


def samples_of(entry: dict[str, Any], document: Document) -> list[Sample]:
    """The longest texts of a file's parts."""
    parts = [part for part in document.parts if len(plain(part.text[:20_000])) >= MIN_CHARS]
    has_own = any(part.parent < 0 for part in parts)
    parts = sorted(parts, key=lambda part: len(part.text), reverse=True)[:PARTS_A_FILE]
    return [
        replace(
            sample_of(entry, part.text),
            by_type=kind_by_type(part),
            spoken_for=kind_unless_sure(part),
            is_inner=has_own and part.parent >= 0,
        )
        for part in parts
    ]


def sample_of(entry: dict[str, Any], text: str) -> Sample:
    """A text of an ordinary file, or one of a drawing, which is of no folder of ordinary files."""
    origin, folder = origin_of(entry), folder_of(entry)
    if folder in DRAWN:
        return Sample(
            text=text[:100_000],
            group=entry["path"],
            family=f"{DRAWN_SOURCE}:{origin}",
            source=f"{DRAWN_SOURCE}:{folder}:{origin}",
            language=language_of(plain(text[:20_000])),
            is_sensitive=True,
            weight=0.0,
            is_scored=False,
            kind=DRAWN[folder],
            field=UNKNOWN_FIELD,
            fold=fold_of(origin),
        )
    return Sample(
        text=text[:100_000],
        group=entry["path"],
        family=f"{SOURCE}:{origin}",
        source=f"{SOURCE}:{folder}:{origin}",
        language=language_of(plain(text[:20_000])),
        is_sensitive=False,
        weight=WEIGHT,
        is_scored=False,
        kind=FOLDERS[folder],
        field=UNKNOWN_FIELD,
        fold=fold_of(origin),
        folder=folder,
    )


def folder_of(entry: dict[str, Any]) -> str:
    """The first two folders of a file."""
    return "/".join(entry["path"].split("/")[:2])


def origin_of(entry: dict[str, Any]) -> str:
    """The repository or package that a file is from."""
    origin = entry["origin"]
    return str(origin.get("repo") or origin.get("package") or origin["kind"])


def fold_of(origin: str) -> int:
    """0 to 3, by origin: an origin is never split."""
    return int(hashlib.sha256(origin.encode()).hexdigest()[:8], 16) % 4


def _read(pool: ReaderPool, path: Path) -> Document:
    fd = os.open(path, os.O_RDONLY | BYTES)
    try:
        return pool.read(fd, path.name)
    finally:
        os.close(fd)
