"""What in a policy has ended, ends soon or has grown old."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from policies.analysis.notes import Looking, Note, NoteKind, Path, Severity
from policies.model import Level, Policy, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """Something with a last day.

    Attributes:
        what: Such as "permit `permit-wang`".
        after: What holds once it has ended.
    """

    what: str
    until: date | None
    after: str
    path: Path


def expiry_notes(looking: Looking) -> Iterator[Note]:
    """What has ended or ends soon; screening lists that are old or undated."""
    soon = looking.today + timedelta(days=looking.soon_days)
    for term in _terms(looking):
        if term.until is None or term.until > soon:
            continue
        if term.until < looking.today:
            said, kind, severity = f"{term.what} ended on {term.until}", NoteKind.EXPIRED, Severity.WARNING
        else:
            left = (term.until - looking.today).days
            said = f"{term.what} ends on {term.until}, in {left} day{'s' if left != 1 else ''}"
            kind, severity = NoteKind.EXPIRING, Severity.INFO
        yield Note(kind=kind, severity=severity, message=said, help=term.after, path=term.path)
    yield from _lists(looking)


def _terms(looking: Looking) -> Iterator[Term]:
    policy = looking.policy
    yield from _of_permits(policy)
    yield from _of_rules(looking)
    yield from _of_people(policy)
    yield from _of_projects(policy)
    for party in policy.parties.values():
        for entry in party.screening:
            what = f"entry of `{party.id}` on `{entry.list}`"
            path = ("parties", party.id, "screening")
            yield Term(what=what, until=entry.until, after="after it the entry stops nothing", path=path)


def _of_permits(policy: Policy) -> Iterator[Term]:
    for permit in policy.permits:
        after = "after it what it permitted is held: renew it, or remove it"
        yield Term(what=f"permit `{permit.id}`", until=permit.until, after=after, path=("permits", permit.id))


def _of_rules(looking: Looking) -> Iterator[Term]:
    """Those in force; that one which has ended matches nothing is said where rules are looked at."""
    for rule in looking.policy.rules:
        if rule.until is not None and rule.until >= looking.today:
            after = f"after it what it would {rule.verdict} is decided by the rules below it"
            yield Term(what=f"rule `{rule.name}`", until=rule.until, after=after, path=("rules", rule.name, "until"))


def _of_people(policy: Policy) -> Iterator[Term]:
    for person in policy.people.values():
        path = ("people", person.id)
        if person.clearance > Level.INTERNAL:
            what, after = f"clearance of `{person.id}`", f"after it `{person.id}` reads up to {Level.INTERNAL} only"
            yield Term(what=what, until=person.clearance_until, after=after, path=(*path, "clearance_until"))
        if person.status is not Status.UNKNOWN:
            after = "after it the status is unknown, which counts as the strictest: ask for a new declaration"
            what = f"declaration of `{person.id}`"
            yield Term(what=what, until=person.status_until, after=after, path=(*path, "status_until"))


def _of_projects(policy: Policy) -> Iterator[Term]:
    for project in policy.projects.values():
        path = ("projects", project.id)
        after = "after it its content goes nowhere cleanly: extend it, or archive its homes"
        yield Term(what=f"project `{project.id}`", until=project.until, after=after, path=(*path, "until"))
        for person, membership in sorted(project.members.items()):
            what = f"membership of `{person}` in `{project.id}`"
            after = f"after it `{person}` reads nothing of `{project.id}`"
            yield Term(what=what, until=membership.until, after=after, path=(*path, "members", person))
        for terms in project.terms:
            what, after = f"terms of `{project.id}`", "after it they ask for nothing more"
            if len(project.terms) == 1:
                yield Term(what=what, until=terms.until, after=after, path=(*path, "terms"))


def _lists(looking: Looking) -> Iterator[Note]:
    """One note for each version of a list, however many parties stand on it."""
    versions: dict[tuple[str, str, date | None], list[str]] = {}
    for party in looking.policy.parties.values():
        for entry in party.screening:
            versions.setdefault((entry.list, entry.version, entry.dated), []).append(party.id)
    old = looking.today - timedelta(days=looking.list_days)
    for (name, version, dated), parties in sorted(versions.items(), key=lambda item: (item[0][:2], str(item[0][2]))):
        path = ("parties", parties[0], "screening")
        named = f"`{name}`" + (f", version {version}," if version else "")
        whom = f"{len(parties)} {'party was' if len(parties) == 1 else 'parties were'}"
        if dated is None:
            said = f"list {named} against which {whom} screened bears no date"
            help = "write `dated:`, so that a decision can say which list it followed"
            yield Note(kind=NoteKind.LIST_OLD, severity=Severity.INFO, message=said, help=help, path=path)
        elif dated < old:
            age = (looking.today - dated).days
            said = f"list {named} against which {whom} screened is {age} days old ({dated})"
            help = "fetch the current list and screen again"
            yield Note(kind=NoteKind.LIST_OLD, severity=Severity.WARNING, message=said, help=help, path=path)
