"""People and parties: who may have what, as the export-control office recorded it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from policies.label import Level, ProjectId
from policies.model.projects import Side
from policies.model.words import ListEffect, PartyId, PermitId, PersonId, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with accounts. Judged by membership, clearance and recorded status, never by name.

    Attributes:
        clearance_until: Last day of the clearance; afterwards it is `internal`, as if none were recorded.
        status_until: Last day of the declaration; afterwards the status is unknown.
        funding: ISO 3166 countries of declared foreign funding.
        groups: What rules may name people by, such as `students`.
    """

    id: PersonId
    accounts: frozenset[str] = frozenset()
    employer: PartyId | None = None
    clearance: Level = Level.INTERNAL
    clearance_until: date | None = None
    status: Status = Status.UNKNOWN
    declared: date | None = None
    status_until: date | None = None
    funding: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningEntry:
    """One entry of a screening list that a party stands on.

    Attributes:
        version, dated: Version and day of the list that was screened against; a decision names them.
        owner: The owner who stands on the list in the party's stead; empty where it does itself.
        since, until: First and last day on which the entry counts.
    """

    list: str
    effect: ListEffect
    version: str = ""
    dated: date | None = None
    note: str = ""
    owner: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """A declared share of a party that another party holds, in percent."""

    party: PartyId
    percent: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """An organisation that a transfer can reach."""

    id: PartyId
    name: str = ""
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    country: str = ""
    owners: tuple[Owner, ...] = ()
    screening: tuple[ScreeningEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """A standing permission by an authority or a contract; satisfies invariants 3 to 5.

    Attributes:
        projects: Whose content it covers; empty covers every project whose items all stand in `items`.
        items: ECCN or items of the Japanese list that it covers; empty covers whatever the projects hold.
    """

    id: PermitId
    number: str
    authority: str
    projects: frozenset[ProjectId] = frozenset()
    persons: frozenset[PersonId] = frozenset()
    parties: frozenset[PartyId] = frozenset()
    items: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExposureReset:
    """A reviewer's finding that what a person handled of a side up to a day counts no longer."""

    person: PersonId
    side: Side
    on: date
    by: PersonId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """Somebody who signs: the policy, releases or both.

    Attributes:
        key: Raw Ed25519 public key, standard base64.
        signs_policy: Counts towards the threshold of the policy, permits and models.
        approves: Counts towards the quorum of releases.
    """

    person: PersonId
    key: str
    signs_policy: bool = True
    approves: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewer:
    """Somebody to whom evidence is sealed.

    Attributes:
        recipient: age recipient (`age1…`) of the reviewer's key.
        projects: Projects whose evidence the reviewer may see; all sides of one wall together never.
    """

    person: PersonId
    recipient: str
    projects: frozenset[ProjectId]
