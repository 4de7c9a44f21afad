"""Archives written by the programs that people pack with."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

import pytest

from classifiers.confine import ReaderPool
from classifiers.limits import Limits
from classifiers.readers.archives import formats, library
from classifiers.readers.job import Job
from policies.label import Reading
from tests.support import archive_makers as make

if TYPE_CHECKING:
    from pathlib import Path

    from classifiers.document import Document

WORDS = "社外秘の技術資料です。部品の寸法は図面による。"


def read(data: bytes, name: str = "", limits: Limits | None = None) -> Document:
    job = Job(limits or Limits())
    job.read("", data, file_name=name)
    return job.document("test")


def findings(document: Document) -> set[str]:
    return {finding.name for finding in document.findings}


def texts(document: Document) -> str:
    return "\n".join(part.text for part in document.parts)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a drawing list, a folder with a specification, a link, and a name in Japanese."""
    source = tmp_path / "source"
    (source / "仕様").mkdir(parents=True)
    (source / "list.txt").write_text("drawing list " * 40)
    (source / "仕様" / "図面表.txt").write_text(WORDS * 30)
    return source


SEVEN = [
    ("7z", ["a", "-bd", f"-m0={method}", "{out}", "."])
    for method in ("LZMA", "LZMA2", "PPMd", "BZip2", "Deflate", "Copy")
]
TAR = [
    ("bsdtar", ["-cf", "{out}", f"--format={form}", "."]) for form in ("7zip", "cpio", "newc", "bin", "iso9660")
]  # fmt: skip
PACKED = [("bsdtar", ["-cf", "{out}", flag, "."]) for flag in ("-z", "-j", "-J", "--lzma", "--zstd", "--lz4", "-Z")]
IMAGE = [
    ("genisoimage", ["-quiet", *flags, "-o", "{out}", "."]) for flags in (["-J", "-input-charset", "utf-8"], ["-R"])
]


@pytest.mark.parametrize(("program", "arguments"), [*SEVEN, *TAR, *PACKED, *IMAGE])
def test_what_a_program_packs_is_read_whole(program: str, arguments: list[str], folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "packed.bin"
    make.run(program, *(word.format(out=out) for word in arguments), folder=folder)
    document = read(out.read_bytes())
    assert document.reading is Reading.FULL, document.findings
    assert WORDS in texts(document)
    assert "drawing list" in texts(document)
    assert any(part.name.endswith("図面表.txt") for part in document.parts) or "-R" in arguments


@pytest.mark.parametrize("method", ["PPMd", "LZMA", "BZip2", "Deflate"])
def test_every_method_of_a_zip_is_undone(method: str, folder: Path, tmp_path: Path) -> None:
    make.run("7z", "a", "-bd", "-tzip", f"-mm={method}", str(tmp_path / "x.zip"), ".", folder=folder)
    document = read((tmp_path / "x.zip").read_bytes())
    assert document.reading is Reading.FULL
    assert WORDS in texts(document)


def test_zstandard_in_a_zip_is_undone(folder: Path, tmp_path: Path) -> None:
    content = (folder / "仕様" / "図面表.txt").read_bytes()
    make.run("zstd", "-q", str(folder / "仕様" / "図面表.txt"), "-o", str(tmp_path / "x.zst"), folder=folder)
    packed = (tmp_path / "x.zst").read_bytes()
    member = make.local_member(b"a.txt", packed, 93, content)
    data = make.zip_of(member, make.listed_member(b"a.txt", packed, 93, content, 0), 1)
    document = read(data)
    assert document.reading is Reading.FULL
    assert WORDS in texts(document)


def test_a_method_that_nobody_knows_is_said() -> None:
    member = make.local_member(b"a.txt", b"\1\2\3", 7, b"abc")
    document = read(make.zip_of(member, make.listed_member(b"a.txt", b"\1\2\3", 7, b"abc", 0), 1))
    assert document.reading is Reading.OPAQUE
    assert "archive.method" in findings(document)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (make.cabinet(b"a.txt", WORDS.encode()), "application/vnd.ms-cab-compressed"),
        (make.lha("図面表.txt".encode("cp932"), WORDS.encode()), "application/x-lha"),
        (make.lzip(WORDS.encode()), "application/x-lzip"),
    ],
)
def test_formats_that_are_rare_elsewhere_are_read(data: bytes, kind: str) -> None:
    document = read(data)
    assert document.parts[0].type == kind
    assert document.reading is Reading.FULL
    assert WORDS in texts(document)


def test_a_name_in_shift_jis_in_an_lzh_is_decoded() -> None:
    document = read(make.lha("図面表.txt".encode("cp932"), WORDS.encode()))
    assert document.parts[1].name == "図面表.txt"


@pytest.mark.parametrize("flags", [["-psecret"], ["-psecret", "-mhe=on"]])
def test_an_encrypted_7z_is_opaque(flags: list[str], folder: Path, tmp_path: Path) -> None:
    make.run("7z", "a", "-bd", *flags, str(tmp_path / "x.7z"), ".", folder=folder)
    document = read((tmp_path / "x.7z").read_bytes())
    assert document.reading is Reading.OPAQUE
    assert "encrypted" in findings(document)
    assert "damaged" not in findings(document)
    assert WORDS not in texts(document)


def test_a_volume_of_a_7z_is_never_full(folder: Path, tmp_path: Path) -> None:
    (folder / "noise.bin").write_bytes(os.urandom(60_000))
    make.run("7z", "a", "-bd", "-v20k", str(tmp_path / "x.7z"), ".", folder=folder)
    volumes = sorted(tmp_path.glob("x.7z.*"))
    assert len(volumes) > 2
    for volume in volumes:
        assert read(volume.read_bytes(), volume.name).reading.is_opaque, volume.name


def test_a_volume_of_a_cabinet_is_told() -> None:
    document = read(make.cabinet(b"a.txt", WORDS.encode(), flags=2))
    assert "archive.volume" in findings(document)
    assert document.reading >= Reading.PARTIAL


def test_links_are_told_and_not_followed(folder: Path, tmp_path: Path) -> None:
    (folder / "shadow").symlink_to("/etc/passwd")
    make.run("bsdtar", "-cf", str(tmp_path / "x"), "--format=newc", ".", folder=folder)
    document = read((tmp_path / "x").read_bytes())
    assert "archive.link" in findings(document)
    assert "/etc/passwd" in document.parts[0].text
    assert "root:" not in texts(document)


def test_a_name_that_leads_out_is_told(folder: Path, tmp_path: Path) -> None:
    make.run("bsdtar", "-cPf", str(tmp_path / "x"), "--format=newc", "../source/list.txt", folder=folder)
    document = read((tmp_path / "x").read_bytes())
    assert ("archive.path", "upward") in {(finding.name, finding.detail) for finding in document.findings}
    assert ".." not in document.parts[1].name


def test_what_follows_a_7z_is_read(folder: Path, tmp_path: Path) -> None:
    make.run("7z", "a", "-bd", str(tmp_path / "x.7z"), "list.txt", folder=folder)
    document = read((tmp_path / "x.7z").read_bytes() + WORDS.encode())
    assert "trailing-data" in findings(document)
    assert WORDS in texts(document)


def test_a_package_of_debian_is_read_to_its_files(folder: Path, tmp_path: Path) -> None:
    make.run("bsdtar", "-cJf", "data.tar.xz", "list.txt", "仕様", folder=folder)
    make.run("bsdtar", "-cf", str(tmp_path / "x.deb"), "--format=ar", "data.tar.xz", folder=folder)
    document = read((tmp_path / "x.deb").read_bytes())
    assert WORDS in texts(document)
    assert document.reading is Reading.FULL


def test_a_bomb_stops_at_the_ratio(folder: Path, tmp_path: Path) -> None:
    (folder / "zeros").write_bytes(bytes(30_000_000))
    make.run("7z", "a", "-bd", str(tmp_path / "x.7z"), "zeros", folder=folder)
    data = (tmp_path / "x.7z").read_bytes()
    document = read(data, limits=Limits(ratio_floor_bytes=1_000_000, ratio=20))
    assert "limit.ratio" in findings(document)
    assert document.reading >= Reading.PARTIAL


def test_a_member_too_large_for_memory_is_read_as_it_goes_by(folder: Path, tmp_path: Path) -> None:
    (folder / "a-large.txt").write_text("a line\n" * 50_000)
    make.run("7z", "a", "-bd", "-ms=off", str(tmp_path / "x.7z"), ".", folder=folder)
    document = read((tmp_path / "x.7z").read_bytes(), limits=Limits(part_bytes=20_000, ratio=10_000))
    parts = {part.name: part for part in document.parts}
    assert parts["a-large.txt"].text == "a line\n" * 50_000
    assert parts["a-large.txt"].reading is Reading.FULL
    assert parts["list.txt"].reading is Reading.FULL


def test_a_member_that_never_ends_is_measured_to_where_a_limit_stops_it(folder: Path, tmp_path: Path) -> None:
    (folder / "a-zeros").write_bytes(bytes(40_000_000))
    make.run("7z", "a", "-bd", str(tmp_path / "x.7z"), "a-zeros", "list.txt", folder=folder)
    limits = Limits(part_bytes=20_000, ratio_floor_bytes=1_000_000, ratio=20)
    document = read((tmp_path / "x.7z").read_bytes(), limits=limits)
    assert "limit.ratio" in findings(document)
    assert document.reading >= Reading.PARTIAL


def test_entries_are_limited(folder: Path, tmp_path: Path) -> None:
    for number in range(30):
        (folder / f"{number}.txt").write_text(str(number))
    make.run("7z", "a", "-bd", str(tmp_path / "x.7z"), ".", folder=folder)
    document = read((tmp_path / "x.7z").read_bytes(), limits=Limits(entries=10))
    assert "limit.entries" in findings(document)
    assert document.reading >= Reading.PARTIAL


def test_without_the_library_an_archive_is_opaque_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "libraries", tuple)
    document = read(make.cabinet(b"a.txt", WORDS.encode()))
    assert document.reading is Reading.OPAQUE
    assert [finding.detail for finding in document.findings] == ["application/vnd.ms-cab-compressed: no libarchive"]


def test_both_copies_of_the_library_are_found_the_newer_first() -> None:
    versions = [library.version for library in library.libraries()]
    assert len(versions) == 2, "the wheel `archi`, and the system's libarchive13, which `make system` installs"
    assert versions == sorted(versions, reverse=True)


def test_a_confined_reader_opens_them_too(folder: Path, tmp_path: Path) -> None:
    make.run("7z", "a", "-bd", str(tmp_path / "x.7z"), ".", folder=folder)
    fd = os.open(tmp_path / "x.7z", os.O_RDONLY)
    try:
        with ReaderPool(Limits()) as pool:
            document = pool.read(fd, "x.7z")
    finally:
        os.close(fd)
    assert document.reading is Reading.FULL
    assert WORDS in texts(document)


def test_what_an_image_says_of_itself_is_read(folder: Path, tmp_path: Path) -> None:
    names = ["-V", "PUMP_7", "-publisher", "SECRET WORKS", "-appid", "PLAN OF THE PUMP", "-p", "MR SATO"]
    flags = ["-quiet", "-J", "-input-charset", "utf-8", *names, "-o", str(tmp_path / "x.iso"), "."]
    make.run("genisoimage", *flags, folder=folder)
    document = read((tmp_path / "x.iso").read_bytes())
    stated = document.parts[0].metadata
    assert (stated["title"], stated["publisher"]) == ("PUMP_7", "SECRET WORKS")
    assert (stated["producer"], stated["author"]) == ("PLAN OF THE PUMP", "MR SATO")


def test_nothing_hides_before_the_volumes_of_an_image(folder: Path, tmp_path: Path) -> None:
    make.run("genisoimage", "-quiet", "-o", str(tmp_path / "x.iso"), ".", folder=folder)
    data = (tmp_path / "x.iso").read_bytes()
    written = read(b"secret plan of the pump".ljust(32768, b"\0") + data[32768:])
    assert "secret plan of the pump" in written.parts[0].text
    noise = b"".join(hashlib.sha256(bytes([number])).digest() for number in range(64))
    assert read(noise.ljust(32768, b"\0") + data[32768:]).reading is Reading.PARTIAL


@pytest.mark.parametrize("flag", ["-mhc=on", "-mhc=off"])
def test_an_archive_whose_first_header_was_never_written_is_read(flag: str, folder: Path, tmp_path: Path) -> None:
    make.run("7z", "a", "-bd", flag, str(tmp_path / "x.7z"), ".", folder=folder)
    data = (tmp_path / "x.7z").read_bytes()
    document = read(data[:8] + bytes(24) + data[32:])
    assert WORDS in texts(document)
    assert document.reading is Reading.PARTIAL
    assert "damaged" in findings(document)
    assert read(data[:8] + bytes(24) + data[32:-60]).reading is not Reading.FULL
