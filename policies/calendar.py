"""The calendar of a policy's tables: on which days something begins or has ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from policies.tables import Tables

_DAY = timedelta(days=1)


def changes_of(tables: Tables) -> Iterator[date]:
    """First days of what begins, and first days without what ended; one day may come several times."""
    for since, until in _periods(tables):
        if since is not None:
            yield since
        if until is not None and until < date.max:
            yield until + _DAY


def _periods(tables: Tables) -> Iterator[tuple[date | None, date | None]]:
    for project in tables.projects.values():
        yield project.since, project.until
        yield from ((terms.since, terms.until) for terms in project.terms)
    for person in tables.people.values():
        yield from ((grant.since, grant.until) for grant in person.grants)
        if person.permit_from_later is not None:
            yield person.permit_from_later[1], None
    for party in tables.parties.values():
        yield from ((entry.since, entry.until) for entry in party.screening)
    yield from ((rule.since, rule.until) for rule in tables.rules)
    yield from ((permit.since, permit.until) for permit in tables.permits)
