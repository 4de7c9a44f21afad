"""Passwords that Office programs try by themselves, and keys made from passwords.

Excel opens a workbook that is locked with its default without asking anybody, so whoever gets the file reads it.

Source: MS-OFFCRYPTO, sections 2.3 and 2.4.2.3.
"""

from __future__ import annotations

import hashlib
import hmac
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.hazmat.decrepit.ciphers.algorithms import ARC4
from cryptography.hazmat.primitives.ciphers import Cipher

if TYPE_CHECKING:
    from collections.abc import Callable

PASSWORDS = ("VelvetSweatshop", "/01Hannes Ruescher/01", "")
VERIFIER_BYTES = 16
MOST_KEY_BITS = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """How a password is tried.

    Attributes:
        salt: Bytes hashed with the password.
        verifier: 16 bytes, enciphered.
        verifier_hash: Their hash, enciphered.
        key_bits: Size of keys.
    """

    salt: bytes
    verifier: bytes
    verifier_hash: bytes
    key_bits: int


def lock_of(described: bytes) -> Lock:
    """What stands behind the version of an encryption header: flags, sizes, names and the verifier.

    Raises:
        struct.error: it is cut short.
    """
    size = struct.unpack_from("<I", described, 4)[0]
    key_bits = struct.unpack_from("<I", described, 24)[0]
    _, salt, verifier, _ = struct.unpack_from("<I16s16sI", described, 8 + size)
    verifier_hash = described[8 + size + 40 : 8 + size + 72]
    return Lock(salt=salt, verifier=verifier, verifier_hash=verifier_hash, key_bits=min(key_bits, MOST_KEY_BITS))


def rc4_keys(described: bytes) -> Callable[[int], bytes] | None:
    """Keys of the blocks of a stream behind RC4 of 40 bits, where a default password opens it.

    Args:
        described: Salt, verifier and the verifier's hash, 16 bytes each.
    """
    salt, verifier, verifier_hash = described[:16], described[16:32], described[32:48]
    for password in PASSWORDS:
        half = hashlib.md5(password.encode("utf-16-le"), usedforsecurity=False).digest()[:5]
        root = hashlib.md5((half + salt) * 16, usedforsecurity=False).digest()[:5]

        def key_of(block: int, root: bytes = root) -> bytes:
            return hashlib.md5(root + struct.pack("<I", block), usedforsecurity=False).digest()

        plain = rc4(key_of(0), verifier + verifier_hash)
        told = hashlib.md5(plain[:VERIFIER_BYTES], usedforsecurity=False).digest()
        if hmac.compare_digest(told, plain[VERIFIER_BYTES:]):
            return key_of
    return None


def crypto_api_keys(described: bytes) -> Callable[[int], bytes] | None:
    """The same behind the RC4 of CryptoAPI.

    Raises:
        struct.error: the description is cut short.
    """
    lock = lock_of(described)
    size = max(lock.key_bits or 40, 40) // 8
    for password in PASSWORDS:
        root = hashlib.sha1(lock.salt + password.encode("utf-16-le"), usedforsecurity=False).digest()

        def key_of(block: int, root: bytes = root) -> bytes:
            key = hashlib.sha1(root + struct.pack("<I", block), usedforsecurity=False).digest()[:size]
            return key.ljust(16, b"\0") if size == 5 else key

        plain = rc4(key_of(0), lock.verifier + lock.verifier_hash[:20])
        told = hashlib.sha1(plain[:VERIFIER_BYTES], usedforsecurity=False).digest()
        if hmac.compare_digest(told, plain[VERIFIER_BYTES:]):
            return key_of
    return None


def rc4(key: bytes, data: bytes) -> bytes:
    """`data` deciphered, or enciphered."""
    return Cipher(ARC4(key), mode=None).decryptor().update(data)
