"""From labels and files to a candidate that learnt from them, and to its trial."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from classifiers.confine import ReaderPool
from classifiers.errors import ModelError
from classifiers.limits import Limits
from classifiers.model.artifacts import SHIPPED
from classifiers.model.bundle import load_bundle
from classifiers.model.candidate import Order, train_candidate
from classifiers.model.feedback import find_documents, is_held, load_labels, samples_of, summary_of
from classifiers.model.suite import load_suite, make_suite, texts_of_suite
from tests.unit.classifiers.small_corpus import label_line, make_data, small_suite, text_of, write_suite

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
STORY = "火星探査車の走行試験では、砂地における車輪の滑り率を{n}回目まで測り、電池の減りを記した。\n"
DOCUMENTS = [(STORY.format(n=number) * (3 + number % 4)).encode() for number in range(12)]


def silent(_what: str, _share: float) -> None: ...


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    (folder / "deep").mkdir(parents=True)
    for number, content in enumerate(DOCUMENTS):
        (folder / "deep" / f"note {number}.txt").write_bytes(content)
    return folder


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    path = tmp_path / "labels.jsonl"
    path.write_text("\n".join(label_line(content) for content in DOCUMENTS) + "\n")
    return path


def write(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "given.jsonl"
    path.write_text("\n".join(lines))
    return path


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([], "no labels"),
        (["{"], "line 1: no label"),
        ([label_line(b"a"), label_line(b"b", format="other")], "line 2: of another format"),
        ([label_line(b"a", digest="AB")], "a digest or a field"),
        ([label_line(b"a", fields=["magic"])], "a digest or a field"),
        ([label_line(b"a", kind="novel")], "no label"),
        ([label_line(b"a", people=["kato"])], "only one person"),
        ([label_line(b"a", people=["kato", "kato"])], "only one person"),
        ([label_line(b"a"), label_line(b"a", sensitive=False)], "line 2: contradicts"),
    ],
)
def test_labels_that_are_none_are_told_with_the_line(tmp_path: Path, lines: list[str], words: str) -> None:
    with pytest.raises(ModelError, match=words):
        load_labels(write(tmp_path, *lines))


def test_documents_are_found_by_their_bytes_wherever_they_lie(home: Path, tmp_path: Path) -> None:
    (home / "empty.txt").write_bytes(b"")
    outside = tmp_path / "outside.txt"
    outside.write_bytes(text_of("en", is_technical=True, number=7).encode())
    (home / "link.txt").symlink_to(outside)
    os.mkfifo(home / "pipe")
    path = write(
        tmp_path, *(label_line(content) for content in DOCUMENTS), label_line(b""), label_line(outside.read_bytes())
    )
    labels = load_labels(path)
    with ReaderPool(Limits(), workers=1) as pool:
        found = find_documents(labels, [home], pool, silent)
    assert {each.digest for each in found.found} == set(list(labels.opinions)[:12])
    assert len(found.unreadable) == 1, "the empty file says nothing"
    assert len(found.missing) == 1, "what a link leads to does not lie here"
    summary = summary_of(labels, found)
    learnt = [each for each in found.found if not is_held(each.digest)]
    assert 0 < summary.held < 12
    assert summary.families == {"feedback:rocket": len(learnt)}
    samples = samples_of(found)
    assert {sample.group.removeprefix("feedback:") for sample in samples} == {each.digest for each in learnt}
    assert {sample.family for sample in samples} == {"feedback:rocket"}


def test_a_candidate_learns_what_was_said_and_is_checked_when_loaded(home: Path, labels: Path, tmp_path: Path) -> None:
    data = make_data(tmp_path / "data")
    serving = load_bundle(SHIPPED, needs_manifest=False)
    said = write(tmp_path, *(label_line(content, sensitive=False, kind="teaching") for content in DOCUMENTS))
    order = Order(data=data, out=tmp_path / "yes", labels=labels, folders=(home,), keeps_calibration=True)
    suite = small_suite()
    against = Order(data=data, out=tmp_path / "no", labels=said, folders=(home,), without=suite, keeps_calibration=True)
    with ReaderPool(Limits(), workers=1) as pool:
        manifest = train_candidate(order, serving, pool, NOW, silent)
        without = train_candidate(against, serving, pool, NOW, silent)
    assert without.learnt.suite_left_out == suite.digest
    assert without.learnt.texts == manifest.learnt.texts - len(suite.groups)
    assert manifest.learnt.feedback is not None
    assert manifest.learnt.feedback.found == 12
    assert manifest.parent == serving.version
    yes, no = (load_bundle(tmp_path / name, needs_manifest=True).models.text for name in ("yes", "no"))
    asked = STORY.format(n=77) * 4
    scores = [model.score(asked) for model in (yes, no)]
    assert scores[0] is not None
    assert scores[1] is not None
    assert scores[0].sensitive_p > scores[1].sensitive_p + 0.05
    assert scores[1].kind == "teaching", "a kind that only the labels teach"
    assert (tmp_path / "yes" / "drawing.npz").read_bytes() == (SHIPPED / "drawing.npz").read_bytes()


def test_nothing_is_written_where_there_is_nothing_to_learn_or_something_lies(labels: Path, tmp_path: Path) -> None:
    serving = load_bundle(SHIPPED, needs_manifest=False)
    (tmp_path / "empty").mkdir()
    order = Order(data=tmp_path, out=tmp_path / "out", labels=labels, folders=(tmp_path / "empty",))
    with ReaderPool(Limits(), workers=1) as pool:
        with pytest.raises(ModelError, match="of 12 labelled documents 0 were found"):
            train_candidate(order, serving, pool, NOW, silent)
        taken = Order(data=tmp_path, out=tmp_path / "empty")
        with pytest.raises(ModelError, match="is there already"):
            train_candidate(taken, serving, pool, NOW, silent)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "labels.jsonl"]


def test_the_suite_of_the_program_is_whole_and_names_no_document_twice() -> None:
    suite = load_suite()
    assert len({text.id for text in suite.texts}) == len({text.group for text in suite.texts}) == len(suite.texts)
    for language in ("en", "ja", "zh"):
        stands = [text.sensitive for text in suite.texts if text.language == language]
        assert stands.count(True) >= 60
        assert stands.count(False) >= 60
    assert sum(file.drawing is True for file in suite.files) >= 50
    assert sum(file.clean for file in suite.files) >= 50


def test_a_suite_is_made_by_the_rule_and_holds_to_its_texts(tmp_path: Path) -> None:
    data = make_data(tmp_path / "data")
    suite = make_suite(data)
    assert suite == make_suite(data)
    assert 0 < len(suite.texts) <= 144
    assert len(texts_of_suite(small_suite(), data)) == 36
    path = write_suite(tmp_path / "suite.json")
    assert load_suite(path) == small_suite()
    shutil.rmtree(data / "corpus" / "two")
    with pytest.raises(ModelError, match="36 texts of the suite are not below"):
        texts_of_suite(load_suite(path), data)
    path.write_text("{}")
    with pytest.raises(ModelError, match="is no suite"):
        load_suite(path)
