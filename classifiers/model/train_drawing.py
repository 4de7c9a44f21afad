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
from classifiers.errors import ModelError
from classifiers.limits import Limits
from classifiers.model.calibration import Platt
from classifiers.model.made_pages import made_document, made_drawing
from classifiers.model.raster import page_features
from classifiers.model.score import DrawingModel, logit
from classifiers.model.train_text import fit_platt
from classifiers.model.trees import Trees

if TYPE_CHECKING:
    from pathlib import Path

    from classifiers.document import Document, Page

Report = Callable[[str, float], None]

VERSION = "drawing-1"
SEED = 11
TREES = 200
LEAF = 3
PAGES_A_FILE = 4
MADE = 220
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
"""Folders of drawings that are read as pages; CAD formats are known by type and not learnt."""
NEGATIVE_CLASSES = ("near-negatives",)
NEGATIVE_FOLDERS = ("documents/pdf", "documents/patents", "documents/office-ooxml", "documents/odf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """Pages as numbers.

    Attributes:
        features: Shape (n, f). truth: 1 for a drawing, shape (n,). kind: Shape (n,), empty for no drawing.
        origin: Repository or package, shape (n,). file: Index of the file, -1 for a made page, shape (n,).
        is_plain: Whether the page is as it was read; the others are noisy copies, for training only, shape (n,).
    """

    features: NDArray[np.float32]
    truth: NDArray[np.int64]
    kind: NDArray[Any]
    origin: NDArray[Any]
    folder: NDArray[Any]
    file: NDArray[np.int64]
    is_plain: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    features: NDArray[np.float32]
    truth: int
    kind: str
    origin: str
    folder: str
    file: int
    is_plain: bool


def load_pages(data: Path, report: Report) -> Pages:
    """Pages of the files below `data`/files, and our own.

    Raises:
        ModelError: there are no files.
    """
    manifest = data / "files" / "manifest.jsonl"
    if not manifest.is_file():
        raise ModelError(f"no training files below `{data / 'files'}`", help="name the folder with --data")
    entries = [json.loads(line) for line in manifest.read_text(encoding="utf-8").splitlines()]
    wanted = [(entry, kind) for entry in entries if (kind := _wanted(entry["path"])) is not None]
    chance = random.Random(SEED)  # noqa: S311, repeatable on purpose
    noise = np.random.default_rng(SEED)
    rows: list[_Row] = []
    with ReaderPool(Limits()) as pool:
        for place, (entry, kind) in enumerate(wanted):
            report("reading files", place / len(wanted))
            origin = entry["origin"].get("repo") or entry["origin"].get("package") or entry["origin"]["kind"]
            document = _read(pool, data / "files" / entry["path"])
            folder = "/".join(entry["path"].split("/")[:2])
            rows += _rows(document, kind, origin, folder, place, noise)
        for place in range(MADE):
            report("making pages", place / MADE)
            drawn, sort = made_drawing(chance)
            rows += _rows(_read_bytes(pool, drawn), sort, MADE_ORIGIN, MADE_ORIGIN, -1, noise)
            rows += _rows(_read_bytes(pool, made_document(chance)), "", MADE_ORIGIN, MADE_ORIGIN, -1, noise)
    return Pages(
        features=np.array([row.features for row in rows]),
        truth=np.array([row.truth for row in rows]),
        kind=np.array([row.kind for row in rows]),
        origin=np.array([row.origin for row in rows]),
        folder=np.array([row.folder for row in rows]),
        file=np.array([row.file for row in rows]),
        is_plain=np.array([row.is_plain for row in rows]),
    )


def fit_trees(pages: Pages, rows: NDArray[np.int64]) -> ExtraTreesClassifier:
    """Drawing or not, on these rows."""
    forest = ExtraTreesClassifier(TREES, min_samples_leaf=LEAF, max_features=0.3, n_jobs=1, random_state=SEED)
    return forest.fit(pages.features[rows], pages.truth[rows], sample_weight=_weights(pages, rows))


def fit_drawing(pages: Pages, held_out_share: NDArray[np.float64], held_out: NDArray[np.int64]) -> DrawingModel:
    """The model that is shipped.

    Args:
        held_out_share: Share of trees that said drawing, of pages whose origin was left out, shape (m,).
        held_out: Their rows, shape (m,).
    """
    every = np.arange(pages.truth.size)
    forest = fit_trees(pages, every)
    drawn = np.flatnonzero(pages.truth == 1)
    kinds = ExtraTreesClassifier(TREES // 2, min_samples_leaf=LEAF, max_features=0.3, n_jobs=1, random_state=SEED)
    kinds.fit(pages.features[drawn], pages.kind[drawn], sample_weight=_kind_weights(pages, drawn))
    return DrawingModel(
        trees=export(forest, column=1),
        platt=platt(pages, held_out_share, held_out),
        kind_trees=export(kinds, column=None),
        kinds=tuple(str(kind) for kind in kinds.classes_),
        threshold=THRESHOLD,
        version=VERSION,
    )


def platt(pages: Pages, share: NDArray[np.float64], rows: NDArray[np.int64]) -> Platt:
    """Calibration on pages of origins left out, no origin outweighing the others."""
    scores = np.array([logit(float(value)) for value in share])
    return fit_platt(scores, pages.truth[rows], _weights(pages, rows))


def export(forest: ExtraTreesClassifier, *, column: int | None) -> Trees:
    """A forest as flat arrays; `column` keeps one class only."""
    roots, parts, base = [], [], 0
    for tree in (estimator.tree_ for estimator in forest.estimators_):
        roots.append(base)
        value = tree.value[:, 0, :] / tree.value[:, 0, :].sum(axis=1, keepdims=True)
        value = value if column is None else value[:, [column]]
        is_leaf = tree.children_left < 0
        feature = np.where(is_leaf, -1, tree.feature).astype(np.int16)
        left, right = (np.where(is_leaf, 0, side + base) for side in (tree.children_left, tree.children_right))
        parts.append((feature, tree.threshold.astype(np.float32), left, right, value.astype(np.float32)))
        base += tree.node_count
    feature, threshold, left, right, value = (np.concatenate(column_) for column_ in zip(*parts, strict=True))
    return Trees(
        roots=np.array(roots, dtype=np.int32),
        feature=feature,
        threshold=threshold,
        left=left.astype(np.int32),
        right=right.astype(np.int32),
        value=value,
    )


def _wanted(path: str) -> str | None:
    """Kind of drawing that a file is, empty for none, None for a file that is not learnt from."""
    folder = "/".join(path.split("/")[:2])
    if folder in KIND_OF_FOLDER:
        return KIND_OF_FOLDER[folder]
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
            if taken >= PAGES_A_FILE or min(page.width, page.height) < 48:
                continue
            taken += 1
            for seen, words, is_plain in ((page, page_text(page, texts), True), (_scanned(page, noise), "", False)):
                yield _Row(
                    features=page_features(seen, words),
                    truth=int(bool(kind)),
                    kind=kind,
                    origin=origin,
                    folder=folder,
                    file=file,
                    is_plain=is_plain,
                )


def _scanned(page: Page, noise: np.random.Generator) -> Page:
    """The page as a scanner would give it: shifted, uneven, noisy, without vectors and text."""
    gray: NDArray[Any] = np.frombuffer(page.gray, dtype=np.uint8).reshape(page.height, page.width).astype(np.float32)
    shear = np.rint(np.arange(page.height) * noise.uniform(-0.012, 0.012)).astype(int)
    columns = np.clip(np.arange(page.width)[None, :] + shear[:, None], 0, page.width - 1)
    gray = np.take_along_axis(gray, columns, axis=1)
    if noise.random() < 0.5:
        gray = (gray + np.roll(gray, 1, axis=0) + np.roll(gray, 1, axis=1)) / 3
    gray = gray * noise.uniform(0.85, 1.0) + noise.uniform(0, 20) + noise.normal(0, noise.uniform(1, 9), gray.shape)
    data = np.clip(gray, 0, 255).astype(np.uint8).tobytes()
    return replace(page, gray=data, paths=-1, texts=-1, images=-1, chars=-1)


def _weights(pages: Pages, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """No origin and neither class outweighs the others."""
    truth = pages.truth[rows]
    keys = np.array([f"{o}/{f}" for o, f in zip(pages.origin[rows], pages.folder[rows], strict=True)])
    _, place, counts = np.unique(keys, return_inverse=True, return_counts=True)
    weight = counts.astype(np.float64)[place] ** -0.5
    for value in (0, 1):
        if (truth == value).any():
            weight[truth == value] /= weight[truth == value].sum()
    return np.asarray(weight / weight.mean(), dtype=np.float64)


def _kind_weights(pages: Pages, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    _, place, counts = np.unique(pages.kind[rows], return_inverse=True, return_counts=True)
    return np.asarray(counts.astype(np.float64)[place] ** -0.7, dtype=np.float64)
