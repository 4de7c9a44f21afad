"""One movement of bytes, as whoever saw it describes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from policies.model import Channel, PartyId, PersonId, ProjectId, Side, ZoneId

TransferId = NewType("TransferId", str)


class KnownBy(StrEnum):
    """How the subject of a transfer is known."""

    EVENT = "event"
    OWNER = "owner"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Who moved the bytes; `person` is None where the account belongs to nobody the policy knows."""

    person: PersonId | None = None
    account: str = ""
    known_by: KnownBy = KnownBy.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Resemblance:
    """A known document that the bytes are a changed copy of, by fingerprint.

    Attributes:
        digest: SHA-256 of the known document, lower-case hexadecimal.
        changed_percent: Share of the content that differs, 0 to 100.
    """

    digest: str
    changed_percent: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """Whose content it looks to be, by likeness alone: no part of its label, and never a reason to let it pass.

    Attributes:
        p: Conformal p-value: how usual such a document is among the project's own, 0 to 1.
    """

    project: ProjectId
    p: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferObject:
    """The bytes that moved.

    Attributes:
        digest: SHA-256 of the bytes, lower-case hexadecimal.
        name: Base name, as the user sees it.
        resembles: Known documents that the bytes are changed copies of; empty where none or not compared.
    """

    digest: str
    name: str
    size_bytes: int
    resembles: tuple[Resemblance, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where the bytes go. Neither zone nor party means an unknown sink, which everybody reads.

    Attributes:
        path: Relative to the zone, POSIX form; empty where the channel has no path.
    """

    zone: ZoneId | None = None
    party: PartyId | None = None
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """Who moved what, how, from where to where, and when.

    Attributes:
        session: Project that the person has declared to work for.
        session_since: When that session began, aware UTC; None where it is not known or there is none.
        origin: Zones in which the same content was seen before; empty where none.
        is_encrypted: Whether only the recipient can open what moves, as its channel knows.
        is_new: Whether no copy of this content, nor a fingerprint match, was known anywhere before.
        suggestion: The one project whose content it looks to be; None where it looks like none or several.
        agent: Id of the agent that saw it.
        at: Aware UTC time.
    """

    id: TransferId
    subject: Subject
    channel: Channel
    object: TransferObject
    destination: Destination
    at: datetime
    session: ProjectId | None = None
    session_since: datetime | None = None
    origin: frozenset[ZoneId] = frozenset()
    is_new: bool = True
    is_encrypted: bool = False
    agent: str = ""
    program: str = ""
    device: str = ""
    suggestion: Suggestion | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """One side's sensitive content that a person has handled, and when last."""

    person: PersonId
    side: Side
    at: datetime
