"""Where an address as people write it leads to: a zone of the policy, a party, or somewhere that it does not know."""

from __future__ import annotations

from policies.places import Places
from policies.tables import Tables
from policies.transfer import Destination


def destination_at(address: str, tables: Tables) -> Destination:
    """The destination of an address, such as `smb://fs1/gripper/x.docx`, `lee@harbor.example` or a web address.

    What no home and no domain of the policy claims is an unknown sink, which everybody reads.
    """
    places = Places(tables)
    rested = places.rest_at(address)
    if rested is not None:
        zone, path = rested
        return Destination(zone=zone, path=path)
    return Destination(party=places.party_at(address))
