"""Where an address leads: to a zone by the homes of the policy, or to a party by its domains. By trie.

What cannot be read in one way only leads nowhere that the policy knows: an address is often written by whoever wants
to send something, and a place that nobody knows is read by everybody. So there is no guess, no repair, and where two
claim the same folder or domain, neither gets it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import idna

from policies.model import PartyId, ZoneId
from policies.tables import Tables

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*", re.ASCII)
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\\]")
_ENCODED = re.compile(r"%(2e|2f|5c|00)", re.IGNORECASE)
_AFTER_HOST = re.compile(r"[/?#]")
_MORE_RECIPIENTS = re.compile(r"mailto:[^?]*\?(.*&)?(to|cc|bcc)=", re.IGNORECASE)
_PORT = re.compile(r"[0-9]{0,5}", re.ASCII)
_USUAL_PORTS = {"smb": "445", "nfs": "2049", "git": "9418"}
_LONGEST_HOST = 253

Name = TypeVar("Name")


@dataclass(slots=True)
class _Node(Generic[Name]):
    """One step of a trie: what lies below, and who claims it."""

    below: dict[str, _Node[Name]] = field(default_factory=dict)
    claims: set[Name] = field(default_factory=set)


class Trie(Generic[Name]):
    """Names under paths of words; a longer path stands before a shorter."""

    def __init__(self) -> None:
        self._root: _Node[Name] = _Node()

    def add(self, path: Iterable[str], name: Name) -> None:
        """Let `name` claim a path and all below it."""
        node = self._root
        for word in path:
            node = node.below.setdefault(word, _Node())
        node.claims.add(name)

    def find(self, path: Iterable[str]) -> tuple[Name, int] | None:
        """Who claims the longest beginning of a path, and how many words that is; None where nobody or several do."""
        node, best, depth = self._root, self._root, 0
        for count, word in enumerate(path, start=1):
            following = node.below.get(word)
            if following is None:
                break
            node = following
            if node.claims:
                best, depth = node, count
        return (next(iter(best.claims)), depth) if len(best.claims) == 1 else None


class Places:
    """The homes and domains of a policy's tables."""

    def __init__(self, tables: Tables) -> None:
        self._homes: Trie[ZoneId] = Trie()
        self._domains: Trie[PartyId] = Trie()
        for zone, zone_facts in tables.zones.items():
            for home in zone_facts.homes:
                path = home_path(home)
                if path is not None:
                    self._homes.add(path, zone)
        for party, party_facts in tables.parties.items():
            for domain in party_facts.domains:
                host = canonical_host(domain)
                if host is not None:
                    self._domains.add(_labels(host), party)

    def zone_at(self, address: str) -> ZoneId | None:
        """The zone in whose home a path or a share's address lies; where homes lie in each other, the inner one."""
        found = self.rest_at(address)
        return found[0] if found is not None else None

    def rest_at(self, address: str) -> tuple[ZoneId, str] | None:
        """The zone in whose home an address lies, and the path below that home as it is written."""
        folders = _folders(address)
        found = self._homes.find(key for key, _ in folders) if folders is not None else None
        if folders is None or found is None:
            return None
        zone, depth = found
        return zone, "/".join(written for _, written in folders[depth:])

    def party_at(self, address: str) -> PartyId | None:
        """The party to whom a mail address, a host or a URL leads; where domains lie in each other, the inner one."""
        host = host_of(address)
        found = self._domains.find(_labels(host)) if host is not None else None
        return found[0] if found is not None else None


def home_path(pattern: str) -> tuple[str, ...] | None:
    """The folder that a home's pattern claims, as the words that addresses are compared by; None where it is none."""
    steps = home_steps(pattern)
    return tuple(key for key, _ in steps) if steps is not None else None


def home_steps(pattern: str) -> tuple[tuple[str, str], ...] | None:
    """The same, each word as it is compared and as it is written; the first is scheme and host, or empty."""
    folders = _folders(_root_of(pattern))
    return tuple(folders) if folders is not None else None


def host_of(address: str) -> str | None:
    """The host that a mail address, a host with or without a port, `user@host:path` or a URL leads to, canonical.

    None where it has none, or where programs differ about which it is: with white space, a backslash, a second `@`,
    further recipients or, outside of a URL, a colon, slash, `?` or `#` before the `@`.
    """
    if _UNSAFE.search(address) or _MORE_RECIPIENTS.search(address):
        return None
    scheme = _SCHEME.match(address)
    rest = address[scheme.end() :] if scheme else _without_mailto(address).removeprefix("//")
    authority = _AFTER_HOST.split(rest, maxsplit=1)[0]
    user, at, host = authority.rpartition("@")
    if "@" in user or (at and not user):
        return None
    if scheme is None and (":" in user or "@" in rest[len(authority) :]):
        return None
    host, colon, port = host.partition(":")
    if colon and scheme is not None and not _PORT.fullmatch(port):
        return None
    return canonical_host(host)


def canonical_host(host: str) -> str | None:
    """A host's name in lower case and ASCII (UTS 46, IDNA 2008), without a closing dot; None where it is none."""
    host = host.removesuffix(".")
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            return None
    host = host.lower()
    return host if _HOST.fullmatch(host) and len(host) <= _LONGEST_HOST else None


def _without_mailto(address: str) -> str:
    return address[len("mailto:") :] if address.lower().startswith("mailto:") else address


def _labels(host: str) -> Iterator[str]:
    return reversed(host.split("."))


def _root_of(pattern: str) -> str:
    return pattern.removesuffix("**").removesuffix("*")


def _folders(address: str) -> list[tuple[str, str]] | None:
    """A place as words from the outside in, each as it is compared and as it is written; None where it is no place.

    The first word is scheme and host, or empty for a path of this machine. Names on a share by `smb://` compare
    without case, as its servers do.
    """
    scheme = _SCHEME.match(address)
    if scheme is None:
        return _words("", address) if address.startswith("/") and "\0" not in address else None
    name = scheme[1].lower()
    rest = address[scheme.end() :]
    rest = rest.replace("\\", "/") if name == "smb" else rest
    if _ENCODED.search(rest) or "\0" in rest:
        return None
    authority, _, path = rest.partition("/")
    host = _share_host(name, authority)
    return _words(f"{name}://{host}", path, folds=name == "smb") if host is not None else None


def _share_host(scheme: str, authority: str) -> str | None:
    user, at, host = authority.rpartition("@")
    if "@" in user or (at and not user):
        return None
    host, colon, port = host.partition(":")
    canonical = canonical_host(host)
    if canonical is None or (colon and not _PORT.fullmatch(port)):
        return None
    return canonical if port in ("", _USUAL_PORTS.get(scheme, "")) else f"{canonical}:{port}"


def _words(root: str, path: str, *, folds: bool = False) -> list[tuple[str, str]] | None:
    written = [word for word in path.split("/") if word not in ("", ".")]
    if ".." in written:
        return None
    composed = [unicodedata.normalize("NFC", word) for word in written]
    keys = [word.lower() for word in composed] if folds else composed
    return [(root, ""), *zip(keys, written, strict=True)]
