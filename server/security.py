"""Passwords, session tokens, and what every answer and request is held to."""

from __future__ import annotations

import base64
import contextlib
import functools
import hashlib
import hmac
import secrets
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.problems import problem_response

# Argon2id, RFC 9106's second recommendation: 64 MiB, 3 passes, 4 lanes.
ARGON2_MEMORY_KIB = 65536
ARGON2_PASSES = 3
ARGON2_LANES = 4
HASHES_AT_ONCE = 2  # 64 MiB each: many log-ins at once must not fill the memory

HEADERS = (
    (
        b"content-security-policy",
        b"default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        b"frame-ancestors 'none'",
    ),
    (b"strict-transport-security", b"max-age=31536000"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    # Not `no-referrer`: with it browsers send `Origin: null` on our own forms, and they would be refused.
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)


class Passwords:
    """Argon2id, a few at a time."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher(
            time_cost=ARGON2_PASSES, memory_cost=ARGON2_MEMORY_KIB, parallelism=ARGON2_LANES
        )
        self._turn = threading.BoundedSemaphore(HASHES_AT_ONCE)

    @functools.cached_property
    def nobody(self) -> str:
        """A hash that no password fits, compared with where there is no such user."""
        return self._hasher.hash(secrets.token_urlsafe(16))

    def hash(self, password: str) -> str:
        """The hash to store."""
        with self._turn:
            return self._hasher.hash(password)

    def verify(self, stored: str | None, password: str) -> bool:
        """Whether the password is the stored one; takes as long where there is no such user."""
        with self._turn:
            try:
                return self._hasher.verify(stored or self.nobody, password) and stored is not None
            except (VerificationError, InvalidHashError):
                return False


def new_secret() -> str:
    """256 random bits, URL-safe."""
    return secrets.token_urlsafe(32)


def secret_hash(secret: str) -> str:
    """What is stored of a random secret: SHA-256; it needs no slow hash, for it cannot be guessed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def form_token(session_token: str) -> str:
    """The token that a form of this session carries, against forgery from other sites."""
    digest = hmac.new(session_token.encode(), b"sekimori console form", hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def is_form_token(session_token: str, given: str) -> bool:
    """Whether `given` is the session's form token."""
    return hmac.compare_digest(form_token(session_token).encode(), given.encode())


class SecurityHeaders:
    """Adds the security headers to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the application and add the headers at its answer's start."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                names = {name.lower() for name, _ in message["headers"]}
                extra = [header for header in HEADERS if header[0] not in names]
                if b"cache-control" not in names:
                    extra.append((b"cache-control", b"no-store"))
                message = {**message, "headers": [*message["headers"], *extra]}
            await send(message)

        await self._app(scope, receive, with_headers)


class BodyTooLarge(Exception):
    """The request's body is larger than allowed; never leaves this module."""


class BodyLimit:
    """Refuses a request whose body is larger than allowed, by its header or while it arrives."""

    def __init__(self, app: ASGIApp, *, most_bytes: int) -> None:
        self._app = app
        self._most = most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the application on a counted body."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if declared.isdigit() and int(declared) > self._most:
            await self._refuse(scope, receive, send)
            return
        await self._counted(scope, receive, send)

    async def _counted(self, scope: Scope, receive: Receive, send: Send) -> None:
        received, has_started, is_over = 0, False, False

        async def counting() -> Message:
            nonlocal received, is_over
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._most:
                is_over = True
                raise BodyTooLarge
            return message

        async def noting(message: Message) -> None:
            nonlocal has_started
            if is_over:  # whatever the application makes of the broken body is not the answer
                return
            has_started = True
            await send(message)

        with contextlib.suppress(BodyTooLarge):
            await self._app(scope, counting, noting)
        if is_over and not has_started:
            await self._refuse(scope, receive, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        facts = {"most_bytes": self._most}
        response = problem_response("too-large", f"the request is larger than {self._most} bytes", facts=facts)
        response.headers["connection"] = "close"
        await response(scope, receive, send)
