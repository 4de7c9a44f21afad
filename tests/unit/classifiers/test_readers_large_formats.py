"""Formats that are read where they lie: a file too large for memory says what it says in memory."""

from __future__ import annotations

import dataclasses
import io
import os
import struct
import zlib
from pathlib import Path

import h5py
import numpy as np
import pikepdf
import pytest
from PIL import Image
from PIL.TiffImagePlugin import ImageFileDirectory_v2

from classifiers.document import Document
from classifiers.limits import Limits
from classifiers.readers import polyglot
from classifiers.readers.draft import LimitReached
from classifiers.readers.entry import read_document
from classifiers.readers.job import Job
from classifiers.readers.office import ole
from classifiers.readers.office.storage import compound_file
from policies.label import Reading

LARGE = Limits(memory_file_bytes=64)
SECRET = "極秘 MAGATAMA-7731 drawing"


def read(path: Path, limits: Limits) -> Document:
    fd = os.open(path, os.O_RDONLY)
    try:
        return read_document(fd, path.name, limits)
    finally:
        os.close(fd)


def pdf() -> bytes:
    """Two versions, an attachment, words on a page and in an annotation."""
    document = pikepdf.new()
    for number in range(3):
        page = document.add_blank_page(page_size=(200, 200))
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = document.make_stream(b"BT /F1 12 Tf 10 100 Td (MAGATAMA-7731 page %d) Tj ET" % number)
    document.docinfo["/Title"] = SECRET
    document.attachments["note.txt"] = pikepdf.AttachedFileSpec(document, SECRET.encode(), filename="note.txt")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def tiff() -> bytes:
    pages = [Image.effect_noise((90, 60), 40) for _ in range(3)]
    tags = ImageFileDirectory_v2()
    tags[270] = "MAGATAMA-7731 drawing"
    buffer = io.BytesIO()
    pages[0].save(buffer, "TIFF", save_all=True, append_images=pages[1:], compression="tiff_lzw", tiffinfo=tags)
    return buffer.getvalue()


def picture(kind: str) -> bytes:
    buffer = io.BytesIO()
    Image.effect_noise((120, 80), 40).convert("RGB").save(buffer, kind)
    return buffer.getvalue()


def hdf5() -> bytes:
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        file.attrs["title"] = SECRET
        file["group/values"] = np.arange(5_000, dtype="f8")
        file["group/words"] = np.array([SECRET.encode(), b"other"], dtype=object)
    return buffer.getvalue()


def numbers() -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, np.arange(4_000, dtype="f4").reshape(40, 100))
    return buffer.getvalue() + SECRET.encode()


def stl() -> bytes:
    facets = np.zeros(500, dtype=[("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])
    facets["normal"][:, 2] = 1.0
    facets["corners"] = np.random.default_rng(5).normal(0.0, 20.0, (500, 3, 3))
    return b"MAGATAMA-7731".ljust(80, b"\0") + struct.pack("<I", 500) + facets.tobytes() + SECRET.encode()


def gdsii() -> bytes:
    def record(kind: int, form: int, body: bytes = b"") -> bytes:
        body += bytes(len(body) % 2)
        return struct.pack(">HBB", 4 + len(body), kind, form) + body

    text = record(0x0C, 0) + record(0x0D, 2, b"\0\1") + record(0x16, 2, b"\0\0") + record(0x10, 3, bytes(8))
    return b"".join((
        record(0, 2, b"\2\x58"), record(1, 2, bytes(24)), record(2, 6, b"LIB"), record(3, 5, bytes(16)),
        record(5, 2, bytes(24)), record(6, 6, b"CELL"), text, record(0x19, 6, b"MAGATAMA-7731"), record(0x11, 0),
        record(7, 0), record(4, 0), bytes(2048), SECRET.encode(),
    ))  # fmt: skip


def dxf() -> bytes:
    texts = "".join(f"0\nTEXT\n8\nFRAME\n10\n{n}.0\n20\n1.0\n40\n2.5\n1\n{SECRET} {n}\n" for n in range(50))
    return f"0\nSECTION\n2\nENTITIES\n{texts}0\nENDSEC\n0\nEOF\n".encode()


def presentation() -> bytes:
    words = SECRET.encode("utf-16-le")
    atom = struct.pack("<HHI", 0, 0x0FA0, len(words)) + words
    return compound_file({("PowerPoint Document",): atom * 200, ("Current User",): bytes(20)})


MAKERS = {
    "a.pdf": pdf, "a.tif": tiff, "a.png": lambda: picture("PNG"), "a.jpg": lambda: picture("JPEG"),
    "a.bmp": lambda: picture("BMP"), "a.h5": hdf5, "a.npy": numbers, "a.stl": stl, "a.gds": gdsii, "a.dxf": dxf,
    "a.ppt": presentation,
}  # fmt: skip


@pytest.mark.parametrize("name", MAKERS)
def test_a_large_file_says_what_it_says_in_memory(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(MAKERS[name]())
    small, large = read(path, Limits()), read(path, LARGE)
    assert large.parts == small.parts
    assert set(large.findings) == set(small.findings)
    assert small.parts[0].reading < Reading.OPAQUE


def test_what_stands_behind_a_large_picture_is_read_however_much_padding_is_between(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(picture("JPEG") + bytes(3_000_000) + b"%PDF-" + pdf()[5:])
    document = read(path, dataclasses.replace(LARGE, part_bytes=500))
    assert any("MAGATAMA-7731 page 2" in part.text for part in document.parts)
    path.write_bytes(picture("BMP") + bytes(3_000_000) + SECRET.encode())
    document = read(path, dataclasses.replace(LARGE, part_bytes=10))
    assert "trailing-data" in {finding.name for finding in document.findings}
    assert any("MAGATAMA-7731" in part.text for part in document.parts)


def test_a_large_pdf_that_no_library_opens_gives_the_words_of_its_streams(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    whole = pdf()
    path.write_bytes(whole[: whole.rindex(b"xref")].replace(b"/Catalog", b"/Katalog").replace(b"/Page", b"/Sage"))
    document = read(path, LARGE)
    assert document.reading is Reading.PARTIAL
    assert "MAGATAMA-7731 page 1" in document.parts[0].text


def test_a_stream_of_ole_that_is_cut_is_told_when_everything_else_was_read() -> None:
    data = compound_file({("A",): bytes(9_000), ("Z", "Small"): SECRET.encode()})
    with pytest.raises(LimitReached) as told, ole.open_ole(data) as opened:  # noqa: PT012 - on leaving it
        assert ole.stream(opened, "A", most_bytes=8_000) == bytes(8_000)
        assert ole.stream(opened, "z", "SMALL") == SECRET.encode()
        assert ole.stream(opened, "absent") == b""
    assert (told.value.limit, told.value.figure) == ("part_bytes", 8_000)


def test_a_document_with_more_streams_than_are_read_is_partial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ole, "STREAMS", 40)
    path = tmp_path / "a.bin"
    path.write_bytes(compound_file({("S", f"stream{n}"): b"word number %d" % n for n in range(50)}))
    document = read(path, Limits())
    assert document.reading is Reading.PARTIAL
    assert "limit.streams" in {finding.name for finding in document.findings}


def test_an_archive_across_the_border_of_two_windows_is_found(tmp_path: Path) -> None:
    head = b"\x28\0\0\0\0\0\0\0\0" + bytes(11)
    archive = b"7z\xbc\xaf\x27\x1c\0\4" + zlib.crc32(bytes(20)).to_bytes(4, "little") + bytes(20) + head
    path = tmp_path / "a.bmp"
    for place in (polyglot.WINDOW_BYTES - 3, polyglot.WINDOW_BYTES, polyglot.WINDOW_BYTES + 1):
        whole = picture("BMP")
        path.write_bytes(whole + bytes(place - len(whole)) + archive)
        document = read(path, LARGE)
        assert [part.type for part in document.parts][1] == "application/x-7z-compressed"


def test_no_hidden_file_is_looked_for_when_the_time_is_up(tmp_path: Path) -> None:
    moments = iter([0.0] * 6 + [1_000.0] * 100)
    job = Job(LARGE, clock=lambda: next(moments, 1_000.0))
    draft = job.open("", "image/png", 8, "")
    job.run(lambda *_: None, b"", draft, 0)
    assert draft.reading is Reading.FULL
    late = Job(LARGE, clock=iter([0.0, *[1_000.0] * 100]).__next__)
    draft = late.open("", "image/png", 8, "")
    late.run(lambda *_: None, b"", draft, 0)
    assert draft.reading is Reading.PARTIAL
    assert late.document("").findings[0].name == "limit.reading_s"
