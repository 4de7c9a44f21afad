"""The steps of a decision, in order: the invariants, what the tables do not know, the table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec

from policies.decision import Reason
from policies.flow import Flow
from policies.invariants import INVARIANTS
from policies.model import Verdict
from policies.rules import DAY_MINUTES, RuleTable
from policies.tables import RuleFacts

_MINUTE_S = 60


class Step(msgspec.Struct, frozen=True, kw_only=True):
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


class Said(NamedTuple):
    """What a step that had something to say said."""

    source: str
    reasons: Sequence[Reason]
    obligations: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()


# In the order of naming: an invariant says more than a missing fact does.
SOURCES = (*(f"invariant:{name}" for name, _ in INVARIANTS), "facts", "table")


def said_of(flow: Flow, table: Callable[[Flow], Said]) -> list[Said]:
    """What every step says that has something to say, in the order of naming; the table always has, and is last."""
    said: list[Said] = []
    for name, invariant in INVARIANTS:
        try:
            reasons = invariant(flow)
        except Exception as error:  # noqa: BLE001 - total by contract: a step that fails holds
            said.append(failed(f"invariant:{name}", name, error))
        else:
            if reasons:
                said.append(Said(f"invariant:{name}", reasons))
    if flow.content.unknown or flow.place.lacks:
        said.append(_facts(flow))
    try:
        said.append(table(flow))
    except Exception as error:  # noqa: BLE001 - total by contract: a step that fails holds
        said.append(failed("table", "table", error))
    return said


def failed(source: str, what: str, error: Exception) -> Said:
    """What a step says that failed."""
    # The error's own words could hold a name or a path; its type is enough to find it.
    kind = type(error).__name__
    reason = Reason(
        key="error.failed", verdict=Verdict.HOLD, source=f"error:{what}", facts={"step": what, "error": kind}
    )
    return Said(source, (reason,), errors=(f"{what}: {kind}",))


def _facts(flow: Flow) -> Said:
    """What the tables do not know of labelled or opaque content; ordinary documents do not wait for it."""
    unknown: list[tuple[str, str]] = [("project", project) for project in flow.content.unknown]
    if flow.label.projects or flow.is_opaque:
        unknown += flow.place.lacks
    reasons = tuple(
        Reason(key=f"error.unknown-{what}", verdict=Verdict.HOLD, source=f"error:unknown-{what}", facts={what: name})
        for what, name in unknown
    )
    return Said("facts", reasons, errors=tuple(f"unknown {what}: {name}" for what, name in unknown))


def table_said(flow: Flow, rules: RuleTable) -> Said:
    """What the table says, and the obligations of the rule that said it.

    An unclean flow that leaves its side of a wall is never looser than `hold`: everybody, the other side included, may
    read what lies there. Nor is an unclean flow of a publication of a project that publishes nothing. A rule can only
    make either stricter, but for content that is free to be published.
    """
    position = rules.first(matching(flow, rules))
    rule = rules.rule(position) if position is not None else None
    is_clean = flow.is_clean
    said = rules.reasons[position] if position is not None else _default(flow, is_clean=is_clean)
    floor = None if is_clean else _floor(flow, rule)
    if floor is not None and said.verdict < floor.verdict:
        said = floor
    return Said("table", (said,), rule.obligations if rule is not None else ())


def matching(flow: Flow, rules: RuleTable) -> int:
    """Mask of the rules in force that speak of this transfer."""
    label, place, transfer = flow.label, flow.place, flow.transfer
    is_partner = place.party is not None and bool(label.projects) and label.projects <= place.party.projects
    mask = (
        (place.rules_as_partner if is_partner else place.rules)
        & flow.content.rules
        & rules.levels[flow.rank]
        & rules.channels.mask(transfer.channel)
        & rules.kinds.masks[label.kinds]
        & rules.fields.masks[label.fields]
        & rules.markings.masks[label.markings]
        & rules.origins[transfer.origin]
    )
    if flow.person is not None:
        mask &= rules.people.mask(flow.person)
    else:
        # An unknown subject may be the named one; ordinary documents are not stopped on that ground.
        mask &= rules.people.wild if flow.is_ordinary else rules.unknown_person
    if mask and rules.sizes.is_used:
        mask &= rules.sizes.mask(transfer.object.size_bytes)
    if mask and rules.uses_hours:
        mask &= rules.at_minute(_minute_of_week(flow))
    return mask


def _minute_of_week(flow: Flow) -> int:
    return flow.day.day.weekday() * DAY_MINUTES + (flow.now - flow.day.begins).seconds // _MINUTE_S


def _default(flow: Flow, *, is_clean: bool) -> Reason:
    defaults = flow.tables.defaults
    if not flow.label.projects:
        return Reason(key="default.unlabelled", verdict=defaults.unlabelled, source="default:unlabelled")
    if is_clean:
        return Reason(key="default.clean", verdict=Verdict.ALLOW, source="default:clean")
    return Reason(key="default.labelled", verdict=defaults.labelled, source="default:labelled")


def _floor(flow: Flow, rule: RuleFacts | None) -> Reason | None:
    """The least that the table says of an unclean flow, where there is such a thing."""
    facts = {"rule": rule.name} if rule is not None else {}
    least = Verdict.HOLD
    if flow.leaves_its_side and not (rule is not None and flow.is_free_to_publish):
        least = max(Verdict.HOLD, flow.tables.defaults.labelled)
    elif not (flow.content.is_closed and flow.is_published):
        return None
    if flow.content.is_closed and flow.is_published:
        named = {**facts, "projects": flow.content.names}
        return Reason(key="publication.closed", verdict=least, source="default:publication", facts=named)
    return Reason(key="default.leaves-side", verdict=least, source="default:labelled", facts=facts)
