"""DWG and DGN of many programs and years, whole or damaged."""

from __future__ import annotations

import contextlib
import random
from typing import TYPE_CHECKING

import pytest

from classifiers.document import MeasureKind
from classifiers.limits import Limits
from classifiers.readers.cad import dwg_beside, dwg_extent, dwg_records, dwg_strings, dwg_woven
from classifiers.readers.cad.dwg_pages import unpacked
from classifiers.readers.cad.dwg_strings import is_wordy, scattered_strings
from classifiers.readers.draft import LimitReached
from classifiers.readers.job import Job
from policies.label import Reading

if TYPE_CHECKING:
    from pathlib import Path

    from classifiers.document import Document, Part


def read(data: bytes, limits: Limits | None = None) -> Document:
    job = Job(limits or Limits())
    job.read("", data, file_name="drawing.dwg")
    return job.document("test")


def fresh_job() -> Job:
    return Job(Limits())


def part_of(shared_data: Path, name: str) -> Part:
    folder = "dwg" if name.endswith(".dwg") else "other-cad"
    return read((shared_data / "files" / "drawings" / folder / name).read_bytes()).parts[0]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("autocad_97_98.dwg", "改訂日:"),
        ("autocad_2000.dwg", "改訂日:"),
        ("autocad_2010.dwg", "改訂日:"),
        ("Text-5410979a.dwg", "This a multiline text to check"),
        ("testDGN7.dgn", "WALLA WALLA"),
        ("testDGN7.dgn", "EmergMgtDOT\\wallst.dgn"),
        ("testDGN8.dgn", "Default Sheet"),
        ("D ZD junior D10m H2m.dwg", "bestaande betonvloer"),
        ("sample_2018.dwg", "Jen teksto simpla"),
        ("SimpleEntites.dwg", "My Prompt"),
    ],
)
def test_words_of_many_releases(shared_data: Path, name: str, words: str) -> None:
    assert words in part_of(shared_data, name).text


def test_structure(shared_data: Path) -> None:
    part = part_of(shared_data, "D ZD junior D10m H2m.dwg")
    assert "elektriciteit" in part.layers
    assert "opvangpaal" in part.blocks
    assert any(measure.kind is MeasureKind.LINEAR and measure.value == 4955 for measure in part.measures)
    assert part.cad["LINE"] > 400
    assert len(part.pages) == 1
    assert part.metadata["version"] == "2013"


def test_a_drawing_that_is_none_gives_its_strings() -> None:
    document = read(b"AC1032" + bytes(200) + "図面番号 社外秘".encode("utf-16-le") + bytes(50) + b"LAYER_NAME")
    assert "社外秘" in document.parts[0].text
    assert document.reading is Reading.PARTIAL


def test_flipped_and_cut_drawings_end(shared_data: Path) -> None:
    chance = random.Random(5)
    paths = [
        path
        for folder in ("dwg", "other-cad")
        for path in sorted((shared_data / "files" / "drawings" / folder).glob("*.d[wg][gn]"))
        if path.stat().st_size < 70_000
    ]
    assert len(paths) > 40
    for _ in range(12):
        data = bytearray(chance.choice(paths).read_bytes())
        for _ in range(chance.choice((1, 5, 50))):
            data[chance.randrange(6, len(data))] = chance.choice((0, 255, chance.randrange(256)))
        cut = len(data) if chance.random() < 0.7 else chance.randrange(200, len(data))
        assert read(bytes(data[:cut]), Limits(dxf_bytes=1)).parts[0].reading <= Reading.OPAQUE


def test_properties_and_strings_beside_the_entities(shared_data: Path) -> None:
    part = part_of(shared_data, "testDWG2010.dwg")
    assert part.metadata["title"] == "The quick brown fox jumps over the lazy dog"
    assert part.metadata["author"] == "Nevin Nollop"
    assert part_of(shared_data, "dim_linear_tutorial.dwg").metadata["producer"] == "BricsCAD"
    assert "upper tolerance" in part_of(shared_data, "dim_linear_tutorial.dwg").text  # in a leader that is not decoded


def test_a_drawing_of_release_2007_is_read_with_all_its_strings(shared_data: Path) -> None:
    data = (shared_data / "files" / "drawings" / "dwg" / "testDWG2007.dwg").read_bytes()
    document = read(data)
    assert document.reading is Reading.FULL
    assert document.parts[0].metadata["title"] == "The quick brown fox jumps over the lazy dog"
    assert document.parts[0].metadata["author"] == "Nevin Nollop"
    section = dwg_woven.sections(data)["AcDb:AcDbObjects"]
    job = fresh_job()
    assert len(dwg_woven.content(data, section, most_bytes=1 << 20, check_time=job.check_time)) == section.size
    with pytest.raises(ValueError, match="too large"):
        dwg_woven.content(data, section, most_bytes=100, check_time=job.check_time)


def test_a_page_that_a_drawing_program_would_mend_is_not_taken_as_it_stands(shared_data: Path) -> None:
    data = bytearray((shared_data / "files" / "drawings" / "dwg" / "testDWG2007.dwg").read_bytes())
    data[dwg_woven.sections(bytes(data))["AcDb:Handles"].pages[0].address] ^= 1
    document = read(bytes(data))
    assert document.reading is Reading.PARTIAL
    assert "damaged" in {finding.name for finding in document.findings}


def test_sections_that_do_not_fit_their_pages_are_damaged(shared_data: Path) -> None:
    data = (shared_data / "files" / "drawings" / "dwg" / "testDWG2007.dwg").read_bytes()
    section = dwg_woven.sections(data)["AcDb:AcDbObjects"]
    for strange in (section._replace(size=1 << 30), section._replace(pages=[*section.pages, section.pages[-1]])):
        with pytest.raises(ValueError, match=r"larger than its pages|over each other"):
            dwg_woven.content(data, strange, most_bytes=1 << 31, check_time=fresh_job().check_time)


@pytest.mark.parametrize("name", ["testDWG2007.dwg", "testDWG2010.dwg"])
def test_nothing_hides_behind_a_drawing(shared_data: Path, name: str) -> None:
    data = (shared_data / "files" / "drawings" / "dwg" / name).read_bytes()
    assert dwg_extent.end_of_dwg(data) == len(data)
    behind = read(data + b"secret plan of the pump")
    assert "secret plan of the pump" in behind.parts[-1].text
    assert "trailing-data" in {finding.name for finding in behind.findings}
    assert read(data + random.Random(7).randbytes(2_000)).reading is Reading.PARTIAL


def test_what_belongs_to_no_page_is_looked_through() -> None:
    assert dwg_extent._between([(1, 256, 100), (2, 400, 64), (-3, 464, 200), (4, 664, 36)], 708) == [
        (356, 400), (464, 664),
    ]  # fmt: skip


def test_a_section_of_an_unknown_name_is_told(shared_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dwg_beside, "SECTIONS", dwg_beside.SECTIONS - {"AcDb:Preview"})
    document = read((shared_data / "files" / "drawings" / "dwg" / "testDWG2007.dwg").read_bytes())
    assert document.reading is Reading.PARTIAL
    assert "payload" in {finding.name for finding in document.findings}


def test_more_strings_than_an_object_may_have_are_told() -> None:
    bits_of_strings = 2 * 200_000  # pairs that say "no character"
    length = (bits_of_strings >> 15).to_bytes(2, "little") + (bits_of_strings & 0x7FFF | 0x8000).to_bytes(2, "little")
    stream = b"\xaa" * (bits_of_strings // 8) + length + b"\x80"
    bits = dwg_strings.Bits(stream)
    with pytest.raises(ValueError, match="too many"):
        list(dwg_strings._string_stream(bits, bits.count - 7))


def test_properties_of_a_drawing_of_release_2000(shared_data: Path) -> None:
    part = part_of(shared_data, "City skyway map.dwg")
    assert part.metadata["subject"] == "Skyway Transportation map of Minneapolis/St.Paul"
    assert part.metadata["last-author"] == "hewetth"


def test_strings_of_records_are_told_by_their_frame() -> None:
    def framed(code: int, text: bytes) -> bytes:
        return code.to_bytes(2, "little") + len(text).to_bytes(2, "little") + b"\x1e" + text

    record = framed(1, dwg_records.COOKIE) + framed(2, b"Lid") + (42).to_bytes(2, "little") + bytes(8)
    record += framed(300, "図番=A-7".encode("cp932"))
    assert list(dwg_records.properties(bytes(7) + record)) == [(2, b"Lid"), (300, "図番=A-7".encode("cp932"))]
    assert [*dwg_records.strings(bytes(7) + record)][1:] == [b"Lid", "図番=A-7".encode("cp932")]
    assert not [*dwg_records.strings(framed(1, b"a" * 9)[:-1])]
    assert not [*dwg_records.strings(bytes(range(256)) * 9)]
    assert not [*dwg_records.properties(b"secret")]


def test_woven_bytes() -> None:
    with pytest.raises(ValueError, match="damaged"):
        dwg_woven.unwoven(b"\x07" + bytes(254), 1, 239)
    with pytest.raises(ValueError, match="cut off"):
        dwg_woven.unwoven(bytes(300), 2, 239)
    assert dwg_woven.unwoven(bytes(510), 2, 251) == bytes(502)


def test_runs_and_copies_of_release_2007() -> None:
    assert dwg_woven.unpacked(b"\x00ABCDEFGH", 100) == b"ABCDEFGH"
    assert dwg_woven.unpacked(b"\x08ABCDEFGHijklmnop", 100) == b"ijklmnopABCDEFGH"
    assert dwg_woven.unpacked(b"\x00ABCDEFGH\x32\x00", 100) == b"ABCDEFGHFGH"  # three bytes of three back
    for size, pieces in dwg_woven.PIECES.items():
        assert sorted(place + step for place, length in pieces for step in range(length)) == list(range(size))
    with pytest.raises(ValueError, match="copy of"):
        dwg_woven.unpacked(b"\x00ABCDEFGH\x3f\xf8", 100)
    run = b"\x00ABCDEFGH\x28\x00\x00\x00\xf8"  # a long copy of the last byte, of what is being copied itself
    assert dwg_woven.unpacked(run, 5_000) == b"ABCDEFGH" + b"H" * 4992
    chance = random.Random(7)
    for _ in range(300):
        with contextlib.suppress(ValueError):
            assert len(dwg_woven.unpacked(chance.randbytes(chance.randrange(1, 60)), 500)) <= 500


def test_packed_bytes() -> None:
    assert unpacked(b"\x01ABCD\x11\x00\x00", 100) == b"ABCD"
    assert unpacked(b"\x01ABCD\x4c\x00\x11\x00\x00", 100)[:4] == b"ABCD"
    assert unpacked(b"\x00" * 50, 100) == b""
    chance = random.Random(3)
    for _ in range(200):
        assert len(unpacked(chance.randbytes(chance.randrange(60)), 500)) <= 500


def test_words_are_told_from_chance() -> None:
    assert is_wordy("upper tolerance")
    assert is_wordy("共振器の保持具")
    assert not is_wordy("1Ý1Þ1ß1à")
    assert not is_wordy("$Ud備")
    assert not is_wordy("a" * 3)
    assert not is_wordy("x!" * 40_000)
    words = b"\x41" + (14).to_bytes(1, "big") + b"secret drawing"
    assert list(scattered_strings(bytes(9) + words + bytes(9), "cp1252", fresh_job().check_time)) == ["secret drawing"]
    shifted = (int.from_bytes(bytes(9) + words + bytes(9), "big") << 3).to_bytes(9 + len(words) + 10, "big")
    assert "secret drawing" in list(scattered_strings(shifted, "cp1252", fresh_job().check_time))


def test_the_clock_is_looked_at_where_no_length_has_a_string() -> None:
    times = iter(range(1_000))
    with pytest.raises(LimitReached):
        list(scattered_strings(b"\x81\x82" * 50_000, "cp932", Job(Limits(), clock=lambda: next(times)).check_time))


def test_drawings_before_release_13(shared_data: Path) -> None:
    folder = shared_data / "files" / "drawings" / "dwg"
    for name in ("entities-2d.dwg", "entities-3d.dwg", "dim.dwg", "entities-a12f8a08.dwg", "block.dwg", "entities.dwg"):
        assert read((folder / name).read_bytes()).reading is Reading.FULL
    document = read((folder / "entities-2d.dwg").read_bytes())
    assert document.parts[0].metadata["version"] == "R12"
    assert document.parts[0].blocks == ("BLOCK1", "BLOCK2")
    assert document.parts[0].cad["ARC"] == 1
    assert {"FOO", "PROMPT", "ATTR2"} <= set(document.parts[0].text.split("\n"))
    assert "hidden" in {finding.name for finding in document.findings}


def test_an_early_drawing_cut_short_is_partial(shared_data: Path) -> None:
    data = (shared_data / "files" / "drawings" / "dwg" / "entities-2d.dwg").read_bytes()
    assert read(data[:2500]).reading is Reading.PARTIAL
    wild = data[:0x6CF] + b"\x07\x00\x00\x00" + data[0x6D3:]
    assert read(wild).reading is Reading.PARTIAL
