"""The agent's commands as real processes: what it leaves on disk, and what other accounts of the machine can do."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.support.agent_house import House, build_house

NOBODY = 65534
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as another account")


def sekimori(*words: str, uid: int | None = None) -> subprocess.CompletedProcess[str]:
    # The interpreter may lie where only root comes: everything is loaded before the account is changed.
    become = f"os.setgroups([]); os.setgid({uid}); os.setuid({uid});" if uid is not None else ""
    code = (
        "import os, sys, encodings.idna, sekimori.agent_commands, sekimori.session_commands, sekimori.status_pages;"
        f"from sekimori.cli import main; {become} sys.argv[0] = 'sekimori'; main()"
    )
    return subprocess.run([sys.executable, "-c", code, *words], check=False, capture_output=True, text=True)


@contextmanager
def running(house: House) -> Iterator[None]:
    """The shipped command with the real classifiers; its server does not answer, which is nothing to it."""
    command = [sys.executable, "-m", "sekimori.cli", "agent", "run", "--data", str(house.data)]
    # As under systemd: a mask that lets everybody read.
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, umask=0o022) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield
        finally:
            process.terminate()
    assert process.returncode == 0


def certify(identity: Path) -> None:
    """A certificate by nobody in particular: enough to start with, and no server is there to look at it."""
    key = serialization.load_pem_private_key((identity / "key.pem").read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    for each in ("certificate.pem", "ca.pem"):
        (identity / each).write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        (identity / each).chmod(0o600)


def test_a_damaged_identity_is_said_so(tmp_path: Path) -> None:
    house = build_house(tmp_path)
    done = sekimori("agent", "run", "--data", str(house.data))
    assert (done.returncode, "is damaged" in done.stderr, "Traceback" in done.stderr) == (3, True, False)


@pytest.fixture
def house(tmp_path: Path) -> House:
    house = build_house(tmp_path)
    certify(house.data / "identity")
    house.data.chmod(0o711)
    for folder in (tmp_path, *tmp_path.parents):
        if folder != Path("/tmp") and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o011)
    return house


def test_nothing_in_the_data_folder_is_for_others(house: House) -> None:
    by_the_test = set(house.data.rglob("*"))
    (house.data / "fingerprints.index.journal").touch(mode=0o644)
    with running(house):
        (house.shares["gripper"] / "a.txt").write_text("held, for there is no policy\n")
        for path in set(house.data.rglob("*")) - by_the_test:
            mode = path.lstat().st_mode
            if stat.S_ISREG(mode):
                assert not mode & 0o077, path


@needs_root
def test_other_accounts_reach_the_socket_and_nothing_else(house: House) -> None:
    data = ("--data", str(house.data))
    with running(house):
        shown = sekimori("session", "show", *data, uid=NOBODY)
        assert (shown.returncode, "you may open one as" in shown.stdout) == (0, True)
        refused = sekimori("session", "start", "qsensor", "--as", "sato", *data, uid=NOBODY)
        assert refused.returncode != 0
        assert "may not open a session as `sato`" in refused.stderr
        assert "state" in sekimori("agent", "status", *data, uid=NOBODY).stdout
    assert "Permission denied" in sekimori("agent", "run", *data, uid=NOBODY).stderr
