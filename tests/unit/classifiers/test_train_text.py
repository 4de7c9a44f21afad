from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest

from classifiers.model.artifacts import load_models
from classifiers.model.structure import TELLING_NAMES, densities_of, listed_words, reading
from classifiers.model.subjects import SUBJECT_LISTS
from classifiers.model.train_text import LOWERS, RAISES, SILENT

STUDY = (
    "In this paper we investigate quantum error correction. Our results show that we propose a method of control. " * 3
)
PRINTED = """
import sys
from classifiers.model.structure import reading
sys.stdout.write(reading(sys.argv[1]).subjects.tobytes().hex())
"""


def test_what_is_known_beforehand_of_a_feature_holds_in_the_shipped_model() -> None:
    lines = load_models().text.contrasts.weights
    weights = dict(zip(TELLING_NAMES, lines.reshape(-1, len(TELLING_NAMES)).T, strict=True))
    assert set(weights) >= RAISES | LOWERS | SILENT
    assert all((weights[name] >= 0).all() for name in RAISES)
    assert all((weights[name] <= 0).all() for name in LOWERS)
    assert all((weights[name] == 0).all() for name in SILENT)
    assert weights["reports_study"].min() < 0


def test_a_report_of_a_study_lowers_what_its_words_would_raise() -> None:
    model = load_models().text
    place = TELLING_NAMES.index("reports_study")
    with_study = model.window(STUDY)
    assert with_study.shape[place] * model.contrasts.slope(with_study.shape)[place] < 0
    assert densities_of(with_study.counts)["reports_study"] == pytest.approx(float(np.expm1(reading(STUDY).conduct[0])))
    assert listed_words(STUDY, "reports_study") == ["we investigate", "we propose", "results show"]


def test_sums_over_words_do_not_depend_on_the_order_in_which_a_process_hashes_them() -> None:
    words = [word for word in SUBJECT_LISTS["term_semiconductor"].split() if word.isascii() and "_" not in word]
    many = " ".join(" ".join([word] * (at % 7 + 1)) for at, word in enumerate(words))
    said = {
        subprocess.run(
            [sys.executable, "-c", PRINTED, many],
            check=True,
            capture_output=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2", "3", "4")
    }
    assert len(said) == 1
    assert any(said)
