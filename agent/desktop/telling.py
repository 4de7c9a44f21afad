"""Tells people on their screens what became of their files: gathered, in their language, without any content.

A thread of its own starts one short-lived process for each person and moment; nobody who acts waits for a screen, and
nobody for anybody else's.
"""

from __future__ import annotations

import os
import queue
import stat
import threading
import time
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

import msgspec

from agent.desktop.language import language_of
from agent.desktop.messengers import ENDS_S, Messengers
from agent.desktop.settings import AUTO, Desktop
from policies.wording import say

MOST_WAITING = 1000
# How often is looked whether somebody has been told, while somebody is being told.
LOOKS_EVERY_S = 0.1
# The same while somebody is to be told whose screen did not answer.
LATER_S = 1.0


class What(StrEnum):
    """What is told."""

    STOPPED = "stopped"
    NEEDS_REASON = "needs-reason"
    NOTED = "noted"
    COMPLETED = "completed"
    STICK_READ_ONLY = "stick-read-only"
    STICK_REFUSED = "stick-refused"


TITLES = {
    What.STOPPED: "notice.title",
    What.NEEDS_REASON: "notice.title",
    What.NOTED: "notice.noted-title",
    What.COMPLETED: "notice.completed-title",
    What.STICK_READ_ONLY: "notice.stick-title",
    What.STICK_REFUSED: "notice.stick-title",
}
BODIES = {
    What.STOPPED: ("notice.stopped", "notice.case", "notice.ask"),
    What.NEEDS_REASON: ("notice.stopped", "notice.reason", "notice.ask"),
    What.NOTED: ("notice.noted", "notice.case", "notice.ask"),
    What.COMPLETED: ("notice.completed", "notice.case"),
    What.STICK_READ_ONLY: ("notice.stick-read-only",),
    What.STICK_REFUSED: ("notice.stick-refused",),
}
Told = tuple[What, str]


class Telling:
    """Hears what is to be told, from any thread.

    Args:
        contact: Gives whom to ask.
    """

    def __init__(self, settings: Desktop, *, contact: Callable[[], str]) -> None:
        self._settings = settings
        self._contact = contact
        self._queue: queue.Queue[tuple[int, Told] | None] = queue.Queue(MOST_WAITING)
        self._thread = threading.Thread(target=self._run, name="telling", daemon=True)
        self._stopping = threading.Event()
        # Of that thread alone: what is still to be told, to whom, and who is being told.
        self._to_tell: dict[int, list[Told]] = {}
        self._messengers = Messengers()

    def start(self) -> None:
        """Tell from now on; nothing where it is turned off."""
        if self._settings.notify:
            self._thread.start()

    def stop(self) -> None:
        """Tell no more."""
        self._stopping.set()
        if self._thread.is_alive():
            self._put(None)
            self._thread.join(2 * ENDS_S)

    def tell(self, what: What, uid: int, case: str) -> None:
        """Have something told. What nobody can be told any more for sheer number is not: the notice lies there."""
        if self._settings.notify and self.bus_of(uid) is not None:
            self._put((uid, (what, case)))

    def tell_all(self, what: What) -> None:
        """Have something told to everybody who is logged in here: nobody knows whose stick it is."""
        try:
            names = os.listdir(self._settings.runtime_folder)
        except OSError:
            return
        for name in sorted(names):
            if name.isdecimal():
                self.tell(what, int(name), "")

    def bus_of(self, uid: int) -> Path | None:
        """The session bus of a person who is logged in here; None where there is none."""
        path = Path(self._settings.runtime_folder) / str(uid) / "bus"
        try:
            status = path.lstat()
        except OSError:
            return None
        return path if stat.S_ISSOCK(status.st_mode) and status.st_uid == uid else None

    def said(self, told: list[Told], language: str) -> tuple[str, str]:
        """Title and text for one moment: of one file in full, of several how many."""
        what, case = told[0]
        facts = {"case": case, "contact": self._contact()}
        if len(told) > 1:
            return say("notice.noted-title", {}, language), say("notice.several", {"count": str(len(told))}, language)
        return say(TITLES[what], facts, language), "\n".join(say(key, facts, language) for key in BODIES[what])

    def _put(self, item: tuple[int, Told] | None) -> None:
        try:
            self._queue.put_nowait(item)
        except queue.Full:
            return

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._gather()
            self._messengers.look(time.monotonic())
            for uid in self._messengers.free(self._to_tell, time.monotonic()):
                self._send(uid, self._to_tell.pop(uid))
        self._messengers.end()

    def _gather(self) -> None:
        """Take what came: at once, or together with what comes in a moment."""
        try:
            first = self._queue.get(timeout=self._rests_s())
        except queue.Empty:
            return
        self._stopping.wait(self._settings.gather_s)
        gathered = [first]
        while not self._queue.empty():
            gathered.append(self._queue.get_nowait())
        for item in gathered:
            if item is not None:
                told = self._to_tell.setdefault(item[0], [])
                if len(told) < MOST_WAITING:
                    told.append(item[1])

    def _rests_s(self) -> float | None:
        """For how long nothing is done where nothing comes."""
        if self._messengers:
            return LOOKS_EVERY_S
        return LATER_S if self._to_tell else None

    def _send(self, uid: int, told: list[Told]) -> None:
        bus = self.bus_of(uid)
        if bus is None:
            return
        chosen = self._settings.language
        title, body = self.said(told, language_of(uid) if chosen == AUTO else chosen)
        note = {"uid": uid, "bus": str(bus), "title": title, "body": body}
        self._messengers.send(uid, msgspec.json.encode(note), time.monotonic())
