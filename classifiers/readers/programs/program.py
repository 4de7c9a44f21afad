"""ELF, PE and Mach-O: the strings that they hold; what says who made them and what they are; and Java classes.

Invariants:
- `full` is said only where no stretch is as dense as packed bytes are: what such a stretch hides, no string tells.
- What stands behind a program's own end is a part of its own (`trailing.end_of`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from classifiers.readers.binary import STRINGS_CHARS, add_strings, strings
from classifiers.readers.programs.density import dense_bytes
from classifiers.readers.programs.extent import end_of_class, end_of_elf, end_of_pe, pool_of
from classifiers.readers.written import read_written_out
from classifiers.scripts import JAPANESE, SIMPLIFIED, TRADITIONAL, plausibility
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

# Less of it hides nothing that is worth a name: tables for checksums are longer.
DENSE_BYTES = 512
TERMINATED = re.compile(rb"(?<=\0)[^\x00-\x08\x0e-\x1f\x7f]{4,1000}+(?=\0)")
HIGH = re.compile(rb"[\x80-\xff]")
ENCODINGS = ("utf-8", "cp932", "euc-jp", "gb18030", "big5")
WRITTEN_SCORE = 0.6
VERSION = "VS_VERSION_INFO".encode("utf-16-le")
VERSION_BYTES = 16 * 1024
# Names in a program's statement of its version, and the properties that they are.
STATED = {
    "CompanyName": "company", "FileDescription": "title", "ProductName": "product", "LegalCopyright": "copyright",
    "OriginalFilename": "original-name", "InternalName": "internal-name", "Comments": "comment",
    "FileVersion": "version", "ProductVersion": "product-version", "LegalTrademarks": "trademarks",
}  # fmt: skip


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Strings in ASCII, UTF-8, UTF-16 and eastern encodings, the statement of the version, files in base64."""
    _add_version(data, draft)
    _add_words(data, draft, job, depth)
    ends = (end_of_elf(data) if data.startswith(b"\x7fELF") else 0, end_of_pe(data) if data.startswith(b"MZ") else 0)
    if max(ends) > len(data):
        draft.degrade(Reading.PARTIAL, "damaged", "cut off")
    _tell_density(data, draft, job)


def read_class(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Every constant of a Java class: names, strings, types."""
    try:
        words = pool_of(data).words
    except ValueError:
        words = []
    if not words or not end_of_class(data):
        add_strings(data, draft)
        draft.degrade(Reading.PARTIAL, "damaged", "class")
        return
    text = "\n".join(_java(word) for word in words)
    draft.add_text(text + "\n")
    read_written_out(text, draft, job, depth)
    _tell_density(data, draft, job)


def _java(word: bytes) -> str:
    """UTF-8 as Java writes it: zeros in two bytes, rare characters as pairs."""
    plain = word.replace(b"\xc0\x80", b"\0")
    try:
        return plain.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return plain.decode("utf-8", "replace")


def _add_words(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    lines: list[str] = []
    left = STRINGS_CHARS
    for found in (strings(data), _terminated(data)):
        for line in found:
            job.check_time()
            draft.add_line(line[:left])
            lines.append(line[:left])
            left -= len(line) + 1
            if left <= 0:
                draft.degrade(Reading.PARTIAL, "limit.strings", str(STRINGS_CHARS))
                break
        if left <= 0:
            break
    read_written_out("\n".join(lines), draft, job, depth)


def _terminated(data: bytes) -> Iterator[str]:
    """Strings between zeros that are not ASCII: in UTF-8, or in an encoding of Japanese or Chinese if it reads so."""
    for run in TERMINATED.finditer(data):
        raw = run.group()
        if len(HIGH.findall(raw)) < 2:
            continue
        for encoding in ENCODINGS:
            try:
                text = raw.decode(encoding)
            except UnicodeDecodeError:
                continue
            if encoding == "utf-8" or _is_written(text):
                yield text
                break


def _is_written(text: str) -> bool:
    eastern = "".join(char for char in text if not char.isascii())
    return len(set(eastern)) > 1 and (
        plausibility(eastern, JAPANESE + SIMPLIFIED + TRADITIONAL, has_kana=True) >= WRITTEN_SCORE
    )


def _add_version(data: bytes, draft: Draft) -> None:
    """What a program states of itself, from the first resource that does.

    Source: Microsoft, VS_VERSIONINFO structure.
    """
    start = data.find(VERSION)
    if start < 0:
        return
    block = data[start : start + VERSION_BYTES]
    for name, key in STATED.items():
        mark = (name + "\0").encode("utf-16-le")
        place = block.find(mark)
        if place < 0:
            continue
        # Values begin at a multiple of four bytes, counted from a header of six bytes before the mark.
        place += len(mark)
        place += -(place + 6) % 4
        text = block[place : place + 2048].decode("utf-16-le", "ignore").partition("\0")[0]
        draft.add_metadata(key, text)


def _tell_density(data: bytes, draft: Draft, job: Job) -> None:
    dense = dense_bytes(data, job)
    if dense >= DENSE_BYTES:
        draft.degrade(Reading.PARTIAL, "program.dense", str(dense))
