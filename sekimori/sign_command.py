"""`sekimori sign`: compile the policy on an officer's machine and sign it, or co-sign what another officer compiled."""

from __future__ import annotations

import base64
import hashlib
import json
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tuf.api.metadata import Metadata, Root, Targets

from policies.bundle import (
    encode_tables,
    missing_signatures,
    new_root,
    new_targets,
    read_root,
    read_targets,
    root_digest,
    server_key_of,
    sign_metadata,
)
from policies.compiler import compile_policy
from policies.errors import PolicyError
from policies.keys import load_private, load_public, public_text
from policies.language import PolicyFaults
from policies.model import Policy
from sekimori.bundle_files import BundleFiles
from sekimori.passwords import key_password
from sekimori.policy_check_command import counted, summary_of
from sekimori.policy_files import plain_console, read_policy, show_faults

EXPIRES_DAYS = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What one officer is about to sign."""

    root: Metadata[Root]
    targets: Metadata[Targets]
    tables: bytes


@click.command("sign")
@click.argument("policy", type=click.Path(path_type=Path, dir_okay=False), required=False)
@click.option("--key", "key_file", type=click.Path(path_type=Path), help="Your private key.")
@click.option("--officer", help="Your id in the policy.")
@click.option("--server-key", help="The server's public key, as `sekimori server public-key` prints it.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder for the new bundle.")
@click.option("--cosign", type=click.Path(path_type=Path, file_okay=False), help="Folder of a bundle to co-sign.")
@click.option("--password-file", type=click.Path(path_type=Path), help="First line opens an encrypted key.")
@click.option(
    "--expires-days",
    type=click.IntRange(1, 3650),
    default=EXPIRES_DAYS,
    show_default=True,
    help="How long the signatures count.",
)
@click.option("--yes", is_flag=True, help="Sign without asking.")
@click.option(
    "--root-digest", "digest_of", type=click.Path(path_type=Path), help="Print the root's digest of a bundle."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(
    policy: Path | None,
    key_file: Path | None,
    officer: str | None,
    server_key: str | None,
    out: Path | None,
    cosign: Path | None,
    password_file: Path | None,
    expires_days: int,
    yes: bool,
    digest_of: Path | None,
    as_json: bool,
) -> None:
    """Compile POLICY, show what is signed, and sign it.

    With --cosign the policy is compiled again from your own copy and must give the same bytes as in the folder.

    Exit status: 0 signed, 1 the policy has faults, 2 wrong use, 3 refused.

    \b
    Example:
      sekimori sign policy.yaml --key tanaka.pem --officer tanaka --server-key TEXT --out bundle
      sekimori sign policy.yaml --key suzuki.pem --officer suzuki --cosign bundle
      sekimori sign --root-digest bundle
    """
    if digest_of is not None:
        click.echo(root_digest(BundleFiles(digest_of).root()))
        return
    if policy is None or key_file is None or officer is None:
        raise click.UsageError("signing needs POLICY, `--key` and `--officer`")
    if (out is None) == (cosign is None):
        raise click.UsageError("give either `--out` for a new bundle or `--cosign` for one to co-sign")
    if out is not None and not server_key:
        raise click.UsageError("`--out` needs `--server-key`: the root names who may sign freshness")
    read = _policy(policy)
    key = officer_key(read, officer, key_file, password_file)
    raw_server_key = _raw_key(server_key) if server_key else None
    if cosign is not None:
        files = BundleFiles(cosign)
        draft = _recompiled(read, files, raw_server_key)
    else:
        files = BundleFiles(out or Path())
        expires = datetime.now(UTC) + timedelta(days=expires_days)
        draft = _compiled(read, files, raw_server_key or b"", expires)
    if not as_json:
        _show_draft(read, draft)
    if not yes and sys.stdin.isatty():
        click.confirm(f"Sign this as {officer}?", abort=True, err=True)
    sign_metadata(draft.root, key)
    sign_metadata(draft.targets, key)
    files.write(draft.root.to_bytes(), draft.targets.to_bytes(), draft.tables)
    _show_result(officer, files, draft, as_json)


def _policy(path: Path) -> Policy:
    try:
        return read_policy(path)
    except PolicyFaults as faults:
        show_faults(faults, plain_console(stderr=True))
        raise click.exceptions.Exit(1) from faults


def officer_key(policy: Policy, officer: str, key_file: Path, password_file: Path | None) -> Ed25519PrivateKey:
    """The private key in a file, where it is the one that the policy names for this officer.

    Raises:
        PolicyError: it is not, or cannot be read.
    """
    named = next((each for each in policy.officers if each.person == officer), None)
    if named is None or not named.signs_policy:
        signers = ", ".join(each.person for each in policy.officers if each.signs_policy)
        raise PolicyError(f"`{officer}` does not sign this policy", help=f"its officers: {signers}")
    try:
        pem = key_file.read_bytes()
    except OSError as error:
        raise PolicyError(f"`{key_file}` cannot be read: {error.strerror}") from error
    key = load_private(pem, key_password(password_file))
    if public_text(key) != named.key:
        raise PolicyError(
            f"this is not the key that the policy names for `{officer}`",
            help="is the policy's `key:` the line that `sekimori key new` printed for this file?",
        )
    return key


def _raw_key(text: str) -> bytes:
    return load_public(text).public_bytes_raw()


def _compiled(policy: Policy, files: BundleFiles, server_key: bytes, expires: datetime) -> Draft:
    """A new bundle; where one stands in the folder already, only under a higher version and the same root."""
    root = new_root(policy, server_key, expires=expires)
    tables = encode_tables(compile_policy(policy))
    if files.exist():
        files.tables()  # there at least: what they say may be of a version of this program that wrote them otherwise
        before = read_targets(files.targets()).signed.version
        if policy.version <= before:
            raise PolicyError(
                f"the policy has version {policy.version}, the bundle has {before} already",
                help="raise `version:` by one; agents refuse an older one. To add a signature use `--cosign`",
            )
        root = _kept_root(read_root(files.root()), root)
    return Draft(root=root, targets=new_targets(tables, policy.version, expires=expires), tables=tables)


def _kept_root(old: Metadata[Root], new: Metadata[Root]) -> Metadata[Root]:
    """The old root with its signatures, as long as it says the same: agents were enrolled with its digest."""
    new.signed.expires = old.signed.expires
    new.signed.version = old.signed.version
    if new.signed_bytes != old.signed_bytes:
        raise PolicyError(
            "the officers' keys, the threshold or the server's key changed since the bundle's root was signed",
            help="sign into a new folder and enrol the agents with the new root's digest",
        )
    if old.signed.is_expired():
        raise PolicyError("the bundle's root has expired", help="sign into a new folder")
    return old


def _recompiled(policy: Policy, files: BundleFiles, server_key: bytes | None) -> Draft:
    """The bundle in the folder, if this officer's own copy of the policy compiles to the same bytes."""
    root, targets, tables = read_root(files.root()), read_targets(files.targets()), files.tables()
    own = encode_tables(compile_policy(policy))
    if own != tables:
        digests = f"yours sha256:{_sha256(own)}, theirs sha256:{_sha256(tables)}"
        raise PolicyError(
            f"your copy of the policy compiles to other tables ({digests})",
            help="compare the two policies, line by line, before anybody signs",
        )
    theirs = server_key_of(root)
    if server_key is not None and server_key != theirs:
        raise PolicyError("the root names another server key than the one you gave")
    own_root = new_root(policy, theirs, expires=root.signed.expires, version=root.signed.version)
    own_targets = new_targets(own, policy.version, expires=targets.signed.expires)
    if own_root.signed_bytes != root.signed_bytes:
        raise PolicyError("root.json says something else than your copy of the policy", help="do not sign it")
    if own_targets.signed_bytes != targets.signed_bytes:
        raise PolicyError("targets.json says something else than your copy of the policy", help="do not sign it")
    return Draft(root=root, targets=targets, tables=tables)


def _facts(draft: Draft) -> dict[str, Any]:
    return {
        "version": draft.targets.signed.version,
        "root_digest": "sha256:" + _sha256(draft.root.signed_bytes),
        "tables_digest": "sha256:" + _sha256(draft.tables),
        "expires": draft.targets.signed.expires.isoformat(),
        "root_expires": draft.root.signed.expires.isoformat(),
        "server_key": base64.b64encode(server_key_of(draft.root)).decode("ascii"),
        "threshold": draft.root.signed.roles["targets"].threshold,
    }


def _show_draft(policy: Policy, draft: Draft) -> None:
    """What is signed, before it is signed."""
    console = plain_console()
    console.print(f"{policy.organisation}: policy version {policy.version}")
    console.print(counted(summary_of(policy)["counts"]))
    for name, value in _facts(draft).items():
        console.print(f"{name.replace('_', ' ')}: {value}")


def _show_result(officer: str, files: BundleFiles, draft: Draft, as_json: bool) -> None:
    missing = max(missing_signatures(draft.root, draft.root), missing_signatures(draft.root, draft.targets))
    if as_json:
        facts = {**_facts(draft), "signed_by": officer, "missing": missing, "folder": str(files.folder)}
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    rest = f"{missing} missing; another officer runs `sekimori sign POLICY --cosign {files.folder}`"
    plain_console().print(f"signed by {officer}; signatures: {rest if missing else 'complete'}")


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
