"""The ordered table: the first rule that matches, or the default.

Content can be several things at once: a container holds a drawing beside the minutes. So a rule that lets pass matches
only if all that the content is stands in the rule; a rule that stops matches if any of it does.
"""

from __future__ import annotations

from collections.abc import Set

from policies.decision import Reason
from policies.flow import Flow, is_clean, leaves_its_side, sides_of
from policies.model import Endpoint, Verdict
from policies.tables import RuleFacts, is_within

PARTNER = "partner"


def table_reason(flow: Flow) -> tuple[Reason, tuple[str, ...]]:
    """What the table says, and the obligations of the rule that said it.

    An unclean flow that leaves its side of a wall is never looser than `hold`: everybody, the other side included, may
    read what lies there. A rule can only make it stricter.
    """
    rule = first_match(flow)
    said = _rule_reason(rule) if rule else _default_reason(flow)
    obligations = rule.obligations if rule else ()
    if is_clean(flow) or not leaves_its_side(flow):
        return said, obligations
    floor = max(Verdict.HOLD, flow.tables.defaults.labelled)
    if said.verdict >= floor:
        return said, obligations
    facts = {"rule": rule.name} if rule else {}
    return Reason(key="default.leaves-side", verdict=floor, source="default:labelled", facts=facts), obligations


def first_match(flow: Flow) -> RuleFacts | None:
    """The first rule in force that matches."""
    return next((rule for rule in flow.tables.rules if matches(rule, flow)), None)


def matches(rule: RuleFacts, flow: Flow) -> bool:
    """Whether a rule is in force and speaks of this transfer."""
    return (
        is_within(rule.since, rule.until, flow.today)
        and _matches_person(rule, flow)
        and _matches_content(rule.source, rule.verdict.stops, flow)
        and _matches_destination(rule.to, rule.verdict.stops, flow)
    )


def _matches_person(rule: RuleFacts, flow: Flow) -> bool:
    if not rule.persons:
        return True
    if flow.person is not None:
        return flow.person in rule.persons
    # An unknown subject may be the named one; ordinary documents are not stopped on that ground.
    return rule.verdict.stops and not flow.is_ordinary


def _matches_content(wanted: Endpoint, stops: bool, flow: Flow) -> bool:
    label, tables = flow.label, flow.tables
    origins = flow.transfer.origin
    origin_facts = [tables.zones[zone] for zone in origins if zone in tables.zones]
    return (
        label.level in wanted.levels
        and _has(wanted.kinds, label.kinds, stops)
        and _has(wanted.fields, label.fields, stops)
        and _has(wanted.markings, label.markings, stops)
        and _has(wanted.projects, label.projects, stops)
        and _has(wanted.sides, frozenset(side.name for side in flow.label_sides), stops)
        and _has(wanted.zones, origins, stops)
        and _has(wanted.zone_kinds, frozenset(zone.kind for zone in origin_facts), stops)
    )


def _matches_destination(wanted: Endpoint, stops: bool, flow: Flow) -> bool:
    named = flow.transfer.destination
    countries = frozenset(place.country for place in (flow.zone, flow.party) if place is not None)
    kinds = frozenset({flow.zone.kind} if flow.zone else ())
    return (
        (not wanted.channels or flow.transfer.channel in wanted.channels)
        and _has(wanted.zones, frozenset({named.zone} if named.zone else ()), stops)
        and _has(wanted.zone_kinds, kinds, stops)
        and _has(wanted.projects, flow.sink_projects, stops)
        and _has(wanted.sides, frozenset(side.name for side in sides_of(flow.sink_projects, flow.tables)), stops)
        and _has(wanted.countries, countries, stops)
        and _matches_party(wanted, flow)
    )


def _matches_party(wanted: Endpoint, flow: Flow) -> bool:
    if not wanted.parties:
        return True
    party = flow.transfer.destination.party
    if party is None or flow.party is None:
        return False
    is_partner = flow.label.is_labelled and flow.label.projects <= flow.party.projects
    return party in wanted.parties or (PARTNER in wanted.parties and is_partner)


def _has(wanted: Set[str], found: Set[str], stops: bool) -> bool:
    if not wanted:
        return True
    return bool(wanted & found) if stops else bool(found) and found <= wanted


def _rule_reason(rule: RuleFacts) -> Reason:
    return Reason(key="rule.matched", verdict=rule.verdict, source=f"rule:{rule.name}", facts={"rule": rule.name})


def _default_reason(flow: Flow) -> Reason:
    defaults = flow.tables.defaults
    if not flow.label.is_labelled:
        return Reason(key="default.unlabelled", verdict=defaults.unlabelled, source="default:unlabelled")
    if is_clean(flow):
        return Reason(key="default.clean", verdict=Verdict.ALLOW, source="default:clean")
    return Reason(key="default.labelled", verdict=defaults.labelled, source="default:labelled")
