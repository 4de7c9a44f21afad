"""Trains the drawing model on pages of real files, read as in service, and some of our own."""

from __future__ import annotations

import json
import os
import random
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import ExtraTreesClassifier

from classifiers.assess import MAX_PAGES, page_text
from classifiers.confine import ReaderPool
from classifiers.detect.drawings import drawing_kind
from classifiers.errors import ModelError
from classifiers.limits import Limits
from classifiers.model.calibration import Platt
from classifiers.model.forests import Half, export_trees
from classifiers.model.made_copies import bare, cut_out, outlined, scanned
from classifiers.model.made_pages import made_document, made_drawing
from classifiers.model.raster import NAMES, VECTOR_NAMES, page_features
from classifiers.model.score import DrawingModel
from classifiers.model.train_text import fit_platt

if TYPE_CHECKING:
    from pathlib import Path

    from classifiers.document import Document, Page

Report = Callable[[str, float], None]
VERSION = "drawing-2"
SEED = 11
TREES = 160
LEAF = 3
PAGES_A_FILE = 4
MADE = 700
SMALLEST_PX = 48
FALSE_ALARM_COST = 2.0
MISS_COST = 1.0
THRESHOLD = FALSE_ALARM_COST / (FALSE_ALARM_COST + MISS_COST)
MADE_ORIGIN = "made"

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
        is_cad: Whether it is a CAD program's own file, drawn by the reader: learnt from for the kind alone, shape (n,).
    """

    features: NDArray[np.float32]
    truth: NDArray[np.int64]
    kind: NDArray[Any]
    origin: NDArray[Any]
    folder: NDArray[Any]
    file: NDArray[np.int64]
    is_plain: NDArray[np.bool_]
    is_cad: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    features: NDArray[np.float32]
    truth: int
    kind: str
    origin: str
    folder: str
    file: int
    is_plain: bool
    is_cad: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Forest:
    """Randomised trees in two halves, one of which never sees what only the vectors of a PDF tell.

    How a program writes its vectors says as much about the program as about the page: a board's plot by a program that
    no training page came from is known by its look.
    """

    halves: tuple[Half, ...]

    def share(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        """Share of drawings in the leaves of all trees.

        Args:
            features: Shape (n, f).

        Returns:
            Shape (n,).
        """
        said = [half.predict_proba(features[:, columns])[:, 1] for half, columns in self.halves]
        return np.asarray(np.mean(said, axis=0), dtype=np.float64)


def load_pages(data: Path, report: Report) -> Pages:
    """Pages of the files below `data`/files, and our own.

    Raises:
        ModelError: there are no files.
    """
    manifest = data / "files" / "manifest.jsonl"
    if not manifest.is_file():
        raise ModelError(f"no training files below `{data / 'files'}`", help="name the folder with --data")
    entries = [json.loads(line) for line in manifest.read_text(encoding="utf-8").splitlines()]
    with ReaderPool(Limits()) as pool:
        return gathered([*real_rows(pool, data, entries, report), *made_rows(pool, range(MADE), report)])


def real_rows(pool: ReaderPool, data: Path, entries: list[dict[str, Any]], report: Report) -> Iterator[_Row]:
    """Pages of real files, each with its copies."""
    wanted = [(entry, kind) for entry in entries if (kind := _wanted(entry["path"])) is not None]
    noise = np.random.default_rng(SEED)
    for place, (entry, kind) in enumerate(wanted):
        report("reading files", place / len(wanted))
        origin = entry["origin"].get("repo") or entry["origin"].get("package") or entry["origin"]["kind"]
        document = _read(pool, data / "files" / entry["path"])
        folder = "/".join(entry["path"].split("/")[:2])
        if kind != BY_TYPE:
            yield from _rows(document, kind, origin, folder, place, noise)
        elif (kind := drawing_kind(document.parts[0].type)) in KINDS:
            yield from _cad_rows(document, kind, origin, folder, noise)


def made_rows(pool: ReaderPool, places: range, report: Report) -> Iterator[_Row]:
    """Pages made by ourselves, a drawing and another at each place; the same at the same place."""
    for place in places:
        report("making pages", place / MADE)
        chance, noise = random.Random(SEED + place), np.random.default_rng((SEED, place))  # noqa: S311, repeatable
        drawn, sort = made_drawing(chance, place)
        for data, kind in ((drawn, sort), (made_document(chance, place), "")):
            yield from _made_rows(_read_bytes(pool, data), kind, noise)


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
        is_cad=np.array([row.is_cad for row in rows]),
    )


def fit_trees(pages: Pages, rows: NDArray[np.int64]) -> Forest:
    """Drawing or not, on these rows."""
    rows = rows[~pages.is_cad[rows]]
    weight = _weights(pages, rows)
    seen = np.array([name not in VECTOR_NAMES for name in NAMES])
    halves = []
    for columns in (np.arange(len(NAMES)), np.flatnonzero(seen)):
        half = ExtraTreesClassifier(TREES // 2, min_samples_leaf=LEAF, max_features=0.3, n_jobs=1, random_state=SEED)
        half.fit(pages.features[np.ix_(rows, columns)], pages.truth[rows], sample_weight=weight)
        halves.append((half, columns))
    return Forest(halves=tuple(halves))


def fit_kinds(pages: Pages, rows: NDArray[np.int64]) -> ExtraTreesClassifier:
    """Which kind of drawing, on those of these rows that are drawings."""
    drawn = rows[pages.truth[rows] == 1]
    forest = ExtraTreesClassifier(TREES // 2, min_samples_leaf=LEAF, max_features=0.3, n_jobs=1, random_state=SEED)
    return forest.fit(pages.features[drawn], pages.kind[drawn], sample_weight=_kind_weights(pages, drawn))


def fit_drawing(pages: Pages, calibration: Platt) -> DrawingModel:
    """The model that is shipped.

    Args:
        calibration: Found on pages whose origin was left out.
    """
    every = np.arange(pages.truth.size)
    kinds = fit_kinds(pages, every)
    return DrawingModel(
        trees=export_trees(fit_trees(pages, every).halves, column=1),
        platt=calibration,
        kind_trees=export_trees(((kinds, np.arange(len(NAMES))),), column=None),
        kinds=tuple(str(kind) for kind in kinds.classes_),
        threshold=THRESHOLD,
        version=VERSION,
    )


def platt(score: NDArray[np.float64], truth: NDArray[np.int64]) -> Platt:
    """Calibration on files of origins left out, at the share of drawings that they have.

    Args:
        score: Log odds of the share of trees, of each file's likeliest page, shape (m,).
        truth: 1 for a drawing, shape (m,).
    """
    return fit_platt(score, truth, np.ones(truth.size))


def _wanted(path: str) -> str | None:
    """Kind of drawing, `BY_TYPE` where the file's type says it, empty for none; None where nothing is learnt of it."""
    folder = "/".join(path.split("/")[:2])
    if folder in KIND_OF_FOLDER:
        return KIND_OF_FOLDER[folder]
    if folder in CAD_FOLDERS:
        return BY_TYPE
    return "" if path.split("/")[0] in NEGATIVE_CLASSES or folder in NEGATIVE_FOLDERS else None


def _read(pool: ReaderPool, path: Path) -> Document:
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return pool.read(fd, path.name)
    finally:
        os.close(fd)


def _read_bytes(pool: ReaderPool, data: bytes) -> Document:
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        return pool.read(file.fileno(), "page.pdf")


def _rows(
    document: Document, kind: str, origin: str, folder: str, file: int, noise: np.random.Generator
) -> Iterator[_Row]:
    taken = 0
    for part in document.parts:
        texts = part.text.split("\f")
        for page in part.pages[:MAX_PAGES]:
            if taken >= PAGES_A_FILE or min(page.width, page.height) < SMALLEST_PX:
                continue
            taken += 1
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


def _cad_rows(document: Document, kind: str, origin: str, folder: str, noise: np.random.Generator) -> Iterator[_Row]:
    pages = [page for part in document.parts for page in part.pages if min(page.width, page.height) >= SMALLEST_PX]
    for page in pages[:CAD_PAGES]:
        for seen in (bare(page), scanned(page, noise), cut_out(page, noise)):
            yield replace(_row(seen, "", kind, origin, folder, -1, is_plain=False), is_cad=True)


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


def _weights(pages: Pages, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """No origin and neither class outweighs the others, and made pages weigh as much as real ones."""
    truth = pages.truth[rows]
    is_made = pages.origin[rows] == MADE_ORIGIN
    keys = np.array([f"{o}/{f}" for o, f in zip(pages.origin[rows], pages.folder[rows], strict=True)])
    _, place, counts = np.unique(keys, return_inverse=True, return_counts=True)
    weight = counts.astype(np.float64)[place] ** -0.5
    for mine in (truth == value for value in (0, 1)):
        for group in (mine & is_made, mine & ~is_made):
            if group.any():
                weight[group] /= weight[group].sum()
        if mine.any():
            weight[mine] /= weight[mine].sum()
    return np.asarray(weight / weight.mean(), dtype=np.float64)


def _kind_weights(pages: Pages, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    _, place, counts = np.unique(pages.kind[rows], return_inverse=True, return_counts=True)
    return np.asarray(counts.astype(np.float64)[place] ** -0.7, dtype=np.float64)
