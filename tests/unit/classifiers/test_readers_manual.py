from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from classifiers.readers.manual import manual
from tests.support.reader_outcomes import DOCUMENTED

ROOT = Path(__file__).resolve().parents[3]


def test_the_page_of_formats_says_what_the_code_does() -> None:
    page = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    assert page == manual(), "run: python -m classifiers.readers.manual > docs/formats.md"


# Calls that name a finding, and which argument does.
NAMING = {"find": 0, "degrade": 1, "opaque_child": 3, "LimitReached": 0}


def named_findings(source: str) -> Iterator[str]:
    """Names of findings that a module writes out; `find` of strings and XML takes other arguments."""
    for call in ast.walk(ast.parse(source)):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        is_ours = name != "find" or ast.unparse(call.func).endswith("draft.find")
        for argument in call.args[NAMING[name] : NAMING[name] + 1] if name in NAMING and is_ours else ():
            for value in ast.walk(argument):
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield f"limit.{value.value}" if name == "LimitReached" else value.value


def test_every_finding_in_the_readers_is_explained() -> None:
    sources = (ROOT / "classifiers" / "readers").rglob("*.py")
    used = {name for path in sources for name in named_findings(path.read_text(encoding="utf-8"))}
    assert {"damaged", "limit.base64", "limit.part_bytes", "archive.link"} <= used
    assert used - DOCUMENTED == {"limit."}  # which a name follows
