"""Release requests and the officers' approvals.

Invariants of this module:

1. What is to be released comes from the case's transfer; a requester states the purpose, never the content or the way.
2. An approval is stored only if its signature verifies against the published policy's keys. Agents verify again, by
   themselves: what stands in this database convinces nobody.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, insert, select, update

from agent.wire import TransferEvent
from policies.label import Reading
from policies.model import PersonId
from policies.release import (
    Approval,
    LegalBasis,
    Release,
    ReleaseId,
    ReleaseTerms,
    Risk,
    approval_fault,
    count_approvals,
    needed_approvals,
    terms_faults,
)
from policies.tables import Tables
from server.bundles.service import Bundles
from server.cases.service import CaseKind, Cases, CaseState
from server.database import Database
from server.errors import Refused
from server.identifiers import new_identifier
from server.ledger.service import Fact, Ledger, Record
from server.people.service import Asker, Role
from server.releases.delivery import approvals_of
from server.releases.state import ReleaseState
from server.releases.tables import approvals, refusals, releases
from server.settings import Settings

APPROVAL_CODES = {
    "release.not-an-approver": ("not-an-approver", "you are not an approving officer of the published policy"),
    "release.requester-approves": (
        "requester-approves",
        "the requester does not approve, nor does the person whose transfer it is",
    ),
    "release.receiving-side": ("receiving-side", "a member of the receiving side does not approve"),
    "release.signature": ("signature", "the signature is not yours over exactly these terms"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRequest:
    """What a requester states."""

    purpose: str
    recipient: str
    end_use: str
    item: str
    basis: LegalBasis
    basis_number: str
    basis_date: str
    until: datetime
    uses: int = 1
    conditions: str = ""
    changed_percent: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """An agent's no."""

    agent: str
    reasons: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseView:
    """A release as officers and its requester see it.

    Attributes:
        needed: How many officers must approve in all.
        risk: Which risk asks for that many.
    """

    terms: ReleaseTerms
    approvals: tuple[Approval, ...]
    state: ReleaseState
    needed: int
    risk: Risk
    refusals: tuple[Refusal, ...]
    requested: datetime
    uses: int
    comment: str


class Releases:
    """Releases in the database."""

    def __init__(self, database: Database, ledger: Ledger, bundles: Bundles, cases: Cases, settings: Settings) -> None:
        self._database = database
        self._ledger = ledger
        self._bundles = bundles
        self._cases = cases
        self._settings = settings

    def request(self, number: str, wanted: ReleaseRequest, asker: Asker, now: datetime) -> ReleaseView:
        """Ask for a release of a case's content. The very same request, sent twice, stays one while it waits.

        Raises:
            Refused: `not-found`, `not-permitted`, `case-state`, `release-terms` or `no-policy`.
        """
        asker.require(Role.RESEARCHER, Role.OFFICER, Role.REVIEWER)
        self._check(wanted, now)
        with self._database.write() as connection:
            event, state, kind = self._cases.readable(connection, number, asker, now)
            if kind is not CaseKind.STOPPED:
                raise Refused("case-state", "the transfer was let pass: there is nothing to release")
            if state not in (CaseState.OPEN, CaseState.DENIED):
                raise Refused("case-state", f"the case is `{state}`: nothing is left to release")
            if wanted.changed_percent and event.label.reading is not Reading.FULL:
                advice = "ask for exactly these bytes: leave no changes open"
                raise Refused("release-terms", "what was not read to its end cannot be compared", help=advice)
            terms = _terms(event, wanted, asker.person, now)
            faults = terms_faults(terms)
            if faults:
                raise Refused("release-terms", f"this transfer cannot be released: {'; '.join(faults)}")
            if same := _same_request(connection, terms):
                return self._view(connection, same, self._bundles.required_tables(connection))
            row = {"id": terms.id, "case_number": number, "agent": terms.agent, "requester": asker.person}
            values = {"terms": msgspec.json.encode(terms).decode(), "state": ReleaseState.PENDING}
            connection.execute(insert(releases).values(**row, **values, requested_at=now, until=terms.until))
            self._record(connection, "release.requested", terms, asker, now)
            return self._view(connection, _row(connection, terms.id), self._bundles.required_tables(connection))

    def visible(self, asker: Asker, now: datetime) -> list[ReleaseView]:
        """The releases that the asker may read, newest first."""
        with self._database.read() as connection:
            tables = self._bundles.tables(connection)
            if tables is None or asker.has(Role.ADMIN):
                return []
            rows = connection.execute(select(releases).order_by(releases.c.requested_at.desc(), releases.c.id)).all()
            found = [row for row in rows if self._may_read(connection, row, asker, tables, now)]
            return [self._view(connection, row, tables) for row in found[: self._settings.page_rows]]

    def get(self, release: str, asker: Asker, now: datetime) -> ReleaseView:
        """One release.

        Raises:
            Refused: `not-found`, whether there is none or it is not for the asker.
        """
        with self._database.read() as connection:
            tables = self._bundles.required_tables(connection)
            return self._view(connection, self._readable(connection, release, asker, tables, now), tables)

    def approve(self, release: str, signature: str, by: str, asker: Asker, now: datetime) -> ReleaseView:
        """Store an officer's approval after verifying it.

        Raises:
            Refused: `not-found`, `not-permitted`, `not-an-approver`, `requester-approves`, `receiving-side`,
                `signature` or `release-state`.
        """
        asker.require(Role.OFFICER)
        with self._database.write() as connection:
            tables = self._bundles.required_tables(connection)
            row = connection.execute(select(releases).where(releases.c.id == release)).first()
            if row is None:
                raise Refused("not-found", "there is no such release for you")
            terms = _terms_of(row)
            approval = Approval(officer=asker.person, signature=signature, by=by)
            _check_approval(approval, terms, tables)
            if row.state != ReleaseState.PENDING:
                raise Refused("release-state", f"the release is `{row.state}`, not `pending`")
            if any(stored.officer == asker.person for stored in approvals_of(connection, release)):
                raise Refused("release-state", "you approved this release already")
            stored = {"release_id": release, "officer": asker.person, "signature": signature, "by": by, "at": now}
            connection.execute(insert(approvals).values(**stored))
            self._record(connection, "release.approval", terms, asker, now, {"signature": signature})
            whole = Release(terms=terms, approvals=approvals_of(connection, release))
            if count_approvals(whole, tables).is_enough:
                self._move(connection, terms, ReleaseState.APPROVED, "", asker, now)
            return self._view(connection, _row(connection, release), tables)

    def deny(self, release: str, comment: str, asker: Asker, now: datetime) -> ReleaseView:
        """Refuse a pending request. Raises Refused: `not-found`, `not-permitted`, `release-state`."""
        return self._end(release, comment, asker, now, ReleaseState.DENIED, (ReleaseState.PENDING,))

    def revoke(self, release: str, comment: str, asker: Asker, now: datetime) -> ReleaseView:
        """Take an approved release back. Raises Refused: `not-found`, `not-permitted`, `release-state`."""
        return self._end(
            release, comment, asker, now, ReleaseState.REVOKED, (ReleaseState.APPROVED, ReleaseState.REFUSED)
        )

    def _end(
        self,
        release: str,
        comment: str,
        asker: Asker,
        now: datetime,
        state: ReleaseState,
        before: tuple[ReleaseState, ...],
    ) -> ReleaseView:
        asker.require(Role.OFFICER)
        with self._database.write() as connection:
            tables = self._bundles.required_tables(connection)
            row = self._readable(connection, release, asker, tables, now)
            if row.state not in before:
                raise Refused("release-state", f"the release is `{row.state}`")
            self._move(connection, _terms_of(row), state, comment, asker, now)
            return self._view(connection, _row(connection, release), tables)

    def _move(
        self,
        connection: Connection,
        terms: ReleaseTerms,
        state: ReleaseState,
        comment: str,
        asker: Asker,
        now: datetime,
    ) -> None:
        version = self._record(connection, f"release.{state}", terms, asker, now)
        values = {"state": state, "comment": comment, "version": version}
        connection.execute(update(releases).where(releases.c.id == terms.id).values(**values))

    def _record(
        self,
        connection: Connection,
        kind: str,
        terms: ReleaseTerms,
        asker: Asker,
        now: datetime,
        more: dict[str, Fact] | None = None,
    ) -> int:
        facts: dict[str, Fact] = {"release": terms.id, "case": terms.case, "person": asker.person, **(more or {})}
        return self._ledger.append(connection, [Record(kind=kind, at=now, actor=f"user:{asker.name}", facts=facts)])

    def _readable(self, connection: Connection, release: str, asker: Asker, tables: Tables, now: datetime) -> Row[Any]:
        row = connection.execute(select(releases).where(releases.c.id == release)).first()
        if row is None or not self._may_read(connection, row, asker, tables, now):
            raise Refused("not-found", "there is no such release for you")
        return row

    def _may_read(self, connection: Connection, row: Row[Any], asker: Asker, tables: Tables, now: datetime) -> bool:
        if asker.has(Role.ADMIN):
            return False
        return self._cases.is_readable(connection, row.case_number, asker, tables, now)

    def _view(self, connection: Connection, row: Row[Any], tables: Tables) -> ReleaseView:
        terms = _terms_of(row)
        nos = connection.execute(select(refusals).where(refusals.c.release_id == row.id).order_by(refusals.c.id))
        given = approvals_of(connection, row.id)
        needed, risk = needed_approvals(terms, tables)
        return ReleaseView(
            terms=terms,
            approvals=given,
            state=ReleaseState(row.state),
            needed=needed,
            risk=risk,
            refusals=tuple(Refusal(agent=no.agent, reasons=tuple(no.reasons), at=no.at) for no in nos),
            requested=row.requested_at,
            uses=row.uses,
            comment=row.comment,
        )

    def _check(self, wanted: ReleaseRequest, now: datetime) -> None:
        latest = now + timedelta(days=self._settings.release_days)
        if wanted.until.tzinfo is None:
            raise Refused("release-terms", "`until` has no time zone")
        if not now < wanted.until <= latest:
            message = f"`until` must lie between now and {latest:%Y-%m-%d}"
            raise Refused("release-terms", message, help="releases are short; ask again when it runs out")
        if not 1 <= wanted.uses <= self._settings.release_uses:
            raise Refused("release-terms", f"`uses` must be 1 to {self._settings.release_uses}")
        try:
            date.fromisoformat(wanted.basis_date)
        except ValueError as error:
            raise Refused("release-terms", "`basis_date` is not a date such as 2026-11-22") from error


def _terms(event: TransferEvent, wanted: ReleaseRequest, requester: PersonId, now: datetime) -> ReleaseTerms:
    transfer = event.transfer
    return ReleaseTerms(
        id=ReleaseId(new_identifier("R")),
        case=event.case,
        requester=requester,
        purpose=wanted.purpose,
        digests=(transfer.object.digest,),
        names=(transfer.object.name,),
        channel=transfer.channel,
        agent=transfer.agent,
        person=transfer.subject.person,
        projects=tuple(sorted(event.label.projects)),
        recipient=wanted.recipient,
        end_use=wanted.end_use,
        item=wanted.item,
        basis=wanted.basis,
        basis_number=wanted.basis_number,
        basis_date=wanted.basis_date,
        since=now.astimezone(UTC).replace(microsecond=0),
        until=wanted.until.astimezone(UTC).replace(microsecond=0),
        zone=transfer.destination.zone,
        party=transfer.destination.party,
        path=transfer.destination.path,
        uses=wanted.uses,
        conditions=wanted.conditions,
        level=event.label.level,
        changed_percent=wanted.changed_percent,
    )


def _same_request(connection: Connection, terms: ReleaseTerms) -> Row[Any] | None:
    """The waiting request with these terms: somebody pressed the button twice."""
    where = (releases.c.case_number == terms.case) & (releases.c.requester == terms.requester)
    rows = connection.execute(select(releases).where(where & (releases.c.state == ReleaseState.PENDING)))
    return next((row for row in rows if replace(_terms_of(row), id=terms.id, since=terms.since) == terms), None)


def _check_approval(approval: Approval, terms: ReleaseTerms, tables: Tables) -> None:
    fault = approval_fault(approval, terms, tables)
    if fault:
        code, message = APPROVAL_CODES.get(fault.partition(":")[0], ("not-an-approver", "this approval does not count"))
        raise Refused(code, message)


def _terms_of(row: Row[Any]) -> ReleaseTerms:
    return msgspec.json.decode(row.terms, type=ReleaseTerms)


def _row(connection: Connection, release: str) -> Row[Any]:
    return connection.execute(select(releases).where(releases.c.id == release)).one()
