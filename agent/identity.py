"""Who this agent is: its key, its certificate, and the digest of the root that the officers gave.

identity/key.pem, certificate.pem, ca.pem    for mutual TLS; the key never leaves the machine
identity/agent.json                          id, name, addresses, root digest
hold.key, fingerprint.key                    this machine's own secrets
"""

from __future__ import annotations

import secrets
import ssl
from pathlib import Path

import msgspec
import pyrage
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from agent.errors import AgentError
from agent.files import write_file


class AgentFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What enrolment settled."""

    agent: str
    name: str
    server: str
    agent_url: str
    root_digest: str


class Identity:
    """The `identity` folder of an enrolled agent."""

    def __init__(self, data: Path) -> None:
        """Read it.

        Raises:
            AgentError: this data folder was not enrolled.
        """
        self._folder = data / "identity"
        try:
            self.facts = msgspec.json.decode((self._folder / "agent.json").read_bytes(), type=AgentFacts)
            self._hold_key = (data / "hold.key").read_text(encoding="ascii").strip()
        except FileNotFoundError:
            raise AgentError(f"`{data}` is not enrolled", help="run `sekimori agent enrol` first") from None
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise AgentError(
                f"`{data / 'identity'}` is damaged", help="enrol again with another data folder"
            ) from error

    @property
    def hold_key(self) -> str:
        """age identity of the holds. Secret."""
        return self._hold_key

    def tls(self) -> ssl.SSLContext:
        """Mutual TLS: trusts the enrolled certificate authority alone, and shows the agent's certificate.

        Raises:
            AgentError: a file of the identity is missing or damaged.
        """
        try:
            context = trusting((self._folder / "ca.pem").read_text(encoding="ascii"))
            context.load_cert_chain(self._folder / "certificate.pem", self._folder / "key.pem")
        except (OSError, ValueError) as error:
            raise AgentError(
                f"`{self._folder}` is damaged", help="restore it from a backup, or enrol with another data folder"
            ) from error
        return context


def trusting(ca_pem: str) -> ssl.SSLContext:
    """TLS that trusts one certificate authority and nothing else."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_verify_locations(cadata=ca_pem)
    return context


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
