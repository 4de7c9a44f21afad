"""CAD besides DXF: sources as text, counts where they are cheap, strings where nothing else is."""

from __future__ import annotations

import io
import re
import struct
from typing import TYPE_CHECKING

from PIL import Image, ImageOps, ImageStat

from classifiers.readers.binary import add_strings
from classifiers.readers.office.opc import Package
from classifiers.readers.pictures.raster import gray_page
from classifiers.readers.text import take
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

COUNTED = 1_000_000
STEP_STRING = re.compile(r"'((?:[^']|'')*)'")
STEP_ENTITY = re.compile(r"=\s*\(?\s*([A-Z][A-Z0-9_]*)\s*\(")
STEP_WIDE = re.compile(
    r"\\X2\\((?:[0-9A-Fa-f]{4})+)\\X0\\|\\X4\\((?:[0-9A-Fa-f]{8})+)\\X0\\|\\X\\([0-9A-Fa-f]{2})|\\S\\(.)|\\P[A-I]\\"
)
KICAD_ELEMENT = re.compile(
    r"\(\s*(symbol|wire|junction|label|global_label|hierarchical_label|sheet|pin|segment|via|footprint|module|pad|zone|gr_line|gr_arc|gr_circle|gr_text|fp_text|fp_line|dimension|title_block)\b"
)
GERBER_DRAW = re.compile(r"D0?([123])\*")
GDS_NAMES = {
    0x08: "BOUNDARY",
    0x09: "PATH",
    0x0A: "SREF",
    0x0B: "AREF",
    0x0C: "TEXT",
    0x2D: "BOX",
    0x15: "NODE",
    0x05: "STRUCTURE",
}
GDS_STRINGS = frozenset({0x02, 0x06, 0x12, 0x19, 0x2C})
DWG_VERSIONS = {
    "AC1009": "R12",
    "AC1012": "R13",
    "AC1014": "R14",
    "AC1015": "2000",
    "AC1018": "2004",
    "AC1021": "2007",
    "AC1024": "2010",
    "AC1027": "2013",
    "AC1032": "2018",
}
DWG_PREVIEW = bytes.fromhex("1f256d07d43628289d57ca3f9d44102b")
DARK = 100
PREVIEW_BYTES = 2 * 1024 * 1024
NUMBERS_ONLY = re.compile(rb"[\d\s.eE+-]+")


def read_source(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """A source of CAD or hardware as it stands."""
    del job, depth
    text = take(data, draft).text
    draft.cad["SOURCE_LINES"] = text.count("\n")
    draft.add_text(text)


def read_gerber(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Gerber or Excellon: the source, and what it draws."""
    read_source(data, draft, job, depth)
    names = {"1": "DRAW", "2": "MOVE", "3": "FLASH"}
    text = data.decode("latin-1")
    for match in GERBER_DRAW.finditer(text):
        draft.cad[names[match.group(1)]] += 1
    if draft.type == "application/vnd.excellon":
        draft.cad["HOLE"] += len(re.findall(r"^X[-+\d.]*(?:Y[-+\d.]+)?|^Y[-+\d.]+", text, re.MULTILINE))


def read_kicad(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """KiCad: the source, and its elements."""
    read_source(data, draft, job, depth)
    for match in KICAD_ELEMENT.finditer(data.decode("utf-8", "replace")):
        draft.cad[match.group(1).upper()] += 1


def read_step(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """STEP: header and every string, escapes decoded; points and numbers only counted."""
    del depth
    text = take(data, draft).text
    head, _, body = text.partition("ENDSEC;")
    draft.add_line(STEP_WIDE.sub(_step_char, head))
    seen: set[str] = set()
    for number, match in enumerate(STEP_STRING.finditer(body)):
        if number % 10_000 == 0:
            job.check_time()
        value = match.group(1)
        if value.strip() and value not in seen:
            seen.add(value)
            draft.add_line(STEP_WIDE.sub(_step_char, value).replace("''", "'"))
    for match in re.finditer(r"/\*(.*?)\*/", body, re.DOTALL):
        draft.add_line(match.group(1))
    for number, match in enumerate(STEP_ENTITY.finditer(body)):
        if number >= COUNTED:
            break
        draft.cad[match.group(1)[:60]] += 1


def _step_char(match: re.Match[str]) -> str:
    if match.group(1):
        return bytes.fromhex(match.group(1)).decode("utf-16-be", "replace")
    if match.group(2):
        return bytes.fromhex(match.group(2)).decode("utf-32-be", "replace")
    if match.group(3):
        return chr(int(match.group(3), 16))
    return chr(ord(match.group(4)) | 0x80) if match.group(4) and ord(match.group(4)) < 0x80 else ""


def read_iges(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """IGES: start and global sections, strings of the parameters, entities by number."""
    del job, depth
    lines = take(data, draft).text.splitlines()
    head = [line[:72].rstrip() for line in lines if line[72:73] in ("S", "G")]
    draft.add_line("\n".join(head))
    body = "".join(line[:64] for line in lines if line[72:73] == "P")
    for match in re.finditer(r"(?<![\d.])(\d{1,4})H", body):
        draft.add_line(body[match.end() : match.end() + int(match.group(1))])
    for line in [line for line in lines if line[72:73] == "D"][::2]:
        draft.cad[f"IGES_{line[:8].strip()[:8]}"] += 1


def read_stl_text(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Text STL: names and triangles."""
    del job, depth
    text = take(data, draft).text
    for match in re.finditer(
        r"^\s*(?:end)?solid\b[^\n]*|^(?!\s*(?:facet|outer|vertex|endloop|endfacet)\b)[^\n]*\S[^\n]*", text, re.MULTILINE
    ):
        draft.add_line(match.group())
    draft.cad["TRIANGLE"] = len(re.findall(r"^\s*facet\b", text, re.MULTILINE))
    draft.degrade(Reading.PARTIAL, "payload", "geometry")


def read_stl_binary(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Binary STL: header and number of triangles."""
    del job, depth
    draft.add_line(data[:80].split(b"\0")[0].decode("ascii", "ignore"))
    draft.cad["TRIANGLE"] = int.from_bytes(data[80:84], "little")
    draft.degrade(Reading.PARTIAL, "payload", "geometry")


def read_gdsii(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """GDSII: library, structure names, texts and element counts."""
    del depth
    is_ended = False
    for number, (kind, body) in enumerate(_gds_records(data)):
        if number % 50_000 == 0:
            job.check_time()
        if kind in GDS_NAMES:
            draft.cad[GDS_NAMES[kind]] += 1
        elif kind in GDS_STRINGS:
            draft.add_line(body.rstrip(b"\0").decode("utf-8", "replace"))
        is_ended = kind == 0x04
    if not is_ended:
        draft.degrade(Reading.PARTIAL, "damaged", "GDSII")
    draft.degrade(Reading.PARTIAL, "payload", "geometry")


def _gds_records(data: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    while place + 4 <= len(data):
        size, kind = struct.unpack_from(">HB", data, place)
        if size < 4:
            return
        yield kind, data[place + 4 : place + size]
        place += size
        if kind == 0x04:
            return


def read_dwg(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """DWG: version, the preview picture that the program saved, readable strings. The drawing itself is packed."""
    del depth
    version = data[:6].decode("ascii", "replace")
    draft.add_metadata("version", DWG_VERSIONS.get(version, version))
    preview = _dwg_preview(data)
    if preview:
        try:
            with Image.open(io.BytesIO(preview), formats=("PNG", "BMP", "DIB")) as image:
                if image.width * image.height <= job.limits.image_px:
                    job.add_page(draft, gray_page(_on_white(image), 1, job.limits.raster_px))
        except (OSError, ValueError, SyntaxError):
            draft.find("damaged", "preview")
    add_strings(data, draft)
    draft.degrade(Reading.PARTIAL, "payload", "DWG")


def _on_white(image: Image.Image) -> Image.Image:
    """A preview drawn light on a dark screen, as it would look on paper."""
    gray = image.convert("L")
    return ImageOps.invert(gray) if ImageStat.Stat(gray).median[0] < DARK else gray


def _dwg_preview(data: bytes) -> bytes:
    """The saved thumbnail (PNG or bitmap); empty where there is none."""
    place = int.from_bytes(data[0x0D:0x11], "little")
    if data[place : place + 16] != DWG_PREVIEW:
        return b""
    for number in range(data[place + 20] if place + 20 < len(data) else 0):
        entry = place + 21 + 9 * number
        if entry + 9 > len(data):
            return b""
        code, start, size = struct.unpack_from("<BII", data, entry)
        if code in (2, 6) and 0 < size < PREVIEW_BYTES:
            return data[start : start + size]
    return b""


def read_package(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """3MF and FreeCAD: names, properties and counts of the XML; what else is inside as parts."""
    package = Package(data, draft, job)
    for info in package.zip.infos:
        name = info.filename
        lower = name.lower()
        if lower.endswith((".xml", ".model", ".rels", ".config")):
            _read_model(package, name, draft, job)
        elif lower.endswith((".brp", ".brep", ".bin", ".map.txt")) or re.fullmatch(r"(?:\w+)(?:\.\d+)?", name):
            draft.cad["SHAPE_FILE"] += 1
        else:
            member = package.member(info, name)
            if member:
                job.child(draft, name, member, depth)
    package.read_properties()
    package.read_around(data, depth)
    draft.degrade(Reading.PARTIAL, "payload", "geometry")


def _read_model(package: Package, name: str, draft: Draft, job: Job) -> None:
    root = package.parsed(name)
    for number, element in enumerate(root.iter() if root is not None else ()):
        if not isinstance(element.tag, str):
            continue
        if number % 50_000 == 0:
            job.check_time()
        tag = element.tag.rpartition("}")[2]
        draft.cad[tag[:40]] += 1
        if tag in ("vertex", "triangle", "Point", "component", "item"):
            continue
        draft.add_line(element.text or "")
        for key, value in element.attrib.items():
            if (
                len(value) > 2
                and key in ("name", "value", "label", "partnumber", "file", "type", "title")
                and not _is_number(value)
            ):
                draft.add_line(value)


def _is_number(value: str) -> bool:
    return NUMBERS_ONLY.fullmatch(value.encode("utf-8", "replace")) is not None
