"""Labels of files as classes of openers: who may open what, in user ids of this machine.

Many labels come to the same few classes. A number once given stays as long as the policy, the day and the accounts do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from agent.gate.rules import FileClass
from agent.gate.table import FIRST_CLASS
from agent.machine import accounts
from agent.verdicts import EMERGENCY
from policies.attribution import exposures_of
from policies.model import PersonId

if TYPE_CHECKING:
    from datetime import datetime

    from policies.engine import Engine
    from policies.label import Label
    from policies.model import ZoneId
    from policies.tables import Tables

Who = frozenset["PersonId | None"]
ANYBODY = PersonId("")


def people_of_machine(tables: Tables, shared: Mapping[int, Iterable[str]]) -> dict[int, Who]:
    """User ids of this machine to the people of the policy who may be behind them; None stands for somebody whom the
    policy does not know.

    Args:
        shared: User id to the accounts that share it, folded to lower case.
    """
    person_of = {account: person for person, facts in tables.people.items() for account in facts.accounts}
    found: dict[int, Who] = {
        uid: frozenset(person_of.get(account) for account in accounts) for uid, accounts in shared.items()
    }
    for account, person in person_of.items():
        uid = _uid_of(account)
        if uid is not None and uid not in found:
            found[uid] = frozenset({person})
    return found


def _uid_of(account: str) -> int | None:
    return accounts.number_of(account)


class Classes:
    """The classes of one policy on one day.

    Args:
        people: As `people_of_machine` gives them.
        session: The person who works under a shared user id now, where a session says so.
    """

    def __init__(
        self, engine: Engine, people: Mapping[int, Who], now: datetime, session: Callable[[int], PersonId | None],
        agent_id: str,
    ) -> None:  # fmt: skip
        self._engine, self._people, self._now, self._agent_id = engine, people, now, agent_id
        self._session = session
        self._numbers: dict[FileClass, int] = {}
        self._of: dict[tuple[Label, ZoneId, bool], int] = {}

    @property
    def by_number(self) -> dict[int, FileClass]:
        """Every class that was given a number so far."""
        return {number: each for each, number in self._numbers.items()}

    def number_of(self, label: Label, zone: ZoneId, release: str = "") -> int:
        """The class of a file of this label in this zone.

        Args:
            release: By which release it is there; an emergency stop is none.
        """
        is_released = bool(release) and not release.startswith(EMERGENCY)
        found = self._of.get((label, zone, is_released))
        if found is None:
            found = self._number(self._class_of(label, zone, is_released=is_released))
            self._of[label, zone, is_released] = found
        return found

    def both(self, one: int, other: int) -> int:
        """The class of a file that is of two: under two names it may have two labels."""
        by_number = self.by_number
        first, second = by_number[one], by_number[other]
        uids = self._people.keys()
        may = frozenset(uid for uid in uids if first.allows(uid) and second.allows(uid))
        is_open = first.is_open_to_strangers and second.is_open_to_strangers
        sides = first.sides | second.sides
        return self._number(
            FileClass(is_open_to_strangers=True, may_not=frozenset(uids - may), sides=sides)
            if is_open
            else FileClass(is_open_to_strangers=False, may=may, sides=sides)
        )

    def _number(self, each: FileClass) -> int:
        return self._numbers.setdefault(each, FIRST_CLASS + len(self._numbers))

    def _class_of(self, label: Label, zone: ZoneId, *, is_released: bool) -> FileClass:
        openers = self._engine.openers(label, zone, self._now, agent=self._agent_id, is_released=is_released)

        def may(uid: int, who: Who) -> bool:
            works_now = self._session(uid) if len(who) > 1 else None
            behind = {works_now} if works_now is not None else who
            return all(openers.may_strangers if each is None else each in openers.people for each in behind)

        allowed = frozenset(uid for uid, who in self._people.items() if may(uid, who))
        # What was released to a zone's readers is theirs to know.
        handled = () if is_released else exposures_of(label, ANYBODY, self._now, self._engine.tables)
        sides = frozenset(each.side.full_name for each in handled)
        if openers.may_strangers:
            return FileClass(is_open_to_strangers=True, may_not=frozenset(self._people.keys() - allowed), sides=sides)
        return FileClass(is_open_to_strangers=False, may=allowed, sides=sides)
