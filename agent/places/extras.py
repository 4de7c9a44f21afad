"""What stands beside the policy's homes: sync folders, sticks, and what was a home until a moment ago."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from agent.places.mounts import is_below
from agent.places.resolve import How, Place, Resolution
from agent.tree import shown
from policies.model import ZoneId, ZoneKind

if TYPE_CHECKING:
    from agent.places.sticks import Stick
    from agent.places.sync import SyncFolder
    from policies.tables import Tables

REMOVABLE = ZoneId("removable")
ANY_SYNC = "sync"
_HOMES = frozenset({How.SAMBA, How.EXPORT, How.FOLDER})


def still_watched(found: Resolution, before: Sequence[Place], tables: Tables | None) -> None:
    """Go on watching folders to which a home led until now: what lies there is still that zone's."""
    here = {place.path for place in found.places}
    for place in before:
        is_known = tables is None or place.zone in tables.zones
        is_led_to = place.path in here or any(
            is_below(place.path, each.path) and each.zone == place.zone for each in found.places
        )
        if place.how in _HOMES and place.is_watched and is_known and not is_led_to:
            found.places.append(place)
            found.tell(
                f"home `{place.home}` of zone `{place.zone}` no longer leads to `{place.path}`, which is watched as "
                "that zone until the agent starts anew: correct the share, or have the officers correct the home"
            )


def add_sync(found: Resolution, folders: Sequence[SyncFolder], tables: Tables | None) -> None:
    """Sync folders, watched where the policy has a zone of the kind `sync` for them, and told where it has none.

    The zone is called as the service, or `sync` for whichever. A folder that is a zone already stays one.
    """
    for folder in folders:
        zone = _zone_of(folder, tables)
        host = f" at {folder.host}" if folder.host else ""
        said = f"sync folder `{folder.path}` goes to {folder.service}{host}"
        around = [place for place in found.places if place.is_watched and is_below(folder.path, place.path)]
        inner = max(around, key=lambda place: len(place.path), default=None)
        if inner is not None:
            if zone != inner.zone:
                found.tell(f"{said} and is watched as zone `{inner.zone}`: what lies there leaves this machine")
        elif zone is None:
            found.tell(f"{said} and is not watched: the policy has no zone `{folder.service}` or `sync` for it")
        else:
            found.places.append(Place(zone=zone, path=folder.path, how=How.SYNC, home=folder.service))


def _zone_of(folder: SyncFolder, tables: Tables | None) -> ZoneId | None:
    for name in (folder.service, ANY_SYNC):
        facts = tables.zones.get(ZoneId(name)) if tables else None
        if facts is not None and facts.kind is ZoneKind.SYNC:
            return ZoneId(name)
    return None


def add_sticks(found: Resolution, sticks: Sequence[Stick]) -> None:
    """Sticks, each a zone that everybody reads. What `config.toml` names stands; a stick there is told."""
    taken = {place.path: place.zone for place in found.places}
    for stick in sticks:
        point = stick.mount.point
        if stick.problem:
            found.tell(
                f"stick `{point}` should be {_PARTICIPLES[stick.wanted]} and is watched instead: {stick.problem}"
            )
        if taken.get(point, REMOVABLE) != REMOVABLE:
            found.tell(
                f"`{shown(point)}`, the folder of zone `{taken[point]}`, is a stick: whoever puts in another one of "
                "that name has it taken for the zone; mount it by /etc/fstab and its number, or take it out of the zone"
            )
        if stick.state != "watching" or point in taken:
            continue
        instance = f"{stick.mount.device} {stick.mount.id} {stick.number}"
        found.places.append(
            Place(
                zone=REMOVABLE,
                path=point,
                how=How.STICK,
                home=stick.mount.source,
                is_watched=not stick.mount.is_read_only,
                instance=instance,
                identity=stick.identity,
                absent_ns=stick.absent_ns,
            )
        )


_PARTICIPLES = {"read-only": "read-only", "block": "taken off", "watch": "watched", "off": "let be"}


def apart_from(found: Resolution, data: str) -> None:
    """Watch nothing that holds the agent's own folder or lies in it: it would judge its own journal for ever."""
    kept = []
    for place in found.places:
        is_near = is_below(place.path, data) or is_below(data, place.path)
        if is_near and place.how is not How.CONFIG and place.is_watched:
            found.tell(
                f"`{place.path}`, zone `{place.zone}`, is not watched: the agent's data folder lies in it or around it"
            )
            kept.append(replace(place, is_watched=False))
        else:
            kept.append(place)
    found.places = kept
