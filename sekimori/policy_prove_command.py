"""`sekimori policy prove`: prove the walls, hand out the statement, and check one that was handed over."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

import click

from policies.analysis.proof import Proof, prove
from policies.analysis.proof.statement import (
    Statement,
    body_of,
    decode_statement,
    encode_statement,
    sign_statement,
    statement_of,
)
from policies.analysis.proof.verification import keys_of, verify_statement
from policies.bundle import decode_tables, encode_tables, verify_bundle
from policies.compiler import compile_policy
from policies.errors import PolicyError
from policies.keys import load_public
from policies.language import PolicyFaults
from policies.model import Policy
from policies.tables import Tables
from sekimori.bundle_files import BundleFiles
from sekimori.explain_questions import moment
from sekimori.policy_files import plain_console, read_policy, show_faults, write_report
from sekimori.proof_pages import proof_facts, show_proof, show_verification
from sekimori.sign_command import officer_key

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("prove")
@click.argument("policy", type=_FILE, required=False)
@click.option(
    "--at", help="When it is proved, or must stand: 2027-04-01 or 2027-04-01T09:00, in Japan.  [default: now]"
)
@click.option("--out", type=_FILE, help="Write the statement there.")
@click.option("--sign", "key_file", type=_FILE, help="Sign the statement with your private key.")
@click.option("--officer", help="Your id in the policy.")
@click.option("--password-file", type=click.Path(path_type=Path), help="First line opens an encrypted key.")
@click.option("--cosign", type=_FILE, help="Prove a statement again and add your signature to it.")
@click.option("--verify", type=_FILE, help="Check a statement instead of proving a policy.")
@click.option("--bundle", type=click.Path(path_type=Path, file_okay=False), help="Signed bundle to check it against.")
@click.option("--tables", "tables_file", type=_FILE, help="Compiled tables to check it against.")
@click.option("--public-key", "public_keys", multiple=True, help="An officer's public key to check it against.")
@click.option("--again", is_flag=True, help="Prove it again from the bundle or the tables.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def prove_command(
    policy: Path | None,
    at: str | None,
    out: Path | None,
    key_file: Path | None,
    officer: str | None,
    password_file: Path | None,
    cosign: Path | None,
    verify: Path | None,
    bundle: Path | None,
    tables_file: Path | None,
    public_keys: tuple[str, ...],
    again: bool,
    as_json: bool,
) -> None:
    """Prove that no transfer, and no chain of transfers, crosses a wall of POLICY without a release.

    The statement names walls and their sides, and no person, project, zone or party. What is not proved is shown
    by transfers, each with the command that explains it.

    Exit status: 0 proved (or the statement stands), 1 faults, not proved (or it does not stand), 2 wrong use,
    3 refused.

    \b
    Example:
      sekimori policy prove policy.yaml
      sekimori policy prove policy.yaml --out proof.json --sign tanaka.pem --officer tanaka
      sekimori policy prove policy.yaml --cosign proof.json --sign suzuki.pem --officer suzuki
      sekimori policy prove --verify proof.json --bundle bundle --again
      sekimori policy prove --verify proof.json --public-key TEXT
    """
    if verify is not None:
        if policy is not None or key_file is not None or out is not None or cosign is not None:
            raise click.UsageError("`--verify` takes no POLICY, and writes and signs nothing")
        now = moment(at) if at else datetime.now(UTC)
        _verify(decode_statement(_read(verify)), now, bundle, tables_file, public_keys, again=again, as_json=as_json)
        return
    if policy is None:
        raise click.UsageError("give POLICY, or a statement to `--verify`")
    if bundle or tables_file or public_keys or again:
        raise click.UsageError("`--bundle`, `--tables`, `--public-key` and `--again` go with `--verify`")
    if (key_file is None) != (officer is None):
        raise click.UsageError("signing needs both `--sign` and `--officer`")
    if (cosign is not None or out is not None) and cosign is not None and (out is not None or at is not None):
        raise click.UsageError("`--cosign` adds to its own file, at its own time")
    if cosign is not None and key_file is None:
        raise click.UsageError("`--cosign` needs `--sign` and `--officer`")
    if key_file is not None and cosign is None and out is None:
        raise click.UsageError("`--sign` needs `--out` for the statement")
    if out is not None and out.exists():
        raise PolicyError(f"`{out}` exists", help="choose another name; to add a signature use `--cosign`")
    read = _policy(policy)
    older = decode_statement(_read(cosign)) if cosign is not None else None
    when = body_of(older).at if older is not None else moment(at) if at else datetime.now(UTC).replace(microsecond=0)
    proof = prove(compile_policy(read), when)
    statement = _same(older, statement_of(proof)) if older is not None else statement_of(proof)
    if key_file is not None and officer is not None:
        statement = _signed(statement, proof, read, officer, key_file, password_file)
    written = cosign or out
    if written is not None:
        write_report(written, encode_statement(statement), sources=(policy,))
    if as_json:
        click.echo(json.dumps(proof_facts(proof, statement, policy), ensure_ascii=False))
    else:
        show_proof(proof, policy, written, len(statement.signatures))
    if not proof.is_proved:
        raise click.exceptions.Exit(1)


def _policy(path: Path) -> Policy:
    try:
        return read_policy(path)
    except PolicyFaults as faults:
        show_faults(faults, plain_console(stderr=True))
        raise click.exceptions.Exit(1) from faults


def _same(older: Statement, own: Statement) -> Statement:
    if older.body != own.body:
        differing = ", ".join(sorted(k for k in {*older.body, *own.body} if older.body.get(k) != own.body.get(k)))
        raise PolicyError(
            f"your own proof says something else than the statement ({differing})",
            help="compare the policies; where `solver` differs, prove with the same version",
        )
    return older


def _signed(
    statement: Statement, proof: Proof, policy: Policy, officer: str, key_file: Path, password_file: Path | None
) -> Statement:
    if not proof.is_proved:
        raise PolicyError("not everything is proved; nothing was signed", help="see it without `--sign` first")
    if not proof.walls:
        raise PolicyError("the policy has no wall; nothing was signed", help="declare one under `walls:`")
    return sign_statement(statement, officer_key(policy, officer, key_file, password_file))


def _verify(
    statement: Statement,
    now: datetime,
    bundle: Path | None,
    tables_file: Path | None,
    public_keys: tuple[str, ...],
    *,
    again: bool,
    as_json: bool,
) -> None:
    tables = _tables(bundle, tables_file)
    if tables is None and not public_keys:
        raise click.UsageError("say whose signatures count: give `--bundle`, `--tables` or `--public-key`")
    if again and tables is None:
        raise click.UsageError("`--again` needs `--bundle` or `--tables`")
    trusted = {key: key for key in public_keys}
    for key in trusted:
        load_public(key)
    trusted |= keys_of(tables.officers) if tables is not None else {}
    digest = hashlib.sha256(encode_tables(tables)).hexdigest() if tables is not None else ""
    proof = prove(tables, body_of(statement).at) if again and tables is not None else None
    # Who signs a policy by two, as its tables say, is not held to a statement by one.
    needed = tables.threshold if tables is not None else 1
    found = verify_statement(statement, trusted, now, needed=needed, tables_sha256=digest, again=proof)
    if as_json:
        click.echo(
            json.dumps(
                {"ok": not found.faults, "signers": found.signers, "faults": found.faults, "statement": statement.body},
                ensure_ascii=False,
            )
        )
    else:
        show_verification(statement, found)
    if found.faults:
        raise click.exceptions.Exit(1)


def _tables(bundle: Path | None, tables_file: Path | None) -> Tables | None:
    if bundle is not None and tables_file is not None:
        raise click.UsageError("give `--bundle` or `--tables`, not both")
    if bundle is not None:
        files = BundleFiles(bundle)
        return verify_bundle(files.root(), files.targets(), files.tables())
    return decode_tables(_read(tables_file)) if tables_file is not None else None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise PolicyError(f"`{path}` cannot be read: {error.strerror}") from error
