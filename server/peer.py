"""The peer's certificate, carried from the TLS connection into the ASGI scope."""

from __future__ import annotations

import asyncio
import ssl

from uvicorn.protocols.http.h11_impl import H11Protocol

PEER_CERTIFICATE = "peer_certificate"


class PeerCertificateProtocol(H11Protocol):
    """HTTP/1.1 that puts the client certificate's DER into `scope["state"]["peer_certificate"]`.

    uvicorn copies `app_state` into the scope of every request of the connection, so the certificate goes there, once,
    before the first request. TLS has verified it against the authority by then; whether the agent is known and not
    revoked is asked at each request.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Read the certificate when TLS is up."""
        super().connection_made(transport)
        tls = transport.get_extra_info("ssl_object")
        der = tls.getpeercert(binary_form=True) if isinstance(tls, ssl.SSLObject) else None
        self.app_state = {**self.app_state, PEER_CERTIFICATE: der}
