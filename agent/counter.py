"""What people ask about stopped files on this machine: list, show, have given back, give a reason.

Root and the agent's own account see all of it. Everybody else sees the files that were theirs, and nothing of whose
content somebody took them for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from agent.enforce.leaving import Asker
from agent.errors import AgentError
from agent.holds import Hold, Holds, HoldState
from agent.machine import accounts
from agent.tree import shown
from policies.wording import NOTICE_LANGUAGES, say

if TYPE_CHECKING:
    from agent.enforce.leaving import Leaving
    from agent.errands import Errands
    from agent.wire import TransferEvent
    from policies.tables import Tables

Request = Mapping[str, Any]
MOST_LISTED = 1000
UNDER_WAY = (HoldState.INTENDED, HoldState.MOVED, HoldState.SEALED)


class Counter:
    """Answers about holds.

    Args:
        tables: Gives the policy in force.
    """

    def __init__(
        self, holds: Holds, leaving: Leaving, errands: Errands, *, tables: Callable[[], Tables | None]
    ) -> None:
        self._holds = holds
        self._leaving = leaving
        self._errands = errands
        self._tables = tables

    def list(self, request: Request, uid: int) -> Mapping[str, Any]:
        """The stopped files that the asker may know of, the newest first."""
        asker = asker_of(uid)
        every = request.get("all") is True
        found = []
        for hold in self._holds.every():
            if _is_for(hold, asker) and (every or hold.state not in (HoldState.COMPLETED, HoldState.RETURNED)):
                event = self._holds.event(hold.case)
                found.append(_line(hold, event, asker))
        found.sort(key=lambda line: str(line["at"]), reverse=True)
        return {"holds": found[:MOST_LISTED], "more": max(0, len(found) - MOST_LISTED)}

    def show(self, request: Request, uid: int) -> Mapping[str, Any]:
        """One stopped file."""
        asker = asker_of(uid)
        hold, event = self._find(request, asker)
        tables = self._tables()
        line = {**_line(hold, event, asker), "notice": hold.notice, "contact": tables.contact if tables else ""}
        if not asker.is_trusted:
            return {"hold": line}
        reasons = [
            {
                "source": reason.source,
                "verdict": reason.verdict,
                "said": say(reason.key, reason.facts, _language(request)),
            }
            for reason in event.decision.reasons
        ]
        facts = hold.facts
        given_back = {
            "mode": f"{facts.mode:04o}",
            "uid": facts.uid,
            "gid": facts.gid,
            "attributes": [name for name, _ in facts.xattrs],
        }
        return {"hold": {**line, "reasons": reasons, "keeps": given_back, "digest": hold.digest}}

    def give_back(self, request: Request, uid: int) -> Mapping[str, Any]:
        """Give a held file back; the runtime's thread decides and does it."""
        asker, to, is_dry_run = asker_of(uid), str(request.get("to") or ""), request.get("dry_run") is True

        def work() -> dict[str, Any]:
            hold, event = self._find(request, asker)
            return self._leaving.give_back(hold, event, asker, to=to, is_dry_run=is_dry_run)

        return {"returned": self._errands.run(work)}

    def justify(self, request: Request, uid: int) -> Mapping[str, Any]:
        """Complete what waits for a reason."""
        asker, reason = asker_of(uid), str(request.get("reason") or "")

        def work() -> dict[str, Any]:
            hold, event = self._find(request, asker)
            return self._leaving.justify(hold, event, asker, reason)

        return {"justified": self._errands.run(work)}

    def _find(self, request: Request, asker: Asker) -> tuple[Hold, TransferEvent]:
        case = str(request.get("case") or "").strip().upper()
        hold = self._holds.find(case)
        event = self._holds.event(case) if hold is not None else None
        # The same words whether there is none or it is somebody else's.
        if hold is None or event is None or not _is_for(hold, asker):
            raise AgentError(f"there is no case `{shown(case)[:40]}` for you", help="see `sekimori quarantine list`")
        return hold, event


def asker_of(uid: int) -> Asker:
    """Who asks, by the user id that the kernel gives."""
    return Asker(uid=uid, is_trusted=uid in (0, accounts.own()))


def _is_for(hold: Hold, asker: Asker) -> bool:
    return asker.is_trusted or hold.facts.uid == asker.uid


def _line(hold: Hold, event: TransferEvent | None, asker: Asker) -> dict[str, Any]:
    line: dict[str, Any] = {
        "case": hold.case,
        "state": "under way" if hold.state in UNDER_WAY else str(hold.state),
        "verdict": hold.verdict,
        "name": shown(hold.spot.name),
        "folder": shown(hold.spot.folder.full),
        "size_bytes": hold.signature.size_bytes,
        "at": event.at if event else "",
        "detail": hold.detail,
    }
    if asker.is_trusted and event is not None:
        transfer = event.transfer
        line["uid"] = hold.facts.uid
        line["account"] = transfer.subject.account
        line["zone"] = transfer.destination.zone
        line["projects"] = sorted(event.label.projects)
        line["level"] = event.label.level
        line["rule"] = event.decision.rule
    return line


def _language(request: Request) -> str:
    asked = str(request.get("language") or "en")
    return asked if asked in NOTICE_LANGUAGES else "en"
