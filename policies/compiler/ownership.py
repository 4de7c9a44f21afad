"""Who owns whom: a party half of which listed parties own, directly or through others, stands on their lists too.

Shares of several owners on the same list add up, day by day: an owner counts while its entry is in force. An owner
counts as listed also where it is so by its own owners, wherever the circle of owners begins.

Source: the 50 percent rules of OFAC (2014) and of BIS for the Entity List.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from policies.model import Party, PartyId, ScreeningEntry
from policies.tables import is_within

CONTROLLING_PERCENT = 50.0
# Shares are decimal fractions; their sums miss the half by less than this.
_ROUNDING = 1e-6
_DAY = timedelta(days=1)

_Period = tuple[date | None, date | None]


def inherited_entries(parties: Mapping[PartyId, Party]) -> dict[PartyId, tuple[ScreeningEntry, ...]]:
    """Entries that each party has through its owners, with the id of the owner who stands on the list.

    Returns:
        Only parties that have any; entries of one owner and list follow each other by their days.
    """
    holdings: dict[PartyId, list[tuple[PartyId, float]]] = defaultdict(list)
    for party in parties.values():
        for owner in party.owners:
            holdings[owner.party].append((party.id, owner.percent))
    entries: dict[str, dict[PartyId, list[ScreeningEntry]]] = defaultdict(lambda: defaultdict(list))
    for holder in holdings:
        for entry in parties[holder].screening if holder in parties else ():
            entries[entry.list][holder].append(entry)
    found: dict[PartyId, list[ScreeningEntry]] = defaultdict(list)
    for name in sorted(entries):
        for owned, inherited in _ListedOwners(parties, holdings, entries[name]).inherited().items():
            found[owned] += inherited
    return {id_: tuple(each) for id_, each in found.items()}


@dataclass(frozen=True, slots=True)
class _ListedOwners:
    """One list: who holds what of whom, and the entries of those who stand on it themselves."""

    parties: Mapping[PartyId, Party]
    holdings: Mapping[PartyId, list[tuple[PartyId, float]]]
    entries: Mapping[PartyId, list[ScreeningEntry]]

    def inherited(self) -> dict[PartyId, list[ScreeningEntry]]:
        """Owned party to what it has through its owners on this list."""
        found: dict[PartyId, dict[tuple[PartyId, ScreeningEntry], list[_Period]]] = {}
        for since, until in self._periods():
            controlled = self._controlled(since or until or date.min)
            for party in controlled:
                for key in self._sources(party, controlled, since or until or date.min):
                    _append(found.setdefault(party, {}).setdefault(key, []), (since, until))
        return {
            party: [
                replace(entry, owner=owner, since=since, until=until)
                for (owner, entry), periods in sorted(by_source.items(), key=lambda item: _order(*item[0]))
                for since, until in periods
            ]
            for party, by_source in found.items()
        }

    def _periods(self) -> Iterator[_Period]:
        """The days cut wherever an entry begins or ends."""
        each = [entry for entries in self.entries.values() for entry in entries]
        ends = {entry.until for entry in each if entry.until is not None and entry.until < date.max}
        ends |= {entry.since - _DAY for entry in each if entry.since is not None and entry.since > date.min}
        since = None
        for end in sorted(ends):
            yield since, end
            since = end + _DAY
        yield since, None

    def _controlled(self, day: date) -> frozenset[PartyId]:
        """Those of whom parties listed on a day hold half: what a listed one holds is added until nothing changes."""
        held: dict[PartyId, float] = defaultdict(float)
        controlled: set[PartyId] = set()
        listed = {id_ for id_, entries in self.entries.items() if _in_force(entries, day)}
        waiting = sorted(listed)
        while waiting:
            for owned, percent in self.holdings.get(waiting.pop(), ()):
                held[owned] += percent
                if held[owned] < CONTROLLING_PERCENT - _ROUNDING or owned in controlled:
                    continue
                controlled.add(owned)
                if owned not in listed:
                    listed.add(owned)
                    waiting.append(owned)
        return frozenset(controlled)

    def _sources(
        self, party: PartyId, controlled: frozenset[PartyId], day: date
    ) -> Iterator[tuple[PartyId, ScreeningEntry]]:
        """The owners through whom a party is listed, up to those who stand on the list themselves."""
        seen, above = {party}, [party]
        while above:
            for owner in self.parties[above.pop()].owners:
                if owner.party in seen:
                    continue
                seen.add(owner.party)
                yield from ((owner.party, entry) for entry in _in_force(self.entries.get(owner.party, []), day))
                if owner.party in controlled:
                    above.append(owner.party)


def _in_force(entries: list[ScreeningEntry], day: date) -> list[ScreeningEntry]:
    return [entry for entry in entries if is_within(entry.since, entry.until, day)]


def _append(periods: list[_Period], period: _Period) -> None:
    """Add a period, as one with the last where it follows on it."""
    if periods and periods[-1][1] is not None and period[0] == periods[-1][1] + _DAY:
        periods[-1] = (periods[-1][0], period[1])
    else:
        periods.append(period)


def _order(owner: PartyId, entry: ScreeningEntry) -> tuple[str, int, str, str, str]:
    since = entry.since.isoformat() if entry.since else ""
    return owner, entry.effect.rank, since, entry.version, entry.note
