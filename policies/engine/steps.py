"""The steps of a decision, in order: the invariants, what the tables do not know, the table."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from policies.decision import Reason
from policies.flow import Flow
from policies.invariants import INVARIANTS
from policies.model import Verdict


class Step(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What one invariant, or the table, said.

    Attributes:
        source: `invariant:wall` and so on, `table`, or `facts` for what the tables do not know.
        reasons: Empty where it had nothing against the transfer.
        obligations: What must be done besides; only the table asks for anything.
        errors: What failed.
    """

    source: str
    reasons: tuple[Reason, ...]
    obligations: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()


# In the order of naming: an invariant says more than a missing fact does.
SOURCES = (*(f"invariant:{name}" for name, _ in INVARIANTS), "facts", "table")


def said_of(flow: Flow, table: Callable[[Flow], Step]) -> list[Step]:
    """What every step says that has something to say, in the order of naming; the table always has, and is last."""
    said: list[Step] = []
    for name, invariant in INVARIANTS:
        try:
            if reasons := invariant(flow):
                said.append(Step(source=f"invariant:{name}", reasons=tuple(reasons)))
        except Exception as error:  # noqa: BLE001 - total by contract: a step that fails holds
            said.append(failed(f"invariant:{name}", name, error))
    if flow.content.unknown or flow.place.lacks:
        said.append(_facts(flow))
    try:
        said.append(table(flow))
    except Exception as error:  # noqa: BLE001 - total by contract: a step that fails holds
        said.append(failed("table", "table", error))
    return said


def failed(source: str, what: str, error: Exception) -> Step:
    """What a step says that failed."""
    # The error's own words could hold a name or a path; its type is enough to find it.
    kind = type(error).__name__
    reason = Reason(
        key="error.failed", verdict=Verdict.HOLD, source=f"error:{what}", facts={"step": what, "error": kind}
    )
    return Step(source=source, reasons=(reason,), errors=(f"{what}: {kind}",))


def _facts(flow: Flow) -> Step:
    """What the tables do not know of labelled or opaque content; ordinary documents do not wait for it."""
    unknown: list[tuple[str, str]] = [("project", project) for project in flow.content.unknown]
    if flow.label.projects or flow.is_opaque:
        unknown += flow.place.lacks
    reasons = tuple(
        Reason(key=f"error.unknown-{what}", verdict=Verdict.HOLD, source=f"error:unknown-{what}", facts={what: name})
        for what, name in unknown
    )
    return Step(source="facts", reasons=reasons, errors=tuple(f"unknown {what}: {name}" for what, name in unknown))
