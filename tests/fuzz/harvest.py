"""A plugin of pytest that keeps the files that tests have readers read, as seeds for fuzzing.

pytest -p tests.fuzz.harvest --harvest FOLDER tests/unit/classifiers
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from classifiers.readers.job import Job
from classifiers.readers.registry import find_format
from tests.fuzz.fuzzer import SEED_BYTES, folder_name, keep_seeds

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.format import Reader


def pytest_addoption(parser: pytest.Parser) -> None:
    """Say where the seeds go."""
    parser.addoption("--harvest", type=Path, required=True, help="folder of seeds, as tests.fuzz.every --seeds")


def pytest_configure(config: pytest.Config) -> None:
    """Listen at the one place that hands bytes to readers."""
    folder: Path = config.getoption("--harvest")
    run = Job.run

    def run_and_keep(self: Job, reader: Reader, data: bytes, draft: Draft, depth: int) -> None:
        if 0 < len(data) <= SEED_BYTES:
            keep_seeds(folder / folder_name(find_format(draft.type).title) / "seeds", [data[:]])
        run(self, reader, data, draft, depth)

    Job.run = run_and_keep  # type: ignore[method-assign]
