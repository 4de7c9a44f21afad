"""Bundles: checked to the byte, put in place in one step, and back."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from classifiers.errors import ModelError
from classifiers.model.artifacts import SHIPPED, load_models, save_text
from classifiers.model.bundle import MANIFEST, Learnt, adopt, back, load_bundle, previous_of, write_manifest

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def serving(tmp_path: Path) -> Path:
    folder = tmp_path / "serving"
    shutil.copytree(SHIPPED, folder)
    (folder / "note.txt").write_text("stays")
    return folder


@pytest.fixture
def candidate(tmp_path: Path) -> Path:
    folder = tmp_path / "candidate"
    shutil.copytree(SHIPPED, folder)
    save_text(load_models().text, folder, {"remark": "of the candidate"})
    write_manifest(folder, Learnt(texts=3, families=2), parent="shipped", made_at=NOW)
    return folder


def version_in(folder: Path) -> str:
    return load_bundle(folder, needs_manifest=False).version


def test_a_bundle_says_what_it_is(candidate: Path) -> None:
    bundle = load_bundle(candidate, needs_manifest=True)
    assert bundle.manifest is not None
    assert bundle.version.startswith("20261122-")
    assert (bundle.manifest.parent, bundle.manifest.learnt.texts) == ("shipped", 3)
    assert version_in(SHIPPED).startswith("shipped:text-")


@pytest.mark.parametrize("name", ["text.npz", "text.json", "text.md", "drawing.npz"])
def test_a_changed_byte_is_told_with_the_file(candidate: Path, name: str) -> None:
    data = bytearray((candidate / name).read_bytes())
    data[len(data) // 2] ^= 1
    (candidate / name).write_bytes(data)
    with pytest.raises(ModelError, match=rf"`{name}` .* digest differs"):
        load_bundle(candidate, needs_manifest=True)


def test_a_missing_file_a_missing_manifest_and_no_folder_are_told(candidate: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no folder"):
        load_bundle(tmp_path / "nowhere", needs_manifest=True)
    with pytest.raises(ModelError, match=f"holds no `{MANIFEST}`"):
        load_bundle(SHIPPED, needs_manifest=True)
    (candidate / "drawing.json").unlink()
    with pytest.raises(ModelError, match=r"lacks `drawing\.json`"):
        load_bundle(candidate, needs_manifest=True)


def test_models_for_other_features_are_told(candidate: Path) -> None:
    settings = json.loads((candidate / "text.json").read_text())
    settings["features"][0] = "another"
    (candidate / "text.json").write_text(json.dumps(settings))
    write_manifest(candidate, Learnt(texts=3, families=2), parent="shipped", made_at=NOW)
    with pytest.raises(ModelError, match="trained on other features"):
        load_bundle(candidate, needs_manifest=True)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"format": "sekimori-models-9"}, "another format"),
        ({"files": {}}, "other files"),
        ({"files": {"../../etc/passwd": "00"}}, "other files"),
        ({"learnt": 3}, "damaged"),
        ({"made_at": "yesterday"}, "damaged"),
    ],
)
def test_a_manifest_that_is_none_is_told(candidate: Path, change: dict[str, object], words: str) -> None:
    manifest = json.loads((candidate / MANIFEST).read_text()) | change
    (candidate / MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(ModelError, match=words):
        load_bundle(candidate, needs_manifest=True)
    (candidate / MANIFEST).write_bytes(b"\x00\xff")
    with pytest.raises(ModelError, match="damaged"):
        load_bundle(candidate, needs_manifest=True)


def test_adopting_and_going_back(candidate: Path, serving: Path) -> None:
    before = {path.name: path.read_bytes() for path in serving.iterdir()}
    wanted = load_bundle(candidate, needs_manifest=True)
    kept = adopt(wanted, serving)
    assert version_in(serving) == wanted.version
    assert (serving / "note.txt").read_text() == "stays"
    assert {path.name: path.read_bytes() for path in kept.iterdir()} == before
    assert back(serving).version == version_in(serving)
    assert {path.name: path.read_bytes() for path in serving.iterdir()} == before
    assert back(serving).version == wanted.version, "and back again"
    assert sorted(path.name for path in serving.parent.iterdir()) == ["candidate", "serving", "serving.previous"]


def test_adopting_twice_keeps_the_one_before(candidate: Path, serving: Path) -> None:
    wanted = load_bundle(candidate, needs_manifest=True)
    adopt(wanted, serving)
    save_text(load_models().text, candidate, {"remark": "a second one"})
    write_manifest(candidate, Learnt(texts=4, families=2), parent=wanted.version, made_at=NOW)
    second = load_bundle(candidate, needs_manifest=True)
    assert second.version != wanted.version
    adopt(second, serving)
    assert version_in(previous_of(serving)) == wanted.version


def test_a_candidate_that_changes_after_its_trial_is_not_adopted(candidate: Path, serving: Path) -> None:
    wanted = load_bundle(candidate, needs_manifest=True)
    save_text(load_models().text, candidate, {"remark": "swapped"})
    with pytest.raises(ModelError, match="digest differs"):
        adopt(wanted, serving)
    write_manifest(candidate, Learnt(texts=3, families=2), parent="shipped", made_at=NOW)
    with pytest.raises(ModelError, match="changed while"):
        adopt(wanted, serving)
    assert version_in(serving).startswith("shipped:")
    assert sorted(path.name for path in serving.parent.iterdir()) == ["candidate", "serving"]


def test_through_a_link_the_folder_behind_it_is_changed(candidate: Path, serving: Path, tmp_path: Path) -> None:
    link = tmp_path / "current"
    link.symlink_to(serving)
    adopt(load_bundle(candidate, needs_manifest=True), link)
    assert link.is_symlink()
    assert version_in(serving).startswith("2026")


def test_there_is_no_way_back_where_nothing_was_adopted(serving: Path) -> None:
    with pytest.raises(ModelError, match="no earlier models"):
        back(serving)


def test_rights_stay(candidate: Path, serving: Path) -> None:
    serving.chmod(0o700)
    (serving / "text.npz").chmod(0o640)
    adopt(load_bundle(candidate, needs_manifest=True), serving)
    assert serving.stat().st_mode & 0o777 == 0o700
    assert (serving / "text.npz").stat().st_mode & 0o777 == 0o640
