"""ELF, PE and Mach-O: the strings that they hold; what says who made them and what they are; and Java classes.

Invariants:
- `full` is said only where no stretch is as dense as packed bytes are: what such a stretch hides, no string tells.
- What stands behind a program's own end is a part of its own (`trailing.end_of`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifiers.encoding import decode
from classifiers.readers.binary import STRINGS_CHARS, add_strings, strings
from classifiers.readers.programs.density import dense_bytes
from classifiers.readers.programs.extent import end_of_class, end_of_elf, end_of_pe, pool_of
from classifiers.readers.programs.foreign import foreign_strings
from classifiers.readers.written import read_written_out
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

# Less of it hides nothing that is worth a name: tables for checksums are longer.
DENSE_BYTES = 512
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
    add_words(data, draft, job, depth)
    ends = (end_of_elf(data) if data.startswith(b"\x7fELF") else 0, end_of_pe(data) if data.startswith(b"MZ") else 0)
    if max(ends) > len(data):
        draft.degrade(Reading.PARTIAL, "damaged", "cut off")
    elif data.startswith(b"\x7fELF") and not max(ends):
        draft.degrade(Reading.PARTIAL, "damaged", "header")
    _tell_density(data, draft, job)


def read_class(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Every constant of a Java class: names, strings, types; and what strings its code, numbers and attributes hold."""
    try:
        words, numbers, end = pool_of(data)
    except ValueError:
        words, numbers, end = [], [], 0
    if not words or not end_of_class(data):
        add_strings(data, draft)
        draft.degrade(Reading.PARTIAL, "damaged", "class")
        return
    text = "\n".join(_java(word) for word in words)
    draft.add_text(text + "\n")
    read_written_out(text, draft, job, depth)
    add_words(b"".join((*numbers, b"\0", data[end:])), draft, job, depth)
    _tell_density(data, draft, job)


def _java(word: bytes) -> str:
    """UTF-8 as Java writes it: zeros in two bytes, rare characters as pairs."""
    plain = word.replace(b"\xc0\x80", b"\0")
    try:
        return plain.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return decode(plain).text


def add_words(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Strings in any encoding as lines, and files in base64 as parts, of bytes that are no text as a whole."""
    lines: list[str] = []
    left = STRINGS_CHARS
    for found in (strings(data), foreign_strings(data)):
        for line in found:
            job.check_time()
            if not line:
                continue
            draft.add_line(line[:left])
            lines.append(line[:left])
            left -= len(line) + 1
            if left <= 0:
                draft.degrade(Reading.PARTIAL, "limit.strings", str(STRINGS_CHARS))
                break
        if left <= 0:
            break
    read_written_out("\n".join(lines), draft, job, depth)


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
