"""DWG and DGN of many programs and years, whole or damaged."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from classifiers.document import MeasureKind
from classifiers.limits import Limits
from classifiers.readers.job import Job
from policies.label import Reading

if TYPE_CHECKING:
    from pathlib import Path

    from classifiers.document import Document, Part


def read(data: bytes, limits: Limits | None = None) -> Document:
    job = Job(limits or Limits())
    job.read("", data, file_name="drawing.dwg")
    return job.document("test")


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
    for _ in range(60):
        data = bytearray(chance.choice(paths).read_bytes())
        for _ in range(chance.choice((1, 5, 50))):
            data[chance.randrange(6, len(data))] = chance.choice((0, 255, chance.randrange(256)))
        cut = len(data) if chance.random() < 0.7 else chance.randrange(200, len(data))
        assert read(bytes(data[:cut]), Limits(dxf_bytes=1)).parts[0].reading <= Reading.OPAQUE
