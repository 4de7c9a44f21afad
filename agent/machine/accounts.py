"""Who works on this machine: accounts by number, as files and askers bear it.

On Linux and macOS the number is the user id. On Windows it is made from the account's security identifier; 0 is the
system and the administrators there, as it is root elsewhere.
"""

from __future__ import annotations

import sys

if sys.platform == "win32":
    from agent.machine.windows_accounts import group_ids as group_ids
    from agent.machine.windows_accounts import name_of as name_of
    from agent.machine.windows_accounts import number_of as number_of
    from agent.machine.windows_accounts import own as own
else:
    from agent.machine.posix_accounts import group_ids as group_ids
    from agent.machine.posix_accounts import name_of as name_of
    from agent.machine.posix_accounts import number_of as number_of
    from agent.machine.posix_accounts import own as own
