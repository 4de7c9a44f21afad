"""The demo's laboratory: folders, keys, a signed policy, a server and an enrolled agent, all real."""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeVar

import pyrage

from agent.control import ask
from classifiers.openings import own_user
from policies.examples import example_text
from sekimori.demo.documents import Documents, write_documents
from sekimori.demo.people import OFFICERS, REVIEWERS, ROLES, Somebody, seat_everybody
from sekimori.demo.processes import Daemon, must
from sekimori.errors import FrontDoorError
from sekimori.people_client import PeopleClient

VERDICT_TIMEOUT_S = 60.0
POLL_S = 0.05
AGENT_NAME = "fileserver-1"
SHARES = ("qsensor", "gripper", "common")

T = TypeVar("T")
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The folders of the laboratory."""

    root: Path

    @property
    def server(self) -> Path:
        """The server's data folder."""
        return self.root / "server"

    @property
    def agent(self) -> Path:
        """The agent's data folder."""
        return self.root / "agent"

    @property
    def desks(self) -> Path:
        """One folder a person: stands for their own machine."""
        return self.root / "desks"

    @property
    def papers(self) -> Path:
        """Documents before anybody saves them: a place that no agent watches."""
        return self.root / "papers"

    @property
    def policy(self) -> Path:
        """The policy as the officers wrote it."""
        return self.root / "desks" / "tanaka" / "policy.yaml"

    @property
    def stick(self) -> Path:
        """Stands for a removable stick."""
        return self.root / "stick"

    def share(self, name: str) -> Path:
        """A file share."""
        return self.root / "shares" / name


class Lab:
    """Everything that the steps act on. Use as a context manager; leaving stops the processes.

    Args:
        root: An empty folder; all that the demo writes is below it.
        say: Called with what is being done.
        documents: Makes the documents of the story in a folder; the demo's own where absent.
    """

    def __init__(self, root: Path, *, say: Say, documents: Callable[[Path], Documents] | None = None) -> None:
        self.places = Places(root=root)
        self.people: dict[str, Somebody] = {}
        self.people_url = ""
        self._say = say
        self._make_documents = documents or write_documents
        self._people_port, self._agent_port = _free_ports(2)
        self._server = Daemon("server", self._server_arguments(), log=root / "server.log")
        self._agent = Daemon("agent", ("agent", "run", "--data", self.places.agent), log=root / "agent.log")

    def __enter__(self) -> Self:
        try:
            self._set_up()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop the agent, then the server."""
        self._agent.stop()
        self._server.stop()

    # ------------------------------------------------------------------ setting up

    def _set_up(self) -> None:
        for folder in (*map(self.places.share, SHARES), self.places.stick):
            folder.mkdir(parents=True)
        self._say("writing the documents")
        self.documents = self._make_documents(self.places.papers)
        self._say("making keys for the officers and reviewers, each at their own desk")
        self.people = seat_everybody(self.places.desks)
        self._write_policy()
        self._say("setting up the server and its certificate authority")
        self._init_server()
        self._say("two officers sign the policy")
        self._sign_policy()
        self.start_server()
        for name in ROLES:
            self.people[name].log_in(self.people_url, self.ca)
        self._say("enrolling the agent")
        self._enrol_agent()
        self._agent.start()

    def _write_policy(self) -> None:
        keys = {}
        for name in OFFICERS:
            keys[name] = must("key", "new", "--out", self.people[name].key).strip()
        recipients = {}
        for name in REVIEWERS:
            recipients[name] = must("key", "new-reviewer", "--out", self.people[name].key).strip()
        recovery = must("key", "new-reviewer", "--out", self.people["mori"].folder / "recovery.key").strip()
        text = example_text(officers=keys, reviewers=recipients, recovery=recovery)
        self.places.policy.write_text(text, encoding="utf-8")

    def _init_server(self) -> None:
        must(
            *("server", "init", "--data", self.places.server, "--host", "127.0.0.1", "--host", "localhost"),
            *("--admin", "yamada", "--password-file", "-"),
            given=self.people["yamada"].password,
        )
        for name, roles in ROLES.items():
            if name == "yamada":
                continue
            options = [word for role in roles for word in ("--role", role)]
            words: list[str | Path] = ["server", "user", "add", "--data", self.places.server, name, "--person", name]
            must(*words, *options, "--password-file", "-", given=self.people[name].password)

    def _sign_policy(self) -> None:
        server_key = must("server", "public-key", "--data", self.places.server).strip()
        bundle = self.places.desks / "tanaka" / "bundle"
        policy, tanaka, suzuki = self.places.policy, self.people["tanaka"], self.people["suzuki"]
        as_tanaka: tuple[str | Path, ...] = ("--key", tanaka.key, "--officer", "tanaka")
        as_suzuki: tuple[str | Path, ...] = ("--key", suzuki.key, "--officer", "suzuki")
        must("sign", policy, *as_tanaka, "--server-key", server_key, "--out", bundle)
        signed = must("sign", policy, *as_suzuki, "--server-key", server_key, "--cosign", bundle, "--json")
        # The digest goes from the officers to the agent's machine by another way than the server.
        self.root_digest = json.loads(signed)["root_digest"]
        must("server", "publish", "--data", self.places.server, bundle)

    def _enrol_agent(self) -> None:
        config = self.places.root / "agent.toml"
        config.write_text(self._agent_config())
        token = must("server", "token", "--data", self.places.server, "--name", AGENT_NAME).strip()
        must(
            *("agent", "enrol", "--server", self.people_url, "--token", token, "--root-digest", self.root_digest),
            *("--name", AGENT_NAME, "--data", self.places.agent, "--config", config),
        )

    def _agent_config(self) -> str:
        watches = [(name, self.places.share(name)) for name in SHARES] + [("removable", self.places.stick)]
        folders = "\n".join(f'[[watch]]\nzone = "{zone}"\npath = "{path}"\n' for zone, path in watches)
        accounts = ", ".join(f'"{name}"' for name in ("sato", "miller", "wang"))
        return (
            f'server = "{self.people_url}"\n\n{folders}\n'
            f'[accounts]\n"{own_user()}" = [{accounts}]\n\n'
            # The machine that the show runs on has shares and sticks of its own.
            '[places]\nfind = false\nsync = false\nsticks = "off"\n\n[limits]\npoll_s = 0.5\n'
        )

    def _server_arguments(self) -> tuple[str | Path, ...]:
        ports = ("--port", str(self._people_port), "--agent-port", str(self._agent_port))
        return ("server", "run", "--data", self.places.server, "--host", "127.0.0.1", *ports)

    # ------------------------------------------------------------------ acting

    @property
    def ca(self) -> Path:
        """The server's certificate authority, PEM."""
        return self.places.server / "ca" / "ca.pem"

    def start_server(self) -> None:
        """Start the server and learn its address."""
        line = self._server.start()
        found = re.search(r"people=(https://\S+)", line)
        if not found:
            raise FrontDoorError(f"the server's ready line `{line}` names no address")
        self.people_url = found.group(1)

    def stop_server(self) -> None:
        """Stop the server, as for an upgrade."""
        self._server.stop()

    def stop_agent(self) -> None:
        """Stop the agent, as for an upgrade."""
        self._agent.stop()

    def client(self, name: str) -> PeopleClient:
        """The people's API, logged in as somebody."""
        client = PeopleClient(self.people_url, ca=self.ca.read_text())
        token = client.post("/login", {"username": name, "password": self.people[name].password})["token"]
        return PeopleClient(self.people_url, ca=self.ca.read_text(), token=token)

    def work_as(self, person: str, project: str) -> None:
        """Declare on the agent's machine who is working, and for which project."""
        must("session", "start", project, "--as", person, "--data", self.places.agent)

    def save(self, source: Path, target: Path) -> Path:
        """Save a copy of `source` as `target`, in one write, as a file manager would."""
        target.write_bytes(source.read_bytes())
        return target

    def verdict_on(self, path: Path) -> dict[str, Any]:
        """Wait for the agent's verdict on the file saved at `path`.

        Raises:
            FrontDoorError: none came in time.
        """

        def found() -> dict[str, Any] | None:
            for verdict in reversed(ask(self.places.agent, {"do": "recent", "limit": 50})["recent"]):
                if verdict["path"] == str(path):
                    return dict(verdict)
            return None

        return wait_for(found, f"a verdict on {path.name}")

    def held_bytes(self, case: str) -> bytes:
        """The bytes of a hold, decrypted with the agent's own key."""
        identity = pyrage.x25519.Identity.from_str(_age_secret(self.places.agent / "hold.key"))
        opened: bytes = pyrage.decrypt((self.places.agent / "holds" / f"{case}.age").read_bytes(), [identity])
        return opened


def wait_for(look: Callable[[], T | None], what: str, *, timeout_s: float = VERDICT_TIMEOUT_S) -> T:
    """Call `look` until it returns something.

    Raises:
        FrontDoorError: it did not in time.
    """
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        found = look()
        if found is not None:
            return found
        time.sleep(POLL_S)
    raise FrontDoorError(f"waited {timeout_s:.0f} s for {what}")


def _age_secret(path: Path) -> str:
    return next(line.strip() for line in path.read_text().splitlines() if line.startswith("AGE-SECRET-KEY-"))


def _free_ports(count: int) -> tuple[int, ...]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = tuple(int(opened.getsockname()[1]) for opened in sockets)
    for opened in sockets:
        opened.close()
    return ports
