"""A notification service of a desktop session: writes what it is asked to show to standard output, one JSON a line.

Arguments: path of the session bus, user id to be. A program of its own, for a bus takes everybody for who they are.
"""

from __future__ import annotations

import json
import os
import sys

from jeepney import MessageType, new_method_return
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection


def main() -> None:
    bus, uid = sys.argv[1], int(sys.argv[2])
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    connection = open_dbus_connection(f"unix:path={bus}")
    connection.send_and_get_reply(message_bus.RequestName("org.freedesktop.Notifications"), timeout=10)
    print("ready", flush=True)  # noqa: T201
    while True:
        message = connection.receive()
        if message.header.message_type is not MessageType.method_call:
            continue
        sender = message.header.fields[7]  # type: ignore[index]
        asked = connection.send_and_get_reply(message_bus.GetConnectionUnixUser(sender), timeout=10)
        body = message.body
        shown = {"member": message.header.fields[3], "title": body[3], "body": body[4], "uid": int(asked.body[0])}  # type: ignore[index]
        print(json.dumps(shown), flush=True)  # noqa: T201
        connection.send(new_method_return(message, "u", (1,)))


if __name__ == "__main__":
    main()
