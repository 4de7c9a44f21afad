"""Supplies over HTTP: sent in pieces by officers, fetched in the same pieces by agents."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Body, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from policies.model import PersonId
from policies.supply import MOST_NOTE_CHARS, PIECE_BYTES, Goods, Supply, SupplySignature, SupplyTerms
from server.asking import CallingAgent, InHouse, LoggedIn, Now
from server.problems import problem_responses
from server.supplies.service import SupplyView

BYTES = "application/octet-stream"
MOST_PIECES = 1 << 31
Number = Annotated[int, Path(ge=0, lt=MOST_PIECES)]
Piece = Annotated[bytes, Body(media_type=BYTES, max_length=PIECE_BYTES)]


class SignatureForm(BaseModel):
    """An officer's signature over the terms and the officer's name."""

    model_config = ConfigDict(extra="forbid")

    officer: str = Field(min_length=1, max_length=64)
    signature: str = Field(min_length=1, max_length=200, description="Ed25519, standard base64.")


class TermsForm(BaseModel):
    """What the officers signed, in every word."""

    model_config = ConfigDict(extra="forbid")

    goods: Goods
    version: int = Field(gt=0, lt=1 << 63)
    digest: str = Field(max_length=64, description="SHA-256 of the bytes, in hexadecimal.")
    size_bytes: int = Field(gt=0)
    made: datetime
    is_lowering: bool = False
    note: str = Field("", max_length=MOST_NOTE_CHARS)


class SupplyForm(BaseModel):
    """A signed supply, as `sekimori supply sign` writes it."""

    model_config = ConfigDict(extra="forbid")

    terms: TermsForm
    signatures: list[SignatureForm] = Field(max_length=100)


class SupplyOut(BaseModel):
    """A published supply."""

    goods: Goods
    version: int
    digest: str
    size_bytes: int
    made: datetime
    is_lowering: bool
    note: str
    officers: list[str]
    sent_by: str
    sent: datetime


class PiecesOut(BaseModel):
    """Which pieces are here already."""

    numbers: list[int]


def kept_pieces(house: InHouse, asker: LoggedIn, digest: str) -> PiecesOut:
    """Which pieces of a supply were sent already, so that sending goes on where it stopped."""
    return PiecesOut(numbers=house.supplies.kept(digest, asker))


def send_piece(house: InHouse, asker: LoggedIn, now: Now, digest: str, number: Number, body: Piece) -> Response:
    """Send one piece of a supply."""
    house.supplies.take_piece(digest, number, body, asker, now)
    return Response(status_code=204)


def publish_supply(house: InHouse, asker: LoggedIn, now: Now, form: SupplyForm) -> SupplyOut:
    """Hand a supply, all of which was sent, to every agent: the officers' signatures count, not who delivers it."""
    return supply_out(house.supplies.publish(_supply_of(form), asker, now))


def list_supplies(house: InHouse, asker: LoggedIn) -> list[SupplyOut]:
    """What is published."""
    return [supply_out(view) for view in house.supplies.every(asker)]


def give_piece(house: InHouse, agent: CallingAgent, digest: str, number: Number) -> Response:  # noqa: ARG001
    """One piece of a published supply."""
    return Response(house.supplies.piece(digest, number), media_type=BYTES)


def supplies_router() -> APIRouter:
    """People's routes."""
    router = APIRouter(prefix="/supplies", tags=["supplies"])
    known = ("log-in-needed", "not-permitted")
    router.add_api_route("", list_supplies, methods=["GET"], responses=problem_responses(*known))
    sent = problem_responses(*known, "supply", "supply-rollback", "no-policy", "invalid")
    router.add_api_route("", publish_supply, methods=["POST"], status_code=201, responses=sent)
    pieces = problem_responses(*known, "supply", "not-found", "too-large", "invalid")
    router.add_api_route("/{digest}/pieces", kept_pieces, methods=["GET"], responses=pieces)
    router.add_api_route("/{digest}/pieces/{number}", send_piece, methods=["PUT"], status_code=204, responses=pieces)
    return router


def supplying_router() -> APIRouter:
    """The agents' route."""
    router = APIRouter(tags=["bundle"])
    codes = problem_responses("certificate-unknown", "certificate-revoked", "not-found", "invalid")
    a_piece: dict[int | str, Any] = {
        200: {"content": {BYTES: {"schema": {"type": "string", "format": "binary"}}}, "description": "The piece."}
    }
    router.add_api_route(
        "/supplies/{digest}/{number}", give_piece, methods=["GET"], response_class=Response,
        responses={**codes, **a_piece},
    )  # fmt: skip
    return router


def supply_out(view: SupplyView) -> SupplyOut:
    """A supply, as the API says it."""
    terms = view.supply.terms
    return SupplyOut(
        **{name: getattr(terms, name) for name in TermsForm.model_fields},
        officers=[signature.officer for signature in view.supply.signatures],
        sent_by=view.sent_by,
        sent=view.sent,
    )


def _supply_of(form: SupplyForm) -> Supply:
    return Supply(
        terms=msgspec.convert(form.terms.model_dump(), SupplyTerms),
        signatures=tuple(
            SupplySignature(officer=PersonId(each.officer), signature=each.signature) for each in form.signatures
        ),
    )
