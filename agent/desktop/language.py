"""Which of the three languages a person reads, as far as the machine knows."""

from __future__ import annotations

import re
from pathlib import Path

from agent.machine.accounts import name_of

ACCOUNTS = Path("/var/lib/AccountsService/users")
MACHINE = (Path("/etc/locale.conf"), Path("/etc/default/locale"))
_SET = re.compile(r"^\s*(?:export\s+)?(?:Language|Languages|LANG|LC_MESSAGES)\s*=\s*[\"']?(ja|en|zh)", re.MULTILINE)
MOST_BYTES = 65536


def language_of(uid: int, *, accounts: Path = ACCOUNTS, machine: tuple[Path, ...] = MACHINE) -> str:
    """`ja`, `en` or `zh`: what the person chose at log-in, else the machine's, else English."""
    name = name_of(uid)
    own = (accounts / name,) if name is not None else ()
    for path in (*own, *machine):
        try:
            with path.open("rb") as file:
                found = _SET.search(file.read(MOST_BYTES).decode("utf-8", "replace"))
        except OSError:
            continue
        if found:
            return found[1]
    return "en"
