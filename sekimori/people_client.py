"""A client of the people's API, for the commands that ask the server."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any, Self

import httpx

from sekimori.errors import FrontDoorError, RefusedError

if TYPE_CHECKING:
    from types import TracebackType

    from sekimori.account import Account

TIMEOUT_S = 15.0


class PeopleClient:
    """Speaks JSON to `/api/v1` of one server.

    Args:
        server: Address of the people's port.
        ca: Certificate authority in PEM; empty trusts the system's.
        token: Bearer token; empty before log-in.
    """

    def __init__(self, server: str, *, ca: str = "", token: str = "") -> None:
        if not server.startswith("https://"):
            raise FrontDoorError(f"`{server}` is no https address", help="give the server as https://HOST:8443")
        try:
            context = ssl.create_default_context(cadata=ca or None)
        except (ssl.SSLError, ValueError) as error:
            raise FrontDoorError(
                "the server's authority is no certificate in PEM", help="get it again: `ca.pem`"
            ) from error
        headers = {"authorization": f"Bearer {token}"} if token else {}
        self._server = server.rstrip("/")
        try:
            self._http = httpx.Client(
                base_url=f"{self._server}/api/v1", verify=context, headers=headers, timeout=TIMEOUT_S, trust_env=False
            )
        except httpx.InvalidURL as error:
            raise FrontDoorError(f"`{server}` is no address", help="give the server as https://HOST:8443") from error

    @classmethod
    def of(cls, account: Account) -> PeopleClient:
        """A client for a stored log-in."""
        return cls(account.server, ca=account.ca, token=account.token)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def get(self, path: str, **query: str | int) -> Any:
        """What the server answers to GET.

        Raises:
            RefusedError: the server refused, and why.
            FrontDoorError: the server cannot be reached.
        """
        return self._send("GET", path, params=query)

    def post(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """What the server answers to POST; raises as `get` does."""
        return self._send("POST", path, json=body or {})

    def put(self, path: str, body: bytes | memoryview) -> None:
        """Send bytes by PUT; raises as `get` does."""
        self._send("PUT", path, content=bytes(body), headers={"content-type": "application/octet-stream"})

    def _send(self, method: str, path: str, **options: Any) -> Any:
        try:
            answer = self._http.request(method, path, **options)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            reason = "its certificate is not trusted" if "CERTIFICATE_VERIFY" in str(error) else "no answer"
            raise FrontDoorError(
                f"cannot reach `{self._server}`: {reason}",
                help="is the address right and the server running? give its authority with --ca at login",
            ) from error
        if answer.is_success:
            return answer.json() if answer.content else {}
        raise _refusal(answer)


def _refusal(answer: httpx.Response) -> RefusedError:
    try:
        problem = answer.json()
    except ValueError:
        problem = {}
    if not isinstance(problem, dict):
        problem = {}
    code = str(problem.get("type", "")).rsplit(":", 1)[-1].rsplit("/", 1)[-1]
    title, detail = str(problem.get("title", "")), str(problem.get("detail") or "")
    message = detail or title or f"the server answered {answer.status_code}"
    help = "log in again: `sekimori login`" if answer.status_code == httpx.codes.UNAUTHORIZED else ""
    return RefusedError(message, code=code, status=answer.status_code, help=help)
