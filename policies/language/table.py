"""Rules, defaults and permits."""

from __future__ import annotations

from yaml.nodes import Node, SequenceNode

from policies.label import Kind, Level
from policies.language.entry import Entry, check_id, word_of
from policies.language.people import PARTNER
from policies.language.scope import Claims, Scope
from policies.model import (
    Channel,
    Defaults,
    Endpoint,
    LevelRange,
    Obligation,
    Permit,
    PermitId,
    Rule,
    RuleName,
    Verdict,
    ZoneKind,
)

_RULE_KEYS = ("name", "from", "to", "verdict", "persons", "obligations", "since", "until")
_FROM_KEYS = ("project", "side", "zone", "zone_kind", "kind", "field", "marking", "level")
_TO_KEYS = ("project", "side", "zone", "zone_kind", "party", "country", "channel")


def read_rules(node: Node | None, scope: Scope) -> tuple[Rule, ...]:
    """The rules, in their order."""
    names = Claims("rule", scope.faults)
    return tuple(_rule(item, names, scope) for item in _list(node, scope, "rules"))


def _rule(item: Node, names: Claims, scope: Scope) -> Rule:
    entry = Entry(item, scope.faults, "rule", _RULE_KEYS)
    name = _name(entry, names, scope)
    entry.what = f"rule `{name}`" if name else entry.what
    if entry.get("verdict") is None:
        scope.faults.add(item, f"{entry.what} has no `verdict`", help="such as `verdict: hold`")
    since, until = entry.period()
    return Rule(
        name=RuleName(name),
        source=_from(entry, scope),
        to=_to(entry, scope),
        verdict=entry.word("verdict", Verdict, Verdict.HOLD),
        persons=scope.person_ids(entry, "persons"),
        obligations=tuple(sorted(entry.words("obligations", Obligation))),
        since=since,
        until=until,
        line=item.start_mark.line + 1,
    )


def _name(entry: Entry, names: Claims, scope: Scope) -> str:
    items = entry.items("name")
    if not items:
        scope.faults.add(entry.node, f"{entry.what} has no `name`", help="decisions name the rule that gave them")
        return ""
    if check_id(items[0], scope.faults):
        names.claim(items[0].value, items[0].value, items[0])
    return str(items[0].value)


def _from(rule: Entry, scope: Scope) -> Endpoint:
    node = rule.get("from")
    if node is None:
        return Endpoint()
    entry = Entry(node, scope.faults, f"`from` of {rule.what}", _FROM_KEYS)
    return Endpoint(
        projects=scope.project_ids(entry, "project"),
        sides=_sides(entry, scope),
        zones=scope.zone_ids(entry, "zone"),
        zone_kinds=entry.words("zone_kind", ZoneKind),
        kinds=entry.words("kind", Kind),
        fields=entry.ids("field"),
        markings=entry.ids("marking"),
        levels=_levels(entry, scope),
    )


def _to(rule: Entry, scope: Scope) -> Endpoint:
    node = rule.get("to")
    if node is None:
        return Endpoint()
    entry = Entry(node, scope.faults, f"`to` of {rule.what}", _TO_KEYS)
    return Endpoint(
        projects=scope.project_ids(entry, "project"),
        sides=_sides(entry, scope),
        zones=scope.zone_ids(entry, "zone"),
        zone_kinds=entry.words("zone_kind", ZoneKind),
        parties=entry.references("party", {*scope.parties, PARTNER}, "party"),
        countries=entry_countries(entry, scope),
        channels=entry.words("channel", Channel),
    )


def _sides(entry: Entry, scope: Scope) -> frozenset[str]:
    found = (scope.side_of(item) for item in entry.items("side"))
    return frozenset(side.name for side in found if side is not None)


def entry_countries(entry: Entry, scope: Scope) -> frozenset[str]:
    """Country codes of a rule's destination."""
    items = entry.items("country")
    for item in items:
        if not (len(item.value) == 2 and item.value.isascii() and item.value.isupper()):
            scope.faults.add(item, f"`{item.value}` is not a country", help="two capital letters, such as JP")
    return frozenset(item.value for item in items)


def _levels(entry: Entry, scope: Scope) -> LevelRange:
    """One level, or `{least: …, most: …}`."""
    node = entry.get("level")
    if node is None:
        return LevelRange()
    if not hasattr(node, "value") or isinstance(node.value, str):
        only = word_of(node, Level, scope.faults)
        return LevelRange(least=only, most=only) if only else LevelRange()
    bounds = Entry(node, scope.faults, f"`level` of {entry.what}", ("least", "most"))
    levels = LevelRange(
        least=bounds.word("least", Level, Level.PUBLIC), most=bounds.word("most", Level, Level.CONTROLLED)
    )
    if levels.least > levels.most:
        scope.faults.add(node, f"no level is at least {levels.least} and at most {levels.most}")
    return levels


def read_defaults(node: Node | None, scope: Scope) -> Defaults:
    """What the table says where no rule matches."""
    if node is None:
        return Defaults()
    entry = Entry(node, scope.faults, "default", ("labelled", "unlabelled"))
    return Defaults(
        labelled=entry.word("labelled", Verdict, Verdict.HOLD),
        unlabelled=entry.word("unlabelled", Verdict, Verdict.ALLOW),
    )


def read_permits(node: Node | None, scope: Scope) -> tuple[Permit, ...]:
    """The permits, in their order."""
    ids = Claims("permit", scope.faults)
    return tuple(_permit(item, ids, scope) for item in _list(node, scope, "permits"))


def _permit(item: Node, ids: Claims, scope: Scope) -> Permit:
    keys = ("id", "number", "authority", "projects", "persons", "parties", "items", "since", "until")
    entry = Entry(item, scope.faults, "permit", keys)
    id_ = entry.text("id", required=True)
    if id_:
        ids.claim(id_, id_, entry.place("id"))
        entry.what = f"permit `{id_}`"
    since, until = entry.period()
    permit = Permit(
        id=PermitId(id_),
        number=entry.text("number", required=True),
        authority=entry.text("authority", required=True),
        projects=scope.project_ids(entry, "projects"),
        persons=scope.person_ids(entry, "persons"),
        parties=scope.party_ids(entry, "parties"),
        items=entry.texts("items"),
        since=since,
        until=until,
    )
    if entry.get("projects") is None or (entry.get("persons") is None and entry.get("parties") is None):
        scope.faults.add(item, f"{entry.what} permits nothing", help="name `projects`, and `persons` or `parties`")
    return permit


def _list(node: Node | None, scope: Scope, what: str) -> list[Node]:
    if node is None:
        return []
    if not isinstance(node, SequenceNode):
        scope.faults.add(node, f"{what} is a list", help="begin each with `- `")
        return []
    return list(node.value)
