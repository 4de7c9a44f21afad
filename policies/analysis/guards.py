"""What guards a step by which content could be carried: the engine is asked with transfers that stand for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum, StrEnum
from functools import cached_property
from itertools import islice

from policies.analysis.carrying import Ground, Place, home_of
from policies.analysis.probe import CHANNEL_OF_KIND, Judge, Probe
from policies.analysis.reach import PARTNER
from policies.attribution import label_at_rest
from policies.flow import is_running, terms_of
from policies.label import Label, Level, Reading
from policies.model import Channel, PersonId, ProjectId, Publication, Verdict, ZoneKind
from policies.tables import RuleFacts

WALL = "invariant:wall"
FEW = 2


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
        self._now = now
        self._contents: dict[ProjectId, tuple[object, ...]] = {}
        self._alike: dict[tuple[frozenset[PersonId], Place], list[tuple[PersonId, ...]]] = {}
        self._known: dict[object, Answer] = {}

    @cached_property
    def _judge(self) -> Judge:
        return Judge(self.ground.tables, self._now)

    @cached_property
    def _named_by(self) -> Mapping[PersonId, tuple[int, ...]]:
        """Person to the rules that name them."""
        named_by: dict[PersonId, list[int]] = defaultdict(list)
        for place, rule in enumerate(self.ground.tables.rules):
            for person in rule.persons:
                named_by[person].append(place)
        return {person: tuple(places) for person, places in named_by.items()}

    @cached_property
    def _named(self) -> frozenset[str]:
        """Projects, parties and zones of which a rule or a permit says something of their own."""
        tables = self.ground.tables
        of_rules = (
            name
            for rule in tables.rules
            for name in (*rule.source.projects, *rule.to.projects, *rule.to.parties, *rule.to.zones)
        )
        return frozenset(of_rules) | {name for each in tables.permits for name in (*each.projects, *each.parties)}

    @cached_property
    def _passing(self) -> tuple[RuleFacts, ...]:
        return tuple(rule for rule in self.ground.tables.rules if not rule.verdict.stops)

    def alike(self, people: frozenset[PersonId], end: Place) -> list[tuple[PersonId, ...]]:
        """The people in groups that the engine does not tell apart on a step to `end`."""
        if (people, end) not in self._alike:
            groups: dict[object, list[PersonId]] = defaultdict(list)
            for person in sorted(people):
                groups[self._person_key(person, end), self._presumed_key(person, end)].append(person)
            self._alike[people, end] = [tuple(group) for group in groups.values()]
        return self._alike[people, end]

    def answers(self, start: Place, end: Place, project: ProjectId, person: PersonId) -> tuple[Answer, ...]:
        """The loosest answer for each form of a project's content.

        Args:
            start: Where it lies; another place than the project's home holds it as it came to rest there.
        """
        known = self._recognised(end, project, person)
        who = (self._person_key(person, end), known.exposed)
        key = (self._place_key(end, project), self._content_key(project), who)
        loosest = self._known.get(key)
        if loosest is None:
            self._known[key] = loosest = self._loosest(known, project, end)
        lies = start if start != home_of(project) else None
        there = (self._party_key(end) if end.party else end, lies, who)
        presumed = (there, self._presumed_key(person, end))
        return (
            loosest,
            self._known.get((Form.REWRITTEN, there)) or self._again(Form.REWRITTEN, there, known, lies, end),
            self._known.get((Form.UNREADABLE, presumed)) or self._again(Form.UNREADABLE, presumed, known, lies, end),
        )

    def _again(self, form: Form, key: object, known: Probe, lies: Place | None, end: Place) -> Answer:
        """The answer for the same content made new, from its home or from where it lies; remembers it."""
        probe = replace(known, projects=frozenset(), level=Level.SENSITIVE)
        probe = self._at_rest(probe, lies) if lies is not None else probe
        if form is Form.UNREADABLE:
            probe = replace(probe, reading=Reading.OPAQUE)
        self._known[form, key] = found = self._answer(form, probe, end)
        return found

    def _loosest(self, known: Probe, project: ProjectId, end: Place) -> Answer:
        """The answer for recognised content, in whatever shape it is best let through."""
        answers = [self._answer(Form.RECOGNISED, known, end)]
        # No rule lifts the wall, so that no other shape of the content need be asked about.
        if answers[0].by != WALL:
            answers += [self._answer(Form.RECOGNISED, probe, end) for probe in self._shapes(known, project, end)]
        return min(answers, key=lambda each: each.guard)

    def _person_key(self, person: PersonId, end: Place) -> tuple[object, ...]:
        """What the engine sees of who carries: which rules name them, for whom they work, what they read there."""
        itself = person if end.zone and self.ground.tables.zones[end.zone].kind is ZoneKind.ENCLAVE else None
        ours = self.ground.crossing.ours in self.ground.sides_of(person)
        return (self._named_by.get(person, ()), ours, self._reads_there(person, end), itself)

    def _presumed_key(self, person: PersonId, end: Place) -> object:
        """What unreadable content is presumed to be: of any project that its carrier reads, but for an own home."""
        there, reads = self.ground.projects_at(end), self.ground.reads(person)
        if end.zone and there and there <= reads:
            return None
        return reads if end.zone and self.ground.readers(end) is not None else bool(reads)

    def _reads_there(self, person: PersonId, end: Place) -> frozenset[ProjectId]:
        return self.ground.projects_at(end) & self.ground.reads(person)

    def _content_key(self, project: ProjectId) -> tuple[object, ...]:
        """What the engine asks of a project whose content leaves its side."""
        found = self._contents.get(project)
        if found is None:
            facts, today = self.ground.tables.projects[project], self.ground.today
            terms = frozenset(replace(each, since=None, until=None) for each in terms_of(facts, today))
            named = project if project in self._named else None
            self._contents[project] = found = (facts.sides, facts.level, terms, is_running(facts, today), named)
        return found

    def _place_key(self, end: Place, project: ProjectId) -> tuple[object, ...]:
        """Parties are many and alike; who reads in a zone is each zone's own."""
        return self._party_key(end) if end.party else (end.zone, project)

    def _party_key(self, end: Place) -> tuple[object, ...]:
        facts = self.ground.tables.parties[end.party]
        return (end.party if end.party in self._named else None, facts.country, facts.screening, facts.projects)

    def _sessions(self, person: PersonId, end: Place) -> list[ProjectId]:
        """Projects there that the person could declare to work for, those of the other side first."""
        theirs, projects = self.ground.crossing.theirs, self.ground.tables.projects
        there = self._reads_there(person, end)
        return sorted(there, key=lambda project: (theirs not in projects[project].sides, project))[:FEW]

    def _answer(self, form: Form, probe: Probe, end: Place) -> Answer:
        self.asked += 1
        decision = self._judge.decide(probe)
        guard = _GUARDS[decision.verdict]
        if guard is not Guard.NOTHING and form is not Form.RECOGNISED and probe.person is not None:
            for session in self._sessions(probe.person, end):
                self.asked += 1
                if not self._judge.decide(replace(probe, session=session)).verdict.stops:
                    guard = Guard.SESSION
                    break
        return Answer(form=form, guard=guard, verdict=decision.verdict, by=decision.rule, probe=probe)

    def _recognised(self, end: Place, project: ProjectId, person: PersonId) -> Probe:
        tables, ours = self.ground.tables, self.ground.crossing.ours
        facts = tables.projects[project]
        has_handled = facts.level >= tables.exposure_level and ours in self.ground.sides_of(person)
        return Probe(
            person=person,
            projects=frozenset({project}),
            level=facts.level,
            zone=end.zone or None,
            party=end.party or None,
            channel=self._channel(end),
            exposed=frozenset({ours} if has_handled else ()),
        )

    def _shapes(self, probe: Probe, project: ProjectId, end: Place) -> list[Probe]:
        """The content in shapes that some rule lets pass there.

        Under what leaves its side lies a floor that no rule lifts but for an open publication lane: then every rule's
        shape is asked about, else a few, to see that the floor holds.
        """
        is_open = any(terms.publication is Publication.OPEN for terms in self.ground.tables.projects[project].terms)
        rules = (rule for rule in self._passing if self._may_speak(rule, project, end))
        shapes = (fitted for rule in rules for fitted in _fitted(probe, rule))
        return list(dict.fromkeys(shapes if is_open else islice(shapes, FEW)))

    def _may_speak(self, rule: RuleFacts, project: ProjectId, end: Place) -> bool:
        sides = {side.full_name for side in self.ground.tables.projects[project].sides}
        there = {side.full_name for side in self.ground.sides_at(end)}
        source, to = rule.source, rule.to
        return (
            (not source.projects or project in source.projects)
            and (not source.sides or sides <= source.sides)
            and (not to.zones or end.zone in to.zones)
            and (not to.parties or end.party in to.parties or (PARTNER in to.parties and bool(end.party)))
            and (not to.projects or self.ground.projects_at(end) <= to.projects)
            and (not to.sides or there <= to.sides)
        )

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
