"""What is sound in a policy and still worth a look, each with what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from policies.flow import day_of
from policies.model import Policy
from policies.ordered import OrderedStrEnum
from policies.tables import Tables

Path = tuple[str, ...]
SOON_DAYS = 60
LIST_DAYS = 90


class Severity(OrderedStrEnum):
    """How much a note asks for; later is more."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class NoteKind(StrEnum):
    """What a note is about."""

    SHADOWED = "shadowed"
    UNREACHABLE = "unreachable"
    CONTRADICTORY = "contradictory"
    ORDER_DECIDES = "order-decides"
    NEVER_WINS = "never-wins"
    NEVER_HIT = "never-hit"
    HOME_CLAIMED = "home-claimed"
    HOME_NESTED = "home-nested"
    PERSON_TWO_FACES = "person-two-faces"
    PARTY_TWO_FACES = "party-two-faces"
    EMPLOYER_TWO_FACES = "employer-two-faces"
    READ_BY_ALL = "read-by-all"
    EXPIRED = "expired"
    EXPIRING = "expiring"
    LIST_OLD = "list-old"
    KEY_MISSING = "key-missing"
    PERMIT_IDLE = "permit-idle"
    PERMIT_MISSING = "permit-missing"
    CANNOT_READ = "cannot-read"
    NO_HOME = "no-home"
    NO_MEMBER = "no-member"
    NO_ACCOUNT = "no-account"
    UNJUDGED = "unjudged"
    NO_APPROVERS = "no-approvers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One thing worth a look.

    Attributes:
        help: What to do; empty where there is nothing to do.
        path: Where it stands in the policy's text, such as `("rules", "drawings-off-site")`.
        example: Options of `sekimori policy explain` that show it; empty where none does.
    """

    kind: NoteKind
    severity: Severity
    message: str
    help: str = ""
    path: Path = ()
    example: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """A policy as notes look at it.

    Attributes:
        soon_days: Within how many days an end is soon.
        list_days: From which age in days a screening list is old.
    """

    policy: Policy
    tables: Tables
    now: datetime
    soon_days: int = SOON_DAYS
    list_days: int = LIST_DAYS

    @property
    def today(self) -> date:
        """The day in Japan, by which a policy's dates count."""
        return day_of(self.now)


Look = Callable[[Looking], Iterator[Note]]


def notes_on(looking: Looking, looks: tuple[Look, ...]) -> tuple[Note, ...]:
    """All notes, what asks for most first."""
    found = [note for look in looks for note in look(looking)]
    return tuple(sorted(found, key=lambda note: -note.severity.rank))
