"""Who takes part in the demo, with their log-ins and keys."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sekimori.account import CONFIG_VARIABLE
from sekimori.demo.processes import Answer, must, run

# Person of the example policy -> roles on the server.
ROLES = {
    "sato": ("researcher",),
    "miller": ("researcher",),
    "wang": ("researcher",),
    "tanaka": ("officer",),
    "suzuki": ("officer",),
    "mori": ("officer",),
    "kato": ("reviewer",),
    "yamada": ("admin",),
    "okada": ("auditor",),
}
OFFICERS = ("tanaka", "suzuki", "mori")
REVIEWERS = ("kato", "lin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Somebody:
    """A person at a desk of their own: log-in, and a key where they have one.

    Attributes:
        folder: Holds the person's key and the log-in file; stands for a machine that is not the server's.
    """

    name: str
    folder: Path
    password: str = field(default_factory=lambda: secrets.token_urlsafe(12), repr=False)

    @property
    def key(self) -> Path:
        """The person's key file."""
        return self.folder / f"{self.name}.key"

    def does(self, *arguments: str | Path, given: str = "") -> Answer:
        """Run `sekimori` at this person's desk."""
        return run(*arguments, env={CONFIG_VARIABLE: str(self.folder)}, given=given)

    def asks(self, *arguments: str | Path) -> Any:
        """JSON that `sekimori` prints at this person's desk."""
        return json.loads(must(*arguments, "--json", env={CONFIG_VARIABLE: str(self.folder)}))

    def log_in(self, server: str, ca: Path) -> None:
        """Log in with the person's password."""
        environment = {CONFIG_VARIABLE: str(self.folder)}
        must(
            "login",
            server,
            "--user",
            self.name,
            "--ca",
            ca,
            "--password-file",
            "-",
            env=environment,
            given=self.password,
        )


def seat_everybody(folder: Path) -> dict[str, Somebody]:
    """A desk for each person, below `folder`."""
    seated = {}
    for name in (*ROLES, "lin"):
        desk = folder / name
        desk.mkdir(parents=True, mode=0o700)
        seated[name] = Somebody(name=name, folder=desk)
    return seated
