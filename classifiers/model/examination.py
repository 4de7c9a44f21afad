"""What models say of the documents of a trial. A document is read once and judged by each set of models in turn."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from classifiers.assess import Classifier
from classifiers.errors import ModelError
from classifiers.model.corpus import UNKNOWN_FIELD
from classifiers.model.feedback import Labelled, family_of, is_held, texts_of
from classifiers.model.plain import plain
from classifiers.model.score import LANGUAGES, Models, language_of
from classifiers.openings import BYTES
from policies.label import Kind, Level

if TYPE_CHECKING:
    from classifiers.confine import ReaderPool
    from classifiers.document import Document
    from classifiers.model.suite import SuiteFile, SuiteText

Report = Callable[[str, float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What a document of the trial is; None and empty where that is open.

    Attributes:
        language: One of LANGUAGES; empty for a file of which only the drawing is asked.
        is_clean: Whether nothing in it shall be stopped.
        family: Project or site of a document that reviewers labelled; empty for one of the suite.
    """

    language: str = ""
    is_sensitive: bool | None = None
    kind: Kind | None = None
    fields: tuple[str, ...] | None = None
    is_drawing: bool | None = None
    is_clean: bool = False
    family: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What one set of models says. `ms` is the time of judging alone, without reading."""

    sensitive_p: float
    kind: Kind
    fields: frozenset[str]
    drawing_p: float
    is_stopped: bool
    ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A document, and what each set of models says of it, in their order."""

    truth: Truth
    verdicts: tuple[Verdict, ...]


def examine_texts(texts: Sequence[tuple[SuiteText, str]], models: Sequence[Models], report: Report) -> list[Answer]:
    """Ask about the suite's texts."""
    answers = []
    for place, (text, content) in enumerate(texts):
        if place % 20 == 0:
            report("texts", place / len(texts))
        truth = Truth(
            language=text.language,
            is_sensitive=text.sensitive,
            kind=text.kind,
            fields=None if text.field == UNKNOWN_FIELD else (text.field,) if text.field else (),
        )
        order = _order(place, len(models))
        said = {which: _of_text(models[which], content) for which in order}
        answers.append(Answer(truth=truth, verdicts=tuple(said[which] for which in range(len(models)))))
    return answers


def examine_files(
    files: Sequence[SuiteFile], data: Path, models: Sequence[Models], pool: ReaderPool, report: Report
) -> list[Answer]:
    """Ask about the suite's files, read as in service.

    Raises:
        ModelError: one is missing or no longer the same.
    """
    answers = []
    for place, wanted in enumerate(files):
        report("files", place / len(files))
        path = data / "files" / wanted.path
        try:
            fd = os.open(path, os.O_RDONLY | BYTES)
        except FileNotFoundError as error:
            raise ModelError(f"`{path}` of the suite is missing", help="name the folder with --data") from error
        with os.fdopen(fd, "rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != wanted.sha256:
                raise ModelError(f"`{path}` is not the file of the suite", help="the data have changed")
            document = pool.read(file.fileno(), path.name)
        truth = Truth(is_drawing=wanted.drawing, is_clean=wanted.clean)
        answers.append(_of_document(document, path.name, truth, models, pool, place))
    return answers


def examine_feedback(
    found: Sequence[Labelled], models: Sequence[Models], pool: ReaderPool, report: Report
) -> list[Answer]:
    """Ask about the labelled documents that were kept back."""
    held = [each for each in found if is_held(each.digest)]
    answers = []
    for place, each in enumerate(held):
        report("labelled documents", place / len(held))
        opinion = each.opinion
        truth = Truth(
            language=LANGUAGES[language_of(plain(texts_of(each.document)[0][:20_000]))],
            is_sensitive=opinion.is_sensitive,
            kind=opinion.kind,
            fields=opinion.fields,
            is_clean=not opinion.is_sensitive,
            family=family_of(opinion),
        )
        answers.append(_of_document(each.document, each.name, truth, models, pool, place))
    return answers


def _of_document(
    document: Document, name: str, truth: Truth, models: Sequence[Models], pool: ReaderPool, place: int
) -> Answer:
    said = {which: _judge(Classifier(pool, models[which]), document, name) for which in _order(place, len(models))}
    return Answer(truth=truth, verdicts=tuple(said[which] for which in range(len(models))))


def _judge(classifier: Classifier, document: Document, name: str) -> Verdict:
    began = time.process_time()
    found = classifier.judge(document, name)
    ms = (time.process_time() - began) * 1000.0
    return Verdict(
        sensitive_p=found.sensitive_p,
        kind=found.kind,
        fields=frozenset(found.label.fields),
        drawing_p=found.drawing.p,
        is_stopped=found.label.level >= Level.SENSITIVE,
        ms=ms,
    )


def _of_text(models: Models, content: str) -> Verdict:
    began = time.process_time()  # what others do on the machine is no model's fault
    score = models.text.score(content)
    ms = (time.process_time() - began) * 1000.0
    if score is None:
        return Verdict(sensitive_p=0.0, kind=Kind.OTHER, fields=frozenset(), drawing_p=0.0, is_stopped=False, ms=ms)
    return Verdict(
        sensitive_p=score.sensitive_p,
        kind=score.kind,
        fields=models.text.telling_fields(score.fields),
        drawing_p=0.0,
        is_stopped=score.sensitive_p >= models.text.threshold,
        ms=ms,
    )


def _order(place: int, count: int) -> list[int]:
    """Who is asked first changes from document to document: what is asked second finds caches warm."""
    return [(place + step) % count for step in range(count)]
