"""The door at which the agent is asked, against those who knock and run."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.machine.doors import NAME, Connection, Door, knock


class Keeper:
    """Lets in whoever comes, until the door is shut or breaks."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self.seen: list[int] = []
        self.ended: BaseException | None = None
        self._thread = threading.Thread(target=self._keep, daemon=True)
        self._thread.start()

    def _keep(self) -> None:
        while True:
            try:
                connection, account, _ = self._door.accept()
            except BaseException as error:  # noqa: BLE001 - what it is, is what the test asks
                self.ended = error
                return
            self.seen.append(account)
            connection.close()

    def stop(self) -> None:
        self._door.shut()
        self._thread.join(30)


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    made = Door(tmp_path / NAME)
    yield made
    made.close()


def knock_and_run(path: Path) -> None:
    with contextlib.suppress(OSError), contextlib.closing(knock(path, 10.0)):
        pass


def test_who_knocks_and_runs_leaves_the_door_in_its_place(door: Door, tmp_path: Path) -> None:
    keeper = Keeper(door)
    for _ in range(100):
        knock_and_run(tmp_path / NAME)
    with contextlib.closing(knock(tmp_path / NAME, 10.0)) as last:
        assert ended(last)
    keeper.stop()
    assert isinstance(keeper.ended, OSError)
    assert keeper.seen


@pytest.mark.skipif(sys.platform != "linux", reason="macOS says whom it cannot name; Linux can be asked in its words")
def test_any_number_of_askers_whom_nobody_can_name_is_turned_away(
    door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(sys, "platform", "darwin")  # whose question this kernel does not answer
        keeper = Keeper(door)
        path = os.path.relpath(tmp_path / NAME)
        for _ in range(sys.getrecursionlimit() + 100):
            with socket.socket(socket.AF_UNIX) as client:
                client.connect(path)
        with socket.socket(socket.AF_UNIX) as last:
            last.connect(path)
            last.settimeout(10)
            assert not last.recv(1)
        keeper.stop()
    assert isinstance(keeper.ended, OSError)
    assert not keeper.seen


def ended(connection: Connection) -> bool:
    """Whether the other end is closed."""
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True
