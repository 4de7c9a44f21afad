"""`sekimori key`: keys for their owner alone, never over another."""

from __future__ import annotations

import stat
from pathlib import Path

import pyrage
import pytest
from click.testing import CliRunner, Result

from policies.errors import SekimoriError
from policies.keys import load_private, load_public, public_text
from sekimori.key_commands import command


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command, list(map(str, arguments)), standalone_mode=False)


def refusal(result: Result) -> str:
    assert isinstance(result.exception, SekimoriError), result.output
    return result.exception.message


def test_new_key_is_private_and_printed_in_public(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    done = run("new", "--out", path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert public_text(load_public(done.stdout.strip())) == public_text(load_private(path.read_bytes()))
    assert run("show", path).stdout == done.stdout


def test_encrypted_key(tmp_path: Path) -> None:
    password, path = tmp_path / "password", tmp_path / "key.pem"
    password.write_text("correct horse\nsecond line\n", encoding="utf-8")
    run("new", "--out", path, "--password-file", password)
    assert b"ENCRYPTED" in path.read_bytes()
    assert refusal(run("show", path)) == "the key file is encrypted"
    assert run("show", path, "--password-file", password).exception is None


def test_a_short_password_is_refused(tmp_path: Path) -> None:
    password = tmp_path / "password"
    password.write_text("short\n", encoding="utf-8")
    assert "too short" in refusal(run("new", "--out", tmp_path / "key.pem", "--password-file", password))
    assert not (tmp_path / "key.pem").exists()


@pytest.mark.parametrize("kind", ["new", "new-reviewer"])
def test_nothing_is_overwritten(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "key"
    path.write_bytes(b"precious")
    assert "exists already" in refusal(run(kind, "--out", path))
    assert path.read_bytes() == b"precious"


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    assert "exists already" in refusal(run("new", "--out", tmp_path / "link"))
    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert "cannot be written" in refusal(run("new", "--out", tmp_path / "none" / "key"))


def test_reviewer_opens_what_is_sealed_to_the_printed_recipient(tmp_path: Path) -> None:
    path = tmp_path / "kato.age"
    recipient = run("new-reviewer", "--out", path).stdout.strip()
    sealed = pyrage.encrypt(b"evidence", [pyrage.x25519.Recipient.from_str(recipient)])
    identity = pyrage.x25519.Identity.from_str(path.read_text(encoding="ascii").strip())
    assert pyrage.decrypt(sealed, [identity]) == b"evidence"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert run("show", path).stdout.strip() == recipient


def test_what_is_no_key_is_not_shown(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_bytes(b"AGE-SECRET-KEY-nonsense")
    assert refusal(run("show", path)) == "the age identity cannot be read"
    path.write_bytes(b"nothing")
    assert refusal(run("show", path)) == "the key file cannot be read"
