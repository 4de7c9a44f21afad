"""Makes an agent's keys and writes its identity, once, at enrolment."""

from __future__ import annotations

import secrets
from pathlib import Path

import msgspec
import pyrage
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from agent.files import write_file
from agent.identity import AgentFacts


def new_key() -> ec.EllipticCurvePrivateKey:
    """A fresh key for the client certificate."""
    return ec.generate_private_key(ec.SECP256R1())


def new_request(key: ec.EllipticCurvePrivateKey, name: str) -> str:
    """A PKCS #10 request for `key`, PEM."""
    # A common name has room for 64 characters; the server's own id for the agent is what counts.
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    request = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, hashes.SHA256())
    return request.public_bytes(serialization.Encoding.PEM).decode("ascii")


def write_identity(
    data: Path, facts: AgentFacts, key: ec.EllipticCurvePrivateKey, certificate_pem: str, ca_pem: str
) -> None:
    """Write everything an agent needs to be one; `agent.json` last, so that half of it is not enrolled."""
    folder = data / "identity"
    folder.mkdir(mode=0o700, exist_ok=True)
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    write_file(folder / "key.pem", pem)
    write_file(folder / "certificate.pem", certificate_pem.encode("ascii"))
    write_file(folder / "ca.pem", ca_pem.encode("ascii"))
    write_file(data / "hold.key", str(pyrage.x25519.Identity.generate()).encode("ascii"))
    write_file(data / "fingerprint.key", secrets.token_bytes(32))
    write_file(folder / "agent.json", msgspec.json.encode(facts))
