"""`sekimori train --feedback` and `sekimori evaluate`, as typed."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from classifiers.model.artifacts import SHIPPED, load_models, save_text
from classifiers.model.bundle import Learnt, write_manifest
from sekimori.evaluate_command import command as evaluate
from sekimori.train_command import command as train
from tests.unit.classifiers.small_corpus import label_line, make_data, small_suite, text_of, write_suite

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def ground(tmp_path: Path) -> Path:
    """Serving models, data, a suite, labels and the documents they are of."""
    make_data(tmp_path / "data")
    write_suite(tmp_path / "suite.json")
    shutil.copytree(SHIPPED, tmp_path / "serving")
    (tmp_path / "home").mkdir()
    lines = []
    for number in range(12):
        content = text_of("zh", is_technical=True, number=700 + number).encode()
        (tmp_path / "home" / f"{number}.txt").write_bytes(content)
        lines.append(label_line(content))
    (tmp_path / "labels.jsonl").write_text("\n".join(lines))
    return tmp_path


def run(ground: Path, command: Any, *arguments: str) -> Result:
    return CliRunner().invoke(command, [word.replace("@", f"{ground}/") for word in arguments])


def trial(ground: Path, *arguments: str) -> Result:
    common = ("--serving", "@serving", "--data", "@data", "--suite", "@suite.json")
    return run(ground, evaluate, *arguments, *common)


def bundle(folder: Path, *, sign: int = 1, suite_left_out: str = "") -> Path:
    """The shipped models, the text model's judgement turned round where `sign` is -1."""
    shutil.copytree(SHIPPED, folder)
    model = load_models().text
    if sign < 0:
        for owner, name in ((model.contrasts, "weights"), (model, "sensitive_grams")):
            object.__setattr__(owner, name, np.negative(getattr(owner, name)))
    save_text(model, folder, {"remark": f"turned {sign}"})
    learnt = Learnt(texts=0, families=0, suite_left_out=suite_left_out)
    write_manifest(folder, learnt, parent="shipped", made_at=NOW)
    return folder


def test_from_labels_to_a_trial(ground: Path) -> None:
    made = run(
        ground, train, "--feedback", "@labels.jsonl", "--files", "@home", "--data", "@data", "--out", "@candidate",
        "--serving", "@serving", "--keep-calibration",
    )  # fmt: skip
    assert made.exit_code == 0, made.output
    assert "labelled documents: 12 found, 0 not found, 0 not readable" in made.output
    assert "feedback:rocket: " in made.output
    answer = trial(ground, "@candidate", "--json", "--feedback", "@labels.jsonl", "--files", "@home")
    record = json.loads(next(line for line in answer.stdout.splitlines() if line.startswith("{")))
    names = {row["name"] for row in record["figures"]}
    assert {"auroc_ja", "ece", "kind_f1:specification", "feedback:rocket:sensitive_right", "ms"} <= names
    assert record["serving"].startswith("shipped:")
    assert "both have learnt from the suite's texts" in answer.output


def test_models_that_lose_nothing_are_adopted_and_taken_back(ground: Path) -> None:
    bundle(ground / "candidate")
    before = (ground / "serving" / "text.json").read_bytes()
    answer = trial(ground, "@candidate", "--adopt", "--tolerance", "2")
    assert answer.exit_code == 0, answer.output
    assert "serves now in" in answer.output
    assert (ground / "serving" / "text.json").read_bytes() == (ground / "candidate" / "text.json").read_bytes()
    again = run(ground, evaluate, "--back", "--serving", "@serving")
    assert again.exit_code == 0
    assert (ground / "serving" / "text.json").read_bytes() == before


def test_models_that_lose_ground_are_refused_by_figure_and_change_nothing(ground: Path) -> None:
    bundle(ground / "candidate", sign=-1)
    before = (ground / "serving" / "text.json").read_bytes()
    answer = trial(ground, "@candidate", "--adopt")
    assert answer.exit_code == 1, answer.output
    assert "loses ground in auroc_en" in answer.output
    assert "LOST" in answer.output
    assert (ground / "serving" / "text.json").read_bytes() == before
    assert not (ground / "serving.previous").exists()


def test_a_candidate_that_has_learnt_what_it_is_asked_does_not_win(ground: Path) -> None:
    shutil.rmtree(ground / "serving")
    bundle(ground / "serving", suite_left_out=small_suite().digest)
    bundle(ground / "candidate")
    answer = trial(ground, "@candidate")
    assert "its figures would flatter" in str(answer.exception)


@pytest.mark.parametrize(
    "arguments",
    [
        (), ("@candidate", "--back"), ("@candidate", "--files", "@home"), ("@candidate", "--feedback", "@labels.jsonl"),
        ("@candidate", "--texts-only", "--adopt"), ("@candidate", "--tolerance", "-1"),
    ],
)  # fmt: skip
def test_wrong_use_is_told(ground: Path, arguments: tuple[str, ...]) -> None:
    assert trial(ground, *arguments).exit_code == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("--feedback", "@labels.jsonl"), ("--files", "@home"), ("--keep-calibration",), ("--leave-out-suite",),
        ("--feedback", "@labels.jsonl", "--files", "@home"),
        ("--feedback", "@labels.jsonl", "--files", "@home", "--out", "@new", "--only", "text"),
    ],
)  # fmt: skip
def test_wrong_use_of_training_is_told_and_trains_nothing(ground: Path, arguments: tuple[str, ...]) -> None:
    assert run(ground, train, *arguments).exit_code == 2
    assert not (ground / "new").exists()
