"""Every way in which a release is refused has a case that a lawyer can read."""

from __future__ import annotations

from pathlib import Path

import yaml

from policies.phrases import PHRASES

CASES = Path(__file__).parents[2] / "golden" / "decisions"
NO_REFUSALS = {"release.lifts", "release.completed"}


def test_every_refusal_has_a_case() -> None:
    told = {
        error
        for path in CASES.glob("release-*.yaml")
        for error in yaml.safe_load(path.read_text(encoding="utf-8"))["expect"].get("errors", [])
    }
    refusals = {key for key in PHRASES if key.startswith("release.")} - NO_REFUSALS
    assert refusals - told == set()
