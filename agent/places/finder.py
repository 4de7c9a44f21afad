"""Looks for the policy's zones on this machine, at the start and whenever mounts, Samba or the policy change.

Asking other programs and remounting can take seconds, so this runs in a thread of its own, and the loop takes what it
found.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from agent.places.exports import read_exports
from agent.places.extras import add_sticks, add_sync, apart_from, still_watched
from agent.places.inside import add_inside
from agent.places.mounts import Mount, MountTable, mount_at, read_mounts
from agent.places.resolve import Finding, How, Machine, Place, Resolution, Resolver, foreign_shares, with_config
from agent.places.samba import Samba, read_samba, samba_state
from agent.places.settings import NetworkMounts
from agent.places.sticks import Stick, Ward
from agent.places.sync import Person, SyncFolder, people_of_machine, sync_folders

if TYPE_CHECKING:
    from agent.config import Watch
    from agent.places.settings import PlacesSettings
    from policies.tables import Tables

LOOK_S = 1.0
TRY_AGAIN_S = 5.0
# Longer than all programs that a look asks may take, but for one that cannot even be ended.
STUCK_S = 60.0
STOP_S = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was found.

    Attributes:
        sticks: Those that are mounted, and the last ones that were turned away.
        sync: Sync folders, whether the policy names a zone for them or not.
    """

    places: tuple[Place, ...] = ()
    findings: tuple[Finding, ...] = ()
    sticks: tuple[Stick, ...] = ()
    sync: tuple[SyncFolder, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where the finder looks; the machine itself by default."""

    mounts: Callable[[], tuple[Mount, ...]] = read_mounts
    samba: Callable[[str], Samba] = read_samba
    people: Callable[[], tuple[Person, ...]] = people_of_machine
    host_name: Callable[[], str] = socket.gethostname


class Finder:
    """Finds places.

    Args:
        watches: What `config.toml` names.
        data: The agent's own folder, which is never watched.
        tables: Gives the policy in force.
        told: Has people told of a stick that was made read-only or taken off.
        stuck_s: A look that takes longer is told as a problem.
        wake: Called when there is something to take.
    """

    def __init__(
        self, settings: PlacesSettings, watches: Sequence[Watch], data: Path, tables: Callable[[], Tables | None],
        sources: Sources | None = None, told: Callable[[Stick], None] = lambda _: None, stuck_s: float = STUCK_S,
        wake: Callable[[], None] = lambda: None,
    ) -> None:  # fmt: skip
        self._settings = settings
        self._stuck_s = stuck_s
        self._watches = tuple(watches)
        self._data = data
        self._tables = tables
        self._sources = sources or Sources()
        self._ward = Ward(settings.sticks, settings.stick_folders)
        self._samba = Samba()
        self._report = Report()
        self._news: Report | None = None
        self._met: list[Stick] = []
        self._told = told
        self._have_taken = wake
        self._looked_at: Hashable = ()
        self._looked_s = 0.0
        # Wall time of the last look at the mounts; whatever is new at the next one came after it.
        self._mounts_ns = 0
        self._lock = threading.Lock()
        self._wake, self._waker = socket.socketpair()
        self._is_stopped = False
        self._thread = threading.Thread(target=self._run, name="places", daemon=True)
        self._failed = ""
        self._began_s: float | None = None

    @property
    def report(self) -> Report:
        """What was found the last time."""
        return self._report

    @property
    def problem(self) -> str:
        """Why zones cannot be looked for; what was found before goes on to count."""
        began_s = self._began_s
        if began_s is not None and time.monotonic() - began_s >= self._stuck_s:
            return "zones cannot be looked for: a mount or a program such as `testparm` does not answer"
        return self._failed

    def start(self) -> None:
        """Look again and again from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        if not self._is_stopped:
            self._is_stopped = True
            self._waker.close()
            if self._thread.is_alive():
                self._thread.join(min(self._stuck_s, STOP_S))
            if not self._thread.is_alive():  # one that waits for a device closes it when it comes back
                self._wake.close()

    def take(self) -> Report | None:
        """What was found since the last time, where that is anything new."""
        with self._lock:
            news, self._news = self._news, None
        return news

    def met(self) -> tuple[Stick, ...]:
        """Sticks that came, or with which something was done, since the last time; also those that are gone again."""
        with self._lock:
            met, self._met = tuple(self._met), []
        return met

    def look(self) -> None:
        """Look at everything now, and do with sticks what is to be done."""
        self._looked_s = time.monotonic()
        before_ns, self._mounts_ns = self._mounts_ns, time.time_ns()
        mounts, tables = self._sources.mounts(), self._tables()
        sticks = self._ward.mind(mounts, before_ns)
        found = self._homes(mounts, tables) if self._settings.find and tables is not None else Resolution()
        found = with_config(found, self._watches)
        still_watched(found, self._report.places, tables)
        sync = self._sync(mounts) if self._settings.sync else ()
        add_sync(found, sync, tables)
        add_sticks(found, sticks)
        add_inside(found, mounts, with_network=self._settings.network_mounts is NetworkMounts.WATCH)
        apart_from(found, str(self._data))
        report = Report(places=tuple(found.places), findings=tuple(found.findings), sticks=sticks, sync=sync)
        self._looked_at = self._state(mounts, tables)
        met = [stick for stick in sticks if stick not in self._report.sticks]
        # How it is mounted changes by what is done with it: that is no second stick to tell people of.
        known = {(stick.mount.id, stick.number, stick.state) for stick in self._report.sticks}
        for stick in met:
            if stick.state != "watching" and (stick.mount.id, stick.number, stick.state) not in known:
                self._told(stick)
        with self._lock:
            self._met += met
            is_new = report != self._report
            if is_new:
                self._report = self._news = report
        if is_new:
            self._have_taken()

    def look_safely(self) -> None:
        """The same; whatever goes wrong is told, and what was found before goes on to count."""
        self._began_s = time.monotonic()
        try:
            self.look()
            self._failed = ""
        except Exception as error:  # noqa: BLE001 - the runtime's rim, as this thread is a part of it
            self._failed = f"zones cannot be looked for: {type(error).__name__}"
        finally:
            self._began_s = None

    def _run(self) -> None:
        table = MountTable()
        try:
            while not self._is_stopped:
                is_changed = table.wait(LOOK_S, self._wake.fileno())
                if not self._is_stopped and (is_changed or self._is_due()):
                    self.look_safely()
        finally:
            table.close()
            if self._is_stopped:  # whoever stopped it may not have waited so long
                self._wake.close()

    def _is_due(self) -> bool:
        age_s = time.monotonic() - self._looked_s
        if age_s >= self._settings.interval_s or (self._ward.is_hindered and age_s >= TRY_AGAIN_S):
            return True
        now_ns = time.time_ns()
        try:
            if self._state(self._sources.mounts(), self._tables()) != self._looked_at:
                return True
            self._mounts_ns = now_ns
            return False
        except (OSError, ValueError):
            return True  # a look tells what is wrong

    def _state(self, mounts: tuple[Mount, ...], tables: Tables | None) -> Hashable:
        """What a new look would be for; cheap enough for every second."""
        files = samba_state(self._samba.file) if self._samba.file is not None else ()
        return (mounts, files, tables.version if tables else 0)

    def _homes(self, mounts: tuple[Mount, ...], tables: Tables) -> Resolution:
        samba = self._ask_samba()
        called = (self._sources.host_name(), *samba.names, *self._settings.names)
        names = frozenset(each.lower().removesuffix(".") for each in called) - {"localhost", ""}
        machine = Machine(names=names, samba=samba, exports=read_exports(self._settings.exports), mounts=mounts)
        found = Resolver(tables, machine, entries=os.listdir, real=os.path.realpath, identity=_identity).resolve()
        if samba.problem:
            found.tell(f"Samba: {samba.problem}")
        for remark in samba.remarks:
            found.tell(f"Samba: {remark}")
        if self._settings.network_mounts is NetworkMounts.LIST:
            found.places = [replace(each, is_watched=each.how is not How.MOUNT) for each in found.places]
        found.findings += foreign_shares([each for each in found.places if each.is_watched], samba, tables, names)
        return found

    def _ask_samba(self) -> Samba:
        samba = self._sources.samba(self._settings.samba)
        if samba.problem and self._samba.shares:
            # A configuration that is being edited ends no watch.
            samba = replace(self._samba, problem=samba.problem, state=samba.state)
        self._samba = samba
        return samba

    def _sync(self, mounts: tuple[Mount, ...]) -> tuple[SyncFolder, ...]:
        """Of those whose homes can be looked at without waiting for another machine."""
        found: list[SyncFolder] = []
        for person in self._sources.people():
            mount = mount_at(person.home, mounts)
            if mount is None or not mount.may_hang:
                found += sync_folders(person)
        return tuple(found)


def _identity(path: str) -> Hashable:
    status = os.stat(path)
    return (status.st_dev, status.st_ino)
