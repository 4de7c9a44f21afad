"""What cannot be decoded: its readable strings, or only that it is there."""

from __future__ import annotations

import heapq
import re
from typing import TYPE_CHECKING

from classifiers import filetype
from classifiers.largefile import LargeFile
from classifiers.readers.words import word
from classifiers.scripts import JAPANESE, SIMPLIFIED, TRADITIONAL, plausibility
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

ASCII_RUN = re.compile(rb"[\x20-\x7e\t]{5,}")
UTF16_RUN = re.compile(rb"(?:[\x20-\x7e\t]\0|[\x00-\xff][\x30\x4e-\x9f\xff]){4,}")
UTF8_RUN = re.compile(rb"(?:[\x20-\x7e]|[\xe3-\xe9][\x80-\xbf]{2}){4,}")
# Longer than what `strings` takes: measured values and packed bytes look like short words by chance.
LONG_RUN = re.compile(rb"(?:[\x20-\x7e\t]|[\xc2-\xdf][\x80-\xbf]|[\xe1-\xef][\x80-\xbf]{2}){8,}")
LONG_WIDE_RUN = re.compile(rb"(?:[\x20-\x7e\t]\0){8,}|(?:[\x00-\xff][\x30\x4e-\x9f]){6,}")
STRINGS_CHARS = 200_000
UNKNOWN_BYTES = 1024 * 1024  # looked through for words
WRITTEN_SCORE = 0.5
WORDY = 0.75


def read_strings(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Readable strings of a known format whose payload is not decoded."""
    del job, depth
    add_strings(data, draft)
    draft.degrade(Reading.PARTIAL, "payload", draft.type)


def add_strings(data: bytes | LargeFile, draft: Draft, *, chars: int = STRINGS_CHARS) -> None:
    """Strings in ASCII, UTF-8 and UTF-16 as lines, up to `chars` characters.

    Those of a large file block by block: one that is cut by two blocks' border is met in halves.
    """
    left = chars
    for block in data.blocks() if isinstance(data, LargeFile) else (data,):
        for text in strings(block):
            draft.add_line(text[:left])
            left -= len(text) + 1
            if left <= 0:
                draft.degrade(Reading.PARTIAL, "limit.strings", str(chars))
                return


def add_runs(data: bytes, draft: Draft) -> None:
    """Readable strings in bytes that are mostly numbers."""
    left = STRINGS_CHARS
    for run in LONG_RUN.finditer(data):
        text = word(run.group())
        if len(set(text)) > 3:
            draft.add_line(text[:left])
            left -= len(text)
        if left <= 0:
            draft.degrade(Reading.PARTIAL, "limit.strings", str(STRINGS_CHARS))
            return


def strings(data: bytes) -> Iterator[str]:
    """Runs of words in ASCII, UTF-8 and UTF-16, in the order they stand; looked for as they are taken."""
    for _, text in heapq.merge(_narrow(data), _wide(data)):
        yield text


def _narrow(data: bytes) -> Iterator[tuple[int, str]]:
    for run in UTF8_RUN.finditer(data):
        if len(run.group()) >= 5:
            yield run.start(), run.group().decode("utf-8", "ignore")


def _wide(data: bytes) -> Iterator[tuple[int, str]]:
    for run in UTF16_RUN.finditer(data):
        text = run.group().decode("utf-16-le", "ignore")
        if _is_plausible(text, run.group()):
            yield run.start(), text


def _is_plausible(text: str, raw: bytes) -> bool:
    """Whether characters of two bytes are words, and not ASCII read in pairs or one byte off."""
    if len(text) < 4 or len(set(text)) < 3:
        return False
    if text.isascii():
        return True
    if ASCII_RUN.fullmatch(raw) or sum(ord(char) & 0xFF == 0 for char in text) > len(text) // 3:
        return False
    return plausibility(text, JAPANESE + SIMPLIFIED + TRADITIONAL, has_kana=True) >= WRITTEN_SCORE


def read_unsupported_archive(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """An archive that is recognised and not opened."""
    del data, job, depth
    draft.degrade(Reading.OPAQUE, "archive.unsupported", draft.type)


def read_encrypted(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Cipher text."""
    del data, job, depth
    draft.degrade(Reading.OPAQUE, "encrypted", draft.type)


def read_unknown(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Bytes that no reader knows: their words, and that nothing can be said of the rest."""
    del job, depth
    for text in _wordy(data[:UNKNOWN_BYTES]):
        draft.add_line(text)
    name = "type.unknown" if draft.type == filetype.UNKNOWN else "type.unsupported"
    draft.degrade(Reading.OPAQUE, name, draft.type)


def _wordy(data: bytes) -> Iterator[str]:
    """Long strings that are words and not packed bytes that look like some, up to a number of characters."""
    left = STRINGS_CHARS
    for pattern, encoding in ((LONG_RUN, "utf-8"), (LONG_WIDE_RUN, "utf-16-le")):
        for run in pattern.finditer(data):
            text = run.group().decode(encoding, "ignore")
            letters = sum(map(str.isalpha, text))
            if letters + text.count(" ") >= WORDY * len(text) and len(set(text)) > 3 and _is_written(text):
                yield text[:left]
                left -= len(text)
            if left <= 0:
                return


def _is_written(text: str) -> bool:
    return text.isascii() or plausibility(text, JAPANESE + SIMPLIFIED + TRADITIONAL, has_kana=True) >= WRITTEN_SCORE
