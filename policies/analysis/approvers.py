"""Whether the officers can approve a release in every direction across a wall."""

from __future__ import annotations

from collections.abc import Iterator

from policies.analysis.drafts import draft_release
from policies.analysis.notes import Looking, Note, NoteKind, Severity
from policies.flow import conflicts
from policies.label import Level
from policies.model import PersonId, Side, ZoneId
from policies.release import is_on_receiving_side, needed_approvals
from policies.tables import Tables
from policies.transfer import Destination


def approver_notes(looking: Looking) -> Iterator[Note]:
    """Directions in which too few officers may approve, or just as many as must; one note for those that are alike."""
    tables = looking.tables
    sides = [side for wall in tables.walls.values() for side in wall.sides]
    alike: dict[tuple[int, tuple[PersonId, ...]], list[tuple[Side, Side]]] = {}
    for ours, theirs in conflicts(sides, sides):
        found = _worst(ours, theirs, tables)
        if found is not None:
            alike.setdefault(found, []).append((ours, theirs))
    for (needed, eligible), directions in alike.items():
        if len(eligible) <= needed:
            yield _note(needed, eligible, directions)


def _note(needed: int, eligible: tuple[PersonId, ...], directions: list[tuple[Side, Side]]) -> Note:
    where = ", ".join(f"{ours.wall}/{ours.name} to {theirs.wall}/{theirs.name}" for ours, theirs in directions)
    who = f"{len(eligible)} of them may approve it ({', '.join(eligible) or 'none'})"
    if len(eligible) < needed:
        said = f"no release from side {where} can be approved: it needs {needed} officers, and {who}"
        kept_out = " or ".join(dict.fromkeys(f"{theirs.wall}/{theirs.name}" for _, theirs in directions))
        severity, help = Severity.WARNING, f"name officers who are in no project of side {kept_out}"
    else:
        said = f"a release from side {where} needs {needed} officers, and just {who}"
        severity, help = Severity.INFO, "one who is away, or who asks for the release, stops all: name another"
    return Note(kind=NoteKind.NO_APPROVERS, severity=severity, message=said, help=help, path=("officers",))


def _worst(ours: Side, theirs: Side, tables: Tables) -> tuple[int, tuple[PersonId, ...]] | None:
    """The release in a direction that lacks most approvers: how many it needs, who may approve."""
    sources = [project for project, facts in sorted(tables.projects.items()) if ours in facts.sides]
    targets = [project for project, facts in sorted(tables.projects.items()) if theirs in facts.sides]
    if not sources or not targets:
        return None
    source = max(sources, key=lambda project: (tables.projects[project].level is Level.CONTROLLED, project))
    found = []
    for target in targets:
        terms = draft_release([source], Destination(zone=ZoneId(target)))
        approvers = (officer.person for officer in tables.officers if officer.approves)
        eligible = tuple(sorted(person for person in approvers if not is_on_receiving_side(person, terms, tables)))
        found.append((needed_approvals(terms, tables)[0], eligible))
    return min(found, key=lambda each: len(each[1]) - each[0])
