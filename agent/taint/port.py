"""What the agent asks of its sessions' cgroups, and an agent without any."""

# ruff: noqa: ARG002 - an agent without cgroups looks at nothing that it is told

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from agent.sessions import Session
from policies.transfer import Exposure, Subject

if TYPE_CHECKING:
    from datetime import datetime

    from agent.gate.taints import Seen
    from policies.model import PersonId
    from policies.tables import Tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrote:
    """Who wrote a file, as the gate saw it.

    Attributes:
        session: The session in which it was written, where it is still declared.
        exposure: What that person had handled in the sessions from which it was written.
    """

    subject: Subject
    session: Session | None
    exposure: tuple[Exposure, ...]


class Writing(Protocol):
    """Knows from which session a file was written."""

    def looked(self, device: int, inode: int, *, is_written: bool) -> None:
        """A file is about to be read, to be judged.

        Args:
            is_written: Whether somebody may have it open for writing, and so may write more than will be judged.
        """

    def wrote(self, device: int, inode: int, now: datetime, tables: Tables | None) -> Wrote | None:
        """Who wrote a file since it was last judged; None where no session did."""

    def handled(self, uid: int, person: PersonId | None, now: datetime, tables: Tables | None) -> tuple[Exposure, ...]:
        """What a person has handled in sessions under a user id, however lately."""

    def judged(self, device: int, inode: int) -> None:
        """What was said by `wrote` has been counted, and its outcome recorded."""


class Sessioned(Writing, Protocol):
    """All that the agent asks of its sessions' cgroups."""

    folder: str
    shuts_network: bool

    def start(self) -> None:
        """Begin to look after them."""

    def stop(self) -> None:
        """End looking after them; who is kept from the network stays so."""

    def connected(self, seen: Seen) -> None:
        """A gate was reached, with its memory."""

    def look(self) -> None:
        """Something new stands in it."""

    def begin(self, session: Session, seat: int, *, uid: int, asker: int, process: int = 0) -> str:
        """Put somebody's shell into a cgroup for its session; why not, empty where it was."""

    def leave(self, uid: int, asker: int) -> str:
        """Take somebody's shell out of its session's cgroup; why not, empty where it was or is in none."""

    def problems(self) -> tuple[str, ...]:
        """What is wrong, in words."""

    def told(self) -> Mapping[str, object]:
        """How it is, for `sekimori agent status`."""


class NoSessions:
    """Sessions are declarations alone.

    Args:
        why: Why they are.
        is_missed: Whether they were to be more than that, which is a problem then.
    """

    folder, shuts_network = "", False

    def __init__(self, why: str = "the open gate is off", *, is_missed: bool = False) -> None:
        self._why, self._is_missed = why, is_missed

    def start(self) -> None:
        """Nothing to do."""

    def stop(self) -> None:
        """Nothing to do."""

    def connected(self, seen: Seen) -> None:
        """Nothing to do."""

    def look(self) -> None:
        """Nothing to do."""

    def begin(self, session: Session, seat: int, *, uid: int, asker: int, process: int = 0) -> str:
        """It is a declaration alone."""
        return self._why

    def leave(self, uid: int, asker: int) -> str:
        """Nothing to do."""
        return ""

    def looked(self, device: int, inode: int, *, is_written: bool) -> None:
        """Nothing to do."""

    def wrote(self, device: int, inode: int, now: datetime, tables: Tables | None) -> Wrote | None:
        """Nobody knows."""
        return None

    def handled(
        self,
        uid: int,
        person: PersonId | None,
        now: datetime,
        tables: Tables | None,
    ) -> tuple[Exposure, ...]:
        """Nothing but what is recorded."""
        return ()

    def judged(self, device: int, inode: int) -> None:
        """Nothing to do."""

    def problems(self) -> tuple[str, ...]:
        """Nothing is wrong with what was not asked for."""
        return (f"sessions are declarations alone: {self._why}",) if self._is_missed else ()

    def told(self) -> Mapping[str, object]:
        """That there are none."""
        return {"cgroups": False, "why": self._why, "network": "off", "tainted": 0}
