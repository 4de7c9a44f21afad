"""Every bench speaks to machines in one form."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

BENCHES = sorted((Path(__file__).resolve().parents[2] / "bench").glob("*.py"))


def test_there_are_benches() -> None:
    assert BENCHES


@pytest.mark.parametrize("path", BENCHES, ids=lambda path: path.stem)
def test_json_names_the_bench_and_its_figures(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert '"--json"' in source
    assert re.search(rf'\{{\s*"bench":\s*"{path.stem}",\s*"figures":', source)
