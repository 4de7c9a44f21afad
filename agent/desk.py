"""What the control socket answers: status, recent verdicts, sessions, stopped files. The kernel says who asks."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from agent.errors import AgentError
from agent.machine import accounts
from policies.flow import day_of, is_running
from policies.label import ProjectId

if TYPE_CHECKING:
    from agent.config import Config
    from agent.counter import Counter
    from agent.sessions import Sessions
    from agent.taint.port import Sessioned
    from policies.tables import Tables

Request = Mapping[str, Any]


class Desk:
    """Answers requests.

    Args:
        status, details, recent: Give the agent's condition, what in it names files, and the last verdicts, newest last.
        tables: Gives the policy in force.
        counter: Answers about stopped files.
        clock: Gives the aware UTC time, by whose day in Japan memberships count.
    """

    def __init__(
        self, config: Config, sessions: Sessions, *, status: Callable[[], Mapping[str, Any]],
        details: Callable[[], tuple[str, ...]], recent: Callable[[], tuple[Mapping[str, Any], ...]],
        tables: Callable[[], Tables | None], clock: Callable[[], datetime], counter: Counter,
        sessioned: Sessioned,
    ) -> None:  # fmt: skip
        self._sessioned = sessioned
        self._config = config
        self._sessions = sessions
        self._status = status
        self._details = details
        self._recent = recent
        self._tables = tables
        self._clock = clock
        self._counter = counter

    def answer(self, request: Request, uid: int, process: int = 0) -> Mapping[str, Any]:
        """One answer.

        Args:
            process: Who asks; its parent is the shell that a session is for.

        Raises:
            AgentError: the asker may not, or asks for what is not there.
        """
        match request.get("do"):
            case "status":
                return self._give_status(uid)
            case "recent":
                return self._give_recent(request, uid)
            case "session-start":
                return self._start(request, uid, process)
            case "session-end":
                ended = self._sessions.end(self._seat(request, uid), time.time_ns())
                return {"ended": ended, "remark": self._sessioned.leave(uid, process)}
            case "session-show":
                return {"sessions": self._sessions.open_of(uid), "accounts": self._sessions.accounts_of(uid)}
            case "quarantine-list":
                return self._counter.list(request, uid)
            case "quarantine-show":
                return self._counter.show(request, uid)
            case "quarantine-return":
                return self._counter.give_back(request, uid)
            case "justify":
                return self._counter.justify(request, uid)
            case _:
                raise AgentError("the agent does not know this request", help="is it of the same version?")

    def _give_status(self, uid: int) -> Mapping[str, Any]:
        # Names of files in one side's share are not for everybody who has a log-in here.
        status = self._status()
        return {**status, "problems": (*status["problems"], *self._details())} if _is_own(uid) else status

    def _give_recent(self, request: Request, uid: int) -> Mapping[str, Any]:
        if not _is_own(uid):
            raise AgentError("only the agent's own account may ask for recent verdicts")
        limit = request.get("limit", 50)
        if not isinstance(limit, int) or limit < 1:
            raise AgentError("`limit` must be a positive number")
        return {"recent": self._recent()[-limit:]}

    def _start(self, request: Request, uid: int, process: int) -> Mapping[str, Any]:
        seat = self._seat(request, uid)
        account = self._account(request, seat)
        asked = str(request.get("project") or "")
        project = ProjectId(asked) if asked else self._only_project(account)
        self._check(account, project)
        session = self._sessions.start(seat, account, project, time.time_ns())
        named = request.get("process", 0)
        if named and (uid != 0 or not isinstance(named, int)):
            raise AgentError("only root may name the process that a session is for")
        remark = self._sessioned.begin(session, seat, uid=uid, asker=process, process=named)
        return {"session": session, "remark": remark}

    def _seat(self, request: Request, uid: int) -> int:
        """The user id whose session it is: the asker's own, except that root may speak for any account."""
        account = str(request.get("account") or "").casefold()
        if uid == 0 and account and account not in self._sessions.accounts_of(uid):
            shared = next((seat for seat, names in self._config.accounts.items() if account in names), None)
            return shared if shared is not None else _uid_of(account, uid)
        return uid

    def _account(self, request: Request, seat: int) -> str:
        allowed = self._sessions.accounts_of(seat)
        asked = str(request.get("account") or "").casefold()
        if not asked and len(allowed) == 1:
            return allowed[0]
        if not asked:
            raise AgentError("several people work under this log-in", help="say who you are with `--as ACCOUNT`")
        if asked not in allowed:
            raise AgentError(f"you may not open a session as `{asked}`", help="use your own account")
        return asked

    def _check(self, account: str, project: ProjectId) -> None:
        if project not in self._projects_of(account):
            # The same words whether the project exists or not: the socket is no way to learn of projects.
            raise AgentError(f"`{account}` does not work on a project `{project}`", help="check the project's id")

    def _only_project(self, account: str) -> ProjectId:
        projects = self._projects_of(account)
        if len(projects) != 1:
            raise AgentError(f"`{account}` works on no project or on several", help="name the project")
        return next(iter(projects))

    def _projects_of(self, account: str) -> set[ProjectId]:
        tables = self._tables()
        if tables is None:
            raise AgentError("the agent has no policy yet", help="try again in a moment")
        today = day_of(self._clock())
        return {
            each
            for facts in tables.people.values()
            if account in facts.accounts
            for each in facts.reads_on(today)
            if each in tables.projects and is_running(tables.projects[each], today)
        }


def _uid_of(account: str, otherwise: int) -> int:
    number = accounts.number_of(account)
    return otherwise if number is None else number


def _is_own(uid: int) -> bool:
    """Whether it is root or the agent's own account that asks."""
    return uid in (0, accounts.own())
