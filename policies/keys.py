"""Officers' Ed25519 keys as text and as key files. Making one takes chance, which is the front door's."""

from __future__ import annotations

import base64
import binascii

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from policies.errors import PolicyError

RAW_KEY_BYTES = 32


def public_text(key: Ed25519PrivateKey | Ed25519PublicKey) -> str:
    """The public key as the policy writes it: 32 raw bytes, standard base64."""
    public = key.public_key() if isinstance(key, Ed25519PrivateKey) else key
    return base64.b64encode(public.public_bytes(Encoding.Raw, PublicFormat.Raw)).decode("ascii")


def load_public(text: str) -> Ed25519PublicKey:
    """The key that `public_text` wrote.

    Raises:
        PolicyError: `text` is not standard base64 of 32 bytes.
    """
    advice = "a public key is the line that `sekimori key new` prints: 44 characters of base64"
    try:
        raw = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise PolicyError("the public key is not base64", help=advice) from error
    if len(raw) != RAW_KEY_BYTES:
        raise PolicyError(f"the public key has {len(raw)} bytes, not {RAW_KEY_BYTES}", help=advice)
    if base64.b64encode(raw).decode("ascii") != text:
        raise PolicyError("the public key is not written in its one canonical form", help=advice)
    return Ed25519PublicKey.from_public_bytes(raw)


def dump_private(key: Ed25519PrivateKey, password: bytes | None = None) -> bytes:
    """The key as PKCS #8 PEM, encrypted where a password is given."""
    encryption: KeySerializationEncryption = BestAvailableEncryption(password) if password else NoEncryption()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)


def load_private(pem: bytes, password: bytes | None = None) -> Ed25519PrivateKey:
    """The key that `dump_private` wrote.

    Raises:
        PolicyError: not a PEM key, not Ed25519, or the password is wrong or missing.
    """
    try:
        key = load_pem_private_key(pem, password or None)
    except TypeError as error:
        needs = "the key file is encrypted" if not password else "the key file is not encrypted"
        raise PolicyError(needs, help="give `--password-file` for an encrypted key, and only for one") from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise PolicyError("the key file cannot be read", help="is the password right, and is it a PEM file?") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise PolicyError("the key is not an Ed25519 key", help="make one with `sekimori key new --out FILE`")
    return key
