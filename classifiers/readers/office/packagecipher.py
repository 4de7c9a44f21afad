"""Office packages that are locked with a password that the programs try by themselves.

Source: MS-OFFCRYPTO, sections 2.3.4.5 to 2.3.4.15.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from classifiers.readers.markup import xml_root
from classifiers.readers.office.keys import PASSWORDS, VERIFIER_BYTES, lock_of

if TYPE_CHECKING:
    from classifiers.readers.job import Job

AGILE, STANDARD = (4, 4), 2
STANDARD_SPINS = 50_000
MOST_SPINS = 1_000_000
SPINS_BETWEEN_LOOKS = 20_000
SEGMENT = 4096
HASHES = {"SHA1": "sha1", "SHA-1": "sha1", "SHA256": "sha256", "SHA384": "sha384", "SHA512": "sha512", "MD5": "md5"}
# What is hashed behind the password's hash, for each thing that is enciphered with it.
FOR_VERIFIER, FOR_HASH, FOR_KEY = (
    bytes.fromhex(text) for text in ("fea7d2763b4b9e79", "d7aa0f6d3061344e", "146e0be7abacd0d6")
)
INFO_BYTES = 64 * 1024


def package_of(info: bytes, enciphered: bytes, job: Job) -> bytes | None:
    """The package inside, with what fills its last block; none where it takes a password that somebody has to know.

    Args:
        info: The stream that says how it is enciphered.
        enciphered: The package's size, and its bytes.

    Raises:
        ValueError: what the description says makes no sense.
        struct.error: it is cut short.
        LimitReached: no time is left.
    """
    if len(info) < 8 or len(enciphered) < 8 or len(info) > INFO_BYTES:
        return None
    version = struct.unpack_from("<HH", info)
    if version == AGILE:
        return _agile_package(info[8:], enciphered[8:], job)
    return _standard_package(info[4:], enciphered[8:], job) if version[1] == STANDARD else None


def _standard_package(described: bytes, enciphered: bytes, job: Job) -> bytes | None:
    lock = lock_of(described)
    for password in PASSWORDS:
        root = _spun("sha1", lock.salt, password, STANDARD_SPINS, job)
        last = _digest("sha1", root + bytes(4))
        halves = (
            bytes(a ^ b for a, b in zip(last.ljust(64, b"\0"), bytes((pad,)) * 64, strict=True)) for pad in (54, 92)
        )
        key = b"".join(_digest("sha1", half) for half in halves)[: (lock.key_bits or 128) // 8]
        cipher = Cipher(algorithms.AES(key), modes.ECB())  # noqa: S305 - as the format has it
        verifier = cipher.decryptor().update(lock.verifier)
        told = cipher.decryptor().update(lock.verifier_hash)[:20]
        if hmac.compare_digest(_digest("sha1", verifier[:VERIFIER_BYTES]), told):
            return cipher.decryptor().update(enciphered[: len(enciphered) // 16 * 16])
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scheme:
    """How one thing is enciphered: hash, key and block in bytes, salt."""

    hash: str
    key_bytes: int
    block_bytes: int
    salt: bytes

    @classmethod
    def of(cls, element: Any) -> _Scheme:
        """As an element's attributes say.

        Raises:
            ValueError: a way that is not known.
        """
        name = HASHES.get(element.get("hashAlgorithm", ""))
        if (
            name is None
            or element.get("cipherAlgorithm") != "AES"
            or element.get("cipherChaining") != "ChainingModeCBC"
        ):
            raise ValueError("unknown cipher")
        key_bytes, block_bytes = int(element.get("keyBits")) // 8, int(element.get("blockSize"))
        if key_bytes not in (16, 24, 32) or block_bytes != 16:
            raise ValueError("unknown sizes")
        return cls(hash=name, key_bytes=key_bytes, block_bytes=block_bytes, salt=_bytes_of(element, "saltValue"))

    def plain(self, key: bytes, data: bytes, salt: bytes) -> bytes:
        """`data` deciphered, its last bytes short of a block left out."""
        vector = salt[: self.block_bytes].ljust(self.block_bytes, b"\x36")
        whole = len(data) // self.block_bytes * self.block_bytes
        return Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor().update(data[:whole])


def _agile_package(described: bytes, enciphered: bytes, job: Job) -> bytes | None:
    root = xml_root(described)
    data, entry = (
        root.find("{*}keyData"),
        root.find(".//{http://schemas.microsoft.com/office/2006/keyEncryptor/password}encryptedKey"),
    )
    if data is None or entry is None:
        return None
    scheme = _Scheme.of(entry)
    spins = int(entry.get("spinCount"))
    if not 0 <= spins <= MOST_SPINS:
        return None
    for password in PASSWORDS:
        root_hash = _spun(scheme.hash, scheme.salt, password, spins, job)
        verifier, told, key = (
            scheme.plain(_key(scheme, root_hash, purpose), _bytes_of(entry, name), scheme.salt)
            for purpose, name in (
                (FOR_VERIFIER, "encryptedVerifierHashInput"),
                (FOR_HASH, "encryptedVerifierHashValue"),
                (FOR_KEY, "encryptedKeyValue"),
            )
        )
        right = _digest(scheme.hash, verifier[: len(scheme.salt)])
        if hmac.compare_digest(right, told[: len(right)]):
            return _segments(_Scheme.of(data), key[: scheme.key_bytes], enciphered, job)
    return None


def _key(scheme: _Scheme, root_hash: bytes, purpose: bytes) -> bytes:
    return _digest(scheme.hash, root_hash + purpose)[: scheme.key_bytes].ljust(scheme.key_bytes, b"\x36")


def _segments(scheme: _Scheme, key: bytes, enciphered: bytes, job: Job) -> bytes:
    pieces: list[bytes] = []
    for number, place in enumerate(range(0, len(enciphered), SEGMENT)):
        if number % 256 == 0:
            job.check_time()
        vector = _digest(scheme.hash, scheme.salt + struct.pack("<I", number))
        pieces.append(scheme.plain(key, enciphered[place : place + SEGMENT], vector))
    return b"".join(pieces)


def _spun(name: str, salt: bytes, password: str, count: int, job: Job) -> bytes:
    """The password's hash, hashed many times more so that guessing takes long."""
    value = _digest(name, salt + password.encode("utf-16-le"))
    for number in range(count):
        if number % SPINS_BETWEEN_LOOKS == 0:
            job.check_time()
        value = hashlib.new(name, number.to_bytes(4, "little") + value, usedforsecurity=False).digest()
    return value


def _digest(name: str, data: bytes) -> bytes:
    return hashlib.new(name, data, usedforsecurity=False).digest()


def _bytes_of(element: Any, name: str) -> bytes:
    return base64.b64decode(element.get(name) or "", validate=False)
