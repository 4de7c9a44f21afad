"""What the drawing model learns from: pages of real files, read as in service, and some of our own, as numbers."""

from __future__ import annotations

import json
import os
import random
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from classifiers.assess import MAX_PAGES, page_text
from classifiers.confine import ReaderPool
from classifiers.detect.drawings import drawing_kind
from classifiers.errors import ModelError
from classifiers.limits import Limits
from classifiers.model.made_copies import bare, cut_out, outlined, scanned
from classifiers.model.made_pages import (
    further_document,
    further_drawing,
    kind_drawing,
    made_document,
    made_drawing,
)
from classifiers.model.raster import page_features
from classifiers.openings import BYTES

if TYPE_CHECKING:
    from pathlib import Path

    from classifiers.document import Document, Page

Report = Callable[[str, float], None]
VERSION = "drawing-4"
SEED = 11
PAGES_A_FILE = 4
MADE = 700
FURTHER = 360
FURTHER_SEED = 5000
FOR_KIND = 320
KIND_SEED = 9000
SMALLEST_PX = 48
FALSE_ALARM_COST = 2.0
MISS_COST = 1.0
THRESHOLD = FALSE_ALARM_COST / (FALSE_ALARM_COST + MISS_COST)
MADE_ORIGIN = "made"
PATIENT = Limits(deadline_s=900.0, reading_s=800.0, cpu_s=900, render_s=200.0)
"""Reads what service reads, but no page is lost where the machine is busy: the same files give the same pages."""

KIND_OF_FOLDER = {
    "drawings/mechanical-pdf": "mechanical",
    "drawings/mechanical-raster": "mechanical",
    "drawings/cad-screenshots": "mechanical",
    "drawings/cad-templates": "other",
    "drawings/schematics-pdf": "schematic",
    "drawings/schematics-raster": "schematic",
    "drawings/pcb-plots": "pcb",
    "drawings/plant-blueprints-pdf": "process",
    "drawings/floorplans": "architectural",
}
"""Folders of drawings that are read as pages; CAD formats are known by type and not measured."""
CAD_FOLDERS = (
    "drawings/dxf", "drawings/dwg", "drawings/gerber", "drawings/schematic-source", "drawings/chip-layout",
)  # fmt: skip
"""Folders of CAD programs' own files, which show what kinds of drawing look like."""
KINDS = ("mechanical", "schematic", "pcb", "chip-layout")
BY_TYPE = "by type"
CAD_PAGES = 2
NEGATIVE_CLASSES = ("near-negatives",)
NEGATIVE_FOLDERS = ("documents/pdf", "documents/patents", "documents/office-ooxml", "documents/odf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """Pages as numbers.

    Attributes:
        features: Shape (n, f). truth: 1 for a drawing, shape (n,). kind: Shape (n,), empty for no drawing.
        origin: Repository or package, shape (n,). file: Index of the file, -1 for a made page, shape (n,).
        is_plain: Whether the page is as it was read; the others are copies, as scanned or cut out and made smaller, for
            training only, shape (n,).
        is_for_kind: Whether it teaches the kind alone: a CAD program's own file, drawn by the reader, or one of our own
            that was made for that, shape (n,).
    """

    features: NDArray[np.float32]
    truth: NDArray[np.int64]
    kind: NDArray[Any]
    origin: NDArray[Any]
    folder: NDArray[Any]
    file: NDArray[np.int64]
    is_plain: NDArray[np.bool_]
    is_for_kind: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    features: NDArray[np.float32]
    truth: int
    kind: str
    origin: str
    folder: str
    file: int
    is_plain: bool
    is_for_kind: bool = False


def load_pages(data: Path, report: Report) -> Pages:
    """Pages of the files below `data`/files, and our own.

    Raises:
        ModelError: there are no files.
    """
    manifest = data / "files" / "manifest.jsonl"
    if not manifest.is_file():
        raise ModelError(f"no training files below `{data / 'files'}`", help="name the folder with --data")
    entries = [json.loads(line) for line in manifest.read_text(encoding="utf-8").splitlines()]
    with ReaderPool(PATIENT) as pool:
        real = real_rows(pool, data, entries, report)
        made = (
            made_rows(pool, range(MADE), report),
            further_rows(pool, range(FURTHER), report),
            kind_rows(pool, range(FOR_KIND), report),
        )
        return gathered([*real, *(row for rows in made for row in rows)])


def real_rows(pool: ReaderPool, data: Path, entries: list[dict[str, Any]], report: Report) -> Iterator[_Row]:
    """Pages of real files, each with its copies."""
    wanted = [(entry, kind) for entry in entries if (kind := _wanted(entry["path"])) is not None]
    number = count()
    for place, (entry, kind) in enumerate(wanted):
        report("reading files", place / len(wanted))
        origin = entry["origin"].get("repo") or entry["origin"].get("package") or entry["origin"]["kind"]
        document = _read(pool, data / "files" / entry["path"])
        folder = "/".join(entry["path"].split("/")[:2])
        if kind != BY_TYPE:
            yield from _rows(document, kind, origin, folder, place, number)
        elif (kind := drawing_kind(document.parts[0].type)) in KINDS:
            yield from _cad_rows(document, kind, origin, folder, number)


def made_rows(pool: ReaderPool, places: range, report: Report) -> Iterator[_Row]:
    """Pages made by ourselves, a drawing and another at each place; the same at the same place."""
    for place in places:
        report("making pages", place / MADE)
        chance = random.Random(SEED + place)  # noqa: S311, repeatable
        drawn, sort = made_drawing(chance, place)
        for number, (data, kind) in enumerate(((drawn, sort), (made_document(chance, place), ""))):
            noise = np.random.default_rng((SEED, 2 * place + number))
            yield from _made_rows(_read_bytes(pool, data), kind, noise)


def further_rows(pool: ReaderPool, places: range, report: Report) -> Iterator[_Row]:
    """The same of further sorts, which have neither frames nor words to be told by."""
    for place in places:
        report("making further pages", place / FURTHER)
        chance = random.Random(FURTHER_SEED + place)  # noqa: S311, repeatable
        drawn, sort = further_drawing(chance, place)
        for number, (data, kind) in enumerate(((drawn, sort), (further_document(chance, place), ""))):
            noise = np.random.default_rng((SEED, 2 * place + number, 1))
            yield from _made_rows(_read_bytes(pool, data), kind, noise)


def kind_rows(pool: ReaderPool, places: range, report: Report) -> Iterator[_Row]:
    """Drawings of our own that teach the kind alone: what a drawing is, they would teach with too loud a voice."""
    for place in places:
        report("making pages of kinds", place / FOR_KIND)
        drawn, kind = kind_drawing(random.Random(KIND_SEED + place), place)  # noqa: S311, repeatable
        noise = np.random.default_rng((SEED, place, 3))
        for row in _made_rows(_read_bytes(pool, drawn), kind, noise):
            yield replace(row, is_for_kind=True)


def gathered(rows: list[_Row]) -> Pages:
    """Rows as arrays."""
    return Pages(
        features=np.array([row.features for row in rows]),
        truth=np.array([row.truth for row in rows]),
        kind=np.array([row.kind for row in rows]),
        origin=np.array([row.origin for row in rows]),
        folder=np.array([row.folder for row in rows]),
        file=np.array([row.file for row in rows]),
        is_plain=np.array([row.is_plain for row in rows]),
        is_for_kind=np.array([row.is_for_kind for row in rows]),
    )


def _wanted(path: str) -> str | None:
    """Kind of drawing, `BY_TYPE` where the file's type says it, empty for none; None where nothing is learnt of it."""
    folder = "/".join(path.split("/")[:2])
    if folder in KIND_OF_FOLDER:
        return KIND_OF_FOLDER[folder]
    if folder in CAD_FOLDERS:
        return BY_TYPE
    return "" if path.split("/")[0] in NEGATIVE_CLASSES or folder in NEGATIVE_FOLDERS else None


def _read(pool: ReaderPool, path: Path) -> Document:
    fd = os.open(path, os.O_RDONLY | BYTES)
    try:
        return pool.read(fd, path.name)
    finally:
        os.close(fd)


def _read_bytes(pool: ReaderPool, data: bytes) -> Document:
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        return pool.read(file.fileno(), "page.pdf")


def _rows(document: Document, kind: str, origin: str, folder: str, file: int, number: Iterator[int]) -> Iterator[_Row]:
    """Each page with its copies; `number` counts the pages of all files, so that each has noise of its own."""
    taken = 0
    for part in document.parts:
        texts = part.text.split("\f")
        for page in part.pages[:MAX_PAGES]:
            if taken >= PAGES_A_FILE or min(page.width, page.height) < SMALLEST_PX:
                continue
            taken += 1
            noise = np.random.default_rng((SEED, next(number)))
            copies = [(page, page_text(page, texts), True), (scanned(page, noise), "", False)]
            if folder not in NEGATIVE_FOLDERS:
                copies.append((cut_out(page, noise), "", False))
            for seen, words, is_plain in copies:
                yield _row(seen, words, kind, origin, folder, file, is_plain=is_plain)


def _made_rows(document: Document, kind: str, noise: np.random.Generator) -> Iterator[_Row]:
    """Three of four copies of a page: as it is, its letters as lines, as scanned, cut out and made smaller."""
    for page in document.parts[0].pages[:1]:
        left_out = noise.integers(4)
        words = document.parts[0].text
        copies = [(page, words), (outlined(page, noise), ""), (scanned(page, noise), ""), (cut_out(page, noise), "")]
        for place, (seen, said) in enumerate(copies):
            if place != left_out:
                yield _row(seen, said, kind, MADE_ORIGIN, MADE_ORIGIN, -1, is_plain=False)


def _cad_rows(document: Document, kind: str, origin: str, folder: str, number: Iterator[int]) -> Iterator[_Row]:
    pages = [page for part in document.parts for page in part.pages if min(page.width, page.height) >= SMALLEST_PX]
    for page in pages[:CAD_PAGES]:
        noise = np.random.default_rng((SEED, next(number)))
        for seen in (bare(page), scanned(page, noise), cut_out(page, noise)):
            yield replace(_row(seen, "", kind, origin, folder, -1, is_plain=False), is_for_kind=True)


def _row(page: Page, words: str, kind: str, origin: str, folder: str, file: int, *, is_plain: bool) -> _Row:
    return _Row(
        features=page_features(page, words),
        truth=int(bool(kind)),
        kind=kind,
        origin=origin,
        folder=folder,
        file=file,
        is_plain=is_plain,
    )
