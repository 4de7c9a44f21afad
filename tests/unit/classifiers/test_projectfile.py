"""The model of projects that lies in a file: replaced, damaged, removed while somebody goes by it."""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import numpy as np
import pytest

from classifiers.document import Document, Part
from classifiers.errors import ModelError
from classifiers.model.projectfile import ProjectFile
from classifiers.model.projects import ProjectStore, load_model, save_model

KEY = b"k" * 32
OPTICS = "lens prism grating aperture coating wavelength mirror fringe etalon collimator"
GRIPPER = "finger torque tendon palm grasp slip actuator knuckle pinch servo"


def document(words: str, number: int) -> Document:
    chance = random.Random(f"{words} {number}")
    text = " ".join(chance.choice(words.split()) + chance.choice("abcdefgh") for _ in range(200))
    part = Part(name="", type="text/plain", digest=f"{words[:4]}-{number}", size_bytes=1, text=text)
    return Document(parts=(part,))


def learnt(**projects: str) -> ProjectStore:
    store = ProjectStore(KEY)
    for name, words in projects.items():
        store.add(name, [document(words, number) for number in range(20)])
    return store


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "key"
    path.write_bytes(KEY)
    return path


def test_a_file_that_is_replaced_is_taken_anew(tmp_path: Path, key: Path) -> None:
    path = tmp_path / "projects.npz"
    save_model(learnt(optics=OPTICS, gripper=GRIPPER).model(), path, KEY)
    file = ProjectFile(path, key)
    assert file.attribute(document(OPTICS, 50)).project == "optics"
    assert (file.projects, file.documents, file.problem) == (("gripper", "optics"), 40, "")
    assert file.at is not None
    state, version = file.state, file.version
    save_model(learnt(lenses=OPTICS, gripper=GRIPPER).model(), path, KEY)
    assert file.attribute(document(OPTICS, 50)).project == "lenses"
    assert file.state > state
    assert file.version != version or file.projects == ("gripper", "lenses")


def test_what_cannot_be_used_takes_nothing_away_and_is_told(tmp_path: Path, key: Path) -> None:
    path = tmp_path / "projects.npz"
    save_model(learnt(optics=OPTICS, gripper=GRIPPER).model(), path, KEY)
    whole = path.read_bytes()
    file = ProjectFile(path, key)
    path.write_bytes(whole[: len(whole) // 2])
    assert file.attribute(document(OPTICS, 50)).project == "optics"
    assert "is damaged" in file.problem
    assert "still counts" in file.problem
    path.unlink()
    assert file.attribute(document(OPTICS, 50)).project == "optics"
    assert "there is no" in file.problem
    key.write_bytes(b"z" * 32)
    path.write_bytes(whole)
    assert "another key" in file.problem
    key.write_bytes(KEY)
    assert file.problem == ""


def test_where_none_can_be_used_the_answer_says_that_it_is_none(tmp_path: Path, key: Path) -> None:
    path = tmp_path / "projects.npz"
    file = ProjectFile(path, key)
    assert file.attribute(document(OPTICS, 50)).candidates == ()
    assert (file.version, file.documents, file.at) == ("unavailable", 0, None)
    assert "there is no" in file.problem
    path.mkdir()
    assert file.problem
    path.rmdir()
    save_model(learnt(optics=OPTICS, gripper=GRIPPER).model(), path, KEY)
    key.unlink()
    assert "key" in file.problem
    key.write_bytes(b"")
    assert file.problem
    key.write_bytes(KEY)
    assert (file.problem, file.attribute(document(GRIPPER, 50)).project) == ("", "gripper")


def test_one_that_nobody_asked_for_may_come_later_but_not_go(tmp_path: Path, key: Path) -> None:
    path = tmp_path / "projects.npz"
    file = ProjectFile(path, key, is_expected=False)
    assert (file.problem, file.version, file.projects) == ("", "", ())
    path.write_bytes(b"not a model")
    assert file.problem
    save_model(learnt(optics=OPTICS, gripper=GRIPPER).model(), path, KEY)
    assert (file.problem, file.projects) == ("", ("gripper", "optics"))
    shutil.move(path, tmp_path / "away")
    assert "there is no" in file.problem


def test_no_damage_is_anything_but_a_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "projects.npz"
    save_model(learnt(optics=OPTICS, gripper=GRIPPER).model(), path, KEY)
    whole, chance = path.read_bytes(), random.Random(3)
    for _ in range(80):
        place = chance.randrange(len(whole))
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << chance.randrange(8)]) + whole[place + 1 :])
        try:
            model = load_model(path, KEY)
        except ModelError:
            continue
        assert model.projects == ("gripper", "optics")  # a date or a comment of the archive
    for data in (b"", b"PK\x03\x04", b"\x93NUMPY", os.urandom(500), whole[:-30]):
        path.write_bytes(data)
        with pytest.raises(ModelError):
            load_model(path, KEY)
    with path.open("wb") as out:
        np.save(out, np.zeros(3))
    with pytest.raises(ModelError):
        load_model(path, KEY)
