"""Rhino, SketchUp, Blender, FBX, U3D, PRC: what stands in the clear or packed by zlib, pictures, counts of chunks.

Source: openNURBS archive notes; Blender's "Mystery of the Blend"; ECMA-363; ISO 14739-1.
"""

from __future__ import annotations

import io
import struct
import zipfile
from typing import TYPE_CHECKING

from PIL import Image

from classifiers.readers.models.payload import Packed, add_words, read_payload, tell_partial
from classifiers.readers.office.opc import DAMAGE
from classifiers.readers.zips import BoundedZip
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

RHINO_HEAD = 32
RHINO_TABLES = {
    0x10000010: "MATERIAL_TABLE", 0x10000011: "LAYER_TABLE", 0x10000012: "LIGHT_TABLE", 0x10000013: "OBJECT_TABLE",
    0x10000014: "PROPERTY_TABLE", 0x10000015: "SETTINGS_TABLE", 0x10000016: "BITMAP_TABLE", 0x10000017: "USER_TABLE",
    0x10000018: "GROUP_TABLE", 0x10000019: "FONT_TABLE", 0x10000020: "DIMSTYLE_TABLE", 0x10000021: "BLOCK_TABLE",
}  # fmt: skip
CHUNKS = 100_000
PREVIEW_SIDE = 1_024
BLEND_WIDTHS = {ord("_"): 4, ord("-"): 8}
MEMBER_PICTURES = (".png", ".jpg", ".jpeg", ".xml")


def read_payload_only(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Strings, packed streams and pictures."""
    read_payload(data, draft, job, depth, Packed(len(data), job))
    tell_partial(draft, draft.type)


def read_rhino(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Rhino: version, tables counted; notes, names, user text and revision as strings; preview."""
    draft.add_metadata("version", data[24:RHINO_HEAD].decode("ascii", "replace"))
    for kind, _ in _rhino_chunks(data):
        draft.cad[RHINO_TABLES.get(kind, "CHUNK")] += 1
    read_payload_only(data, draft, job, depth)


def _rhino_chunks(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and content of each outer chunk; lengths have eight bytes since version 5."""
    version = data[24:RHINO_HEAD].strip()
    is_wide = version.isdigit() and int(version) >= 50
    head = struct.Struct("<Iq" if is_wide else "<Ii")
    place = RHINO_HEAD
    for _ in range(CHUNKS):
        if place + head.size > len(data):
            return
        kind, size = head.unpack_from(data, place)
        size = 0 if kind & 0x80000000 else size  # the length is the value itself
        if size < 0 or size > len(data) - place:
            return
        place += head.size
        yield kind, data[place : place + size]
        place += size


def read_blender(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Blender: version, kinds of blocks, preview, strings."""
    draft.add_metadata("producer", f"Blender {data[9:12].decode('ascii', 'replace')}")
    for code, content in _blender_blocks(data):
        draft.cad[code] += 1
        if code == "TEST":
            _add_preview(content, draft, job, depth)
    read_payload_only(data, draft, job, depth)


def _blender_blocks(data: bytes) -> Iterator[tuple[str, bytes]]:
    width = BLEND_WIDTHS.get(data[7] if len(data) > 7 else 0, 0)
    order = "<" if data[8:9] == b"v" else ">"
    place = 12
    for _ in range(CHUNKS if width else 0):
        if place + 16 + width > len(data):
            return
        size = struct.unpack_from(f"{order}i", data, place + 4)[0]
        code = data[place : place + 4].rstrip(b"\0").decode("ascii", "replace")
        place += 16 + width
        if size < 0 or not code.isprintable():
            return
        yield code, data[place : place + size]
        place += size


def _add_preview(content: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Width, height, and rows of four bytes a pixel from the bottom up."""
    width, height = struct.unpack_from("<ii", content) if len(content) > 8 else (0, 0)
    if not (0 < width <= PREVIEW_SIDE and 0 < height <= PREVIEW_SIDE) or len(content) < 8 + 4 * width * height:
        return
    image = Image.frombytes("RGBA", (width, height), content[8 : 8 + 4 * width * height]).convert("RGB")
    buffer = io.BytesIO()
    image.transpose(Image.Transpose.FLIP_TOP_BOTTOM).save(buffer, "PNG")
    job.child(draft, "preview.png", buffer.getvalue(), depth)


def read_sketchup(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """SketchUp: version and strings; since 2021 a zip behind the header, whose pictures and XML are parts."""
    text = data[: 4 * 1024].decode("utf-16-le", "ignore")
    start = text.find("{")
    draft.add_metadata("producer", f"SketchUp {text[start : text.find('}', start) + 1]}" if start > 0 else "SketchUp")
    place = data.find(b"PK\x03\x04", 0, 64 * 1024)
    if place < 0:
        read_payload_only(data, draft, job, depth)
        return
    add_words(data[:place], draft, job)
    try:
        _read_members(data[place:], draft, job, depth)
    except zipfile.BadZipFile:
        draft.degrade(Reading.PARTIAL, "damaged", "zip")
        read_payload(data[place:], draft, job, depth, Packed(len(data), job))
    tell_partial(draft, draft.type)


def _read_members(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    archive = BoundedZip(data, job)
    packed = Packed(len(data), job)
    for info in archive.infos:
        draft.add_line(info.filename)
        try:
            member = archive.unpack(info)
        except DAMAGE as error:
            draft.degrade(Reading.PARTIAL, "damaged", type(error).__name__)
            continue
        if info.filename.lower().endswith(MEMBER_PICTURES):
            job.child(draft, info.filename, member, depth)
        else:
            read_payload(member, draft, job, depth, packed)
