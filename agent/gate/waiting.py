"""Those who wait at the gate for a file to be judged: in which order it is asked for, how many each may be, how long.

Invariants of this module:

1. Whoever waits is answered once: who is taken out of here is given an answer by whoever takes them.
2. Nobody takes up so many descriptors that nobody else's question could be read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from agent.gate.places import Place
    from agent.gate.slots import Outstanding
    from agent.gate.subject import Opener

# How many openers of one person wait at once, and from which descriptor on nobody waits; the kernel gives the lowest.
MOST_EACH, FULL = 1_000, 7_000
# Files of open folders that were not judged in time, of which that is remembered.
GIVEN_UP_KEPT = 1000
Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Waiting:
    """An opener that waits for a file to be judged."""

    question: Outstanding
    opener: Opener
    place: Place
    until_s: float


@dataclass(frozen=True, slots=True)
class Ask:
    """A file to be judged, in its present state.

    Attributes:
        path: Where it lies.
        fd: A descriptor of it, as long as somebody waits for it.
    """

    device: int
    inode: int
    tag: int
    path: str
    fd: int


class WaitingRoom:
    """Who waits, by device and inode of the file."""

    def __init__(self) -> None:
        self._waiting: dict[Key, list[Waiting]] = {}
        self._asked: list[Key] = []
        self._given_up: dict[Key, None] = {}
        # Descriptors of openers that wait, for whom, and how many each has.
        self._holding: dict[int, tuple[frozenset[int], int | None]] = {}
        self._held: dict[tuple[frozenset[int], int | None], int] = {}

    def __len__(self) -> int:
        return sum(map(len, self._waiting.values()))

    def has_room(self, question: Outstanding, opener: Opener) -> bool:
        """Whether one more of theirs may wait: everybody else's questions need descriptors as well."""
        return question.fd < FULL and self._held.get((opener.uids, opener.login), 0) < MOST_EACH

    def add(self, each: Waiting) -> None:
        """Have somebody wait; the file is asked for where nobody waits for it yet."""
        who = (each.opener.uids, each.opener.login)
        self._holding[each.question.fd] = who
        self._held[who] = self._held.get(who, 0) + 1
        key = (each.question.device, each.question.inode)
        first = key not in self._waiting
        self._waiting.setdefault(key, []).append(each)
        if first:
            self._asked.append(key)

    def answered(self, fd: int) -> None:
        """A descriptor is free again."""
        who = self._holding.pop(fd, None)
        if who is not None:
            self._held[who] -= 1
            if not self._held[who]:
                del self._held[who]

    def pop(self, key: Key) -> list[Waiting]:
        """All who wait for a file; they wait no more."""
        return self._waiting.pop(key, [])

    def put_back(self, key: Key, each: list[Waiting]) -> None:
        """It changed again meanwhile: ask once more, for its present state."""
        self._waiting[key] = each
        self._asked.append(key)

    def files(self) -> tuple[Key, ...]:
        """Files that are waited for."""
        return tuple(self._waiting)

    def take_where(self, is_meant: Callable[[Waiting], bool]) -> Iterator[tuple[Key, Waiting]]:
        """Take out those of whom something holds."""
        for key, waiting in tuple(self._waiting.items()):
            taken = [each for each in waiting if is_meant(each)]
            if not taken:
                continue
            rest = [each for each in waiting if each not in taken]
            if rest:
                self._waiting[key] = rest
            else:
                del self._waiting[key]
            for each in taken:
                yield key, each

    def next_end_s(self) -> float | None:
        """When the first one's time is over, monotonic; None where nobody waits."""
        return min((each.until_s for waiting in self._waiting.values() for each in waiting), default=None)

    def give_up(self, key: Key) -> None:
        """A file was not judged in time."""
        if key not in self._given_up and len(self._given_up) >= GIVEN_UP_KEPT:
            self._given_up.clear()
        self._given_up[key] = None

    def has_given_up(self, key: Key) -> bool:
        """Whether whoever opened it has waited in vain already."""
        return key in self._given_up

    def was_judged(self, key: Key) -> None:
        """A file was judged after all."""
        self._given_up.pop(key, None)

    def next_ask(self) -> Ask | None:
        """The next file to be judged; the same one until `asked`."""
        while self._asked:
            waiting = self._waiting.get(self._asked[0])
            if waiting:
                each = waiting[0]
                question = each.question
                return Ask(question.device, question.inode, question.tag, each.place.path, question.fd)
            del self._asked[0]
        return None

    def asked(self) -> None:
        """The agent has been asked for it."""
        del self._asked[0]

    def ask_again(self) -> None:
        """Another agent is there: what was asked of the one before is asked anew."""
        self._asked = list(self._waiting)

    def forget(self) -> None:
        """Those who waited at another process wait here no more, and its descriptors are not ours."""
        self._holding.clear()
        self._held.clear()
        self._waiting.clear()
        self._asked.clear()
