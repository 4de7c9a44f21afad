"""What somebody asks the agent to do, done by the one thread that acts, while the asker waits for the answer."""

from __future__ import annotations

import queue
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from typing import Any, TypeVar

from agent.errors import AgentError

T = TypeVar("T")
MOST_WAITING = 100


class Errands:
    """A queue between the control socket's threads and the agent's own.

    Args:
        wait_s: How long an asker waits; what has not begun by then is not done at all.
        wake: Rouses the thread that acts.
    """

    def __init__(self, *, wait_s: float, wake: Callable[[], None]) -> None:
        self._queue: queue.Queue[tuple[Callable[[], Any], Future[Any]]] = queue.Queue(MOST_WAITING)
        self._wait_s = wait_s
        self._wake = wake

    def run(self, work: Callable[[], T]) -> T:
        """Have it done, from any thread; what it raises is raised here.

        Raises:
            AgentError: the agent has other things to do for longer than anybody waits.
        """
        answer: Future[T] = Future()
        try:
            self._queue.put_nowait((work, answer))
        except queue.Full:
            raise AgentError("the agent is asked for too much at once", help="try again in a minute") from None
        self._wake()
        try:
            return answer.result(self._wait_s)
        except TimeoutError:
            if answer.cancel():
                raise AgentError("the agent is busy with a large file; nothing was done", help="try again") from None
            raise AgentError("it was begun and takes long", help="see `sekimori quarantine show CASE`") from None
        except CancelledError:
            raise AgentError("the agent is stopping; nothing was done", help="try again") from None

    def do_due(self) -> None:
        """Do what was asked for, in the thread that acts."""
        for _ in range(MOST_WAITING):
            try:
                work, answer = self._queue.get_nowait()
            except queue.Empty:
                return
            if not answer.set_running_or_notify_cancel():
                continue
            try:
                answer.set_result(work())
            except Exception as error:  # noqa: BLE001 - the asker's to hear; the thread that acts goes on
                answer.set_exception(error)
