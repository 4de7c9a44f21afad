"""`sekimori read`: what it prints, and with which status it ends."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path

import ezdxf
import pytest
from click.testing import CliRunner

from classifiers.document import Measure, MeasureKind
from classifiers.errors import ClassifierError
from sekimori.read_command import command, written

MAIL = """From: Sato <sato@example.jp>
To: miller@example.edu
Cc: =?utf-8?b?546L?= <wang@example.cn>
Subject: =?utf-8?b?5Zuz6Z2i?=
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

図面を送ります。
"""


@pytest.fixture
def drawing(tmp_path: Path) -> Path:
    document = ezdxf.new(setup=True)
    document.layers.add("図枠")
    document.modelspace().add_text("図番 QS-104", dxfattribs={"layer": "図枠"})
    path = tmp_path / "gear.dxf"
    document.saveas(path)
    return path


def test_a_drawing_shows_its_layers_and_says_that_it_was_read(drawing: Path) -> None:
    answer = CliRunner().invoke(command, [str(drawing)])
    assert answer.exit_code == 0
    assert "image/vnd.dxf" in answer.output
    assert "図枠" in answer.output
    assert "QS-104" not in answer.output.partition("Layers")[2], "the text is printed only when asked for"


def test_text_is_printed_when_asked_for(drawing: Path) -> None:
    assert "図番 QS-104" in CliRunner().invoke(command, ["--text", str(drawing)]).output


def test_json_has_the_same_keys_for_every_part(tmp_path: Path) -> None:
    path = tmp_path / "both.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mail.eml", MAIL)
        archive.writestr("noise.bin", os.urandom(999))
    answer = CliRunner().invoke(command, ["--json", str(path)])
    record = json.loads(answer.stdout)
    assert answer.exit_code == 1, "random bytes cannot be read"
    assert record["reading"] == "opaque"
    assert [part["parent"] for part in record["parts"]] == [-1, 0, 0]
    assert len({frozenset(part) for part in record["parts"]}) == 1
    mail = record["parts"][1]
    assert "text" not in mail
    roles = {(item["role"], item["address"]) for item in mail["addresses"]}
    assert {("from", "sato@example.jp"), ("to", "miller@example.edu"), ("cc", "wang@example.cn")} <= roles
    assert all(len(part["digest"]) == 64 for part in record["parts"])


def test_names_from_inside_cannot_steer_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a\x1b[2Jb[red]c.txt", "words")
    answer = CliRunner().invoke(command, [str(path)])
    assert "\x1b" not in answer.output
    assert "[red]" in answer.output


@pytest.mark.parametrize("name", [".", "absent.pdf", "pipe"])
def test_what_is_no_file_is_refused_with_a_reason(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe")
    answer = CliRunner().invoke(command, [name])
    assert isinstance(answer.exception, ClassifierError)
    assert name in str(answer.exception)


def test_measures_are_written_as_on_a_drawing() -> None:
    assert written(Measure(kind=MeasureKind.DIAMETER, value=25, unit="mm", fit="H7")) == "25 H7 mm"
    assert written(Measure(kind=MeasureKind.LINEAR, value=12.5, unit="mm", plus=0.1, minus=-0.1)) == "12.5 ±0.1 mm"
    assert written(Measure(kind=MeasureKind.LINEAR, value=3, plus=0.2, minus=0)) == "3 +0.2 +0"
