"""Every reason that the code gives can be said in every language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from policies.phrases import PHRASES

ROOT = Path(__file__).resolve().parents[2]
GIVEN = re.compile(r"\bReason\(\s*key=\"([^\"{]+)\"")


def given_keys() -> set[str]:
    """Keys written out where a reason is made, in any package."""
    packages = ("policies", "agent", "server")
    sources = (path.read_text(encoding="utf-8") for name in packages for path in (ROOT / name).rglob("*.py"))
    return {key for source in sources for key in GIVEN.findall(source)}


def test_keys_are_found_at_all() -> None:
    assert {"rested", "error"} <= given_keys()


@pytest.mark.parametrize("key", sorted(given_keys()))
def test_a_reason_has_words(key: str) -> None:
    assert key in PHRASES
    assert all(PHRASES[key])
