"""The walls round a reader, as values: which stand, which are lacking, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Wall(StrEnum):
    """One thing that a reader cannot do, whatever a document makes of it."""

    DESCRIPTORS = "descriptors"
    NETWORK = "no-network"
    USER = "own-user"
    PRIVILEGES = "no-new-privileges"
    PARENT = "dies-with-parent"
    LIMITS = "limits"
    FILES = "landlock"
    CALLS = "seccomp"


@dataclass(frozen=True, slots=True, kw_only=True)
class WallState:
    """Whether one wall stands.

    Attributes:
        why: What is lacking where it does not stand; a remark, or nothing, where it does.
    """

    wall: Wall
    is_held: bool
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walls:
    """Every wall of one reader, in the order they were raised; none before a reader was started."""

    states: tuple[WallState, ...] = ()

    @property
    def lacking(self) -> tuple[WallState, ...]:
        """Those that do not stand."""
        return tuple(state for state in self.states if not state.is_held)

    @property
    def held(self) -> frozenset[Wall]:
        """Those that stand."""
        return frozenset(state.wall for state in self.states if state.is_held)

    def told(self) -> str:
        """All lacking walls in one line with their reasons; empty where all stand."""
        return "; ".join(f"{state.wall} ({state.why})" for state in self.lacking)
