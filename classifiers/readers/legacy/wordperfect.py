"""WordPerfect: 4.2 whole; 5 and later by the text between its functions, and the strings of its other packets.

Source: the functions' lengths as files show them; WordPerfect Corporation, "Developer's Toolkit" (1989).
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from classifiers.readers.binary import strings
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

DOCUMENT_AT, VERSION_AT, CIPHER_AT = 4, 10, 12
FUNCTION_BYTES = 8_192
# Bytes of functions of 4.2, both of their marks included; others run to their second mark and hold text themselves.
LENGTHS4 = {
    0xC0: 6, 0xC1: 9, 0xC2: 11, 0xC3: 3, 0xC4: 3, 0xC5: 6, 0xC6: 6, 0xC7: 6, 0xC8: 4, 0xC9: 5, 0xCA: 3, 0xCB: 6,
    0xCC: 8, 0xCD: 4, 0xCE: 4, 0xCF: 4, 0xD0: 6, 0xD7: 4, 0xD8: 4, 0xE6: 4, 0xE7: 3, 0xE8: 3, 0xE9: 4, 0xEA: 3,
    0xEB: 32, 0xEC: 4, 0xED: 3, 0xEE: 3, 0xEF: 3,
}  # fmt: skip
WORDED4 = frozenset({0xD1, 0xD5, 0xE2, 0xF0, 0xE3})
BREAKS = {0x09: "\t", 0x0A: "\n", 0x0B: " ", 0x0C: "\f", 0x0D: " ", 0x8C: "\n", 0x93: " ", 0x99: "\n", 0xA0: "\u00a0",
          0xA9: "-", 0xAA: "-", 0xAB: "-"}  # fmt: skip
FIXED5 = {0xC0: 4, 0xC1: 9, 0xC2: 11, 0xC3: 3, 0xC4: 3, 0xC5: 5, 0xC6: 6, 0xC7: 7}
SINGLE6 = {0x80: " ", 0x81: "\u00a0", 0x82: "-", 0x83: "-", 0x84: "-", 0xB4: "\n", 0xB7: "\n", 0xB9: "\n", 0xC7: "\f",
           0xC8: "\n", 0xCA: "\n", 0xCC: "\n", 0xCF: " ", 0xD0: " "}  # fmt: skip
FIXED6 = {0xF0: 4, 0xF1: 5, 0xF2: 3, 0xF3: 3, 0xF4: 3, 0xF5: 3, 0xF6: 4, 0xF7: 4, 0xF8: 4, 0xF9: 5, 0xFA: 5, 0xFB: 6,
          0xFC: 6, 0xFD: 8, 0xFE: 8, 0xFF: 10}  # fmt: skip


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Text; partial from version 5 on, whose functions are not all known."""
    del depth
    if not data.startswith(b"\xffWPC"):
        draft.add_metadata("version", "4.2")
        draft.add_line("".join(_text4(data, job)))
        return
    start = struct.unpack_from("<I", data, DOCUMENT_AT)[0]
    major, cipher = data[VERSION_AT], struct.unpack_from("<H", data, CIPHER_AT)[0]
    draft.add_metadata("version", "5" if not major else str(major + 4))
    if cipher:
        draft.degrade(Reading.OPAQUE, "encrypted", "WordPerfect")
        return
    draft.add_line("".join(_text6(data, start, job) if major else _text5(data, start, job)))
    draft.at("headers, notes and styles")
    for text in strings(data[:start] + data[start:] if not major else data):
        draft.add_line(text)
    draft.degrade(Reading.PARTIAL, "payload", draft.type)


def _text4(data: bytes, job: Job) -> Iterator[str]:
    place = 0
    while place < len(data):
        byte = data[place]
        if byte < 0xC0:
            yield _letter(byte)
            place += 1
            continue
        job.check_time()
        end = place + LENGTHS4.get(byte, 0) - 1
        if end < place or end >= len(data) or data[end] != byte:
            end = data.find(byte, place + 1, place + FUNCTION_BYTES)
        if end < 0:
            place += 1
            continue
        if byte in WORDED4:
            yield f"\n{' '.join(strings(data[place + 1 : end]))}\n"
        place = end + 1


def _letter(byte: int) -> str:
    if 0x20 <= byte < 0x7F:
        return chr(byte)
    return BREAKS.get(byte, "")


def _text5(data: bytes, place: int, job: Job) -> Iterator[str]:
    while place < len(data):
        byte = data[place]
        if byte == 0xC0 and place + 3 < len(data):
            yield bytes([data[place + 1]]).decode("cp437") if data[place + 2] == 0 else "?"
        if byte < 0xC0:
            yield _letter(byte)
            place += 1
        elif byte < 0xD0:
            place += FIXED5.get(byte, 1)
        else:
            job.check_time()
            place += 4 + int.from_bytes(data[place + 2 : place + 4], "little")


def _text6(data: bytes, place: int, job: Job) -> Iterator[str]:
    while place < len(data):
        byte = data[place]
        if 0x21 <= byte < 0x7F:
            yield chr(byte)
            place += 1
        elif byte in SINGLE6 and byte < 0xD1:
            yield SINGLE6[byte]
            place += 1
            if byte == 0xD0:
                place += max(3, int.from_bytes(data[place + 1 : place + 3], "little")) - 1
        elif 0xD0 < byte < 0xF0:
            job.check_time()
            place += max(4, int.from_bytes(data[place + 2 : place + 4], "little"))
        elif byte >= 0xF0:
            if byte == 0xF0 and place + 3 < len(data) and not data[place + 2]:
                yield chr(data[place + 1])
            place += FIXED6[byte]
        else:
            place += 1
