from __future__ import annotations

import hashlib

import pytest

from classifiers.document import Document
from classifiers.limits import Limits
from classifiers.readers import registry
from classifiers.readers.entry import unread
from classifiers.version import MEANING, READER_VERSION
from policies.label import Reading


def test_another_table_of_formats_takes_another_version() -> None:
    found = hashlib.sha256(registry.meaning().encode()).hexdigest()
    assert found == MEANING, (
        "formats or limits changed: raise READER_VERSION in classifiers/version.py if it was published, and set "
        f'MEANING = "{found}"'
    )


def test_the_meaning_changes_with_a_format_and_with_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    before = registry.meaning()
    monkeypatch.setattr(registry, "FORMATS", registry.FORMATS[1:])
    fewer = registry.meaning()
    assert fewer != before
    assert f"part_bytes {Limits.__dataclass_fields__['part_bytes'].default}" in fewer.splitlines()


def test_words_for_people_do_not_change_it(monkeypatch: pytest.MonkeyPatch) -> None:
    before = registry.meaning()
    first, *others = registry.FORMATS
    monkeypatch.setattr(registry, "FORMATS", (first._replace(title="x", reads="y", library="z"), *others))
    assert registry.meaning() == before


def test_every_document_says_it() -> None:
    document: Document = unread("reader.crashed", "", Reading.FAILED)
    assert document.reader_version == READER_VERSION
