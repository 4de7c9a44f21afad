"""What stands in the gate's folder, how long a message through its door may be, and how it is said what is wrong."""

from __future__ import annotations

# Of the agent's data folder.
FOLDER = "gate"
SOCKET, BASE, LOG, RULES = "gate.sock", "files.table", "files.log", "rules.json"
# A sorted table that is being written, while the one before still counts.
BUILT = "files.built"
MESSAGE_BYTES = 256 * 1024
STIFF = "its file system tells nothing of changes, so whoever wrote waits for the judgement as well"


def problem(folder: str, why: str) -> str:
    """What is wrong with a guarded folder, for people."""
    if why == STIFF:
        return f"the gate asks at every opening in `{folder}`: {why}"
    return f"the gate does not guard `{folder}`: {why}"
