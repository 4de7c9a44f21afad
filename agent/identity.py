"""Who this agent is: its key, its certificate, and the digest of the root that the officers gave.

identity/key.pem, certificate.pem, ca.pem    for mutual TLS; the key never leaves the machine
identity/agent.json                          id, name, addresses, root digest
hold.key, fingerprint.key                    this machine's own secrets
"""

from __future__ import annotations

import ssl
from pathlib import Path

import msgspec

from agent.errors import AgentError


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
