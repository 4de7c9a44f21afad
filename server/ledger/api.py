"""The ledger over HTTP."""

from __future__ import annotations

import msgspec
from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from server.asking import InHouse, LoggedIn
from server.errors import Refused
from server.people.service import Role
from server.problems import problem_responses


class CheckpointOut(BaseModel):
    """A signed statement of what the ledger holds. Keep it: it proves later that nothing was rewritten."""

    origin: str
    size: int
    root: str = Field(description="Merkle root (RFC 6962), hexadecimal.")
    at: str
    signature: str = Field(description="Ed25519 over origin, size, root and time, one a line; standard base64.")
    key: str = Field(description="The ledger's public key, standard base64.")


class ExportedRecordOut(BaseModel):
    """One record."""

    index: int
    salt: str | None
    record: str | None
    commitment: str


class HeadOut(BaseModel):
    """A checkpoint within an export."""

    origin: str
    size: int
    root: str
    at: str
    signature: str


class ExportOut(BaseModel):
    """The whole ledger, as `sekimori ledger verify FILE` reads it."""

    format: str
    key: str
    checkpoint: HeadOut
    checkpoints: list[HeadOut]
    records: list[ExportedRecordOut]


def show_checkpoint(house: InHouse, asker: LoggedIn) -> CheckpointOut:
    """The ledger's head, for everybody who is logged in: the more remember it, the better."""
    del asker
    with house.database.read() as connection:
        head = house.ledger.checkpoint(connection)
    if head is None:
        raise Refused("not-found", "the ledger is empty")
    return CheckpointOut(**msgspec.structs.asdict(head), key=house.ledger.public_key)


def export(house: InHouse, asker: LoggedIn) -> Response:
    """The whole ledger, for auditors."""
    asker.require(Role.AUDITOR)
    with house.database.read() as connection:
        whole = house.ledger.export(connection)
    return Response(msgspec.json.encode(whole), media_type="application/json")


def ledger_router() -> APIRouter:
    """Routes of the ledger."""
    router = APIRouter(prefix="/ledger", tags=["ledger"])
    found = problem_responses("log-in-needed", "not-found")
    router.add_api_route("/checkpoint", show_checkpoint, methods=["GET"], responses=found)
    codes = {**problem_responses("log-in-needed", "not-permitted"), 200: {"model": ExportOut}}
    router.add_api_route("/export", export, methods=["GET"], response_class=Response, responses=codes)
    return router
