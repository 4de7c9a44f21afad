"""What the core hears."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from agent.holds import FileFacts, Hold
from agent.tree import Signature, Spot
from agent.wire import TransferEvent
from classifiers.assessment import Assessment
from policies.emergency import EmergencyStop
from policies.label import ProjectId
from policies.model import Channel, ZoneId
from policies.release import Release, ReleaseId
from policies.tables import Tables
from policies.transfer import Exposure, Resemblance, Subject

LATELY = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileHinted:
    """A back end says that a file changed. `closed`: its writer is done, or it was moved here whole."""

    spot: Spot
    at_s: float
    closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GateAsked:
    """Somebody waits to open a file that has no verdict in its present state.

    Attributes:
        tag: The state, as the gate names it.
    """

    spot: Spot
    device: int
    inode: int
    tag: int
    at_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LettersRead:
    """The letters in a judged file's pictures have been read; it is to be judged again by them."""

    spot: Spot
    digest: str
    at_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FileGone:
    """A back end says that a file is no longer there."""

    spot: Spot
    at_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderHinted:
    """A back end says that a folder appeared; what was put into it before may have been missed."""

    spot: Spot
    at_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderGone:
    """A back end says that a folder went away with all that is in it."""

    spot: Spot
    at_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class EventsLost:
    """A back end knows or suspects that it missed something below `root`, or a scan is due.

    Attributes:
        after: A first scan was here when it was interrupted: path of the last file up to which all was judged.
        since, until: Between which times something may have been missed, where who tells of it knows.
    """

    root: str
    cause: str
    at_s: float
    after: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundHinted:
    """What files are judged by is another than when these were judged; they did not change."""

    spots: tuple[Spot, ...]
    at_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """Time went by."""

    at_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """Answer to `Look`.

    Attributes:
        signature: None where no regular file is there.
        rested_s: Seconds since its last change, by the file system's own clock.
        is_known: Whether the inventory has it in exactly this state.
        is_written: Whether a program has it open for writing; None where that cannot be known.
    """

    spot: Spot
    signature: Signature | None
    rested_s: float
    is_known: bool
    at_s: float
    is_written: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """Answer to `Scan`: one step of it.

    Attributes:
        changed: Files whose state the inventory does not have.
        unreadable: Folders that could not be listed.
        seen: Files looked at.
        after: Path of the last entry that was gone through.
        share: Of the tree that has been gone through so far, in [0, 1].
        is_over: Whether this was the last step.
    """

    folder: Spot
    cause: str
    changed: tuple[Spot, ...]
    unreadable: tuple[Spot, ...]
    at_s: float
    number: int = 0
    seen: int = 0
    after: str = ""
    share: float = 0.0
    took_s: float = 0.0
    is_over: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Answer to `Judge`: everything that a decision about a file needs.

    Attributes:
        digest: SHA-256 of the bytes as they were read.
        assessment: None where the classifiers failed; then `errors` says so.
        was_released: Release that let the same bytes be at the same place, else empty.
        was_known: Whether the same bytes were let be at the same place before.
        rested: Whether it stood there before its folder was ever watched: nobody moved it there now.
        in_round: Whether the same bytes at the same place are judged once more by what is known now.
        is_partly: Whether that was by less than could be read of it: its letters are still to come, or a reader failed.
        session_since: When the session began in which it was written.
        resembles: Released documents of which changed copies may pass at this place, and how much it differs from them.
        transfer_id, case: Fresh ids, used if they are needed.
        changed_s: Monotonic time of the file's last change seen.
    """

    spot: Spot
    zone: ZoneId
    channel: Channel | None
    signature: Signature
    facts: FileFacts
    digest: str
    assessment: Assessment | None
    subject: Subject
    session: ProjectId | None
    origin: frozenset[ZoneId]
    is_new: bool
    exposure: tuple[Exposure, ...]
    uses: Mapping[ReleaseId, int]
    transfer_id: str
    case: str
    now: datetime
    at_s: float
    changed_s: float
    was_released: str = ""
    was_known: bool = False
    rested: bool = False
    in_round: bool = False
    is_partly: bool = False
    session_since: datetime | None = None
    resembles: tuple[Resemblance, ...] = ()
    errors: tuple[str, ...] = ()

    @property
    def handled(self) -> datetime:
        """When the content was handled, for a session to count it: a file is judged a little after it was written.

        A change that is said to be older, or yet to come, is counted now: some file systems let anybody set it.
        """
        changed = datetime.fromtimestamp(self.signature.ctime_ns / 1e9, UTC)
        return changed if self.now - LATELY <= changed <= self.now else self.now


OWN_NOTICE = "own-notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class CouldNotJudge:
    """Answer to `Judge` where there is no verdict: the file is gone, changed meanwhile, may not be
    opened, or is one of the agent's own notices."""

    spot: Spot
    cause: str
    at_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyChanged:
    """New tables, or none, or the old ones grew too old to be trusted."""

    tables: Tables | None
    is_expired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseOffered:
    """The server lists a release.

    Attributes:
        hold: The hold of its case here, if any, with what was decided for it.
        refused_for: Reasons for which it was refused and reported before.
    """

    release: Release
    hold: Hold | None
    held: TransferEvent | None
    uses: Mapping[ReleaseId, int]
    refused_for: str
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasesListed:
    """What the server lists now; each release is offered by itself afterwards."""

    releases: tuple[Release, ...]
    stops: tuple[EmergencyStop, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StopsChanged:
    """The emergency stops that hold now, each of them verified, and what passed under one that is over."""

    stops: tuple[EmergencyStop, ...]
    again: tuple[Spot, ...]
    at_s: float


Event = (
    FileHinted
    | GateAsked
    | LettersRead
    | FileGone
    | FolderHinted
    | FolderGone
    | EventsLost
    | RoundHinted
    | Tick
    | Looked
    | Scanned
    | Judged
    | CouldNotJudge
    | PolicyChanged
    | ReleasesListed
    | StopsChanged
    | ReleaseOffered
)
