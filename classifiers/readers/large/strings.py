"""Readable strings of what is too large for memory and has no reader of its own for that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifiers.readers.binary import STRINGS_CHARS, add_strings

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.large.source import Source

BLOCK_BYTES = 1024 * 1024


def read_strings(source: Source, draft: Draft) -> None:
    """Strings of all of it, a block at a time; one that is cut by two blocks' border is met in halves."""
    left = STRINGS_CHARS
    while left > 0 and (block := source.read(BLOCK_BYTES)):
        before = draft.chars
        add_strings(block, draft, chars=left)
        left -= draft.chars - before
