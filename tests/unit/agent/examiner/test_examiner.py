"""An examiner comes, works, leaves, dies, and takes nothing with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from agent.config import Config, Limits
from agent.doors import open_classifier
from agent.errors import Forgotten
from agent.examiner.examiner import Examiner
from classifiers.confinement.settings import Confinement
from classifiers.confinement.walls import Wall
from classifiers.document import Document, Part
from classifiers.errors import ClassifierError
from classifiers.ocr.settings import Ocr, OcrUse
from policies.label import Label, ProjectId

TEXT = "The resonator is annealed at 900 degrees in vacuum before the junction is deposited on the sapphire. " * 40
NO_LETTERS = Ocr(use=OcrUse.OFF)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "holds").mkdir()
    (tmp_path / "fingerprint.key").write_bytes(b"k" * 32)
    (tmp_path / "file.txt").write_text(TEXT)
    return tmp_path


@pytest.fixture
def examiner(data: Path) -> Iterator[Examiner]:
    with open_classifier(data, Config(ocr=NO_LETTERS)) as (classifier, _):
        yield cast("Examiner", classifier)


def read(examiner: Examiner, path: Path) -> Document:
    with path.open("rb") as file:
        return examiner.read(file.fileno(), path.name)


def pid(examiner: Examiner) -> int:
    running: Any = examiner._running
    return int(running._process.pid)


def is_gone(process: int) -> bool:
    """Dead, whether anybody has taken note of it or not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"
    except OSError:
        return True


def wait_for(true: Callable[[], bool]) -> None:
    until_s = time.monotonic() + 60
    while not true():
        assert time.monotonic() < until_s, "it did not come true"
        time.sleep(0.02)


def test_what_it_reads_stays_with_it_and_what_it_judges_comes_back(data: Path, examiner: Examiner) -> None:
    document = read(examiner, data / "file.txt")
    assert document.parts[0].size_bytes == len(TEXT)
    assert TEXT[:50] not in repr(document)
    assessment = examiner.judge(document, "file.txt", started=time.monotonic() - 5)
    assert assessment.digest == document.parts[0].digest
    assert assessment.chars >= len(TEXT) - 1
    assert assessment.ms >= 5000
    assert examiner.sketch(document) is not None
    assert examiner.walls.held
    assert [source.problem for source in examiner.sources] == ["", ""]


def test_one_that_died_is_followed_by_another_and_what_was_registered_is_kept(data: Path, examiner: Examiner) -> None:
    document, before = read(examiner, data / "file.txt"), examiner.state
    assert examiner.register(document, name="file.txt", label=Label(projects=frozenset({ProjectId("qsensor")})))
    first = pid(examiner)
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: not examiner.is_there)
    with pytest.raises(Forgotten):
        examiner.judge(document, "file.txt")
    again = read(examiner, data / "file.txt")
    assert pid(examiner) != first
    assert {each.name for each in examiner.judge(again, "file.txt").matches} == {"file.txt"}
    assert examiner.state > before  # what was remembered of files counts no more


def test_only_the_latest_documents_are_kept(data: Path, examiner: Examiner) -> None:
    first = read(examiner, data / "file.txt")
    for _ in range(2):
        latest = read(examiner, data / "file.txt")
    with pytest.raises(Forgotten):
        examiner.sketch(first)
    assert examiner.judge(latest, "file.txt").digest == first.parts[0].digest


def test_a_document_read_elsewhere_is_refused(examiner: Examiner) -> None:
    stranger = Document(parts=(Part(name="", type="text/plain", digest="0" * 64, size_bytes=1),))
    with pytest.raises(ClassifierError):
        examiner.judge(stranger, "file.txt")
    assert not examiner.leaves_letters(stranger)


def test_one_that_dies_over_a_file_costs_only_that(data: Path, examiner: Examiner) -> None:
    document, running = read(examiner, data / "file.txt"), pid(examiner)
    os.kill(running, signal.SIGSTOP)  # at work, as far as anybody can see
    killer = subprocess.Popen(["/bin/sh", "-c", f"sleep 1; kill -KILL {running}"])
    with pytest.raises(ClassifierError, match="died"):
        examiner.judge(document, "file.txt")
    killer.wait()
    assert examiner.judge(read(examiner, data / "file.txt"), "file.txt").size_bytes == len(TEXT)


def test_it_leaves_when_there_is_nothing_and_comes_back(data: Path) -> None:
    limits = replace(Limits(), classifier_idle_s=0.5)
    with open_classifier(data, Config(ocr=NO_LETTERS, limits=limits)) as (classifier, _):
        examiner = cast("Examiner", classifier)
        read(examiner, data / "file.txt")
        first = pid(examiner)
        wait_for(lambda: is_gone(first) and not examiner.is_there)
        assert examiner.walls.held  # as they were
        assert len(examiner.sources) == 2
        assert not examiner.is_there  # asking started none
        (data / "projects.npz").write_bytes(b"nonsense")
        assert examiner.sources[-1].problem  # but for what others changed
        assert examiner.judge(read(examiner, data / "file.txt"), "file.txt").size_bytes == len(TEXT)
        last = pid(examiner)
    assert is_gone(last)


def test_whoever_asks_how_it_is_while_it_leaves_starts_no_other(data: Path) -> None:
    limits = replace(Limits(), classifier_idle_s=0.2)
    with open_classifier(data, Config(ocr=NO_LETTERS, limits=limits)) as (classifier, _):
        examiner = cast("Examiner", classifier)
        read(examiner, data / "file.txt")
        first = pid(examiner)
        wait_for(lambda: bool(len(examiner.sources) == 2 and is_gone(first)))
        assert len(examiner.sources) == 2
        assert not examiner.is_there


def test_what_the_one_before_said_of_new_models_is_not_believed(data: Path, examiner: Examiner) -> None:
    """Somebody asks how it is between the change of the models and the end of the examiner that has the old ones."""
    first = pid(examiner)
    (data / "projects.npz").write_bytes(b"nonsense")
    assert examiner.sources
    examiner.change_models()
    assert examiner.sources
    assert pid(examiner) != first


def test_it_goes_with_an_agent_that_is_killed(data: Path) -> None:
    script = (
        "import pathlib, sys, time\nfrom agent.doors import open_classifier\nfrom agent.config import Config\n"
        "with open_classifier(pathlib.Path(sys.argv[1]), Config()) as (examiner, _):\n"
        " print(examiner._running._process.pid, flush=True)\n time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(data)], stdout=subprocess.PIPE, text=True) as agent:
        assert agent.stdout is not None
        examiner = int(agent.stdout.readline())
        assert not is_gone(examiner)
        agent.kill()
    wait_for(lambda: is_gone(examiner))


def test_what_keeps_it_from_working_is_said(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (data / "fingerprint.key").unlink()
    with pytest.raises(ClassifierError, match="No such file"), open_classifier(data, Config()):
        pass
    (data / "fingerprint.key").write_bytes(b"k" * 32)
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(ClassifierError, match="did not start"), open_classifier(data, Config()):
        pass


def test_one_that_cannot_be_started_again_is_a_problem_until_it_can(
    data: Path, examiner: Examiner, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.kill(pid(examiner), signal.SIGKILL)
    wait_for(lambda: not examiner.is_there)
    with monkeypatch.context() as patched:
        patched.setattr(sys, "executable", "/bin/false")
        with pytest.raises(ClassifierError, match="did not start"):
            read(examiner, data / "file.txt")
        assert "nothing can be judged" in examiner.sources[0].problem
    read(examiner, data / "file.txt")
    assert not examiner.sources[0].problem


def test_a_required_wall_is_passed_on(data: Path) -> None:
    config = Config(ocr=NO_LETTERS, confinement=Confinement(require=frozenset({Wall.CALLS})))
    with open_classifier(data, config) as (classifier, _):
        assert Wall.CALLS in classifier.walls.held
