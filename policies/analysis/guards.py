"""What guards a step by which content could be carried: the engine is asked with transfers that stand for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum, StrEnum

from policies.analysis.carrying import Ground, Place, home_of
from policies.analysis.probe import CHANNEL_OF_KIND, Judge, Probe
from policies.attribution import label_at_rest
from policies.label import Label, Level, Reading
from policies.model import Channel, PersonId, ProjectId, Verdict
from policies.tables import RuleFacts


class Form(StrEnum):
    """What the content is by the time it is carried."""

    RECOGNISED = "recognised"
    REWRITTEN = "rewritten"
    UNREADABLE = "unreadable"


class Guard(IntEnum):
    """How well a step is guarded; later is better."""

    NOTHING = 0
    SESSION = 1
    REASON = 2
    HOLD = 3
    BLOCK = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the engine says of one form of the content on one step, at its loosest.

    Attributes:
        by: Source of the decision, such as `invariant:wall`.
        probe: What the engine was asked.
    """

    form: Form
    guard: Guard
    verdict: Verdict
    by: str
    probe: Probe


class Guards:
    """Asks one policy's engine what guards steps on a ground; counts how often."""

    def __init__(self, ground: Ground, now: datetime) -> None:
        self.ground = ground
        self.asked = 0
        self._judge = Judge(ground.tables, now)
        tables = ground.tables
        self._named_people = frozenset(person for rule in tables.rules for person in rule.persons)
        self._named = frozenset(
            name
            for rule in tables.rules
            for name in (*rule.source.projects, *rule.to.projects, *rule.to.parties, *rule.to.zones)
        ) | frozenset(name for permit in tables.permits for name in (*permit.projects, *permit.parties))
        self._passing = tuple(rule for rule in tables.rules if not rule.verdict.stops)
        self._known: dict[object, tuple[Answer, ...]] = {}

    def alike(self, people: frozenset[PersonId], end: Place) -> list[tuple[PersonId, ...]]:
        """The people in groups that the engine does not tell apart on a step to `end`."""
        groups: dict[object, list[PersonId]] = defaultdict(list)
        for person in sorted(people):
            groups[self._person_key(person, end)].append(person)
        return [tuple(group) for group in groups.values()]

    def answers(self, start: Place, end: Place, project: ProjectId, person: PersonId) -> tuple[Answer, ...]:
        """The loosest answer for each form of a project's content.

        Args:
            start: Where it lies; another place than the project's home holds it as it came to rest there.
        """
        is_first = start == home_of(project)
        lies = None if is_first else start
        key = (self._place_key(end, project), self._content_key(project), self._person_key(person, end), lies)
        if key not in self._known:
            asked = [self._answer(form, probe, end) for form, probe in self._probes(start, end, project, person)]
            self._known[key] = tuple(
                min((each for each in asked if each.form is form), key=lambda each: each.guard)
                for form in Form
                if any(each.form is form for each in asked)
            )
        return self._known[key]

    def _person_key(self, person: PersonId, end: Place) -> tuple[object, ...]:
        named = person if person in self._named_people else None
        return (self._session(person, end) is not None, self.ground.sides_of(person), named)

    def _content_key(self, project: ProjectId) -> tuple[object, ...]:
        facts = self.ground.tables.projects[project]
        named = project if project in self._named else None
        return (facts.sides, facts.level, facts.fields, facts.terms, facts.since, facts.until, named)

    def _place_key(self, end: Place, project: ProjectId) -> tuple[object, ...]:
        """Parties are many and alike; who reads in a zone is each zone's own."""
        if end.zone or end.party in self._named:
            return (end, project)
        facts = self.ground.tables.parties[end.party]
        return (facts.country, facts.screening, self.ground.sides_at(end), project in facts.projects)

    def _session(self, person: PersonId, end: Place) -> ProjectId | None:
        """A project of the other side there that the person could declare to work for."""
        theirs, projects = self.ground.crossing.theirs, self.ground.tables.projects
        there = self.ground.projects_at(end) & self.ground.reads(person)
        return min((project for project in there if theirs in projects[project].sides), default=None)

    def _answer(self, form: Form, probe: Probe, end: Place) -> Answer:
        self.asked += 1
        decision = self._judge.decide(probe)
        guard = _GUARDS[decision.verdict]
        session = self._session(probe.person, end) if probe.person is not None else None
        if guard is not Guard.NOTHING and form is not Form.RECOGNISED and session is not None:
            self.asked += 1
            if not self._judge.decide(replace(probe, session=session)).verdict.stops:
                guard = Guard.SESSION
        return Answer(form=form, guard=guard, verdict=decision.verdict, by=decision.rule, probe=probe)

    def _probes(self, start: Place, end: Place, project: ProjectId, person: PersonId) -> Iterator[tuple[Form, Probe]]:
        tables = self.ground.tables
        facts = tables.projects[project]
        exposed = frozenset({self.ground.crossing.ours} if facts.level >= tables.exposure_level else ())
        known = Probe(
            person=person,
            projects=frozenset({project}),
            level=facts.level,
            zone=end.zone or None,
            party=end.party or None,
            channel=self._channel(end),
            exposed=exposed if self.ground.crossing.ours in self.ground.sides_of(person) else frozenset(),
        )
        yield Form.RECOGNISED, known
        yield from ((Form.RECOGNISED, fitted) for rule in self._passing for fitted in _fitted(known, rule))
        again = replace(known, projects=frozenset(), level=Level.SENSITIVE)
        if start != home_of(project):
            again = self._at_rest(again, start)
        yield Form.REWRITTEN, again
        yield Form.UNREADABLE, replace(again, reading=Reading.OPAQUE)

    def _at_rest(self, probe: Probe, start: Place) -> Probe:
        """The same, as it lies where it was carried to before: nobody's, or the content of whose home it is."""
        if not start.zone:
            return probe
        rested = label_at_rest(Label(level=probe.level), start.zone, self.ground.tables)
        origin = frozenset({start.zone})
        return replace(probe, projects=rested.projects, level=rested.level, origin=origin)

    def _channel(self, end: Place) -> Channel:
        if end.party:
            return Channel.MAIL
        return CHANNEL_OF_KIND.get(self.ground.tables.zones[end.zone].kind, Channel.SHARE)


def _fitted(probe: Probe, rule: RuleFacts) -> Iterator[Probe]:
    """Recognised content in the shape that a rule lets pass, where it can have that shape."""
    levels = [level for level in reversed(Level) if Level.PUBLIC < level <= probe.level and level in rule.source.levels]
    if not levels or (rule.to.channels and not rule.to.channels & {probe.channel, Channel.HTTP}):
        return
    channel = probe.channel if not rule.to.channels or probe.channel in rule.to.channels else Channel.HTTP
    yield replace(
        probe,
        level=levels[0],
        kinds=frozenset(sorted(rule.source.kinds)[:1]),
        fields=frozenset(sorted(rule.source.fields)[:1]),
        markings=frozenset(sorted(rule.source.markings)[:1]),
        size_bytes=rule.source.sizes.least_bytes,
        channel=channel,
    )


_GUARDS = {
    Verdict.ALLOW: Guard.NOTHING,
    Verdict.NOTIFY: Guard.NOTHING,
    Verdict.JUSTIFY: Guard.REASON,
    Verdict.HOLD: Guard.HOLD,
    Verdict.BLOCK: Guard.BLOCK,
}
