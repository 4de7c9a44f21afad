"""What this machine exports over NFS.

Source: exports(5).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from agent.places.mounts import unescaped

_FIRST = re.compile(r'\s*(?:"([^"]*)"|(\S+))(.*)')


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """One exported folder.

    Attributes:
        is_root: Whether NFS version 4 shows it as the root, below which other folders then seem to lie.
    """

    path: str
    is_root: bool = False


def read_exports(files: Iterable[str]) -> tuple[Export, ...]:
    """The exports in some files, and in the folder `exports.d` beside each, in order; none where there are none."""
    found: dict[str, Export] = {}
    for name in files:
        file = Path(name)
        for path in (file, *sorted(Path(f"{file}.d").glob("*.exports"))):
            try:
                text = path.read_text(encoding="utf-8", errors="surrogateescape")
            except OSError:
                continue
            for export in parse_exports(text):
                found.setdefault(export.path, export)
    return tuple(found.values())


def parse_exports(text: str) -> tuple[Export, ...]:
    """The exports in a text; a line ending in a backslash goes on in the next."""
    exports = []
    for line in text.replace("\\\n", " ").split("\n"):
        match = _FIRST.fullmatch(line.partition("#")[0])
        if match is None:
            continue
        path = unescaped(match[1] if match[1] is not None else match[2])
        if os.path.isabs(path):
            is_root = bool(re.search(r"[(,\s-]fsid=(?:0|root)(?:[,)\s]|$)", match[3]))
            exports.append(Export(path=os.path.normpath(path), is_root=is_root))
    return tuple(exports)
