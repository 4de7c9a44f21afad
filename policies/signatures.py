"""Whether an officer signed something. The library that knows is loaded with the first signature: most machines that
decide never see one, and hold no more than they need."""

from __future__ import annotations

import base64
import binascii

from policies.errors import PolicyError


def is_signed(public: str, signature: str, data: bytes) -> bool:
    """Whether a signature is that of these bytes by this key.

    Args:
        public: Ed25519 public key as the policy writes it.
        signature: Standard base64.

    Returns:
        False as well where the key or the signature is none.
    """
    from cryptography.exceptions import InvalidSignature

    from policies.keys import load_public

    try:
        load_public(public).verify(base64.b64decode(signature, validate=True), data)
    except (binascii.Error, ValueError, InvalidSignature, PolicyError):
        return False
    return True
