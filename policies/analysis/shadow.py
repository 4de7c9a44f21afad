"""Rules that never decide anything, and rules of which only the order decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from policies.analysis.notes import Looking, Note, NoteKind, Severity
from policies.analysis.probe import Judge, Probe
from policies.analysis.reach import covers, meets, minutes_of, parts_of, zones_to
from policies.analysis.specimens import Specimens
from policies.model import Channel, Endpoint, Rings, Rule, RuleName, Verdict, ZoneId, ZoneKind
from policies.tables import RuleFacts, Tables

# What neither a mail nor a page of paper reaches by itself.
_NO_ZONE = frozenset({Channel.MAIL, Channel.PRINT})
MOST_PAIRS = 20


def rule_notes(looking: Looking) -> Iterator[Note]:
    """Shadowed, contradictory, unreachable and overridden rules, and pairs of which only the order decides."""
    standing: dict[RuleName, list[RuleFacts]] = {}
    for facts in looking.tables.rules:
        standing.setdefault(facts.name, []).append(facts)
    silent: set[RuleName] = set()
    for position, rule in enumerate(looking.policy.rules):
        note = _unreachable(rule, standing.get(rule.name, []), looking) or _shadowed(rule, position, standing, looking)
        if note is not None:
            silent.add(rule.name)
            yield note
    speaking = [facts for facts in looking.tables.rules if facts.name not in silent]
    yield from _overridden(speaking, looking)
    yield from _pairs(speaking, looking)


def never_hit_notes(looking: Looking, hits: Counter[str], transfers: int) -> Iterator[Note]:
    """Rules that had no part in any of the recorded transfers.

    Args:
        hits: Rule to how many of them it matched.
        transfers: How many there were.
    """
    for rule in looking.policy.rules:
        if not hits[rule.name]:
            said = f"rule `{rule.name}` matched none of {transfers} recorded transfers"
            help = "keep it if what it waits for is rare; remove it if nobody knows what it is for"
            yield _note(NoteKind.NEVER_HIT, Severity.INFO, rule.name, said, help)


def _note(kind: NoteKind, severity: Severity, rule: str, said: str, help: str, example: str = "") -> Note:
    return Note(kind=kind, severity=severity, message=said, help=help, path=("rules", rule), example=example)


def _unreachable(rule: Rule, facts: list[RuleFacts], looking: Looking) -> Note | None:
    why, help = _why_unreachable(rule, facts, looking)
    if not why:
        return None
    return _note(NoteKind.UNREACHABLE, Severity.WARNING, rule.name, f"rule `{rule.name}` matches nothing: {why}", help)


def _why_unreachable(rule: Rule, facts: list[RuleFacts], looking: Looking) -> tuple[str, str]:
    tables, to, source = looking.tables, rule.to, rule.source
    if not facts:
        return "what it chooses people or projects by comes to none", "look at groups, statuses and stages it names"
    if rule.until is not None and rule.until < looking.today:
        return f"it ended on {rule.until}", "remove it, or move `until`"
    if source.levels.least > source.levels.most:
        return "no level is in its range", "put the lower level first"
    if source.sizes.most_bytes is not None and source.sizes.least_bytes > source.sizes.most_bytes:
        return "no size is in its range", "put the smaller size first"
    if not minutes_of(rule.hours):
        return "its hours are empty", "say from when until when"
    if zones_to(to, tables) == {""}:
        return "none of its zones is of the kind that it names", "remove one of `zone` and `zone_kind`"
    if _is_nowhere(to, tables):
        return f"{_listed(to.channels)} reaches no zone", "remove the zone, or name another channel"
    if not rule.verdict.stops and _no_content_fits(source, tables):
        return "none of its projects is on the side that it names", "a rule that lets pass asks for both"
    if not rule.verdict.stops and _no_party_fits(to, tables):
        return "none of its parties is in the country that it names", "remove one of `party` and `country`"
    return "", ""


def _is_nowhere(to: Endpoint, tables: Tables) -> bool:
    """Whether only channels are named that reach none of the zones; what is sent to a partner's zone is mailed."""
    zones = zones_to(to, tables)
    is_partners = any(tables.zones[ZoneId(zone)].kind is ZoneKind.PARTY for zone in zones)
    return bool(zones) and bool(to.channels) and to.channels <= _NO_ZONE and not is_partners


def _no_content_fits(source: Endpoint, tables: Tables) -> bool:
    if not source.projects or not source.sides:
        return False
    sides = (tables.projects[project].sides for project in source.projects if project in tables.projects)
    return not any({side.full_name for side in each} & source.sides for each in sides)


def _no_party_fits(to: Endpoint, tables: Tables) -> bool:
    named = [tables.parties[party] for party in tables.parties if party in to.parties]
    if not to.countries or not named or len(named) < len(to.parties):
        return False
    return not any(party.country in to.countries for party in named)


def _shadowed(rule: Rule, position: int, standing: dict[RuleName, list[RuleFacts]], looking: Looking) -> Note | None:
    """Whether earlier rules match everything that this one does, each of its periods under one of them."""
    earlier = [facts for each in looking.policy.rules[:position] for facts in standing.get(each.name, [])]
    covering: dict[RuleFacts, None] = {}
    for facts in standing.get(rule.name, []):
        found = _covers_of(facts, earlier, looking.tables)
        if not found:
            return None
        covering |= dict.fromkeys(found)
    if not covering:
        return None
    names = list(dict.fromkeys(f"`{cover.name}` (line {cover.line})" for cover in covering))
    match = "matches" if len(names) == 1 else "together match"
    said = f"rule `{rule.name}` never decides: {' and '.join(names)} above it {match} everything that it matches"
    same = all(cover.verdict is rule.verdict for cover in covering)
    if same:
        said += f", and say{'s' if len(names) == 1 else ''} the same"
        return _note(NoteKind.SHADOWED, Severity.WARNING, rule.name, said, "remove it")
    back = all(covers(facts, cover, looking.tables) for facts in standing[rule.name] for cover in covering)
    kind = NoteKind.CONTRADICTORY if back else NoteKind.SHADOWED
    verdicts = " and ".join(sorted({str(cover.verdict) for cover in covering}))
    said += f", and say{'s' if len(names) == 1 else ''} {verdicts} where this says {rule.verdict}"
    return _note(kind, Severity.WARNING, rule.name, said, "move it up, or remove one of them")


def _covers_of(facts: RuleFacts, earlier: Sequence[RuleFacts], tables: Tables) -> list[RuleFacts]:
    """The earlier rules that together match all that this one does, one alone if one does; none if there are none."""
    alone = next((other for other in earlier if covers(other, facts, tables)), None)
    if alone is not None:
        return [alone]
    found: dict[RuleFacts, None] = {}
    for part in parts_of(facts):
        cover = next((other for other in (*found, *earlier) if covers(other, part, tables)), None)
        if cover is None:
            return []
        found[cover] = None
    return [*found]


def _overridden(rules: Sequence[RuleFacts], looking: Looking) -> Iterator[Note]:
    """Rules that let pass, and that an invariant or the floor overrides in everything that was tried."""
    judge, made = Judge(_enforced(looking.tables), looking.now), Specimens(looking.tables)
    told: set[RuleName] = set()
    for rule in rules:
        if rule.verdict.stops or rule.name in told:
            continue
        instead: Counter[str] = Counter()
        shown: Probe | None = None
        for probe in made.of(rule):
            decision = judge.decide(probe)
            if decision.rule == f"rule:{rule.name}":
                break
            if judge.matched(probe) == rule.name:
                instead[decision.rule] += 1
                shown = shown or probe
        else:
            if shown is not None:
                told.add(rule.name)
                yield _never_wins(rule, instead, shown)


def _enforced(tables: Tables) -> Tables:
    """The same tables where every rule takes effect: which of them could never win is asked of the rules alone."""
    return replace(tables, rings=Rings())


def _never_wins(rule: RuleFacts, instead: Counter[str], shown: Probe) -> Note:
    by = ", ".join(f"`{source}` ({count})" for source, count in instead.most_common(3))
    said = (
        f"rule `{rule.name}` says {rule.verdict} and never wins: of {instead.total()} transfers tried that it matches, "
        f"all are decided by {by}"
    )
    help = "no rule lifts an invariant or lets content leave its side: a release or a permit does"
    return _note(NoteKind.NEVER_WINS, Severity.WARNING, rule.name, said, help, shown.options())


def _pairs(rules: Sequence[RuleFacts], looking: Looking) -> Iterator[Note]:
    """Pairs of which the upper lets pass what the lower would stop, and neither is the narrower.

    A narrower rule above a wider one is an exception, which is what order is for; what stops above what lets pass is
    on the safe side, and what the lower was to let pass and does not is soon noticed.
    """
    found = [*_meeting(rules, looking.tables)]
    judges: dict[RuleFacts, Judge] = {}
    made = Specimens(looking.tables)
    for one, other in found[:MOST_PAIRS]:
        for rule in (one, other):
            judges.setdefault(rule, Judge(replace(_enforced(looking.tables), rules=(rule,)), looking.now))
        shown = _both_match(one, other, (judges[one], judges[other]), made)
        if shown is not None:
            yield _order_decides(one, other, shown)
    if len(found) > MOST_PAIRS:
        said = f"{len(found) - MOST_PAIRS} more pairs of rules may match the same transfer and were not looked at"
        help = "look at these first, then check again"
        yield Note(kind=NoteKind.ORDER_DECIDES, severity=Severity.INFO, message=said, help=help, path=("rules",))


def _meeting(rules: Sequence[RuleFacts], tables: Tables) -> Iterator[tuple[RuleFacts, RuleFacts]]:
    """Such pairs, each name with each once; those of which the lower blocks before others."""
    found: dict[tuple[str, str], tuple[RuleFacts, RuleFacts]] = {}
    for index, one in enumerate(rules):
        for other in rules[index + 1 :] if not one.verdict.stops else ():
            names = (str(one.name), str(other.name))
            if not other.verdict.stops or names in found:
                continue
            if meets(one, other, tables) and not covers(other, one, tables) and not covers(one, other, tables):
                found[names] = (one, other)
    yield from sorted(found.values(), key=lambda pair: pair[1].verdict is not Verdict.BLOCK)


def _both_match(one: RuleFacts, other: RuleFacts, judges: tuple[Judge, Judge], made: Specimens) -> Probe | None:
    """A transfer that the engine says each of the two matches when it stands alone."""
    for probe in made.of(one, other):
        if all(judge.matched(probe) == rule.name for judge, rule in zip(judges, (one, other), strict=True)):
            return probe
    return None


def _order_decides(one: RuleFacts, other: RuleFacts, shown: Probe) -> Note:
    said = (
        f"rules `{one.name}` ({one.verdict}) and `{other.name}` ({other.verdict}, line {other.line}) both match some "
        f"transfers: only their order decides, and lets them pass"
    )
    help = "put the one that stops first, or say in one of them what sets them apart"
    severity = Severity.WARNING if other.verdict is Verdict.BLOCK else Severity.INFO
    return _note(NoteKind.ORDER_DECIDES, severity, one.name, said, help, shown.options())


def _listed(words: frozenset[Channel]) -> str:
    return " or ".join(sorted(words))
