"""What the core wants done. The runtime does it, in order, and answers with events."""

from __future__ import annotations

from dataclasses import dataclass

from agent.events import Judged
from agent.holds import Hold
from agent.tree import Spot
from policies.decision import Decision
from policies.label import Label
from policies.model import PersonId, Reviewer
from policies.release import Release, ReleaseId
from policies.transfer import Exposure, Transfer


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Say in which state a file is.

    Attributes:
        at_leisure: Nobody waits for it.
    """

    spot: Spot
    at_leisure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Read a file and gather what a decision needs.

    Attributes:
        at_any_rate: Even if it goes on changing.
        is_first: Only the first scan of its folder found it; no event told of it.
        again: It was judged before in this very state; more of it has been read since.
        in_round: The same, but what it is judged by changed since.
    """

    spot: Spot
    changed_s: float
    at_any_rate: bool = False
    is_first: bool = False
    again: bool = False
    in_round: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """Compare a folder and all below it with the inventory: one step of it.

    Attributes:
        number: Of the scan; its steps go on where the last one ended.
        is_new: Whether this is its first step.
        after: Path behind which the first step begins.
        at_leisure: Nobody waits for it.
    """

    folder: Spot
    cause: str
    number: int = 0
    is_new: bool = True
    after: str = ""
    at_leisure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Forget:
    """Take a file out of the inventory if nothing is there any more."""

    spot: Spot


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetAll:
    """The same of many files."""

    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Let:
    """Let a file be where it is.

    Attributes:
        label: What it is from now on.
        registers: Whether its fingerprints are to be registered.
        reports: Whether the server hears of it.
        uses: Release whose use is to be counted first.
        is_walled: Whether it may stay only if that can be recorded.
        mark: What its inventory entry says it passed under, besides a release: an emergency stop; else empty.
    """

    judged: Judged
    transfer: Transfer
    label: Label
    decision: Decision
    registers: bool
    reports: bool
    exposure: tuple[Exposure, ...]
    uses: ReleaseId | None
    is_walled: bool
    contact: str
    organisation: str
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Take a file away, keep it, and leave a notice.

    Attributes:
        reviewers: To whom the evidence is sealed.
    """

    judged: Judged
    transfer: Transfer
    label: Label
    decision: Decision
    exposure: tuple[Exposure, ...]
    reviewers: tuple[Reviewer, ...]
    contact: str
    organisation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportGap:
    """Tell of what could not be seen."""

    root: str
    cause: str
    files: int
    closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepPlace:
    """All that the first scan of a folder found up to this path has its verdict; interrupted, it goes on here."""

    root: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndFirst:
    """All that the first scan of a folder found has its verdict."""

    root: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Complete:
    """Put a held file where it was to go, by a release."""

    hold: Hold
    release: Release
    person: PersonId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuse:
    """Tell that a release is not accepted, and why."""

    release: Release
    reasons: tuple[str, ...]


Action = Look | Judge | Scan | Forget | ForgetAll | Let | Stop | ReportGap | KeepPlace | EndFirst | Complete | Refuse
