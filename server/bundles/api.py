"""The signed policy over HTTP: published by people, fetched by agents."""

from __future__ import annotations

import re
from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from server.asking import CallingAgent, InHouse, LoggedIn, Now
from server.errors import Refused
from server.people.service import Role
from server.problems import problem_responses

METADATA_NAME = re.compile(r"(?:(\d{1,9})\.)?(root|targets|snapshot|timestamp)\.json")
TARGET_NAME = re.compile(r"(?:[0-9a-f]{64}\.)?tables\.json")


class BundleForm(BaseModel):
    """A signed policy, as `sekimori sign` leaves it: three files, each as text."""

    model_config = ConfigDict(extra="forbid")

    root: str = Field(description="Text of root.json.")
    targets: str = Field(description="Text of targets.json.")
    tables: str = Field(description="Text of tables.json.")


class PublishedOut(BaseModel):
    """What is published now."""

    version: int


def publish(house: InHouse, asker: LoggedIn, now: Now, form: BundleForm) -> PublishedOut:
    """Publish a signed policy: the officers' signatures count, not who delivers it."""
    asker.require(Role.ADMIN, Role.OFFICER)
    files = (form.root.encode(), form.targets.encode(), form.tables.encode())
    return PublishedOut(version=house.bundles.publish(*files, f"user:{asker.name}", now).version)


def metadata_file(house: InHouse, agent: CallingAgent, now: Now, name: str) -> Response:  # noqa: ARG001
    """Metadata of The Update Framework: `root.json`, `2.root.json`, `timestamp.json` …"""
    found = METADATA_NAME.fullmatch(name)
    if found is None:
        raise Refused("not-found", "there is no such file in the bundle")
    if found.group(2) == "timestamp":
        house.bundles.refresh(now)
    body = house.bundles.file(found.group(2), int(found.group(1)) if found.group(1) else None)
    return Response(body, media_type="application/json")


def target_file(house: InHouse, agent: CallingAgent, name: str) -> Response:  # noqa: ARG001
    """A target: `tables.json`, also under its digest."""
    if not TARGET_NAME.fullmatch(name):
        raise Refused("not-found", "there is no such file in the bundle")
    return Response(house.bundles.file("tables", None), media_type="application/json")


def bundle_router() -> APIRouter:
    """The people's route."""
    router = APIRouter(tags=["policy"])
    codes = problem_responses("log-in-needed", "not-permitted", "bundle", "bundle-rollback", "too-large")
    router.add_api_route("/bundle", publish, methods=["POST"], responses=codes)
    return router


def delivery_router() -> APIRouter:
    """The agents' routes."""
    router = APIRouter(tags=["bundle"])
    codes = problem_responses("certificate-unknown", "certificate-revoked", "not-found", "no-policy")
    json_file: dict[int | str, Any] = {
        200: {"content": {"application/json": {"schema": {"type": "object"}}}, "description": "The file."}
    }
    for path, route in (("/metadata/{name}", metadata_file), ("/targets/{name}", target_file)):
        router.add_api_route(path, route, methods=["GET"], response_class=Response, responses={**codes, **json_file})
    return router
