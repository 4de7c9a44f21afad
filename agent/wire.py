"""What agents and the server say to each other: facts and keys, never content.

Invariants of this module:

1. Everything is JSON by msgspec; an unknown type tag is refused, an unknown field of a known type is ignored, so that
   an older side understands a newer one.
2. Events are delivered at least once and counted once, by `id`.
3. Document text appears only inside `Sealed`, which the server cannot open.

Routes (agents' port, client certificate required, `application/json`):

    POST /agent/v1/events       EventBatch -> EventReceipt
    POST /agent/v1/heartbeat    Heartbeat -> HeartbeatReply
    GET  /agent/v1/releases     -> ReleaseList, those for the asking agent
    GET  /agent/v1/metadata/…   TUF metadata
    GET  /agent/v1/targets/…    TUF targets
    GET  /agent/v1/supplies/DIGEST/NUMBER   a piece of a supply

Route (people's port, no certificate yet):

    POST /agent/v1/enrol        EnrolRequest -> EnrolReply
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from policies.decision import Decision
from policies.emergency import EmergencyStop
from policies.label import Label
from policies.release import Release
from policies.supply import Supply
from policies.transfer import Transfer

PROTOCOL = 1


class EnrolRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A new agent's request for a certificate.

    Attributes:
        secret: The one-time token's secret part.
        name: What people call the machine.
        csr_pem: PKCS #10 request for a key that never leaves the machine.
    """

    secret: str
    name: str
    csr_pem: str
    agent_version: str
    protocol: int = PROTOCOL


class EnrolReply(msgspec.Struct, frozen=True, kw_only=True):
    """The certificate, and the TUF root that the agent compares with the officers' digest."""

    agent: str
    certificate_pem: str
    ca_pem: str
    agent_url: str
    root_json: str


class Sealed(msgspec.Struct, frozen=True, kw_only=True):
    """Evidence, encrypted with age to those reviewers whom the label permits.

    Attributes:
        recipients: Ids of the persons who can open it.
        age: The age file, armoured.
    """

    recipients: tuple[str, ...]
    age: str


class MatchFact(msgspec.Struct, frozen=True, kw_only=True):
    """A registered document that was recognised. No text."""

    digest: str
    name: str
    projects: tuple[str, ...]
    containment: float
    exact: bool


class AssessmentFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What the classifiers said, without content."""

    type: str
    read: str
    chars: int
    kind: str
    kind_p: float
    sensitive_p: float
    fields: Mapping[str, float]
    drawing_p: float
    drawing_kind: str
    markings: tuple[str, ...]
    findings: tuple[str, ...]
    matches: tuple[MatchFact, ...]
    versions: Mapping[str, str]


class TransferEvent(msgspec.Struct, frozen=True, kw_only=True, tag="transfer"):
    """A transfer and what was decided.

    Attributes:
        id: Unique for ever; the server counts an id once.
        case: Case number where the transfer was stopped or is to be looked at afterwards, else empty.
        ms: Milliseconds from the event to the verdict.
        held: Whether the bytes are kept on the agent and can be completed or returned.
        notice: Number on the notice beside a file that was let pass with one, else empty.
    """

    id: str
    at: datetime
    transfer: Transfer
    label: Label
    decision: Decision
    assessment: AssessmentFacts
    case: str = ""
    ms: float = 0.0
    held: bool = False
    notice: str = ""
    evidence: Sealed | None = None


class HoldEvent(msgspec.Struct, frozen=True, kw_only=True, tag="hold"):
    """What became of a hold: `held`, `justified`, `completed`, `returned` or `failed`.

    `justified` comes before `completed`; its `detail` is the account of the sender and their reason.
    """

    id: str
    at: datetime
    case: str
    state: str
    release: str = ""
    detail: str = ""


class ReleaseRefusedEvent(msgspec.Struct, frozen=True, kw_only=True, tag="release-refused"):
    """A release that came from the server and that the agent does not accept."""

    id: str
    at: datetime
    release: str
    case: str
    reasons: tuple[str, ...]


class GapEvent(msgspec.Struct, frozen=True, kw_only=True, tag="gap"):
    """Something that the agent could not see: `files_missed_by_events` were found by the scan that followed.

    With `since` and `until` it is a gap certificate: nothing watched the folder, or not surely, between them.

    Attributes:
        files_scanned: Files that the scan looked at.
        unreadable: Files and folders that it could not look into.
        closed: Whether everything was looked at afterwards.
    """

    id: str
    at: datetime
    watch: str
    cause: str
    files_missed_by_events: int = 0
    closed: bool = True
    since: datetime | None = None
    until: datetime | None = None
    files_scanned: int = 0
    unreadable: int = 0


class StateEvent(msgspec.Struct, frozen=True, kw_only=True, tag="state"):
    """The agent's own condition changed: `started`, `stopped`, `disk-full`, `disk-ok`, `policy`, `unreadable` …"""

    id: str
    at: datetime
    state: str
    detail: str = ""


# States that tell of somebody, or something, laying hands on the agent itself.
TAMPERED = frozenset(
    {
        "journal-damaged",
        "journal-cut",
        "journal-replaced",
        "program-changed",
        "config-changed",
        "clock-jumped",
        "gate-not-asked",
    }
)


class AnswerFact(msgspec.Struct, frozen=True, kw_only=True):
    """The same answer of the gate within one minute.

    Attributes:
        at: Start of the minute.
        who: Account or accounts, empty for unknown.
        what: The file's place, or its device and inode.
        count: How often.
    """

    at: datetime
    who: str
    what: str
    zone: str
    verdict: str
    count: int


class AnswersEvent(msgspec.Struct, frozen=True, kw_only=True, tag="answers"):
    """What the gate answered about files that are not everybody's.

    Attributes:
        uncounted: Further answers, of which only the number is known.
    """

    id: str
    at: datetime
    answers: tuple[AnswerFact, ...]
    uncounted: int = 0


Event = TransferEvent | HoldEvent | ReleaseRefusedEvent | GapEvent | StateEvent | AnswersEvent


class EventBatch(msgspec.Struct, frozen=True, kw_only=True):
    """Some events, oldest first."""

    events: tuple[Event, ...]


class EventReceipt(msgspec.Struct, frozen=True, kw_only=True):
    """The ids now stored, those stored before included."""

    stored: tuple[str, ...]


class WatchState(msgspec.Struct, frozen=True, kw_only=True):
    """Coverage of one watched folder."""

    zone: str
    path: str
    state: str
    files: int = 0
    backend: str = ""


class RuleHits(msgspec.Struct, frozen=True, kw_only=True):
    """How often something had a say in this agent's decisions, in all.

    Attributes:
        source: `rule:…`, `invariant:…`, `default:…`, `permit:…`, `obligation:…`, `release` or `error`.
        hits: Total under this version of the policy; it only rises.
        last: When last.
    """

    policy_version: int
    source: str
    hits: int
    last: datetime


class JournalHead(msgspec.Struct, frozen=True, kw_only=True):
    """How far the chain of an agent's journal is, and every row's digest since the server last followed it.

    hash(n) = SHA-256(hash(n-1) + digest(n)); everything in hexadecimal.

    Attributes:
        journal: Id of the journal.
        seq, hash: The last row told here.
        last: Number of the last row that there is.
        since: The row that `digests` go on from.
        base: Hash of that row, as the agent has it.
    """

    journal: str
    seq: int
    hash: str
    since: int
    base: str
    digests: tuple[str, ...]
    last: int


class Heartbeat(msgspec.Struct, frozen=True, kw_only=True):
    """An agent's health.

    Attributes:
        journal: The chain of its journal; None from an agent that has none.
        reader_version: Of what reads files there; empty from an agent that does not say.
        hits: Totals that changed since the server last heard of them.
        supplies: Version in use of each of the supplies.
    """

    at: datetime
    agent_version: str
    policy_version: int
    state: str
    outbox: int
    holds: int
    watches: tuple[WatchState, ...]
    problems: tuple[str, ...] = ()
    hits: tuple[RuleHits, ...] = ()
    reader_version: str = ""
    journal: JournalHead | None = None
    supplies: Mapping[str, int] = {}


class HeartbeatReply(msgspec.Struct, frozen=True, kw_only=True):
    """What the agent should fetch.

    Attributes:
        journal_seq: Up to which row the server has followed the agent's journal; None where it does not.
    """

    at: datetime
    policy_version: int
    releases_version: int
    journal_seq: int | None = None


class ReleaseList(msgspec.Struct, frozen=True, kw_only=True):
    """Releases, emergency stops and supplies for the asking agent. Not trusted: it verifies every signature itself."""

    version: int
    releases: tuple[Release, ...]
    stops: tuple[EmergencyStop, ...] = ()
    supplies: tuple[Supply, ...] = ()
