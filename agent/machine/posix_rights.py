"""Whether a user may write to a folder, as the kernel answers it to a process of that user's own; and keeping out."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from agent.machine import accounts

assert sys.platform != "win32"  # noqa: S101 - tells the type checker where this is for

TEST = "/usr/bin/test" if sys.platform == "linux" else "/bin/test"
TEST_S = 5.0


def keep_out(folder: Path) -> None:
    """Let others pass through a folder, to the door that stands in it, and see nothing of it."""
    folder.chmod(0o711)


def may_write(folder: int, uid: int) -> bool:
    """Whether a user may make files in a folder, as the kernel answers it to a process of that user's own."""
    gid, groups = accounts.group_ids(uid)
    who: dict[str, Any] = {"user": uid, "group": gid, "extra_groups": groups} if os.geteuid() == 0 else {}
    if not who and uid != os.geteuid():
        return False
    path = f"/proc/self/fd/{folder}" if sys.platform == "linux" else f"/dev/fd/{folder}"
    try:
        asked = subprocess.run(
            [TEST, "-w", path, "-a", "-x", path], pass_fds=(folder,), timeout=TEST_S, check=False, cwd="/",
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={}, **who,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return False
    return asked.returncode == 0
