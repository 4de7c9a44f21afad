"""Bytes that no reader knows."""

from __future__ import annotations

import random

import pytest

from classifiers.limits import Limits
from classifiers.readers import binary
from classifiers.readers.job import Job
from policies.label import Reading


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"the drawing of the flange", "the drawing of the flange"),
        ("この図面は社外秘です。取扱注意".encode(), "この図面は社外秘です。取扱注意"),
        ("社外秘の技術資料の取扱".encode("utf-16-le"), "社外秘の技術資料の取扱"),
    ],
)
def test_words_in_unknown_bytes_are_taken_and_the_rest_stays_unknown(raw: bytes, words: str) -> None:
    job = Job(Limits())
    job.read("", b"\x81\x01\x02\x03" * 60 + raw + b"\x00\x01\x02\x9f" * 60, file_name="a.bin")
    document = job.document("test")
    assert words in document.parts[0].text
    assert document.reading is Reading.OPAQUE
    assert [finding.name for finding in document.findings] == ["type.unknown"]


def test_packed_bytes_give_next_to_no_words() -> None:
    noise = random.Random(11).randbytes(200_000)
    job = Job(Limits())
    draft = job.open("", "application/octet-stream", len(noise), "")
    binary.read_unknown(noise, draft, job, 0)
    assert len(draft.finish().text) < 600
