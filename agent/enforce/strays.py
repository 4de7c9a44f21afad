"""Files in the staging folder that no record knows.

They were stopped while the disk was too full for a record, or somebody put them there by hand. The name says where
such a file was; the rest is found in the file itself.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import re
import stat
from datetime import datetime
from typing import TYPE_CHECKING

from agent.cases import case_of
from agent.enforce.placing import facts_of
from agent.evidence import facts
from agent.holds import Hold, HoldState
from agent.machine import folders
from agent.machine.folders import Opening
from agent.tree import Spot, shown, signature_of
from agent.wire import TransferEvent
from policies.decision import Decision, Reason
from policies.label import Label, Level, Reading
from policies.model import Channel, Verdict
from policies.transfer import Destination, Subject, Transfer, TransferId, TransferObject

if TYPE_CHECKING:
    from collections.abc import Callable

    from agent.tree import Tree
    from policies.model import ZoneId

_NAME_BYTES = 240
_NAMES = 1000
_STAGED = re.compile(r"(C-[0-9A-Z]{8})(?:~([A-Za-z0-9_=-]*))?")
SOURCE = "error:journal-full"


def staged_name(case: str, path: str) -> str:
    """A name in staging that says where the file was, as far as a file name has room."""
    coded = base64.urlsafe_b64encode(os.fsencode(path)).decode()
    name = f"{case}~{coded}"
    return name if len(name) <= _NAME_BYTES else case


def path_in(name: str) -> tuple[str, str]:
    """Case and path below the root in a staged name; what says none gets a case of its own and its own name as path."""
    match = _STAGED.fullmatch(name)
    if match is None:
        return case_of(hashlib.sha256(os.fsencode(name)).digest()), f"found-in-staging/{name}"
    try:
        path = os.fsdecode(base64.urlsafe_b64decode(match[2] or ""))
    except (binascii.Error, ValueError):
        path = ""
    is_safe = bool(path) and not path.startswith("/") and ".." not in path.split("/")
    return match[1], path if is_safe else f"found-in-staging/{match[1]}"


def stray(
    root: str, staging: int, name: str, now: datetime, agent_id: str, is_free: Callable[[str], bool]
) -> tuple[Hold, TransferEvent] | None:
    """A hold and its event for what stands in staging under `name`; None where it is no regular file.

    Args:
        is_free: Whether a case number is not taken yet; a name made by hand may bear one that is.
    """
    try:
        fd = folders.open_file(name, staging, Opening.READ)
    except OSError:
        return None
    with os.fdopen(fd, "rb") as file:
        status = folders.fstat(fd)
        if not stat.S_ISREG(status.st_mode):
            return None
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        given = facts_of(fd)
    case, path = path_in(name)
    number = 0
    while not is_free(case):
        number += 1
        case = case_of(hashlib.sha256(f"{digest}:{number}".encode() + os.fsencode(name)).digest())
    spot = Spot(root, path)
    hold = Hold(
        case=case,
        state=HoldState.MOVED,
        spot=spot,
        staged=name,
        signature=signature_of(status),
        digest=digest,
        judged=digest,
        verdict=Verdict.HOLD,
        facts=given,
        notice="",
    )
    return hold, _event(hold, now, agent_id)


def put_out(tree: Tree, staging: int, name: str) -> int:
    """Move a folder that somebody made in staging to where its files are judged; says whether there was one."""
    if not stat.S_ISDIR(folders.status(name, staging).st_mode):
        return 0
    with tree.folder("") as root:
        for number in range(1, _NAMES):
            target = f"found-in-staging-{number}"
            try:
                folders.status(target, root)
            except FileNotFoundError:
                folders.rename(name, staging, target, root)  # a folder replaces nothing but an empty one
                return 1
    return 0


def _event(hold: Hold, now: datetime, agent_id: str, zone: ZoneId | None = None) -> TransferEvent:
    transfer = Transfer(
        id=TransferId(f"T-{hold.case}"),
        subject=Subject(),
        channel=Channel.SHARE,
        object=TransferObject(digest=hold.digest, name=shown(hold.spot.name), size_bytes=hold.signature.size_bytes),
        destination=Destination(zone=zone, path=shown(hold.spot.path)),
        at=now,
        agent=agent_id,
    )
    reason = Reason(key="error", verdict=Verdict.HOLD, source=SOURCE, facts={"what": "journal-full"})
    return TransferEvent(
        id=transfer.id,
        at=now,
        transfer=transfer,
        label=Label(level=Level.INTERNAL, reading=Reading.FAILED),
        decision=Decision(verdict=Verdict.HOLD, rule=SOURCE, reasons=(reason,), errors=("journal-full",)),
        assessment=facts(None),
        case=hold.case,
        held=True,
    )
