"""What is kept of one registered document, and how names and labels are sealed so that the file alone tells none.

Sealed with AES-256-GCM under a key derived from the index's own; the nonce stands in front.
"""

from __future__ import annotations

import hashlib
import secrets
import zlib
from typing import TypeVar

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from classifiers.errors import ModelError

T = TypeVar("T")

NONCE_BYTES = 12
MIN_KEY_BYTES = 16
MAX_KEY_BYTES = 64


class Card(msgspec.Struct, frozen=True, array_like=True):
    """What a match says of a registered document. `label` is JSON."""

    digest: str
    name: str
    label: str


class KeptText(msgspec.Struct, frozen=True, array_like=True):
    """A text, as little-endian arrays: `passages.Kept`."""

    blocks: bytes
    anchors: bytes
    is_anchor: bytes
    offsets: bytes


class KeptPrint(msgspec.Struct, frozen=True, array_like=True):
    """A print of another family: hashes uint64, places uint32, little-endian."""

    basis: str
    hashes: bytes
    places: bytes


class Record(msgspec.Struct, frozen=True, array_like=True):
    """A registered document.

    Attributes:
        parts: What it is known by exactly: keyed 16-byte values of digests.
        lineage: The same for versions of one document in one project: they count as one where it is asked how many hold
            a passage.
    """

    card: Card
    parts: tuple[bytes, ...]
    lineage: int
    is_public: bool
    texts: tuple[KeptText, ...]
    prints: tuple[KeptPrint, ...]


class Vault:
    """Seals and opens under the key of an index.

    Args:
        key: 16 to 64 bytes.

    Raises:
        ModelError: the key is too short or too long.
    """

    def __init__(self, key: bytes) -> None:
        if not MIN_KEY_BYTES <= len(key) <= MAX_KEY_BYTES:
            raise ModelError(
                f"a key of {len(key)} bytes is none for fingerprints",
                help="make one with `sekimori register --new-key`",
            )
        self._key = key
        self._cipher = AESGCM(_derived(key, b"sekimori cards", 32))
        self.check = hashlib.blake2b(b"sekimori key check", key=key, digest_size=16).hexdigest()

    def seal(self, value: object) -> bytes:
        """A value, packed and sealed."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        packed = zlib.compress(msgspec.msgpack.encode(value), 6)
        return nonce + self._cipher.encrypt(nonce, packed, None)

    def open(self, sealed: bytes, kind: type[T]) -> T:
        """What `seal` sealed.

        Raises:
            ModelError: it is damaged, or was sealed with another key.
        """
        try:
            packed = self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None)
            return msgspec.msgpack.decode(zlib.decompress(packed), type=kind)
        except (InvalidTag, ValueError, zlib.error, msgspec.MsgspecError) as error:
            raise ModelError(
                "a part of the fingerprint index is damaged", help="restore it from a backup, or register again"
            ) from error

    def blind(self, text: str) -> bytes:
        """A keyed value of 16 bytes for a digest or another name: equal for equals, and says nothing else."""
        return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), key=self._key, digest_size=16).digest()

    def authenticate(self, data: bytes) -> str:
        """A code over `data` that only this key gives."""
        return hashlib.blake2b(data, key=_derived(self._key, b"sekimori file", 32), digest_size=32).hexdigest()


def _derived(key: bytes, purpose: bytes, size: int) -> bytes:
    return hashlib.blake2b(purpose, key=key, digest_size=size).digest()
