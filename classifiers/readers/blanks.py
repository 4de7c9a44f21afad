"""Text between long runs of one byte, as sparse files and padded ones have it: what the runs hold is no word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifiers import filetype
from classifiers.encoding import decode
from classifiers.readers.written import read_written_out
from classifiers.repetition import pieces

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

PLAIN = frozenset({"text/plain", filetype.UNKNOWN})


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Every stretch of text between the runs, as lines; one that is more than plain words, as a part."""
    for number, piece in enumerate(pieces(data) or ()):
        if filetype.detect(piece) in PLAIN:
            text = decode(piece).text
            draft.add_line(text)
            read_written_out(text, draft, job, depth)
        else:
            job.child(draft, f"text-{number + 1}", piece, depth)
