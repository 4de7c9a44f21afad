"""DXF by ezdxf in recover mode; what it refuses is scanned tag by tag."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import ezdxf
from ezdxf import recover
from ezdxf.tools.text import plain_mtext

from classifiers.encoding import decode
from classifiers.readers.cad.raster import draw
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

ENTITIES = 200_000
GROUP_CODE = re.compile(r"-?[0-9]{1,4}")
TEXT_CODES = {1, 2, 3, 4, 6, 7, 8, 300, 301, 302, 303, 304}
NAMED = {"BLOCK", "LAYER", "LAYOUT"}
WIDE = re.compile(r"\\U\+([0-9A-Fa-f]{4})")
MULTIBYTE = re.compile(r"\\M\+([1-5])([0-9A-Fa-f]{4})")
MULTIBYTE_CODECS = {"1": "cp932", "2": "cp950", "3": "cp949", "4": "johab", "5": "gb18030"}
CODE_PAGE = re.compile(rb"\$DWGCODEPAGE\s*\r?\n\s*3\s*\r?\n\s*([\w-]+)")
PROPERTIES = ("$LASTSAVEDBY", "$TITLE", "$SUBJECT", "$AUTHOR", "$KEYWORDS", "$COMMENTS", "$PROJECTNAME", "$MENU")


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Words, names, counts and one raster of a drawing."""
    del depth
    if len(data) > job.limits.dxf_bytes:
        draft.degrade(Reading.PARTIAL, "limit.dxf_bytes", str(job.limits.dxf_bytes))
        _scan(data, draft, job)
        return
    try:
        drawing = _opened(data)
    except Exception as error:  # noqa: BLE001 - the recover mode of ezdxf raises anything for broken tags
        draft.degrade(Reading.PARTIAL, "damaged", type(error).__name__)
        _scan(data, draft, job)
        return
    draft.add_metadata("version", drawing.acad_release)
    draft.add_metadata("encoding", drawing.encoding)
    for name in PROPERTIES:
        draft.add_metadata(name.strip("$").lower(), drawing.header.get(name, ""))
    for name, value in drawing.header.custom_vars:
        draft.add_metadata(name, value)
        draft.add_line(f"{name}: {value}")
    _read_layouts(drawing, draft, job)
    _read_comments(data, draft)
    if job.wants_page():
        page = draw(drawing, job)
        if page is not None:
            job.add_page(draft, page)


def _opened(data: bytes) -> Any:
    if data.startswith(b"AutoCAD Binary DXF"):
        return ezdxf.document.Drawing.load(_binary_tags(data))
    return recover.read(io.BytesIO(data))[0]


def _binary_tags(data: bytes) -> Any:
    from ezdxf.lldxf.tagger import binary_tags_loader

    return binary_tags_loader(data)


def _read_layouts(drawing: Any, draft: Draft, job: Job) -> None:
    left = ENTITIES
    for layout in drawing.layouts:
        draft.add_line(layout.name if layout.name != "Model" else "")
        left = _read_entities(layout, draft, job, left)
    for block in drawing.blocks:
        if block.name.startswith(("*Model_Space", "*Paper_Space")):
            continue
        if not block.name.startswith("*"):
            draft.add_line(plain_words(block.name))
        draft.add_line(plain_words(block.block.dxf.get("description", "") if block.block else ""))
        left = _read_entities(block, draft, job, left, is_block=True)
    for layer in drawing.layers:
        draft.add_line(plain_words(layer.dxf.name if layer.dxf.name not in ("0", "Defpoints", "DEFPOINTS") else ""))
    if left <= 0:
        draft.degrade(Reading.PARTIAL, "limit.entities", str(ENTITIES))


def _read_entities(layout: Any, draft: Draft, job: Job, left: int, *, is_block: bool = False) -> int:
    for number, entity in enumerate(layout):
        if left <= 0:
            return left
        left -= 1
        if number % 2_000 == 0:
            job.check_time()
        kind = entity.dxftype()
        draft.cad[f"BLOCK_{kind}" if is_block else kind] += 1
        for text in entity_words(entity, kind):
            draft.add_line(plain_words(text))
        for attribute in getattr(entity, "attribs", None) or ():
            draft.cad["ATTRIB"] += 1
            words = attribute.plain_mtext() if attribute.has_embedded_mtext_entity else attribute.dxf.get("text", "")
            draft.add_line(f"{attribute.dxf.get('tag', '')}: {plain_words(words)}")
    return left


def entity_words(entity: Any, kind: str) -> Iterator[str]:
    """Words that an entity shows or carries."""
    dxf = entity.dxf
    if kind in ("TEXT", "ATTRIB"):
        yield dxf.get("text", "")
    elif kind == "ATTDEF":
        yield f"{dxf.get('tag', '')}: {dxf.get('prompt', '')} {dxf.get('text', '')}"
    elif kind == "MTEXT":
        yield plain_mtext(entity.text)
    elif kind in ("DIMENSION", "ARC_DIMENSION", "LARGE_RADIAL_DIMENSION"):
        shown = dxf.get("text", "")
        measured = dxf.get("actual_measurement", None)
        yield shown if shown not in ("", "<>") else (f"{measured:g}" if isinstance(measured, float) else "")
    elif kind in ("MULTILEADER", "MLEADER"):
        context = getattr(entity, "context", None)
        if context is not None and context.mtext is not None:
            yield plain_mtext(context.mtext.default_content)
    elif kind == "TOLERANCE":
        yield dxf.get("content", "")
    elif kind == "ACAD_TABLE":
        yield from (
            str(tag.value)
            for tag in getattr(entity, "acdb_table", ()) or ()
            if isinstance(getattr(tag, "value", None), str)
        )


def plain_words(text: str) -> str:
    """Text without DXF's escapes: `\\U+6A5F`, `\\M+18B40`, `%%d`."""
    if "\\" in text:
        text = WIDE.sub(lambda match: chr(int(match.group(1), 16)), text)
        text = MULTIBYTE.sub(_multibyte, text)
    if "%%" in text:
        for code, char in (
            ("%%d", "°"),
            ("%%D", "°"),
            ("%%c", "⌀"),
            ("%%C", "⌀"),
            ("%%p", "±"),
            ("%%P", "±"),
            ("%%u", ""),
            ("%%U", ""),
            ("%%o", ""),
            ("%%O", ""),
        ):
            text = text.replace(code, char)
    return text


def _multibyte(match: re.Match[str]) -> str:
    return bytes.fromhex(match.group(2)).decode(MULTIBYTE_CODECS[match.group(1)], "replace")


def _read_comments(data: bytes, draft: Draft) -> None:
    """Comments (group 999), which no program shows."""
    for match in re.finditer(rb"^\s*999\s*\r?\n([^\r\n]+)", data, re.MULTILINE):
        draft.add_line(decode(match.group(1)).text)


def _scan(data: bytes, draft: Draft, job: Job) -> None:
    """Words of a DXF that is broken or too large: every text group, without building a drawing."""
    if data.startswith(b"AutoCAD Binary DXF"):
        from classifiers.readers.binary import add_strings

        add_strings(data, draft)
        return
    found = CODE_PAGE.search(data[:65536])
    codec = found.group(1).decode().lower().replace("ansi_", "cp") if found else ""
    lines = decode(data, codec).text.splitlines()
    place = 0
    for step in range(len(lines)):
        if place + 1 >= len(lines):
            return
        if step % 50_000 == 0:
            job.check_time()
        code, value = lines[place].strip(), lines[place + 1]
        if not GROUP_CODE.fullmatch(code):
            place += 1  # a stray line: codes and values have changed places
            continue
        if code == "0":
            draft.cad[value.strip()[:40]] += 1
        elif int(code) in TEXT_CODES:
            draft.add_line(plain_words(value))
        place += 2
