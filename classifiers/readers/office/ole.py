"""OLE files: what every kind of them holds; the kinds without a reader of their own by their strings."""

from __future__ import annotations

import re
import struct
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import olefile

from classifiers import filetype
from classifiers.encoding import decode
from classifiers.largefile import opened
from classifiers.readers.binary import add_strings
from classifiers.readers.draft import LimitReached
from classifiers.readers.office import vba
from classifiers.readers.office.packagecipher import package_of
from classifiers.readers.office.propertyset import is_sound, user_properties
from classifiers.readers.office.storage import packed_storage
from policies.label import Reading

if TYPE_CHECKING:
    from types import TracebackType

    from classifiers.largefile import LargeFile
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

STREAMS = 4_000
STREAM_BYTES = 64 * 1024 * 1024
BLOCK = 16
# What olefile calls a property, and its canonical name.
PROPERTIES = {
    "title": "title", "subject": "subject", "author": "author", "keywords": "keywords", "comments": "comments",
    "template": "template", "last_saved_by": "last-author", "category": "category", "manager": "manager",
    "company": "company", "creating_application": "producer", "create_time": "created",
    "last_saved_time": "modified", "revision_number": "revision", "presentation_target": "presentation-target",
}  # fmt: skip
SUMMARY = "\x05SummaryInformation"
DOCUMENT_PROPERTIES = "\x05DocumentSummaryInformation"
NATIVE = "\x01Ole10Native"
DOCUMENTS = frozenset({
    "WordDocument", "Workbook", "Book", "PowerPoint Document", "PP97_DUALSTORAGE", "VisioDocument", "DocumentText",
    "EncryptedPackage", "HwpSummaryInformation", "__properties_version1.0",
})  # fmt: skip
# Archives that stand in streams as they are, such as the files of an installer; texts do too, such as those of add-ons.
ARCHIVES = (b"MSCF", b"PK\3\4", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07")
WRAPPED = ("Package", "CONTENTS", NATIVE)
# Streams that say only how an object is shown, and properties, which are read by themselves.
WORDLESS = re.compile(
    r"\x01(?:Ole|CompObj)$|\x03(?:ObjInfo|LinkInfo|PRINT|EPRINT|META|PIC|ACCESSOBJSITEDATA)$|"
    r"\x02OlePres\d+$|\x05(?:Document)?SummaryInformation$"
)


class CompoundFile(olefile.OleFileIO):  # type: ignore[misc]
    """An OLE file whose streams are read up to a size; that one of them was longer is said when it is closed.

    Args:
        data: All of it, in memory or where it lies.

    Raises:
        OSError: not one, or damaged.
        LimitReached: on leaving its `with`: a stream was cut, after everything else was read.
    """

    def __init__(self, data: bytes | LargeFile) -> None:
        self._cut_at = 0
        self._numbers: dict[tuple[str, ...], int] = {}
        super().__init__(opened(data), raise_defects=olefile.DEFECT_FATAL)
        for entry in self.direntries:
            if entry is not None:  # olefile lets no entry stand twice in the tree, but the root
                entry.kids = [kid for kid in entry.kids if kid is not self.root]

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        super().__exit__(kind, error, trace)
        if self._cut_at and error is None:
            raise LimitReached("part_bytes", self._cut_at)

    def _find(self, filename: str | list[str]) -> int:
        """Number of an entry by its path; olefile goes through all its neighbours for each one."""
        if not self._numbers:
            waiting: list[tuple[tuple[str, ...], Any]] = [((), self.root)]
            while waiting:
                path, entry = waiting.pop()
                self._numbers.setdefault(path, entry.sid)
                waiting.extend(((*path, kid.name.lower()), kid) for kid in reversed(entry.kids))
        steps = filename.split("/") if isinstance(filename, str) else filename
        try:
            return self._numbers[tuple(step.lower() for step in steps)]
        except KeyError as error:
            raise OSError("file not found") from error

    def head_of(self, path: list[str], most_bytes: int) -> bytes:
        """Bytes of a stream, no more than `most_bytes` of which are ever in memory."""
        entry = self.direntries[self._find(path)]
        if entry.size > most_bytes:
            self._cut_at = most_bytes
        is_large = entry.size >= self.minisectorcutoff
        return bytes(self._open(entry.isectStart, min(entry.size, most_bytes), force_FAT=is_large).read())


def open_ole(data: bytes | LargeFile) -> CompoundFile:
    """The compound file.

    Raises:
        OSError: not one, or damaged.
    """
    return CompoundFile(data)


def stream(ole: Any, *path: str, most_bytes: int = STREAM_BYTES) -> bytes:
    """Bytes of a stream; empty where there is none."""
    if not ole.exists(list(path)) or ole.get_type(list(path)) != olefile.STGTY_STREAM:
        return b""
    return bytes(ole.head_of(list(path), most_bytes))


def listed(ole: Any, draft: Draft) -> list[list[str]]:
    """Paths of the streams, up to a number; that there are more is told."""
    paths: list[list[str]] = ole.listdir()
    if len(paths) > STREAMS:
        draft.degrade(Reading.PARTIAL, "limit.streams", str(STREAMS))
    return paths[:STREAMS]


def read_encrypted(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """An Office document behind a password; where the programs try it by themselves, what is inside as a part."""
    with open_ole(data) as ole:
        read_properties(ole, draft)
        read_inner(ole, draft, job, depth, skip=("EncryptionInfo", "EncryptedPackage"))
        enciphered = stream(ole, "EncryptedPackage", most_bytes=job.limits.part_bytes)
        try:
            package = package_of(stream(ole, "EncryptionInfo"), enciphered, job)
        except (ValueError, TypeError, struct.error):
            package = None
        if package is None:
            draft.degrade(Reading.OPAQUE, "encrypted", "Office")
            return
        for path in listed(ole, draft):
            if len(path) == 1 and path[0] not in ("EncryptionInfo", "EncryptedPackage"):
                add_strings(stream(ole, *path), draft)
    draft.find("default-password", "Office")
    size = int.from_bytes(enciphered[:8], "little")
    job.child(draft, "package", package[:size], depth)
    if len(package) >= size + BLOCK:
        job.child(draft, "behind the package", package[size:], depth)


def read_other(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Properties and readable strings of any other OLE file; one that only wraps a file is read with that."""
    with open_ole(data) as ole:
        read_properties(ole, draft)
        unread = 0
        if draft.type != "application/vnd.ms-office.vba":
            for path in listed(ole, draft):
                job.check_time()
                if path[-1] == "DocumentText":  # Ichitaro
                    draft.add_line(stream(ole, *path).decode("utf-16-be", "ignore"))
                elif path[-1] == "PrvText":  # Hangul's preview
                    draft.add_line(stream(ole, *path).decode("utf-16-le", "ignore"))
                elif path[-1] not in WRAPPED and not WORDLESS.match(path[-1]):
                    content = stream(ole, *path)
                    if content.startswith(ARCHIVES) or filetype.detect(content).startswith("text/"):
                        job.child(draft, path[-1], content, depth)
                        continue
                    unread += 1
                    add_strings(content, draft)
        read_inner(ole, draft, job, depth, skip=())
    if unread:
        draft.degrade(Reading.PARTIAL, "payload", draft.type)


def read_properties(ole: Any, draft: Draft) -> None:
    """Author, company, template and the like, under their canonical names, and properties that people add."""
    try:
        if not all(is_sound(stream(ole, name)) for name in (SUMMARY, DOCUMENT_PROPERTIES)):
            raise ValueError("a list longer than its stream")
        metadata = ole.get_metadata()
    except Exception:  # noqa: BLE001 - a damaged property set must not lose the document
        draft.degrade(Reading.PARTIAL, "damaged", "properties")
        return
    codec = f"cp{metadata.codepage}" if metadata.codepage and metadata.codepage > 0 else ""
    for name, canonical in PROPERTIES.items():
        draft.add_metadata(canonical, _value(getattr(metadata, name, None), codec))
    for name, value in user_properties(stream(ole, DOCUMENT_PROPERTIES)):
        draft.add_metadata(name, value)


def _value(value: object, codec: str) -> str:
    if isinstance(value, bytes):
        return decode(value.rstrip(b"\0"), "utf-8" if codec == "cp65001" else codec).text
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC).isoformat(timespec="seconds") if value.year > 1601 else ""
    return str(value).split("\0")[0] if value else ""


def read_inner(ole: Any, draft: Draft, job: Job, depth: int, *, skip: tuple[str, ...]) -> None:
    """Macros' source, embedded packages, and objects embedded as storages, as parts."""
    packed: list[list[str]] = []
    for path in listed(ole, draft):
        if (path[-1] in skip and len(path) == 1) or any(path[: len(root)] == root for root in packed):
            continue
        job.check_time()
        if path[-1] in WRAPPED:
            _read_packed(ole, path, draft, job, depth)
        elif len(path) > 1 and path[-2] == "VBA":
            source = vba.module_source(stream(ole, *path))
            if source:
                draft.find("macros")
                draft.add_line(decode(source).text)
        elif len(path) > 1 and path[-1] in DOCUMENTS:
            packed.append(path[:-1])
            job.child(draft, path[-2].strip("\x01"), packed_storage(ole, path[:-1], job), depth)
        elif len(path) > 1 and not WORDLESS.match(path[-1]):
            # Equations, controls, dialogs: small things whose words stand in them as they are.
            add_strings(stream(ole, *path), draft)


def _read_packed(ole: Any, path: list[str], draft: Draft, job: Job, depth: int) -> None:
    name, embedded = unwrapped(stream(ole, *path), path[-1])
    for text in name[1:]:
        draft.add_line(text)
    if embedded:
        kept = name[0] if name else f"{path[-2] if len(path) > 1 else 'object'}-{path[-1].strip(chr(1))}"
        job.child(draft, kept, embedded, depth)


def unwrapped(data: bytes, name: str) -> tuple[list[str], bytes]:
    """The file inside an `Ole10Native` stream behind its names, and these; other packages as they are."""
    if name != NATIVE:
        return [], data
    match = re.match(rb".{4}\x02\0([^\0]*)\0([^\0]*)\0.{4}.{4}([^\0]*)\0(.{4})", data, re.DOTALL)
    if match is None:
        return [], data[4:]
    size = int.from_bytes(match.group(4), "little")
    names = [decode(match.group(number)).text for number in (1, 2, 3) if match.group(number)]
    return names, data[match.end() : match.end() + size]
