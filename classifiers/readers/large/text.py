"""Text too large for memory: decoded as it goes by, of which as much is kept as a part may have."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from classifiers.encoding import decode
from classifiers.readers.draft import LimitReached
from classifiers.readers.text import ARMOUR
from classifiers.readers.written import read_written_out
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job
    from classifiers.readers.large.source import Source

REPLACED_SHARE = 20


def read(source: Source, draft: Draft, job: Job, depth: int) -> None:
    """The text's beginning, up to `part_chars`; its encoding is told by its head and checked on the way.

    Raises:
        LimitReached: there is more.
    """
    head = decode(source.head)
    draft.metadata["encoding"] = head.encoding
    if not head.is_certain:
        draft.find("encoding.guessed", head.encoding)
    decoder = codecs.getincrementaldecoder(head.encoding)("replace")
    kept: list[str] = []
    replaced = size = 0
    try:
        while block := source.block():
            text = decoder.decode(block)
            replaced += text.count("\ufffd")
            size += len(text)
            kept.append(text)
            draft.add_text(text)
        draft.add_text(decoder.decode(b"", final=True))
    except LimitReached as reached:
        draft.limit(reached)
    if replaced > max(2, size // REPLACED_SHARE):
        draft.degrade(Reading.PARTIAL, "encoding.damaged", str(replaced))
    text = "".join(kept)
    if ARMOUR.search(text):
        draft.degrade(Reading.PARTIAL, "encrypted", "armoured block")
    read_written_out(text, draft, job, depth)
