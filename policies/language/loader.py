"""The policy as a whole: sections put together, and what only shows across them."""

from __future__ import annotations

from dataclasses import replace

from policies.label import Level
from policies.language.entry import Entry
from policies.language.faults import FaultList
from policies.language.homes import check_homes
from policies.language.keyring import KeyRing, fill_keys
from policies.language.nodes import empty_mapping
from policies.language.offices import check_recipient, read_officers, read_resets, read_reviewers
from policies.language.parties import read_parties
from policies.language.people import read_deemed_export, read_people
from policies.language.permits import read_permits
from policies.language.projects import read_projects
from policies.language.rings import read_rings
from policies.language.scope import Scope, read_scope
from policies.language.source import read_nodes
from policies.language.table import read_defaults, read_rules
from policies.language.zones import read_zones
from policies.model import Policy, Quorums

POLICY_KEYS = (
    "version", "organisation", "contact", "threshold", "quorum", "quorum_cross_wall", "quorum_controlled",
    "quorum_listed", "exposure_level", "exposure_days", "offline_valid_days", "recovery_recipient", "deemed_export",
    "walls", "projects", "parties", "people", "zones", "rules", "default", "permits", "exposure_resets", "officers",
    "reviewers", "emergency_hours", "rings",
)  # fmt: skip


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
    top = Entry(root or empty_mapping(), faults, "the policy", POLICY_KEYS)
    policy = _policy(top, read_scope(top, faults))
    _check_numbers(policy, top, faults)
    faults.raise_if_any(name)
    return policy


def _policy(top: Entry, scope: Scope) -> Policy:
    if top.get("version") is None:
        scope.faults.add(top.node, "the policy has no `version`", help="write `version: 1` and raise it by one")
    projects, homes = read_projects(top.get("projects"), scope)
    zones, zone_homes = read_zones(top.get("zones"), projects, scope)
    check_homes([*homes, *zone_homes], projects, scope)
    people = read_people(top.get("people"), scope)
    officers = read_officers(top.get("officers"), scope)
    reviewers = read_reviewers(top.get("reviewers"), projects, scope)
    groups = frozenset(group for person in people.values() for group in person.groups)
    funding = frozenset(payer for project in projects.values() for payer in project.funding)
    offices = {officer.person for officer in officers} | {reviewer.person for reviewer in reviewers}
    recovery = top.text("recovery_recipient")
    check_recipient(recovery, top.place("recovery_recipient"), scope)
    return Policy(
        version=top.integer("version", 1, least=1),
        organisation=top.text("organisation", required=True),
        contact=top.text("contact", required=True),
        walls=scope.walls,
        projects=projects,
        parties=read_parties(top.get("parties"), scope),
        people=people,
        zones=zones,
        rules=read_rules(top.get("rules"), replace(scope, groups=groups, funding=funding)),
        defaults=read_defaults(top.get("default"), scope),
        permits=read_permits(top.get("permits"), scope),
        officers=officers,
        reviewers=reviewers,
        threshold=top.integer("threshold", 2, least=1),
        quorums=_quorums(top),
        exposure_level=top.word("exposure_level", Level, Level.SENSITIVE),
        exposure_days=top.integer("exposure_days", 365, least=1, most=36_500),
        exposure_resets=read_resets(top.get("exposure_resets"), offices, scope),
        deemed_export=read_deemed_export(top.get("deemed_export"), scope),
        offline_valid_days=top.integer("offline_valid_days", 30, least=1, most=365),
        recovery_recipient=recovery,
        emergency_hours=top.integer("emergency_hours", 4, least=1, most=24),
        rings=read_rings(top.get("rings"), scope),
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
    quorums = policy.quorums
    signers = sum(officer.signs_policy for officer in policy.officers)
    approvers = sum(officer.approves for officer in policy.officers)
    by_risk = {
        "quorum_cross_wall": quorums.cross_wall,
        "quorum_controlled": quorums.controlled,
        "quorum_listed": quorums.listed,
    }
    _check_count(top, "threshold", policy.threshold, signers, "sign the policy", faults)
    _check_count(top, "quorum", quorums.ordinary, approvers, "approve releases", faults)
    for key, wanted in by_risk.items():
        # Where it is left out it is the quorum, of which that was told already.
        if wanted != quorums.ordinary or top.get(key) is not None:
            _check_count(top, key, wanted, approvers, "approve releases", faults)
        if wanted < quorums.ordinary:
            help = "a wall takes no fewer approvals" if key == "quorum_cross_wall" else "the highest counts: raise it"
            faults.add(top.place(key), f"`{key}` is lower than `quorum`", help=help)
    for key, wanted in (("threshold", policy.threshold), ("quorum_cross_wall", quorums.cross_wall)):
        if policy.walls and wanted < 2:
            faults.add(top.place(key), f"`{key}` is {wanted}", help="nobody opens a wall alone: write 2 or more")


def _check_count(top: Entry, key: str, wanted: int, there: int, do: str, faults: FaultList) -> None:
    if wanted > there:
        faults.add(top.place(key), f"`{key}` is {wanted}, but {there} officers {do}", help="name more officers")
