"""rar of every generation, written by the package that also reads what libarchive lacks."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from typing import TYPE_CHECKING

import pytest
import rars

from classifiers.confine import ReaderPool
from classifiers.limits import Limits
from classifiers.readers.archives import formats
from classifiers.readers.job import Job
from policies.label import Reading

if TYPE_CHECKING:
    from pathlib import Path

    from classifiers.document import Document

WORDS = "社外秘の技術資料です。部品の寸法は図面による。"
MEMBERS = {
    "list.txt": b"drawing list " * 40,
    "仕様/図面表.txt": (WORDS * 30).encode(),
    "again.txt": b"drawing list " * 41,
}
END = b"\xc4\x3d\x7b\x00\x40\x07\x00"
GENERATIONS = ("rar15", "rar20", "rar30", "rar50", "rar70")


def read(data: bytes, limits: Limits | None = None) -> Document:
    job = Job(limits or Limits())
    job.read("", data, file_name="")
    return job.document("test")


def findings(document: Document) -> set[str]:
    return {finding.name for finding in document.findings}


def texts(document: Document) -> str:
    return "\n".join(part.text for part in document.parts)


def packed(generation: str, members: dict[str, bytes] = MEMBERS, **options: object) -> bytes:
    builder = rars.RarBuilder(generation, **options)
    for name, content in members.items():
        builder.add_bytes(content, name)
    # It keeps what it packs in files in the present folder, which stay there if it is stopped.
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        written = bytes(builder.to_bytes())
    # The program that people pack with sets an end mark from 3.0 on, this package does not.
    return written + (END if generation == "rar30" and not options.get("encrypt_headers") else b"")


@pytest.mark.parametrize("generation", GENERATIONS)
@pytest.mark.parametrize("options", [{}, {"solid": True}, {"store": True}])
def test_every_generation_is_read_whole(generation: str, options: dict[str, object]) -> None:
    members = (
        MEMBERS
        if generation in ("rar30", "rar50", "rar70")
        else {"a.txt": MEMBERS["仕様/図面表.txt"], "b.txt": b"drawing list"}
    )
    document = read(packed(generation, members, **options))
    assert document.reading is Reading.FULL, document.findings
    assert WORDS in texts(document)
    assert "drawing list" in texts(document)
    assert len(document.parts) == 1 + len(members)


@pytest.mark.parametrize("generation", ["rar30", "rar50", "rar70"])
@pytest.mark.parametrize("encrypt_headers", [False, True])
def test_an_encrypted_rar_is_opaque(generation: str, encrypt_headers: bool) -> None:
    document = read(packed(generation, password="secret", encrypt_headers=encrypt_headers))
    assert document.reading is Reading.OPAQUE
    assert "encrypted" in findings(document)
    assert WORDS not in texts(document)


def test_files_behind_the_last_whole_block_may_be_missing() -> None:
    document = read(packed("rar30").removesuffix(END))
    assert WORDS in texts(document)
    assert document.reading is Reading.PARTIAL
    assert "damaged" in findings(document)


def test_the_comment_is_read() -> None:
    document = read(packed("rar50", comment=WORDS.encode()))
    assert document.parts[0].metadata["comment"] == WORDS


def test_a_volume_is_told_and_never_full(tmp_path: Path) -> None:
    builder = rars.RarBuilder("rar50", store=True, volume_size=4_000)
    builder.add_bytes(os.urandom(12_000), "noise.bin")
    builder.add_bytes(WORDS.encode(), "last.txt")
    builder.write_volumes(str(tmp_path / "x.part1.rar"))
    volumes = sorted(tmp_path.iterdir())
    assert len(volumes) > 2
    for volume in volumes:
        document = read(volume.read_bytes())
        assert "archive.volume" in findings(document), volume.name
        assert document.reading >= Reading.PARTIAL, volume.name


def test_links_are_told_and_not_followed() -> None:
    builder = rars.RarBuilder("rar50")
    builder.add_unix_symlink("shadow", "/etc/passwd")
    builder.add_bytes(WORDS.encode(), "a.txt")
    document = read(bytes(builder.to_bytes()))
    assert "archive.link" in findings(document)
    assert "root:" not in texts(document)


def test_a_bomb_stops_at_the_ratio() -> None:
    document = read(packed("rar50", {"zeros": bytes(20_000_000)}), Limits(ratio_floor_bytes=1_000_000, ratio=20))
    assert "limit.ratio" in findings(document)
    assert document.reading >= Reading.PARTIAL


def test_a_member_too_large_for_memory_is_read_as_it_goes_by() -> None:
    data = packed("rar50", {"a.txt": b"a line\n" * 50_000, "b.txt": WORDS.encode()})
    document = read(data, Limits(part_bytes=20_000, ratio=10_000))
    parts = {part.name: part for part in document.parts}
    assert parts["a.txt"].text == "a line\n" * 50_000
    assert parts["a.txt"].reading is Reading.FULL
    assert parts["b.txt"].reading is Reading.FULL


def test_the_second_library_alone_reads_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "libraries", tuple)
    document = read(packed("rar50"))
    assert document.reading is Reading.FULL
    assert WORDS in texts(document)


def test_without_any_library_it_is_opaque_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "libraries", tuple)
    monkeypatch.setitem(sys.modules, "rars", None)
    document = read(packed("rar50"))
    assert document.reading is Reading.OPAQUE
    assert "archive.unsupported" in findings(document)


def test_what_follows_is_read() -> None:
    document = read(packed("rar50") + WORDS.encode() * 3)
    assert "trailing-data" in findings(document)
    assert document.parts[-1].text.startswith(WORDS)


def test_a_rar_behind_a_program_is_opened() -> None:
    document = read(b"MZ" + bytes(range(256)) * 40 + packed("rar50"))
    assert "polyglot" in findings(document)
    assert WORDS in texts(document)


@pytest.mark.parametrize("generation", ["rar20", "rar30"])
def test_a_confined_reader_reads_solid_ones(generation: str, tmp_path: Path) -> None:
    members = {"a.txt": MEMBERS["仕様/図面表.txt"], "b.txt": b"drawing list"}
    (tmp_path / "x.rar").write_bytes(packed(generation, members, solid=True))
    fd = os.open(tmp_path / "x.rar", os.O_RDONLY)
    try:
        with ReaderPool(Limits()) as pool:
            document = pool.read(fd, "x.rar")
    finally:
        os.close(fd)
    assert document.reading is Reading.FULL, document.findings
    assert WORDS in texts(document)
