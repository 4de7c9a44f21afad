"""Phrases that a person can see in real files are found in what the readers yield of them.

They were picked by eye from the files as other programs draw, unpack or decode them, never from what our readers say.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bench.extraction.expected import LETTERS, expected_phrases, missing_phrases
from bench.extraction.trial import everything, read
from bench.readers import DATA
from classifiers.confine import ReaderPool
from classifiers.limits import Limits
from classifiers.ocr.settings import Ocr

PHRASES = expected_phrases()
PHRASES_IN_PICTURES = expected_phrases(LETTERS)
KANA = range(0x3040, 0x3100)
IDEOGRAPHS = range(0x4E00, 0xA000)


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    if not DATA.is_dir():
        pytest.skip("the test data are not beside the project (../shared/data/files)")
    with ReaderPool(Limits()) as pool:
        yield pool


@pytest.fixture(scope="module")
def seeing() -> Iterator[ReaderPool]:
    if not DATA.is_dir():
        pytest.skip("the test data are not beside the project (../shared/data/files)")
    # What is found must not depend on what else the machine does.
    with ReaderPool(Limits(ocr_page_s=120.0, ocr_s=600.0), ocr=Ocr()) as pool:
        if not pool.ocr.engine or pool.ocr.lacking:
            pytest.skip(f"letters in pictures: {pool.ocr.told()}")
        yield pool


def test_there_are_enough_of_every_language_and_format() -> None:
    by_script = [_script("".join(phrases)) for phrases in PHRASES.values()]
    assert len(PHRASES) >= 300
    assert len({path.rsplit(".", 1)[-1].lower() for path in PHRASES}) >= 70
    assert min(by_script.count(script) for script in ("kana", "ideographs", "letters")) >= 30


@pytest.mark.parametrize("path", sorted(PHRASES))
def test_phrases_are_found(path: str, pool: ReaderPool) -> None:
    document, _ = read(pool, DATA / path)
    assert missing_phrases(everything(document), PHRASES[path]) == []


@pytest.mark.parametrize("path", sorted(PHRASES_IN_PICTURES))
def test_phrases_in_pictures_are_found(path: str, seeing: ReaderPool) -> None:
    document, _ = read(seeing, DATA / path)
    assert missing_phrases(everything(document), PHRASES_IN_PICTURES[path]) == []


def _script(text: str) -> str:
    """Kana tell Japanese; ideographs without any tell Chinese, or Japanese in a few cases."""
    if any(ord(char) in KANA for char in text):
        return "kana"
    return "ideographs" if any(ord(char) in IDEOGRAPHS for char in text) else "letters"
