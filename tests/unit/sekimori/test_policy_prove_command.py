"""`sekimori policy prove`: proved, not proved, signed, co-signed, checked by a partner, and forged."""

from __future__ import annotations

import json
import shlex
import textwrap
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from click.testing import CliRunner, Result
from cryptography.exceptions import InvalidSignature

from policies.analysis.proof.statement import Statement, encode_statement, sign_statement
from policies.bundle import encode_tables
from policies.compiler import compile_policy
from policies.errors import PolicyError
from policies.examples import example_text
from policies.keys import load_private
from policies.language import load_policy
from sekimori.key_commands import command as key_command
from sekimori.policy_explain_command import explain
from sekimori.policy_prove_command import prove_command
from sekimori.sign_command import command as sign_command

BRIDGE = (
    "  campus-energy:\n",
    "  bridge:\n    title: Bridge\n    level: controlled\n    members: {sato: controlled}\n"
    '    homes: ["smb://fs1/bridge/**"]\n  campus-energy:\n',
)


class Desk:
    """A folder with officers' keys, and the example policy that names them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.keys = {name: self.new_key(name) for name in ("tanaka", "suzuki", "mori")}
        self.policy = folder / "policy.yaml"
        self.policy.write_text(example_text(officers=self.keys, reviewers={}, recovery=""), encoding="utf-8")
        self.out = folder / "proof.json"

    def new_key(self, name: str) -> str:
        done = CliRunner().invoke(key_command, ["new", "--out", str(self.folder / f"{name}.pem")])
        assert done.exit_code == 0, done.output
        return done.stdout.strip()

    def edit(self, old: str, new: str) -> None:
        text = self.policy.read_text(encoding="utf-8")
        assert text.count(old) == 1
        self.policy.write_text(text.replace(old, new), encoding="utf-8")

    def run(self, *arguments: str) -> Result:
        if "--verify" in arguments and "--at" not in arguments:
            arguments = (*arguments, "--at", "2026-11-03")
        return CliRunner().invoke(prove_command, arguments)

    def prove(self, *arguments: str) -> Result:
        return self.run(str(self.policy), "--at", "2026-11-02T18:30", *arguments)

    def signed_by(self, officer: str) -> tuple[str, ...]:
        return "--sign", str(self.folder / f"{officer}.pem"), "--officer", officer

    def tables(self) -> Path:
        path = self.folder / "tables.json"
        path.write_bytes(encode_tables(compile_policy(load_policy(self.policy.read_text(encoding="utf-8")))))
        return path


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def answer(done: Result) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_example_is_proved(desk: Desk) -> None:
    done = desk.prove()
    assert done.exit_code == 0, done.output
    assert "✓ proved" in done.stdout
    assert done.stdout.splitlines()[-1] == "proved"
    assert "sha256:" in done.stdout
    assert "z3 " in done.stdout


def test_a_statement_is_signed_cosigned_and_stands(desk: Desk) -> None:
    assert desk.prove("--out", str(desk.out), *desk.signed_by("tanaka")).exit_code == 0
    done = desk.run(str(desk.policy), "--cosign", str(desk.out), *desk.signed_by("suzuki"))
    assert done.exit_code == 0, done.output
    for against in (["--tables", str(desk.tables())], ["--tables", str(desk.tables()), "--again"]):
        found = desk.run("--verify", str(desk.out), *against, "--json")
        assert found.exit_code == 0, found.output
        assert answer(found)["signers"] == ["tanaka", "suzuki"]
    key = desk.keys["suzuki"]
    by_key = desk.run("--verify", str(desk.out), "--public-key", key, "--public-key", desk.keys["tanaka"])
    assert by_key.exit_code == 0
    assert "it stands" in by_key.stdout


def test_a_statement_is_checked_against_a_signed_bundle(desk: Desk) -> None:
    bundle, server_key = desk.folder / "bundle", desk.new_key("server")
    start = [str(desk.policy), "--key", str(desk.folder / "tanaka.pem"), "--officer", "tanaka", "--yes"]
    assert CliRunner().invoke(sign_command, [*start, "--server-key", server_key, "--out", str(bundle)]).exit_code == 0
    assert desk.prove("--out", str(desk.out), *desk.signed_by("tanaka")).exit_code == 0
    assert desk.run(str(desk.policy), "--cosign", str(desk.out), *desk.signed_by("suzuki")).exit_code == 0
    alone = desk.run("--verify", str(desk.out), "--bundle", str(bundle))
    assert isinstance(alone.exception, PolicyError)  # one of two officers has signed the bundle
    second = [str(desk.policy), "--key", str(desk.folder / "suzuki.pem"), "--officer", "suzuki", "--yes"]
    assert CliRunner().invoke(sign_command, [*second, "--cosign", str(bundle)]).exit_code == 0
    assert desk.run("--verify", str(desk.out), "--bundle", str(bundle)).exit_code == 0


def test_the_statement_names_nobody_and_no_place(desk: Desk) -> None:
    assert desk.prove("--out", str(desk.out), *desk.signed_by("tanaka")).exit_code == 0
    text = desk.out.read_text(encoding="utf-8")
    tables = compile_policy(load_policy(desk.policy.read_text(encoding="utf-8")))
    named = {*tables.people, *tables.projects, *tables.parties, *tables.zones} - {"common", "removable"}
    named |= {facts.name for facts in tables.parties.values()} | {rule.name for rule in tables.rules}
    words = json.dumps(json.loads(text), ensure_ascii=False)
    assert [name for name in named if f'"{name}"' in words or f" {name} " in words or f"`{name}`" in words] == []
    assert [name for name in named if name and len(name) > 5 and name in words] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"proved":true', '"proved":false'),
        ('"policy_version":1', '"policy_version":2'),
        ('"organisation":"', '"organisation":"Other '),
        ('"facts_until":"2028', '"facts_until":"2088'),
    ],
)
def test_a_changed_statement_does_not_stand(desk: Desk, old: str, new: str) -> None:
    assert desk.prove("--out", str(desk.out), *desk.signed_by("tanaka")).exit_code == 0
    text = desk.out.read_text(encoding="utf-8")
    assert text.count(old) == 1
    desk.out.write_text(text.replace(old, new), encoding="utf-8")
    done = desk.run("--verify", str(desk.out), "--public-key", desk.keys["tanaka"], "--json")
    assert done.exit_code == 1
    assert any("is not good" in fault for fault in answer(done)["faults"])


def test_a_stranger_s_signature_an_unsigned_statement_and_another_policy_do_not_stand(desk: Desk) -> None:
    assert desk.prove("--out", str(desk.out)).exit_code == 0
    unsigned = desk.run("--verify", str(desk.out), "--tables", str(desk.tables()))
    assert unsigned.exit_code == 1
    assert "nobody whose key was given has signed it" in unsigned.stdout
    signed = desk.folder / "signed.json"
    assert desk.prove("--out", str(signed), *desk.signed_by("tanaka")).exit_code == 0
    assert desk.run("--verify", str(signed), "--public-key", desk.keys["mori"]).exit_code == 1
    desk.edit("contact: Export", "contact: The Export")
    other = desk.run("--verify", str(signed), "--tables", str(desk.tables()), "--again")
    assert other.exit_code == 1
    assert "it is about other tables" in other.stdout
    assert "proving it again came to something else" in other.stdout


def test_text_that_is_no_statement_is_refused(desk: Desk) -> None:
    for text in ("", "{}", "[1", '{"body":{"kind":"x"},"signatures":[]}\n', "[" * 10_000):
        desk.out.write_text(text, encoding="utf-8")
        done = desk.run("--verify", str(desk.out), "--public-key", desk.keys["tanaka"])
        assert isinstance(done.exception, PolicyError), text


def test_a_failing_policy_is_shown_by_transfers_that_explain_shows_too(desk: Desk) -> None:
    desk.edit(*BRIDGE)
    done = desk.prove("--json")
    assert done.exit_code == 1
    (finding,) = answer(done)["findings"]
    assert (finding["what"], finding["outcome"]) == ("us-cn: us to cn, chain", "refuted")
    assert [hop["verdict"] for hop in finding["transfers"]] == ["allow", "justify"]
    for hop in finding["transfers"]:
        sekimori, policy, verb, *arguments = shlex.split(hop["explain"])
        assert (sekimori, policy, verb) == ("sekimori", "policy", "explain")
        shown = CliRunner().invoke(explain, [*arguments, "--json"])
        assert shown.exit_code == 0, shown.output
        decision = json.loads(shown.stdout)["decision"]
        assert (decision["verdict"], decision["rule"]) == (hop["verdict"], hop["rule"])
    human = desk.prove()
    assert human.exit_code == 1
    assert "✗ not so" in human.stdout
    assert "1. from qsensor to bridge" in human.stdout
    assert all(hop["explain"] in human.stdout for hop in finding["transfers"])


def test_what_is_not_proved_is_not_signed(desk: Desk) -> None:
    desk.edit(*BRIDGE)
    done = desk.prove("--out", str(desk.out), *desk.signed_by("tanaka"))
    assert isinstance(done.exception, PolicyError)
    assert not desk.out.exists()
    assert desk.prove("--out", str(desk.out)).exit_code == 1
    assert answer(desk.run("--verify", str(desk.out), "--public-key", desk.keys["mori"], "--json"))["ok"] is False


def test_nothing_is_overwritten_and_nobody_else_signs(desk: Desk) -> None:
    assert desk.prove("--out", str(desk.out)).exit_code == 0
    before = desk.out.read_bytes()
    assert isinstance(desk.prove("--out", str(desk.out)).exception, PolicyError)
    other = desk.prove("--out", str(desk.folder / "x"), "--sign", str(desk.folder / "mori.pem"), "--officer", "tanaka")
    assert isinstance(other.exception, PolicyError)
    desk.edit("contact: Export", "contact: The Export")
    cosigned = desk.run(str(desk.policy), "--cosign", str(desk.out), *desk.signed_by("suzuki"))
    assert isinstance(cosigned.exception, PolicyError)
    assert "tables_sha256" in cosigned.exception.message
    assert desk.out.read_bytes() == before


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["{policy}", "--verify", "x"],
        ["{policy}", "--sign", "tanaka.pem"],
        ["{policy}", "--sign", "tanaka.pem", "--officer", "tanaka"],
        ["{policy}", "--cosign", "x"],
        ["{policy}", "--again"],
        ["{policy}", "--at", "soon"],
    ],
)
def test_wrong_use_is_said_so(desk: Desk, arguments: list[str]) -> None:
    done = desk.run(*(each.format(policy=desk.policy) for each in arguments))
    assert done.exit_code == 2, done.output


def test_a_policy_with_faults_is_not_proved(desk: Desk) -> None:
    desk.policy.write_text("version: one\n", encoding="utf-8")
    done = desk.prove()
    assert done.exit_code == 1
    assert "nothing was loaded" in done.output


def test_one_officer_s_word_is_not_enough_where_two_must_sign_the_policy(desk: Desk) -> None:
    assert desk.prove("--out", str(desk.out), *desk.signed_by("tanaka")).exit_code == 0
    done = desk.run("--verify", str(desk.out), "--tables", str(desk.tables()), "--json")
    assert (done.exit_code, answer(done)["faults"]) == (1, ["1 of 2 officers have signed it"])


@pytest.mark.parametrize(("at", "fault"), [("2028-04-01", "it ended on"), ("2026-11-01", "in the future")])
def test_a_statement_stands_in_its_time_only(desk: Desk, at: str, fault: str) -> None:
    assert desk.prove("--out", str(desk.out), *desk.signed_by("tanaka")).exit_code == 0
    done = desk.run("--verify", str(desk.out), "--public-key", desk.keys["tanaka"], "--at", at, "--json")
    assert done.exit_code == 1
    assert [each for each in answer(done)["faults"] if fault in each]


@pytest.mark.parametrize(
    "change",
    [
        {"walls": [1]}, {"walls": "us-cn"}, {"more": 1}, {"policy_version": "1"}, {"policy_version": 2**60},
        {"at": "2026-11-02"}, {"at": 5},
        {"facts_until": "never"}, {"tables_sha256": "00"}, {"kind": "sekimori-proof-2"}, {"proved": 1},
    ],
)  # fmt: skip
def test_a_statement_of_another_shape_is_none_even_if_an_officer_signs_it(desk: Desk, change: dict[str, Any]) -> None:
    done = desk.run("--verify", str(signed_with(desk, change)), "--public-key", desk.keys["tanaka"])
    assert isinstance(done.exception, PolicyError), done.output


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"walls": [{"wall": "us-cn", "sides": ["us", "cn"], "both_sides": "proved", "pairs": []}]}, "not every wall"),
        ({"walls": [{"wall": "us-cn", "sides": [], "both_sides": "proved", "pairs": []}]}, "not every wall"),
        ({"walls": []}, "no wall"),
        ({"assumed": []}, "other properties or assumptions"),
        ({"properties": ["nothing ever leaks"]}, "other properties or assumptions"),
    ],
)
def test_what_an_officer_wrote_and_signed_by_hand_does_not_stand(
    desk: Desk, change: dict[str, Any], fault: str
) -> None:
    done = desk.run("--verify", str(signed_with(desk, change)), "--public-key", desk.keys["tanaka"], "--json")
    assert done.exit_code == 1
    assert [each for each in answer(done)["faults"] if fault in each]


def signed_with(desk: Desk, change: dict[str, Any]) -> Path:
    """A statement with a changed body, truly signed by an officer."""
    assert desk.prove("--out", str(desk.out), *desk.signed_by("tanaka")).exit_code == 0
    body = {**json.loads(desk.out.read_text(encoding="utf-8"))["body"], **change}
    key = load_private((desk.folder / "tanaka.pem").read_bytes(), None)
    try:
        forged = encode_statement(sign_statement(Statement(body=body), key))
    except rfc8785.CanonicalizationError:  # a number that canonical JSON cannot hold
        forged = json.dumps({"body": body, "signatures": []}).encode()
    path = desk.folder / "forged.json"
    path.write_bytes(forged)
    return path


def test_a_partner_without_the_software_can_check_it_as_the_page_says(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    assert desk.prove("--out", str(desk.out), *desk.signed_by("tanaka")).exit_code == 0
    page = (Path(__file__).resolve().parents[3] / "docs" / "policy.md").read_text(encoding="utf-8")
    lines = page[page.index("    import base64, json, rfc8785") :].split("\n\n")[0]
    program = compile(textwrap.dedent(lines).replace('open("proof.json")', "opened"), "page", "exec")
    with desk.out.open(encoding="utf-8") as opened:
        exec(program, {"opened": opened})  # noqa: S102 - the page's own lines
    assert capsys.readouterr().out.strip() == desk.keys["tanaka"]
    desk.out.write_text(desk.out.read_text(encoding="utf-8").replace('"proved":true', '"proved":false'))
    with desk.out.open(encoding="utf-8") as opened, pytest.raises(InvalidSignature):
        exec(program, {"opened": opened})  # noqa: S102
