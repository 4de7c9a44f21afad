"""Who owns whom: a party half of which listed parties own, directly or through others, stands on their lists too.

Source: the 50 percent rules of OFAC (2014) and of BIS for the Entity List.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from policies.model import Party, PartyId, ScreeningEntry

CONTROLLING_PERCENT = 50.0


def inherited_entries(party: Party, parties: Mapping[PartyId, Party]) -> tuple[ScreeningEntry, ...]:
    """Entries that a party has through its owners, each once, with the owner's id.

    Shares of several owners on the same list add up. An owner counts as listed also where it is so by its own owners.
    """
    found: dict[tuple[str, str], ScreeningEntry] = {}
    for list_name, shares in sorted(_listed_shares(party, parties).items()):
        if sum(percent for _, percent, _ in shares) < CONTROLLING_PERCENT:
            continue
        for owner, _, entry in shares:
            key = (list_name, owner)
            if key not in found or entry.effect > found[key].effect:
                found[key] = replace(entry, owner=entry.owner or owner)
    return tuple(found[key] for key in sorted(found))


def _listed_shares(
    party: Party, parties: Mapping[PartyId, Party], above: frozenset[PartyId] = frozenset()
) -> dict[str, list[tuple[PartyId, float, ScreeningEntry]]]:
    """List to the owners who stand on it, their share and the entry; a circle of owners is walked once."""
    shares: dict[str, list[tuple[PartyId, float, ScreeningEntry]]] = {}
    walked = above | {party.id}
    for owner in party.owners:
        owning = parties.get(owner.party)
        if owning is None or owner.party in walked:
            continue
        by_list = {entry.list: entry for entry in sorted(owning.screening, key=lambda entry: entry.effect.rank)}
        for list_name, through in _listed_shares(owning, parties, walked).items():
            if sum(percent for _, percent, _ in through) >= CONTROLLING_PERCENT and list_name not in by_list:
                by_list[list_name] = replace(through[0][2], owner=through[0][2].owner or through[0][0])
        for list_name, entry in by_list.items():
            shares.setdefault(list_name, []).append((owner.party, owner.percent, entry))
    return shares
