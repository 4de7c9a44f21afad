"""Whether a person could write somewhere by themselves, as the system answers it; and keeping people out."""

from __future__ import annotations

import sys

if sys.platform == "win32":
    from agent.machine.windows_folders import keep_out as keep_out

    def may_write(folder: int, number: int) -> bool:  # noqa: ARG001
        """Whether an account may make files in a folder: not asked on Windows, and so denied.

        Whoever is trusted is not asked about; everybody else has a held file given back by the office.
        """
        return False

else:
    from agent.machine.posix_rights import keep_out as keep_out
    from agent.machine.posix_rights import may_write as may_write
