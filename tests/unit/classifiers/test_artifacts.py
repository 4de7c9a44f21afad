from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from classifiers.errors import ModelError
from classifiers.model.artifacts import SHIPPED, load_models, save_drawing, save_text
from classifiers.model.contrasts import Contrasts


def test_the_shipped_models_survive_a_round_trip_byte_for_byte(tmp_path: Path) -> None:
    models = load_models()
    for name in ("one", "two"):
        save_text(models.text, tmp_path / name, {"figures": {}})
        save_drawing(models.drawing, tmp_path / name, {"figures": {}})
    for file in ("text.npz", "text.json", "drawing.npz", "drawing.json"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()
    again = load_models(tmp_path / "one")
    text = "The controller shall raise an interrupt when the voltage exceeds 3.3 V for 10 ms. " * 8
    assert again.text.score(text) == models.text.score(text)
    assert np.array_equal(again.drawing.trees.value, models.drawing.trees.value)


def test_nothing_shipped_is_a_pickle_or_large() -> None:
    files = sorted(path.name for path in SHIPPED.iterdir() if path.suffix != ".py")
    assert files == ["drawing.json", "drawing.md", "drawing.npz", "text.json", "text.md", "text.npz"]
    assert sum(path.stat().st_size for path in SHIPPED.iterdir() if path.is_file()) < 6_000_000
    for name in ("text", "drawing"):
        with np.load(SHIPPED / f"{name}.npz", allow_pickle=False) as archive:
            assert all(archive[key].dtype.kind in "iuf" for key in archive.files)


def test_a_changed_byte_is_refused(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED, tmp_path / "m")
    data = bytearray((tmp_path / "m" / "text.npz").read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / "m" / "text.npz").write_bytes(data)
    with pytest.raises(ModelError, match="damaged"):
        load_models(tmp_path / "m")


def test_no_model_and_other_features_are_said(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no text model"):
        load_models(tmp_path)
    shutil.copytree(SHIPPED, tmp_path / "m")
    path = tmp_path / "m" / "drawing.json"
    path.write_text(path.read_text().replace('"landscape"', '"portrait"'))
    with pytest.raises(ModelError, match="other features"):
        load_models(tmp_path / "m")


def test_a_text_model_of_fewer_features_is_refused(tmp_path: Path) -> None:
    text = load_models().text
    fewer = dataclasses.replace(text.contrasts, weights=text.contrasts.weights[..., :-1])
    save_text(dataclasses.replace(text, contrasts=fewer), tmp_path, {})
    save_drawing(load_models().drawing, tmp_path, {})
    with pytest.raises(ModelError, match="text model was trained on other features"):
        load_models(tmp_path)


@pytest.mark.parametrize("lines", [np.s_[0], np.s_[:0], np.s_[:, :0]])
def test_a_text_model_without_lines_is_refused(tmp_path: Path, lines: Any) -> None:
    text = load_models().text
    cut = Contrasts(weights=text.contrasts.weights[lines], offsets=text.contrasts.offsets[lines])
    save_text(dataclasses.replace(text, contrasts=cut), tmp_path, {})
    save_drawing(load_models().drawing, tmp_path, {})
    with pytest.raises(ModelError, match="damaged"):
        load_models(tmp_path)


def test_a_short_text_has_no_score_and_a_middling_one_is_drawn_to_ordinary() -> None:
    model = load_models().text
    assert model.score("0x40 3.3 V") is None
    short = model.score("The register CTRL_REG at 0x40 shall hold 3.3 V for 10 ms.")
    assert short is not None
    assert short.sensitive_p < model.threshold


def test_the_threshold_lies_with_the_model(tmp_path: Path) -> None:
    text = load_models().text
    save_text(dataclasses.replace(text, threshold=0.99), tmp_path, {"threshold_cost": "a false alarm costs 99 misses"})
    save_drawing(load_models().drawing, tmp_path, {})
    assert load_models(tmp_path).text.threshold == 0.99
    assert 0.3 < text.threshold < 0.9
