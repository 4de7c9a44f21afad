"""Packages locked with Excel's own password, made here by the two ways in use; and with others."""

from __future__ import annotations

import base64
import hashlib
import io
import struct
import zipfile

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from classifiers.limits import Limits
from classifiers.readers.job import Job
from classifiers.readers.office.storage import compound_file
from policies.label import Reading

EXCELS_OWN = "VelvetSweatshop"
SALT = bytes(range(16))
KEY = bytes(range(100, 132))


def package() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("word/document.xml", "<w:document xmlns:w='w'><w:body><w:p><w:r><w:t>極秘 MAGATAMA-7731</w:t></w:r></w:p></w:body></w:document>")  # noqa: E501  # fmt: skip
        packed.writestr("word/media/long.txt", bytes(range(256)) * 40, zipfile.ZIP_STORED)
    return held.getvalue()


def hashed(name: str, *pieces: bytes) -> bytes:
    return hashlib.new(name, b"".join(pieces), usedforsecurity=False).digest()


def spun(name: str, password: str, count: int) -> bytes:
    value = hashed(name, SALT, password.encode("utf-16-le"))
    for number in range(count):
        value = hashed(name, struct.pack("<I", number), value)
    return value


def cbc(key: bytes, vector: bytes, plain: bytes) -> bytes:
    padded = plain + bytes(-len(plain) % 16)
    return Cipher(algorithms.AES(key), modes.CBC(vector[:16])).encryptor().update(padded)


def agile(password: str, *, spins: int = 1_000, stated: int | None = None, plain: bytes | None = None) -> bytes:
    root = spun("sha512", password, spins)

    def entry(purpose: str, value: bytes) -> str:
        return base64.b64encode(cbc(hashed("sha512", root, bytes.fromhex(purpose))[:32], SALT, value)).decode()

    ways = f'saltSize="16" blockSize="16" keyBits="256" hashSize="64" cipherAlgorithm="AES" cipherChaining="ChainingModeCBC" hashAlgorithm="SHA512" saltValue="{base64.b64encode(SALT).decode()}"'  # noqa: E501
    verifier = bytes(range(50, 66))
    info = (
        '<encryption xmlns="http://schemas.microsoft.com/office/2006/encryption" '
        'xmlns:p="http://schemas.microsoft.com/office/2006/keyEncryptor/password">'
        f'<keyData {ways}/><keyEncryptors><keyEncryptor><p:encryptedKey spinCount="{stated or spins}" '
        f'{ways} encryptedVerifierHashInput="{entry("fea7d2763b4b9e79", verifier)}" '
        f'encryptedVerifierHashValue="{entry("d7aa0f6d3061344e", hashed("sha512", verifier))}" '
        f'encryptedKeyValue="{entry("146e0be7abacd0d6", KEY)}"/></keyEncryptor></keyEncryptors></encryption>'
    )
    plain = package() if plain is None else plain
    segments = [
        cbc(KEY, hashed("sha512", SALT, struct.pack("<I", place // 4096)), plain[place : place + 4096])
        for place in range(0, len(plain), 4096)
    ]
    held = struct.pack("<Q", len(plain)) + b"".join(segments)
    return compound_file({
        ("EncryptionInfo",): struct.pack("<HHI", 4, 4, 0x40) + info.encode(), ("EncryptedPackage",): held,
    })  # fmt: skip


def standard(password: str) -> bytes:
    last = hashed("sha1", spun("sha1", password, 50_000), bytes(4)).ljust(64, b"\0")
    key = hashed("sha1", bytes(value ^ 0x36 for value in last))[:16]
    cipher = Cipher(algorithms.AES(key), modes.ECB())  # noqa: S305
    verifier = bytes(range(50, 66))
    head = struct.pack("<IIIIIIII", 0x24, 0, 0x660E, 0x8004, 128, 0x18, 0, 0) + "CSP\0".encode("utf-16-le")
    info = struct.pack("<HHII", 4, 2, 0x24, len(head)) + head + struct.pack("<I", 16) + SALT
    info += cipher.encryptor().update(verifier) + struct.pack("<I", 20)
    info += cipher.encryptor().update(hashed("sha1", verifier).ljust(32, b"\0"))
    plain = package()
    held = struct.pack("<Q", len(plain)) + cipher.encryptor().update(plain + bytes(-len(plain) % 16))
    return compound_file({("EncryptionInfo",): info, ("EncryptedPackage",): held})


def read(data: bytes) -> tuple[Reading, str, list[str]]:
    job = Job(Limits())
    job.read("", data, file_name="a.docx")
    document = job.document("test")
    return document.reading, "\n".join(part.text for part in document.parts), [f.name for f in document.findings]


@pytest.mark.parametrize("lock_with", [agile, standard])
def test_a_package_that_office_opens_by_itself_is_read(lock_with: object) -> None:
    assert callable(lock_with)
    reading, text, findings = read(lock_with(EXCELS_OWN))
    assert "極秘 MAGATAMA-7731" in text
    assert "default-password" in findings
    assert "encrypted" not in findings
    reading, text, findings = read(lock_with("a word that somebody knows"))
    assert reading is Reading.OPAQUE
    assert "MAGATAMA" not in text
    assert findings == ["encrypted"]


def test_a_password_that_takes_a_billion_hashes_is_not_tried() -> None:
    reading, _, findings = read(agile(EXCELS_OWN, stated=1_000_000_000))
    assert reading is Reading.OPAQUE
    assert findings == ["encrypted"]


@pytest.mark.parametrize("old", [b'blockSize="16"', b'hashAlgorithm="SHA512"', b'keyBits="256"', b"encryptedKeyValue"])
def test_a_lock_of_no_known_kind_is_a_lock(old: bytes) -> None:
    data = agile(EXCELS_OWN).replace(old, old.replace(b"1", b"9").replace(b"2", b"8").replace(b"Value", b"Other"))
    assert read(data)[0] is Reading.OPAQUE


def test_what_is_locked_is_read_whatever_it_is() -> None:
    reading, text, _ = read(agile(EXCELS_OWN, plain=b"not a package, MAGATAMA-7731"))
    assert "MAGATAMA-7731" in text
    assert reading is not Reading.OPAQUE
