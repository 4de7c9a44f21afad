"""Both ports in one process and one loop, from the first bind to a clean stop."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import signal
import socket
import ssl
from collections.abc import Callable, Iterator

import uvicorn
from fastapi import FastAPI
from uvicorn.config import Config

from server.app import create_agents_app, create_people_app
from server.errors import ServerError
from server.folder import RESTORE, DataFolder
from server.house import House
from server.peer import PeerCertificateProtocol
from server.settings import Settings

TICK_S = 0.02
HEAD_BYTES = 64 * 1024


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """The two bound sockets."""

    people: socket.socket
    agents: socket.socket

    @property
    def people_port(self) -> int:
        """Number of the people's port."""
        return int(self.people.getsockname()[1])

    @property
    def agents_port(self) -> int:
        """Number of the agents' port."""
        return int(self.agents.getsockname()[1])


class QuietServer(uvicorn.Server):
    """uvicorn without its own signal handling: two of them share one process."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to `serve`."""
        yield


def bind(settings: Settings) -> Ports:
    """Bind both ports.

    Raises:
        ServerError: one is taken or not allowed.
    """
    people = _socket(settings.host, settings.port)
    try:
        return Ports(people=people, agents=_socket(settings.host, settings.agent_port))
    except ServerError:
        people.close()
        raise


def serve(house: House, ports: Ports, ready: Callable[[], None]) -> None:
    """Serve until SIGTERM or SIGINT.

    Args:
        ready: Called once, when both ports answer.
    """
    house.people.warm()
    asyncio.run(_serve(house, ports, ready))


async def _serve(house: House, ports: Ports, ready: Callable[[], None]) -> None:
    people = QuietServer(_config(house, create_people_app(house), ssl.CERT_NONE))
    agents = QuietServer(_config(house, create_agents_app(house), ssl.CERT_REQUIRED))
    servers = (people, agents)

    def stop() -> None:
        for server in servers:
            server.should_exit = True

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    running = [
        asyncio.create_task(people.serve(sockets=[ports.people])),
        asyncio.create_task(agents.serve(sockets=[ports.agents])),
    ]
    try:
        while not all(server.started for server in servers) and not any(task.done() for task in running):
            await asyncio.sleep(TICK_S)
        if all(server.started for server in servers):
            ready()
        await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stop()  # whichever ended first takes the other with it
        await asyncio.gather(*running)


def _config(house: House, app: FastAPI, client_certificate: ssl.VerifyMode) -> Config:
    settings = house.settings
    return Config(
        app,
        http=PeerCertificateProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=settings.access_log,
        proxy_headers=False,
        server_header=False,
        limit_concurrency=settings.connections,
        h11_max_incomplete_event_size=HEAD_BYTES,
        timeout_graceful_shutdown=settings.shutdown_s,
        ssl_context_factory=lambda _config, _default: tls_context(house.folder, client_certificate),
    )


def tls_context(folder: DataFolder, client_certificate: ssl.VerifyMode) -> ssl.SSLContext:
    """TLS 1.2 or newer with the server's certificate; client certificates by the server's own authority only."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(folder.tls_certificate, folder.tls_key)
    except ssl.SSLError as error:
        message = f"`{folder.tls_certificate}` and `{folder.tls_key}` do not go together or are damaged"
        raise ServerError(message, help=RESTORE) from error
    context.verify_mode = client_certificate
    if client_certificate is ssl.CERT_REQUIRED:
        context.load_verify_locations(folder.ca_certificate)
    return context


def _socket(host: str, port: int) -> socket.socket:
    try:
        family, kind, proto, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        bound = socket.socket(family, kind, proto)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind(address)
            bound.listen(2048)
            bound.setblocking(False)
        except OSError:
            bound.close()
            raise
    except OSError as error:
        message = f"cannot listen on `{host}` port {port}: {error.strerror or error}"
        raise ServerError(
            message, help="another program may use it; choose another port, or 0 for a free one"
        ) from error
    return bound
