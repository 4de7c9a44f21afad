"""Structure: drawings, models and layouts made anew, and all pairs of unlike ones."""

from __future__ import annotations

import os
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import numpy as np

from bench.alike import redrawn
from bench.alike.lookup import SECRET, Lookup
from classifiers.detect.geometry import MIN_WORTH, WORTH_BITS, StructureFamily
from classifiers.detect.prints import Print
from classifiers.document import Part
from classifiers.limits import Limits
from classifiers.readers.entry import read_document

FOLDERS = ("cad-3d", "dxf", "dwg", "chip-layout", "gerber", "schematic-source", "other-cad")
LARGEST_BYTES = 2_000_000
LIMITS = Limits(pages=0)
WAYS = {
    "image/vnd.dxf": ("dxf", redrawn.dxf_variants),
    "model/step": ("step", redrawn.step_variants),
    "model/stl-binary": ("stl", redrawn.stl_variants),
    "application/vnd.gdsii": ("gds", redrawn.gds_variants),
    "application/vnd.gerber": ("gerber", redrawn.gerber_variants),
}


def read(data: bytes, name: str) -> Part:
    """The file itself, read."""
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        return read_document(os.dup(file.fileno()), name, LIMITS).parts[0]


def measure(data: Path) -> dict[str, float]:
    """All figures."""
    family = StructureFamily()
    folder = data / "files" / "drawings"
    paths = [path for name in FOLDERS for path in sorted((folder / name).iterdir())]
    lookup = Lookup(family)
    telling: list[tuple[Path, Part, Print, int]] = []
    spent = 0.0
    for path in paths:
        if path.stat().st_size > LARGEST_BYTES:
            continue
        part = read(path.read_bytes(), path.name)
        began = time.perf_counter()
        made = family.prints(part, SECRET)
        spent += time.perf_counter() - began
        if worth(made) >= MIN_WORTH:
            telling.append((path, part, made, lookup.register(made)))
    figures: dict[str, float] = {
        "structure_files": len(paths),
        "structure_files_telling": len(telling),
        "structure_ms": round(spent * 1000 / len(paths), 3),
    }
    figures |= _unlike(telling, lookup)
    figures["structure_files_found_unchanged"] = sum(number in dict(lookup.ask(made)) for _, _, made, number in telling)
    found: dict[str, list[bool]] = defaultdict(list)
    for path, part, made, number in telling:
        if part.type not in WAYS or number not in dict(lookup.ask(made)):
            continue
        kind, ways = WAYS[part.type]
        for name, change in ways().items():
            changed = change(path.read_bytes())
            if changed is not None:
                again = family.prints(read(changed, path.name), SECRET)
                found[f"{kind}_{name}"].append(number in dict(lookup.ask(again)))
    for name, hits in found.items():
        figures[f"structure_{name}"] = round(sum(hits) / len(hits), 3)
        figures[f"structure_{name}_of"] = len(hits)
    every = [hit for hits in found.values() for hit in hits]
    figures["structure_found"] = round(sum(every) / max(1, len(every)), 3)
    return figures


def _unlike(telling: list[tuple[Path, Part, Print, int]], lookup: Lookup) -> dict[str, float]:
    """Matches between different files, of one folder and of different ones; relatives among them are listed in docs."""
    pairs = [
        (telling[number][0], telling[other][0])
        for _, _, made, number in telling
        for other, _ in lookup.ask(made)
        if number < other
    ]
    return {
        "structure_pairs": len(telling) * (len(telling) - 1) // 2,
        "structure_matches": len(pairs),
        "structure_matches_between_stems": sum(_stem(one) != _stem(other) for one, other in pairs),
    }


def _stem(path: Path) -> str:
    """The beginning of a name, which versions and layers of one design have in common."""
    return path.stem.lower()[:4]


def worth(made: Print) -> float:
    """What all features of a part are worth together."""
    return float(np.sum(made.hashes & WORTH_BITS))
