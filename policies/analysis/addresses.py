"""Where an address as people write it leads to: a zone of the policy, a party, or somewhere that it does not know."""

from __future__ import annotations

from policies.tables import Tables
from policies.transfer import Destination

_SCHEMES_OF_PEOPLE = ("mailto:", "http://", "https://")


def destination_at(address: str, tables: Tables) -> Destination:
    """The destination of an address, such as `smb://fs1/gripper/x.docx`, `lee@harbor.example` or a web address.

    What no home and no domain of the policy claims is an unknown sink, which everybody reads.
    """
    if _is_place(address):
        return _zone_at(address, tables)
    return _party_at(address, tables)


def _is_place(address: str) -> bool:
    folded = address.casefold()
    return "/" in address and not folded.startswith(_SCHEMES_OF_PEOPLE)


def _zone_at(address: str, tables: Tables) -> Destination:
    folded = address.casefold() if address.casefold().startswith("smb://") else address
    best, best_root = None, ""
    for zone, facts in tables.zones.items():
        for home in facts.homes:
            root = home.removesuffix("**").removesuffix("*").rstrip("/")
            root = root.casefold() if root.casefold().startswith("smb://") else root
            if (folded == root or folded.startswith(root + "/")) and len(root) > len(best_root):
                best, best_root = zone, root
    path = address[len(best_root) :].strip("/") if best is not None else address.rsplit("/", 1)[-1]
    return Destination(zone=best, path=path)


def _party_at(address: str, tables: Tables) -> Destination:
    host = address.casefold().removeprefix("mailto:").split("://")[-1].split("/")[0].rsplit("@", 1)[-1].split(":")[0]
    best, best_domain = None, ""
    for party, facts in tables.parties.items():
        for domain in facts.domains:
            if (host == domain or host.endswith("." + domain)) and len(domain) > len(best_domain):
                best, best_domain = party, domain
    return Destination(party=best, path="")
