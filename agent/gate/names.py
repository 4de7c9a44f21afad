"""What stands in the gate's folder, and how long a message through its door may be."""

from __future__ import annotations

# Of the agent's data folder.
FOLDER = "gate"
SOCKET, BASE, LOG, RULES = "gate.sock", "files.table", "files.log", "rules.json"
# A sorted table that is being written, while the one before still counts.
BUILT = "files.built"
MESSAGE_BYTES = 256 * 1024
