"""Who is logged in to which server: the small file that `sekimori login` leaves, readable by its owner alone."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import msgspec

from sekimori.errors import FrontDoorError

CONFIG_VARIABLE = "SEKIMORI_CONFIG_DIR"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A log-in.

    Attributes:
        server: Address of the people's port, `https://…`.
        token: Bearer token; valid until the server says otherwise.
        ca: The server's certificate authority in PEM; empty where the system's authorities are trusted.
    """

    server: str
    user: str
    token: str
    ca: str = ""


def config_folder() -> Path:
    """`$SEKIMORI_CONFIG_DIR`, else `$XDG_CONFIG_HOME/sekimori`, else `~/.config/sekimori`."""
    if chosen := os.environ.get(CONFIG_VARIABLE):
        return Path(chosen)
    base = os.environ.get("XDG_CONFIG_HOME")
    return (Path(base) if base else Path.home() / ".config") / "sekimori"


def load_account() -> Account:
    """The stored log-in.

    Raises:
        FrontDoorError: nobody is logged in, or the file is damaged.
    """
    path = config_folder() / "account.json"
    hint = "run `sekimori login https://SERVER:8443 --user NAME`"
    try:
        return msgspec.json.decode(path.read_bytes(), type=Account)
    except FileNotFoundError:
        raise FrontDoorError("nobody is logged in", help=hint) from None
    except (OSError, msgspec.DecodeError) as error:
        raise FrontDoorError(f"cannot use `{path}`", help=hint) from error


def store_account(account: Account) -> Path:
    """Keep the log-in, readable by its owner alone."""
    folder = config_folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / "account.json"
    staged = folder / "account.json.new"
    staged.unlink(missing_ok=True)
    descriptor = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.encode(account))
    staged.replace(path)
    return path


def forget_account() -> bool:
    """Remove the stored log-in; whether there was one."""
    path = config_folder() / "account.json"
    existed = path.exists()
    path.unlink(missing_ok=True)
    return existed
