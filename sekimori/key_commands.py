"""`sekimori key`: make an officer's or a reviewer's key. Private keys are written once, for their owner alone."""

from __future__ import annotations

import os
from pathlib import Path

import click
import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from classifiers.openings import BYTES, NO_LINK
from policies.errors import PolicyError
from policies.keys import dump_private, load_private, public_text
from sekimori.passwords import key_password

OWNER_ONLY = 0o600


@click.group("key")
def command() -> None:
    """Make an officer's or a reviewer's key.

    \b
    Example:
      sekimori key new --out tanaka.pem --password-file password.txt
      sekimori key new-reviewer --out kato.age
      sekimori key show tanaka.pem
    """


@command.command("new")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="Where the private key goes; must not exist."
)
@click.option(
    "--password-file",
    type=click.Path(path_type=Path),
    help="Encrypt the key with the first line of this file; `-` is standard input.",
)
def new(out: Path, password_file: Path | None) -> None:
    """Make an officer's Ed25519 key and print its public half, as the policy writes it.

    \b
    Example:
      sekimori key new --out tanaka.pem --password-file password.txt
    """
    password = key_password(password_file)
    key = Ed25519PrivateKey.generate()
    write_secret(out, dump_private(key, password))
    click.echo(public_text(key))
    advice = f"the private key is in {out}; write the line above into the policy: officers: {{NAME: {{key: …}}}}"
    click.echo(advice, err=True)


@command.command("new-reviewer")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="Where the age identity goes; must not exist."
)
def new_reviewer(out: Path) -> None:
    """Make a reviewer's age identity and print its recipient, as the policy writes it.

    The same makes the recovery key.

    \b
    Example:
      sekimori key new-reviewer --out kato.age
    """
    identity = pyrage.x25519.Identity.generate()
    write_secret(out, f"{identity}\n".encode("ascii"))
    click.echo(str(identity.to_public()))
    advice = f"the identity is in {out}; write the line above into the policy: reviewers: {{NAME: {{recipient: …}}}}"
    click.echo(advice, err=True)


@command.command("show")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--password-file", type=click.Path(path_type=Path), help="First line opens an encrypted key.")
def show(file: Path, password_file: Path | None) -> None:
    """Print the public half of the key in FILE, an officer's or a reviewer's.

    \b
    Example:
      sekimori key show tanaka.pem
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise PolicyError(f"`{file}` cannot be read: {error.strerror}") from error
    if data.startswith(b"AGE-SECRET-KEY-"):
        click.echo(_recipient_of(data))
    else:
        click.echo(public_text(load_private(data, key_password(password_file))))


def _recipient_of(data: bytes) -> str:
    try:
        return str(pyrage.x25519.Identity.from_str(data.decode("ascii").strip()).to_public())
    except (pyrage.IdentityError, UnicodeDecodeError) as error:
        raise PolicyError("the age identity cannot be read") from error


def write_secret(path: Path, data: bytes) -> None:
    """Write a file that only its owner reads, durable, never over another.

    Raises:
        PolicyError: the file exists, or cannot be written.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | BYTES | NO_LINK, OWNER_ONLY)
    except FileExistsError as error:
        raise PolicyError(f"`{path}` exists already", help="a key is never overwritten: choose another name") from error
    except OSError as error:
        raise PolicyError(f"`{path}` cannot be written: {error.strerror}") from error
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
