"""From the homes of the policy to folders of this machine. Looks at folders' names only; changes nothing.

Invariants of this module:

1. No zone is guessed. A home leads to a folder by what the policy and the machine both say, or it leads nowhere and
   that is told; where two zones lead to one folder, neither gets it.
2. No path is touched that another machine could keep waiting.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from agent.places.mounts import is_below, mount_at
from policies.places import home_steps

if TYPE_CHECKING:
    from agent.config import Watch
    from agent.places.exports import Export
    from agent.places.mounts import Mount
    from agent.places.samba import Samba, Share
    from policies.model import ZoneId
    from policies.tables import Tables

Entries = Callable[[str], Sequence[str]]


class How(StrEnum):
    """By what a folder is known to be a zone."""

    CONFIG = "config.toml"
    SAMBA = "samba"
    EXPORT = "nfs export"
    FOLDER = "folder"
    MOUNT = "network mount"
    SYNC = "sync folder"
    STICK = "stick"
    INSIDE = "mounted in a zone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A folder of this machine that is a zone.

    Attributes:
        home: The policy's words for it, or what else says so.
        is_watched: Whether it is to be watched; otherwise it is listed only.
        instance: Other for each time a stick is put in.
        identity: Number of its file system, of a stick.
        absent_ns: When a stick was last seen not to be there; 0 where that was never seen.
    """

    zone: ZoneId
    path: str
    how: How
    home: str = ""
    is_watched: bool = True
    instance: str = ""
    identity: str = ""
    absent_ns: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something about coverage that somebody should know. `is_problem`: and do something about."""

    text: str
    is_problem: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What this machine says of itself.

    Attributes:
        names: What homes may call it, folded to lower case.
    """

    names: frozenset[str]
    samba: Samba
    exports: tuple[Export, ...]
    mounts: tuple[Mount, ...]


@dataclass(slots=True)
class Resolution:
    """Folders that are zones, and what was found besides."""

    places: list[Place] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def tell(self, text: str, *, is_problem: bool = True) -> None:
        """Note a finding, once."""
        finding = Finding(text=text, is_problem=is_problem)
        if finding not in self.findings:
            self.findings.append(finding)


class Resolver:
    """Resolves the homes of one policy on one machine.

    Args:
        entries: The names in a folder; raises OSError where it is none.
        real: A path without symbolic links in it, as the machine's owner meant them.
        identity: What two paths to one folder have in common.
    """

    def __init__(
        self, tables: Tables, machine: Machine, *, entries: Entries, real: Callable[[str], str],
        identity: Callable[[str], Hashable],
    ) -> None:  # fmt: skip
        self._tables = tables
        self._machine = machine
        self._entries = entries
        self._real = real
        self._identity = identity
        self._shares = {_folded(share.name): share for share in machine.samba.shares if not share.is_users}
        self._found = Resolution()

    def resolve(self) -> Resolution:
        """Every home of the policy that this machine hosts or has mounted."""
        for zone, facts in sorted(self._tables.zones.items()):
            for home in facts.homes:
                self._home(zone, home)
        self._refuse_claimed_twice()
        return self._found

    def _home(self, zone: ZoneId, home: str) -> None:
        steps = home_steps(home)
        if steps is None:
            return
        scheme, _, host = steps[0][0].partition("://")
        if not host:
            self._folder(zone, home, "/" + "/".join(written for _, written in steps[1:]))
        elif scheme == "git":
            return
        elif _name_of(host) in self._machine.names:
            self._hosted(zone, home, scheme, steps[1:])
        else:
            self._doubt(zone, home, host)
            self._mounted(zone, home, scheme, host, steps[1:])

    def _doubt(self, zone: ZoneId, home: str, host: str) -> None:
        """A host that is called almost as this machine is not taken for it."""
        short = _name_of(host).partition(".")[0]
        if short in self._machine.names:
            self._found.tell(
                f"home `{home}` of zone `{zone}` names `{host}`, and this machine is called `{short}`: if it is meant, "
                "add it to `names` under [places] in config.toml"
            )

    def _folder(self, zone: ZoneId, home: str, path: str) -> None:
        """An absolute folder is meant on every machine that has it."""
        if not self._may_hang(path) and self._is_folder(path):
            self._add(zone, home, self._real(path), How.FOLDER)

    def _hosted(self, zone: ZoneId, home: str, scheme: str, words: Sequence[tuple[str, str]]) -> None:
        if scheme == "smb":
            self._shared(zone, home, words)
        else:
            self._exported(zone, home, [written for _, written in words])

    def _shared(self, zone: ZoneId, home: str, words: Sequence[tuple[str, str]]) -> None:
        if not words:
            self._nowhere(zone, home, "it names no share")
            return
        share = self._shares.get(words[0][0])
        if share is None:
            why = self._machine.samba.problem or f"this machine's Samba has no share `{words[0][1]}`"
            self._nowhere(zone, home, why if self._machine.samba.file else "this machine has no Samba configuration")
        elif not share.path:
            self._nowhere(zone, home, f"share `{share.name}`: {share.why}")
        else:
            self._below(zone, home, share, [key for key, _ in words[1:]])

    def _below(self, zone: ZoneId, home: str, share: Share, keys: Sequence[str]) -> None:
        """The folder below a share; names on it compare without case, and links lead out of it."""
        if self._may_hang(share.path) or not self._is_folder(share.path):
            self._nowhere(zone, home, f"folder `{share.path}` of share `{share.name}` is not there")
            return
        path = self._real(share.path)
        for key in keys:
            names = [name for name in self._entries(path) if _folded(name) == key]
            inner = os.path.join(path, names[0]) if len(names) == 1 else ""
            if not inner or self._may_hang(inner) or not self._is_folder(inner) or self._real(inner) != inner:
                why = "several folders with that name" if len(names) > 1 else "no such folder"
                self._nowhere(zone, home, f"`{path}` has {why}: `{key}`")
                return
            path = inner
        self._add(zone, home, path, How.SAMBA)

    def _exported(self, zone: ZoneId, home: str, words: Sequence[str]) -> None:
        """NFS before version 4 shows folders where they lie; version 4 below its root, where there is one."""
        plain = "/" + "/".join(words)
        ways = {plain, *(os.path.join(each.path, *words) for each in self._machine.exports if each.is_root)}
        real = {
            self._real(path)
            for path in ways
            if any(is_below(path, each.path) for each in self._machine.exports)
            and not self._may_hang(path)
            and self._is_folder(path)
        }
        if len(real) == 1:
            self._add(zone, home, real.pop(), How.EXPORT)
        elif real:
            both = " and ".join(f"`{path}`" for path in sorted(real))
            self._nowhere(zone, home, f"it can mean {both}: name the right one in config.toml")
        else:
            self._nowhere(zone, home, "no export of this machine holds such a folder")

    def _mounted(self, zone: ZoneId, home: str, scheme: str, host: str, words: Sequence[tuple[str, str]]) -> None:
        """A home on another machine that is mounted here."""
        wanted = [key for key, _ in words]
        for mount in self._machine.mounts:
            source = _source_steps(scheme, mount) if mount.is_network else None
            if source is None or source[0] != host or wanted[: len(source) - 1] != source[1:]:
                continue
            below = [written for _, written in words[len(source) - 1 :]]
            self._add(zone, home, os.path.join(mount.point, *below), How.MOUNT)

    def _add(self, zone: ZoneId, home: str, path: str, how: How) -> None:
        self._found.places.append(Place(zone=zone, path=path, how=how, home=home))

    def _nowhere(self, zone: ZoneId, home: str, why: str) -> None:
        self._found.tell(f"home `{home}` of zone `{zone}` should be on this machine and is not watched: {why}")

    def _refuse_claimed_twice(self) -> None:
        """One folder by two homes, also where a bind mount gives it two paths."""
        owners: dict[Hashable, list[Place]] = {}
        for place in self._found.places:
            key = place.path if place.how is How.MOUNT else self._identity(place.path)
            owners.setdefault(key, []).append(place)
        for claims in owners.values():
            zones = sorted({place.zone for place in claims})
            if len(zones) > 1:
                names = " and ".join(f"`{zone}`" for zone in zones)
                self._found.tell(f"`{claims[0].path}` is the home of {names} at once, and is watched as neither")
            # Of two paths to one folder in one zone, one is watched.
            gone = claims if len(zones) > 1 else [each for each in claims if each.path != claims[0].path]
            self._found.places = [place for place in self._found.places if place not in gone]

    def _may_hang(self, path: str) -> bool:
        mount = mount_at(path, self._machine.mounts)
        return mount is not None and mount.may_hang

    def _is_folder(self, path: str) -> bool:
        try:
            self._entries(path)
        except OSError:
            return False
        return True


def with_config(found: Resolution, watches: Sequence[Watch]) -> Resolution:
    """What was found together with what `config.toml` names, which stands where both speak of one folder.

    A found folder within a configured one of the same zone is watched with it; disagreement is told.
    """
    homes: dict[ZoneId, list[str]] = {}
    for place in found.places:
        homes.setdefault(place.zone, []).append(place.path)
    kept = Resolution(findings=list(found.findings))
    for watch in watches:
        path, zone = str(watch.path), watch.zone
        kept.places.append(Place(zone=zone, path=path, how=How.CONFIG))
        others = sorted({place.zone for place in found.places if place.path == path and place.zone != zone})
        for other in others:
            kept.tell(f"config.toml watches `{path}` as zone `{zone}`; by the policy it is the home of `{other}`")
        known = homes.get(zone, [])
        if known and not any(is_below(path, home) or is_below(home, path) for home in known):
            kept.tell(f"config.toml watches `{path}` as zone `{zone}`, whose home is `{known[0]}` on this machine")
    configured = {str(watch.path): watch.zone for watch in watches}
    for place in found.places:
        if place.path not in configured:
            kept.places.append(place)
    kept.places = _without_nested(kept.places)
    return kept


def _without_nested(places: Sequence[Place]) -> list[Place]:
    """Places that lie in no other one of the same zone, unless another zone's lies between; each folder once."""
    best: dict[str, Place] = {}
    for place in places:
        best.setdefault(place.path, place)
    return [
        place
        for place in best.values()
        if (outer := enclosing(place.path, best)) is None or best[outer].zone != place.zone
    ]


def enclosing(path: str, others: dict[str, Place]) -> str | None:
    """The innermost of `others` that `path` lies in, itself apart."""
    around = [other for other in others if other != path and is_below(path, other)]
    return max(around, key=len, default=None)


def foreign_shares(places: Sequence[Place], samba: Samba, tables: Tables, names: frozenset[str]) -> list[Finding]:
    """Shares by which a zone's folder is reached though the policy knows them not, and shares that are no zone."""
    known = {
        (_name_of(steps[0][0].partition("://")[2]), steps[1][0])
        for facts in tables.zones.values()
        for home in facts.homes
        if (steps := home_steps(home)) is not None and len(steps) > 1 and steps[0][0].startswith("smb://")
    }
    findings = []
    for share in samba.shares:
        if not share.path or any((name, _folded(share.name)) in known for name in names):
            continue
        path = os.path.realpath(share.path)
        reached = sorted({each.zone for each in places if is_below(each.path, path) or is_below(path, each.path)})
        if reached:
            zones = ", ".join(f"`{zone}`" for zone in reached)
            findings.append(
                Finding(text=f"share `{share.name}`, which the policy does not know, reaches the folders of {zones}")
            )
        elif not share.is_users:
            findings.append(Finding(text=f"share `{share.name}` is no zone of the policy", is_problem=False))
    return findings


def _source_steps(scheme: str, mount: Mount) -> list[str] | None:
    """Host and words of what a network mount shows, as homes are compared; None where it is of another kind."""
    is_smb = mount.kind in ("cifs", "smb3", "smbfs")
    if is_smb is not (scheme == "smb") or not (is_smb or mount.kind in ("nfs", "nfs4")):
        return None
    host, _, path = mount.source.lstrip("/").partition("/") if is_smb else _split(mount.source)
    steps = home_steps(f"{scheme}://{host}/{path.strip('/')}/{mount.top.strip('/') if is_smb else ''}")
    return [steps[0][0].partition("://")[2], *(key for key, _ in steps[1:])] if steps else None


def _split(source: str) -> tuple[str, str, str]:
    return source.partition(":/")


def _name_of(host: str) -> str:
    """A host without its port."""
    return host.partition(":")[0]


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).lower()
