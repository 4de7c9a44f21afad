"""The agent, as the gate sees it: its connection, and whether it lives.

Invariants of this module:

1. As long as an agent lives itself, its files are its own to open, whether its connection stands or not.
2. Nothing that is told waits for the agent: what it has no room for is told another time, or with the next.
"""

from __future__ import annotations

import json
import os
import socket
import struct
from contextlib import suppress
from typing import TYPE_CHECKING

from agent.gate.keeper import watch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agent.gate.answers import Answers
    from agent.gate.keeper import Watched
    from agent.gate.waiting import WaitingRoom

TOLD_EVERY_S = 1.0
MESSAGE_BYTES = 4096
MOST_DESCRIPTORS_AT_ONCE = 4
_PEER = struct.Struct("iII")


class AgentEnd:
    """One agent at a time; none at first.

    Args:
        own: Processes that are the agent's and the gate's own; kept true here as far as the agent goes.
    """

    def __init__(self, own: set[int]) -> None:
        self._own = own
        self._socket: socket.socket | None = None
        self._life: Watched | None = None
        self._told_s = 0.0

    @property
    def is_there(self) -> bool:
        """Whether its connection stands."""
        return self._socket is not None

    @property
    def fd(self) -> tuple[int, ...]:
        """Of its connection, where it stands."""
        return (self._socket.fileno(),) if self._socket else ()

    @property
    def life_fd(self) -> tuple[int, ...]:
        """What becomes readable when it dies, where there is one."""
        return (self._life.fd,) if self._life else ()

    def come(self, came: socket.socket) -> bool:
        """Somebody came to the door; whether it is an agent now, whose turn it is from then on."""
        process, uid, _ = _PEER.unpack(came.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _PEER.size))
        if uid != os.geteuid():
            came.close()
            return False
        try:
            life = watch(process)
        except OSError:
            came.close()  # it is dead already
            return False
        self.drop()
        self._forget()
        came.setblocking(False)
        self._socket, self._life = came, life
        self._own.add(process)
        return True

    def drop(self) -> None:
        """Its connection has ended."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def mind(self) -> None:
        """An agent that died is nobody any more: its number may come again."""
        if self._life is not None and self._life.is_dead():
            self._forget()

    def _forget(self) -> None:
        if self._life is not None:
            self._own.discard(self._life.process)
            self._life.close()
            self._life = None

    def leave_to_gate(self) -> None:
        """In a keeper: the connection is the gate's."""
        if self._socket is not None:
            self._socket.detach()
            self._socket = None

    def hear(self) -> tuple[bytes, list[int]] | None:
        """What it says, with the descriptors that came with it; None where it says nothing, or has gone."""
        if self._socket is None:
            return None
        try:
            data, fds, _, _ = socket.recv_fds(self._socket, MESSAGE_BYTES, MOST_DESCRIPTORS_AT_ONCE)
        except BlockingIOError:
            return None
        except OSError:
            data, fds = b"", []
        if not data:
            self.drop()
            return None
        return data, fds

    def say(self, kind: bytes, told: Mapping[str, object]) -> bool:
        """Tell it something; whether it took it."""
        return self._send(kind + json.dumps(told).encode())

    def _send(self, data: bytes) -> bool:
        if self._socket is None:
            return False
        try:
            self._socket.send(data)
        except OSError:
            return False
        return True

    def give_memory(self, memory: int) -> None:
        """Hand over the memory in which is noted what sessions do."""
        if self._socket is not None:
            with suppress(OSError):
                socket.send_fds(self._socket, [b"M{}"], [memory])

    def hand_out(self, room: WaitingRoom) -> None:
        """Ask for what is to be judged, as far as it has room."""
        while self._socket is not None and (ask := room.next_ask()) is not None:
            told = {"device": ask.device, "inode": ask.inode, "tag": ask.tag, "path": ask.path}
            try:
                socket.send_fds(self._socket, [b"J" + json.dumps(told).encode("ascii")], [ask.fd])
            except BlockingIOError:
                return
            except OSError:
                self.drop()
                return
            room.asked()

    def tell_answers(self, answers: Answers, now_s: float) -> None:
        """Tell what was answered lately, now and then."""
        if self._socket is None or not len(answers) or now_s - self._told_s < TOLD_EVERY_S:
            return
        self._told_s = now_s
        if self._send(answers.batch()):
            answers.taken()
