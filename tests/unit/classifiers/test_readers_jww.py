"""Strings of Jw_cad's drawings."""

from __future__ import annotations

import struct

from classifiers.limits import Limits
from classifiers.readers.job import Job
from policies.label import Reading


def string(text: str) -> bytes:
    raw = text.encode("cp932")
    return (bytes([len(raw)]) if len(raw) < 255 else b"\xff" + struct.pack("<H", len(raw))) + raw


def drawing(*texts: str) -> bytes:
    body = b"".join(struct.pack("<dd", 1.5, 2.5) + string(text) + b"\x01\x80" for text in texts)
    return b"JwwData." + struct.pack("<I", 600) + body + bytes(16)


def test_words_in_the_code_page_of_japan() -> None:
    long = "注記" * 100
    job = Job(Limits())
    job.read("", drawing("極秘 図面番号 MAGATAMA-7731", "S45C", "２階平面図", long), file_name="plan.jww")
    part = job.document("test").parts[0]
    assert part.type == "image/vnd.jww"
    assert part.metadata["version"] == "600"
    for text in ("極秘 図面番号 MAGATAMA-7731", "S45C", "２階平面図", long):
        assert text in part.text.split("\n")
    assert part.reading is Reading.PARTIAL


def test_cut_drawings_end() -> None:
    whole = drawing("極秘 図面番号", "S45C")
    for end in range(8, len(whole), 3):
        job = Job(Limits())
        job.read("", whole[:end], file_name="plan.jww")
        assert job.document("test").parts[0].reading in (Reading.PARTIAL, Reading.OPAQUE)
