"""Whether the officers can approve a release in every direction across a wall."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from policies.analysis.notes import Looking, Note, NoteKind, Severity
from policies.flow import conflicts
from policies.label import Level
from policies.model import Channel, PersonId, ProjectId, Side, ZoneId
from policies.release import LegalBasis, ReleaseId, ReleaseTerms, is_on_receiving_side, needed_approvals
from policies.tables import Tables

_SOMETIME = datetime(2000, 1, 1, tzinfo=UTC)


def approver_notes(looking: Looking) -> Iterator[Note]:
    """Directions in which too few officers may approve, or just as many as must."""
    tables = looking.tables
    sides = [side for wall in tables.walls.values() for side in wall.sides]
    for ours, theirs in conflicts(sides, sides):
        found = _worst(ours, theirs, tables)
        if found is None:
            continue
        needed, eligible = found
        path = ("officers",)
        where = f"from side {ours.name} to side {theirs.name} of wall `{ours.wall}`"
        who = f"{len(eligible)} of them may approve it ({', '.join(eligible) or 'none'})"
        if len(eligible) < needed:
            said = f"no release {where} can be approved: it needs {needed} officers, and {who}"
            help = f"name officers who are in no project of side {theirs.name}"
            yield Note(kind=NoteKind.NO_APPROVERS, severity=Severity.WARNING, message=said, help=help, path=path)
        elif len(eligible) == needed:
            said = f"a release {where} needs {needed} officers, and just {who}"
            help = "one who is away, or who asks for the release, stops all: name another"
            yield Note(kind=NoteKind.NO_APPROVERS, severity=Severity.INFO, message=said, help=help, path=path)


def _worst(ours: Side, theirs: Side, tables: Tables) -> tuple[int, list[PersonId]] | None:
    """The release in a direction that lacks most approvers: how many it needs, who may approve."""
    sources = [project for project, facts in sorted(tables.projects.items()) if ours in facts.sides]
    targets = [project for project, facts in sorted(tables.projects.items()) if theirs in facts.sides]
    if not sources or not targets:
        return None
    source = max(sources, key=lambda project: (tables.projects[project].level is Level.CONTROLLED, project))
    found = []
    for target in targets:
        terms = _terms(source, target)
        approvers = (officer.person for officer in tables.officers if officer.approves)
        eligible = sorted(person for person in approvers if not is_on_receiving_side(person, terms, tables))
        found.append((needed_approvals(terms, tables)[0], eligible))
    return min(found, key=lambda each: len(each[1]) - each[0])


def _terms(source: ProjectId, target: ProjectId) -> ReleaseTerms:
    return ReleaseTerms(
        id=ReleaseId("asked"),
        case="",
        requester=PersonId(""),
        purpose="",
        digests=("0" * 64,),
        names=(),
        channel=Channel.SHARE,
        agent="",
        person=None,
        projects=(source,),
        recipient="",
        end_use="",
        item="",
        basis=LegalBasis.CONTRACT,
        basis_number="",
        basis_date="",
        since=_SOMETIME,
        until=_SOMETIME,
        zone=ZoneId(target),
    )
