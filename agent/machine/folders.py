"""Files below an open folder, without ever following a link: one set of names on every system.

A folder is a descriptor. A name is one part of a path; what could lead elsewhere (`..`, a separator, on Windows a
stream's `:`) is refused with `OSError`. A status is an `os.stat_result` whose change time nobody can set and whose user
id names the file's owner (`agent.machine.accounts`).
"""

from __future__ import annotations

import sys

from agent.machine.opening import Opening as Opening

if sys.platform == "win32":
    from agent.machine.windows_folders import entries as entries
    from agent.machine.windows_folders import fstat as fstat
    from agent.machine.windows_folders import link as link
    from agent.machine.windows_folders import make_folder as make_folder
    from agent.machine.windows_folders import names as names
    from agent.machine.windows_folders import open_file as open_file
    from agent.machine.windows_folders import open_folder as open_folder
    from agent.machine.windows_folders import open_root as open_root
    from agent.machine.windows_folders import remove as remove
    from agent.machine.windows_folders import rename as rename
    from agent.machine.windows_folders import rename_anew as rename_anew
    from agent.machine.windows_folders import set_mode as set_mode
    from agent.machine.windows_folders import status as status
    from agent.machine.windows_folders import sync as sync
    from agent.machine.windows_folders import take_from_others as take_from_others
else:
    from agent.machine.posix_folders import entries as entries
    from agent.machine.posix_folders import fstat as fstat
    from agent.machine.posix_folders import link as link
    from agent.machine.posix_folders import make_folder as make_folder
    from agent.machine.posix_folders import names as names
    from agent.machine.posix_folders import open_file as open_file
    from agent.machine.posix_folders import open_folder as open_folder
    from agent.machine.posix_folders import open_root as open_root
    from agent.machine.posix_folders import remove as remove
    from agent.machine.posix_folders import rename as rename
    from agent.machine.posix_folders import rename_anew as rename_anew
    from agent.machine.posix_folders import set_mode as set_mode
    from agent.machine.posix_folders import status as status
    from agent.machine.posix_folders import sync as sync
    from agent.machine.posix_folders import take_from_others as take_from_others
