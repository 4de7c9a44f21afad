"""Office before 2007 and other OLE files: Word, Excel, PowerPoint, Outlook; the rest by their strings."""

from __future__ import annotations

import io
import re
import struct
from typing import TYPE_CHECKING, Any

import olefile

from classifiers.encoding import decode
from classifiers.readers.binary import add_strings
from classifiers.readers.markup import read_html_text
from classifiers.readers.office import biff, vba, word97
from classifiers.readers.office.ooxml import add_sheets
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

STREAMS = 2_000
PROPERTIES = (
    "title",
    "subject",
    "author",
    "keywords",
    "comments",
    "template",
    "last_saved_by",
    "category",
    "manager",
    "company",
    "creating_application",
)
NATIVE = "\x01Ole10Native"
PPT_TEXT = {0x0FA0: "utf-16-le", 0x0FA8: "latin-1", 0x0FBA: "utf-16-le"}
PPT_ENCRYPTED_TOKEN = 0xF3D1C4DF
RECORDS = 200_000
# Property tags of a message: what is read, in order.
MESSAGE_WORDS = (
    ("0037", "Subject"),
    ("0C1A", "From"),
    ("0C1F", "From-Address"),
    ("0E04", "To"),
    ("0E03", "Cc"),
    ("0E02", "Bcc"),
    ("0070", "Topic"),
)


def open_ole(data: bytes) -> Any:
    """The compound file.

    Raises:
        OSError: not one, or damaged.
    """
    return olefile.OleFileIO(io.BytesIO(data), raise_defects=olefile.DEFECT_FATAL)


def stream(ole: Any, *path: str, most_bytes: int = 64 * 1024 * 1024) -> bytes:
    """Bytes of a stream; empty where there is none."""
    if not ole.exists(list(path)) or ole.get_type(list(path)) != olefile.STGTY_STREAM:
        return b""
    return bytes(ole.openstream(list(path)).read(most_bytes))


def read_encrypted(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """An Office document behind a password."""
    del data, job, depth
    draft.degrade(Reading.OPAQUE, "encrypted", "Office")


def read_word(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Text of a Word document, deleted text and notes included."""
    with open_ole(data) as ole:
        _read_properties(ole, draft)
        document = stream(ole, "WordDocument")
        if word97.is_encrypted(document) or ole.exists("\x09DRMContent"):
            draft.degrade(Reading.OPAQUE, "encrypted", "Word")
            return
        tables = stream(ole, word97.table_name(document))
        text = word97.text(document, tables)
        if text is None:
            add_strings(document, draft)
            draft.degrade(Reading.PARTIAL, "payload", "Word 95 or damaged")
        else:
            draft.add_text(text)
        _read_inner(ole, draft, job, depth, skip=("WordDocument", "0Table", "1Table", "Data"))


def read_excel(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Cells by calamine; comments, text boxes and headers from the records."""
    import python_calamine

    if not data.startswith(olefile.MAGIC):
        _read_bare_workbook(data, draft, job)
        return
    with open_ole(data) as ole:
        _read_properties(ole, draft)
        workbook = stream(ole, "Workbook") or stream(ole, "Book")
        if biff.is_encrypted(workbook) or ole.exists("\x09DRMContent"):
            draft.degrade(Reading.OPAQUE, "encrypted", "Excel")
            return
        try:
            add_sheets(data, draft, job)
        except (python_calamine.CalamineError, OSError, ValueError) as error:
            add_strings(workbook, draft)
            draft.degrade(Reading.PARTIAL, "damaged", type(error).__name__)
        for text in biff.loose_texts(workbook):
            draft.add_line(text)
        _read_inner(ole, draft, job, depth, skip=("Workbook", "Book"))


def _read_bare_workbook(data: bytes, draft: Draft, job: Job) -> None:
    """Excel before version 5: records without a compound file."""
    del job
    add_strings(data, draft)
    draft.degrade(Reading.PARTIAL, "payload", "Excel 4 or older")


def read_powerpoint(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Text of slides, notes and masters."""
    with open_ole(data) as ole:
        _read_properties(ole, draft)
        user = stream(ole, "Current User")
        is_locked = len(user) >= 16 and int.from_bytes(user[12:16], "little") == PPT_ENCRYPTED_TOKEN
        if is_locked or ole.exists("EncryptedSummary") or ole.exists("\x09DRMContent"):
            draft.degrade(Reading.OPAQUE, "encrypted", "PowerPoint")
            return
        slides = stream(ole, "PowerPoint Document")
        for text in _slide_texts(slides):
            draft.add_line(text.replace("\r", "\n").replace("\x0b", "\n"))
        if not slides:
            for name in ("PP40", "PP97_DUALSTORAGE"):
                add_strings(stream(ole, name), draft)
            draft.degrade(Reading.PARTIAL, "payload", "PowerPoint 4 or older")
        _read_inner(ole, draft, job, depth, skip=("PowerPoint Document", "Current User"))


def _slide_texts(slides: bytes) -> Iterator[str]:
    """Text atoms, containers entered, without recursion."""
    place = 0
    for _ in range(RECORDS):
        if place + 8 > len(slides):
            return
        version, kind, size = struct.unpack_from("<HHI", slides, place)
        place += 8
        if version & 0x0F == 0x0F:
            continue
        if kind in PPT_TEXT and size:
            yield slides[place : place + size].decode(PPT_TEXT[kind], "ignore")
        place += size


def read_message(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """An Outlook message: headers, bodies, attachments."""
    with open_ole(data) as ole:
        _read_message_at(ole, [], draft, job, depth, 0)


def _read_message_at(ole: Any, root: list[str], draft: Draft, job: Job, depth: int, level: int) -> None:
    for tag, name in MESSAGE_WORDS:
        text = _property(ole, root, tag)
        draft.add_metadata(name, text)
        draft.add_line(f"{name}: {text}" if text else "")
    draft.add_line(_property(ole, root, "007D"))
    draft.add_line(_property(ole, root, "1000"))
    html = stream(ole, *root, "__substg1.0_10130102")
    if html:
        read_html_text(decode(html).text, draft, job, depth)
    packed = stream(ole, *root, "__substg1.0_10090102")
    if packed and not html and not _property(ole, root, "1000"):
        rich = word97.decompress_rtf(packed)
        if rich:
            job.child(draft, "body.rtf", rich, depth)
    for entry in _children(ole, root):
        if entry.startswith("__recip_version1.0_"):
            for tag in ("3001", "39FE", "3003"):
                draft.add_line(_property(ole, [*root, entry], tag))
        elif entry.startswith("__attach_version1.0_"):
            _read_attachment(ole, [*root, entry], draft, job, depth, level)


def _read_attachment(ole: Any, root: list[str], draft: Draft, job: Job, depth: int, level: int) -> None:
    name = _property(ole, root, "3707") or _property(ole, root, "3704") or _property(ole, root, "3001") or "attachment"
    data = stream(ole, *root, "__substg1.0_37010102")
    if data:
        job.child(draft, name, data, depth)
        return
    inner = [*root, "__substg1.0_3701000D"]
    if not ole.exists(inner):
        return
    if level >= job.limits.depth:
        job.opaque_child(draft, name, 0, "limit.depth", str(job.limits.depth))
    elif ole.exists([*inner, "__properties_version1.0"]):
        draft.add_line(name)
        _read_message_at(ole, inner, draft, job, depth, level + 1)
    else:
        for path in ole.listdir():
            if path[: len(inner)] == inner:
                add_strings(stream(ole, *path), draft)
        draft.degrade(Reading.PARTIAL, "payload", "embedded object")


def _children(ole: Any, root: list[str]) -> list[str]:
    return sorted(
        {
            path[len(root)]
            for path in ole.listdir(streams=True, storages=True)
            if path[: len(root)] == root and len(path) > len(root)
        }
    )


def _property(ole: Any, root: list[str], tag: str) -> str:
    wide = stream(ole, *root, f"__substg1.0_{tag}001F")
    if wide:
        return wide.decode("utf-16-le", "ignore").rstrip("\0")
    narrow = stream(ole, *root, f"__substg1.0_{tag}001E")
    return decode(narrow.rstrip(b"\0")).text if narrow else ""


def read_other(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Properties and readable strings of any other OLE file."""
    with open_ole(data) as ole:
        _read_properties(ole, draft)
        is_macros = draft.type == "application/vnd.ms-office.vba"
        if not is_macros:
            for path in ole.listdir()[:STREAMS]:
                job.check_time()
                if path[-1] == "DocumentText":  # Ichitaro
                    draft.add_line(stream(ole, *path).decode("utf-16-be", "ignore"))
                elif path[-1] == "PrvText":  # Hangul's preview
                    draft.add_line(stream(ole, *path).decode("utf-16-le", "ignore"))
                else:
                    add_strings(stream(ole, *path), draft)
        _read_inner(ole, draft, job, depth, skip=())
    if not is_macros:
        draft.degrade(Reading.PARTIAL, "payload", draft.type)


def _read_properties(ole: Any, draft: Draft) -> None:
    try:
        metadata = ole.get_metadata()
    except Exception:  # noqa: BLE001 - a damaged property set must not lose the document
        draft.degrade(Reading.PARTIAL, "damaged", "properties")
        return
    codec = f"cp{metadata.codepage}" if metadata.codepage and metadata.codepage > 0 else ""
    for name in PROPERTIES:
        value = getattr(metadata, name, None)
        if isinstance(value, bytes):
            value = decode(value.rstrip(b"\0"), codec).text
        if value:
            draft.add_metadata(name, value)


def _read_inner(ole: Any, draft: Draft, job: Job, depth: int, *, skip: tuple[str, ...]) -> None:
    """Macros' source, embedded packages, and documents embedded as storages."""
    for path in ole.listdir()[:STREAMS]:
        if path[-1] in skip and len(path) == 1:
            continue
        if path[-1] in ("Package", "CONTENTS", NATIVE):
            embedded = _unwrapped(stream(ole, *path), path[-1])
            if embedded:
                job.child(draft, f"{path[-2] if len(path) > 1 else 'object'}-{path[-1].strip(chr(1))}", embedded, depth)
        elif len(path) > 1 and path[-2] == "VBA":
            source = vba.module_source(stream(ole, *path))
            if source:
                draft.find("macros")
                draft.add_line(decode(source).text)
        elif len(path) > 1 and path[-1] in ("WordDocument", "Workbook", "Book", "PowerPoint Document"):
            _read_storage(ole, path, draft)


def _read_storage(ole: Any, path: list[str], draft: Draft) -> None:
    """A document embedded as a storage of its own."""
    data = stream(ole, *path)
    draft.find("embedded", path[-1])
    if path[-1] == "WordDocument":
        text = word97.text(data, stream(ole, *path[:-1], word97.table_name(data)))
        draft.add_text(text or "")
        if text is None:
            draft.degrade(Reading.PARTIAL, "payload", "embedded Word")
    elif path[-1] == "PowerPoint Document":
        for text in _slide_texts(data):
            draft.add_line(text)
    else:
        for text in biff.shared_strings(data):
            draft.add_line(text)
        draft.degrade(Reading.PARTIAL, "payload", "embedded workbook")


def _unwrapped(data: bytes, name: str) -> bytes:
    """The file inside an `Ole10Native` stream, after its names; other packages as they are."""
    if name != NATIVE:
        return data
    match = re.match(rb".{4}\x02\0([^\0]*)\0([^\0]*)\0.{4}.{4}[^\0]*\0(.{4})", data, re.DOTALL)
    if match is None:
        return data[4:]
    size = int.from_bytes(match.group(3), "little")
    return data[match.end() : match.end() + size]
