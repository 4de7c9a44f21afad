"""What a new policy decides otherwise than the old: classes of transfers, each with one to look at.

Both engines are asked about the same transfers, at the same times; what they answer differently is put together by
what was said before and after, by whose content it is and by where it goes. Two policies whose tables are the same
decide the same, whatever the text; that is known without asking.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from enum import StrEnum

from policies.analysis.pair import plain
from policies.analysis.probe import Judge, Probe
from policies.analysis.reach import meets
from policies.analysis.variety import MOST_PROBES, variety_of
from policies.calendar import changes_of
from policies.decision import Decision
from policies.flow import POLICY_TIMEZONE, day_of, sides_of
from policies.model import Verdict
from policies.tables import RuleFacts, Tables

MOST_DAYS = 4
FLOWS_APART = 3
_SHOWN = 4


class Turn(StrEnum):
    """What became of a transfer's answer."""

    ALLOWED = "newly allowed"
    STOPPED = "newly stopped"
    LOOSER = "looser"
    STRICTER = "stricter"
    OTHER_REASON = "other reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one policy says of a transfer."""

    verdict: Verdict
    rule: str
    obligations: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Transfers that are decided otherwise, alike.

    Attributes:
        content, destination: Whose content it is and where it goes, in words.
        traits: What the transfers have in common: `level`, `kind` and so on to their values in words; left out where
            any value will do.
        count: How many of the transfers asked about are in the class.
        example: One of them.
        at: The time at which it is decided so.
    """

    turn: Turn
    before: Outcome
    after: Outcome
    content: str
    destination: str
    traits: Mapping[str, str]
    count: int
    example: Probe
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What two policies decide otherwise.

    Attributes:
        asked: How many transfers both were asked about, times counted.
        times: When.
        left_out: How many transfers more there would have been.
        unshared: Ids that only one of the two has: transfers that name them were not compared.
        is_certain: Whether the tables themselves are the same, so that nothing can be decided otherwise.
    """

    changes: tuple[Change, ...]
    asked: int
    times: tuple[datetime, ...]
    left_out: int
    unshared: Mapping[str, tuple[str, ...]]
    is_certain: bool


def difference(old: Tables, new: Tables, now: datetime, *, most: int = MOST_PROBES) -> Difference:
    """What the new tables decide otherwise than the old.

    Args:
        now: Aware UTC time; besides it, days on which a period of either begins or has ended are looked at.
        most: How many transfers are asked about at most, times counted.
    """
    if is_same_meaning(old, new):
        return Difference(changes=(), asked=0, times=(now,), left_out=0, unshared={}, is_certain=True)
    times = times_of(old, new, now)
    variety = variety_of(old, new, most=max(1, most // len(times)))
    differing: list[_Differing] = []
    for at in times:
        ours, theirs = Judge(old, at), Judge(new, at)
        for probe in variety.probes:
            before, after = _outcome(ours.decide(probe)), _outcome(theirs.decide(probe))
            if before != after:
                differing.append((probe, before, after, at))
    everything = _values(variety.probes)
    changes = sorted((_change(each, new, everything) for each in _alike(differing, new)), key=_order)
    return Difference(
        changes=tuple(changes),
        asked=len(variety.probes) * len(times),
        times=times,
        left_out=variety.left_out,
        unshared=variety.unshared,
        is_certain=False,
    )


def is_same_meaning(old: Tables, new: Tables) -> bool:
    """Whether two tables decide every transfer the same: but for names and the order of rules that never meet."""
    same = replace(old, version=0, organisation="", contact="", rules=(), officers=(), reviewers=())
    other = replace(new, version=0, organisation="", contact="", rules=(), officers=(), reviewers=())
    signers = (old.officers, old.reviewers) == (new.officers, new.reviewers)
    return same == other and signers and _is_same_order(plain(old.rules), plain(new.rules), new)


def times_of(old: Tables, new: Tables, now: datetime) -> tuple[datetime, ...]:
    """Now, and noon of the next days on which something that differs begins or has ended."""
    days = sorted(day for day in {*changes_of(old)} ^ {*changes_of(new)} if day > day_of(now))
    return (now, *(datetime.combine(day, time(12), POLICY_TIMEZONE) for day in days[:MOST_DAYS]))


def content_of(probe: Probe, tables: Tables) -> str:
    """Whose content it is, in words."""
    if not probe.projects:
        return "nobody's content"
    sides = sorted(f"{side.wall}/{side.name}" for side in sides_of(probe.projects, tables))
    return f"content of {', '.join(sides)}" if sides else "content of neutral projects"


def destination_of(probe: Probe, tables: Tables) -> str:
    """Where it goes, in words."""
    if probe.zone is None and probe.party is None:
        return "somewhere unknown"
    zone = tables.zones.get(probe.zone) if probe.zone is not None else None
    party = tables.parties.get(probe.party) if probe.party is not None else None
    projects = (zone.projects if zone else frozenset()) | (party.projects if party else frozenset())
    sides = sorted(f"{side.wall}/{side.name}" for side in sides_of(projects, tables))
    of = f" of {', '.join(sides)}" if sides else ""
    if probe.party is not None:
        return f"parties{of}" if of else "parties on no side"
    return f"zones of kind {zone.kind}{of}" if zone else "zones"


def _outcome(decision: Decision) -> Outcome:
    return Outcome(verdict=decision.verdict, rule=decision.rule, obligations=tuple(sorted(decision.obligations)))


_Differing = tuple[Probe, Outcome, Outcome, datetime]


def _alike(differing: list[_Differing], tables: Tables) -> list[list[_Differing]]:
    """Classes by outcomes, content and destination; by outcomes alone where those would be many."""
    finely: dict[tuple[Outcome, Outcome], dict[tuple[str, str], list[_Differing]]] = {}
    for each in differing:
        by_flow = finely.setdefault((each[1], each[2]), {})
        by_flow.setdefault((content_of(each[0], tables), destination_of(each[0], tables)), []).append(each)
    found: list[list[_Differing]] = []
    for by_flow in finely.values():
        groups = [*by_flow.values()]
        found += groups if len(groups) <= FLOWS_APART else [[each for group in groups for each in group]]
    return found


def _change(alike: list[_Differing], tables: Tables, everything: Mapping[str, set[str]]) -> Change:
    probe, before, after, at = min(alike, key=lambda each: (each[3], len(each[0].options())))
    probes = [each[0] for each in alike]
    return Change(
        turn=_turn(before.verdict, after.verdict),
        before=before,
        after=after,
        content=_listed({content_of(each, tables) for each in probes}),
        destination=_listed({destination_of(each, tables) for each in probes}),
        traits=_traits(probes, everything),
        count=len(alike),
        example=probe,
        at=at,
    )


def _turn(before: Verdict, after: Verdict) -> Turn:
    if before.stops is not after.stops:
        return Turn.ALLOWED if before.stops else Turn.STOPPED
    if before is after:
        return Turn.OTHER_REASON
    return Turn.LOOSER if after < before else Turn.STRICTER


def _traits(probes: Iterable[Probe], everything: Mapping[str, set[str]]) -> dict[str, str]:
    return {name: _listed(found) for name, found in _values(probes).items() if found != everything[name]}


def _listed(words: set[str]) -> str:
    more = f" and {len(words) - _SHOWN} more" if len(words) > _SHOWN else ""
    return ", ".join(sorted(words)[:_SHOWN]) + more


def _values(probes: Iterable[Probe]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for probe in probes:
        for name, words in (
            ("project", sorted(probe.projects)),
            ("to", [probe.zone or probe.party or "unknown"]),
            ("level", [probe.level.value]),
            ("reading", [probe.reading.value]),
            ("kind", sorted(map(str, probe.kinds)) or ["any other"]),
            ("channel", [probe.channel.value]),
            ("field", sorted(probe.fields) or ["any other"]),
            ("marking", sorted(probe.markings) or ["none"]),
            ("person", [probe.person or "unknown"]),
            ("session", [probe.session or "none"]),
            ("exposed", sorted(f"{side.wall}/{side.name}" for side in probe.exposed) or ["none"]),
            ("size", [str(probe.size_bytes)]),
        ):
            found.setdefault(name, set()).update(words)
    return found


def _order(change: Change) -> tuple[object, ...]:
    return ([*Turn].index(change.turn), -change.count, change.before.rule, change.after.rule, change.content)


def _is_same_order(old: tuple[RuleFacts, ...], new: tuple[RuleFacts, ...], tables: Tables) -> bool:
    """Whether the same rules stand in both, and none that could meet have changed places."""
    if old == new:
        return True
    if len(old) != len(new) or {*old} != {*new} or len({*old}) != len(old):
        return False
    place = {rule: index for index, rule in enumerate(old)}
    for index, one in enumerate(new):
        for other in new[index + 1 :]:
            if place[other] < place[one] and meets(one, other, tables):
                return False
    return True
