"""The server as a process: set up, run, refuse, stop."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import ssl
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from sqlalchemy import select, update

from agent.wire import EnrolReply, EnrolRequest, EventBatch, Heartbeat, ReleaseList, RuleHits, StateEvent
from classifiers.model.feedback import load_labels
from policies.label import Kind
from policies.model import Verdict
from policies.opinion import Opinion
from sekimori.account import CONFIG_VARIABLE
from server.authority import new_authority
from server.database import Database
from server.fleet.tables import agents
from server.ledger.tables import ledger_records
from server.settings import load_settings
from server.setup import open_house
from tests.unit.server.staging import DIGEST, PASSWORD, Office, stopped

NOW = datetime.now(UTC)


def sekimori(*arguments: str | Path, given: str = "", **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sekimori.cli", *map(str, arguments)],
        input=given, capture_output=True, text=True, timeout=120, env=os.environ | env, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("server") / "data"
    made = sekimori("server", "init", "--data", folder, "--admin", "yamada", "--password-file", "-", given=PASSWORD)
    assert made.returncode == 0, made.stderr
    house = open_house(load_settings(folder))
    office = Office()
    for name, private in office.keys.items():
        (folder.parent / f"{name}.pem").write_bytes(private_pem(private))
    bundle = folder.parent / "bundle"
    bundle.mkdir()
    expires = NOW + timedelta(days=30)
    for name, body in zip(("root", "targets", "tables"), office.bundle(house, expires=expires), strict=True):
        (bundle / f"{name}.json").write_bytes(body)
    house.database.close()
    published = sekimori("server", "publish", "--data", folder, bundle)
    assert published.returncode == 0, published.stderr
    return folder


def private_pem(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


class Running:
    """A server process and its two addresses."""

    def __init__(self, data: Path) -> None:
        arguments = ["server", "run", "--data", str(data), "--port", "0", "--agent-port", "0"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "sekimori.cli", *arguments], stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout
        found = re.fullmatch(r"ready people=(https://\S+) agents=(https://\S+)\n", self.process.stdout.readline())
        assert found
        self.people, self.agents = found.groups()
        self.trust = ssl.create_default_context(cafile=str(data / "ca" / "ca.pem"))

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        status = self.process.wait(30)
        assert self.process.stdout
        self.process.stdout.close()
        return status


@pytest.fixture(scope="module")
def running(data: Path) -> Iterator[Running]:
    server = Running(data)
    yield server
    assert server.stop() == 0


def certified(data: Path, certificate: bytes, key: Any, folder: Path) -> ssl.SSLContext:
    (folder / "c.pem").write_bytes(certificate)
    (folder / "k.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.create_default_context(cafile=str(data / "ca" / "ca.pem"))
    context.load_cert_chain(folder / "c.pem", folder / "k.pem")
    return context


def csr(key: Any) -> str:
    request = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([])).sign(key, hashes.SHA256())
    return request.public_bytes(Encoding.PEM).decode()


def enrol(data: Path, running: Running, key: Any) -> EnrolReply:
    token = sekimori("server", "token", "--data", data).stdout.strip()
    request = EnrolRequest(secret=token.split(".")[1], name="x", csr_pem=csr(key), agent_version="0.1.0")
    url = f"{running.people}/agent/v1/enrol"
    answer = httpx.post(url, content=msgspec.json.encode(request), verify=running.trust)
    return msgspec.json.decode(answer.content, type=EnrolReply)


def test_an_agent_enrols_and_reports_over_mutual_tls_until_it_is_revoked(
    data: Path, running: Running, tmp_path: Path
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    reply = enrol(data, running, key)
    assert reply.agent_url == running.agents
    context = certified(data, reply.certificate_pem.encode(), key, tmp_path)
    batch = msgspec.json.encode(EventBatch(events=(StateEvent(id="E-1", at=NOW, state="started"),)))
    with httpx.Client(verify=context, base_url=running.agents) as client:
        assert client.post("/agent/v1/events", content=batch).json() == {"stored": ["E-1"]}
        assert client.get("/agent/v1/metadata/timestamp.json").json()["signed"]["_type"] == "timestamp"
        database = Database(f"sqlite:///{data / 'server.db'}")
        with database.write() as connection:
            connection.execute(update(agents).where(agents.c.id == reply.agent).values(revoked_at=NOW))
        database.close()
        assert client.post("/agent/v1/events", content=batch).json()["code"] == "certificate-revoked"


@pytest.fixture(scope="module")
def officer(data: Path, running: Running, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of an officer who is logged in."""
    return logged_in(data, running, "tanaka", tmp_path_factory.mktemp("officer"))


def logged_in(data: Path, running: Running, name: str, folder: Path) -> dict[str, str]:
    who = ("--person", name, "--role", "officer", "--password-file", "-")
    assert sekimori("server", "user", "add", "--data", data, name, *who, given=PASSWORD).returncode == 0
    own = {CONFIG_VARIABLE: str(folder)}
    to = (running.people, "--user", name, "--ca", data / "ca" / "ca.pem", "--password-file", "-")
    assert sekimori("login", *to, given=PASSWORD, **own).returncode == 0
    return own


def test_an_officer_lists_hits_looks_twice_and_asks_for_a_release_of_changed_copies(
    data: Path, running: Running, officer: dict[str, str], tmp_path: Path
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    reply = enrol(data, running, key)
    hits = (RuleHits(policy_version=1, source="rule:drawings-off-site", hits=42, last=NOW),)
    heartbeat = Heartbeat(
        at=NOW, agent_version="0", policy_version=1, state="ok", outbox=0, holds=0, watches=(), hits=hits
    )
    with httpx.Client(
        verify=certified(data, reply.certificate_pem.encode(), key, tmp_path), base_url=running.agents
    ) as client:
        assert client.post("/agent/v1/heartbeat", content=msgspec.json.encode(heartbeat)).status_code == 200
        look = stopped(reply.agent, "C-SECOND01", evidence=None, held=False)
        allowed = msgspec.structs.replace(look.decision, verdict=Verdict.ALLOW, obligations=("second-look",))
        batch = EventBatch(events=(stopped(reply.agent), msgspec.structs.replace(look, decision=allowed)))
        assert client.post("/agent/v1/events", content=msgspec.json.encode(batch)).status_code == 200
    listed = json.loads(sekimori("policy", "hits", "--json", **officer).stdout)
    counts = {each["rule"]: each["hits"] for each in listed["rules"]}
    assert counts["drawings-off-site"] == 42
    assert 0 in counts.values()
    shown = sekimori("policy", "hits", **officer).stdout
    assert re.search(r"drawings-off-site\W+42", shown)
    assert "never hit" in shown

    closed = sekimori("case", "review", "C-SECOND01", "--comment", "as agreed", **officer)
    assert (closed.returncode, closed.stdout) == (0, "C-SECOND01 reviewed\n")

    opinion = ("C-7F3K2QXA", "--sensitive", "--kind", "drawing", "--field", "quantum", "--project", "qsensor")
    assert sekimori("case", "label", "C-7F3K2QXA", "--sensitive", **officer).returncode == 2
    assert sekimori("case", "label", *opinion, **officer).stdout.startswith("C-7F3K2QXA waiting\n")
    exported = sekimori("feedback", "export", **officer)
    assert (exported.returncode, exported.stdout) == (0, "")
    second = logged_in(data, running, "suzuki", tmp_path / "suzuki")
    agreed = sekimori("case", "label", *opinion, **second)
    assert agreed.stdout.startswith("C-7F3K2QXA agreed\n"), agreed.stderr
    assert "tanaka: sensitive; drawing; quantum; qsensor" in agreed.stdout
    labels = tmp_path / "labels.jsonl"
    labels.write_text(sekimori("feedback", "export", **officer).stdout)
    (known,) = load_labels(labels).opinions.items()
    assert known == (DIGEST, Opinion(is_sensitive=True, kind=Kind.DRAWING, fields=("quantum",), project="qsensor"))

    said = {
        "purpose": "p", "recipient": "r", "end-use": "e", "item": "EAR99", "basis": "contract", "basis-number": "1",
        "basis-date": "2026-11-01", "changed": "5", "conditions": "c",
    }  # fmt: skip
    options = [word for name, value in said.items() for word in (f"--{name}", value)]
    asked = sekimori("release", "request", "C-7F3K2QXA", *options, **officer)
    assert asked.returncode == 0, asked.stderr
    assert "2 officers have to approve it (cross-wall)" in asked.stdout
    assert "the file may differ by up to 5 % from what you see" in asked.stdout
    assert "--uses" in asked.stderr
    release = sekimori("release", "show", asked.stdout.split()[0], **officer).stdout
    assert re.search(r"changed_percent\W+5", release)
    assert "the file may differ by up to 5 % from what you see" in release


def test_officers_sign_send_and_end_an_emergency_stop(
    data: Path, running: Running, officer: dict[str, str], tmp_path: Path
) -> None:
    key, stop = ec.generate_private_key(ec.SECP256R1()), tmp_path / "stop.json"
    reply = enrol(data, running, key)
    first = ("--officer", "tanaka", "--key", data.parent / "tanaka.pem", "--yes")
    terms = ("--hours", "2", "--reason", "fire in building 4", "--agent", reply.agent)
    signed = sekimori("emergency-stop", "sign", stop, *first, *terms)
    assert signed.returncode == 0, signed.stderr
    assert "nothing is stopped there, what crosses a wall included" in signed.stdout
    alone = sekimori("emergency-stop", "send", stop, **officer)
    assert (alone.returncode, "Signatures: 1 of 2." in alone.stderr) == (3, True)
    second = ("--officer", "suzuki", "--key", data.parent / "suzuki.pem", "--yes")
    assert "signed by tanaka, suzuki" in sekimori("emergency-stop", "sign", stop, *second).stdout
    sent = sekimori("emergency-stop", "send", stop, **officer)
    assert sent.returncode == 0, sent.stderr
    number = sent.stdout.split()[0]
    with httpx.Client(
        verify=certified(data, reply.certificate_pem.encode(), key, tmp_path), base_url=running.agents
    ) as client:
        listed = msgspec.json.decode(client.get("/agent/v1/releases").content, type=ReleaseList)
        assert [each.terms.id for each in listed.stops] == [number]
        running_now = sekimori("emergency-stop", "status", "--json", **officer)
        assert (running_now.returncode, json.loads(running_now.stdout)[0]["is_running"]) == (1, True)
        assert sekimori("emergency-stop", "end", number, **officer).stdout == f"{number} ended by tanaka\n"
        listed = msgspec.json.decode(client.get("/agent/v1/releases").content, type=ReleaseList)
        assert [each.is_ended for each in listed.stops] == [True]
    assert "ended by tanaka" in sekimori("emergency-stop", "status", COLUMNS="160", **officer).stdout


def refused(context: ssl.SSLContext, url: str) -> bool:
    try:
        httpx.get(f"{url}/agent/v1/releases", verify=context)
    except (httpx.ConnectError, httpx.ReadError, httpx.RemoteProtocolError):
        return True
    return False


def test_missing_foreign_and_expired_certificates_do_not_get_through_tls(
    data: Path, running: Running, tmp_path: Path
) -> None:
    assert refused(running.trust, running.agents)
    key = ec.generate_private_key(ec.SECP256R1())
    stranger = new_authority("Sekimori certificate authority", NOW)
    foreign = stranger.issue_agent(csr(key), "A-00000000", NOW, timedelta(days=1)).public_bytes(Encoding.PEM)
    assert refused(certified(data, foreign, key, tmp_path), running.agents)
    ours = open_house(load_settings(data)).folder.authority()
    past = NOW - timedelta(days=3)
    old = ours.issue_agent(csr(key), "A-00000000", past, timedelta(days=1)).public_bytes(Encoding.PEM)
    assert refused(certified(data, old, key, tmp_path), running.agents)
    # A certificate of our authority that was never enrolled gets through TLS and no further.
    unknown = ours.issue_agent(csr(key), "A-00000000", NOW, timedelta(days=1)).public_bytes(Encoding.PEM)
    answer = httpx.get(f"{running.agents}/agent/v1/releases", verify=certified(data, unknown, key, tmp_path))
    assert answer.json()["code"] == "certificate-unknown"


def test_a_second_server_on_the_same_folder_is_refused(data: Path, running: Running) -> None:
    second = sekimori("server", "run", "--data", data, "--port", "0", "--agent-port", "0")
    assert (second.returncode, second.stdout) == (3, "")
    assert "another server runs on" in second.stderr


def test_a_taken_port_is_said(running: Running, bare_folder: Path, tmp_path: Path) -> None:
    other = shutil.copytree(bare_folder, tmp_path / "other")
    port = running.people.rsplit(":", 1)[1]
    failed = sekimori("server", "run", "--data", other, "--port", port, "--agent-port", "0")
    assert failed.returncode == 3
    assert "cannot listen" in failed.stderr


def test_ctrl_c_stops_cleanly_and_lets_go_of_the_folder(bare_folder: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(bare_folder, tmp_path / "data")
    for number in (signal.SIGINT, signal.SIGTERM):
        assert Running(folder).stop(number) == 0


def test_init_refuses_to_overwrite_and_keeps_keys_to_itself(data: Path) -> None:
    again = sekimori("server", "init", "--data", data)
    assert again.returncode == 3
    assert "is not empty" in again.stderr
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    for key in ("online.key", "ledger.key", "ca/ca.key", "tls/server.key"):
        assert stat.S_IMODE((data / key).stat().st_mode) == 0o600, key


@pytest.mark.parametrize(
    ("arguments", "env", "said"),
    [
        (("server", "run", "--data", "nowhere"), {}, "is no server's folder"),
        (("server", "run", "--data", "nowhere"), {"SEKIMORI_SERVER_PROT": "1"}, "unknown setting"),
        (("server", "run", "--data", "nowhere"), {"SEKIMORI_SERVER_PORT": "x"}, "setting `port`"),
        (("ledger", "verify", "--data", "/tmp"), {}, "is no server's folder"),
    ],
)
def test_mistakes_are_said(arguments: tuple[str, ...], env: dict[str, str], said: str) -> None:
    failed = sekimori(*arguments, **env)
    assert failed.returncode == 3
    assert said in failed.stderr
    assert "Traceback" not in failed.stderr


def test_an_unknown_key_in_the_file_is_an_error(bare_folder: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(bare_folder, tmp_path / "data")
    (folder / "server.toml").write_text("prot = 1\n")
    failed = sekimori("server", "token", "--data", folder)
    assert failed.returncode == 3
    assert "`prot`" in failed.stderr


def test_the_ledger_verifies_and_one_changed_byte_is_found(bare_folder: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(bare_folder, tmp_path / "data")
    house = open_house(load_settings(folder))
    for _ in range(3):
        house.fleet.new_token("", 1.0, "server", NOW)
    house.database.close()
    kept = tmp_path / "checkpoint.json"
    whole = sekimori("ledger", "verify", "--data", folder, "--save-checkpoint", kept)
    assert whole.returncode == 0, whole.stderr
    assert sekimori("ledger", "verify", "--data", folder, "--checkpoint", kept).returncode == 0
    database = Database(f"sqlite:///{folder / 'server.db'}")
    where = ledger_records.c.index == 2
    with database.write() as connection:
        record = connection.execute(select(ledger_records.c.record).where(where)).scalar_one()
        changed = record.replace("token.made", "token.mads")
        connection.execute(update(ledger_records).where(where).values(record=changed))
    database.close()
    found = sekimori("ledger", "verify", "--data", folder)
    assert found.returncode == 1
    assert "record 2" in found.stdout
