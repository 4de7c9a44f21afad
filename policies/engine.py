"""The decision: invariants first, then the table, then releases; the strictest result wins.

Invariants of this module:

1. `decide` is total. It never raises and never logs; what fails becomes `hold`, with the error in the decision.
2. `decide` is pure: the same values give the same decision.
3. On a tie the invariants, in their order, name the verdict before the table does.
4. A release lifts every stop but an error: what went wrong while deciding was not what the approvers saw.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from policies.decision import Decision, Reason
from policies.flow import Flow, flow_of
from policies.invariants import INVARIANTS, Invariant
from policies.label import Label
from policies.model import Verdict
from policies.release.lifting import concerns, release_faults
from policies.release.terms import Release, ReleaseId
from policies.rules import table_reason
from policies.tables import Tables
from policies.transfer import Exposure, Transfer


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one invariant, or the table, said.

    Attributes:
        source: `invariant:wall` and so on, `table`, or `facts` for what the tables do not know.
        reasons: Empty where it had nothing against the transfer.
        obligations: What must be done besides.
        errors: What failed.
    """

    source: str
    reasons: tuple[Reason, ...]
    obligations: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()


def decide(
    transfer: Transfer,
    label: Label,
    exposure: tuple[Exposure, ...],
    releases: tuple[Release, ...],
    tables: Tables,
    now: datetime,
    *,
    uses: Mapping[ReleaseId, int] | None = None,
) -> Decision:
    """What happens to a transfer.

    Args:
        transfer: Who moves what, how, and where to.
        label: Whose content it is, after `policies.attribution.attribute`.
        exposure: What people have handled on this agent; only the subject's counts.
        releases: Those known to the agent; nothing in them is trusted before it is verified.
        now: Aware UTC time; the later of the clock and the highest time seen.
        uses: How often each release was used on this agent.
    """
    try:
        decision = _conclude(walk(transfer, label, exposure, tables, now))
    except Exception as error:  # noqa: BLE001 - total by contract: whatever fails, the transfer waits
        return _failed("decide", error)
    is_broken = any(reason.source.startswith("error:") for reason in decision.reasons)
    if not decision.verdict.stops or is_broken:
        return decision
    try:
        return _lift(decision, transfer, label, releases, tables, now, uses or {})
    except Exception as error:  # noqa: BLE001 - a release that cannot be judged lifts nothing
        return _with_errors(decision, (f"release: {type(error).__name__}",))


def walk(
    transfer: Transfer, label: Label, exposure: tuple[Exposure, ...], tables: Tables, now: datetime
) -> tuple[Step, ...]:
    """Every step of a decision before releases, in order, those with nothing to say included."""
    flow = flow_of(transfer, label, exposure, tables, now)
    steps = [_guarded(f"invariant:{name}", _invariant_step(name, invariant), flow) for name, invariant in INVARIANTS]
    return (_guarded("facts", _facts_step, flow), *steps, _guarded("table", _table_step, flow))


def strictest(decisions: Iterable[Decision]) -> Decision:
    """One decision over the parts of a document or the recipients of a message; an empty one is held.

    The first of the strictest names the verdict; the reasons of all stand in it, strictest first.
    """
    every = tuple(decisions)
    if not every:
        return _failed("strictest", ValueError("nothing was decided"))
    worst = _first_strictest(every)
    reasons = sorted((r for d in every for r in d.reasons), key=lambda reason: -reason.verdict.rank)
    return Decision(
        verdict=worst.verdict,
        rule=worst.rule,
        reasons=tuple(reasons),
        obligations=_unique(o for d in every for o in d.obligations),
        errors=_unique(e for d in every for e in d.errors),
    )


def _first_strictest(decisions: tuple[Decision, ...]) -> Decision:
    return max(decisions, key=lambda decision: decision.verdict.rank)


def _guarded(source: str, step: Callable[[Flow], Step], flow: Flow) -> Step:
    try:
        return step(flow)
    except Exception as error:  # noqa: BLE001 - total by contract: a step that fails holds
        failed = _failed(source.removeprefix("invariant:"), error)
        return Step(source=source, reasons=failed.reasons, errors=failed.errors)


def _invariant_step(name: str, invariant: Invariant) -> Callable[[Flow], Step]:
    return lambda flow: Step(source=f"invariant:{name}", reasons=tuple(invariant(flow)))


def _table_step(flow: Flow) -> Step:
    reason, obligations = table_reason(flow)
    return Step(source="table", reasons=(reason,), obligations=obligations)


def _facts_step(flow: Flow) -> Step:
    """What the tables do not know of labelled or opaque content; ordinary documents do not wait for it."""
    named, label = flow.transfer.destination, flow.label
    unknown: list[tuple[str, str]] = [
        ("project", project) for project in sorted(label.projects) if project not in flow.tables.projects
    ]
    if label.is_labelled or label.reading.is_opaque:
        unknown += [("zone", named.zone)] if named.zone is not None and flow.zone is None else []
        unknown += [("party", named.party)] if named.party is not None and flow.party is None else []
    reasons = tuple(
        Reason(key=f"error.unknown-{what}", verdict=Verdict.HOLD, source=f"error:unknown-{what}", facts={what: name})
        for what, name in unknown
    )
    return Step(source="facts", reasons=reasons, errors=tuple(f"unknown {what}: {name}" for what, name in unknown))


def _conclude(steps: tuple[Step, ...]) -> Decision:
    # Facts come first in time but last in naming: an invariant says more than a missing fact does.
    ordered = (*steps[1:-1], steps[0], steps[-1])
    said = [reason for step in ordered for reason in step.reasons]
    reasons = sorted((r for r in said if r.verdict > Verdict.ALLOW), key=lambda reason: -reason.verdict.rank)
    named = reasons or said[-1:]
    return Decision(
        verdict=named[0].verdict,
        rule=named[0].source,
        reasons=tuple(named),
        obligations=_unique(o for step in ordered for o in step.obligations),
        errors=_unique(e for step in ordered for e in step.errors),
    )


def _lift(
    decision: Decision,
    transfer: Transfer,
    label: Label,
    releases: tuple[Release, ...],
    tables: Tables,
    now: datetime,
    uses: Mapping[ReleaseId, int],
) -> Decision:
    refusals: list[str] = []
    for release in releases:
        faults = release_faults(release, transfer, label, tables, now, uses.get(release.terms.id, 0))
        if not faults:
            return _lifted(decision, release)
        if concerns(release, transfer):
            refusals += [f"{fault} ({release.terms.id})" for fault in faults]
    return _with_errors(decision, tuple(refusals))


def _lifted(decision: Decision, release: Release) -> Decision:
    rest = [reason.verdict for reason in decision.reasons if not reason.verdict.stops]
    verdict = max([Verdict.ALLOW, *rest])
    source = f"release:{release.terms.id}"
    lifted = Reason(key="release.lifts", verdict=verdict, source=source, facts={"release": release.terms.id})
    return Decision(
        verdict=verdict,
        rule=source,
        reasons=(lifted, *decision.reasons),
        obligations=decision.obligations,
        errors=decision.errors,
    )


def _with_errors(decision: Decision, errors: tuple[str, ...]) -> Decision:
    return Decision(
        verdict=decision.verdict,
        rule=decision.rule,
        reasons=decision.reasons,
        obligations=decision.obligations,
        errors=_unique((*decision.errors, *errors)),
    )


def _failed(what: str, error: Exception) -> Decision:
    # The error's own words could hold a name or a path; its type is enough to find it.
    kind = type(error).__name__
    reason = Reason(
        key="error.failed", verdict=Verdict.HOLD, source=f"error:{what}", facts={"step": what, "error": kind}
    )
    return Decision(verdict=Verdict.HOLD, rule=reason.source, reasons=(reason,), errors=(f"{what}: {kind}",))


def _unique(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))
