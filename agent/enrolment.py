"""Makes a data folder an agent's, by a one-time token and the digest of the officers' root.

The token pins the server's certificate authority, so nothing has to be trusted on first use; the root's digest comes
from the officers, so the server cannot give itself the power to sign policies.
"""

from __future__ import annotations

import hashlib
import hmac
import ssl
from dataclasses import dataclass
from pathlib import Path

import httpx
import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from agent.config import parse_config
from agent.config_template import TEMPLATE
from agent.errors import AgentError
from agent.files import write_file
from agent.identity import AgentFacts, trusting
from agent.keymaking import new_key, new_request, write_identity
from agent.link import reason_in
from agent.machine.rights import keep_out
from agent.wire import EnrolReply, EnrolRequest
from policies.bundle import root_digest
from policies.errors import PolicyError

TIMEOUT_S = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A one-time token: its secret, and SHA-256 of the certificate authority's DER."""

    secret: str
    ca_sha256: str


def parse_token(text: str) -> Token:
    """The parts of `skm1.SECRET.DIGEST`.

    Raises:
        AgentError: it is none. The message does not repeat it.
    """
    parts = text.strip().split(".")
    if len(parts) != 3 or parts[0] != "skm1" or not parts[1] or len(parts[2]) != 64:
        raise AgentError("this is no enrolment token", help="`sekimori server token` prints one: `skm1.….…`")
    return Token(secret=parts[1], ca_sha256=parts[2].lower())


def enrol(
    data: Path, *, server: str, token: str, digest: str, name: str, config: str | None, version: str
) -> AgentFacts:
    """Enrol `data` as an agent of `server`.

    Args:
        digest: `sha256:…` of the root, as the officers gave it.
        config: Text of `config.toml`; None writes an empty one to fill in.

    Raises:
        AgentError: the folder is enrolled already, the token or the digest does not fit, the server refuses.
    """
    pinned = parse_token(token)
    if not digest.startswith("sha256:") or len(digest) != 71:
        raise AgentError("the root's digest must be `sha256:` and 64 hexadecimal digits", help="ask an officer for it")
    if config is not None:
        parse_config(config)
    if (data / "identity" / "agent.json").exists():
        raise AgentError(f"`{data}` is enrolled already", help="choose another --data folder")
    server = server.rstrip("/")
    ca_pem = _fetch_ca(server, pinned)
    key = new_key()
    reply = _ask(server, ca_pem, EnrolRequest(
        secret=pinned.secret, name=name, csr_pem=new_request(key, name), agent_version=version
    ))  # fmt: skip
    _check(reply, ca_pem, digest)
    facts = AgentFacts(
        agent=reply.agent, name=name, server=server, agent_url=reply.agent_url.rstrip("/"), root_digest=digest
    )
    _prepare(data, config, server, reply.root_json)
    write_identity(data, facts, key, reply.certificate_pem, ca_pem)
    return facts


def _fetch_ca(server: str, token: Token) -> str:
    # Unverified on purpose: what comes is compared with the token's digest before it is used for anything.
    blind = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    blind.check_hostname = False
    blind.verify_mode = ssl.CERT_NONE
    pem = _request(blind, "GET", f"{server}/agent/v1/ca")
    try:
        certificate = x509.load_pem_x509_certificate(pem)
    except ValueError:
        raise AgentError(f"`{server}` is not a Sekimori server", help="check the address") from None
    actual = hashlib.sha256(certificate.public_bytes(Encoding.DER)).hexdigest()
    if not hmac.compare_digest(actual, token.ca_sha256):
        raise AgentError(
            f"`{server}` is not the server that the token was made for",
            help="ask for a new token, or check the address",
        )
    return certificate.public_bytes(Encoding.PEM).decode("ascii")


def _ask(server: str, ca_pem: str, request: EnrolRequest) -> EnrolReply:
    body = _request(trusting(ca_pem), "POST", f"{server}/agent/v1/enrol", msgspec.json.encode(request))
    try:
        return msgspec.json.decode(body, type=EnrolReply)
    except msgspec.DecodeError as error:
        raise AgentError(f"`{server}` gave an answer that this agent does not understand") from error


def _request(context: ssl.SSLContext, method: str, url: str, body: bytes | None = None) -> bytes:
    try:
        with httpx.Client(verify=context, timeout=TIMEOUT_S, trust_env=False) as client:
            headers = {"content-type": "application/json"} if body is not None else {}
            answer = client.request(method, url, content=body, headers=headers)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise AgentError(f"cannot reach `{url}`: {type(error).__name__}", help="is the server running?") from error
    if answer.is_success:
        return answer.content
    raise AgentError(
        f"the server refused: {reason_in(answer.status_code, answer.content)}",
        help="tokens work once and for a limited time",
    )


def _check(reply: EnrolReply, ca_pem: str, digest: str) -> None:
    try:
        actual = root_digest(reply.root_json.encode())
    except PolicyError as error:
        raise AgentError("the server has no usable root", help="publish a signed policy first") from error
    if not hmac.compare_digest(actual, digest):
        raise AgentError(
            "the server's root is not the one that the officers gave",
            help="do not go on: ask the officers, and ask for a new token",
        )
    if x509.load_pem_x509_certificate(reply.ca_pem.encode()) != x509.load_pem_x509_certificate(ca_pem.encode()):
        raise AgentError("the server names another certificate authority than the token")


def _prepare(data: Path, config: str | None, server: str, root_json: str) -> None:
    # Everybody on the machine may enter, to reach the control socket; everything else in it is for the agent alone.
    data.mkdir(parents=True, exist_ok=True)
    try:
        keep_out(data)
    except PermissionError as error:
        raise AgentError(
            f"`{data}` cannot be closed to others, and keys would lie in it",
            help="put it on a disk that keeps rights, and run this as its owner or an administrator",
        ) from error
    for name in ("trust", "holds"):
        (data / name).mkdir(mode=0o700, exist_ok=True)
    write_file(data / "trust" / "bootstrap.json", root_json.encode())
    if config is not None or not (data / "config.toml").exists():
        write_file(
            data / "config.toml", (config if config is not None else f'server = "{server}"\n{TEMPLATE}').encode()
        )
