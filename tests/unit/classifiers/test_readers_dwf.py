"""DWF with one page or many, whole or damaged."""

from __future__ import annotations

import io
import random
import zipfile
from typing import TYPE_CHECKING

from classifiers.limits import Limits
from classifiers.readers.job import Job
from policies.label import Reading

if TYPE_CHECKING:
    from pathlib import Path

    from classifiers.document import Document

PAGE = (
    b"(W2D V06.00)(Creator 'AutoCAD 2013')(SourceFilename Drawing1.dwg)(Layer 1 FRAME)v\x00\x01\x00"
    b"x\xb1\xff\x00\x00\x05\x00\x00\x00"
    b"'SECRET BRACKET'Vx\xb1\xff\x00\x00\x05\x00\x00\x00'5\\''V"
)
DESCRIPTION = (
    '<ePlot:Page xmlns:ePlot="DWF-ePlot:1.2" name="Sheet A"><ePlot:Property name="Author" value="佐藤"/>'
    '<ePlot:Property name="Classification" value="社外秘"/></ePlot:Page>'
)


def read(data: bytes) -> Document:
    job = Job(Limits(reading_s=10.0))
    job.read("", data, file_name="drawing.dwf")
    return job.document("test")


def packed(page: bytes = PAGE) -> bytes:
    stream = io.BytesIO(b"(DWF V06.00)")
    stream.seek(0, io.SEEK_END)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("page\\1.w2d", page)
        archive.writestr("page\\descriptor.xml", DESCRIPTION)
        archive.writestr("page\\note.txt", "a note inside")
    return stream.getvalue()


def test_pages_properties_and_files() -> None:
    document = read(packed())
    part = document.parts[0]
    assert document.reading is Reading.FULL
    for words in ("SECRET BRACKET", "5'", "Drawing1.dwg", "Classification: 社外秘"):
        assert words in part.text
    assert part.metadata["author"] == "佐藤"
    assert part.layers == ("FRAME",)
    assert part.place_of(part.text.index("SECRET")) == "page page/1.w2d"
    assert [inner.name for inner in document.parts] == ["", "page/note.txt"]
    assert document.parts[1].text == "a note inside"


def test_one_page_without_a_zip() -> None:
    part = read(PAGE.replace(b"(W2D V06.00)", b"(DWF V00.55)")).parts[0]
    assert part.type == "model/vnd.dwf"
    assert "SECRET BRACKET" in part.text


def test_packed_opcodes_are_said_to_be_unread() -> None:
    document = read(packed(PAGE + b"{\x00\x00\x01\x00\x11\x00x\xf9abc"))
    assert document.reading is Reading.PARTIAL
    assert "payload" in {finding.name for finding in document.findings}


def test_flipped_and_cut_files_end() -> None:
    data = packed()
    chance = random.Random(4)
    for _ in range(100):
        bad = bytearray(data[: chance.randrange(20, len(data) + 1)])
        for _ in range(chance.choice((1, 10))):
            bad[chance.randrange(12, len(bad))] = chance.randrange(256)
        assert read(bytes(bad)).parts[0].reading <= Reading.OPAQUE


def test_collected_files(shared_data: Path) -> None:
    part = read((shared_data / "files" / "drawings" / "other-cad" / "blocks_and_tables.dwf").read_bytes()).parts[0]
    for words in ("FRENCH DOORS", "CASEMENT", "TRU STYLE", "169.00"):
        assert words in part.text
    assert "Lighting" in part.layers
