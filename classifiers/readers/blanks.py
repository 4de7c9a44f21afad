"""Text between long runs of one byte, as sparse files and padded ones have it: what the runs hold is no word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifiers.encoding import decode
from classifiers.repetition import pieces

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Every stretch of text between the runs, as lines."""
    del job, depth
    for piece in pieces(data) or ():
        draft.add_line(decode(piece).text)
