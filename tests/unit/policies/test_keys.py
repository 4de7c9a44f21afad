"""Keys as text and as files."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from policies.errors import PolicyError
from policies.keys import dump_private, load_private, load_public, public_text

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def test_public_text_round_trips() -> None:
    text = public_text(KEY)
    assert len(text) == 44
    assert public_text(load_public(text)) == text


@pytest.mark.parametrize(
    "text", ["", "abc", "é" * 44, "A" * 43, "A" * 88, public_text(KEY)[:-2] + "F=", " " + public_text(KEY)]
)
def test_other_text_is_refused(text: str) -> None:
    with pytest.raises(PolicyError):
        load_public(text)


@pytest.mark.parametrize("password", [None, b"correct horse"])
def test_private_round_trips(password: bytes | None) -> None:
    pem = dump_private(KEY, password)
    assert public_text(load_private(pem, password)) == public_text(KEY)


def test_wrong_missing_and_needless_passwords() -> None:
    locked = dump_private(KEY, b"correct horse")
    with pytest.raises(PolicyError, match="cannot be read"):
        load_private(locked, b"wrong")
    with pytest.raises(PolicyError, match="the key file is encrypted"):
        load_private(locked)
    with pytest.raises(PolicyError, match="the key file is not encrypted"):
        load_private(dump_private(KEY), b"needless")


def test_a_key_of_another_kind_is_refused() -> None:
    pem = generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with pytest.raises(PolicyError, match="not an Ed25519 key"):
        load_private(pem)
    with pytest.raises(PolicyError, match="cannot be read"):
        load_private(b"nothing")
