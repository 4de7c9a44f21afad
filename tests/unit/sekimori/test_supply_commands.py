"""Signing what agents are supplied with, on an officer's machine."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from classifiers.detect.families import FAMILIES
from classifiers.detect.fingerprints import FingerprintIndex
from classifiers.document import Document, Part
from classifiers.model.artifacts import SHIPPED
from policies.keys import dump_private
from policies.label import Label, ProjectId
from policies.supply import Goods, Supply
from sekimori import supply_commands
from sekimori.fingerprint_keys import make_key, read_key


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """An officer's folder: a key, and an index of two documents."""
    (tmp_path / "tanaka.pem").write_bytes(dump_private(Ed25519PrivateKey.generate()))
    (tmp_path / "suzuki.pem").write_bytes(dump_private(Ed25519PrivateKey.generate()))
    make_key(tmp_path / "index.key")
    label = Label(projects=frozenset({ProjectId("qsensor")}))
    with FingerprintIndex(read_key(tmp_path / "index.key"), tmp_path / "index", families=FAMILIES) as index:
        for name in ("one", "two"):
            text = f"The {name} specification of the sensor. " * 40
            digest = hashlib.sha256(text.encode()).hexdigest()
            part = Part(name="", type="text/plain", digest=digest, size_bytes=len(text), text=text)
            index.register(Document(parts=(part,)), name=f"{name}.txt", label=label)
        index.merge()
    return tmp_path


def sign(desk: Path, goods: str, *options: str, file: str = "index.supply", officer: str = "tanaka") -> Result:
    at = [str(desk / file), str(desk / goods), "--officer", officer, "--key", str(desk / f"{officer}.pem"), "--yes"]
    return CliRunner().invoke(supply_commands.command, ["sign", *at, *options])


def test_what_is_signed_is_shown_and_the_next_officer_signs_the_same(desk: Path) -> None:
    first = sign(desk, "index", "--as", "fingerprints", "--note", "autumn")
    assert first.exit_code == 0, first.output
    assert "2 documents of qsensor" in first.output
    second = sign(desk, "index", officer="suzuki")
    assert second.exit_code == 0, second.output
    supply = msgspec.json.decode((desk / "index.supply").read_bytes(), type=Supply)
    assert [each.officer for each in supply.signatures] == ["tanaka", "suzuki"]
    assert (supply.terms.goods, supply.terms.note) == (Goods.FINGERPRINTS, "autumn")
    assert supply.terms.size_bytes == (desk / "index").stat().st_size


def test_goods_that_changed_since_are_not_signed(desk: Path) -> None:
    assert sign(desk, "index", "--as", "fingerprints").exit_code == 0
    (desk / "index").write_bytes((desk / "index").read_bytes() + b"?")
    refused = sign(desk, "index", officer="suzuki")
    assert "is not what was signed" in str(refused.exception)


def test_a_damaged_index_one_without_its_key_and_a_folder_without_a_manifest_are_not_signed(desk: Path) -> None:
    bent = bytearray((desk / "index").read_bytes())
    bent[len(bent) // 2] ^= 1
    (desk / "damaged").write_bytes(bent)
    shutil.copyfile(desk / "index.key", desk / "damaged.key")
    (desk / "damaged.key").chmod(0o600)
    assert "damaged" in str(sign(desk, "damaged", "--as", "fingerprints", file="a").exception)
    (desk / "index.key").unlink()
    assert "there is no key" in str(sign(desk, "index", "--as", "fingerprints", file="b").exception)
    shutil.copytree(SHIPPED, desk / "shipped")
    assert "bundle.json" in str(sign(desk, "shipped", "--as", "models", file="c").exception)
    assert "is no file" in str(sign(desk, "shipped", "--as", "projects", file="d").exception)
    assert not any((desk / name).exists() for name in "abcd")


def test_wrong_use_is_said(desk: Path) -> None:
    assert "say with --as" in sign(desk, "index").output
    assert sign(desk, "index", "--as", "fingerprints").exit_code == 0
    assert "is there and says what it is" in sign(desk, "index", "--lowering").output
    (desk / "index.supply").write_bytes(b"{}")
    assert "is no signed supply" in str(sign(desk, "index").exception)
    refused = sign(desk, "tanaka.pem", "--as", "projects", "--lowering", file="e")
    assert "only an index can hold less" in str(refused.exception)
