"""A bounded run of the fuzzer for every format; `make fuzz` runs it longer."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from classifiers.readers.registry import FORMATS
from tests.fuzz.every import DATA, fuzz, seeds_of

RUNS = 60
# Ends a format whose inputs take long; no input is allowed less for it.
MOST_S = 2


@pytest.fixture(scope="module")
def seeds() -> dict[str, list[Path]]:
    return seeds_of(DATA)


@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris has no wheel for this Python")
@pytest.mark.parametrize("title", [entry.title for entry in FORMATS])
def test_the_reader_yields_only_what_is_documented(
    title: str, seeds: dict[str, list[Path]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    failed = fuzz(title, tmp_path, seeds.get(title, ()), f"-runs={RUNS}", f"-max_total_time={MOST_S}", "-seed=1")
    assert not failed, capsys.readouterr().out
