"""The policy as a whole: sections put together, and what only shows across them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from yaml.nodes import MappingNode, Node, ScalarNode

from policies.label import Level
from policies.language.entry import Entry, pairs_of
from policies.language.faults import FaultList, did_you_mean
from policies.language.people import (
    check_recipient,
    read_deemed_export,
    read_officers,
    read_parties,
    read_people,
    read_reviewers,
)
from policies.language.projects import check_zone_sides, read_projects, read_zones
from policies.language.scope import Scope, read_scope
from policies.language.source import read_nodes
from policies.language.table import read_defaults, read_permits, read_rules
from policies.model import Policy, Quorums

_KEYS = (
    "version", "organisation", "contact", "walls", "projects", "parties", "people", "zones", "rules", "default",
    "permits", "officers", "reviewers", "threshold", "quorum", "quorum_cross_wall", "quorum_controlled",
    "quorum_listed", "exposure_level", "exposure_days", "deemed_export", "offline_valid_days", "recovery_recipient",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRing:
    """Keys made outside the policy's text, such as a demonstration's.

    Attributes:
        officers: Officer to raw Ed25519 public key, standard base64.
        reviewers: Reviewer to age recipient.
        recovery: age recipient of the recovery key; empty leaves the policy's.
    """

    officers: Mapping[str, str] = field(default_factory=dict)
    reviewers: Mapping[str, str] = field(default_factory=dict)
    recovery: str = ""


def load_policy(text: str, *, name: str = "policy.yaml", overrides: KeyRing | None = None) -> Policy:
    """The policy that a text says, whole and checked.

    Args:
        text: YAML; see docs/policy.md for the language.
        name: What faults call the text.
        overrides: Keys to take in place of those in the text.

    Raises:
        PolicyFaults: with every fault found; nothing is half-loaded.
    """
    if overrides is not None:
        text = fill_keys(text, overrides, name=name)
    faults = FaultList()
    root = read_nodes(text, faults)
    faults.raise_if_any(name)
    top = Entry(root or MappingNode("", []), faults, "the policy", _KEYS)
    policy = _policy(top, read_scope(top, faults))
    _check_numbers(policy, top, faults)
    faults.raise_if_any(name)
    return policy


def _policy(top: Entry, scope: Scope) -> Policy:
    if top.get("version") is None:
        scope.faults.add(top.node, "the policy has no `version`", help="write `version: 1` and raise it by one")
    projects = read_projects(top.get("projects"), scope)
    zones = read_zones(top.get("zones"), scope)
    check_zone_sides(zones, projects, top, scope)
    recovery = top.text("recovery_recipient")
    check_recipient(recovery, top.place("recovery_recipient"), scope)
    return Policy(
        version=top.integer("version", 1, least=1),
        organisation=top.text("organisation", required=True),
        contact=top.text("contact", required=True),
        walls=scope.walls,
        projects=projects,
        parties=read_parties(top.get("parties"), scope),
        people=read_people(top.get("people"), scope),
        zones=zones,
        rules=read_rules(top.get("rules"), scope),
        defaults=read_defaults(top.get("default"), scope),
        permits=read_permits(top.get("permits"), scope),
        officers=read_officers(top.get("officers"), scope),
        reviewers=read_reviewers(top.get("reviewers"), projects, scope),
        threshold=top.integer("threshold", 2, least=1),
        quorums=_quorums(top),
        exposure_level=top.word("exposure_level", Level, Level.SENSITIVE),
        exposure_days=top.integer("exposure_days", 365, least=1, most=36_500),
        deemed_export=read_deemed_export(top.get("deemed_export"), scope),
        offline_valid_days=top.integer("offline_valid_days", 30, least=1, most=365),
        recovery_recipient=recovery,
    )


def _quorums(top: Entry) -> Quorums:
    ordinary = top.integer("quorum", 2, least=1)
    return Quorums(
        ordinary=ordinary,
        cross_wall=top.integer("quorum_cross_wall", 2, least=1),
        controlled=top.integer("quorum_controlled", ordinary, least=1),
        listed=top.integer("quorum_listed", ordinary, least=1),
    )


def _check_numbers(policy: Policy, top: Entry, faults: FaultList) -> None:
    signers = sum(officer.signs_policy for officer in policy.officers)
    approvers = sum(officer.approves for officer in policy.officers)
    counts = (
        ("threshold", policy.threshold, signers, "sign the policy"),
        ("quorum", policy.quorums.ordinary, approvers, "approve releases"),
        ("quorum_cross_wall", policy.quorums.cross_wall, approvers, "approve releases"),
    )
    for key, wanted, there, do in counts:
        if wanted > there:
            faults.add(top.place(key), f"`{key}` is {wanted}, but {there} officers {do}", help="name more officers")
    for key, wanted in (("threshold", policy.threshold), ("quorum_cross_wall", policy.quorums.cross_wall)):
        if policy.walls and wanted < 2:
            faults.add(top.place(key), f"`{key}` is {wanted}", help="nobody opens a wall alone: write 2 or more")
    if policy.quorums.cross_wall < policy.quorums.ordinary:
        place = top.place("quorum_cross_wall")
        faults.add(place, "`quorum_cross_wall` is lower than `quorum`", help="a wall takes no fewer approvals")


def fill_keys(text: str, keys: KeyRing, *, name: str = "policy.yaml") -> str:
    """The same text with keys written into it, everything else untouched.

    Raises:
        PolicyFaults: the text is no YAML mapping, or the ring names somebody who has no place in it.
    """
    faults = FaultList()
    top = _values(read_nodes(text, faults))
    faults.raise_if_any(name)
    edits = [
        *_edits(top.get("officers"), "key", keys.officers, "officer", faults),
        *_edits(top.get("reviewers"), "recipient", keys.reviewers, "reviewer", faults),
    ]
    if keys.recovery:
        edits += _edits_of(top.get("recovery_recipient"), keys.recovery, "no `recovery_recipient:`", "", faults)
    faults.raise_if_any(name)
    for start, end, written in sorted(edits, reverse=True):
        text = text[:start] + written + text[end:]
    return text


_Edit = tuple[int, int, str]


def _edits(section: Node | None, key: str, given: Mapping[str, str], what: str, faults: FaultList) -> list[_Edit]:
    people = _values(section)
    edits = []
    for person, value in sorted(given.items()):
        place = _values(people.get(person)).get(key)
        missing = f"{what} `{person}` has no `{key}:`"
        edits += _edits_of(place, value, missing, did_you_mean(person, people), faults)
    return edits


def _edits_of(place: Node | None, value: str, missing: str, help: str, faults: FaultList) -> list[_Edit]:
    if not isinstance(place, ScalarNode):
        faults.add_at(1, 1, missing, help=help or "add it with an empty value")
        return []
    start, end = place.start_mark.index, place.end_mark.index
    quoted = '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    # Where nothing stands after the colon there is no blank before the place either.
    return [(start, end, f" {quoted}" if start == end else quoted)]


def _values(node: Node | None) -> dict[str, Node]:
    return {key: value for key, _, value in pairs_of(node, FaultList(), "")}
