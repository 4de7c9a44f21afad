"""Who may open a document where it rests: the readers of its label, cut down by what the law asks for.

An opening is not a transfer to another place, and no rule speaks of it; what counts is whether the person may read the
content at all (see *Readers* in the policy's manual) and whether it may be handed to that person without a permit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from policies.model import Ring

if TYPE_CHECKING:
    from policies.day import DayView
    from policies.label import Label
    from policies.model import PersonId, ZoneId


@dataclass(frozen=True, slots=True, kw_only=True)
class Openers:
    """Who may open a document.

    Attributes:
        people: Those of the policy's people who may.
        may_strangers: Whether somebody whom the policy does not know may.
    """

    people: frozenset[PersonId]
    may_strangers: bool


def openers_of(
    label: Label, zone: ZoneId | None, day: DayView, *, agent: str = "", is_released: bool = False
) -> Openers:
    """Who may open a document of this label on a day.

    A ring that only watches or warns softens what keeps people of one side apart, and neither a wall nor what needs a
    permit.

    Args:
        zone: Where it rests; content that is attributed to no project is the zone's where a permit is asked for.
        agent: Which agent asks, for the ring that it is in.
        is_released: Whether it is there by a release: then whoever reads in the zone is whom it was released to. What
            needs a permit needs it all the same.
    """
    interned, rank = day.interned, label.level.rank
    is_everybodys = not label.projects or (rank == 0 and not label.reading.is_opaque)
    content = day.contents[label.projects]
    readers = interned.everybody
    if not is_everybodys:
        readers &= content.readers(rank) if content.is_running else 0
        if interned.tables.rings.of(zone, agent) is not Ring.ENFORCE:
            readers |= _people_of_its_sides(content.sides, day)
    place = day.places[zone, None]
    if is_released:
        readers |= place.audience
    covered = content if content.projects or place.zone is None else day.contents[place.zone.projects]
    readers &= ~(day.bounds[rank] & ~covered.permitted_people)
    return Openers(people=frozenset(interned.people.named(readers)), may_strangers=is_everybodys)


def _people_of_its_sides(sides: int, day: DayView) -> int:
    """Everybody who reads something of each of these sides; all whom the policy knows where there is no side."""
    people, names = day.interned.everybody, day.interned.sides
    for side in names.named(sides):
        people &= day.members[names.bit[side]]
    return people
