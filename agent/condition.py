"""How the agent is: for the heartbeat, for `sekimori agent status`, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sized
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from agent.tree import shown
from agent.wire import Heartbeat
from classifiers.version import READER_VERSION
from policies.advice import advice_on

if TYPE_CHECKING:
    from agent.chronicle import Chronicle
    from agent.courier import Courier
    from agent.coverage import Coverage
    from agent.gatehouse.port import Gated
    from agent.hits import Hits
    from agent.holds import Holds
    from agent.identity import AgentFacts
    from agent.inventory import Inventory
    from agent.knowledge import Source
    from agent.outbox import Outbox
    from agent.places.finder import Finder
    from agent.probes import Probe
    from agent.rounds import Rounds
    from agent.runtime import Runtime
    from agent.supplies import Supplies
    from agent.taint.port import Sessioned
    from classifiers.confinement import Walls
    from classifiers.ocr.state import OcrState

# Paths that are told one by one, and from when on reading one file is worth telling.
NAMED = 10
LONG_S = 5.0
ADVICE = {
    "disk-full": "free space on the disk of the data folder; the agent goes on by itself",
    "journal-full": "bring this machine on line, or raise `journal_bytes` in config.toml; files go on to be judged",
    "no-policy": "have the officers publish a signed policy; until then everything new is held",
    "policy-expired": "bring this machine on line; until then everything new is held",
}


@dataclass(slots=True, kw_only=True)
class Condition:
    """Reads what the parts of a running agent say of themselves."""

    facts: AgentFacts
    version: str
    runtime: Runtime
    coverage: Coverage
    finder: Finder
    inventory: Inventory
    outbox: Outbox
    holds: Holds
    hits: Hits
    clock: Callable[[], datetime]
    walls: Callable[[], Walls]
    ocr: Callable[[], OcrState]
    is_ocr_wanted: bool
    letters: Sized
    sources: Callable[[], tuple[Source, ...]]
    journal: Chronicle
    gatehouse: Gated
    sessioned: Sessioned
    supplies: Supplies
    rounds: Rounds
    probes: tuple[Probe, ...] = ()
    courier: Courier | None = None

    def heartbeat(self) -> Heartbeat:
        """What the server is told."""
        return Heartbeat(
            at=self.clock(),
            agent_version=self.version,
            policy_version=self.policy_version(),
            state=self.runtime.state,
            outbox=len(self.outbox),
            holds=self.holds.count(),
            watches=self.coverage.states(self.inventory),
            problems=self.problems(),
            hits=self.hits.untold(),
            reader_version=READER_VERSION,
            journal=self.journal.head,
            supplies=self.supplies.versions,
        )

    def policy_version(self) -> int:
        """Version of the policy in force, 0 for none."""
        return self.runtime.tables.version if self.runtime.tables else 0

    def problems(self) -> tuple[str, ...]:
        """What is wrong, in words."""
        told = [f"{key}: {what}" for key, what in sorted(self.runtime.problems.copy().items())]
        if self.courier and self.courier.policy_problem:
            told.append(f"policy: {self.courier.policy_problem}")
        unreadable = len(self.runtime.unreadable)
        if unreadable:
            told.append(f"{unreadable} files or folders cannot be read and were not judged")
        lacking = (*self._lacking_walls(), *self._no_letters(), *self._bad_sources())
        watching = (*self.coverage.problems(), *self._unknown_zones(), *self._findings())
        return (
            *watching,
            *self.gatehouse.problems(),
            *self.sessioned.problems(),
            *self.journal.problems(),
            *self.supplies.problems(),
            *lacking,
            *told,
        )

    def _findings(self) -> tuple[str, ...]:
        """What is wrong with where zones lie. Everybody may ask for the status; paths of homes are no secret of one
        side, names of files in them are."""
        told = [shown(finding.text) for finding in self.finder.report.findings if finding.is_problem]
        return (*told, *([self.finder.problem] if self.finder.problem else []))

    def _lacking_walls(self) -> tuple[str, ...]:
        return tuple(f"readers lack the wall `{state.wall}`: {state.why}" for state in self.walls().lacking)

    def _no_letters(self) -> tuple[str, ...]:
        """What is wrong with the reading of letters; nothing where it is not asked for."""
        ocr = self.ocr()
        told = [f"letters in pictures are not read: {ocr.why}"] if self.is_ocr_wanted and not ocr.engine else []
        told += [f"letters in pictures are not read: {ocr.problem}"] if ocr.problem else []
        lacking = ocr.walls.lacking if not self.walls().lacking else ()
        return (*told, *(f"readers of letters lack the wall `{state.wall}`: {state.why}" for state in lacking))

    def _bad_sources(self) -> tuple[str, ...]:
        """What is wrong with the files that judging goes by; projects by number only, as everybody may ask."""
        sources = self.sources()
        told = [f"{source.what}: {source.problem}" for source in sources if source.problem]
        strange = len(self._strange_projects(sources))
        if strange:
            told.append(
                f"the policy does not know {strange} of the projects that were learnt: likeness to them is nothing"
            )
        return tuple(told)

    def _strange_projects(self, sources: tuple[Source, ...]) -> tuple[str, ...]:
        tables = self.runtime.tables
        if tables is None:
            return ()
        known = {str(each) for each in tables.projects}
        return tuple(sorted({each for source in sources for each in source.projects} - known))

    def _unknown_zones(self) -> tuple[str, ...]:
        tables = self.runtime.tables
        if tables is None:
            return ()
        zones = sorted({each.zone for each in self.coverage.watches} - tables.zones.keys())
        return tuple(
            f"the policy knows no zone `{zone}`: correct it in config.toml, or have the officers add it"
            for zone in zones
        )

    def details(self) -> tuple[str, ...]:
        """What was not inspected, by name, and what to do about it: for the agent's own account and root alone."""
        strange = self._strange_projects(self.sources())[:NAMED]
        told = [
            f"learnt as `{shown(each)}`, which is no project of the policy: learn it under its id" for each in strange
        ]
        unreadable = sorted(shown(spot.full) for spot in self.runtime.unreadable)
        for path in unreadable[:NAMED]:
            told.append(f"`{path}` cannot be read and was not judged: let the agent's account read it, or remove it")
        if len(unreadable) > NAMED:
            told.append(f"{len(unreadable) - NAMED} more cannot be read")
        busy = self.runtime.busy
        if busy is not None and busy[1] > LONG_S:
            told.append(f"`{busy[0]}` has been worked on for {busy[1]:.0f} s; other files wait for it")
        return tuple(told)

    def _rings(self) -> Mapping[str, str]:
        """Zone to ring, of what is watched here."""
        tables = self.runtime.tables
        zones = sorted({each.zone for each in self.coverage.watches})
        return {zone: str(tables.rings.of(zone, self.facts.agent)) for zone in zones} if tables else {}

    def status(self) -> Mapping[str, Any]:
        """What `sekimori agent status` shows."""
        courier, state = self.courier, self.runtime.state
        return {
            "running": True,
            "ready": self.runtime.is_ready,
            "agent": self.facts.agent,
            "name": self.facts.name,
            "server": self.facts.agent_url,
            "server_reachable": bool(courier) and not courier.problem if courier else False,
            "server_problem": courier.problem if courier else "",
            "last_contact": courier.last_contact if courier else None,
            "policy_version": self.policy_version(),
            "state": state,
            "emergency_stops": [
                {"id": each.terms.id, "until": each.terms.until, "reason": each.terms.reason}
                for each in self.runtime.stops
            ],
            "rings": self._rings(),
            "advice": ADVICE.get(state, ""),
            "waiting": self.runtime.waiting,
            "scans": self.runtime.scans,
            "rounds": self.rounds.told,
            "outbox": len(self.outbox),
            "holds": self.holds.count(),
            "readers": [
                {"wall": str(state.wall), "held": state.is_held, "why": state.why} for state in self.walls().states
            ],
            "letters": self.ocr().told(),
            "letters_waiting": len(self.letters),
            "judging_by": [
                {
                    "what": str(each.what),
                    "path": each.path,
                    "documents": each.documents,
                    "projects": len(each.projects),
                    "at": each.at,
                    "age_s": max(0, int((self.clock() - each.at).total_seconds())) if each.at else None,
                    "problem": each.problem,
                }
                for each in self.sources()
            ],
            "supplies": [
                {
                    "what": str(each.goods),
                    "version": each.version,
                    "fetched": each.fetched,
                    "size_bytes": each.size_bytes,
                    "problem": each.problem,
                }
                for each in self.supplies.told
            ],
            "gate": self.gatehouse.told(),
            "sessions": self.sessioned.told(),
            "watches": self.coverage.states(self.inventory),
            "places": [
                {
                    "zone": each.zone,
                    "path": shown(each.path),
                    "by": each.how,
                    "home": each.home,
                    "watched": each.is_watched,
                }
                for each in self.finder.report.places
            ],
            "sticks": [
                {"path": shown(each.mount.point), "source": each.mount.source, "state": each.state}
                for each in self.finder.report.sticks
            ],
            "remarks": [shown(each.text) for each in self.finder.report.findings if not each.is_problem],
            "platform": [
                {"feature": each.feature, "there": each.is_there, "why": each.why, "without": each.without}
                for each in self.probes
            ],
            "journal": self.journal.status(),
            "gaps": self.journal.gaps(),
            "problems": (problems := self.problems()),
            "advices": [advice_on(each) for each in problems],
        }
