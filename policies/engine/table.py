"""The table's step: the first rule that matches or the default, and what neither may be looser than."""

from __future__ import annotations

from policies.decision import Reason
from policies.engine.steps import Step
from policies.flow import Flow
from policies.interning import Memo
from policies.model import Defaults, Obligation, Ring, Rings, Verdict
from policies.rules import DAY_MINUTES, RuleTable

_MINUTE_S = 60
_HOLD = Verdict.HOLD.rank


class TableStep:
    """What the table says of a flow, with the obligations of the rule that said it.

    An unclean flow that leaves its side of a wall is never looser than `hold`: everybody, the other side included, may
    read what lies there. Nor is an unclean flow of a publication of a project that publishes nothing. A rule can only
    make either stricter, but for content that is free to be published. What a rule lets pass encrypted to the recipient
    waits where it is not. A ring softens what a rule or a default says, and nothing that neither may be looser than.
    """

    def __init__(self, rules: RuleTable, defaults: Defaults, rings: Rings) -> None:
        self._rules = rules
        self._rings = None if rings.is_enforced else rings
        self._least = max(Verdict.HOLD, defaults.labelled)
        # The same few steps are said again and again.
        self._by_rule: Memo[int, Step] = Memo(self._rule_step)
        self._unencrypted: Memo[int, Step] = Memo(self._unencrypted_step)
        self._leaves: Memo[int | None, Step] = Memo(self._leaving_step)
        self._unlabelled = _default("default.unlabelled", "default:unlabelled", defaults.unlabelled)
        self._clean = _default("default.clean", "default:clean", Verdict.ALLOW)
        self._labelled = _default("default.labelled", "default:labelled", defaults.labelled)

    def __call__(self, flow: Flow) -> Step:
        """The step of one transfer."""
        first = self._rules.first(self.matching(flow))
        is_clean = flow.is_clean
        if first is not None:
            said = self._by_rule[first]
            if Obligation.ENCRYPT in said.obligations and not flow.transfer.is_encrypted:
                said = self._unencrypted[first]
        elif not flow.label.projects:
            said = self._unlabelled
        else:
            said = self._clean if is_clean else self._labelled
        if self._rings is not None:
            said = _in_ring(said, self._rings.of(flow.transfer.destination.zone, flow.transfer.agent))
        return said if is_clean else self._floored(flow, first, said)

    def matching(self, flow: Flow) -> int:
        """Mask of the rules in force that speak of this transfer."""
        rules, label, place, transfer = self._rules, flow.label, flow.place, flow.transfer
        is_partner = place.party is not None and bool(label.projects) and label.projects <= place.party.projects
        mask = (
            (place.rules_as_partner if is_partner else place.rules)
            & flow.content.rules
            & rules.levels[flow.rank]
            & rules.channels[transfer.channel]
            & rules.kinds.masks[label.kinds]
            & rules.fields.masks[label.fields]
            & rules.markings.masks[label.markings]
            & rules.origins[transfer.origin]
        )
        if flow.person is not None:
            mask &= rules.people[flow.person]
        else:
            # An unknown subject may be the named one; ordinary documents are not stopped on that ground.
            mask &= rules.no_person if flow.is_ordinary else rules.unknown_person
        if mask and rules.sizes.is_used:
            mask &= rules.sizes.mask(transfer.object.size_bytes)
        if mask and rules.hours.is_used:
            mask &= rules.at_minute(_minute_of_week(flow))
        return mask

    def _floored(self, flow: Flow, first: int | None, said: Step) -> Step:
        """What an unclean flow comes to at least."""
        content = flow.content
        is_kept = bool(content.sides) and flow.leaves_its_side and (first is None or not flow.is_free_to_publish)
        is_closed = content.is_closed and flow.is_published
        if not is_kept and not is_closed:
            return said
        least = self._least if is_kept else Verdict.HOLD
        if said.reasons[0].verdict.rank >= least.rank:
            return said
        return self._closed_step(flow, first, least) if is_closed else self._leaves[first]

    def _rule_step(self, first: int) -> Step:
        rule = self._rules.rule(first)
        facts = self._facts(first)
        reason = Reason(key="rule.matched", verdict=rule.verdict, source=f"rule:{rule.name}", facts=facts)
        return Step(source="table", reasons=(reason,), obligations=self._obligations(first))

    def _unencrypted_step(self, first: int) -> Step:
        rule, said = self._rules.rule(first), self._by_rule[first]
        if rule.verdict.rank >= _HOLD:
            return said
        facts = self._facts(first)
        reason = Reason(key="obligation.encrypt", verdict=Verdict.HOLD, source=f"rule:{rule.name}", facts=facts)
        return Step(source="table", reasons=(reason,), obligations=said.obligations)

    def _leaving_step(self, first: int | None) -> Step:
        facts = self._facts(first)
        reason = Reason(key="default.leaves-side", verdict=self._least, source="default:labelled", facts=facts)
        return Step(source="table", reasons=(reason,), obligations=self._obligations(first))

    def _closed_step(self, flow: Flow, first: int | None, least: Verdict) -> Step:
        facts = {**self._facts(first), "projects": flow.content.names}
        reason = Reason(key="publication.closed", verdict=least, source="default:publication", facts=facts)
        return Step(source="table", reasons=(reason,), obligations=self._obligations(first))

    def _facts(self, first: int | None) -> dict[str, str]:
        return {} if first is None else {"rule": self._rules.rule(first).name}

    def _obligations(self, first: int | None) -> tuple[str, ...]:
        return () if first is None else tuple(dict.fromkeys(self._rules.rule(first).obligations))


def _in_ring(said: Step, ring: Ring) -> Step:
    """What the table says, as far as its ring lets it take effect."""
    first, most = said.reasons[0], ring.strictest
    if first.verdict.rank <= most.rank:
        return said
    facts = {**first.facts, "would": first.verdict.value, "by": first.source}
    reason = Reason(key=f"ring.{ring}", verdict=most, source=f"ring:{ring}", facts=facts)
    return Step(source="table", reasons=(reason,), obligations=said.obligations)


def _default(key: str, source: str, verdict: Verdict) -> Step:
    return Step(source="table", reasons=(Reason(key=key, verdict=verdict, source=source),))


def _minute_of_week(flow: Flow) -> int:
    return flow.day.day.weekday() * DAY_MINUTES + (flow.now - flow.day.begins).seconds // _MINUTE_S
