"""One notification on one person's screen: a program that becomes that person, says it, and ends.

Run as `python -m agent.desktop.note`, with `{uid, bus, title, body}` in JSON on standard input. It gives up every
right of the agent before it opens the person's bus, which may be anything that the person put there.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

import msgspec
from jeepney import DBusAddress, new_method_call
from jeepney.io.blocking import open_dbus_connection

from agent.machine.accounts import group_ids

WHOLE_S = 10
REPLY_S = 5.0
EXPIRE_MS = 20_000
SERVICE = DBusAddress(
    "/org/freedesktop/Notifications",
    bus_name="org.freedesktop.Notifications",
    interface="org.freedesktop.Notifications",
)


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """What to say to whom."""

    uid: int
    bus: str
    title: str
    body: str


def become(uid: int) -> None:
    """Be that user and nobody else, for good.

    Raises:
        PermissionError: that user it is not, and may not become.
    """
    if sys.platform != "linux":
        raise PermissionError("no session bus here")
    if os.geteuid() == 0:
        gid, groups = group_ids(uid)
        os.setgroups(groups)
        os.setresgid(gid, gid, gid)
        os.setresuid(uid, uid, uid)
    if os.getresuid() != (uid, uid, uid):
        raise PermissionError("not that user")


def send(note: Note) -> None:
    """Ask the person's notification service to show it."""
    connection = open_dbus_connection(f"unix:path={note.bus}")
    try:
        hints = {"urgency": ("y", 1)}
        arguments: tuple[Any, ...] = (
            "Sekimori", 0, "dialog-information", note.title, note.body, [], hints, EXPIRE_MS,
        )  # fmt: skip
        call = new_method_call(SERVICE, "Notify", "susssasa{sv}i", arguments)
        connection.send_and_get_reply(call, timeout=REPLY_S)
    finally:
        connection.close()


def main() -> int:
    """Say what stands on standard input; 0 where it was taken."""
    if sys.platform == "linux":
        signal.alarm(WHOLE_S)
    note = msgspec.json.decode(sys.stdin.buffer.read(65536), type=Note)
    become(note.uid)
    try:
        send(note)
    except (OSError, TimeoutError, ValueError):
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
