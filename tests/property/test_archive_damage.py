"""Archives that are cut off or have a bit turned over: never more than was packed, never "full" with less."""

from __future__ import annotations

import io
import os
import tempfile
import zipfile
from typing import TYPE_CHECKING

import pytest
import rars
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from classifiers.confine import ReaderPool
from classifiers.limits import Limits
from policies.label import Reading
from tests.support import archive_makers as make

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.document import Document

WORDS = "社外秘の技術資料です。部品の寸法は図面による。"
CONTENT = (WORDS * 40).encode()
LIMITS = Limits(part_bytes=4_000_000, total_bytes=8_000_000, parts=50, memory_bytes=1024 * 1024 * 1024)


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    """Damaged bytes go to a confined reader, as hostile ones do."""
    with ReaderPool(LIMITS) as running:
        yield running


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """One archive of each kind whose content is under a checksum."""
    folder = tmp_path_factory.mktemp("packed")
    (folder / "a.txt").write_bytes(CONTENT)
    make.run("7z", "a", "-bd", "x.7z", "a.txt", folder=folder)
    make.run("bsdtar", "-cf", "x.tar.zst", "--zstd", "a.txt", folder=folder)
    rar = rars.RarBuilder("rar50")
    rar.add_bytes(CONTENT, "a.txt")
    old = rars.RarBuilder("rar30", solid=True)
    old.add_bytes(CONTENT, "a.txt")
    old.add_bytes(CONTENT, "b.txt")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", CONTENT)
    return {
        "7z": (folder / "x.7z").read_bytes(),
        "rar": bytes(rar.to_bytes()),
        "old rar": bytes(old.to_bytes()) + b"\xc4\x3d\x7b\x00\x40\x07\x00",
        "zip": buffer.getvalue(),
        "lzh": make.lha(b"a.txt", CONTENT),
    }


def read(pool: ReaderPool, data: bytes) -> Document:
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        return pool.read(os.dup(file.fileno()), "")


KINDS = st.sampled_from(["7z", "rar", "old rar", "zip", "lzh"])
QUICK = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@QUICK
@given(kind=KINDS, share=st.floats(0.05, 0.999))
def test_an_archive_cut_off_is_never_full(
    pool: ReaderPool, archives: dict[str, bytes], kind: str, share: float
) -> None:
    data = archives[kind]
    document = read(pool, data[: int(len(data) * share)])
    if document.reading is Reading.FULL:  # an lzh without its end mark has lost nothing
        assert kind == "lzh"
        assert any(part.text == CONTENT.decode() for part in document.parts)


@QUICK
@given(kind=KINDS, place=st.floats(0, 0.9999), bit=st.integers(0, 7))
def test_a_bit_turned_over_gives_the_same_words_or_is_told(
    pool: ReaderPool, archives: dict[str, bytes], kind: str, place: float, bit: int
) -> None:
    data = bytearray(archives[kind])
    data[int(len(data) * place)] ^= 1 << bit
    document = read(pool, bytes(data))
    assert not any(finding.name.startswith("reader.") for finding in document.findings), document.findings
    if document.reading is Reading.FULL:
        assert any(part.text == CONTENT.decode() for part in document.parts)
