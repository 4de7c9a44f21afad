"""What a policy leaves out: keys, homes, members, accounts, permits and judgements."""

from __future__ import annotations

from collections.abc import Iterator

from policies.analysis.notes import Looking, Note, NoteKind, Severity
from policies.analysis.probe import Judge, Probe
from policies.label import Level
from policies.model import FefaResult, Permit, PersonId, Project, ZoneId
from policies.tables import is_within


def gap_notes(looking: Looking) -> Iterator[Note]:
    """Everything left out."""
    yield from _keys(looking)
    yield from _projects(looking)
    yield from _members(looking)
    yield from _permits(looking)
    yield from _accounts(looking)


def _keys(looking: Looking) -> Iterator[Note]:
    policy = looking.policy
    for officer in policy.officers:
        if not officer.key:
            said, help = f"officer `{officer.person}` has no key yet", "make one with `sekimori key new`"
            yield _warning(NoteKind.KEY_MISSING, said, help, "officers", officer.person)
    for reviewer in policy.reviewers:
        if not reviewer.recipient:
            said = f"reviewer `{reviewer.person}` has no recipient yet"
            help = "make a key with `sekimori key new-reviewer`"
            yield _warning(NoteKind.KEY_MISSING, said, help, "reviewers", reviewer.person)
    if not policy.recovery_recipient:
        said = "no recovery recipient: what an agent holds is lost with that agent's key"
        yield _warning(NoteKind.KEY_MISSING, said, "make a key and keep it offline", "recovery_recipient")


def _projects(looking: Looking) -> Iterator[Note]:
    for project in looking.policy.projects.values():
        if project.until is not None and project.until < looking.today:
            continue
        if not project.homes:
            said = f"project `{project.id}` has no homes: no agent knows where its content belongs"
            yield _warning(NoteKind.NO_HOME, said, "name its shares under `homes:`", "projects", project.id)
        if not project.members:
            said = f"project `{project.id}` has no members: nobody reads it"
            yield _warning(NoteKind.NO_MEMBER, said, "name its people under `members:`", "projects", project.id)
        if project.level >= Level.SENSITIVE and not _is_judged(project, looking):
            said = f"project `{project.id}` is {project.level} and its items are unjudged (該非判定)"
            help = "let the export-control office judge them, and write item, judge and day under `terms:`"
            yield _warning(NoteKind.UNJUDGED, said, help, "projects", project.id, "terms")


def _is_judged(project: Project, looking: Looking) -> bool:
    in_force = (terms for terms in project.terms if is_within(terms.since, terms.until, looking.today))
    return any(terms.fefa.result is not FefaResult.UNJUDGED for terms in in_force)


def _members(looking: Looking) -> Iterator[Note]:
    """Members because of whom their project's own content is held in its home."""
    judge = Judge(looking.tables, looking.now)
    for project in looking.policy.projects.values():
        for person in sorted(project.members):
            reads = looking.tables.people[person].reads_on(looking.today).get(project.id)
            path = ("projects", project.id, "members", person)
            if reads is not None and reads < project.level:
                held = f"its {project.level} content is held in its home"
                said = f"`{person}` reads `{project.id}` up to {reads} only: {held}"
                help = "raise membership and clearance, or take the person out"
                yield _warning(NoteKind.CANNOT_READ, said, help, *path)
        yield from _without_permit(project, judge)


def _without_permit(project: Project, judge: Judge) -> Iterator[Note]:
    """Members whom the engine names when the project's own content is put into its home."""
    probe = Probe(projects=frozenset({project.id}), level=project.level, zone=ZoneId(project.id))
    for reason in judge.decide(probe).reasons:
        person = reason.facts.get("person")
        if reason.source == "invariant:deemed-export" and person:
            said = (
                f"`{person}` has no permit in force for `{project.id}`: its {project.level} content is held in its home"
            )
            help = f"name `{person}` in a permit for `{project.id}`, or take the person out"
            path = ("projects", project.id, "members", person)
            yield Note(
                kind=NoteKind.PERMIT_MISSING,
                severity=Severity.WARNING,
                message=said,
                help=help,
                path=path,
                example=probe.options(),
            )


def _permits(looking: Looking) -> Iterator[Note]:
    for permit in looking.policy.permits:
        if permit.until is not None and permit.until < looking.today:
            continue
        for said, help in _idle(permit, looking):
            yield _warning(NoteKind.PERMIT_IDLE, f"permit `{permit.id}` {said}", help, "permits", permit.id)


def _idle(permit: Permit, looking: Looking) -> Iterator[tuple[str, str]]:
    policy = looking.policy
    if not permit.persons and not permit.parties:
        yield "is for nobody", "name `persons` or `parties`"
        return
    for person in sorted(permit.persons):
        if not _is_concerned(permit, person, looking):
            yield f"names `{person}`, who is in none of its projects", "remove the name, or add the membership"
    needed = {item for p in policy.projects.values() for t in p.terms for item in (t.eccn, t.fefa.item) if item}
    strange = sorted(set(permit.items) - needed)
    if strange:
        yield f"is for items that no project has: {', '.join(strange)}", "look at the items' numbers"


def _is_concerned(permit: Permit, person: PersonId, looking: Looking) -> bool:
    projects = permit.projects or looking.policy.projects.keys()
    return any(person in looking.policy.projects[project].members for project in projects)


def _accounts(looking: Looking) -> Iterator[Note]:
    for person in looking.policy.people.values():
        if not person.accounts:
            said = f"`{person.id}` has no account: no agent knows this person"
            path = ("people", person.id)
            help = "name log-ins under `accounts:`"
            yield Note(kind=NoteKind.NO_ACCOUNT, severity=Severity.INFO, message=said, help=help, path=path)


def _warning(kind: NoteKind, said: str, help: str, *path: str) -> Note:
    return Note(kind=kind, severity=Severity.WARNING, message=said, help=help, path=path)
