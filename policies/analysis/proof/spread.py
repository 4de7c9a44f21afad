"""What content of one side has reached so far: the places it lies in, and what it may pass for there.

Content keeps its label, or takes that of the place it lies in. In a place of nobody's that is nobody's, or what the
sender's declared session says, since a session is only somebody's word.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from policies.analysis.proof.judge import Question
from policies.analysis.proof.places import Place, Places
from policies.label import Level, ProjectId
from policies.model import Side, ZoneId
from policies.tables import Tables

Projects = frozenset[ProjectId]


@dataclass(frozen=True, slots=True, kw_only=True)
class Guise:
    """Whose content it passes for.

    Attributes:
        session: Declared project whose the content is only said to be; nothing is recognised in it.
    """

    projects: Projects
    session: ProjectId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Content with a label on its way to a place, where neither a wall, nor the floor, nor an invariant stops it."""

    guise: Guise
    level: Level
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A hop that arrives.

    Attributes:
        source: The place that it comes from.
    """

    move: Move
    question: Question
    at: datetime
    source: Place | None

    @property
    def is_under_way(self) -> bool:
        """Whether the content has left the homes of its side."""
        return self.source is not None and not self.source.sides


class Spread:
    """Everything that content of one side has reached so far."""

    def __init__(self, side: Side, places: Places, tables: Tables) -> None:
        self.side, self._places, self._tables = side, places, tables
        wall = tables.walls[side.wall].sides
        self.others = frozenset(each for each in wall if each != side)
        every = (*places.zones, *places.parties, places.nowhere)
        self.goals = {place: met for place in every if (met := self._met_at(place))}
        self.zones = {each: None for each in places.zones if side in each.sides and each not in self.goals}
        self.moves: dict[Guise, list[Move]] = {}
        self.steps: dict[ZoneId, Step] = {}
        self.guises: list[Guise] = []
        own = (frozenset({p}) for p, facts in sorted(tables.projects.items()) if side in facts.sides)
        for projects in [*own, *(zone.projects for zone in self.zones)]:
            self._take(Guise(projects=projects))

    def arrive(self, step: Step) -> bool:
        """Content lies in one more zone, and may from now on pass for that zone's; False where it did already."""
        place = step.move.place
        if place in self.zones or place.zone is None:
            return False
        self.zones[place] = None
        self.steps[place.zone] = step
        self._take(Guise(projects=place.projects))
        if not place.projects:
            for project in sorted(self._tables.projects):
                self._take(Guise(projects=frozenset({project}), session=project))
        return True

    def origins_of(self, guise: Guise) -> list[ZoneId]:
        """Where content may lie in this guise; what is nobody's, or is said to be a session's, where no project is."""
        is_named = bool(guise.projects) and guise.session is None
        return [z.zone for z in self.zones if z.zone is not None and (is_named or not z.projects)]

    def source_of(self, guise: Guise, origin: frozenset[ZoneId]) -> Place | None:
        """The reached place that content in this guise comes from: the one that it has its guise from, if it is one."""
        projects = guise.projects if guise.session is None else frozenset[ProjectId]()
        named = [place for place in self.zones if place.zone in origin]
        alike = [place for place in self.zones if place.projects == projects]
        own = [place for place in named if place.projects == projects]
        return next(iter((*own, *alike, *named)), None)

    def way_to(self, step: Step) -> list[Step]:
        """The hops from a home of the side to this one: to where it has its guise from, and to where it was seen."""
        way: list[Step] = []
        for zone in (step.source.zone if step.source is not None else None, *sorted(step.question.origin)):
            earlier = self.steps.get(zone) if zone is not None else None
            way += [each for each in (self.way_to(earlier) if earlier is not None else ()) if each not in way]
        return [*way, step]

    def _met_at(self, place: Place) -> frozenset[Side]:
        """Other sides of the wall that have the place, or of which somebody reads there who reads nothing of this one.

        An enclave that names this side is meant for all whom it names.
        """
        if place.is_enclave and self.side in place.sides:
            return frozenset()
        return self.others & (place.sides | self._places.read_by(self.others, place, besides=self.side))

    def _take(self, guise: Guise) -> None:
        if guise not in self.guises:
            self.guises.append(guise)
