"""Every limit and address of the server, in one frozen value.

Order, later wins: `server.toml` in the data folder, environment (`SEKIMORI_SERVER_…`), flags. An unknown key anywhere
is an error.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from server.errors import ServerError

ENV_PREFIX = "SEKIMORI_SERVER_"
FILE_NAME = "server.toml"


class Settings(BaseSettings):
    """The server's settings. Sizes are in bytes, times in the unit that the name says."""

    model_config = SettingsConfigDict(env_prefix=ENV_PREFIX, extra="forbid", frozen=True, validate_default=True)

    data: Path = Field(description="Data folder, made by `sekimori server init`.")
    database_url: str = Field("", description="SQLAlchemy URL; empty means SQLite in the data folder.")
    database_pool: int = Field(20, ge=1, le=200, description="Open connections to the database.")
    database_wait_s: float = Field(15.0, gt=0, description="How long a writer waits for its turn.")
    host: str = Field("127.0.0.1", description="Address that both ports listen on.")
    port: int = Field(8443, ge=0, le=65535, description="People's port; 0 picks a free one.")
    agent_port: int = Field(8444, ge=0, le=65535, description="Agents' port; 0 picks a free one.")
    public_host: str = Field(
        "", description="Name that agents and people use; empty means the first of the certificate."
    )
    access_log: bool = Field(False, description="Print a line for each request to standard error.")
    connections: int = Field(1000, ge=10, description="Open connections a port, above which 503 is answered.")
    shutdown_s: int = Field(5, ge=1, description="How long running requests may finish after a stop signal.")
    events_per_batch: int = Field(1000, ge=1, description="Events in one batch of an agent.")
    agent_body_bytes: int = Field(16 * 1024 * 1024, ge=1024, description="Largest request of an agent.")
    evidence_bytes: int = Field(2 * 1024 * 1024, ge=1024, description="Largest sealed evidence of one event.")
    people_body_bytes: int = Field(16 * 1024 * 1024, ge=1024, description="Largest request on people's port.")
    page_rows: int = Field(500, ge=1, le=5000, description="Rows of one list.")
    journal_ledger_s: int = Field(600, ge=0, description="How far an agent's journal is goes into the ledger so often.")
    heartbeat_late_s: int = Field(180, ge=5, description="After this silence an agent is shown as late.")
    session_hours: float = Field(12.0, gt=0, description="Longest life of a log-in.")
    session_idle_hours: float = Field(2.0, gt=0, description="Life of a log-in that is not used.")
    password_min_chars: int = Field(12, ge=8, description="Shortest password accepted.")
    log_in_failures: int = Field(10, ge=1, description="Failed log-ins of one name within the window.")
    log_in_failures_per_address: int = Field(50, ge=1, description="Failed log-ins from one address within the window.")
    enrol_failures_per_address: int = Field(20, ge=1, description="Failed enrolments from one address in the window.")
    failure_window_s: int = Field(900, ge=1, description="Window in which failures are counted.")
    token_hours: float = Field(24.0, gt=0, le=24 * 30, description="Life of an enrolment token.")
    agent_certificate_days: int = Field(365, ge=1, le=825, description="Life of an agent's certificate.")
    release_days: int = Field(30, ge=1, le=365, description="Longest life of a release.")
    release_uses: int = Field(10, ge=1, description="Most uses that a release may ask for.")
    timestamp_hours: float = Field(24.0, gt=0, description="Life of the bundle's timestamp; renewed at half of it.")
    snapshot_days: float = Field(30.0, gt=0, description="Life of the bundle's snapshot; renewed at half of it.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags, then environment, then the file; the first that names a key wins."""
        flags = init_settings.init_kwargs if isinstance(init_settings, InitSettingsSource) else {}
        file = Path(str(flags.get("data", "."))) / FILE_NAME
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=file)

    @property
    def effective_database_url(self) -> str:
        """The database's URL, SQLite in the data folder where none was set."""
        return self.database_url or f"sqlite:///{self.data / 'server.db'}"


def load_settings(data: Path, **flags: Any) -> Settings:
    """Settings for a data folder; flags that are None count as not given.

    Raises:
        ServerError: a key is unknown or a value is out of its range.
    """
    unknown = [
        name
        for name in os.environ
        if name.startswith(ENV_PREFIX) and name.removeprefix(ENV_PREFIX).lower() not in Settings.model_fields
    ]
    if unknown:
        raise ServerError(f"unknown setting `{unknown[0]}` in the environment", help="see docs/server.md for the names")
    given = {name: value for name, value in flags.items() if value is not None}
    try:
        return Settings(data=data.absolute(), **given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ServerError(
            f"setting `{where}`: {first['msg'].lower()}", help="see docs/server.md for the names"
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise ServerError(f"`{FILE_NAME}` is not TOML: {error}") from error
