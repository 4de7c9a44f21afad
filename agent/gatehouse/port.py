"""What the agent asks of its gate, and the gate of an agent that has none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from agent.events import GateAsked
    from agent.inventory import Known
    from agent.tree import Signature, Spot
    from policies.engine import Engine


class Gated(Protocol):
    """Keeps the gate's tables true. Used by the agent's loop alone."""

    def start(self) -> None:
        """Have a gate stand, and listen to it."""

    def stop(self) -> None:
        """Leave it."""

    def know(self, known: Known) -> None:
        """A file has its verdict, and may be where it is."""

    def stopped(self, spot: Spot, signature: Signature) -> None:
        """A file is taken away, or was."""

    def recorded(self, signature: Signature) -> None:
        """What became of a file in this state is in the journal."""

    def could_not(self, spot: Spot) -> None:
        """A file has no new verdict."""

    def asked(self, event: GateAsked) -> bool:
        """The gate asks for a file; whether it has to be judged first."""

    def refresh(self, engine: Engine | None) -> None:
        """Give the gate new tables where policy, day, folders or accounts changed."""

    def say_of_session(self, what: bytes, *values: int) -> bool:
        """Tell the gate of a session; whether it was reached."""

    def announce_session(self) -> bool:
        """Have the gate ask about every file anew, and wait until it does; whether it was reached."""

    def problems(self) -> tuple[str, ...]:
        """What is wrong, in words."""

    def told(self) -> dict[str, object]:
        """How it is, for `sekimori agent status`."""


class NoGate:
    """There is none: whoever has the rights of the file system opens a file."""

    def start(self) -> None:
        """Nothing to do."""

    def stop(self) -> None:
        """Nothing to do."""

    def know(self, known: Known) -> None:
        """Nothing to do."""

    def stopped(self, spot: Spot, signature: Signature) -> None:
        """Nothing to do."""

    def recorded(self, signature: Signature) -> None:
        """Nothing to do."""

    def could_not(self, spot: Spot) -> None:
        """Nothing to do."""

    def asked(self, event: GateAsked) -> bool:  # noqa: ARG002 - nobody asks
        """Nobody asks."""
        return True

    def refresh(self, engine: Engine | None) -> None:
        """Nothing to do."""

    def say_of_session(self, what: bytes, *values: int) -> bool:  # noqa: ARG002 - nobody is there
        """Nobody is told."""
        return False

    def announce_session(self) -> bool:
        """Nobody is told."""
        return False

    def problems(self) -> tuple[str, ...]:
        """Nothing is wrong with what was not asked for."""
        return ()

    def told(self) -> dict[str, object]:
        """That there is none."""
        return {"use": "off"}
