"""Policy to tables: the derived facts that agents get, and none of the reasons behind them."""

from __future__ import annotations

from policies.compiler.people import person_facts
from policies.compiler.places import party_facts, project_facts, zones_of
from policies.compiler.selection import Selector
from policies.model import Policy
from policies.tables import ResetFacts, Tables

__all__ = ["compile_policy"]


def compile_policy(policy: Policy) -> Tables:
    """The tables of a policy. The same policy gives the same tables; no clock and no chance is asked."""
    selector = Selector(policy)
    return Tables(
        version=policy.version,
        organisation=policy.organisation,
        contact=policy.contact,
        walls=dict(policy.walls),
        projects={project.id: project_facts(project) for project in policy.projects.values()},
        people=person_facts(policy),
        parties=party_facts(policy),
        zones=zones_of(policy),
        rules=tuple(facts for rule in policy.rules for facts in selector.facts(rule)),
        defaults=policy.defaults,
        permits=policy.permits,
        officers=policy.officers,
        reviewers=policy.reviewers,
        threshold=policy.threshold,
        quorums=policy.quorums,
        exposure_level=policy.exposure_level,
        exposure_days=policy.exposure_days,
        exposure_resets=tuple(ResetFacts(person=e.person, side=e.side, on=e.on) for e in policy.exposure_resets),
        offline_valid_days=policy.offline_valid_days,
        recovery_recipient=policy.recovery_recipient,
        emergency_hours=policy.emergency_hours,
        rings=policy.rings,
    )
