"""Small healthy files to begin fuzzing with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from classifiers.filetype import detect
from classifiers.readers.registry import find_format
from tests.fuzz.fuzzer import ROOT, SEED_BYTES
from tests.fuzz.made import archives, models, office, records, text

DATA = ROOT.parent / "shared" / "data" / "files"


def own_seeds() -> dict[str, list[bytes]]:
    """Files that are made here, by the title of their format."""
    made = (text.seeds(), office.seeds(), models.seeds(), records.seeds(), archives.seeds())
    return by_title((content, "") for seeds in made for content in seeds)


def real_seeds(data: Path = DATA, *, most: int = 40, most_bytes: int = SEED_BYTES) -> dict[str, list[bytes]]:
    """The smallest real files by the title of their format; none where the folder is not there."""
    paths = [path for path in data.rglob("*") if path.is_file() and path.stat().st_size <= most_bytes]
    found = by_title(_read(sorted(paths, key=lambda path: (path.stat().st_size, path))))
    return {title: seeds[:most] for title, seeds in found.items()}


def by_title(files: Iterable[tuple[bytes, str]]) -> dict[str, list[bytes]]:
    """Contents of files, each with its name, by the title of the format that they are taken for."""
    found: dict[str, list[bytes]] = defaultdict(list)
    for content, name in files:
        found[find_format(detect(content, name)).title].append(content)
    return dict(found)


def _read(paths: Iterable[Path]) -> Iterator[tuple[bytes, str]]:
    for path in paths:
        yield path.read_bytes(), path.name
