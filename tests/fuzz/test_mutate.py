"""A bounded run of the fuzzer for every format; `make fuzz` runs it longer."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator

import pytest

from classifiers.readers.registry import FORMATS
from tests.fuzz.fuzzer import Fuzzer
from tests.fuzz.seeds import own_seeds, real_seeds

TITLES = [entry.title for entry in FORMATS]
RUNS = 500
# Ends a format whose inputs take long; no input is allowed less for it.
MOST_S = 10
SMALL_BYTES = 8_192
REAL = 5
LIMITS = (f"-runs={RUNS}", f"-max_total_time={MOST_S}", f"-max_len={SMALL_BYTES}", "-seed=1")

needs_atheris = pytest.mark.skipif(
    importlib.util.find_spec("atheris") is None, reason="atheris has no wheel for this Python"
)


@pytest.fixture(scope="module")
def seeds() -> dict[str, list[bytes]]:
    own, real = own_seeds(), real_seeds(most=REAL, most_bytes=SMALL_BYTES)
    return {title: own.get(title, []) + real.get(title, []) for title in TITLES}


@pytest.fixture(scope="module")
def fuzzer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fuzzer]:
    with Fuzzer(tmp_path_factory.mktemp("fuzz")) as fuzzer:
        yield fuzzer


@needs_atheris
@pytest.mark.parametrize("title", TITLES)
def test_the_reader_yields_only_what_is_documented(title: str, seeds: dict[str, list[bytes]], fuzzer: Fuzzer) -> None:
    trial = fuzzer.run(title, seeds[title], *LIMITS)
    assert not trial.is_surprise, trial.said
    assert trial.runs > 0


def test_every_format_has_a_seed_that_is_made_here() -> None:
    assert set(TITLES) - set(own_seeds()) == {"Empty file"}
