"""CATIA V5, Creo, NX: what stands in the clear, what is packed by known means, pictures; shapes are not decoded.

Source: the files' own headers; Unix `compress`; zlib.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from classifiers.encoding import decode
from classifiers.readers.archives.library import ArchiveFault, libraries
from classifiers.readers.draft import LimitReached
from classifiers.readers.models.payload import Packed, add_words, read_payload, tell_partial

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

CATIA_SAVED = re.compile(
    rb"(FirstStreamed|LastSaveVersion|MinimalVersionToRead)?\0?<Version>(\d{1,3})/<Version><Release>(\d{1,3})/<Release>"
    rb"<ServicePack>(\d{1,3})/<ServicePack>(?:<BuildDate>([\d.\-]{1,30})/<BuildDate>)?"
)
CATIA_FILE = re.compile(r"[\w\-. ()+\u3040-\u9fff]{1,120}\.CAT(?:Part|Product|Drawing|Process|Shape|Material)\b")
CREO_HEADER = re.compile(rb"#-END_OF_UGC_HEADER[^\n]*\n")
CREO_NAME = re.compile(rb"^#- CMNM ([0-9a-f]{3})([^\n]*)", re.MULTILINE)
CREO_PROGRAM = re.compile(rb"^#((?:Creo|Pro/ENGINEER)[^\n#]{0,200})", re.MULTILINE)
CREO_KIND = re.compile(rb"#UGC:2 (\w+)")
CREO_SECTION = re.compile(rb"#([A-Za-z][\w#:]{1,40})\n\x1f\x9d")
CREO_SECTIONS = 500
CREO_UNITS = {51: "mm", 55: "mm"}
NX_PATH = re.compile(rb"/Root/[\x20-\x7e]{1,200}")
FILE_NAMES = 2_000


def read_catia(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """CATIA V5: version, dates, names of linked files, strings of every kind, preview."""
    for place, version, release, service, build in CATIA_SAVED.findall(data)[:20]:
        label = f"CATIA V{version.decode()} R{release.decode()} SP{service.decode()}"
        key = {b"FirstStreamed": "first-version", b"MinimalVersionToRead": "least-version"}.get(place, "producer")
        draft.add_metadata(key, label)
        draft.add_metadata("build", build.decode("ascii", "ignore"))
    read_payload(data, draft, job, depth, Packed(len(data), job))
    draft.add_names(blocks=list(dict.fromkeys(CATIA_FILE.findall(_clear(data))))[:FILE_NAMES])
    tell_partial(draft, "CATIA V5")


def _clear(data: bytes) -> str:
    """Names in bytes and in two-byte characters, as one text to look for names in."""
    return data.decode("latin-1") + "\n" + data[: len(data) // 2 * 2].decode("utf-16-be", "replace")


def read_creo(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Creo and Pro/ENGINEER: header, model's name, program, sections with packed ones unpacked, thumbnail."""
    header = CREO_HEADER.search(data)
    head = data[: header.end() if header else 2_000]
    draft.add_line(decode(head).text)
    kind, name, program = CREO_KIND.match(data), CREO_NAME.search(head), CREO_PROGRAM.search(data[:100_000])
    draft.add_metadata("kind", kind.group(1).decode().lower() if kind else "")
    if name:
        draft.add_metadata("title", decode(name.group(2)[: int(name.group(1), 16)]).text)
    draft.add_metadata("producer", program.group(1).decode("latin-1").strip() if program else "")
    packed = Packed(len(data), job)
    read_payload(data[len(head) :], draft, job, depth, packed)
    for number, section in enumerate(CREO_SECTION.finditer(data)):
        if number >= CREO_SECTIONS:
            draft.find("limit.streams", str(CREO_SECTIONS))
            break
        job.check_time()
        draft.at(section.group(1).decode("latin-1"))
        draft.cad["PACKED_SECTION"] += 1
        add_words(_uncompressed(data[section.end() - 2 :], packed, job), draft, job)
    tell_partial(draft, "Creo")


def _uncompressed(data: bytes, packed: Packed, job: Job) -> bytes:
    """What Unix `compress` packed at the beginning of `data`, until it makes no more sense."""
    found: list[bytes] = []
    size = 0
    for library in libraries():
        if not library.knows(("compress",)):
            continue
        try:
            archive = library.open(data, ("raw",), ("compress",))
        except ArchiveFault:
            break
        try:
            for _ in archive.entries():
                for block in archive.blocks():
                    size += len(block)
                    packed.count(len(block))
                    if size > job.limits.part_bytes:
                        raise LimitReached("part_bytes", job.limits.part_bytes)
                    found.append(block)
        except ArchiveFault:
            break
        finally:
            archive.close()
        break
    return b"".join(found)


def read_nx(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """NX: paths of its directory, packed streams unpacked, strings, pictures."""
    paths = list(dict.fromkeys(NX_PATH.findall(data)))[:FILE_NAMES]
    for path in paths:
        draft.add_line(path.decode("ascii"))
    draft.cad["DIRECTORY_ENTRY"] = len(paths)
    read_payload(data, draft, job, depth, Packed(len(data), job))
    tell_partial(draft, "NX")
