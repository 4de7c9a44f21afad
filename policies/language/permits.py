"""Permits: what an authority or a contract lets through."""

from __future__ import annotations

from policies.language.entry import Entry, list_of
from policies.language.nodes import Node
from policies.language.scope import Claims, Scope
from policies.model import Permit, PermitId

_PERMIT_KEYS = ("id", "number", "authority", "projects", "persons", "parties", "items", "since", "until")


def read_permits(node: Node | None, scope: Scope) -> tuple[Permit, ...]:
    """The permits, in their order."""
    ids = Claims("permit", scope.faults)
    return tuple(_permit(item, ids, scope) for item in list_of(node, scope.faults, "permits"))


def _permit(item: Node, ids: Claims, scope: Scope) -> Permit:
    entry = Entry(item, scope.faults, "permit", _PERMIT_KEYS)
    id_ = entry.text("id", required=True)
    if id_:
        ids.claim(id_, id_, entry.place("id"))
        entry.what = f"permit `{id_}`"
    _check_scope(entry, scope)
    since, until = entry.period()
    return Permit(
        id=PermitId(id_),
        number=entry.text("number", required=True),
        authority=entry.text("authority", required=True),
        projects=scope.project_ids(entry, "projects"),
        persons=scope.person_ids(entry, "persons"),
        parties=scope.party_ids(entry, "parties"),
        items=tuple(sorted(entry.texts("items"))),
        since=since,
        until=until,
    )


def _check_scope(entry: Entry, scope: Scope) -> None:
    """A permit says of what and for whom. An empty list is no less of a fault: it would cover everything."""
    if not entry.items("projects") and not entry.items("items"):
        advice = "name `projects`, or the `items` of the control lists that it covers"
        scope.faults.add(entry.node, f"{entry.what} permits nothing", help=advice)
    elif not entry.items("persons") and not entry.items("parties"):
        scope.faults.add(entry.node, f"{entry.what} permits nobody", help="name `persons` or `parties`")
