"""Held files that leave by their sender's word: given back to where they came from, or completed for a stated reason.

Invariants of this module:

1. A file is put only where the policy in force lets its content be, asked anew at that moment; a hold's old decision
   is no permission.
2. Nobody gets a file to a place where they could not have written it themselves, but for root and the agent's account.
3. What is refused stays as it was, and the refusal tells the asker nothing about what other sides own.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Protocol

from agent.errors import AgentError
from agent.holds import Hold, HoldState
from agent.machine.rights import may_write
from agent.places.mounts import is_below
from agent.tree import Spot, Tree, below_root, shown
from agent.wire import HoldEvent, TransferEvent
from policies.label import Reading
from policies.model import Verdict, ZoneId
from policies.transfer import Destination
from policies.wording import say

if TYPE_CHECKING:
    from agent.config import Watch
    from agent.enforce.completion import Completion
    from agent.journal import Journal
    from agent.permissions import Exposures, Releases
    from policies.decision import Decision
    from policies.engine import Engine
    from policies.release import Release

LEAST_REASON_CHARS, MOST_REASON_CHARS = 3, 1000
_ASK = "ask the office that the notice names, and give the case number"


class Deciding(Protocol):
    """What deciding anew needs of the core."""

    id: str
    is_expired: bool
    releases: tuple[Release, ...]

    @property
    def engine(self) -> Engine | None:
        """The engine of the policy in force; None before there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks, as the kernel says.

    Attributes:
        is_trusted: Root or the agent's own account, who may see whose content it is.
    """

    uid: int
    is_trusted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Where a file would go, and what the policy says of that."""

    spot: Spot
    zone: ZoneId
    decision: Decision


class Leaving:
    """Decides about held files whose sender asks for them, and has it done. For the one thread that acts."""

    def __init__(
        self, journal: Journal, watches: Mapping[str, Watch], trees: Mapping[str, Tree], core: Deciding,
        exposures: Exposures, releases: Releases, completion: Completion, *, clock: Callable[[], datetime],
    ) -> None:  # fmt: skip
        self._journal = journal
        self._watches = watches
        self._trees = trees
        self._core = core
        self._exposures = exposures
        self._releases = releases
        self._completion = completion
        self._clock = clock

    def give_back(
        self, hold: Hold, event: TransferEvent, asker: Asker, *, to: str = "", is_dry_run: bool = False
    ) -> dict[str, Any]:
        """Give a held file back.

        Args:
            to: Folder that the asker names; empty for where the file came from.
            is_dry_run: Say only what would be done.

        Returns:
            `path` where it lies or would lie, and `without`, what its file system could not keep.

        Raises:
            AgentError: with the reason and what to do; nothing was changed.
        """
        self._check_held(hold)
        way = self._way(hold, event, asker, to)
        spot = self._completion.free_spot(hold, way.spot)
        if not is_dry_run:
            done = self._completion.begin_return(hold, way.spot, way.zone)
            spot = done.target_spot
            return {"path": shown(spot.full), "zone": way.zone, "detail": done.detail, "done": True}
        return {"path": shown(spot.full), "zone": way.zone, "detail": "", "done": False}

    def justify(self, hold: Hold, event: TransferEvent, asker: Asker, reason: str) -> dict[str, Any]:
        """Complete a transfer that waits for its sender's reason, and record the reason.

        Raises:
            AgentError: with the reason and what to do; nothing was changed.
        """
        said = checked_reason(reason)
        self._check_held(hold)
        if hold.verdict is not Verdict.JUSTIFY:
            raise AgentError(f"case `{hold.case}` does not wait for a reason", help=_ASK)
        where = event.transfer.destination
        decision = self._decide(event, where)
        if decision.verdict > Verdict.JUSTIFY:
            help = _told(decision) if asker.is_trusted else _ASK
            raise AgentError(f"a reason is not enough for case `{hold.case}` any more", help=help)
        by = event.transfer.subject.account or str(asker.uid)
        told = HoldEvent(
            id=f"{hold.case}:justified", at=self._clock(), case=hold.case, state="justified", detail=f"{by}: {said}"
        )
        done = self._completion.begin_justified(hold, told)
        return {"path": shown(done.target_spot.full), "detail": done.detail, "done": True}

    def _check_held(self, hold: Hold) -> None:
        if hold.state is HoldState.HELD:
            if hold.digest != hold.judged:  # what the policy would be asked about is not what would leave
                raise AgentError(f"the file of case `{hold.case}` was changed after it was judged", help=_ASK)
            return
        if hold.state in (HoldState.COMPLETED, HoldState.RETURNED):
            raise AgentError(f"the file of case `{hold.case}` has left already: it is {hold.state}")
        if hold.state is HoldState.FAILED:
            raise AgentError(f"nothing is kept under case `{hold.case}`: {hold.detail}")
        raise AgentError(f"case `{hold.case}` is still being worked on", help="try again in a minute")

    def _way(self, hold: Hold, event: TransferEvent, asker: Asker, to: str) -> Way:
        """The first place that the policy allows, of those that come into question."""
        spots = (self._named(to, hold, asker),) if to else self._sources(hold, event, asker)
        if not spots:
            raise AgentError("it is not known where the file came from", help="name a watched folder with `--to DIR`")
        refused: list[Way] = []
        for spot in spots:
            zone = self._watches[spot.root].zone
            there = Destination(zone=zone, path=shown(spot.path))
            way = Way(spot=spot, zone=zone, decision=self._decide(event, there))
            if not way.decision.verdict.stops:
                self._check_not_there(hold, spot)
                return way
            refused.append(way)
        # The asker may be of the other side: what stands against it is said to those who run the agent.
        why = "; ".join(f"`{way.zone}`: {_told(way.decision)}" for way in refused)
        raise AgentError("the policy does not let the file be there", help=why if asker.is_trusted else _ASK)

    def _sources(self, hold: Hold, event: TransferEvent, asker: Asker) -> tuple[Spot, ...]:
        """Where the same bytes were seen before, the earliest first; else the root of the session's own zone.

        Only where the asker could write: that the same content lies elsewhere is nothing for them to learn.
        """
        rows = self._journal.rows("SELECT path FROM seen WHERE digest = ? ORDER BY at, path", (hold.judged,))
        found = [spot for row in rows if (spot := self._spot_of(os.fsdecode(row[0]))) is not None]
        found = [spot for spot in found if spot != hold.spot and self._has_folder(spot)]
        for root, watch in self._watches.items():
            if event.transfer.session is not None and watch.zone == ZoneId(event.transfer.session):
                found.append(Spot(root, hold.spot.name))
        return tuple(spot for spot in dict.fromkeys(found) if self._is_open_to(spot, asker))

    def _named(self, to: str, hold: Hold, asker: Asker) -> Spot:
        if not os.path.isabs(to) or ".." in PurePath(to).parts or "\0" in to:
            raise AgentError(f"`{shown(to)}` is no absolute folder", help="write the whole path")
        spot = self._spot_of(os.path.join(os.path.normpath(to), hold.spot.name))
        if spot is None or spot.is_staging:
            raise AgentError(f"`{shown(to)}` is not in a watched folder", help="see `sekimori agent status`")
        if not self._has_folder(spot):
            raise AgentError(f"there is no folder `{shown(to)}`", help="a link to a folder is not followed")
        self._check_folder(spot, asker)
        return spot

    def _spot_of(self, path: str) -> Spot | None:
        for root in sorted(self._trees, key=len, reverse=True):
            if is_below(path, root) and path != root:
                return Spot(root, below_root(path, root))
        return None

    def _has_folder(self, spot: Spot) -> bool:
        try:
            with self._trees[spot.root].folder(spot.folder.path):
                return True
        except OSError:
            return False

    def _check_not_there(self, hold: Hold, spot: Spot) -> None:
        """Where the very same file still lies, giving it back would only make a second one."""
        rows = self._journal.rows("SELECT digest FROM files WHERE path = ?", (os.fsencode(spot.full),))
        status = self._trees[spot.root].status(spot)
        if status is not None and rows and rows[0][0] == hold.digest and status.st_size == hold.signature.size_bytes:
            raise AgentError(
                f"the same file lies at `{shown(spot.full)}` still; the held copy stays kept",
                help="to have a second copy, name a folder with `--to DIR`",
            )

    def _check_folder(self, spot: Spot, asker: Asker) -> None:
        if not self._is_open_to(spot, asker):
            raise AgentError(f"you may not write to `{shown(spot.folder.full)}`", help="name another with `--to`")

    def _is_open_to(self, spot: Spot, asker: Asker) -> bool:
        if asker.is_trusted:
            return True
        with self._trees[spot.root].folder(spot.folder.path) as folder:
            return may_write(folder, asker.uid)

    def _decide(self, event: TransferEvent, there: Destination) -> Decision:
        engine = self._core.engine
        if engine is None or self._core.is_expired:
            raise AgentError("the agent has no policy in force", help="bring this machine on line and try again")
        if event.label.reading is Reading.FAILED:
            raise AgentError("the file could not be read, so it is not known what it is", help=_ASK)
        now = self._clock()
        transfer = replace(event.transfer, destination=there, at=now, agent=self._core.id)
        exposure = self._exposures.of(transfer.subject.person)
        return engine.decide(transfer, event.label, exposure, self._core.releases, now, uses=self._releases.uses())


def checked_reason(reason: str) -> str:
    """A sender's reason on one line.

    Raises:
        AgentError: it says nothing, or too much.
    """
    said = " ".join("".join(each if each.isprintable() else " " for each in reason).split())
    if len(said) < LEAST_REASON_CHARS:
        raise AgentError("a reason is missing", help="say in some words why it has to go there")
    if len(said) > MOST_REASON_CHARS:
        raise AgentError(f"the reason has {len(said)} characters", help=f"at most {MOST_REASON_CHARS}")
    return said


def _told(decision: Decision) -> str:
    return " ".join(say(reason.key, reason.facts, "en") for reason in decision.reasons if reason.verdict.stops)
