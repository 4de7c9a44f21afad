"""The notice beside a file that was let pass with a notice: neutral, and not again and again."""

from __future__ import annotations

import contextlib
import hashlib
import os
import posixpath
from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from agent.enforce.notice import NOTED_ENDING, noted_text, notice_name
from agent.enforce.placing import place
from agent.holds import Notices
from agent.machine import folders
from agent.machine.folders import Opening
from agent.tree import Spot, Tree

if TYPE_CHECKING:
    from agent.journal import Journal

AGAIN = timedelta(days=1)
MOST_REMEMBERED = 10_000


class Beside:
    """Leaves at most one such notice for each person in a folder and day."""

    def __init__(self, journal: Journal, trees: Mapping[str, Tree], *, clock: Callable[[], datetime]) -> None:
        self._journal = journal
        self._trees = trees
        self._clock = clock
        self._left: OrderedDict[tuple[Spot, int], datetime] = OrderedDict()

    def leave(self, spot: Spot, uid: int, number: str, contact: str, organisation: str) -> bool:
        """Leave a notice beside `spot`; False where one was left lately. Raises OSError, AgentError as placing does."""
        now, key = self._clock(), (spot.folder, uid)
        last = self._left.get(key)
        if last is not None and now - last < AGAIN:
            return False
        notice = Spot(spot.root, posixpath.join(spot.folder.path, notice_name(number)))
        text = noted_text(number, contact, organisation).encode()
        # Known before it appears, so that it is not judged.
        self._journal.write(lambda db: Notices.add(db, notice, hashlib.sha256(text).hexdigest()))
        self._place(notice, text)
        self._left[key] = now
        while len(self._left) > MOST_REMEMBERED:
            self._left.popitem(last=False)
        return True

    def _place(self, notice: Spot, text: bytes) -> None:
        tree, temporary = self._trees[notice.root], f"{notice.name}{NOTED_ENDING}"
        with tree.staging() as staging, tree.folder(notice.folder.path) as folder:
            with contextlib.suppress(FileNotFoundError):
                folders.remove(temporary, staging)
            fd = folders.open_file(temporary, staging, Opening.NEW, mode=0o644)
            with os.fdopen(fd, "wb") as out:
                with contextlib.suppress(PermissionError):  # a file system without modes
                    folders.set_mode(out.fileno(), 0o644)
                out.write(text)
            place(staging, temporary, folder, notice.name)
            with contextlib.suppress(FileNotFoundError):
                folders.remove(temporary, staging)
