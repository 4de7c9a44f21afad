from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from classifiers.detect.pending import Act, Pending, read_pending
from classifiers.detect.records import Vault
from classifiers.errors import ModelError

VAULT = Vault(b"k" * 32)


def opened(path: Path) -> Pending:
    return Pending(path, VAULT, version="v")


def test_two_programs_do_not_write_at_once(tmp_path: Path) -> None:
    first = opened(tmp_path / "journal")
    with pytest.raises(ModelError, match="another program is writing"):
        opened(tmp_path / "journal")
    first.close()
    opened(tmp_path / "journal").close()


def test_nothing_of_what_was_dropped_stays_on_the_disk(tmp_path: Path) -> None:
    journal = opened(tmp_path / "journal")
    body = os.urandom(9_000)
    journal.add(Act.ADD, b"b" * 16, body)
    journal.note(b"n" * 16, b"N" + body)
    journal.unnote(b"n" * 16)
    journal.drop(through=journal.last)
    held = b"".join(each.read_bytes() for each in tmp_path.iterdir())
    assert not any(body[at : at + 32] in held for at in range(0, len(body), 500))
    journal.close()


@pytest.mark.parametrize("name", ["journal", "journal-lock"])
@pytest.mark.parametrize("kind", ["symlink", "pipe", "hard link", "folder"])
def test_what_somebody_put_in_its_place_is_refused_and_left_alone(tmp_path: Path, name: str, kind: str) -> None:
    other = tmp_path / "other"
    other.write_bytes(b"precious")
    place = tmp_path / name
    if kind == "symlink":
        place.symlink_to(other)
    elif kind == "hard link":
        place.hardlink_to(other)
    elif kind == "pipe":
        os.mkfifo(place)
    else:
        place.mkdir()
    with pytest.raises(ModelError) as caught:
        opened(tmp_path / "journal")
    assert caught.value.help
    assert other.read_bytes() == b"precious"


def test_a_journal_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    (tmp_path / "journal").touch(mode=0o666)
    (tmp_path / "journal").chmod(0o666)
    journal = opened(tmp_path / "journal")
    journal.add(Act.ADD, b"b" * 16, b"body")
    assert all(each.stat().st_mode & 0o077 == 0 for each in tmp_path.iterdir())
    journal.close()


def test_a_full_disk_is_said_and_loses_nothing(tmp_path: Path) -> None:
    journal = opened(tmp_path / "journal")
    journal.add(Act.ADD, b"a" * 16, b"first")
    journal._db.execute("PRAGMA max_page_count = 1")  # SQLite says SQLITE_FULL, as on a full disk
    with pytest.raises(ModelError, match="full"):
        journal.add(Act.ADD, b"b" * 16, os.urandom(200_000))
    assert [body for *_, body in journal.entries(after=0)] == [b"first"]
    journal.close()
    assert [body for *_, body in read_pending(tmp_path / "journal", name="", after=0, version="v")] == [b"first"]


def test_a_foreign_act_is_damage(tmp_path: Path) -> None:
    opened(tmp_path / "journal").close()
    with sqlite3.connect(tmp_path / "journal") as db:
        db.execute("INSERT INTO entries (act, blind, body) VALUES ('burn', x'00', x'00')")
    db.close()
    with pytest.raises(ModelError, match="cannot read"):
        read_pending(tmp_path / "journal", name="", after=0, version="v")
    journal = opened(tmp_path / "journal")
    with pytest.raises(ModelError, match="damaged"):
        list(journal.entries(after=0))
    journal.close()
