"""Trials: what counts as lost ground, and what does not."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from classifiers.model.examination import Answer, Truth, Verdict
from classifiers.model.trial import MS_TOLERANCE, Row, hold
from policies.label import Kind


def verdict(p: float, *, kind: Kind = Kind.SPECIFICATION, drawing: float = 0.0, ms: float = 4.0) -> Verdict:
    return Verdict(
        sensitive_p=p, kind=kind, fields=frozenset({"quantum"} if p > 0.5 else ()), drawing_p=drawing,
        is_stopped=p > 0.5, ms=ms,
    )  # fmt: skip


def texts(language: str, count: int = 100) -> list[Answer]:
    """Half technical, half ordinary; both sets of models are right about all but a few."""
    answers = []
    for place in range(count):
        is_sensitive = place % 2 == 0
        p = (0.9 if is_sensitive else 0.1) + 0.0005 * place
        p = 1 - p if place % 25 == 3 else p
        kind = Kind.SPECIFICATION if is_sensitive else Kind.PAPER
        truth = Truth(
            language=language, is_sensitive=is_sensitive, kind=kind, fields=("quantum",) if is_sensitive else None
        )
        said = verdict(p, kind=kind)
        answers.append(Answer(truth=truth, verdicts=(said, said)))
    return answers


def files(count: int = 40) -> list[Answer]:
    return [
        Answer(
            truth=Truth(is_drawing=place % 2 == 0, is_clean=place % 2 == 1),
            verdicts=(verdict(0.1, drawing=0.9 - place % 2 * 0.6),) * 2,
        )
        for place in range(count)
    ]


def turned(answers: list[Answer], where: str, share: float) -> list[Answer]:
    """The candidate says the opposite of a share of the documents of one language."""
    found = []
    for place, each in enumerate(answers):
        said = each.verdicts[1]
        if each.truth.language == where and place % round(1 / share) == 0:
            said = replace(said, sensitive_p=1 - said.sensitive_p, is_stopped=not said.is_stopped)
        found.append(replace(each, verdicts=(each.verdicts[0], said)))
    return found


def rows_of(answers: list[Answer]) -> dict[str, Row]:
    return {row.name: row for row in hold(answers)}


def lost(answers: list[Answer]) -> set[str]:
    return {row.name for row in hold(answers) if row.is_lost}


ALL = [*texts("en"), *texts("ja"), *texts("zh"), *files()]


def test_the_same_models_lose_nothing() -> None:
    rows = rows_of(ALL)
    assert lost(ALL) == set()
    assert {"auroc_ja", "recall_at_1pct_zh", "false_alarms_en", "kind_f1_ja", "kind_f1:paper"} <= set(rows)
    assert {"ece", "drawing_auroc", "clean_stopped", "ms"} <= set(rows)
    assert 0.8 < rows["auroc_en"].serving.low < rows["auroc_en"].serving.value < rows["auroc_en"].serving.high <= 1


def test_losing_one_language_only_is_lost_ground() -> None:
    found = lost(turned(ALL, "ja", 0.2))
    assert {"auroc_ja", "ece_ja"} <= found
    assert not {name for name in found if name.endswith(("_en", "_zh"))}


def test_gaining_is_never_refused() -> None:
    worse = turned(ALL, "ja", 0.2)
    swapped = [replace(each, verdicts=each.verdicts[::-1]) for each in worse]
    assert lost(swapped) == set()


def test_what_is_borne_is_half_an_interval_and_less_where_less_is_said() -> None:
    answers = turned(ALL, "en", 0.05)
    row = rows_of(answers)["auroc_en"]
    assert row.tolerance == pytest.approx(max(0.5 * (row.serving.high - row.serving.low), 1.5 / 100))
    strict = {row.name: row.tolerance for row in hold(answers, tolerance=0.0)}
    assert strict["auroc_en"] == pytest.approx(1.5 / 100)


def test_a_kind_that_is_no_longer_found_is_lost_ground() -> None:
    forgotten = [
        replace(each, verdicts=(each.verdicts[0], replace(each.verdicts[1], kind=Kind.SPECIFICATION))) for each in ALL
    ]
    assert {"kind_f1:paper", "kind_f1_en"} <= lost(forgotten)


def test_drawings_that_are_missed_and_clean_files_that_are_stopped_are_lost_ground() -> None:
    def changed(each: Answer) -> Answer:
        if each.truth.is_drawing is None:
            return each
        return replace(each, verdicts=(each.verdicts[0], replace(each.verdicts[1], drawing_p=0.5, is_stopped=True)))

    found = lost([changed(each) for each in ALL])
    assert {"drawing_auroc", "drawing_recall_at_1pct", "clean_stopped"} <= found


def test_slower_by_half_is_borne_and_by_more_is_not() -> None:
    for times, is_lost in ((1 + MS_TOLERANCE / 2, False), (1 + 2 * MS_TOLERANCE, True)):
        slower = [replace(each, verdicts=(each.verdicts[0], replace(each.verdicts[1], ms=4.0 * times))) for each in ALL]
        assert ("ms" in lost(slower)) is is_lost


def test_no_number_is_lost_ground_and_never_passes() -> None:
    row = rows_of(texts("en"))["auroc_en"]
    assert not row.is_lost
    assert replace(row, candidate=replace(row.candidate, value=math.nan)).is_lost


def test_one_document_of_a_project_is_enough_to_ask() -> None:
    truth = Truth(language="en", is_sensitive=True, kind=Kind.PAPER, family="feedback:rocket")
    right, wrong = verdict(0.9, kind=Kind.PAPER), verdict(0.1, kind=Kind.PAPER)
    learnt = Answer(truth=truth, verdicts=(wrong, right))
    row = rows_of([*ALL, learnt])["feedback:rocket:sensitive_right"]
    assert (row.serving.value, row.candidate.value, row.cases) == (0.0, 1.0, 1)
