"""The door at which people of this machine ask the agent: only programs here reach it, and the kernel says who asks."""

from __future__ import annotations

import sys

if sys.platform == "win32":
    from agent.machine.windows_doors import Connection as Connection
    from agent.machine.windows_doors import Door as Door
    from agent.machine.windows_doors import knock as knock
else:
    from agent.machine.posix_doors import Connection as Connection
    from agent.machine.posix_doors import Door as Door
    from agent.machine.posix_doors import knock as knock

NAME = "agent.sock"
