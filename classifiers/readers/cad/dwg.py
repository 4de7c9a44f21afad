"""DWG: decoded from memory by cadkit, then read as the same drawing in DXF."""

from __future__ import annotations

import io
import re
import struct
from typing import TYPE_CHECKING, Any

import cadkit
from PIL import Image, ImageOps, ImageStat

from classifiers.readers.binary import add_strings
from classifiers.readers.cad import dwg_early
from classifiers.readers.cad.dwg_beside import read_beside
from classifiers.readers.cad.dwg_extent import extent
from classifiers.readers.cad.dxf import draw_page, read_records
from classifiers.readers.pictures.raster import gray_page
from classifiers.readers.programs.density import dense_bytes
from classifiers.readers.programs.program import DENSE_BYTES, add_words
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

VERSIONS = {
    "AC1009": "R12", "AC1012": "R13", "AC1014": "R14", "AC1015": "2000", "AC1018": "2004", "AC1021": "2007",
    "AC1024": "2010", "AC1027": "2013", "AC1032": "2018",
}  # fmt: skip
PREVIEW = bytes.fromhex("1f256d07d43628289d57ca3f9d44102b")
PREVIEW_BYTES = 2 * 1024 * 1024
DARK = 100
UNDECODED = re.compile(r"(\d{1,9}) ([A-Z]\w*) entities")
OLE_HEAD = bytes.fromhex("d0cf11e0a1b11ae1")
MIB = 1024 * 1024
DEPTH = 64
OBJECTS = 2_000_000
# Entities without words of their own: cadkit gives their number only, or their geometry.
WORDLESS = frozenset(
    {"RAY", "XLINE", "HELIX", "MLINE", "MESH", "SHAPE", "3DFACE", "LIGHT", "SUN", "CAMERA", "SEQEND", "TOLERANCE"}
)
UNSUPPORTED = ("dwg.unsupported_entity", "dgn.unknown_element")


def read_dwg(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """DWG of release 2.1 and later whole; of a damaged one its strings."""
    version = data[:6].decode("ascii", "replace")
    draft.add_metadata("version", VERSIONS.get(version, version))
    drawing = decoded(data, draft, job)
    if drawing is None:
        if dwg_early.read(data, draft, job):
            return
        _add_preview(data, draft, job)
        add_strings(data, draft)
        draft.degrade(Reading.PARTIAL, "payload", "DWG")
        return
    read_decoded(drawing, draft, job, depth)
    if not draft.pages:
        _add_preview(data, draft, job)
    has_all = read_beside(data, draft, job, _codec(str(drawing.codepage or "")))
    _read_gaps(data, draft, job, depth)
    unread = _unread(drawing)
    if "OLE2FRAME" in unread and _open_embedded(data, draft, job, depth) == unread["OLE2FRAME"]:
        del unread["OLE2FRAME"]
    if (unread and not has_all) or "OLE2FRAME" in unread:
        draft.degrade(Reading.PARTIAL, "payload", ", ".join(sorted(unread))[:200])


def _read_gaps(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """What stands in the drawing and belongs to no section: remains of earlier versions, or what somebody put there."""
    try:
        gaps = extent(data).gaps
    except (ValueError, struct.error, IndexError, KeyError):
        return
    unused = b"\0".join(data[start:end] for start, end in gaps)
    if not unused.strip(b"\0"):
        return
    add_words(unused, draft, job, depth)
    if dense_bytes(unused, job) >= DENSE_BYTES:
        draft.degrade(Reading.PARTIAL, "payload", "unused pages")


def decoded(data: bytes, draft: Draft, job: Job, *, has_raw: bool = False) -> Any:
    """The drawing, or None where it cannot be decoded."""
    limits = job.limits
    try:
        return cadkit.read(
            data,
            max_input_bytes=limits.file_bytes,
            max_decompressed_bytes=limits.total_bytes,
            max_objects=OBJECTS,
            max_depth=DEPTH,
            keep_raw=has_raw,
        )
    except cadkit.UnknownFormatError:
        return None
    except cadkit.CadkitError as error:
        draft.find("damaged", type(error).__name__)
        return None


def read_decoded(drawing: Any, draft: Draft, job: Job, depth: int) -> None:
    """Everything of a drawing that cadkit decoded; says what it left out."""
    dxf = drawing.to_dxf_bytes()
    read_records(dxf, draft, job, depth, is_original=False)
    job.check_time()
    if len(dxf) <= job.limits.dxf_bytes and job.wants_page():
        draw_page(dxf, draft, job)
    for warning in drawing.warnings:
        code = str(warning.get("code", ""))
        if not code.startswith(UNSUPPORTED):
            draft.degrade(Reading.PARTIAL, "damaged", code)


def _open_embedded(data: bytes, draft: Draft, job: Job, depth: int) -> int:
    """Documents embedded in the layouts of a drawing, as parts; says how many."""
    drawing = decoded(data, draft, job, has_raw=True)
    opened = 0
    for model in range(len(drawing.models) if drawing is not None else 0):
        for entity in drawing.entities(model):
            if str(entity["kind"].get("type_name", "")) != "dwg.OLE2FRAME":
                continue
            found = _embedded(bytes((entity.get("raw") or {}).get("bytes") or b""))
            if found:
                opened += 1
                job.child(draft, f"ole2frame-{opened}.ole", found, depth)
    return opened


def _embedded(raw: bytes) -> bytes:
    """A compound file among an entity's bits, where it may begin at any bit."""
    number = int.from_bytes(raw, "big")
    for shift in range(8):
        shifted = (number << shift).to_bytes(len(raw) + 1, "big")
        start = shifted.find(OLE_HEAD)
        if start >= 0:
            return shifted[start:]
    return b""


def _codec(name: str) -> str:
    """Python's name of a code page."""
    known = {"shift_jis": "cp932", "gbk": "gb18030", "big5": "cp950", "euc-kr": "cp949"}
    codec = known.get(name.lower(), name.lower().replace("windows-", "cp"))
    try:
        return codec if codec and b"".decode(codec) == "" else "cp1252"
    except LookupError:
        return "cp1252"


def _unread(drawing: Any) -> dict[str, int]:
    """Kinds of entities that may hold words and were not decoded, with their numbers."""
    found: dict[str, int] = {}
    for warning in drawing.warnings:
        match = UNDECODED.match(str(warning.get("message", "")))
        if match and match.group(2) not in WORDLESS:
            found[match.group(2)] = found.get(match.group(2), 0) + int(match.group(1))
    return found


def _add_preview(data: bytes, draft: Draft, job: Job) -> None:
    """The picture that the program saved, where the drawing itself gives none."""
    preview = _preview(data)
    if not preview or not job.wants_page():
        return
    try:
        with Image.open(io.BytesIO(preview), formats=("PNG", "BMP", "DIB")) as image:
            if image.width * image.height <= job.limits.image_px:
                job.add_page(draft, gray_page(_on_white(image), 1, job.limits.raster_px))
    except (OSError, ValueError, SyntaxError):
        draft.find("damaged", "preview")


def _on_white(image: Image.Image) -> Image.Image:
    """A preview drawn light on a dark screen, as it would look on paper."""
    gray = image.convert("L")
    return ImageOps.invert(gray) if ImageStat.Stat(gray).median[0] < DARK else gray


def _preview(data: bytes) -> bytes:
    """The saved thumbnail (PNG or bitmap); empty where there is none."""
    place = int.from_bytes(data[0x0D:0x11], "little")
    if data[place : place + 16] != PREVIEW:
        return b""
    for number in range(data[place + 20] if place + 20 < len(data) else 0):
        entry = place + 21 + 9 * number
        if entry + 9 > len(data):
            return b""
        code, start, size = struct.unpack_from("<BII", data, entry)
        if code in (2, 6) and 0 < size < PREVIEW_BYTES:
            return data[start : start + size]
    return b""
