"""Decides one transfer by the letter of the whole policy, slowly: what the compiled engine is compared with.

First the invariants, then what the policy does not know, then the table; the strictest wins, and the first that said it
gives the decision its name. Nothing of the compiler, the tables or the engine is used.

Sources: architecture section 4, docs/policy.md sections 3 to 5, decisions 0001 and 0014.
"""

from __future__ import annotations

from collections.abc import Set
from datetime import datetime
from typing import Any

from policies.label import Label, Level
from policies.model import Hours, Obligation, PersonId, Rule, Selection, Side, Verdict
from policies.transfer import Exposure, Transfer
from tests.support.by_the_letter_case import Case
from tests.support.by_the_letter_day import JAPAN, Day, day_in_japan, in_period
from tests.support.by_the_letter_invariants import INVARIANTS

Said = tuple[Verdict, str]


def decide_by_the_letter(
    day: Day, transfer: Transfer, label: Label, exposure: tuple[Exposure, ...], now: datetime
) -> Said:
    """The verdict and what gave it.

    Args:
        day: The policy on the day of `now` in Japan.
    """
    assert day.day == day_in_japan(now)
    case = Case(day, transfer, label, exposure, now)
    said = [(invariant(case), f"invariant:{name}") for name, invariant in INVARIANTS]
    said += [(Verdict.HOLD, f"error:unknown-{what}") for what in _what_is_unknown(case)]
    said.append(table(case))
    strictest = max(verdict for verdict, _ in said)
    if strictest is Verdict.ALLOW:
        return said[-1]
    return next((verdict, source) for verdict, source in said if verdict is strictest)


def _what_is_unknown(case: Case) -> list[str]:
    """A project of the label; a place, for what is labelled or opaque: ordinary documents do not wait for it."""
    unknown = []
    if case.label.projects - case.day.policy.projects.keys():
        unknown.append("project")
    if case.label.projects or case.is_opaque:
        unknown += ["zone"] if case.names_unknown_zone else []
        unknown += ["party"] if case.names_unknown_party else []
    return unknown


def table(case: Case) -> Said:
    """The first rule that matches, else the default; and what neither may be looser than."""
    rule = next((rule for rule in case.day.policy.rules if matches(rule, case)), None)
    verdict, source = _by_rule(rule, case) if rule is not None else _by_default(case)
    verdict, source = _in_ring(verdict, source, case)
    if case.is_clean:
        return verdict, source
    labelled = case.day.policy.defaults.labelled
    is_free = rule is not None and case.may_be_published
    stays = case.leaves_its_side and not is_free
    never_published = case.is_publication and any(case.day.lane(each) == "closed" for each in case.label.projects)
    least = max(Verdict.HOLD, labelled) if stays else Verdict.HOLD if never_published else Verdict.ALLOW
    if verdict >= least:
        return verdict, source
    return least, "default:publication" if never_published else "default:labelled"


def _in_ring(verdict: Verdict, source: str, case: Case) -> Said:
    """A ring takes the edge off what a rule or a default says: the stricter of those named, else the default."""
    rings, transfer = case.day.policy.rings, case.transfer
    named = [str(rings.zones[transfer.destination.zone])] if transfer.destination.zone in rings.zones else []
    named += [str(rings.agents[transfer.agent])] if transfer.agent in rings.agents else []
    held_to = {"observe": Verdict.ALLOW, "warn": Verdict.NOTIFY, "enforce": Verdict.BLOCK}
    ring = max(named or [str(rings.default)], key=lambda each: held_to[each])
    return (verdict, source) if verdict <= held_to[ring] else (held_to[ring], f"ring:{ring}")


def _by_rule(rule: Rule, case: Case) -> Said:
    """A rule's verdict; what passes encrypted to the recipient only waits where it is not."""
    verdict = rule.verdict
    if Obligation.ENCRYPT in rule.obligations and not case.transfer.is_encrypted:
        verdict = max(verdict, Verdict.HOLD)
    return verdict, f"rule:{rule.name}"


def _by_default(case: Case) -> Said:
    defaults = case.day.policy.defaults
    if not case.label.projects:
        return defaults.unlabelled, "default:unlabelled"
    return (Verdict.ALLOW, "default:clean") if case.is_clean else (defaults.labelled, "default:labelled")


# --- one rule


def matches(rule: Rule, case: Case) -> bool:
    """Whether all that a rule names matches."""
    return (
        in_period(rule.since, rule.until, case.day.day)
        and (rule.hours is None or is_in_hours(rule.hours, case.now))
        and _matches_content(rule, case)
        and _matches_chosen_projects(rule, case)
        and _matches_destination(rule, case)
        and _matches_person(rule, case)
    )


def is_met(rule: Rule, wanted: Set[Any], found: Set[Any]) -> bool:
    """A rule that stops matches if any of what is found stands in it, one that lets pass only if all does."""
    if not wanted:
        return True
    if rule.verdict in (Verdict.JUSTIFY, Verdict.HOLD, Verdict.BLOCK):
        return any(each in wanted for each in found)
    return bool(found) and all(each in wanted for each in found)


def _matches_content(rule: Rule, case: Case) -> bool:
    wanted, label, size = rule.source, case.label, case.transfer.object.size_bytes
    if not is_met(rule, wanted.kinds, label.kinds):
        return False
    if not wanted.levels.least <= label.level <= wanted.levels.most:
        return False
    if size < wanted.sizes.least_bytes or (wanted.sizes.most_bytes is not None and size > wanted.sizes.most_bytes):
        return False
    return (
        is_met(rule, wanted.projects, label.projects)
        and is_met(rule, wanted.sides, _names(case.sides_of_content))
        and is_met(rule, wanted.fields, label.fields)
        and is_met(rule, wanted.markings, label.markings)
        and is_met(rule, wanted.zones, case.transfer.origin)
        and is_met(rule, wanted.zone_kinds, case.kinds_of_origins)
    )


def _matches_chosen_projects(rule: Rule, case: Case) -> bool:
    """Projects by their stage and by who pays, both if both are named, and of those that the rule names."""
    chosen = rule.selection
    if not chosen.stages and not chosen.project_funding:
        return True
    projects = {
        project.id
        for project in case.day.policy.projects.values()
        if (not chosen.stages or project.stage in chosen.stages)
        and (not chosen.project_funding or project.funding & chosen.project_funding)
        and (not rule.source.projects or project.id in rule.source.projects)
    }
    return bool(projects) and is_met(rule, projects, case.label.projects)


def _matches_destination(rule: Rule, case: Case) -> bool:
    wanted, where = rule.to, case.transfer.destination
    if wanted.channels and case.transfer.channel not in wanted.channels:
        return False
    party = case.day.policy.parties.get(where.party) if where.party is not None else None
    if wanted.parties:
        is_partner = bool(case.label.projects) and case.label.projects <= case.party_projects
        if party is None or (party.id not in wanted.parties and not ("partner" in wanted.parties and is_partner)):
            return False
    countries = {each.country for each in (case.zone, party) if each is not None}
    return (
        is_met(rule, wanted.zones, {where.zone} - {None})
        and is_met(rule, wanted.zone_kinds, {case.zone.kind} if case.zone is not None else set())
        and is_met(rule, wanted.projects, case.zone_projects | case.party_projects)
        and is_met(rule, wanted.sides, _names(case.sides_there))
        and is_met(rule, wanted.countries, countries)
    )


def _names(sides: Set[Side]) -> set[str]:
    return {f"{side.wall}/{side.name}" for side in sides}


def _matches_person(rule: Rule, case: Case) -> bool:
    """A stopping rule about people takes an unknown subject for one of them, unless the document is ordinary."""
    if not rule.persons and rule.selection == _projects_only(rule.selection):
        return True
    people = [each for each in case.day.policy.people if is_chosen(rule, each, case.day)]
    if case.person is not None:
        return case.person in people
    label = case.label
    is_ordinary = not label.projects and label.level < Level.SENSITIVE and not case.is_opaque
    return bool(people) and rule.verdict >= Verdict.JUSTIFY and not is_ordinary


def _projects_only(chosen: Selection) -> Selection:
    return Selection(stages=chosen.stages, project_funding=chosen.project_funding)


def is_chosen(rule: Rule, person: PersonId, day: Day) -> bool:
    """Whether a rule is of a person: by name, and by all that the office recorded."""
    recorded, chosen = day.policy.people[person], rule.selection
    if rule.persons and recorded.id not in rule.persons:
        return False
    if chosen.groups and not chosen.groups & recorded.groups:
        return False
    if chosen.employers and recorded.employer not in chosen.employers:
        return False
    if chosen.foreign_funding and not chosen.foreign_funding & recorded.funding:
        return False
    if chosen.statuses and day.status(recorded.id) not in chosen.statuses:
        return False
    return chosen.clearances.least <= day.clearance(recorded.id) <= chosen.clearances.most


def is_in_hours(hours: Hours, now: datetime) -> bool:
    """Hours past midnight belong to the weekday on which they begin; equal ends are an empty span."""
    there = now.astimezone(JAPAN)
    minute, today, yesterday = there.hour * 60 + there.minute, there.weekday(), (there.weekday() - 1) % 7
    days = {day.rank for day in hours.weekdays} or set(range(7))
    since, until = hours.since_minute, hours.until_minute
    if since <= until:
        return today in days and since <= minute < until
    return (today in days and minute >= since) or (yesterday in days and minute < until)
