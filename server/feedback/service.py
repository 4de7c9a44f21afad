"""Labels that reviewers give to the documents of cases, and which of them two people agree on.

Invariants:
- Only who may read a case, as reviewer or officer, labels it; whose transfer it was does not.
- Nobody sees what others said before having said something: the second label is a judgement, not a nod.
- A label of two people leaves here; one that anybody's last word contradicts does not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from agent.wire import TransferEvent
from policies.flow import day_of, may_read
from policies.label import Kind
from policies.opinion import Opinion, Standing, Voice, standing
from policies.tables import Tables
from server.bundles.service import Bundles
from server.cases.service import Cases
from server.database import Database
from server.errors import Refused
from server.feedback.tables import feedback_labels
from server.ledger.service import Fact, Ledger, Record
from server.people.service import Asker, Role

ROLES = (Role.REVIEWER, Role.OFFICER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one person last said. `is_foreign`: about a project that the asker does not read, and so not named."""

    person: str
    opinion: Opinion
    at: datetime
    is_foreign: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFeedback:
    """How far a case's labels have come, as one asker may see it.

    Attributes:
        mine: The asker's last word.
        others: Those of the others; empty until the asker has said something.
        projects: Projects that the asker can name.
    """

    standing: Standing
    mine: Said | None
    others: tuple[Said, ...]
    projects: tuple[str, ...]
    may_label: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """A document's label on which at least two people agree."""

    digest: str
    cases: tuple[str, ...]
    people: tuple[str, ...]
    opinion: Opinion
    at: datetime


class Feedback:
    """Labels in the database, seen through the published policy."""

    def __init__(self, database: Database, ledger: Ledger, bundles: Bundles, cases: Cases) -> None:
        self._database = database
        self._ledger = ledger
        self._bundles = bundles
        self._cases = cases

    def label(self, number: str, opinion: Opinion, asker: Asker, now: datetime) -> CaseFeedback:
        """Say what a case's document is. A later word of the same person takes the place of the earlier.

        Raises:
            Refused: `not-found`; `not-permitted`, also to whose transfer it was; `feedback-project`.
        """
        asker.require(*ROLES)
        with self._database.write() as connection:
            event, _, _ = self._cases.readable(connection, number, asker, now)
            if _is_own(event, asker):
                raise Refused("not-permitted", "what you sent yourself is labelled by somebody else")
            projects = self._projects(connection, event, asker, now)
            if opinion.project and opinion.project not in projects:
                raise Refused(
                    "feedback-project",
                    f"you cannot name the project `{opinion.project}` here",
                    help="name one of the case or one that you may read, or none",
                )
            row = {
                "case_number": number,
                "digest": event.transfer.object.digest,
                "user_name": asker.name,
                "person": asker.person,
                "is_sensitive": opinion.is_sensitive,
                "kind": opinion.kind,
                "fields": list(opinion.fields),
                "project": opinion.project,
                "at": now,
            }
            connection.execute(insert(feedback_labels).values(**row))
            rows = _last_words(connection, number)
            found = _seen(rows, asker, projects, may_label=True)
            facts = {"case": number, "person": asker.person, "standing": str(found.standing)}
            record = Record(kind="case.labelled", at=now, actor=f"user:{asker.name}", facts=facts)
            self._ledger.append(connection, [record])
        return found

    def of(self, number: str, asker: Asker, now: datetime) -> CaseFeedback:
        """How far the labels of a case have come.

        Raises:
            Refused: `not-found` or `not-permitted`.
        """
        asker.require(*ROLES)
        with self._database.read() as connection:
            event, _, _ = self._cases.readable(connection, number, asker, now)
            projects = self._projects(connection, event, asker, now)
            return _seen(_last_words(connection, number), asker, projects, may_label=not _is_own(event, asker))

    def agreed(self, asker: Asker, now: datetime) -> list[Agreed]:
        """Labels of two people, of the cases that the asker may read; by digest. The ledger tells who took how many.

        A document that two cases call by different labels is left out.

        Raises:
            Refused: `not-permitted`.
        """
        asker.require(*ROLES)
        with self._database.write() as connection:
            tables = self._bundles.tables(connection)
            found: dict[str, list[Agreed]] = defaultdict(list)
            for number, rows in _by_case(connection).items():
                if standing([_voice(row) for row in rows]) is not Standing.AGREED:
                    continue
                if tables is not None and self._cases.is_readable(connection, number, asker, tables, now):
                    found[rows[0].digest].append(_agreed(number, rows))
            merged = [_merged(found[digest]) for digest in sorted(found)]
            kept = [label for label in merged if label is not None]
            facts: dict[str, Fact] = {"labels": len(kept), "person": asker.person}
            record = Record(kind="feedback.exported", at=now, actor=f"user:{asker.name}", facts=facts)
            self._ledger.append(connection, [record])
        return kept

    def _projects(self, connection: Connection, event: TransferEvent, asker: Asker, now: datetime) -> tuple[str, ...]:
        tables = self._bundles.tables(connection)
        return () if tables is None else nameable(event, asker, tables, now)


def nameable(event: TransferEvent, asker: Asker, tables: Tables, now: datetime) -> tuple[str, ...]:
    """Projects that the asker can say a document is of: the case's own, and those that the asker reads or reviews."""
    own = {str(project) for project in event.label.projects}
    own |= {str(event.transfer.session)} if event.transfer.session else set()
    level, today = event.label.level, day_of(now)
    read = {str(name) for name in tables.projects if may_read(asker.person, name, level, tables, today)}
    reviewed = {str(name) for each in tables.reviewers if each.person == asker.person for name in each.projects}
    return tuple(sorted(own | read | (reviewed if asker.has(Role.REVIEWER) else set())))


def _is_own(event: TransferEvent, asker: Asker) -> bool:
    return bool(asker.person) and event.transfer.subject.person == asker.person


def _last_words(connection: Connection, number: str) -> list[Row[Any]]:
    return _latest(connection, number).get(number, [])


def _by_case(connection: Connection) -> dict[str, list[Row[Any]]]:
    return _latest(connection, None)


def _latest(connection: Connection, number: str | None) -> dict[str, list[Row[Any]]]:
    """The last row of each log-in, by case."""
    wanted = select(feedback_labels).order_by(feedback_labels.c.id)
    if number is not None:
        wanted = wanted.where(feedback_labels.c.case_number == number)
    last = {(row.case_number, row.user_name): row for row in connection.execute(wanted)}
    found: dict[str, list[Row[Any]]] = defaultdict(list)
    for (case, _), row in sorted(last.items()):
        found[case].append(row)
    return found


def _seen(rows: Sequence[Row[Any]], asker: Asker, projects: tuple[str, ...], *, may_label: bool) -> CaseFeedback:
    mine = next((row for row in rows if row.user_name == asker.name), None)
    # Also the standing would tell: whoever has not spoken hears at most that somebody has.
    reached = standing([_voice(row) for row in rows])
    if mine is None and rows:
        reached = Standing.WAITING
    others = [row for row in rows if row.user_name != asker.name] if mine is not None else []
    return CaseFeedback(
        standing=reached,
        mine=_said(mine, projects) if mine is not None else None,
        others=tuple(_said(row, projects) for row in others),
        projects=projects,
        may_label=may_label,
    )


def _said(row: Row[Any], projects: tuple[str, ...]) -> Said:
    opinion = _opinion(row)
    is_foreign = bool(opinion.project) and opinion.project not in projects
    shown = Opinion(is_sensitive=opinion.is_sensitive, kind=opinion.kind, fields=opinion.fields)
    return Said(person=row.person, opinion=shown if is_foreign else opinion, at=row.at, is_foreign=is_foreign)


def _voice(row: Row[Any]) -> Voice:
    return Voice(login=row.user_name, person=row.person, opinion=_opinion(row))


def _opinion(row: Row[Any]) -> Opinion:
    return Opinion(
        is_sensitive=row.is_sensitive, kind=Kind(row.kind), fields=tuple(sorted(row.fields)), project=row.project
    )


def _agreed(number: str, rows: Sequence[Row[Any]]) -> Agreed:
    return Agreed(
        digest=rows[0].digest,
        cases=(number,),
        people=tuple(sorted({row.person or row.user_name for row in rows})),
        opinion=_opinion(rows[0]),
        at=max(row.at for row in rows),
    )


def _merged(labels: Sequence[Agreed]) -> Agreed | None:
    """One label of a document that several cases are of; None where they differ."""
    if any(label.opinion != labels[0].opinion for label in labels):
        return None
    return Agreed(
        digest=labels[0].digest,
        cases=tuple(number for label in labels for number in label.cases),
        people=tuple(sorted({person for label in labels for person in label.people})),
        opinion=labels[0].opinion,
        at=max(label.at for label in labels),
    )
