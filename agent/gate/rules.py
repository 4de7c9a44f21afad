"""What the gate goes by besides the table of files: classes, watched folders, programs and times. One JSON document,
compiled by the agent out of the signed policy; read whole before it counts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

NOBODY = frozenset[int]()


@dataclass(frozen=True, slots=True, kw_only=True)
class FileClass:
    """Files that the same people may open.

    Attributes:
        is_open_to_strangers: Whether user ids that are named in neither set may.
        may, may_not: User ids.
        sides: Sides of the content, such as `us-cn.us`; whoever reads it is exposed to them.
    """

    is_open_to_strangers: bool
    may: frozenset[int] = NOBODY
    may_not: frozenset[int] = NOBODY
    sides: frozenset[str] = frozenset()

    @property
    def is_for_everybody(self) -> bool:
        """Whether no opener need be looked at."""
        return self.is_open_to_strangers and not self.may_not and not self.sides

    def allows(self, uid: int) -> bool:
        """Whether that user may open it."""
        return uid in self.may or (self.is_open_to_strangers and uid not in self.may_not)


@dataclass(frozen=True, slots=True, kw_only=True)
class Root:
    """One watched folder.

    Attributes:
        fails_closed: Whether what nobody could judge in time stays shut.
        is_paused: Whether everything passes for now, by an emergency stop that the officers signed, and is recorded.
    """

    path: str
    fails_closed: bool
    is_paused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Everything but the files.

    Attributes:
        classes: By their numbers in the table of files.
        services: Paths of programs that open files for others under their user ids, such as smbd: the login from which
            somebody once started them says nothing of whom they serve.
        wait_s: How long an opener waits for a file to be judged.
        stall_s: After so long without an answer the keeper takes the gate's place.
        checks_reads: Whether each read of a labelled file is asked for as well as its opening.
        files: Name of the sorted table whose numbers these classes have; 0 where it has none.
        sessions_folder: Where the cgroups of sessions lie; empty where nobody can be put into one.
        shuts_network: Whether the agent keeps a session that has read a side from the network.
    """

    generation: int
    classes: Mapping[int, FileClass] = field(default_factory=dict)
    roots: tuple[Root, ...] = ()
    services: frozenset[str] = frozenset()
    wait_s: float = 10.0
    stall_s: float = 2.0
    checks_reads: bool = True
    files: int = 0
    sessions_folder: str = ""
    shuts_network: bool = False


def as_json(rules: Rules) -> bytes:
    """The document."""
    return json.dumps(
        {
            "generation": rules.generation,
            "classes": {
                str(number): {
                    "strangers": each.is_open_to_strangers,
                    "may": sorted(each.may),
                    "may_not": sorted(each.may_not),
                    "sides": sorted(each.sides),
                }
                for number, each in rules.classes.items()
            },
            "roots": [
                {"path": each.path, "fails_closed": each.fails_closed, "paused": each.is_paused} for each in rules.roots
            ],
            "services": sorted(rules.services),
            "wait_s": rules.wait_s,
            "stall_s": rules.stall_s,
            "checks_reads": rules.checks_reads,
            "files": rules.files,
            "sessions_folder": rules.sessions_folder,
            "shuts_network": rules.shuts_network,
        }
    ).encode("utf-8", "surrogateescape")


def from_json(data: bytes) -> Rules:
    """The rules in a document.

    Raises:
        ValueError: it is none.
    """
    try:
        read = json.loads(data.decode("utf-8", "surrogateescape"))
        return Rules(
            generation=int(read["generation"]),
            classes={
                int(number): FileClass(
                    is_open_to_strangers=bool(each["strangers"]),
                    may=frozenset(map(int, each["may"])),
                    may_not=frozenset(map(int, each["may_not"])),
                    sides=frozenset(map(str, each["sides"])),
                )
                for number, each in read["classes"].items()
            },
            roots=tuple(
                Root(path=str(each["path"]), fails_closed=bool(each["fails_closed"]), is_paused=bool(each["paused"]))
                for each in read["roots"]
            ),
            services=frozenset(map(str, read["services"])),
            wait_s=float(read["wait_s"]),
            stall_s=float(read["stall_s"]),
            checks_reads=bool(read["checks_reads"]),
            files=int(read.get("files", 0)),
            # Rules that an agent of an earlier version wrote say nothing of sessions.
            sessions_folder=str(read.get("sessions_folder", "")),
            shuts_network=bool(read.get("shuts_network", False)),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"not the gate's rules: {type(error).__name__}") from None
