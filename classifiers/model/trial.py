"""A trial: what serves and what would serve, on the same documents, figure by figure, and where ground is lost.

Invariants:
- Both are measured on the same documents and the same resamples.
- A figure that the serving models have and the candidate has not is lost ground, never passed over.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifiers.model.calibration import auroc, expected_calibration_error, interval, recall_at
from classifiers.model.examination import Answer, Verdict
from classifiers.model.score import LANGUAGES

RESAMPLES = 200
SEED = 5
TOLERANCE = 0.5
LEAST_TOLERANCE = 0.005
MS_TOLERANCE = 0.5
LEAST_CASES = 3
LEAST_DOCUMENTS = 1.5

Measure = Callable[[Sequence[Answer], int], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """A figure with its middle 95 % over resamples."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure of both.

    Attributes:
        cases: On how many documents it stands.
        tolerance: How much may be lost.
        is_better_high: Whether more is better.
    """

    name: str
    serving: Range
    candidate: Range
    cases: int
    tolerance: float
    is_better_high: bool

    @property
    def loss(self) -> float:
        """Ground that the candidate loses; negative where it gains."""
        change = self.candidate.value - self.serving.value
        return -change if self.is_better_high else change

    @property
    def is_lost(self) -> bool:
        """Whether more is lost than is borne; a figure that is no number counts as lost."""
        return math.isnan(self.loss) or self.loss > self.tolerance + 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One figure: of which documents, by which measure.

    Attributes:
        is_found: Which of the documents it is about: those of the kind, for the F1 of a kind.
        has_scale: Whether it lies between 0 and 1; time does not.
    """

    name: str
    is_asked: Callable[[Answer], bool]
    measure: Measure
    is_better_high: bool = True
    is_found: Callable[[Answer], bool] = lambda _: True
    has_scale: bool = True


def hold(answers: Sequence[Answer], *, tolerance: float = TOLERANCE) -> list[Row]:
    """The figures of both: verdict 0 is of the serving models, verdict 1 the candidate's.

    Args:
        tolerance: Share of the serving figure's interval, of 95 %, that may be lost; never less than
            LEAST_TOLERANCE, nor than one document and a half of those that the figure is about: where all are right,
            an interval has no width, and one document would decide.
    """
    rows = (_row(question, answers, tolerance) for question in questions(answers))
    return [row for row in rows if row is not None]


def questions(answers: Sequence[Answer]) -> Iterator[Question]:
    """All figures that these documents give."""
    suite = _suite_questions(answers)
    yield from suite
    yield from _feedback_questions(answers)
    yield Question(
        name="ms", is_asked=lambda each: bool(each.truth.language), measure=_ms, is_better_high=False, has_scale=False
    )


def _suite_questions(answers: Sequence[Answer]) -> Iterator[Question]:
    for language in LANGUAGES:
        of = _texts(language)
        yield Question(name=f"auroc_{language}", is_asked=_both(of, _is_stood), measure=_auroc)
        yield Question(name=f"recall_at_1pct_{language}", is_asked=_both(of, _is_stood), measure=_recall)
        yield Question(name=f"false_alarms_{language}", is_asked=_both(of, _is_ordinary), measure=_stopped,
                       is_better_high=False)  # fmt: skip
        yield Question(name=f"ece_{language}", is_asked=_both(of, _is_stood), measure=_ece, is_better_high=False)
        yield Question(name=f"kind_f1_{language}", is_asked=_both(of, _has_kind), measure=_kind_f1)
        yield Question(name=f"field_f1_{language}", is_asked=_both(of, _has_field), measure=_field_f1)
    texts = _texts("")
    yield Question(name="ece", is_asked=_both(texts, _is_stood), measure=_ece, is_better_high=False)
    for kind in sorted({str(each.truth.kind) for each in answers if texts(each) and each.truth.kind}):
        yield Question(name=f"kind_f1:{kind}", is_asked=_both(texts, _has_kind), measure=_one_kind(kind),
                       is_found=_of_kind(kind))  # fmt: skip
    for field in sorted({name for each in answers if texts(each) for name in each.truth.fields or ()}):
        yield Question(name=f"field_f1:{field}", is_asked=_both(texts, _has_field), measure=_one_field(field),
                       is_found=_of_field(field))  # fmt: skip
    yield Question(name="drawing_auroc", is_asked=_is_drawing_asked, measure=_drawing_auroc)
    yield Question(name="drawing_recall_at_1pct", is_asked=_is_drawing_asked, measure=_drawing_recall)
    yield Question(
        name="clean_stopped",
        is_asked=lambda each: each.truth.is_clean and not each.truth.family,
        measure=_stopped,
        is_better_high=False,
    )


def _feedback_questions(answers: Sequence[Answer]) -> Iterator[Question]:
    """Of each project's labelled documents the share that is judged as people judged."""
    for family in sorted({each.truth.family for each in answers} - {""}):
        of = _family(family)
        yield Question(name=f"{family}:sensitive_right", is_asked=of, measure=_stand_right)
        yield Question(name=f"{family}:kind_right", is_asked=of, measure=_kind_right)
        yield Question(name=f"{family}:field_f1", is_asked=_both(of, _has_field), measure=_field_f1)


def _row(question: Question, answers: Sequence[Answer], tolerance: float) -> Row | None:
    """One figure of both; None where neither has it, as with too few documents."""
    asked = [each for each in answers if question.is_asked(each)]
    if len(asked) < LEAST_CASES and not any(each.truth.family for each in asked):
        return None
    values = [question.measure(asked, which) for which in (0, 1)] if asked else [math.nan, math.nan]
    if all(math.isnan(value) for value in values):
        return None
    chance = np.random.default_rng(SEED)
    drawn = [chance.integers(0, len(asked), len(asked)) for _ in range(RESAMPLES)]
    ranges = [_range(values[which], [_again(question, asked, rows, which) for rows in drawn]) for which in (0, 1)]
    width = ranges[0].high - ranges[0].low
    if not question.has_scale:
        borne = max(MS_TOLERANCE, tolerance) * ranges[0].value
    else:
        single = LEAST_DOCUMENTS / max(1, sum(question.is_found(each) for each in asked))
        borne = max(tolerance * (0.0 if math.isnan(width) else width), LEAST_TOLERANCE, single)
    return Row(
        name=question.name,
        serving=ranges[0],
        candidate=ranges[1],
        cases=len(asked),
        tolerance=borne,
        is_better_high=question.is_better_high,
    )


def _again(question: Question, asked: Sequence[Answer], rows: NDArray[np.int64], which: int) -> float:
    return question.measure([asked[row] for row in rows], which)


def _range(value: float, resampled: Sequence[float]) -> Range:
    low, high = interval(np.array(resampled, dtype=np.float64))
    return Range(value=value, low=low, high=high)


def _of_kind(kind: str) -> Callable[[Answer], bool]:
    return lambda each: str(each.truth.kind) == kind


def _of_field(field: str) -> Callable[[Answer], bool]:
    return lambda each: field in (each.truth.fields or ())


def _both(one: Callable[[Answer], bool], other: Callable[[Answer], bool]) -> Callable[[Answer], bool]:
    return lambda each: one(each) and other(each)


def _texts(language: str) -> Callable[[Answer], bool]:
    """Texts of the suite in a language, in any if empty."""
    return lambda each: not each.truth.family and bool(each.truth.language) and language in ("", each.truth.language)


def _family(name: str) -> Callable[[Answer], bool]:
    return lambda each: each.truth.family == name


def _is_stood(each: Answer) -> bool:
    return each.truth.is_sensitive is not None


def _is_ordinary(each: Answer) -> bool:
    return each.truth.is_sensitive is False


def _has_kind(each: Answer) -> bool:
    return each.truth.kind is not None


def _has_field(each: Answer) -> bool:
    return each.truth.fields is not None


def _is_drawing_asked(each: Answer) -> bool:
    return each.truth.is_drawing is not None


def _p(answers: Sequence[Answer], which: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    p = np.array([each.verdicts[which].sensitive_p for each in answers])
    return p, np.array([int(bool(each.truth.is_sensitive)) for each in answers])


def _drawn(answers: Sequence[Answer], which: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    p = np.array([each.verdicts[which].drawing_p for each in answers])
    return p, np.array([int(bool(each.truth.is_drawing)) for each in answers])


def _auroc(answers: Sequence[Answer], which: int) -> float:
    return auroc(*_p(answers, which))


def _recall(answers: Sequence[Answer], which: int) -> float:
    return recall_at(*_p(answers, which), false_share=0.01)


def _ece(answers: Sequence[Answer], which: int) -> float:
    return expected_calibration_error(*_p(answers, which))


def _drawing_auroc(answers: Sequence[Answer], which: int) -> float:
    return auroc(*_drawn(answers, which))


def _drawing_recall(answers: Sequence[Answer], which: int) -> float:
    return recall_at(*_drawn(answers, which), false_share=0.01)


def _stopped(answers: Sequence[Answer], which: int) -> float:
    return _share([each.verdicts[which].is_stopped for each in answers])


def _ms(answers: Sequence[Answer], which: int) -> float:
    return float(np.median([each.verdicts[which].ms for each in answers]))


def _stand_right(answers: Sequence[Answer], which: int) -> float:
    return _share([each.verdicts[which].is_stopped is each.truth.is_sensitive for each in answers])


def _kind_right(answers: Sequence[Answer], which: int) -> float:
    return _share([each.verdicts[which].kind is each.truth.kind for each in answers])


def _kind_f1(answers: Sequence[Answer], which: int) -> float:
    kinds = {str(each.truth.kind) for each in answers}
    return _mean([_one_kind(kind)(answers, which) for kind in sorted(kinds)])


def _field_f1(answers: Sequence[Answer], which: int) -> float:
    fields = {name for each in answers for name in each.truth.fields or ()}
    return _mean([_one_field(field)(answers, which) for field in sorted(fields)])


def _one_kind(kind: str) -> Measure:
    return lambda answers, which: _f1(
        [str(each.truth.kind) == kind for each in answers], [str(_said(each, which).kind) == kind for each in answers]
    )


def _one_field(field: str) -> Measure:
    return lambda answers, which: _f1(
        [field in (each.truth.fields or ()) for each in answers],
        [field in _said(each, which).fields for each in answers],
    )


def _said(each: Answer, which: int) -> Verdict:
    return each.verdicts[which]


def _f1(truth: Sequence[bool], said: Sequence[bool]) -> float:
    """Harmonic mean of precision and recall; NaN where there is nothing to find."""
    if not any(truth):
        return math.nan
    right = sum(one and other for one, other in zip(truth, said, strict=True))
    return 2 * right / (sum(truth) + sum(said))


def _share(hits: Sequence[bool]) -> float:
    return sum(hits) / len(hits) if hits else math.nan


def _mean(values: Sequence[float]) -> float:
    kept = [value for value in values if not math.isnan(value)]
    return sum(kept) / len(kept) if kept else math.nan
