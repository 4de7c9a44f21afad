"""Cases tried against a policy: what was decided, what differs from what was expected, and what no case reached."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from policies.analysis.addresses import destination_at
from policies.analysis.cases import Case, LabelFacts
from policies.attribution import attribute, label_at_rest
from policies.decision import Decision
from policies.engine import Engine, Step
from policies.label import Label
from policies.language.faults import Fault, did_you_mean
from policies.release import Release, ReleaseId
from policies.tables import Tables
from policies.transfer import Destination, Transfer

INVARIANT_NAMES = ("wall", "exposure", "screening", "deemed-export", "origin-permission", "opaque")
ERROR_RULE = "error:"
# What keeps a publication of a closed lane in; only where a rule would have let it out.
PUBLICATION = "default:publication"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Something that a case expects otherwise: `verdict`, `rule`, `reasons`, `errors` …"""

    what: str
    expected: str
    got: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One case, tried.

    Attributes:
        label: After attribution.
        reached: Sources that had something to say: `invariant:wall`, `rule:minutes`, `default:clean` …
        differences: Empty where the case holds.
    """

    case: Case
    transfer: Transfer
    label: Label
    decision: Decision
    reached: frozenset[str]
    differences: tuple[Difference, ...]

    @property
    def has_passed(self) -> bool:
        """Whether all came as expected."""
        return not self.differences


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What cases reached of a policy, and what none did though it could; each in the policy's order."""

    reached: tuple[str, ...]
    missed: tuple[str, ...]


def try_case(case: Case, engine: Engine, *, releases: tuple[Release, ...] = (), uses: int = 0) -> Trial:
    """What the policy decides of a case.

    Args:
        releases: Those that the agent would know.
        uses: How often each of them was used.
    """
    tables = engine.tables
    transfer = transfer_of(case, tables)
    label = attribute(case.label, origin=transfer.origin, session=transfer.session, tables=tables)
    counted: dict[ReleaseId, int] = {release.terms.id: uses for release in releases}
    decision = engine.decide(transfer, label, case.exposure, releases, case.now, uses=counted)
    return Trial(
        case=case,
        transfer=transfer,
        label=label,
        decision=decision,
        reached=frozenset(_reached(engine.walk(transfer, label, case.exposure, case.now))),
        differences=tuple(_differences(case, transfer, label, decision, tables)),
    )


def transfer_of(case: Case, tables: Tables) -> Transfer:
    """The case's transfer with its address resolved by the policy's homes and domains."""
    if not case.address:
        return case.transfer
    there: Destination = destination_at(case.address, tables)
    return replace(case.transfer, destination=there)


def name_faults(cases: Iterable[Case], tables: Tables) -> tuple[Fault, ...]:
    """Names that the policy does not declare. Where a case expects that very error, they are meant."""
    sides = {f"{side.wall}/{side.name}" for wall in tables.walls.values() for side in wall.sides}
    rules = (*known_sources(tables), PUBLICATION)
    known: dict[str, set[str]] = {
        "project": set(map(str, tables.projects)),
        "person": set(map(str, tables.people)),
        "party": set(map(str, tables.parties)),
        "zone": set(map(str, tables.zones)),
        "side": sides,
    }
    found = []
    for case in cases:
        if (case.expect.rule or "").startswith(ERROR_RULE) or case.expect.errors:
            continue
        for what, name, line, column in case.places:
            if name not in known[what]:
                message = f"the policy declares no {what} `{name}`"
                found.append(Fault(line=line, column=column, message=message, help=did_you_mean(name, known[what])))
        if case.expect.rule is not None and case.expect.rule not in rules:
            message = f"case `{case.name}` expects `{case.expect.rule}`, which nothing in the policy is called"
            found.append(Fault(line=case.line, column=1, message=message, help=did_you_mean(case.expect.rule, rules)))
    return tuple(found)


def known_sources(tables: Tables) -> tuple[str, ...]:
    """What can name a verdict: the invariants in their order, the rules in theirs, the defaults."""
    rules = dict.fromkeys(f"rule:{rule.name}" for rule in tables.rules)
    invariants = (f"invariant:{name}" for name in INVARIANT_NAMES)
    return (*invariants, *rules, "default:clean", "default:labelled", "default:unlabelled")


def coverage_of(trials: Sequence[Trial], tables: Tables) -> Coverage:
    """What the trials reached of everything that can name a verdict in this policy."""
    reached = frozenset(source for trial in trials for source in trial.reached)
    known, silent = known_sources(tables), frozenset(_silent_invariants(tables))
    return Coverage(
        reached=tuple(source for source in known if source in reached),
        missed=tuple(source for source in known if source not in reached and source not in silent),
    )


def _silent_invariants(tables: Tables) -> Iterable[str]:
    """Invariants for which the policy declares nothing that they could speak of, whatever the case."""
    if not tables.walls:
        yield from ("invariant:wall", "invariant:exposure")
    if not any(party.screening for party in tables.parties.values()):
        yield "invariant:screening"
    if all(person.permit_from is None and person.permit_from_later is None for person in tables.people.values()):
        yield "invariant:deemed-export"
    terms = [each for project in tables.projects.values() for each in project.terms]
    if not any(each.origin_permission or each.secrecy_hold or each.residency for each in terms):
        yield "invariant:origin-permission"


def _reached(steps: Iterable[Step]) -> Iterable[str]:
    for step in steps:
        for reason in step.reasons:
            yield reason.source
            # The floor of walled content names the rule that it made stricter: the case reached that rule too.
            if reason.source.startswith("default:") and reason.facts.get("rule"):
                yield f"rule:{reason.facts['rule']}"


def _differences(
    case: Case, transfer: Transfer, label: Label, decision: Decision, tables: Tables
) -> Iterable[Difference]:
    expect = case.expect
    zone = transfer.destination.zone
    errors = tuple(error.split(":")[0] for error in decision.errors)
    reasons = tuple(reason.key for reason in decision.reasons)
    pairs = [
        ("verdict", expect.verdict, decision.verdict),
        ("rule", expect.rule, decision.rule),
        ("reasons", _listed(expect.reasons), _listed(reasons)),
        ("errors", _listed(expect.errors), _listed(errors)),
        ("obligations", _listed(expect.obligations), _listed(decision.obligations)),
        ("attributed", _label_text(expect.attributed), _label_text(label)),
    ]
    if expect.at_rest is not None:
        rested = label_at_rest(label, zone, tables) if zone is not None else label
        pairs.append(("at_rest", _label_text(expect.at_rest), _label_text(rested)))
    for what, expected, got in pairs:
        if expected is not None and expected != got:
            yield Difference(what=what, expected=str(expected) or "none", got=str(got) or "none")


def _listed(words: Iterable[str] | None) -> str | None:
    return None if words is None else ", ".join(words)


def _label_text(label: LabelFacts | Label | None) -> str | None:
    if label is None:
        return None
    return f"{', '.join(sorted(label.projects)) or 'nobody'}, {label.level}"
