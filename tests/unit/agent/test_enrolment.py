"""Enrolment and the link, against a real TLS server on loopback."""

from __future__ import annotations

import base64
import hashlib
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address
from pathlib import Path

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from agent.enrolment import enrol
from agent.errors import AgentError, Unreachable
from agent.identity import Identity
from agent.link import HttpsServer
from agent.wire import EnrolReply, EnrolRequest, EventBatch, EventReceipt, StateEvent
from policies.bundle import root_digest
from tests.support.agent_house import build_house

NOW = datetime.now(UTC)


class Authority:
    """A certificate authority that signs what it is asked to."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test authority")])
        self.certificate = self._builder(self.name, self.key.public_key()).add_extension(
            x509.BasicConstraints(ca=True, path_length=None), critical=True
        ).sign(self.key, hashes.SHA256())  # fmt: skip

    @property
    def pem(self) -> str:
        return self.certificate.public_bytes(Encoding.PEM).decode()

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.certificate.public_bytes(Encoding.DER)).hexdigest()

    def issue(self, subject: x509.Name, key: ec.EllipticCurvePublicKey) -> str:
        names = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))])
        builder = self._builder(subject, key).add_extension(names, critical=False)
        return builder.sign(self.key, hashes.SHA256()).public_bytes(Encoding.PEM).decode()

    def _builder(self, subject: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
        return x509.CertificateBuilder(
            issuer_name=self.name, subject_name=subject, public_key=key, serial_number=x509.random_serial_number(),
            not_valid_before=NOW - timedelta(days=1), not_valid_after=NOW + timedelta(days=1),
        )  # fmt: skip


Answer = Callable[[str, bytes], tuple[int, bytes]]


class Remote:
    """A TLS server that answers with `answer`; asks for client certificates where `authority` is given."""

    def __init__(self, folder: Path, authority: Authority, *, mutual: bool) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = authority.issue(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "server")]), key.public_key())
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        (folder / f"server-{mutual}.pem").write_text(private + certificate)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / f"server-{mutual}.pem")
        if mutual:
            context.load_verify_locations(cadata=authority.pem)
            context.verify_mode = ssl.CERT_REQUIRED
        self.answer: Answer = lambda _path, _body: (404, b"")
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                length = int(self.headers.get("content-length", 0))
                status, body = outer.answer(self.path, self.rfile.read(length))
                self.send_response(status)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET

            def log_message(self, *args: object) -> None:
                pass

        class Quiet(ThreadingHTTPServer):
            def handle_error(self, *args: object) -> None:
                pass

        self._server = Quiet(("127.0.0.1", 0), Handler)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.url = f"https://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class Office:
    """A server that enrols whoever shows the secret."""

    def __init__(self, folder: Path) -> None:
        self.authority = Authority()
        self.people = Remote(folder, self.authority, mutual=False)
        self.agents = Remote(folder, self.authority, mutual=True)
        build_house(folder / "house")
        self.root = (folder / "house" / "server" / "1.root.json").read_text()
        self.secret = base64.urlsafe_b64encode(b"s" * 32).decode().rstrip("=")
        self.spent = False
        self.people.answer = self._people

    @property
    def token(self) -> str:
        return f"skm1.{self.secret}.{self.authority.digest}"

    @property
    def digest(self) -> str:
        return root_digest(self.root.encode())

    def _people(self, path: str, body: bytes) -> tuple[int, bytes]:
        if path == "/agent/v1/ca":
            return 200, self.authority.pem.encode()
        request = msgspec.json.decode(body, type=EnrolRequest)
        if request.secret != self.secret or self.spent:
            return 403, b'{"title": "refused", "detail": "the token is used or wrong"}'
        self.spent = True
        csr = x509.load_pem_x509_csr(request.csr_pem.encode())
        assert csr.is_signature_valid
        key = csr.public_key()
        assert isinstance(key, ec.EllipticCurvePublicKey)
        reply = EnrolReply(
            agent="agent-7", certificate_pem=self.authority.issue(csr.subject, key), ca_pem=self.authority.pem,
            agent_url=self.agents.url, root_json=self.root,
        )  # fmt: skip
        return 200, msgspec.json.encode(reply)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path)
    yield office
    office.people.stop()
    office.agents.stop()


def attempt(office: Office, data: Path, **changes: str) -> None:
    wanted = {"server": office.people.url, "token": office.token, "digest": office.digest, "name": "fs1", **changes}
    enrol(data, config=None, version="0", **wanted)


def test_enrols_and_then_talks_with_its_certificate(office: Office, tmp_path: Path) -> None:
    data = tmp_path / "agent"
    attempt(office, data)
    identity = Identity(data)
    assert identity.facts.agent == "agent-7"
    for name in ("identity/key.pem", "hold.key", "fingerprint.key", "config.toml"):
        assert (data / name).stat().st_mode & 0o077 == 0, name
    event = StateEvent(id="S-1", at=NOW, state="started")
    office.agents.answer = lambda _path, body: (
        200,
        msgspec.json.encode(
            EventReceipt(stored=tuple(each.id for each in msgspec.json.decode(body, type=EventBatch).events))
        ),
    )
    server = HttpsServer(identity.facts.agent_url, identity.tls(), timeout_s=5)
    assert server.deliver(EventBatch(events=(event,))).stored == ("S-1",)
    office.agents.answer = lambda _path, _body: (503, b"{}")
    with pytest.raises(Unreachable):
        server.releases()
    office.agents.answer = lambda _path, _body: (200, b"no json")
    with pytest.raises(AgentError, match="not understood"):
        server.releases()
    server.close()


def test_a_used_token_is_refused_and_said_why(office: Office, tmp_path: Path) -> None:
    attempt(office, tmp_path / "one")
    with pytest.raises(AgentError, match="used or wrong"):
        attempt(office, tmp_path / "two")
    assert not (tmp_path / "two" / "identity").exists()


def test_a_folder_is_enrolled_once(office: Office, tmp_path: Path) -> None:
    attempt(office, tmp_path / "one")
    with pytest.raises(AgentError, match="enrolled already"):
        attempt(office, tmp_path / "one")


def test_another_server_than_the_tokens_gets_no_secret(office: Office, tmp_path: Path) -> None:
    asked = []
    inner = office.people.answer
    office.people.answer = lambda path, body: (asked.append(path), inner(path, body))[1]
    with pytest.raises(AgentError, match="not the server"):
        attempt(office, tmp_path / "one", token=f"skm1.{office.secret}.{'0' * 64}")
    assert asked == ["/agent/v1/ca"]


def test_another_root_than_the_officers_is_refused(office: Office, tmp_path: Path) -> None:
    with pytest.raises(AgentError, match="not the one that the officers gave"):
        attempt(office, tmp_path / "one", digest="sha256:" + "0" * 64)
    assert not (tmp_path / "one" / "identity").exists()


@pytest.mark.parametrize("token", ["", "skm1", "skm2.a." + "0" * 64, "skm1..x"])
def test_what_is_no_token_is_not_repeated(office: Office, tmp_path: Path, token: str) -> None:
    with pytest.raises(AgentError) as caught:
        attempt(office, tmp_path / "one", token=token)
    assert not token or token not in caught.value.message


def test_a_server_that_is_away_is_said_so(tmp_path: Path, office: Office) -> None:
    with pytest.raises(AgentError, match="cannot reach"):
        attempt(office, tmp_path / "one", server="https://127.0.0.1:9")


def test_the_agents_port_refuses_who_has_no_certificate(office: Office) -> None:
    bare = ssl.create_default_context(cadata=office.authority.pem)
    server = HttpsServer(office.agents.url, bare, timeout_s=5)
    with pytest.raises(Unreachable):
        server.releases()
    server.close()
