"""The Merkle tree of RFC 6962, section 2.1, grown one leaf at a time."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

HASH_BYTES = 32


def leaf_hash(data: bytes) -> bytes:
    """Hash of a leaf: SHA-256(0x00 ‖ data)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node: SHA-256(0x01 ‖ left ‖ right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Frontier:
    """The whole subtrees at the right edge of a tree: all that appending and the root need.

    Attributes:
        size: Number of leaves.
        hashes: Roots of the subtrees, the largest first; as many as `size` has bits set.
    """

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def append(self, data: bytes) -> Frontier:
        """The frontier after one more leaf."""
        hashes, node, size = list(self.hashes), leaf_hash(data), self.size
        while size & 1:
            node = node_hash(hashes.pop(), node)
            size >>= 1
        return Frontier(size=self.size + 1, hashes=(*hashes, node))

    def root(self) -> bytes:
        """Hash of the tree; SHA-256 of nothing where it is empty."""
        if not self.hashes:
            return hashlib.sha256(b"").digest()
        *rest, node = self.hashes
        for left in reversed(rest):
            node = node_hash(left, node)
        return node

    def encode(self) -> bytes:
        """The hashes, one after the other."""
        return b"".join(self.hashes)

    @classmethod
    def decode(cls, size: int, data: bytes) -> Frontier:
        """The frontier of a tree of `size` leaves from `encode`'s bytes."""
        hashes = tuple(data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES))
        return cls(size=size, hashes=hashes)
