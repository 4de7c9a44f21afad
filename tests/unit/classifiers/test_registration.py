from __future__ import annotations

import errno
import hashlib
import os
import random
import tempfile
from pathlib import Path
from typing import Any

import pytest

from classifiers.detect.fingerprints import FingerprintIndex
from classifiers.document import Document, Part
from classifiers.errors import ClassifierError
from classifiers.filenotes import Outcome
from classifiers.folders import PassedOver, files_below
from classifiers.registration import Registrar, label_of
from classifiers.withdrawal import prune, remove, stale
from policies.label import Level

KEY = b"k" * 32
LABEL = label_of("qsensor", Level.CONTROLLED)

NOBODY = 65534


def text(seed: int) -> str:
    chance = random.Random(seed)
    return " ".join(
        f"{chance.choice(['rotor', 'flux', 'cavity', 'spindle'])}{chance.randint(0, 999)}" for _ in range(90)
    )


def document(raw: bytes) -> Document:
    part = Part(
        name="", type="text/plain", digest=hashlib.sha256(raw).hexdigest(), size_bytes=len(raw), text=raw.decode()
    )
    return Document(parts=(part,))


def read(fd: int, name: str) -> Document:
    return document(os.read(fd, 1 << 20))


def outcomes(registrar: Registrar, folder: Path) -> list[Outcome]:
    return [told.outcome for told in registrar.register(files_below([folder]), LABEL)]


def is_found(index: FingerprintIndex, seed: int) -> bool:
    return bool(index.lookup(document(text(seed)[100:500].encode())))


def test_a_file_that_is_written_while_it_is_read_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(text(1))

    def slow(fd: int, name: str) -> Document:
        made = read(fd, name)
        path.write_text(text(2) + " and more")
        return made

    with FingerprintIndex(KEY) as index:
        assert outcomes(Registrar(index, slow), tmp_path) == [Outcome.REGISTERED]
        assert outcomes(Registrar(index, read), tmp_path) == [Outcome.REGISTERED]
        assert is_found(index, 2)
        assert outcomes(Registrar(index, read), tmp_path) == [Outcome.UNCHANGED]


def test_a_copy_that_stays_is_registered_again_when_the_other_was_removed(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.txt").write_text(text(1))
    with FingerprintIndex(KEY) as index:
        outcomes(Registrar(index, read), tmp_path)
        assert remove(index, [tmp_path / "a"]) == 1
        assert not is_found(index, 1)
        assert outcomes(Registrar(index, read), tmp_path / "b") == [Outcome.REGISTERED]
        assert is_found(index, 1)


def test_a_folder_that_vanishes_while_it_is_listed_is_no_error(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.txt").write_text(text(1))
    files = files_below([tmp_path])
    assert next(files)[1].endswith("a/x.txt")
    (tmp_path / "b" / "x.txt").unlink()
    (tmp_path / "b").rmdir()
    assert list(files) == []


def test_what_may_not_be_looked_at_is_not_taken_to_be_gone() -> None:
    # Not below the tests' own folder, which nobody but its owner may enter at all.
    with tempfile.TemporaryDirectory() as name, FingerprintIndex(KEY) as index:
        home, closed = Path(name), Path(name, "a", "b")
        home.chmod(0o755)
        closed.mkdir(parents=True)
        (closed / "x.txt").write_text(text(1))
        outcomes(Registrar(index, read), home)
        closed.chmod(0)
        is_root = os.geteuid() == 0
        if is_root:  # who may look into every folder
            os.seteuid(NOBODY)
        try:
            assert stale(index, [home]) == []
        finally:
            if is_root:
                os.seteuid(0)
            closed.chmod(0o700)


def test_a_stopped_run_keeps_what_it_said(tmp_path: Path) -> None:
    for seed in range(6):
        (tmp_path / f"{seed}.txt").write_text(text(seed))
    with FingerprintIndex(KEY) as index:
        told = Registrar(index, read).register(files_below([tmp_path]), LABEL)
        first = next(told)
        told.close()  # as Ctrl-C leaves it
        assert first.outcome is Outcome.REGISTERED
        assert is_found(index, 0)
        assert outcomes(Registrar(index, read), tmp_path)[0] is Outcome.UNCHANGED
        (tmp_path / "0.txt").unlink()
        assert prune(index, stale(index, [tmp_path])) == 1
        assert not is_found(index, 0)


def test_what_is_no_file_is_noted_and_a_folder_that_cannot_be_listed_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / "closed").mkdir()
    (tmp_path / "link.txt").symlink_to(tmp_path / "a.txt")
    (tmp_path / "folder").symlink_to(tmp_path / "closed")
    os.mkfifo(tmp_path / "pipe")
    listing = os.scandir

    def refuse(path: str) -> Any:
        # Whoever runs this may list any folder.
        if str(path).endswith("closed"):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return listing(path)

    monkeypatch.setattr(os, "scandir", refuse)
    noted: list[PassedOver] = []
    assert [name for _, name in files_below([tmp_path], passed_over=noted)] == [f"{tmp_path.name}/a.txt"]
    told = {(each.path.name, each.why, each.is_failure) for each in noted}
    assert told == {
        ("link.txt", "a link", False), ("folder", "a link", False), ("pipe", "no regular file", False),
        ("closed", "Permission denied", True),
    }  # fmt: skip
    with pytest.raises(ClassifierError, match="cannot list"):
        list(files_below([tmp_path]))
