"""What `sekimori policy explain` is asked about: flags, a recorded transfer, or a case, made into a question."""

from __future__ import annotations

import sys
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click

from policies.analysis.addresses import destination_at
from policies.analysis.case_text import channel_of, read_cases
from policies.analysis.moments import moment_of
from policies.analysis.question import Question
from policies.analysis.recorded import read_release, recorded_transfer
from policies.analysis.trials import name_faults, transfer_of
from policies.decision import Decision
from policies.errors import PolicyError
from policies.label import Kind, Label, Level, ProjectId, Reading
from policies.language import PolicyFaults
from policies.language.faults import did_you_mean
from policies.language.rings import AGENT_ID
from policies.model import Channel, PartyId, PersonId, ZoneId
from policies.release import Release
from policies.tables import Tables
from policies.transfer import Destination, Exposure, KnownBy, Subject, Transfer, TransferId, TransferObject
from sekimori.errors import FrontDoorError
from sekimori.policy_files import read_policy_text

# Files come to rest in a zone; what goes out by the others may go to somebody unknown.
FILE_CHANNELS = (Channel.SHARE, Channel.REMOVABLE, Channel.SYNC)
MAX_RECORD_BYTES = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Flags:
    """The flags of the command that say what the transfer is, as they were written."""

    person: str | None
    session: str | None
    session_since: str | None
    projects: tuple[str, ...]
    level: str
    kinds: tuple[str, ...]
    fields: tuple[str, ...]
    markings: tuple[str, ...]
    reading: str
    origins: tuple[str, ...]
    to: str | None
    zone: str | None
    party: str | None
    path: str | None
    name: str
    size: int
    channel: str | None
    encrypted: bool
    known: bool
    exposed: tuple[str, ...]
    agent: str


def from_flags(flags: Flags, at: str | None, tables: Tables) -> Question:
    """The question that flags put."""
    now = moment(at) if at else datetime.now(UTC)
    channel = Channel(flags.channel) if flags.channel else channel_of(flags.to or "")
    origin = frozenset(ZoneId(_known("zone", name, tables.zones)) for name in flags.origins)
    session = ProjectId(_known("project", flags.session, tables.projects)) if flags.session else None
    person = PersonId(_known("person", flags.person, tables.people)) if flags.person else None
    transfer = Transfer(
        id=TransferId("explained"),
        subject=Subject(
            person=person, account=flags.person or "", known_by=KnownBy.OWNER if person else KnownBy.UNKNOWN
        ),
        session=session,
        session_since=moment(flags.session_since) if flags.session_since else None,
        channel=channel,
        object=TransferObject(digest="0" * 64, name=flags.name, size_bytes=flags.size),
        origin=origin,
        destination=_destination(flags, channel, tables),
        is_encrypted=flags.encrypted,
        is_new=not (flags.known or origin or flags.projects),
        at=now,
        agent=_agent(flags.agent),
    )
    return Question(
        transfer=transfer,
        recognised=_label(flags, tables),
        exposure=_exposures(flags.exposed, person, tables, now),
        now=now,
        address=flags.to or "",
    )


def from_record(path: Path) -> tuple[Question, Decision | None]:
    """The question that a recorded transfer puts, and what was decided then.

    It may name what the policy no longer knows; the explanation says so.
    """
    recorded = recorded_transfer(_bytes_of(path))
    return recorded.question, recorded.decision


def from_case(path: Path, name: str, tables: Tables) -> Question:
    """The question that a case puts."""
    cases = read_cases(read_policy_text(path), default_at=datetime.now(UTC), name=str(path)).cases
    found = [case for case in cases if case.name == name]
    if not found:
        raise click.UsageError(f"`{path}` has no case `{name}`; {did_you_mean(name, [case.name for case in cases])}")
    if wrong := name_faults(found, tables):
        raise PolicyFaults(wrong, name=str(path))
    case = found[0]
    return Question(
        transfer=transfer_of(case, tables),
        recognised=case.label,
        exposure=case.exposure,
        now=case.now,
        address=case.address,
    )


def releases_in(paths: tuple[Path, ...]) -> tuple[Release, ...]:
    """The releases in some files."""
    return tuple(read_release(_bytes_of(path)) for path in paths)


def moment(written: str) -> datetime:
    """A time as a flag says it."""
    try:
        return moment_of(written)
    except PolicyError as error:
        raise click.UsageError(f"{error.message}; {error.help}") from error


def _bytes_of(path: Path) -> bytes:
    data = sys.stdin.buffer.read(MAX_RECORD_BYTES + 1) if str(path) == "-" else path.read_bytes()
    if len(data) > MAX_RECORD_BYTES:
        raise FrontDoorError(f"`{path}` is too large", help=f"at most {MAX_RECORD_BYTES} bytes are read")
    return data


def _agent(written: str) -> str:
    """Agents are enrolled with the server and declared nowhere: an id is only looked at for its form."""
    if written and not AGENT_ID.fullmatch(written):
        shown = "as the console and `sekimori agent status` show it, such as A-7F3K2QXA"
        raise click.UsageError(f"`{written[:64]}` is not an agent's id; write it {shown}")
    return written


def _label(flags: Flags, tables: Tables) -> Label:
    return Label(
        projects=frozenset(ProjectId(_known("project", name, tables.projects)) for name in flags.projects),
        level=Level(flags.level),
        fields=frozenset(flags.fields),
        kinds=frozenset(map(Kind, flags.kinds)),
        markings=frozenset(flags.markings),
        reading=Reading(flags.reading),
    )


def _destination(flags: Flags, channel: Channel, tables: Tables) -> Destination:
    if flags.to is not None:
        if not flags.to.strip():
            raise click.UsageError("`--to` is empty: say where it goes")
        if flags.zone or flags.party:
            raise click.UsageError("`--to` stands beside `--zone` or `--party`: give one of them")
        return destination_at(flags.to, tables)
    if flags.zone is None and flags.party is None and channel in FILE_CHANNELS:
        raise click.UsageError("say where it goes: give `--to`, `--zone` or `--party`")
    return Destination(
        zone=ZoneId(_known("zone", flags.zone, tables.zones)) if flags.zone else None,
        party=PartyId(_known("party", flags.party, tables.parties)) if flags.party else None,
        path=flags.path or "",
    )


def _exposures(
    written: tuple[str, ...], person: PersonId | None, tables: Tables, now: datetime
) -> tuple[Exposure, ...]:
    sides = {f"{side.wall}/{side.name}": side for wall in tables.walls.values() for side in wall.sides}
    if written and person is None:
        raise click.UsageError("`--exposed` needs `--person`")
    found = []
    for each in written:
        name, _, day = each.partition("@")
        at = moment(day) if day else now
        found.append(Exposure(person=person or PersonId(""), side=sides[_known("side", name, sides)], at=at))
    return tuple(found)


def _known(what: str, name: str, declared: Collection[str]) -> str:
    if name not in declared:
        raise click.UsageError(f"the policy declares no {what} `{name}`; {did_you_mean(name, declared)}")
    return name
