"""The gate's tables and rules, as its agent writes them: a table of files built now and then, a log behind it, and the
rules to which its numbers belong.

Used by the thread that thinks alone, but for what `rules` gives.

Invariants of this module:

1. A table counts only with the rules to which its numbers belong.
2. Of many files the table is built beside the thread that thinks, and the one before counts until it is whole.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from agent.gate.rules import Root, Rules
from agent.gatehouse.building import AT_ONCE, Build, number_of, record_of
from agent.gatehouse.classes import Classes, people_of_machine
from policies.flow import day_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from agent.gate.client import GateClient
    from agent.gate.table import Record
    from agent.gatehouse.settings import Gate
    from agent.gatehouse.told import Told
    from agent.inventory import Inventory, Known
    from agent.taint.port import Sessioned
    from policies.engine import Engine
    from policies.model import PersonId, ZoneId

LOG_RECORDS = 50_000
# After tables that could not be written, the next are tried so much later.
REBUILD_S = 5.0


class Books:
    """What one gate goes by.

    Attributes:
        problem: Why it could not be written lately; empty where it was.

    Args:
        shared: User ids to the accounts that the configuration names for them.
        roots: Watched folders to their zones, as they are now.
        told: Says who works under a user id.
        is_paused: Whether an emergency stop lets everything pass in a zone.
        sessioned: Looks after the cgroups of sessions.
    """

    def __init__(
        self, client: GateClient, settings: Gate, inventory: Inventory, shared: Mapping[int, tuple[str, ...]],
        roots: Callable[[], Mapping[str, ZoneId]], told: Told, clock: Callable[[], datetime], agent_id: str,
        is_paused: Callable[[ZoneId], bool], sessioned: Sessioned,
    ) -> None:  # fmt: skip
        self.problem = ""
        self._client, self._settings, self._inventory = client, settings, inventory
        self._shared, self._roots, self._told, self._clock = shared, roots, told, clock
        self._agent_id, self._is_paused, self._sessioned = agent_id, is_paused, sessioned
        self._engine: Engine | None = None
        self._classes: Classes | None = None
        self._rules: Rules | None = None
        self._seen: tuple[object, ...] = ()
        self._grounds: tuple[object, ...] | None = None
        self._several: tuple[int, ...] = ()
        self._noted = self._rows = self._generation = 0
        self._build: Build | None = None
        self._builds_from_s = 0.0
        self._since: tuple[Record, ...] = ()
        self._published_s = 0.0

    @property
    def rules(self) -> Rules | None:
        """The rules that were written last; None before there is a policy and a table. From any thread."""
        return self._rules

    @property
    def is_building(self) -> bool:
        """Whether a table is on its way."""
        return self._build is not None

    def adopt(self, engine: Engine | None) -> None:
        """Another policy, day, or set of folders: all tables anew. Of many files they are built beside this thread,
        and the gate goes by the ones before until then.

        Raises:
            OSError: they cannot be written.
        """
        if engine is None:
            return
        now = self._clock()
        people = people_of_machine(engine.tables, self._shared)
        self._engine, self._several = engine, tuple(uid for uid, who in people.items() if len(who) > 1)
        seen = self._facts()
        grounds = engine, day_of(now), people, self._workers()
        if self._build is not None and self._build.grounds != grounds:
            self.give_up()
        if self._build is None and self._is_wanting(grounds):
            self._begin_build(Classes(engine, people, now, self._session_of, self._agent_id), grounds)
        self._take_build()
        if self._classes is not None:
            self._publish_rules(engine, now)
        self._seen, self._published_s = seen, time.monotonic()

    def refresh(self, engine: Engine | None) -> None:
        """Once in a while: the day, the accounts of the machine, and the log's length may ask for new tables.

        Raises:
            OSError: they cannot be written.
        """
        if engine is None:
            return
        is_old = time.monotonic() - self._published_s >= self._settings.refresh_s
        is_built = self._build is not None and self._build.is_done
        is_wanting = self._build is None and self._is_wanting(self._grounds)
        if is_built or is_wanting or is_old or engine is not self._engine or self._facts() != self._seen:
            self.adopt(engine)

    def know(self, known: Known) -> None:
        """A file may be where it is."""
        classes, rules = self._classes, self._rules
        if self._build is not None:
            self._build.note(known.signature.device, known.signature.inode, known)
        if classes is None or rules is None:
            return
        number = number_of(known, self._inventory, classes)
        if number not in rules.classes:
            self._rules = replace(rules, classes=classes.by_number)
            self._try(lambda: self._client.publish_rules(self._rules or rules))
        self._write(record_of(known.signature, number))

    def note(self, record: Record) -> None:
        """Something became known of a file that needs no verdict."""
        if self._build is not None:
            self._build.note(record.device, record.inode, record)
        self._write(record)

    def give_up(self) -> None:
        """No table is wanted any more."""
        if self._build is not None:
            self._build.give_up()
            self._build = None

    def _is_wanting(self, grounds: tuple[object, ...] | None) -> bool:
        """Whether there is to be another table. One that could not be written is not tried again at once."""
        if self._grounds is None:
            return time.monotonic() >= self._builds_from_s
        return grounds != self._grounds or self._noted >= max(LOG_RECORDS, self._rows // 8)

    def _begin_build(self, classes: Classes, grounds: tuple[object, ...]) -> None:
        is_at_once = not self._inventory.has_more_than(AT_ONCE)
        self._build = Build(self._client, self._inventory, classes, grounds, is_at_once=is_at_once)

    def _take_build(self) -> None:
        """Go by the tables that were built, once they are."""
        build = self._build
        if build is None or not build.is_done:
            return
        self._build, self._grounds = None, None
        self._builds_from_s = time.monotonic() + REBUILD_S
        self._since = build.take()
        self._classes, self._rules, self._noted = build.classes, None, len(self._since)
        self._grounds, self._rows = build.grounds, build.rows

    def _publish_rules(self, engine: Engine, now: datetime) -> None:
        """The rest of the rules, where anything in them is new."""
        was = self._rules
        rules = self._made_rules(engine, was.generation if was else max(self._generation + 1, int(now.timestamp())))
        if rules != was:
            self._generation = max(self._generation + 1, int(now.timestamp()))
            rules = replace(rules, generation=self._generation)
            self._client.publish_rules(rules, self._since)
            self._rules, self._since = rules, ()

    def _made_rules(self, engine: Engine, generation: int) -> Rules:
        walled = {zone for zone, facts in engine.tables.zones.items() if _has_sides(facts.projects, engine)}
        return Rules(
            generation=generation,
            classes=self._classes.by_number if self._classes else {},
            roots=tuple(
                Root(
                    path=root,
                    fails_closed=zone in walled or zone not in engine.tables.zones,
                    is_paused=self._is_paused(zone),
                )
                for root, zone in sorted(self._roots().items())
            ),
            services=frozenset(self._settings.services),
            wait_s=self._settings.wait_s,
            stall_s=self._settings.stall_s,
            checks_reads=self._settings.checks_reads,
            sessions_folder=self._sessioned.folder,
            shuts_network=self._sessioned.shuts_network,
        )

    def _workers(self) -> tuple[PersonId | None, ...]:
        """Who works under each shared user id now."""
        return tuple(self._session_of(uid) for uid in self._several)

    def _facts(self) -> tuple[object, ...]:
        """What the rules follow from, besides policy, time and accounts."""
        zones = self._roots()
        folders = tuple(sorted((root, zone, self._is_paused(zone)) for root, zone in zones.items()))
        return folders, self._workers()

    def _session_of(self, uid: int) -> PersonId | None:
        engine = self._engine
        return self._told.person_of(uid, engine.tables) if engine else None

    def _write(self, record: Record) -> None:
        self._noted += 1
        self._try(lambda: self._client.note([record]))

    def _try(self, do: Callable[[], None]) -> None:
        try:
            do()
            self.problem = ""
        except OSError as error:
            self.problem = f"its tables cannot be written: {error.strerror}"


def _has_sides(projects: Iterable[object], engine: Engine) -> bool:
    return any(engine.tables.projects[each].sides for each in projects if each in engine.tables.projects)  # type: ignore[index]
