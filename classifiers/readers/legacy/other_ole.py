"""OLE files of no kind of their own: Quattro Pro's sheets, Works' documents, packages, all else by its strings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from classifiers.readers.binary import strings
from classifiers.readers.legacy import msworks
from classifiers.readers.legacy.rest import Rest
from classifiers.readers.legacy.words import wide_runs_anywhere
from classifiers.readers.office.ole import open_ole, read_inner, read_other, read_properties, stream
from classifiers.readers.programs.density import dense_bytes
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

# Streams that say only how an object is shown.
SHOWN = re.compile(r"\x01(?:Ole|CompObj)$|\x03|\x02OlePres\d+$")
# Streams whose words stand in them as they are, between numbers and identifiers: what Visio knows of a model in UML.
BARE = [["UML", "UML"]]
DENSE_BYTES = 512
# Streams of an object that hold the file that somebody put into a document, and nothing else of worth.
PACKED = frozenset({"Package", "CONTENTS", "\x01Ole10Native", "Contents"})


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Properties and what is packed inside as parts; strings of what no reader knows."""
    with open_ole(data) as ole:
        names = [path for path in ole.listdir() if not SHOWN.match(path[-1])]
        contents = stream(ole, "CONTENTS")
        if contents.startswith(msworks.CHUNKED):
            msworks.read(data, draft, job, depth)
            return
        own = [path for path in names if not path[-1].startswith("\x05")]
        if own == BARE:
            _read_bare(stream(ole, *BARE[0]), draft, job)
            return
        if own and all(len(path) == 1 and path[0] in PACKED for path in own):
            read_properties(ole, draft)
            read_inner(ole, draft, job, depth, skip=())
            return
    read_other(data, draft, job, depth)


def _read_bare(content: bytes, draft: Draft, job: Job) -> None:
    for text in dict.fromkeys([*strings(content), *wide_runs_anywhere(content)]):
        draft.add_line(text)
    if dense_bytes(content, job) >= DENSE_BYTES:
        draft.degrade(Reading.PARTIAL, "payload", draft.type)


def read_quattro(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Quattro Pro 9 and later: texts of cells, names and headings; numbers are not decoded."""
    with open_ole(data) as ole:
        read_properties(ole, draft)
        main = stream(ole, "NativeContent_MAIN")
        for text in dict.fromkeys([*strings(main), *wide_runs_anywhere(main)]):
            draft.add_line(text)
        read_inner(Rest(ole, [["NativeContent_MAIN"]]), draft, job, depth, skip=())
    draft.degrade(Reading.PARTIAL, "payload", "numbers of cells")
