"""Where an address as people write it leads: to a zone of the policy, a party, or somewhere that it does not know."""

from __future__ import annotations

from policies.places import Places
from policies.tables import Tables
from policies.transfer import Destination

_SCHEMES_OF_PEOPLE = ("mailto:", "http://", "https://")


def destination_at(address: str, tables: Tables) -> Destination:
    """The destination of an address, such as `smb://fs1/gripper/x.docx`, `lee@harbor.example` or a web address.

    What no home and no domain of the policy claims is an unknown sink, which everybody reads.
    """
    places = Places(tables)
    if not _is_place(address):
        return Destination(party=places.party_at(address))
    found = places.rest_at(address)
    if found is None:
        return Destination(path=address.rsplit("/", 1)[-1])
    zone, path = found
    return Destination(zone=zone, path=path)


def _is_place(address: str) -> bool:
    folded = address.casefold()
    return "/" in address and not folded.startswith(_SCHEMES_OF_PEOPLE)
