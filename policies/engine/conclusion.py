"""From what the steps said to one decision; from several decisions to the strictest."""

from __future__ import annotations

from collections.abc import Iterable

from policies.decision import Decision, Reason
from policies.engine.steps import Step, failed
from policies.model import Verdict


def conclude(said: list[Step]) -> Decision:
    """The strictest of what the steps said; the first that said it names the verdict.

    Args:
        said: In the order of naming, the table's last.
    """
    table = said[-1]
    reasons, errors = table.reasons, table.errors
    if len(said) > 1:
        reasons = _named(said)
        errors = unique(error for step in said for error in step.errors)
    first = reasons[0]
    return Decision(
        verdict=first.verdict, rule=first.source, reasons=reasons, obligations=table.obligations, errors=errors
    )


def _named(said: list[Step]) -> tuple[Reason, ...]:
    """Every reason that asks for more than `allow`, or would have, strictest first; the table's where there is none."""
    every: list[Reason] = []
    for step in said:
        every += step.reasons
    every = strictest_first(
        reason for reason in every if reason.verdict is not Verdict.ALLOW or "would" in reason.facts
    )
    return tuple(every) or said[-1].reasons


def strictest(decisions: Iterable[Decision]) -> Decision:
    """One decision over the parts of a document or the recipients of a message; an empty one is held.

    The first of the strictest names the verdict; the reasons of all stand in it, strictest first.
    """
    every = tuple(decisions)
    if not every:
        return failed_decision("strictest", ValueError("nothing was decided"))
    worst = max(every, key=lambda decision: decision.verdict.rank)
    return Decision(
        verdict=worst.verdict,
        rule=worst.rule,
        reasons=tuple(strictest_first(r for d in every for r in d.reasons)),
        obligations=unique(o for d in every for o in d.obligations),
        errors=unique(e for d in every for e in d.errors),
    )


def failed_decision(what: str, error: Exception) -> Decision:
    """The hold of what could not be decided."""
    return conclude([failed(what, what, error)])


def strictest_first(reasons: Iterable[Reason]) -> list[Reason]:
    """The same reasons, strictest first, else in their order."""
    return sorted(reasons, key=lambda reason: -reason.verdict.rank)


def unique(items: Iterable[str]) -> tuple[str, ...]:
    """Each item once, where it first stood."""
    return tuple(dict.fromkeys(items))
