"""The wall as a table: content that rests in one place, every other place and party, and what is decided of the two."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from policies.attribution import attribute
from policies.engine import Engine
from policies.errors import PolicyError
from policies.label import Kind, Label, Level, ProjectId
from policies.model import Channel, PartyId, PersonId, Side, Verdict, ZoneId, ZoneKind
from policies.tables import Tables
from policies.transfer import Destination, KnownBy, Subject, Transfer, TransferId, TransferObject

# How bytes come to a place, where the place says so by itself.
_CHANNELS = {ZoneKind.REMOVABLE: Channel.REMOVABLE, ZoneKind.SYNC: Channel.SYNC, ZoneKind.PARTY: Channel.MAIL}
# A policy of 200 projects and as many parties fits; more is no table that anybody reads.
MOST_CELLS = 100_000
ELSEWHERE = "(elsewhere)"
NOBODYS = "(nobody's)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A row or a column.

    Attributes:
        name: Id of a zone or a party; `(elsewhere)` for a place that the policy does not name, `(nobody's)` for the row
            of content of no project.
        what: `home`, `common`, `enclave` … or `party`.
        sides: What groups it, as `wall/side`; empty where it is on none.
    """

    name: str
    what: str
    sides: tuple[str, ...]
    destination: Destination
    projects: frozenset[ProjectId]
    channel: Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What is decided, and what gave it: `invariant:wall`, `rule:minutes`, `default:clean` …"""

    verdict: Verdict
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Rows of content, columns of places, and a cell for each pair; None where content stays where it is.

    Attributes:
        level: Level of the content; None means each row's own projects' highest.
        sources: Everything that gave a verdict, the most frequent first.
    """

    rows: tuple[Place, ...]
    columns: tuple[Place, ...]
    cells: tuple[tuple[Cell | None, ...], ...]
    level: Level | None
    kinds: frozenset[Kind]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What is asked to move, the same in every row but for whose it is."""

    level: Level | None = None
    kinds: frozenset[Kind] = frozenset()
    person: PersonId | None = None


def places_of(tables: Tables) -> tuple[Place, ...]:
    """Every zone and every party that content can go to, the sides of each wall together, and elsewhere."""
    zones = [_zone_place(zone, tables) for zone in tables.zones]
    parties = [_party_place(party, tables) for party in tables.parties]
    elsewhere = Place(
        name=ELSEWHERE,
        what="unknown",
        sides=(),
        destination=Destination(),
        projects=frozenset(),
        channel=Channel.HTTP,
    )
    return (*_grouped(zones), *_grouped(parties), elsewhere)


def holders_of(tables: Tables) -> tuple[Place, ...]:
    """The zones that hold projects' content, and a row for content of no project."""
    homes = [_zone_place(zone, tables) for zone, facts in tables.zones.items() if facts.projects]
    nobody = Place(
        name=NOBODYS,
        what="unknown",
        sides=(),
        destination=Destination(),
        projects=frozenset(),
        channel=Channel.SHARE,
    )
    return (*_grouped(homes), nobody)


def matrix_of(
    tables: Tables,
    now: datetime,
    *,
    content: Content,
    is_row: Callable[[Place], bool] = lambda _: True,
    is_column: Callable[[Place], bool] = lambda _: True,
    most_cells: int = MOST_CELLS,
) -> Matrix:
    """Decide every pair of a row and a column.

    Args:
        now: When; the regime calendar counts.
        content: Level, kind and sender. It is known content, seen before in its home.
        is_row, is_column: Which places to take.
        most_cells: How many pairs are decided at most.

    Raises:
        PolicyError: there are more pairs than that.
    """
    engine = Engine(tables)
    rows = tuple(place for place in holders_of(tables) if is_row(place))
    columns = tuple(place for place in places_of(tables) if is_column(place))
    if len(rows) * len(columns) > most_cells:
        size = f"{len(rows)} × {len(columns)}"
        advice = "choose a part of it with `--from` and `--to`"
        raise PolicyError(f"the table would have {size} cells, and at most {most_cells:,} are decided", help=advice)
    cells = tuple(tuple(_cell(row, column, content, engine, now) for column in columns) for row in rows)
    return Matrix(
        rows=rows,
        columns=columns,
        cells=cells,
        level=content.level,
        kinds=content.kinds,
        sources=_by_frequency(cell.rule for line in cells for cell in line if cell is not None),
    )


def _cell(row: Place, column: Place, content: Content, engine: Engine, now: datetime) -> Cell | None:
    if row.name == column.name:
        return None
    tables = engine.tables
    origin = frozenset({row.destination.zone} if row.destination.zone is not None else set[ZoneId]())
    levels = (tables.projects[project].level for project in row.projects if project in tables.projects)
    level = content.level if content.level is not None else max(levels, default=Level.INTERNAL)
    label = Label(projects=row.projects, level=level, kinds=content.kinds)
    transfer = Transfer(
        id=TransferId("matrix"),
        subject=Subject(
            person=content.person, known_by=KnownBy.OWNER if content.person is not None else KnownBy.UNKNOWN
        ),
        channel=column.channel,
        object=TransferObject(digest="0" * 64, name="document", size_bytes=0),
        destination=column.destination,
        at=now,
        origin=origin,
        is_new=False,
    )
    taken = attribute(label, origin=origin, session=None, tables=tables)
    decision = engine.decide(transfer, taken, (), (), now)
    return Cell(verdict=decision.verdict, rule=decision.rule)


def _zone_place(zone: ZoneId, tables: Tables) -> Place:
    facts = tables.zones[zone]
    return Place(
        name=zone,
        what=str(facts.kind),
        sides=_sides(facts.projects, tables),
        destination=Destination(zone=zone),
        projects=facts.projects,
        channel=_CHANNELS.get(facts.kind, Channel.SHARE),
    )


def _party_place(party: PartyId, tables: Tables) -> Place:
    facts = tables.parties[party]
    return Place(
        name=party,
        what="party",
        sides=_sides(facts.projects, tables),
        destination=Destination(party=party),
        projects=facts.projects,
        channel=Channel.MAIL,
    )


def _sides(projects: Iterable[ProjectId], tables: Tables) -> tuple[str, ...]:
    sides: set[Side] = {
        side for project in projects if project in tables.projects for side in tables.projects[project].sides
    }
    return tuple(f"{side.wall}/{side.name}" for side in sorted(sides))


def _grouped(places: Iterable[Place]) -> list[Place]:
    """Places of one side together, those of no side last."""
    return sorted(places, key=lambda place: (not place.sides, place.sides, place.name))


def _by_frequency(sources: Iterable[str]) -> tuple[str, ...]:
    counts: dict[str, int] = {}
    for source in sources:
        counts[source] = counts.get(source, 0) + 1
    return tuple(sorted(counts, key=lambda source: (-counts[source], source)))
