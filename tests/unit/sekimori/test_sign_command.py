"""`sekimori sign`: officers, co-signers, and everybody who should not get through."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from policies.bundle import root_digest, verify_bundle
from policies.errors import PolicyError
from policies.examples import example_text
from sekimori.key_commands import command as key_command
from sekimori.sign_command import command as sign_command


class Desk:
    """A folder with three officers' keys, a server's key and a policy that names them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        keys = {name: self.new_key(name) for name in ("tanaka", "suzuki", "mori")}
        self.server_key = self.new_key("server")
        self.policy = folder / "policy.yaml"
        text = example_text(officers=keys, reviewers={}, recovery="")
        self.policy.write_text(text, encoding="utf-8")
        self.bundle = folder / "bundle"

    def new_key(self, name: str) -> str:
        done = CliRunner().invoke(key_command, ["new", "--out", str(self.folder / f"{name}.pem")])
        assert done.exit_code == 0, done.output
        return done.stdout.strip()

    def edit(self, old: str, new: str) -> None:
        text = self.policy.read_text(encoding="utf-8")
        assert old in text
        self.policy.write_text(text.replace(old, new), encoding="utf-8")

    def run(self, officer: str, *arguments: str, key: str = "") -> Result:
        pem = self.folder / f"{key or officer}.pem"
        common = [str(self.policy), "--key", str(pem), "--officer", officer, "--json", *arguments]
        return CliRunner().invoke(sign_command, common, standalone_mode=False)

    def sign(self, officer: str, **kwargs: str) -> Result:
        return self.run(officer, "--server-key", self.server_key, "--out", str(self.bundle), **kwargs)

    def cosign(self, officer: str, *arguments: str, **kwargs: str) -> Result:
        return self.run(officer, "--cosign", str(self.bundle), *arguments, **kwargs)

    def files(self) -> tuple[bytes, bytes, bytes]:
        root, targets, tables = ((self.bundle / f"{name}.json").read_bytes() for name in ("root", "targets", "tables"))
        return root, targets, tables


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def facts(result: Result) -> dict[str, Any]:
    assert result.exception is None, result.exception
    return json.loads(result.stdout)


def refusal(result: Result) -> str:
    assert isinstance(result.exception, PolicyError), result.output
    return result.exception.message


def test_two_officers_make_a_bundle(desk: Desk) -> None:
    first = facts(desk.sign("tanaka"))
    assert first["missing"] == 1
    with pytest.raises(PolicyError, match="lacks 1 of 2"):
        verify_bundle(*desk.files())
    second = facts(desk.cosign("suzuki"))
    assert second["missing"] == 0
    assert second["root_digest"] == first["root_digest"] == root_digest(desk.files()[0])
    assert verify_bundle(*desk.files()).version == 1


def test_the_digest_alone(desk: Desk) -> None:
    digest = facts(desk.sign("tanaka"))["root_digest"]
    done = CliRunner().invoke(sign_command, ["--root-digest", str(desk.bundle)])
    assert done.stdout == f"{digest}\n"


def test_what_is_signed_is_shown(desk: Desk) -> None:
    arguments = [str(desk.policy), "--key", str(desk.folder / "tanaka.pem"), "--officer", "tanaka", "--yes"]
    done = CliRunner().invoke(sign_command, [*arguments, "--server-key", desk.server_key, "--out", str(desk.bundle)])
    assert done.exit_code == 0
    assert "policy version 1" in done.stdout
    assert re.search(r"tables digest: sha256:[0-9a-f]{64}", done.stdout)
    assert f"server key: {desk.server_key}" in done.stdout
    assert "1 missing" in done.stdout


def test_signing_twice_counts_once(desk: Desk) -> None:
    desk.sign("tanaka")
    assert facts(desk.cosign("tanaka"))["missing"] == 1


def test_another_copy_of_the_policy_is_not_co_signed(desk: Desk) -> None:
    desk.sign("tanaka")
    desk.edit("  - name: drawings-off-site", "  - {name: all-open, verdict: allow}\n  - name: drawings-off-site")
    before = desk.files()
    assert "compiles to other tables" in refusal(desk.cosign("suzuki"))
    assert desk.files() == before


def test_changed_tables_are_not_co_signed(desk: Desk) -> None:
    desk.sign("tanaka")
    tables = desk.bundle / "tables.json"
    tables.write_bytes(tables.read_bytes().replace(b'"ordinary":2', b'"ordinary":1'))
    assert "compiles to other tables" in refusal(desk.cosign("suzuki"))


def test_a_root_with_another_threshold_is_not_co_signed(desk: Desk) -> None:
    desk.sign("tanaka")
    root = desk.bundle / "root.json"
    root.write_bytes(root.read_bytes().replace(b'"threshold":2', b'"threshold":1'))
    assert "root.json says something else" in refusal(desk.cosign("suzuki"))


def test_another_server_key_is_not_co_signed(desk: Desk) -> None:
    desk.sign("tanaka")
    other = desk.new_key("other-server")
    assert "another server key" in refusal(desk.cosign("suzuki", "--server-key", other))


def test_an_older_or_equal_version_is_refused(desk: Desk) -> None:
    desk.sign("tanaka")
    assert "has version 1, the bundle has 1" in refusal(desk.sign("tanaka"))
    desk.edit("version: 1", "version: 2")
    assert facts(desk.sign("mori"))["version"] == 2
    desk.edit("version: 2", "version: 1")
    assert "has version 1, the bundle has 2" in refusal(desk.sign("tanaka"))


def test_a_new_version_keeps_the_root(desk: Desk) -> None:
    digest = facts(desk.sign("tanaka"))["root_digest"]
    desk.cosign("suzuki")
    desk.edit("version: 1", "version: 2")
    assert facts(desk.sign("mori"))["root_digest"] == digest
    assert facts(desk.cosign("tanaka"))["missing"] == 0
    assert verify_bundle(*desk.files()).version == 2


def test_a_bundle_of_another_version_of_the_program_is_signed_anew_under_its_root(desk: Desk) -> None:
    """Else every agent would have to be enrolled again after an upgrade."""
    facts(desk.sign("tanaka"))
    digest = root_digest(desk.files()[0])
    (desk.bundle / "tables.json").write_bytes(b'{"of": "another shape"}')
    assert "has 1 already" in refusal(desk.sign("tanaka"))
    desk.edit("version: 1", "version: 2")
    facts(desk.sign("tanaka"))
    facts(desk.cosign("suzuki"))
    assert verify_bundle(*desk.files()).version == 2
    assert root_digest(desk.files()[0]) == digest


def test_new_officers_need_a_new_folder(desk: Desk) -> None:
    desk.sign("tanaka")
    desk.edit("version: 1", "version: 2")
    desk.edit("threshold: 2 ", "threshold: 3 ")
    assert "changed since the bundle's root was signed" in refusal(desk.sign("tanaka"))


def test_another_officers_key_is_refused(desk: Desk) -> None:
    assert "not the key that the policy names" in refusal(desk.sign("tanaka", key="suzuki"))
    assert not desk.bundle.exists()


def test_somebody_who_is_no_officer_is_refused(desk: Desk) -> None:
    assert "`sato` does not sign this policy" in refusal(desk.sign("sato", key="tanaka"))


def test_a_policy_without_all_keys_is_not_signed(desk: Desk) -> None:
    line = next(line for line in desk.policy.read_text("utf-8").splitlines() if line.startswith("  mori: {key:"))
    desk.edit(line, '  mori: {key: ""}')
    assert "officer `mori` has no key yet" in refusal(desk.sign("tanaka"))


def test_a_half_written_bundle_is_noticed(desk: Desk) -> None:
    desk.sign("tanaka")
    (desk.bundle / "tables.json").unlink()
    desk.edit("version: 1", "version: 2")
    assert "cannot be read" in refusal(desk.sign("tanaka"))
    assert "cannot be read" in refusal(desk.cosign("suzuki"))


def test_a_policy_with_faults_is_not_signed(desk: Desk) -> None:
    desk.edit("side: cn", "side: china")
    done = desk.sign("tanaka")
    assert done.return_value == 1
    assert not desk.bundle.exists()


def test_a_new_bundle_needs_the_servers_key(desk: Desk) -> None:
    assert "needs `--server-key`" in str(desk.run("tanaka", "--out", str(desk.bundle)).exception)
