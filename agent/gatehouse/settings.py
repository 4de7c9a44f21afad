"""How the gate is run: the table `[gate]` of `config.toml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from agent.errors import AgentError

# Programs that open files under the user ids of those whom they serve; whoever once started them is not meant.
SERVICES = ("/usr/sbin/smbd", "/usr/sbin/sshd", "/usr/lib/openssh/sftp-server")
_A_NAME = re.compile(r"[A-Za-z0-9_-]{0,64}")


class GateUse(StrEnum):
    """Whether the kernel asks before a labelled file is opened."""

    OFF = "off"
    JOIN = "join"
    START = "start"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Settings of the gate.

    Attributes:
        use: `off`; `join`, where `sekimori gate run` stands at it by itself and outlives the agent; or `start`, where
            the agent starts it and ends it.
        wait_s: How long somebody who opens a file waits for its judgement, before what the folder says holds: walled
            zones stay shut, others are open.
        stall_s: After so long without an answer the keeper takes the gate's place.
        refresh_s: How often accounts and the day are looked at anew.
        probe_s: How often the agent opens a file of its own to see whether the gate is asked; 0 for never.
        checks_reads: Whether every read of a file that is not everybody's is asked for, as well as its opening; that
            stops a descriptor that was handed over, or a label that comes while the file is open.
        services: Paths of programs that open files under the user ids of those whom they serve.
        sessions: Name of the folder in which sessions have their cgroups; empty if they are to have none.
    """

    use: GateUse = GateUse.OFF
    wait_s: float = 10.0
    stall_s: float = 2.0
    refresh_s: float = 300.0
    probe_s: float = 60.0
    checks_reads: bool = True
    services: tuple[str, ...] = SERVICES
    sessions: str = "sekimori"

    @property
    def is_used(self) -> bool:
        """Whether there is to be a gate."""
        return self.use is not GateUse.OFF

    @property
    def starts_itself(self) -> bool:
        """Whether the agent starts it."""
        return self.use is GateUse.START

    def check(self) -> None:
        """Look whether this can be.

        Raises:
            AgentError: a time is no positive number, or a program has no absolute path.
        """
        for name in ("wait_s", "stall_s", "refresh_s"):
            if not 0 < getattr(self, name) < 1e6:
                raise AgentError(f"`{name}` is out of range", help="it must be a positive number of seconds")
        if not (self.probe_s == 0 or 1 <= self.probe_s < 1e6):
            raise AgentError("`probe_s` is out of range", help="it must be 0 for never, or at least one second")
        if not _A_NAME.fullmatch(self.sessions):
            raise AgentError(f"`{self.sessions}` is no name for `sessions`", help="use letters, digits, `-` and `_`")
        for path in self.services:
            if not path.startswith("/"):
                raise AgentError(f"`{path}` in `services` is not an absolute path")
