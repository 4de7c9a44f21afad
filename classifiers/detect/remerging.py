"""Writes an index's file anew in a thread of its own, once enough has gathered in the journal."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from classifiers.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable

# So many entries wait at least before the file is written anew, and at least such a share of what it holds.
MERGE_FROM = 2_000
MERGE_SHARE = 0.25


class Remerger:
    """Merges in the background, one merge at a time.

    Args:
        merge: Writes everything into the file; it may raise OSError and ModelError, and nothing is lost then.
        tell: Is told what went wrong, and nothing once it went well.
    """

    def __init__(self, merge: Callable[[], None], tell: Callable[[str], None]) -> None:
        self._merge, self._tell = merge, tell
        self._thread: threading.Thread | None = None

    def changed(self, *, waiting: int, filed: int) -> None:
        """Begin a merge where one is due and none is under way.

        Args:
            waiting: Entries of the journal that the file does not hold.
            filed: Documents of the file.
        """
        is_due = waiting >= max(MERGE_FROM, filed * MERGE_SHARE)
        if is_due and (self._thread is None or not self._thread.is_alive()):
            self._thread = threading.Thread(target=self._quietly, name="fingerprint-merge", daemon=True)
            self._thread.start()

    def wait(self) -> None:
        """Return once a merge that is under way has ended."""
        thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join()

    def _quietly(self) -> None:
        try:
            self._merge()
            self._tell("")
        except (OSError, ModelError) as error:
            # A full disk: the journal holds everything, and the next entry tries again.
            self._tell(f"the fingerprint index could not be written: {type(error).__name__}")
