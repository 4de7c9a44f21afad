"""Real files of other people, where they are at hand."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from classifiers.confine import ReaderPool
from classifiers.limits import Limits
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.document import Document

FILES = Path(__file__).resolve().parents[4] / "shared" / "data" / "files"
pytestmark = pytest.mark.skipif(not FILES.is_dir(), reason="no ../shared/data/files beside the repository")


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    with ReaderPool(Limits()) as running:
        yield running


def read(pool: ReaderPool, path: Path) -> Document:
    fd = os.open(path, os.O_RDONLY)
    try:
        return pool.read(fd, path.name)
    finally:
        os.close(fd)


def test_hostile_files_never_cost_the_reader(pool: ReaderPool) -> None:
    for path in sorted((FILES / "containers" / "hostile").iterdir()):
        document = read(pool, path)
        assert not any(finding.name.startswith("reader.") for finding in document.findings), path.name
        assert document.reading is Reading.FULL or document.findings, path.name


def test_encrypted_archives_are_never_read_in_full(pool: ReaderPool) -> None:
    for path in sorted((FILES / "containers" / "encrypted-archives").iterdir()):
        assert read(pool, path).reading.is_opaque, path.name


@pytest.mark.parametrize(
    "name",
    [
        "documents/office-legacy/*.doc",
        "documents/office-legacy/*.ppt",
        "documents/office-legacy/*.xls",
        "documents/mail/*.msg",
        "documents/rtf/*.rtf",
        "drawings/dxf/*.dxf",
        "documents/odf/*.ods",
    ],
)
def test_nine_in_ten_of_a_kind_give_words_or_counts(pool: ReaderPool, name: str) -> None:
    paths = sorted(FILES.glob(name))
    assert len(paths) > 5
    parts = [read(pool, path).parts[0] for path in paths]
    assert sum(bool(part.text.strip() or part.cad) for part in parts) >= 0.85 * len(parts)
