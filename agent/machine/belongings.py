"""What a file has besides its bytes, and gets back with them: owner, mode, attributes, times."""

from __future__ import annotations

import sys

if sys.platform == "win32":
    from agent.machine.windows_belongings import give as give
    from agent.machine.windows_belongings import give_times as give_times
    from agent.machine.windows_belongings import of as of
else:
    from agent.machine.posix_belongings import give as give
    from agent.machine.posix_belongings import give_times as give_times
    from agent.machine.posix_belongings import of as of
