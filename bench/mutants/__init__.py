"""The guards of the engine, each with a way to break it: one place of one module, and what it says instead."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutation:
    """One place of one module, and what it says instead."""

    name: str
    module: str
    old: str
    new: str


MUTATIONS = (
    Mutation(
        name="the wall blocks in one direction only",
        module="policies.invariants",
        old="in flow.interned.pairs(outside.sides, place.sides)\n",
        new="in flow.interned.pairs(outside.sides, place.sides) if ours < theirs\n",
    ),
    Mutation(
        name="the wall only holds",
        module="policies.invariants",
        old='"wall.crosses", Verdict.BLOCK',
        new='"wall.crosses", Verdict.HOLD',
    ),
    Mutation(
        name="the wall is not asked of what is opaque",
        module="policies.invariants",
        old="    outside = content if not place.enclave",
        new="    if flow.is_opaque:\n        return NOTHING\n    outside = content if not place.enclave",
    ),
    Mutation(
        name="the wall is not asked of what is public",
        module="policies.invariants",
        old="    outside = content if not place.enclave",
        new="    if flow.rank == 0:\n        return NOTHING\n    outside = content if not place.enclave",
    ),
    Mutation(
        name="an enclave takes every project",
        module="policies.invariants",
        old="flow.label.projects - place.enclave]",
        new="flow.label.projects - flow.label.projects]",
    ),
    Mutation(
        name="an enclave lets in a party that is named beside it",
        module="policies.day",
        old="is_enclave = party is None and self.zone",
        new="is_enclave = self.zone",
    ),
    Mutation(
        name="content of both sides may lie anywhere",
        module="policies.invariants",
        old="for one, other in sorted(both):",
        new="for one, other in ():",
    ),
    Mutation(
        name="a party's partnerships are of no side",
        module="policies.day",
        old="for facts in (self.zone, self.party) if facts is not None]",
        new="for facts in (self.zone,) if facts is not None]",
    ),
    Mutation(
        name="exposure forgets what is opaque",
        module="policies.invariants",
        old="if not (flow.is_opaque or (flow.transfer.is_new and",
        new="if not ((flow.transfer.is_new and",
    ),
    Mutation(
        name="exposure forgets what is new",
        module="policies.invariants",
        old="(flow.transfer.is_new and flow.rank >= SENSITIVE)",
        new="False",
    ),
    Mutation(
        name="exposure trusts unknown subjects",
        module="policies.invariants",
        old="        return _by_nobody_known(flow, places)",
        new="        return NOTHING",
    ),
    Mutation(
        name="exposure passes over who reads a place of no side",
        module="policies.invariants",
        old="return flow.transfer.is_new and not place.sides and (bool(place.audience) or place.takes_anybody)",
        new="return False",
    ),
    Mutation(
        name="likeness is forgotten",
        module="policies.invariants",
        old="if found is None or not flow.transfer.is_new or",
        new="if True or",
    ),
    Mutation(
        name="likeness alone holds what nobody carried",
        module="policies.invariants",
        old="ours = exposed & flow.interned.sides_of.get(found.project, 0)",
        new="ours = flow.interned.sides_of.get(found.project, 0)",
    ),
    Mutation(
        name="likeness speaks against what is at home in an enclave",
        module="policies.invariants",
        old="if not ours or found.project in flow.place.enclave:",
        new="if not ours:",
    ),
    Mutation(
        name="likeness speaks against what was recognised",
        module="policies.invariants",
        old="    if flow.label.projects and not _is_by_word(flow):\n        return NO_PAIRS\n",
        new="",
    ),
    Mutation(
        name="anybody's session lets new content into a neutral home",
        module="policies.invariants",
        old="if flow.is_opaque or not _is_in_session(flow):",
        new="if flow.is_opaque:",
    ),
    Mutation(
        name="a neutral session is never tainted",
        module="policies.invariants",
        old="_read_in(flow, place, exposed & in_session if",
        new="_read_in(flow, place, 0 if",
    ),
    Mutation(
        name="nobody carries anything into an enclave",
        module="policies.invariants",
        old="    return exposed & ~of_others",
        new="    return exposed",
    ),
    Mutation(
        name="who reads in an enclave does not matter",
        module="policies.invariants",
        old="if project not in enclave or (flow.place.readers or 0) & ~may_read:",
        new="if project not in enclave:",
    ),
    Mutation(
        name="a stranger's word says whose an archive is",
        module="policies.invariants",
        old="if session is None or not _is_in_session(flow):\n        return True",
        new="if session is None or not _is_in_session(flow):\n        return False",
    ),
    Mutation(
        name="a session outlives its project",
        module="policies.invariants",
        old="return flow.day.contents[frozenset({session})].is_running",
        new="return True",
    ),
    Mutation(
        name="a party answers for who reads in the zone beside it",
        module="policies.invariants",
        old="return flow.day.places[named.zone, None], flow.day.places[None, named.party]",
        new="return (flow.day.places[None, named.party],)",
    ),
    Mutation(
        name="only members read in a home, whoever is named there",
        module="policies.day",
        old="return named & (members | ~ever)",
        new="return named & members",
    ),
    Mutation(
        name="what nobody knows takes its side from what is named beside it",
        module="policies.day",
        old="self.sides_of_each = 0 if self.lacks else reduce(",
        new="self.sides_of_each = reduce(",
    ),
    Mutation(
        name="a permit covers a place that nobody knows",
        module="policies.invariants",
        old="if readers is None or flow.place.lacks or (",
        new="if readers is None or (",
    ),
    Mutation(
        name="an archive goes to a neutral partner by word",
        module="policies.invariants",
        old="return bool(_exposed_to(flow)[0] & ~",
        new="return False and bool(_exposed_to(flow)[0] & ~",
    ),
    Mutation(
        name="who opens content is no reader of it",
        module="policies.flow",
        old="is Channel.PROCESS and not self.opener & content.readers(self.rank):",
        new="is None:",
    ),
    Mutation(
        name="opening leaves no side",
        module="policies.flow",
        old="            reached = self._sides_of_opener(reached)",
        new="            pass",
    ),
    Mutation(
        name="a share that names no readers has none",
        module="policies.day",
        old="            self.audience = interned.everybody",
        new="            pass",
    ),
    Mutation(
        name="exposure never fades",
        module="policies.invariants",
        old="each.at < faded:",
        new="False:",
    ),
    Mutation(
        name="a prohibited party is only held",
        module="policies.invariants",
        old="        verdict = Verdict.BLOCK\n    elif party in",
        new="        verdict = Verdict.HOLD\n    elif party in",
    ),
    Mutation(
        name="a licence needs no permit",
        module="policies.invariants",
        old="    elif party in flow.content.permitted_parties:",
        new="    elif True:",
    ),
    Mutation(
        name="a licence takes no permit",
        module="policies.invariants",
        old="    elif party in flow.content.permitted_parties:",
        new="    elif False:",
    ),
    Mutation(
        name="a flag goes unnoticed",
        module="policies.invariants",
        old="        verdict = Verdict.NOTIFY",
        new="        verdict = Verdict.ALLOW",
    ),
    Mutation(
        name="deemed export begins one level too high",
        module="policies.invariants",
        old="flow.day.bounds[flow.rank]",
        new="flow.day.bounds[max(0, flow.rank - 1)]",
    ),
    Mutation(
        name="deemed export forgets who opens the file",
        module="policies.invariants",
        old="    if flow.transfer.channel is Channel.PROCESS and flow.person is not None:\n        receivers",
        new="    if False:\n        receivers",
    ),
    Mutation(
        name="deemed export takes any permit",
        module="policies.invariants",
        old="receivers & bound & ~content.permitted_people",
        new="0",
    ),
    Mutation(
        name="a permit covers content of any project",
        module="policies.permits",
        old="if permit.projects and not projects <= permit.projects:",
        new="if False:",
    ),
    Mutation(
        name="origin permission does not ask of the party",
        module="policies.invariants",
        old="(place.zone, place.party)\n",
        new="(place.zone, None)\n",
    ),
    Mutation(
        name="origin permission is met everywhere",
        module="policies.invariants",
        old="and not _stays_with_its_side(flow, bound) and",
        new="and False and",
    ),
    Mutation(
        name="a secrecy hold lets into any home",
        module="policies.invariants",
        old="zone.projects == frozenset({bound.project})",
        new="bool(zone.projects)",
    ),
    Mutation(
        name="residency does not ask where the zone is",
        module="policies.invariants",
        old="place.zone.readers is not None and place.zone.country == country",
        new="place.zone.readers is not None",
    ),
    Mutation(
        name="what is opaque goes anywhere",
        module="policies.invariants",
        old="    if not flow.is_opaque:\n        return NOTHING\n    if flow.label.projects",
        new="    if True:\n        return NOTHING\n    if flow.label.projects",
    ),
    Mutation(
        name="what is opaque and nobody's is presumed clean",
        module="policies.invariants",
        old="if is_known or _presumed_clean(flow):",
        new="if True:",
    ),
    Mutation(
        name="what leaves its side has no floor",
        module="policies.engine.table",
        old="        return said if is_clean else self._floored(flow, first, said)",
        new="        return said",
    ),
    Mutation(
        name="the floor asks only of what nobody may read",
        module="policies.flow",
        old="bool(self.content.sides & ~reached)",
        new="bool(self.content.sides & ~reached) and self.place.takes_anybody",
    ),
    Mutation(
        name="an unknown place is read by nobody",
        module="policies.day",
        old="else 0 if self.party else None",
        new="else 0",
    ),
    Mutation(
        name="an unknown place takes anything cleanly",
        module="policies.day",
        old="self.takes_anybody = self.is_unknown or (zone",
        new="self.takes_anybody = (zone",
    ),
    Mutation(
        name="a stick is read by nobody",
        module="policies.day",
        old="(zone is not None and self.readers is None)",
        new="False",
    ),
    Mutation(
        name="a flow is clean if anybody may read it",
        module="policies.flow",
        old="if place.readers and place.readers & ~content.readers(self.rank):",
        new="if place.readers and not place.readers & content.readers(self.rank):",
    ),
    Mutation(
        name="clearance and membership are not asked",
        module="policies.day",
        old="if rank <= granted and is_within(since, until, self.day):",
        new="if is_within(since, until, self.day):",
    ),
    Mutation(
        name="membership does not end",
        module="policies.day",
        old="if rank <= granted and is_within(since, until, self.day):",
        new="if rank <= granted:",
    ),
    Mutation(
        name="the loosest of what was said wins",
        module="policies.engine.conclusion",
        old="key=lambda reason: -reason.verdict.rank",
        new="key=lambda reason: reason.verdict.rank",
    ),
    Mutation(
        name="the table's word replaces the invariants'",
        module="policies.engine.conclusion",
        old="    if len(said) > 1:\n",
        new="    if False:\n",
    ),
    Mutation(
        name="the last rule that matches wins",
        module="policies.rules",
        old="(mask & -mask).bit_length() - 1",
        new="mask.bit_length() - 1",
    ),
    Mutation(
        name="a release is not verified",
        module="policies.engine.lift",
        old="        if not faults:",
        new="        if True:",
    ),
    Mutation(
        name="a release lifts errors",
        module="policies.engine.core",
        old="if not releases or not decision.verdict.stops or _is_broken(decision):",
        new="if not releases or not decision.verdict.stops:",
    ),
    Mutation(
        name="no release lifts anything",
        module="policies.engine.lift",
        old="        if not faults:",
        new="        if False:",
    ),
    Mutation(
        name="opaque content is not its origin's",
        module="policies.attribution",
        old="projects = (label.projects | seen_in) or declared",
        new="projects = label.projects or declared",
    ),
    Mutation(
        name="content is not its home's",
        module="policies.attribution",
        old="projects = seen_in or declared",
        new="projects = declared",
    ),
    Mutation(
        name="a session's word counts whatever was handled in it",
        module="policies.invariants",
        old="(declared & ~flow.interned.against[exposed & in_session])",
        new="declared",
    ),
    Mutation(
        name="a reset of exposure is forgotten",
        module="policies.invariants",
        old="and each.at < counts_from:",
        new="and False:",
    ),
    Mutation(
        name="papers of a closed project get out",
        module="policies.engine.table",
        old="is_closed = content.is_closed and flow.is_published",
        new="is_closed = False",
    ),
    Mutation(
        name="every publication lane is open",
        module="policies.flow",
        old="            self.content.is_open\n",
        new="            True\n",
    ),
)
