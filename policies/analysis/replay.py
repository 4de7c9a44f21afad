"""What a policy would have done to recorded transfers: the engine is asked again, event by event.

The label is taken as it was recorded and attributed anew, since another policy may have other homes. What people had
handled is not in the records: it is gathered from the recorded transfers themselves, in their order, and from reasons
that name it. Releases are not replayed unless they are given: what one lifted then is stopped now, and counted apart.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from policies.attribution import attribute, exposures_of
from policies.decision import Decision
from policies.engine import Engine
from policies.invariants import MAY_CARRY, NOT_BY_WORD
from policies.label import Label
from policies.model import PersonId, Side, Verdict, WallId
from policies.release import Release
from policies.tables import Tables
from policies.transfer import Exposure, Transfer

MOST_EXAMPLES = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One recorded transfer.

    Attributes:
        line: Line of the file, from 1.
        decision: What was decided then; None where the record does not say.
    """

    line: int
    transfer: Transfer
    label: Label
    at: datetime
    decision: Decision | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """One recorded transfer, then and now."""

    recorded: Recorded
    then: Decision
    now: Decision

    @property
    def is_changed(self) -> bool:
        """Whether it would be decided otherwise."""
        return (self.then.verdict, self.then.rule) != (self.now.verdict, self.now.rule)


class Replay:
    """Asks the engine about recorded transfers, one after another; keeps counts, and the first that differ.

    Args:
        against: Tables of another policy whose answers stand for what was decided then; None takes the records'.
        releases: Those that are replayed.
        at: When all is decided; None decides each at its own time.
        most: How many of those that differ are kept.
    """

    def __init__(
        self,
        tables: Tables,
        *,
        against: Tables | None = None,
        releases: tuple[Release, ...] = (),
        at: datetime | None = None,
        most: int = MOST_EXAMPLES,
    ) -> None:
        self._engine = Engine(tables)
        self._against = Engine(against) if against is not None else None
        self._releases = releases
        self._at = at
        self._most = most
        self._handled: dict[PersonId, dict[Side, datetime]] = {}
        # What people and sides no policy knows decides nothing; records may name any number of them.
        known = (tables, *((against,) if against is not None else ()))
        self._people = frozenset(person for each in known for person in each.people)
        self._sides = frozenset(side for each in known for wall in each.walls.values() for side in wall.sides)
        self.totals: Counter[tuple[Verdict | None, Verdict]] = Counter()
        self.hits: Counter[str] = Counter()
        self.changed: list[Replayed] = []
        self.changed_count = 0
        self.released_count = 0
        self.transfers = 0

    def take(self, recorded: Recorded) -> Decision:
        """Decide one recorded transfer again."""
        self._remember_reasons(recorded)
        now = self._decide(self._engine, recorded, self._releases)
        then = recorded.decision
        if self._against is not None:
            then = self._decide(self._against, recorded, self._releases)
        self._count(recorded, then, now)
        self._remember(recorded)
        return now

    def _decide(self, engine: Engine, recorded: Recorded, releases: tuple[Release, ...]) -> Decision:
        transfer = recorded.transfer
        label = attribute(recorded.label, origin=transfer.origin, session=transfer.session, tables=engine.tables)
        return engine.decide(transfer, label, self._exposure(transfer), releases, self._at or recorded.at)

    def _count(self, recorded: Recorded, then: Decision | None, now: Decision) -> None:
        self.transfers += 1
        self.totals[(then.verdict if then is not None else None, now.verdict)] += 1
        for rule in {*_rules(now)}:
            self.hits[rule] += 1
        if then is None:
            return
        replayed = Replayed(recorded=recorded, then=then, now=now)
        if then.rule.startswith("release:"):
            self.released_count += 1
        if replayed.is_changed:
            self.changed_count += 1
            if len(self.changed) < self._most:
                self.changed.append(replayed)

    def _exposure(self, transfer: Transfer) -> tuple[Exposure, ...]:
        person = transfer.subject.person
        if person is None:
            return ()
        return tuple(Exposure(person=person, side=side, at=at) for side, at in self._handled.get(person, {}).items())

    def _remember(self, recorded: Recorded) -> None:
        """What handling this document exposed its mover to, for what comes after."""
        person = recorded.transfer.subject.person
        for each in exposures_of(recorded.label, person, recorded.at, self._engine.tables):
            self._handle(each.person, each.side, recorded.at)

    def _remember_reasons(self, recorded: Recorded) -> None:
        """What the recorded reasons say that the mover had handled before."""
        for reason in recorded.decision.reasons if recorded.decision is not None else ():
            if reason.key in (MAY_CARRY, NOT_BY_WORD) and {"person", "wall", "from"} <= reason.facts.keys():
                side = Side(wall=WallId(reason.facts["wall"]), name=reason.facts["from"])
                self._handle(PersonId(reason.facts["person"]), side, recorded.at)

    def _handle(self, person: PersonId, side: Side, at: datetime) -> None:
        if person not in self._people or side not in self._sides:
            return
        handled = self._handled.setdefault(person, {})
        handled[side] = max(at, handled.get(side, at))


def _rules(decision: Decision) -> list[str]:
    """Rules of the table that had a part in a decision, one that the floor overruled included."""
    found = [reason.source.removeprefix("rule:") for reason in decision.reasons if reason.source.startswith("rule:")]
    return [*found, *(reason.facts["rule"] for reason in decision.reasons if reason.facts.get("rule"))]
