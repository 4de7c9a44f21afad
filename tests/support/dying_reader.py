"""A real reader that dies at the first document whose letters it is to read."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from classifiers import worker
from classifiers.readers import read_document

if TYPE_CHECKING:
    from classifiers.document import Document
    from classifiers.limits import Limits
    from classifiers.ocr.letters import Letters


def die_at_letters(fd: int, name: str, limits: Limits, *, letters: Letters | None = None) -> Document:
    """As `read_document`, but for letters."""
    if letters is not None and letters.is_on:
        os.abort()
    return read_document(fd, name, limits, letters=letters)


if __name__ == "__main__":
    worker.read_document = die_at_letters
    sys.exit(worker.main(sys.argv[1:]))
