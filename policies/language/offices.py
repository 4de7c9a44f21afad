"""Those who sign, review and reset: officers, reviewers, their keys, and what reviewers found of exposure."""

from __future__ import annotations

from collections.abc import Collection
from itertools import combinations

import pyrage

from policies.errors import PolicyError
from policies.keys import load_public
from policies.label import ProjectId
from policies.language.entry import Entry, check_reference, list_of, named_pairs
from policies.language.nodes import Node
from policies.language.scope import Claims, Scope
from policies.model import ExposureReset, Officer, PersonId, Project, Reviewer

_RESET_KEYS = ("person", "side", "on", "by", "reason")


def read_officers(node: Node | None, scope: Scope) -> tuple[Officer, ...]:
    """The officers, sorted by person; a key may be empty until it is made."""
    officers, keys = [], Claims("key", scope.faults)
    for name, key, value in named_pairs(node, scope.faults, "officers"):
        entry = Entry(value, scope.faults, f"officer `{name}`", ("key", "signs_policy", "approves"))
        check_reference(key, scope.people, "person", scope.faults)
        written = entry.text("key")
        if written:
            _check_public_key(written, entry.place("key"), scope)
            keys.claim(written, name, entry.place("key"))
        officers.append(
            Officer(
                person=PersonId(name),
                key=written,
                signs_policy=entry.boolean("signs_policy", True),
                approves=entry.boolean("approves", True),
            )
        )
    return tuple(sorted(officers, key=lambda officer: officer.person))


def _check_public_key(written: str, node: Node, scope: Scope) -> None:
    try:
        load_public(written)
    except PolicyError as error:
        scope.faults.add(node, error.message, help=error.help)


def read_reviewers(node: Node | None, projects: dict[ProjectId, Project], scope: Scope) -> tuple[Reviewer, ...]:
    """The reviewers, sorted by person; none sees the evidence of both sides of a wall."""
    reviewers = []
    for name, key, value in named_pairs(node, scope.faults, "reviewers"):
        entry = Entry(value, scope.faults, f"reviewer `{name}`", ("recipient", "projects"))
        check_reference(key, scope.people, "person", scope.faults)
        seen = scope.project_ids(entry, "projects")
        sides = [side for project in sorted(seen) if project in projects for side in projects[project].sides]
        if any(a.conflicts_with(b) for a, b in combinations(sides, 2)):
            place = entry.place("projects")
            scope.faults.add(place, f"reviewer `{name}` would see both sides of a wall", help="name another reviewer")
        recipient = entry.text("recipient")
        check_recipient(recipient, entry.place("recipient"), scope)
        reviewers.append(Reviewer(person=PersonId(name), recipient=recipient, projects=seen))
    return tuple(sorted(reviewers, key=lambda reviewer: reviewer.person))


def check_recipient(written: str, node: Node, scope: Scope) -> None:
    """A fault where a text is neither empty nor an age recipient."""
    if not written:
        return
    try:
        pyrage.x25519.Recipient.from_str(written)
    except pyrage.RecipientError:
        advice = "the line that `sekimori key new-reviewer` prints, `age1…`"
        scope.faults.add(node, "not an age recipient", help=advice)


def read_resets(node: Node | None, offices: Collection[PersonId], scope: Scope) -> tuple[ExposureReset, ...]:
    """What counts as exposure no longer, in its order.

    Args:
        offices: Officers and reviewers, one of whom must have found so.
    """
    items = list_of(node, scope.faults, "exposure_resets")
    found = (_reset(item, offices, scope) for item in items)
    return tuple(reset for reset in found if reset is not None)


def _reset(item: Node, offices: Collection[PersonId], scope: Scope) -> ExposureReset | None:
    entry = Entry(item, scope.faults, "exposure reset", _RESET_KEYS)
    for key in _RESET_KEYS:
        if entry.get(key) is None:
            scope.faults.add(entry.place(key), f"{entry.what} has no `{key}`", help=f"add `{key}:`")
    person = entry.reference("person", scope.people, "person")
    by = entry.reference("by", scope.people, "person")
    sides = [scope.side_of(side) for side in entry.items("side")]
    on, reason = entry.day("on"), entry.text("reason")
    if by is not None and by == person:
        scope.faults.add(entry.place("by"), f"`{by}` would reset the own exposure", help="another reviewer must")
    elif by is not None and by not in offices:
        message = f"`{by}` is neither a reviewer nor an officer"
        scope.faults.add(entry.place("by"), message, help="only they reset exposure")
    if len(sides) > 1:
        scope.faults.add(entry.place("side"), "a reset is of one side", help="write one for each side")
    if person is None or by is None or on is None or not sides or sides[0] is None:
        return None
    return ExposureReset(person=PersonId(person), side=sides[0], on=on, by=PersonId(by), reason=reason)
