"""A real server in a scratch folder: keys, database, officers, a signed policy, both applications."""

from __future__ import annotations

import asyncio
import base64
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from fastapi import FastAPI

from agent.wire import AssessmentFacts, EnrolRequest, MatchFact, Sealed, TransferEvent
from policies.bundle import encode_tables, new_root, new_targets, sign_metadata
from policies.compiler import compile_policy
from policies.decision import Decision, Reason
from policies.examples import load_example
from policies.keys import public_text
from policies.label import Kind, Label, Level, ProjectId
from policies.language import KeyRing, load_policy
from policies.model import Channel, PersonId, Verdict, ZoneId
from policies.tables import Tables
from policies.transfer import Destination, KnownBy, Subject, Transfer, TransferId, TransferObject
from server.house import House
from server.people.service import Role

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"
DIGEST = "ab" * 32

ACCOUNTS = {
    "sato": ("sato", [Role.RESEARCHER]),
    "miller": ("miller", [Role.RESEARCHER]),
    "wang": ("wang", [Role.RESEARCHER]),
    "kato": ("kato", [Role.REVIEWER]),
    "lin": ("lin", [Role.REVIEWER]),
    "tanaka": ("tanaka", [Role.OFFICER]),
    "suzuki": ("suzuki", [Role.OFFICER]),
    "mori": ("mori", [Role.OFFICER, Role.RESEARCHER]),
    "auditor": ("", [Role.AUDITOR]),
    "yamada": ("yamada", [Role.ADMIN]),
}


class MovingClock:
    """A clock that stands until it is told to move."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass(frozen=True, slots=True)
class Office:
    """The officers' keys, and what they sign."""

    keys: dict[str, Ed25519PrivateKey] = field(
        default_factory=lambda: {name: Ed25519PrivateKey.generate() for name in ("tanaka", "suzuki", "mori")}
    )

    def tables(self, version: int = 1) -> Tables:
        ring = KeyRing(
            officers={name: public_text(key) for name, key in self.keys.items()},
            reviewers={"kato": RECIPIENT, "lin": RECIPIENT},
            recovery=RECIPIENT,
        )
        return replace(compile_policy(load_policy(load_example(), overrides=ring)), version=version)

    def bundle(
        self, house: House, *, version: int = 1, root_version: int = 1, signers: tuple[str, ...] = ("tanaka", "suzuki"),
        server_key: bytes | None = None, expires: datetime = NOW + timedelta(days=365),
    ) -> tuple[bytes, bytes, bytes]:  # fmt: skip
        tables = self.tables(version)
        raw = server_key or base64.b64decode(house.bundles.public_key)
        root = new_root(tables, raw, expires=expires, version=root_version)
        body = encode_tables(tables)
        targets = new_targets(body, version, expires=expires)
        for name in signers:
            sign_metadata(root, self.keys[name])
            sign_metadata(targets, self.keys[name])
        return root.to_bytes(), targets.to_bytes(), body


@dataclass(frozen=True, slots=True)
class Site:
    """A server with both applications, and ways to be somebody there."""

    house: House
    clock: MovingClock
    office: Office
    people_app: FastAPI
    agents_app: FastAPI

    def client(self) -> AppClient:
        return AppClient(self.people_app, "https://sekimori.test")

    def as_(self, name: str) -> AppClient:
        person, roles = ACCOUNTS[name]
        if name not in {asker.name for asker in self.house.people.everybody()}:
            self.house.people.add(name, person, roles, PASSWORD, self.clock())
        client = self.client()
        token = self.house.people.log_in(name, PASSWORD, "test", self.clock()).token
        client.headers["authorization"] = f"Bearer {token}"
        return client

    def publish(self, **changes: Any) -> None:
        self.house.bundles.publish(*self.office.bundle(self.house, **changes), "server", self.clock())

    def enrol(self, name: str = "lab-ws-04") -> Agent:
        token = self.house.fleet.new_token(name, 1.0, "server", self.clock())
        secret = token.text.split(".")[1]
        request = EnrolRequest(secret=secret, name=name, csr_pem=new_csr(), agent_version="0.1.0")
        reply = self.house.fleet.enrol(request, "test", "https://agents.test", self.clock())
        return Agent(self, reply.agent, reply.certificate_pem)


@dataclass(frozen=True, slots=True)
class Agent:
    """An enrolled agent; its certificate is put into the scope as the TLS protocol would."""

    site: Site
    id: str
    certificate_pem: str

    def client(self) -> AppClient:
        der = x509.load_pem_x509_certificate(self.certificate_pem.encode()).public_bytes(Encoding.DER)
        return certified(self.site.agents_app, der)

    def report(self, *events: Any) -> Any:
        return self.client().post("/agent/v1/events", content=msgspec.json.encode({"events": events}))


def certified(app: FastAPI, der: bytes | None) -> AppClient:
    async def with_certificate(scope: Any, receive: Any, send: Any) -> None:
        scope.setdefault("state", {})["peer_certificate"] = der
        await app(scope, receive, send)

    return AppClient(with_certificate, "https://agents.test")


class AppClient:
    """Sends requests into an application, keeping headers and cookies between them."""

    def __init__(self, app: Any, base_url: str) -> None:
        self._app = app
        self._base_url = base_url
        self.headers: dict[str, str] = {}
        self.cookies: dict[str, str] = {}

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.request("GET", path, **options)

    def post(self, path: str, **options: Any) -> httpx.Response:
        return self.request("POST", path, **options)

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        return asyncio.run(self._request(method, path, options))

    async def _request(self, method: str, path: str, options: dict[str, Any]) -> httpx.Response:
        transport = httpx.ASGITransport(self._app, raise_app_exceptions=False)
        headers = {**self.headers, **options.pop("headers", {})}
        async with httpx.AsyncClient(transport=transport, base_url=self._base_url, cookies=self.cookies) as client:
            answer = await client.request(method, path, headers=headers, **options)
        self.cookies |= dict(answer.cookies)
        return answer


def new_csr() -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "whatever")])
    request = x509.CertificateSigningRequestBuilder().subject_name(name).sign(key, hashes.SHA256())
    return request.public_bytes(Encoding.PEM).decode()


RECIPIENT = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"


def stopped(agent: str, case: str = "C-7F3K2QXA", **changes: Any) -> TransferEvent:
    """A drawing of qsensor that miller wanted to put onto a stick."""
    event = TransferEvent(
        id=f"E-{case}",
        at=NOW,
        transfer=Transfer(
            id=TransferId(f"T-{case}"),
            subject=Subject(person=PersonId("miller"), account="miller", known_by=KnownBy.OWNER),
            channel=Channel.REMOVABLE,
            object=TransferObject(digest=DIGEST, name="sensor-head.pdf", size_bytes=48_213),
            destination=Destination(zone=ZoneId("removable"), path="sensor-head.pdf"),
            at=NOW,
            session=ProjectId("qsensor"),
            agent=agent,
        ),
        label=Label(
            projects=frozenset({ProjectId("qsensor")}),
            level=Level.CONTROLLED,
            fields=frozenset({"quantum"}),
            kinds=frozenset({Kind.DRAWING}),
        ),
        decision=Decision(
            verdict=Verdict.HOLD,
            rule="rule:drawings-off-site",
            reasons=(
                Reason(
                    key="rule.matched",
                    verdict=Verdict.HOLD,
                    source="rule:drawings-off-site",
                    facts={"rule": "drawings-off-site"},
                ),
            ),
        ),
        assessment=AssessmentFacts(
            type="application/pdf", read="full", chars=812, kind="drawing", kind_p=0.97, sensitive_p=0.91,
            fields={"quantum": 0.83}, drawing_p=0.99, drawing_kind="mechanical", markings=("cui",), findings=(),
            matches=(
                MatchFact(digest="cd" * 32, name="qs-spec.docx", projects=("qsensor",), containment=0.41, exact=False),
            ),
            versions={"reader": "1"},
        ),
        case=case,
        ms=212.0,
        held=True,
        evidence=Sealed(recipients=("kato",), age="-----BEGIN AGE ENCRYPTED FILE-----\n…"),
    )  # fmt: skip
    return msgspec.structs.replace(event, **changes)


def of_gripper(agent: str, case: str = "C-GRIPPER1") -> TransferEvent:
    """The same, of the other side's project, by wang."""
    event = stopped(agent, case)
    transfer = replace(event.transfer, subject=Subject(person=PersonId("wang")), session=ProjectId("gripper"))
    label = Label(projects=frozenset({ProjectId("gripper")}), level=Level.SENSITIVE)
    sealed = Sealed(recipients=("lin",), age="-----BEGIN AGE ENCRYPTED FILE-----\n…")
    return msgspec.structs.replace(event, transfer=transfer, label=label, evidence=sealed)
