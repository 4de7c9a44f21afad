"""The server's own certificate authority: one certificate for its ports, one for each agent."""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from server.errors import Refused

CA_YEARS = 10
SERVER_DAYS = 825
SKEW = timedelta(minutes=5)  # an agent's clock may be behind
RSA_BITS_MIN = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A certificate and its key, as PEM."""

    certificate_pem: bytes
    key_pem: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """The authority's certificate and key. P-256, because browsers know no Ed25519 certificates."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def pin(self) -> str:
        """SHA-256 of the certificate's DER, lower-case hexadecimal: what a token carries."""
        return hashlib.sha256(self.certificate.public_bytes(Encoding.DER)).hexdigest()

    @property
    def pem(self) -> bytes:
        """The certificate as PEM."""
        return self.certificate.public_bytes(Encoding.PEM)

    def issue_server(self, hosts: Sequence[str], now: datetime) -> Issued:
        """A certificate for both ports, valid for every name and address in `hosts`."""
        key = ec.generate_private_key(ec.SECP256R1())
        alternatives = x509.SubjectAlternativeName([_general_name(host) for host in hosts])
        builder = self._leaf(_name(hosts[0]), key.public_key(), now, timedelta(days=SERVER_DAYS))
        builder = builder.add_extension(alternatives, critical=False)
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        certificate = builder.sign(self.key, hashes.SHA256())
        return Issued(certificate_pem=certificate.public_bytes(Encoding.PEM), key_pem=key_pem(key))

    def issue_agent(self, csr_pem: str, agent: str, now: datetime, life: timedelta) -> x509.Certificate:
        """A client certificate for an agent. Of its request only the key counts; names come from the server.

        Raises:
            Refused: `csr`, the request is malformed, not signed by its key, or the key is too weak.
        """
        public = _requested_key(csr_pem)
        uri = x509.UniformResourceIdentifier(f"urn:sekimori:agent:{agent}")
        builder = self._leaf(_name(agent), public, now, life)
        builder = builder.add_extension(x509.SubjectAlternativeName([uri]), critical=False)
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
        return builder.sign(self.key, hashes.SHA256())

    def _leaf(
        self,
        name: x509.Name,
        public: ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey | rsa.RSAPublicKey,
        now: datetime,
        life: timedelta,
    ) -> x509.CertificateBuilder:
        issuer_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        return (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self.certificate.subject)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - SKEW)
            .not_valid_after(now + life)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(issuer_key, critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        )


def new_authority(name: str, now: datetime) -> Authority:
    """A fresh authority that may sign leaves and nothing else."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _name(name)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SKEW)
        .not_valid_after(now + timedelta(days=365 * CA_YEARS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return Authority(certificate=certificate, key=key)


def fingerprint(certificate_der: bytes) -> str:
    """SHA-256 of a certificate's DER, lower-case hexadecimal."""
    return hashlib.sha256(certificate_der).hexdigest()


def key_pem(key: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey) -> bytes:
    """A private key as PKCS #8 PEM, not encrypted: the file's mode guards it."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _requested_key(csr_pem: str) -> ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey | rsa.RSAPublicKey:
    try:
        request = x509.load_pem_x509_csr(csr_pem.encode())
        is_signed, public = request.is_signature_valid, request.public_key()
    except (ValueError, InvalidSignature, UnsupportedAlgorithm) as error:
        raise Refused("csr", "the certificate request is malformed") from error
    if not is_signed:
        raise Refused("csr", "the certificate request is not signed by its own key")
    if isinstance(public, ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey):
        return public
    if isinstance(public, rsa.RSAPublicKey) and public.key_size >= RSA_BITS_MIN:
        return public
    raise Refused("csr", "the certificate request's key is of a kind or size that is not accepted")


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name[:64])])


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
