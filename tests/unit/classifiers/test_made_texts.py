from __future__ import annotations

import json
import random
import re
from dataclasses import replace

import numpy as np
import pytest

from classifiers.model.composition import composition
from classifiers.model.familiarity import fit_familiarity
from classifiers.model.made_abstracts import ABSTRACTS, LESSONS
from classifiers.model.made_genres import GENRES, SUBJECTS
from classifiers.model.made_records import made_data, made_netlist
from classifiers.model.made_sentences import SENTENCES
from classifiers.model.made_texts import COUNT, ORDINARY_KINDS, made_texts
from classifiers.model.score import LANGUAGES
from classifiers.model.text_table import make_table
from policies.label import Kind

GAP = re.compile(r"\{[a-z]\}")


def silent(what: str, share: float) -> None:
    """Report nothing."""


def test_every_gap_is_filled_in_every_language() -> None:
    written = [sample for sample in made_texts() if (sample.kind, LANGUAGES[sample.language]) in SENTENCES]
    spoken = [sample for sample in written if sample.kind not in {Kind.SOURCE_CODE, Kind.DATA}]
    assert len(spoken) > COUNT * len(SENTENCES)
    assert not [sample.text for sample in spoken if GAP.search(sample.text)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_studies_are_of_many_subjects(language: str) -> None:
    studies = [
        sample.text for sample in made_texts() if sample.kind is Kind.PAPER and LANGUAGES[sample.language] == language
    ]
    named = [word for word in SUBJECTS[language].split() if any(word.replace("_", " ") in text for text in studies)]
    assert len(named) > 0.9 * len(SUBJECTS[language].split())
    assert {lang for kind, lang in GENRES if kind is Kind.PAPER} == set(LANGUAGES)


def test_what_we_wrote_of_sensitive_kinds_says_nothing_of_sensitivity() -> None:
    samples = made_texts()
    weighing = {sample.kind for sample in samples if sample.weight > 0}
    assert weighing == ORDINARY_KINDS
    assert not weighing & {Kind.SPECIFICATION, Kind.DATASHEET, Kind.NOTEBOOK, Kind.DRAWING, Kind.PATENT}
    assert not any(sample.is_sensitive for sample in samples if sample.weight > 0)


def test_abstracts_are_one_paragraph_and_lessons_hold_programs_and_weigh_nothing() -> None:
    made = {sort: [one for one in made_texts() if one.source.endswith(f" {sort}")] for sort in ("abstract", "lesson")}
    assert len(made["abstract"]) == COUNT * len(ABSTRACTS)
    assert len(made["lesson"]) == COUNT * len(LESSONS) == COUNT * len(LANGUAGES)
    assert not any(sample.weight for samples in made.values() for sample in samples)
    assert not any("\n" in sample.text or GAP.search(sample.text) for sample in made["abstract"])
    explained = np.array([composition(sample.text)[1] > 0 for sample in made["lesson"]])
    assert 0.4 < explained.mean() < 0.9


def test_objects_can_be_read_and_tables_have_as_many_cells_in_each_line() -> None:
    objects = tables = 0
    for number in range(200):
        text = made_data(random.Random(number))
        if text.startswith("{"):
            assert json.loads(text)
            objects += 1
        elif all("," in line for line in text.splitlines()):
            assert len({line.count(",") for line in text.splitlines()}) == 1
            tables += 1
    assert objects > 20
    assert tables > 20


def test_brackets_of_a_circuit_close() -> None:
    nested = [text for text in (made_netlist(random.Random(number)) for number in range(60)) if text.startswith("(")]
    assert len(nested) > 10
    assert all(text.count("(") == text.count(")") for text in nested)


def test_nothing_reads_like_what_we_wrote_ourselves() -> None:
    ours = [sample for sample in made_texts() if sample.kind is Kind.PAPER][:COUNT]
    theirs = [replace(sample, family="press", source="press") for sample in ours]
    for samples, sources in ((ours, 0), (theirs, 1)):
        table = make_table(samples, silent)
        found = fit_familiarity(table, np.arange(table.owner.size))
        assert found.usual.size == sources
