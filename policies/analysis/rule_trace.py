"""Which rule of the table matches a transfer, and which condition each rule before it missed.

Each condition is put to the engine's own table as a rule of its own, so that what is told here cannot differ from what
is decided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace

from policies.analysis.question import Scene
from policies.analysis.said import Said, listed, said
from policies.day import DayView
from policies.engine import Step
from policies.engine.table import TableStep
from policies.flow import Flow
from policies.interning import MEMO_SIZE, Interned
from policies.model import Endpoint, Hours, LevelRange, RuleName, SizeRange, Verdict
from policies.rules import RuleTable
from policies.tables import RuleFacts, is_within

TABLE = "table"
_ANYTHING = Endpoint()
_PHRASED = {"zone_kinds": "zone.kind", "kinds": "kind", "channels": "channel"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTried:
    """One rule that was looked at.

    Attributes:
        number: From 1, in the table's order.
        line: Its line in the policy's text; 0 where that is not known.
        missed: Conditions that do not hold; empty for the rule that matched, and where nobody asked for them.
    """

    number: int
    name: RuleName
    line: int
    verdict: Verdict
    has_matched: bool
    missed: tuple[Said, ...] = ()


def rules_tried(scene: Scene, steps: tuple[Step, ...], *, with_conditions: bool) -> tuple[RuleTried, ...]:
    """The rules up to the first that matches, that one included; all of them where none does.

    Args:
        steps: The walk of the scene.
        with_conditions: Whether to work out which conditions each rule missed.
    """
    matched = matched_rule(steps)
    # A rule whose choice of people changes with the days stands several times, under one name.
    named: dict[RuleName, list[RuleFacts]] = {}
    for rule in scene.tables.rules:
        named.setdefault(rule.name, []).append(rule)
    tried = list(named)[: list(named).index(matched) + 1] if matched in named else list(named)
    missed = (
        _missed([_in_force(named[name], scene) for name in tried if name != matched], scene) if with_conditions else {}
    )
    return tuple(
        RuleTried(
            number=number,
            name=name,
            line=named[name][0].line,
            verdict=named[name][0].verdict,
            has_matched=name == matched,
            missed=missed.get(name, ()),
        )
        for number, name in enumerate(tried, start=1)
    )


def _in_force(rules: list[RuleFacts], scene: Scene) -> RuleFacts:
    """The one of a rule's periods that the day is in; the first where it is in none."""
    return next((rule for rule in rules if is_within(rule.since, rule.until, scene.today)), rules[0])


def matched_rule(steps: tuple[Step, ...]) -> RuleName | None:
    """The name of the rule that spoke for the table, made stricter or not; None where the default did."""
    for step in steps:
        for reason in step.reasons if step.source == TABLE else ():
            name = reason.facts.get("rule")
            return RuleName(name) if name else None
    return None


def _missed(rules: list[RuleFacts], scene: Scene) -> dict[RuleName, tuple[Said, ...]]:
    """The conditions of each rule that do not hold; where each does by itself, that they do not hold together."""
    tried = [(rule.name, probe, words) for rule in rules for probe, words in _conditions(rule, scene)]
    holding = _matching([probe for _, probe, _ in tried], scene)
    missed: dict[RuleName, tuple[Said, ...]] = {}
    for index, (name, _, words) in enumerate(tried):
        if index not in holding:
            missed[name] = (*missed.get(name, ()), words())
    return {rule.name: missed.get(rule.name, (said("condition.together"),)) for rule in rules}


def _matching(probes: list[RuleFacts], scene: Scene) -> frozenset[int]:
    """Which of some rules match the scene, by their position."""
    named = tuple(replace(probe, name=RuleName(str(index))) for index, probe in enumerate(probes))
    tables, question = scene.tables, scene.question
    rules = RuleTable(named, tables.zones, MEMO_SIZE)
    day = DayView(Interned(tables), rules, scene.today, MEMO_SIZE)
    flow = Flow(scene.transfer, scene.label, question.exposure, day, question.now)
    mask = TableStep(rules, tables.defaults, tables.rings).matching(flow)
    return frozenset(index for index in range(len(probes)) if mask >> index & 1)


def _conditions(rule: RuleFacts, scene: Scene) -> Iterator[tuple[RuleFacts, Callable[[], Said]]]:
    """Each condition of a rule as a rule of its own, and the words for missing it."""
    bare = RuleFacts(name=rule.name, source=_ANYTHING, to=_ANYTHING, verdict=rule.verdict)
    for half, wanted in (("source", rule.source), ("to", rule.to)):
        for field in fields(Endpoint):
            value = getattr(wanted, field.name)
            if value == getattr(_ANYTHING, field.name):
                continue
            alone = replace(_ANYTHING, **{field.name: value})
            probe = replace(bare, source=alone) if half == "source" else replace(bare, to=alone)
            yield probe, _words(half, field.name, value, scene)
    if rule.persons:
        who = scene.transfer.subject.person or ""
        yield (
            replace(bare, persons=rule.persons),
            lambda: _condition("what.persons", listed(rule.persons), who or said("unknown")),
        )
    hours = rule.hours
    if hours is not None:
        yield replace(bare, hours=hours), lambda: _condition("what.hours", *_hours(hours, scene))
    if rule.since is not None or rule.until is not None:
        span = _span(rule.since or "…", rule.until or "…")
        yield (
            replace(bare, since=rule.since, until=rule.until),
            lambda: _condition("what.period", span, scene.today.isoformat()),
        )


def _words(half: str, dimension: str, wanted: object, scene: Scene) -> Callable[[], Said]:
    return lambda: _condition(f"what.{half}.{dimension}", _shown(dimension, wanted), _found(half, dimension, scene))


def _condition(what: str, wanted: str | Said, found: str | Said) -> Said:
    return said("condition", what=said(what), wanted=wanted, found=found)


def _shown(dimension: str, wanted: object) -> str | Said:
    if isinstance(wanted, LevelRange):
        least, most = said(f"level.{wanted.least}"), said(f"level.{wanted.most}")
        return least if wanted.least == wanted.most else said("between", least=least, most=most)
    if isinstance(wanted, SizeRange):
        return _span(wanted.least_bytes, "…" if wanted.most_bytes is None else wanted.most_bytes)
    values = sorted(map(str, wanted)) if isinstance(wanted, frozenset) else []
    return _values(dimension, values)


def _values(dimension: str, values: list[str]) -> str | Said:
    if dimension not in _PHRASED or not values:
        return listed(values)
    return said("several", words=tuple(said(f"{_PHRASED[dimension]}.{value}") for value in values))


def _found(half: str, dimension: str, scene: Scene) -> str | Said:
    if dimension == "levels":
        return said(f"level.{scene.label.level}")
    if dimension == "sizes":
        return str(scene.transfer.object.size_bytes)
    values = _content(dimension, scene) if half == "source" else _destination(dimension, scene)
    return _values(dimension, sorted(map(str, values)))


def _content(dimension: str, scene: Scene) -> frozenset[str]:
    label, origin = scene.label, scene.transfer.origin
    kinds = frozenset(str(scene.tables.zones[zone].kind) for zone in origin if zone in scene.tables.zones)
    found: dict[str, frozenset[str]] = {
        "projects": frozenset(label.projects),
        "sides": frozenset(side.full_name for side in scene.label_sides),
        "zones": frozenset(origin),
        "zone_kinds": kinds,
        "kinds": frozenset(map(str, label.kinds)),
        "fields": label.fields,
        "markings": label.markings,
    }
    return found.get(dimension, frozenset())


def _destination(dimension: str, scene: Scene) -> frozenset[str]:
    named = scene.transfer.destination
    places = [place for place in (scene.zone, scene.party) if place is not None]
    found: dict[str, frozenset[str]] = {
        "projects": frozenset(scene.sink_projects),
        "sides": frozenset(side.full_name for side in scene.sink_sides),
        "zones": frozenset({named.zone} if named.zone else ()),
        "zone_kinds": frozenset({str(scene.zone.kind)} if scene.zone else ()),
        "parties": frozenset({named.party} if named.party else ()),
        "countries": frozenset(place.country for place in places if place.country),
        "channels": frozenset({str(scene.transfer.channel)}),
    }
    return found.get(dimension, frozenset())


def _hours(hours: Hours, scene: Scene) -> tuple[str, str]:
    days = " ".join(map(str, sorted(hours.weekdays)))
    clock = _span(_clock(hours.since_minute), _clock(hours.until_minute))
    return f"{days} {clock}".strip(), scene.local_time


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _span(first: object, last: object) -> str:
    return f"{first} – {last}"
