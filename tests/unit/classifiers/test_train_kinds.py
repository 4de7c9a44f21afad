from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from classifiers.model.composition import COMPOSITION_NAMES, composition
from classifiers.model.kinds import FORMS
from classifiers.model.layout import layout
from classifiers.model.made_texts import made_texts
from classifiers.model.plain import plain, stretches
from classifiers.model.structure import TELLING_NAMES, reading
from classifiers.model.text_table import Table, make_table
from classifiers.model.train_kinds import KIND_TELLS, KNOWN_NAMES, MEANINGLESS, Kinds, few_of_each, fit_kinds
from classifiers.model.train_text import bounded_fits
from policies.label import Kind

EACH = 5


def silent(what: str, share: float) -> None:
    """Report nothing."""


@pytest.fixture(scope="module")
def table() -> Table:
    seen: Counter[tuple[Kind | None, int]] = Counter()
    samples = []
    for sample in made_texts():
        seen[sample.kind, sample.language] += 1
        if seen[sample.kind, sample.language] <= EACH:
            samples.append(sample)
    return make_table(samples, silent)


@pytest.fixture(scope="module")
def kinds(table: Table) -> Kinds:
    with bounded_fits():
        return fit_kinds(table, np.arange(table.owner.size), silent)


def test_what_is_known_of_a_feature_beforehand_is_kept(kinds: Kinds) -> None:
    assert set().union(*KIND_TELLS.values()) <= set(KNOWN_NAMES)
    assert kinds.weights.shape == (len(TELLING_NAMES) + 1, len(Kind))
    assert kinds.composition.shape == (len(COMPOSITION_NAMES), len(Kind))
    weights_of = np.vstack([kinds.weights[:-1], kinds.composition])
    for place, kind in enumerate(Kind):
        for name in KIND_TELLS[kind]:
            weights = weights_of[KNOWN_NAMES.index(name)]
            assert weights[place] >= 0
            others = [column for column, other in enumerate(Kind) if name not in KIND_TELLS[other]]
            assert (weights[others] <= 0).all()
    for kind, name in MEANINGLESS:
        assert weights_of[KNOWN_NAMES.index(name), list(Kind).index(kind)] == 0.0
    assert weights_of[KNOWN_NAMES.index("lone_paragraph"), list(Kind).index(Kind.PAPER)] > 0.1


def test_exported_arrays_say_what_the_training_says(table: Table, kinds: Kinds) -> None:
    rows = np.flatnonzero(~table.is_crop)
    texts, logits = kinds.logits(table, rows)
    model = kinds.export(1.0)
    short = [text for text in texts.tolist() if len(stretches(table.samples[text].text)) == 1][::9]
    assert len(short) > 10
    for text in short:
        sample = table.samples[text]
        pieces = [plain(sample.text[start:end]) for start, end in stretches(sample.text)]
        counts = reading(pieces[0])
        by_words = model.logits(counts, sample.language)
        form = np.concatenate([counts.shape, layout(sample.text)])
        p = model.probabilities(by_words, composition(sample.text), form, 1.0)
        expected = np.exp(logits[text] - logits[text].max())
        assert p == pytest.approx(expected / expected.sum(), abs=1e-4)


def test_what_was_learnt_is_known_again(table: Table, kinds: Kinds) -> None:
    _, logits = kinds.logits(table, np.flatnonzero(~table.is_crop))
    truth = [sample.kind for sample in table.samples]
    said = [list(Kind)[place] for place in logits.argmax(axis=1)]
    assert np.mean([one is other for one, other in zip(truth, said, strict=True)]) > 0.8


def test_a_form_that_nobody_showed_keeps_its_column(table: Table) -> None:
    rows = np.flatnonzero(table.kinds() != str(Kind.WEB))
    with bounded_fits():
        model = fit_kinds(table, rows, silent).export(1.0)
    assert model.forms.value.shape[1] == len(FORMS) + 1
    assert not model.forms.value[:, FORMS.index(Kind.WEB)].any()


def test_no_source_gives_more_texts_of_a_kind_than_the_others(table: Table) -> None:
    rows = few_of_each(table, np.arange(table.owner.size))
    assert rows.tolist() == sorted(rows.tolist())
    assert few_of_each(table, rows).tolist() == rows.tolist()
