"""Files of the modelling kernels Parasolid and ACIS, in words (`.x_t`, `.sat`) and in bytes (`.x_b`, `.sab`).

Source: Siemens, Parasolid XT Format Reference, 2008; Spatial, ACIS Save File Format, 1999.
"""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING, NamedTuple

from classifiers.readers.models.geometry import Box, line_blocks, numbers
from classifiers.readers.models.payload import add_long_runs, add_words, tell_partial
from classifiers.readers.text import take
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

HEADER_END = "**END_OF_HEADER"
HEADER_BYTES = 16 * 1024
KEY = re.compile(r"\b([A-Z_]{2,30})=([^;]{0,400});")
KEYS = {"APPL": "producer", "DATE": "created", "USER": "author", "SITE": "company", "FILE": "title", "KEY": "key",
        "MC": "machine", "SCH": "schema"}  # fmt: skip
NUMBER = re.compile(r"(?<![A-Za-z_])[-+?]?(?:\d++\.?\d*+|\.\d++)(?:[eE][-+]?\d++)?(?![A-Za-z_])")
WORD = re.compile(r"[^\W\d_][^\n]{2,}")
# Names written out as the numbers of their characters: a run of numbers that are all CJK, kana or full-width.
CHARACTER = r"(?:1[23]\d{3}|1[4-9]\d{3}|[2-3]\d{4}|40\d{3}|65[2-5]\d{2})"
CODES = re.compile(rf"(?<![\d.]){CHARACTER}(?: {CHARACTER}){{1,200}}(?![\d.])")
SAT_STRING = re.compile(r"@(\d{1,6}+) ")
SAT_LENGTH = re.compile(r"\s*(\d{1,4}) ")
SAT_RECORD = re.compile(r"^(?:-?\d++ )?([a-z][\w]*(?:-[a-z][\w]*)*+) [$#@-]", re.MULTILINE)
SAT_POINT = re.compile(r"^(?:-?\d++ )?point (?:\$-?\d++ |-?\d++ )*?([-\d.e+]+) ([-\d.e+]+) ([-\d.e+]+) #", re.MULTILINE)
SAB_MARKS = (b"ACIS BinaryFile", b"ASM BinaryFile4", b"ASM BinaryFile8")
SAB_SIZES = {2: 1, 3: 2, 5: 4, 6: 8, 10: 0, 11: 0, 15: 0, 16: 0, 17: 0, 19: 24, 20: 24, 22: 16, 23: 8}
SAB_LENGTHS = {7: 1, 8: 2, 9: 4, 13: 1, 14: 1, 18: 4}
SAB_LONG = frozenset({4, 12, 21})
SAB_END = 17
SCALES = {1.0: "mm", 10.0: "cm", 1000.0: "m", 25.4: "in", 304.8: "ft"}


def read_parasolid_text(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Header and every word of the parts; names written as numbers of Chinese and Japanese characters.

    Latin names may be written as numbers as well, and nothing but the program's schema tells them from others.
    """
    del depth
    text = take(data, draft).text
    head, mark, body = text.partition(HEADER_END)
    if not mark:
        head, body = "", text
    _tell_header(head, draft)
    joined = body.replace("\r", "").replace("\n", "")  # lines break within words, at 80 characters
    draft.cad["NUMBER"] = sum(1 for _ in NUMBER.finditer(joined))
    job.check_time()
    for match in CODES.finditer(joined):
        draft.add_line("".join(chr(int(code)) for code in match.group().split()))
    for piece in dict.fromkeys(NUMBER.sub("\n", joined).split("\n")):
        if WORD.search(piece):
            draft.add_line(piece.strip())
    tell_partial(draft, "Parasolid")


def _tell_header(head: str, draft: Draft) -> None:
    draft.add_line(head)
    for key, value in KEY.findall(head.replace("\n", "")):
        if value.strip() and value.strip() != "unknown":
            draft.add_metadata(KEYS.get(key, key.lower()), value)


def read_parasolid_binary(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Header in words, and readable strings of the rest."""
    del depth
    head = data[:HEADER_BYTES].partition(HEADER_END.encode())
    if head[1]:
        _tell_header(head[0].decode("latin-1"), draft)
    add_words(data, draft, job)
    tell_partial(draft, "Parasolid")


def read_sat(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """ACIS in words: header, every string, records counted, points measured."""
    del depth
    text = take(data, draft).text
    unit = _tell_sat_header(text, draft)
    box, words = Box(), dict[str, None]()
    for block in line_blocks(text):
        job.check_time()
        for match in SAT_RECORD.finditer(block):
            draft.cad[match.group(1)[:60]] += 1
        box.take([point for match in SAT_POINT.finditer(block) if len(point := numbers(match.groups())) == 3])
        words.update(dict.fromkeys(NUMBER.sub(" ", block).splitlines()))
    box.tell(draft, unit)
    place, seen = 0, dict[str, None]()
    while string := SAT_STRING.search(text, place):
        place = string.end() + int(string.group(1))
        seen[text[string.end() : place]] = None
    for value in seen:
        draft.add_line(value)
    for line in words:
        draft.add_line(" ".join(word for word in line.split() if len(word) > 1))


def _tell_sat_header(text: str, draft: Draft) -> str:
    """Product, version and date, whose lengths are stated with or without `@`; returns the unit."""
    lines = text.split("\n", 3)
    if len(lines) < 3:
        return ""
    place, names, line = 0, [], lines[1].replace("@", "")
    while found := SAT_LENGTH.match(line, place):
        place = found.end() + int(found.group(1))
        names.append(line[found.end() : place])
    for key, value in zip(("producer", "kernel", "created"), names, strict=False):
        draft.add_metadata(key, value)
    scale = numbers(lines[2].split()[:1])
    return _unit(scale[0]) if scale else ""


def _unit(scale: float) -> str:
    return next((name for value, name in SCALES.items() if abs(scale - value) < 1e-9), "")


class Token(NamedTuple):
    """A value of a binary ACIS file."""

    tag: int
    content: bytes


def read_sab(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """ACIS in bytes: every value decoded, strings as text, records counted, points measured."""
    del depth
    mark = next((mark for mark in SAB_MARKS if data.startswith(mark)), b"")
    wide = 8 if mark.endswith(b"8") else 4
    start = _header_start(data, len(mark))
    box, seen = Box(), set[str]()
    header: list[str] = []
    record: list[str] = []
    points: list[tuple[float, ...]] = []
    place = start
    for count, (token, end) in enumerate(_tokens(data, start, wide)):
        place = end
        if count % 50_000 == 0:
            job.check_time()
        if token.tag in (7, 8, 9, 18):
            words = token.content.decode("utf-8", "replace")
            header += [words] if len(header) < 3 else []
            if words not in seen:
                seen.add(words)
                draft.add_line(words)
        elif token.tag in (13, 14):
            record.append(token.content.decode("latin-1"))
        elif token.tag == 19 and record and record[-1] == "point":
            points.append(struct.unpack("<3d", token.content))
        elif token.tag == SAB_END:
            draft.cad["-".join(record)[:60] or "RECORD"] += 1
            record = []
    for key, value in zip(("producer", "kernel", "created"), header, strict=False):
        draft.add_metadata(key, value)
    box.take(points)
    box.tell(draft)
    rest = data[place:]
    if len(rest) > 64 or (place == start and rest):
        add_words(rest, draft, job)
        draft.degrade(Reading.PARTIAL, "damaged", "ACIS")
    add_long_runs(data[start:place], draft, job)


def _header_start(data: bytes, start: int) -> int:
    """Where the first string of the header begins, behind a few numbers of 4 or 8 bytes."""
    for place in range(start, min(start + 48, len(data))):
        if data[place] == 7 and place + 2 < len(data) and data[place + 2 : place + 2 + data[place + 1]].isascii():
            return place
    return start


def _tokens(data: bytes, place: int, wide: int) -> Iterator[tuple[Token, int]]:
    """Values from `place` on, each with where the next one begins; ends at the first that is none."""
    while place < len(data):
        tag = data[place]
        start = place + 1
        if tag in SAB_LONG:
            size = wide
        elif tag in SAB_LENGTHS:
            width = SAB_LENGTHS[tag]
            size = int.from_bytes(data[start : start + width], "little")
            start += width
        elif tag in SAB_SIZES:
            size = SAB_SIZES[tag]
        else:
            return
        if start + size > len(data):
            return
        yield Token(tag, data[start : start + size]), start + size
        place = start + size
