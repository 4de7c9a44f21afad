"""One decision, explained: what moved, whose content it is, who reads there, every check, every rule, and what next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from policies.analysis.advice import advice_on
from policies.analysis.inspection import looked_at
from policies.analysis.moments import shown_moment
from policies.analysis.question import Question, Scene, scene_of
from policies.analysis.readership import Readership, readership_of
from policies.analysis.rule_trace import TABLE, RuleTried, rules_tried
from policies.analysis.said import Said, listed, said
from policies.decision import Decision, Reason
from policies.engine import Engine, Step
from policies.label import Label, Level
from policies.model import Side, ZoneKind
from policies.tables import Tables
from policies.transfer import KnownBy

Row = tuple[Said, tuple[Said, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check that comes before the rules.

    Attributes:
        source: `invariant:wall` and so on, or `facts`.
        looked_at: The facts that it weighed.
        reasons: What it has against the transfer; empty where nothing.
        errors: What failed.
    """

    source: str
    looked_at: tuple[Said, ...]
    reasons: tuple[Reason, ...]
    errors: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A decision with everything that led to it.

    Attributes:
        transfer, content: Rows of a name and sentences.
        table: What the table of rules said.
        steps: The walk itself.
        advice: What to do next, the likeliest first.
    """

    transfer: tuple[Row, ...]
    content: tuple[Row, ...]
    label: Label
    readership: Readership
    checks: tuple[Check, ...]
    rules: tuple[RuleTried, ...]
    rule_count: int
    table: tuple[Reason, ...]
    steps: tuple[Step, ...]
    decision: Decision
    advice: tuple[Said, ...]


def explain(question: Question, tables: Tables, *, with_conditions: bool = False) -> Explanation:
    """Explain what the tables decide of one transfer.

    Args:
        with_conditions: Whether to say of every rule before the one that matched which condition it missed.
    """
    scene = scene_of(question, tables)
    engine = Engine(tables)
    steps = engine.walk(scene.transfer, scene.label, question.exposure, question.now)
    decision = engine.decide(scene.transfer, scene.label, question.exposure, question.releases, question.now)
    return Explanation(
        transfer=tuple(_transfer_rows(scene)),
        content=tuple(_content_rows(scene)),
        label=scene.label,
        readership=readership_of(scene),
        checks=tuple(_check(step, scene) for step in steps if _is_worth_a_line(step)),
        rules=rules_tried(scene, steps, with_conditions=with_conditions),
        rule_count=len({rule.name for rule in tables.rules}),
        table=tuple(reason for step in steps if step.source == TABLE for reason in step.reasons),
        steps=steps,
        decision=decision,
        advice=advice_on(decision, scene),
    )


def _is_worth_a_line(step: Step) -> bool:
    """Every invariant is shown; whether names are known only where one is not."""
    return step.source != TABLE and (step.source.startswith("invariant:") or bool(step.reasons or step.errors))


def _check(step: Step, scene: Scene) -> Check:
    return Check(source=step.source, looked_at=looked_at(step.source, scene), reasons=step.reasons, errors=step.errors)


def _transfer_rows(scene: Scene) -> Iterator[Row]:
    transfer = scene.transfer
    document = "document.new" if transfer.is_new else "document"
    name = said(document, name=transfer.object.name, size=str(transfer.object.size_bytes))
    yield said("row.document"), (name,)
    yield said("row.person"), (_person(scene),)
    if transfer.session is not None:
        since = transfer.session_since
        shown = said("session.since", since=shown_moment(since), project=transfer.session) if since else None
        yield said("row.session"), (shown or said("session", project=transfer.session),)
    if transfer.origin:
        yield said("row.origin"), (said("plain", text=listed(transfer.origin)),)
    yield said("row.destination"), tuple(_destination(scene))
    yield said("row.channel"), (said(f"channel.{transfer.channel}"),)
    yield said("row.at"), (said("plain", text=shown_moment(scene.question.now)),)
    yield said("row.policy"), (said("plain", text=str(scene.tables.version)),)


def _person(scene: Scene) -> Said:
    subject = scene.transfer.subject
    if subject.person is not None:
        known_by = "event" if subject.known_by is KnownBy.EVENT else "owner"
        return said(f"person.{known_by}", person=subject.person)
    return said("person.account", account=subject.account) if subject.account else said("person.unknown")


def _destination(scene: Scene) -> Iterator[Said]:
    named, sides = scene.transfer.destination, _of_sides(scene.sink_sides)
    if named.zone is not None:
        yield _zone(scene, sides)
    if named.party is not None and scene.party is not None:
        country = scene.party.country or said("unknown")
        yield said("party", party=named.party, name=scene.party.name or named.party, country=country, sides=sides)
    elif named.party is not None:
        yield said("party.unknown", party=named.party)
    if named.zone is None and named.party is None:
        address = scene.question.address
        yield said("sink.address", address=address) if address else said("sink.unknown")
    if named.path:
        yield said("path", path=named.path)


def _zone(scene: Scene, sides: Said | str) -> Said:
    name, facts = str(scene.transfer.destination.zone), scene.zone
    if facts is None:
        return said("zone.unknown", zone=name)
    if facts.kind is ZoneKind.HOME:
        return said("zone.home", zone=name, projects=listed(facts.projects), sides=sides, country=facts.country)
    kind = said(f"zone.kind.{facts.kind}")
    if not facts.country:
        return said("zone.nowhere", zone=name, kind=kind)
    return said("zone.named", zone=name, kind=kind, sides=sides, country=facts.country)


def _of_sides(sides: tuple[Side, ...]) -> Said | str:
    return said("of-sides", sides=listed(f"{side.wall}/{side.name}" for side in sides)) if sides else ""


def _content_rows(scene: Scene) -> Iterator[Row]:
    recognised, taken = scene.question.recognised, scene.label
    yield said("row.recognised"), tuple(_label(recognised))
    yield said("row.taken"), (said("taken", projects=_projects(taken), level=said(f"level.{taken.level}")),)
    yield said("row.why"), tuple(_because(scene))


def _label(label: Label) -> Iterator[Said]:
    kinds = tuple(said(f"kind.{kind}") for kind in sorted(label.kinds)) or (said("kind.none"),)
    level, reading = said(f"level.{label.level}"), said(f"reading.{label.reading}")
    yield said("label", projects=_projects(label), level=level, kinds=kinds, reading=reading)
    if label.fields:
        yield said("label.fields", fields=listed(label.fields))
    if label.markings:
        yield said("label.markings", markings=listed(label.markings))


def _projects(label: Label) -> Said | str:
    return listed(label.projects, empty="nobody")


def _because(scene: Scene) -> Iterator[Said]:
    """Why the content is taken to be whose it is: the same order in which attribution asks."""
    recognised, taken, transfer = scene.question.recognised, scene.label, scene.transfer
    if scene.question.is_attributed:
        yield said("because.recorded")
        return
    if recognised.projects:
        yield said("because.recognised")
    added = taken.projects - recognised.projects
    seen_in = frozenset(
        z for z in transfer.origin if z in scene.tables.zones and scene.tables.zones[z].projects & added
    )
    if seen_in:
        yield said("because.origin", zones=listed(seen_in))
    elif added and transfer.session in added:
        yield said("because.session", project=str(transfer.session))
    if not taken.projects:
        yield said(_because_nobodys(taken))
    if taken.level > recognised.level:
        yield said("because.level", projects=listed(taken.projects), level=said(f"level.{taken.level}"))


def _because_nobodys(label: Label) -> str:
    if label.reading.is_opaque or label.level >= Level.SENSITIVE:
        return "because.nothing"
    return "because.public" if label.level is Level.PUBLIC else "because.ordinary"
