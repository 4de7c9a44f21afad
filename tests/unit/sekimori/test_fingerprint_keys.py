from __future__ import annotations

import os
from pathlib import Path

import pytest

from sekimori.errors import FrontDoorError
from sekimori.fingerprint_keys import KEY_BYTES, make_key, read_key


def test_a_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    make_key(tmp_path / "key")
    assert len(read_key(tmp_path / "key")) == KEY_BYTES
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    with pytest.raises(FrontDoorError, match="is there already"):
        make_key(tmp_path / "key")


def test_half_a_key_does_not_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(fd: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("sekimori.fingerprint_keys.os.fsync", full)
    with pytest.raises(OSError, match="no space"):
        make_key(tmp_path / "key")
    assert list(tmp_path.iterdir()) == []


def test_a_pipe_a_folder_and_a_device_without_end_are_no_keys(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    (tmp_path / "folder").mkdir(mode=0o700)
    for each in (tmp_path / "pipe", tmp_path / "folder", Path("/dev/zero")):
        with pytest.raises(FrontDoorError, match="is no file"):
            read_key(each)
