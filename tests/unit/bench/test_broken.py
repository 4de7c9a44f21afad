"""The list of files that nobody can read whole is held to what our readers say of them."""

from __future__ import annotations

import dataclasses

import pytest

from bench.extraction.broken import BROKEN, ENCRYPTED
from bench.extraction.trial import Trial
from bench.readers import DATA, ends_in_time, is_encrypted, is_hostile
from classifiers.limits import Limits
from classifiers.readers.job import Job
from policies.label import Reading

TRIAL = Trial(
    path=min(BROKEN), type="application/x-tar", reading=Reading.FAILED, findings=("damaged",), chars=0, missed=(),
    recovered=frozenset(), claimed=frozenset(), seconds={}, faults={},
)  # fmt: skip


def test_a_broken_file_must_say_that_it_is() -> None:
    assert is_hostile(TRIAL)
    assert ends_in_time(TRIAL)
    assert not ends_in_time(dataclasses.replace(TRIAL, reading=Reading.FULL))
    assert not ends_in_time(dataclasses.replace(TRIAL, findings=()))
    assert not ends_in_time(dataclasses.replace(TRIAL, findings=("reader.deadline",)))
    assert not is_hostile(dataclasses.replace(TRIAL, path="containers/archives/whole.zip"))


def test_none_of_them_is_called_full() -> None:
    paths = [DATA / name for name in BROKEN]
    if not DATA.is_dir():
        pytest.skip("needs the test data")
    for path in paths:
        job = Job(Limits())
        job.read("", path.read_bytes(), file_name=path.name)
        document = job.document("test")
        assert document.reading is not Reading.FULL, path.name
        assert document.findings, path.name


def test_what_needs_a_key_is_counted_so_and_told_so() -> None:
    if not DATA.is_dir():
        pytest.skip("needs the test data")
    assert set(ENCRYPTED) <= is_encrypted(DATA)
    for name in ENCRYPTED:
        job = Job(Limits())
        job.read("", (DATA / name).read_bytes(), file_name=name)
        assert "encrypted" in {finding.name for finding in job.document("test").findings}, name
