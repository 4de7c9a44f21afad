"""What the gate says to its agent.

Invariants of this module:

1. A gate and an agent of two versions understand one another as far as both know: what is new in a message is passed
   over, and a message that nobody here knows is `Strange`.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from agent.gate.taints import Seen

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Asked:
    """The gate asks for a file to be judged.

    Attributes:
        path: Where it lies, as the gate's own mounts show it.
        fd: A descriptor of it, to be closed by whoever takes this.
    """

    device: int
    inode: int
    tag: int
    path: str
    fd: int


@dataclass(frozen=True, slots=True)
class Answered:
    """What the gate answered lately.

    Attributes:
        entries: Each with `people` (user ids), `device`, `inode`, `class`, `allowed`, `n`.
        uncounted: Answers beyond these, of which only the number was kept.
    """

    entries: tuple[dict[str, Any], ...]
    uncounted: int


@dataclass(frozen=True, slots=True)
class State:
    """How the gate is.

    Attributes:
        generation: Of the rules that it goes by.
        process, keeper: Process numbers; 0 where there is none.
        wrong: Watched folder to what keeps it from being gated.
        takeovers: Times when the keeper took the gate's place, and why.
    """

    generation: int
    process: int
    keeper: int
    wrong: dict[str, str]
    waiting: int
    answered: int
    takeovers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shared:
    """The memory in which the gate notes what sessions do, given once at each connection.

    Attributes:
        number: The same for whoever takes a gate's place; another one is of a gate that was started since.
    """

    seen: Seen
    number: int


@dataclass(frozen=True, slots=True)
class SessionNews:
    """Something new stands in that memory."""


@dataclass(frozen=True, slots=True)
class Announced:
    """The gate has heard all that it was told of sessions before, and asks about every file anew."""

    number: int


@dataclass(frozen=True, slots=True)
class ProbeHeard:
    """The gate looks out for the opening of a file that was named to it.

    Attributes:
        number: As it was named.
        seen: Whether it was asked about the one named before.
    """

    number: int
    seen: bool


@dataclass(frozen=True, slots=True)
class Strange:
    """Something that this version knows nothing of."""


Said = Asked | Answered | State | Shared | SessionNews | Announced | ProbeHeard | Strange


def heard(data: bytes, fds: list[int]) -> Said:
    """What a message says; descriptors that come with it are taken or closed.

    Raises:
        ValueError: it is none.
    """
    try:
        said = _heard(data[:1], json.loads(data[1:]), fds)
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise ValueError(f"not the gate's words: {type(error).__name__}") from None
    finally:
        for fd in fds:
            os.close(fd)
    return said


def _heard(kind: bytes, told: Mapping[str, Any], fds: list[int]) -> Said:
    match kind:
        case b"J":
            return Asked(told["device"], told["inode"], told["tag"], told["path"], fds.pop(0))
        case b"A":
            return Answered(tuple(told["answers"]), told["uncounted"])
        case b"S":
            known = {each.name: told[each.name] for each in fields(State)}
            return State(**{**known, "takeovers": tuple(told["takeovers"])})
        case b"M":
            return Shared(Seen(fds[0]), os.fstat(fds[0]).st_ino)
        case b"C":
            return SessionNews()
        case b"V":
            return Announced(told["number"])
        case b"K":
            return ProbeHeard(told["number"], told["seen"])
        case _:
            return Strange()
