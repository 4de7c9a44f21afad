"""Ichitaro 7 and later (jtd, jtt and their packed kinds, jfw): segments of text in streams of an OLE file.

A text is 16-bit characters, big end first, in an area of a length that stands before it; a control code opens a
record of its own: 0x1C begins one whose length in characters follows, 0x1D to 0x1F bracket a note or a ruby.
"""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING, Any

from classifiers.readers.binary import add_strings
from classifiers.readers.legacy import words
from classifiers.readers.legacy.rest import Rest
from classifiers.readers.moments import moment
from classifiers.readers.office.ole import open_ole, read_inner, read_properties, stream
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

TEXT_MARK = b"TextV.01"
PACKED = "JSCompDocument"
PACKED_MARK = re.compile(rb"-lh[0-7d]-|-lz[s45]-")
# Streams that hold text, and what stands in them.
TEXTS = {
    "DocumentText": "body", "Header": "header", "Footer": "footer", "Footnote": "footnotes", "Endnote": "endnotes",
    "DocumentPeripheralThree": "margins", "DocumentPeripheral": "margins",
}  # fmt: skip
# Streams of measures, styles, marks of lines and pages: no words of the document, searched all the same.
STRUCTURE = re.compile(
    r"\x04JSRV_|Document(?:Edit|View)Styles|Font|LineMark|PageMark|PaperMark|ReferenceInfo|ThinkingTemplate|"
    r"InfoStream|MacrosStream|SheetInfo|\x05|\x01CompObj|\x01Ole$|\x03ObjInfo"
)
EMBEDDED = re.compile(
    r"Package$|CONTENTS$|\x01Ole10Native$|WordDocument$|Workbook$|Book$|PowerPoint Document$|VBA$|EmbedItems|OLE"
)
# Paths of documents that belong to this one.
RELATED, PATH_CHARS = "RelatedDocuments", 6
SHEETS = ("DocItemInfo", "DocItemInfo2")
BLOCK, NOTE_START, NOTE_TEXT, NOTE_END = "\x1c", "\x1d", "\x1e", "\x1f"
SUMMARY = "\x04JSRV_SummaryInformation"
# Names that the program gives to a document's properties, and their canonical ones.
PROPERTIES = {
    "表題": "title", "題名": "title", "見出し": "title", "主題": "subject", "作成者": "author", "備考": "comments",
    "キーワード": "keywords", "前回更新者": "last-author", "作成日時": "created", "前回更新日時": "modified",
    "更新回数": "revision", "会社名": "company", "分類": "category", "管理者": "manager",
}  # fmt: skip
SUMMARY_HEAD, RECORD_HEAD = 0x40, 98
TEXT_KINDS, TIME = frozenset({0x0D, 0x14, 0x1F}), 0x0A


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Body, headers, notes, sheets, properties; embedded objects as parts."""
    with open_ole(data) as ole:
        read_properties(ole, draft)
        add_summary(stream(ole, SUMMARY), draft)
        known: list[list[str]] = []
        unknown = 0
        for path in ole.listdir():
            job.check_time()
            if _is_embedded(path):
                continue
            known.append(path)
            unknown += not _read_stream(ole, path, draft, job, depth)
        read_inner(Rest(ole, known), draft, job, depth, skip=())
    if unknown:
        draft.degrade(Reading.PARTIAL, "payload", "streams of an unknown kind")


def _is_embedded(path: list[str]) -> bool:
    """Whether a stream belongs to an object that another program put into the document."""
    return any(EMBEDDED.match(step) for step in path)


def _read_stream(ole: Any, path: list[str], draft: Draft, job: Job, depth: int) -> bool:
    """Whether everything in the stream was understood."""
    name, data = path[-1], stream(ole, *path)
    if name == PACKED:
        return _read_packed(data, draft, job, depth)
    if name in TEXTS or TEXT_MARK in data[:64]:
        label = TEXTS.get(name, name.strip("\x01\x03\x04\x05"))
        draft.at(f"{'/'.join(path[:-1])}, {label}" if len(path) > 1 else label)
        for text in texts(data):
            draft.add_line(text)
        return True
    if name in SHEETS:
        words.add_wide(data, draft)
        return True
    if name == RELATED:
        for text in [*words.wide_runs_anywhere(data), *words.wide_runs_anywhere(words.swapped(data))]:
            draft.add_line(text if len(text) >= PATH_CHARS else "")
        return True
    if name.startswith(SUMMARY) or STRUCTURE.match(name):
        return True
    draft.at(name.strip("\x01\x03\x04\x05"))
    add_strings(data, draft)
    return not data.strip(b"\0")


def _read_packed(data: bytes, draft: Draft, job: Job, depth: int) -> bool:
    """The whole document packed as LHA packs it, behind a header that names it."""
    found = PACKED_MARK.search(data[:256])
    if found is None or found.start() < 2:
        add_strings(data, draft)
        return False
    job.child(draft, "document.lzh", data[found.start() - 2 :], depth)
    return True


def texts(data: bytes) -> Iterator[str]:
    """Each area of text in a stream, its controls taken out."""
    place = data.find(TEXT_MARK)
    while place >= 0:
        start = place + len(TEXT_MARK) + 4
        count = int.from_bytes(data[start - 4 : start], "big")
        raw = data[start : start + 2 * count]
        yield _plain(raw[: len(raw) & ~1].decode("utf-16-be", "replace"))
        place = data.find(TEXT_MARK, start + max(0, min(2 * count, len(data))))


def _plain(text: str) -> str:
    """Text without control records; what stands in notes and rubies stays."""
    pieces: list[str] = []
    place = 0
    while place < len(text):
        char = text[place]
        if char == BLOCK and place + 3 < len(text):
            place = _behind_block(text, place)
            pieces.append(" ")
            continue
        if char == NOTE_TEXT:
            # The record that closes a note gives its length again, and ends in the same mark as it began.
            end = text.find(NOTE_END, place)
            place = end + 1 if 0 <= end < place + 16 else place + 1
            pieces.append("\n")
            continue
        if char == "?" and place + 2 < len(text) and text[place + 1] == "\0":
            place += 1
            continue
        pieces.append(char if char >= " " or char in "\t\n\f\r" else " " if char in (NOTE_START, NOTE_END) else "")
        place += 1
    return words.plain("".join(pieces))


def _behind_block(text: str, place: int) -> int:
    """Index behind a record that begins with 0x1C; the words inside it come after its head, up to 0x1D."""
    end = text.find(NOTE_START, place)
    close = text.find(NOTE_END, place)
    if 0 <= end < place + 64:
        return end + 1
    return close + 1 if 0 <= close < place + 64 else place + 1


def add_summary(data: bytes, draft: Draft) -> None:
    """The program's own properties: records of a number, a wide name, a type and a value of a stated size."""
    place = SUMMARY_HEAD
    while place + RECORD_HEAD <= len(data):
        name = words.wide(data[place + 4 : place + 68])
        kind, _, size = struct.unpack_from("<III", data, place + 74)
        value = data[place + RECORD_HEAD : place + RECORD_HEAD + size]
        place += RECORD_HEAD + size
        if kind in TEXT_KINDS:
            draft.add_metadata(PROPERTIES.get(name, name), words.wide(value))
        elif kind == TIME and len(value) == 8:
            draft.add_metadata(PROPERTIES.get(name, name), moment(int.from_bytes(value, "little")))
