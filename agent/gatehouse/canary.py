"""Looks every so often whether the kernel still asks: opens a file of the agent's own, which the gate is to see.

Whoever has the rights of root can lift the gate's marks, close its group or take questions out of it without either of
its processes noticing. None of that changes what is promised here; it is noticed, told, and undone where it can be.

Invariants of this module:

1. Nothing is told of what was not tried twice: a folder may be taken out, or the gate change its place, meanwhile.
2. One thread waits for an answer that may never come, and no other: nobody's opening waits for this.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from agent.errors import AgentError
from agent.gate.probed import NOTHING, Probe
from agent.tree import shown

if TYPE_CHECKING:
    from agent.gate.client import GateClient
    from agent.gate.words import ProbeHeard

NOT_ASKED = "gate-not-asked"
# For how long the gate is waited for to say that it heard, and to answer what was opened.
HEARS_S, ANSWERS_S = 5.0, 8.0
AGAIN_S = 0.5
# A gate that was started anew in vain is not started anew again at once.
STARTS_ANEW_S = 600.0
_UNNAMED = getattr(os, "O_TMPFILE", 0)


class Outcome(Enum):
    """What came of one trial.

    Attributes:
        UNTRIED: There was no file to try it with, or nobody stands at the gate.
        UNHEARD: The gate does not say that it heard: an earlier version, or one that stands still.
    """

    ASKED = "asked"
    NOT_ASKED = "it is not asked about what is opened"
    UNANSWERED = "nobody answers what it is asked"
    UNTRIED = "untried"
    UNHEARD = "it does not say whether it is asked"


@dataclass(slots=True)
class Spotted:
    """What was found, for whoever asks from another thread.

    Attributes:
        wrong: Watched folder to what is wrong there now.
        mended: How often marks had to be set again.
        tried_s: When it was last tried, monotonic; 0 for never.
    """

    wrong: Mapping[str, str] = field(default_factory=dict)
    mended: int = 0
    tried_s: float = 0.0


class Canary:
    """Looks after the marks of one gate.

    Attributes:
        spotted: What it found.

    Args:
        guarded: Folders that the gate says it guards, by the rules as they are.
        some_file: A file in a folder that is there already, for where none can be made.
        tell: Tells the server of a state with its details.
        lost: Told that a folder may have been open to everybody.
        every_s: How often it looks; 0 for never.
    """

    def __init__(
        self, client: GateClient, *, guarded: Callable[[], tuple[str, ...]], some_file: Callable[[str], str],
        tell: Callable[[str, tuple[str, ...]], None], lost: Callable[[str], None], every_s: float,
    ) -> None:  # fmt: skip
        self.spotted = Spotted()
        self._client, self._guarded, self._some_file = client, guarded, some_file
        self._tell, self._lost, self._every_s = tell, lost, every_s
        self._stop, self._heard = threading.Event(), threading.Condition()
        self._number, self._said = 0, (0, False)
        self._opening: threading.Thread | None = None
        self._anew_from_s = 0.0
        self._thread = threading.Thread(target=self._run, name="canary", daemon=True)

    def start(self) -> None:
        """Look from now on."""
        if self._every_s:
            self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._stop.set()
        with self._heard:
            self._heard.notify_all()
        if self._thread.is_alive():
            self._thread.join(ANSWERS_S)

    def hear(self, said: ProbeHeard) -> None:
        """The gate looks out for a file, and says whether it was asked about the one before; from any thread."""
        with self._heard:
            self._said = said.number, said.seen
            self._heard.notify_all()

    def is_heard(self) -> bool:
        """Whether the gate has heard all that it was told before this.

        Raises:
            ConnectionError: nobody stands there.
        """
        return self._name(NOTHING, was_left_out=False) is not None

    def _run(self) -> None:
        while not self._stop.wait(self._every_s):
            with suppress(OSError, AgentError):  # what cannot be tried or told now is tried again
                self.look()

    def look(self) -> None:
        """Try every file system once."""
        wrong = {}
        for root in self._one_each():
            outcome = self._try_twice(root)
            if outcome in (Outcome.NOT_ASKED, Outcome.UNANSWERED):
                outcome = self._mend(root, outcome)
            if outcome not in (Outcome.ASKED, Outcome.UNTRIED):
                wrong[root] = outcome.value
        self.spotted.wrong, self.spotted.tried_s = wrong, time.monotonic()

    def _one_each(self) -> Iterator[str]:
        """One watched folder of each file system: the mark is the file system's."""
        seen = set()
        for root in self._guarded():
            with suppress(OSError):
                device = os.stat(root).st_dev
                if device not in seen:
                    seen.add(device)
                    yield root

    def _try_twice(self, root: str) -> Outcome:
        outcome = self._try(root)
        if outcome in (Outcome.NOT_ASKED, Outcome.UNANSWERED, Outcome.UNHEARD):
            # Time for the gate to set its marks on what was mounted this moment.
            if self._stop.wait(AGAIN_S) or root not in self._guarded():
                return Outcome.UNTRIED
            outcome = self._try(root)
            if root not in self._guarded():
                return Outcome.UNTRIED
        return outcome

    def _mend(self, root: str, was: Outcome) -> Outcome:
        """Have every mark set again, and if that does not help, another gate started."""
        self._client.renew_marks()
        outcome = self._try(root)
        where = f"`{shown(root)}`"
        if outcome is Outcome.ASKED:
            self.spotted.mended += 1
            self._tell(NOT_ASKED, (f"{where}: {was.value}; its marks were set again",))
        elif time.monotonic() >= self._anew_from_s:
            self._anew_from_s = time.monotonic() + STARTS_ANEW_S
            self._tell(NOT_ASKED, (f"{where}: {was.value}; the gate is started anew",))
            self._client.break_gate_off()
        else:
            outcome = was
        self._lost(root)
        return outcome

    def _try(self, root: str) -> Outcome:
        try:
            with self._file(root) as (path, was_left_out):
                status = os.stat(path)
                if self._name((status.st_dev, status.st_ino), was_left_out=was_left_out) is None:
                    return Outcome.UNHEARD
                if not self._opens(path):
                    return Outcome.UNANSWERED
            seen = self._name(NOTHING, was_left_out=False)
        except OSError:
            return Outcome.UNTRIED  # nobody stands there, or the folder is full, read-only, or gone
        if seen is None:
            return Outcome.UNHEARD
        return Outcome.ASKED if seen else Outcome.NOT_ASKED

    @contextmanager
    def _file(self, root: str) -> Iterator[tuple[str, bool]]:
        """A file to open, and whether it may have been left out: one without a name, else one that is known."""
        try:
            fd = os.open(root, os.O_RDWR | _UNNAMED | os.O_CLOEXEC, 0o600) if _UNNAMED else -1
        except OSError:
            fd = -1
        if fd < 0:
            found = self._some_file(root)
            if not found:
                raise FileNotFoundError(root)
            yield found, True
            return
        try:
            yield f"/proc/self/fd/{fd}", False
        finally:
            os.close(fd)

    def _opens(self, path: str) -> bool:
        """Open it; whether anybody answered in time, whatever the answer was."""
        if self._opening is not None and self._opening.is_alive():
            return False
        self._opening = threading.Thread(target=_open_and_close, args=(path,), name="canary-opens", daemon=True)
        self._opening.start()
        self._opening.join(ANSWERS_S)
        return not self._opening.is_alive()

    def _name(self, file: tuple[int, int], *, was_left_out: bool) -> bool | None:
        """Have the gate look out for a file; whether it saw the one before, None where it says nothing.

        Raises:
            ConnectionError: nobody stands there.
        """
        with self._heard:
            self._number += 1
            number = self._number
            if not self._client.name_probe(Probe(number, *file, was_left_out)):
                raise ConnectionError
            is_heard = self._heard.wait_for(lambda: self._said[0] == number or self._stop.is_set(), HEARS_S)
            return self._said[1] if is_heard and self._said[0] == number else None


def _open_and_close(path: str) -> None:
    with contextlib.suppress(OSError):
        os.close(os.open(path, os.O_RDONLY | os.O_CLOEXEC))
