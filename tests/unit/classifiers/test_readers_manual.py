from __future__ import annotations

import re
from pathlib import Path

from classifiers.readers.manual import FINDINGS, manual

ROOT = Path(__file__).resolve().parents[3]


def test_the_page_of_formats_says_what_the_code_does() -> None:
    page = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    assert page == manual(), "run: python -m classifiers.readers.manual > docs/formats.md"


def test_every_finding_in_the_readers_is_explained() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "classifiers" / "readers").rglob("*.py"))
    used = set(
        re.findall(r'(?:\.find|degrade)\(\s*(?:Reading\.\w+(?: if \w+ else Reading\.\w+)?, )?"([a-z.-]+)"', sources)
    )
    assert len(used) > 20
    for name in used:
        first, _, rest = name.partition(".")
        assert name in FINDINGS or first == "limit" or (first in FINDINGS and f".{rest}" in FINDINGS), name
