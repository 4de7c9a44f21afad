"""From what the steps said to one decision; from several decisions to the strictest."""

from __future__ import annotations

from collections.abc import Iterable

from policies.decision import Decision, Reason
from policies.engine.steps import Said, failed
from policies.model import Verdict


def conclude(said: list[Said]) -> Decision:
    """The strictest of what the steps said; the first that said it names the verdict.

    Args:
        said: In the order of naming, the table's last.
    """
    if len(said) == 1:
        _, reasons, obligations, errors = said[0]
        first = reasons[0]
        return Decision(
            verdict=first.verdict,
            rule=first.source,
            reasons=tuple(reasons),
            obligations=tuple(obligations),
            errors=errors,
        )
    every = [reason for step in said for reason in step.reasons]
    named = strictest_first(reason for reason in every if reason.verdict is not Verdict.ALLOW) or every[-1:]
    return Decision(
        verdict=named[0].verdict,
        rule=named[0].source,
        reasons=tuple(named),
        obligations=unique(o for step in said for o in step.obligations),
        errors=unique(e for step in said for e in step.errors),
    )


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
