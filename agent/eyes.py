"""Looks at files and through folders for the core: what stands there, and what of it is known already."""

from __future__ import annotations

import contextlib
import os
import stat
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from agent.errors import JournalFull
from agent.events import Looked, Scanned
from agent.inventory import same
from agent.leases import is_written
from agent.tree import Spot, Tree, signature_of
from agent.watch.scan import Survey

if TYPE_CHECKING:
    from agent.actions import Scan
    from agent.inventory import Inventory


class Eyes:
    """Looks and scans. Used by the one thread that acts."""

    def __init__(self, inventory: Inventory, trees: Mapping[str, Tree]) -> None:
        self._inventory = inventory
        self._trees = trees
        self._surveys: dict[int, Survey] = {}

    def look(self, spot: Spot) -> Looked:
        """How a file stands now, and whether it is known so."""
        status = self.status(spot)
        signature = signature_of(status) if status is not None and _is_file(status) else None
        is_known = signature is not None and same(self._inventory.signature(spot), signature)
        return Looked(
            spot=spot,
            signature=signature,
            rested_s=time.time() - signature.ctime_ns / 1e9 if signature else 0.0,
            is_known=is_known,
            is_written=self._is_written(spot) if signature and not is_known else None,
            at_s=time.monotonic(),
        )

    def _is_written(self, spot: Spot) -> bool | None:
        try:
            with self._trees[spot.root].open(spot) as fd:
                return is_written(fd)
        except OSError:
            return None

    def status(self, spot: Spot) -> os.stat_result | None:
        """`lstat`, or None where nothing is there. Raises OSError."""
        return self._trees[spot.root].status(spot)

    def scan(self, action: Scan) -> Scanned:
        """One step of a scan."""
        begun_s = time.monotonic()
        if action.is_new:
            survey = Survey(self._trees[action.folder.root], action.folder.path, self._inventory, after=action.after)
        else:
            survey = self._surveys.pop(action.number)
        found = survey.step()
        if not found.is_over:
            self._surveys[action.number] = survey
        with contextlib.suppress(JournalFull):  # found again by the next scan
            self._inventory.forget_all(found.gone)
        now_s = time.monotonic()
        return Scanned(
            folder=action.folder,
            cause=action.cause,
            number=action.number,
            changed=tuple(found.changed),
            unreadable=tuple(found.unreadable),
            seen=found.seen,
            after=found.after,
            share=found.share,
            is_over=found.is_over,
            took_s=now_s - begun_s,
            at_s=now_s,
        )


def _is_file(status: os.stat_result) -> bool:
    return stat.S_ISREG(status.st_mode)
