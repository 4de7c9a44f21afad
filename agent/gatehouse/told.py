"""What the gate answered, as the journal keeps it: in people and places, with what reading exposes to.

Used by the thread that hears the gate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from agent.answers import GateAnswer
from agent.errors import AgentError
from agent.permissions import Exposures
from agent.tree import shown
from policies.attribution import exposures_of
from policies.flow import sides_of
from policies.transfer import Exposure

if TYPE_CHECKING:
    from datetime import datetime

    from agent.gate.words import Answered
    from agent.inventory import Inventory, Known
    from agent.journal import Journal
    from agent.sessions import Sessions
    from policies.model import PersonId
    from policies.tables import Tables


class Told:
    """Takes what the gate says that it answered.

    Attributes:
        tell: Tells the server of a state of this machine, with its details.

    Args:
        note: Takes answers for the journal; never fails.
        lost: Told that nobody answered for a while, with the time at which that was noticed.
    """

    def __init__(
        self, journal: Journal, inventory: Inventory, sessions: Sessions, tables: Callable[[], Tables | None],
        note: Callable[[Iterable[GateAnswer], int], None], lost: Callable[[datetime], None],
        tell: Callable[[str, tuple[str, ...]], None],
    ) -> None:  # fmt: skip
        self.tell = tell
        self._journal, self._inventory, self._sessions, self._tables = journal, inventory, sessions, tables
        self._note, self._lost = note, lost

    def answered(self, told: Answered, at: datetime, sides: Mapping[int, frozenset[str]]) -> None:
        """Some answers, of lately.

        Args:
            sides: Classes of files to the sides that reading one of them exposes to.
        """
        tables = self._tables()
        known = {(each["device"], each["inode"]): None for each in told.entries}
        files: dict[tuple[int, int], Known | None] = {
            key: next(iter(self._inventory.of_inode(*key)), None) for key in known
        }
        self._note([self._answer(each, files, at) for each in told.entries], told.uncounted)
        if tables is None:
            return
        exposures = [
            exposure
            for each in told.entries
            if each["allowed"]
            for exposure in self._exposures(each, sides.get(each["class"]), files, at, tables)
        ]
        if exposures:
            # What was read counts also where there is no room to say so at once: it is read again.
            with suppress(AgentError):
                self._journal.write(lambda db: Exposures.add(db, exposures))

    def unguarded(self, at: datetime) -> None:
        """Both processes of the gate were gone."""
        self._lost(at)

    def _answer(
        self, entry: Mapping[str, Any], files: Mapping[tuple[int, int], Known | None], at: datetime
    ) -> GateAnswer:
        key = entry["device"], entry["inode"]
        file = files[key]
        return GateAnswer(
            at=at,
            who=", ".join(self._accounts(uid) for uid in entry["people"]) or "the machine itself",
            what=shown(file.spot.full) if file else f"device {key[0]}, inode {key[1]}",
            zone=file.zone if file else "",
            verdict="allowed" if entry["allowed"] else "refused",
            times=entry["n"],
        )

    def _accounts(self, uid: int) -> str:
        return "/".join(self._sessions.accounts_of(uid)) or f"user id {uid}"

    def _exposures(
        self, entry: Mapping[str, Any], sides: frozenset[str] | None,
        files: Mapping[tuple[int, int], Known | None], at: datetime, tables: Tables,
    ) -> Iterator[Exposure]:  # fmt: skip
        """What counts is what the file was when it was read: somebody may have put other content into it since. Only
        where nobody had judged it, it is what it was found to be."""
        file = files[entry["device"], entry["inode"]]
        for uid in entry["people"]:
            person = self.person_of(uid, tables)
            if sides is not None and person is not None:
                of_class = (side for side in sides_of(tables.projects, tables) if side.full_name in sides)
                yield from (Exposure(person=person, side=side, at=at) for side in of_class)
            elif sides is None and file is not None:
                yield from exposures_of(file.label, person, at, tables)

    def person_of(self, uid: int, tables: Tables) -> PersonId | None:
        """Who works under a user id now; None where nobody can tell."""
        accounts = self._sessions.accounts_of(uid)
        session = next(iter(self._sessions.open_of(uid)), None)
        account = accounts[0] if len(accounts) == 1 else session.account if session else ""
        return next((person for person, facts in tables.people.items() if account in facts.accounts), None)
