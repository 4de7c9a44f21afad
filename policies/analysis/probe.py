"""One transfer to ask the engine about, in the words of `sekimori policy explain`."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from policies.attribution import attribute
from policies.decision import Decision
from policies.engine import Engine, Step
from policies.label import Kind, Label, Level, Reading
from policies.model import Channel, PartyId, PersonId, ProjectId, Side, ZoneId, ZoneKind
from policies.tables import Tables
from policies.transfer import Destination, Exposure, KnownBy, Subject, Transfer, TransferId, TransferObject

CHANNEL_OF_KIND = {ZoneKind.REMOVABLE: Channel.REMOVABLE, ZoneKind.SYNC: Channel.SYNC, ZoneKind.PARTY: Channel.MAIL}


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """A transfer and what is known of its content, before attribution.

    Attributes:
        exposed: Sides whose sensitive content the person handled.
        is_known: Whether the same content was seen before, as it is where `projects` or `origin` says of whom.
    """

    person: PersonId | None = None
    session: ProjectId | None = None
    projects: frozenset[ProjectId] = frozenset()
    level: Level = Level.INTERNAL
    kinds: frozenset[Kind] = frozenset()
    fields: frozenset[str] = frozenset()
    markings: frozenset[str] = frozenset()
    reading: Reading = Reading.FULL
    origin: frozenset[ZoneId] = frozenset()
    zone: ZoneId | None = None
    party: PartyId | None = None
    channel: Channel = Channel.SHARE
    exposed: frozenset[Side] = frozenset()
    is_known: bool = False
    size_bytes: int = 0

    def options(self) -> str:
        """The options of `sekimori policy explain` that ask the same."""
        return " ".join(f"--{name} {shlex.quote(value)}" if value else f"--{name}" for name, value in self._given())

    def _given(self) -> Iterator[tuple[str, str]]:
        several = (
            ("project", self.projects),
            ("kind", self.kinds),
            ("field", self.fields),
            ("marking", self.markings),
            ("origin", self.origin),
            ("exposed", frozenset(f"{side.wall}/{side.name}" for side in self.exposed)),
        )
        yield from (("person", self.person),) if self.person else ()
        yield from (("session", self.session),) if self.session else ()
        yield "level", self.level.value
        yield from ((name, value) for name, values in several for value in sorted(values))
        yield from (("reading", self.reading.value),) if self.reading is not Reading.FULL else ()
        yield from (("zone", self.zone),) if self.zone else ()
        yield from (("party", self.party),) if self.party else ()
        yield "channel", self.channel.value
        yield from (("known", ""),) if self.is_known and not (self.projects or self.origin) else ()
        yield from (("size", str(self.size_bytes)),) if self.size_bytes else ()


class Judge:
    """The engine of one policy's tables, asked with probes at one time.

    Args:
        now: Aware UTC time of every decision.
    """

    def __init__(self, tables: Tables, now: datetime) -> None:
        self.tables = tables
        self.now = now
        self._engine = Engine(tables)

    def decide(self, probe: Probe) -> Decision:
        """What happens to the transfer, without any release."""
        return self._engine.decide(self.transfer(probe), self.label(probe), self.exposure(probe), (), self.now)

    def walk(self, probe: Probe) -> tuple[Step, ...]:
        """Every step of that decision."""
        return self._engine.walk(self.transfer(probe), self.label(probe), self.exposure(probe), self.now)

    def matched(self, probe: Probe) -> str:
        """The rule of the table that matches, whatever else is stricter; empty where none does."""
        for reason in self.walk(probe)[-1].reasons:
            if reason.source.startswith("rule:"):
                return reason.source.removeprefix("rule:")
            # The floor under what leaves its side names the rule that it is stricter than.
            return reason.facts.get("rule", "")
        return ""

    def label(self, probe: Probe) -> Label:
        """The label, after attribution."""
        label = Label(
            projects=probe.projects,
            level=probe.level,
            fields=probe.fields,
            kinds=probe.kinds,
            markings=probe.markings,
            reading=probe.reading,
        )
        return attribute(label, origin=probe.origin, session=probe.session, tables=self.tables)

    def transfer(self, probe: Probe) -> Transfer:
        """The transfer itself."""
        known_by = KnownBy.OWNER if probe.person else KnownBy.UNKNOWN
        return Transfer(
            id=TransferId("asked"),
            subject=Subject(person=probe.person, account=probe.person or "", known_by=known_by),
            session=probe.session,
            channel=probe.channel,
            object=TransferObject(digest="0" * 64, name="document", size_bytes=probe.size_bytes),
            origin=probe.origin,
            destination=Destination(zone=probe.zone, party=probe.party),
            is_new=not (probe.is_known or probe.origin or probe.projects),
            at=self.now,
        )

    def exposure(self, probe: Probe) -> tuple[Exposure, ...]:
        """What the person has handled."""
        if probe.person is None:
            return ()
        return tuple(Exposure(person=probe.person, side=side, at=self.now) for side in sorted(probe.exposed))
