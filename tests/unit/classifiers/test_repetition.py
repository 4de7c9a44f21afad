"""Long runs of one byte hold no words; what is between them must be text."""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile

import pytest

from classifiers.limits import Limits
from classifiers.readers.job import Job
from classifiers.repetition import REPEATED, repeated_type
from policies.label import Reading

WORDS = "図面表は社外秘とする\n".encode()


@pytest.mark.parametrize(
    "data",
    [bytes(100), b"\xb9" * 5000 + bytes(99), bytes(4096) + WORDS + bytes(4096), WORDS + bytes(3_000_000) + b"tail",
     b"\x18\x27\x28" + b"\xff" * 253],
)  # fmt: skip
def test_runs_with_text_between_them_are_read_whole(data: bytes) -> None:
    assert repeated_type(data) == REPEATED
    job = Job(Limits())
    job.read("", data, file_name="")
    document = job.document("test")
    assert document.parts[0].type == REPEATED
    assert document.reading is Reading.FULL
    assert ("社外秘" in document.parts[0].text) == (WORDS in data)


NOISE = b"".join(hashlib.sha256(bytes([number])).digest() for number in range(8))


@pytest.mark.parametrize(
    "data",
    [b"", b"a", NOISE, bytes(4096) + NOISE + bytes(4096), bytes(4096) + WORDS * 600 + NOISE + bytes(4096),
     b"".join(bytes([65 + number % 2]) * (70 + number) for number in range(100)), bytes(range(256)) * 400,
     b"".join(NOISE[n * 8 : n * 8 + 8] + bytes(100) for n in range(30))],
)  # fmt: skip
def test_anything_else_between_them_stays_unknown(data: bytes) -> None:
    assert repeated_type(data) == ""


def test_text_between_runs_is_opened_where_it_is_more_than_words() -> None:
    secret = b"<html><body><p>&#31038;&#22806;&#31192;</p></body></html>"
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("plan.txt", b"secret plan of the pump")
        packed.writestr("noise", NOISE * 4)
    written = base64.b64encode(archive.getvalue())
    job = Job(Limits())
    job.read("", bytes(4096) + secret + bytes(4096) + written + bytes(4096), file_name="")
    text = "\n".join(part.text for part in job.document("test").parts)
    assert "社外秘" in text
    assert "secret plan of the pump" in text
