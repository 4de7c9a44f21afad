"""`sekimori quarantine`, `justify` and the signing of an emergency stop, as a user meets them."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from policies.emergency import EmergencyStop, stop_faults
from policies.errors import SekimoriError
from policies.model import Verdict
from sekimori import emergency_command, justify_command, quarantine_command
from tests.support.agent_house import OFFICERS, House, build_house
from tests.support.held_file import MINUTES, in_force, let, ruled, stop

COMMANDS = {
    "quarantine": quarantine_command.command,
    "justify": justify_command.command,
    "emergency-stop": emergency_command.command,
}


def invoke(name: str, *words: object) -> tuple[int, str]:
    command: click.Command = COMMANDS[name]
    result = CliRunner().invoke(command, list(map(str, words)), env={"COLUMNS": "200"})
    if isinstance(result.exception, SekimoriError):
        raise result.exception
    return result.exit_code, result.output


def test_a_held_file_is_listed_shown_and_returned(tmp_path: Path) -> None:
    house = build_house(tmp_path)
    house.publish(ruled(house.tables, Verdict.JUSTIFY), 2)
    data = ("--data", house.data)
    with house.running():
        in_force(house, 2)
        assert invoke("quarantine", "list", *data) == (0, "nothing is held for you here\n")
        source = let(house, house.shares["gripper"] / "minutes.txt")
        case = stop(house, house.shares["common"] / "minutes.txt", source.rename)
        listed = invoke("quarantine", "list", *data)[1]
        assert case in listed
        assert "common/minutes.txt" in listed.replace("\n", "")
        shown = invoke("quarantine", "show", case.lower(), "--language", "ja", *data)[1]
        assert "hold by default:labelled: 壁の内側の内容" in shown
        assert json.loads(invoke("quarantine", "show", case, "--json", *data)[1])["contact"] == house.tables.contact
        assert invoke("quarantine", "return", case, "--dry-run", *data) == (0, f"would be returned to {source}\n")
        code, said = invoke("quarantine", "return", case, *data)
        assert (code, said.splitlines()[0]) == (0, f"returned to {source}")
        assert source.read_text() == MINUTES
        assert invoke("quarantine", "list", *data)[1] == "nothing is held for you here\n"
        assert case in invoke("quarantine", "list", "--all", *data)[1]
        again = stop(house, house.shares["common"] / "again.txt", lambda path: path.write_text("of nobody\n"), count=2)
        with pytest.raises(SekimoriError, match="a reason is missing"):
            invoke("justify", again, " ", *data)
        code, said = invoke("justify", again, "needed before Friday", *data)
        assert (code, said) == (0, f"recorded; the file is at {house.shares['common'] / 'again.txt'}\n")
    with pytest.raises(SekimoriError, match="no agent runs"):
        invoke("quarantine", "list", *data)


@pytest.fixture
def house(tmp_path: Path) -> House:
    house = build_house(tmp_path)
    for name in OFFICERS:
        pem = house.keys[name].private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (tmp_path / f"{name}.pem").write_bytes(pem)
    return house


def sign(folder: Path, officer: str, *words: object) -> tuple[int, str]:
    key = folder / f"{officer}.pem"
    return invoke("emergency-stop", "sign", folder / "stop.json", "--officer", officer, "--key", key, "--yes", *words)


def test_officers_sign_exactly_what_is_shown(tmp_path: Path, house: House) -> None:
    import msgspec

    code, shown = sign(tmp_path, "tanaka", "--hours", "1.5", "--reason", "fire", "--zone", "common")
    assert code == 0
    for said in ("fire", "common", "terms sha256:"):
        assert said in shown
    digest = shown[shown.index("sha256:") :].split()[0]
    assert digest in sign(tmp_path, "suzuki")[1]
    assert "signed by tanaka, suzuki" in sign(tmp_path, "suzuki")[1]  # once more is once
    stop = msgspec.json.decode((tmp_path / "stop.json").read_bytes(), type=EmergencyStop)
    assert stop_faults(stop, house.tables, stop.terms.since) == ()
    assert [each.officer for each in stop.signatures] == ["tanaka", "suzuki"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "needs `--reason` and `--hours`"),
        (("--hours", "1"), "needs `--reason` and `--hours`"),
        (("--hours", "1", "--reason", "x"), "say for what it is"),
        (("--hours", "1", "--reason", "x", "--everywhere", "--zone", "common"), "say for what it is"),
        (("--hours", "25", "--reason", "x", "--everywhere"), "25"),
    ],
)
def test_a_stop_that_says_too_little_is_not_signed(
    tmp_path: Path, house: House, words: tuple[str, ...], said: str
) -> None:
    assert house.keys
    code, shown = sign(tmp_path, "tanaka", *words)
    assert (code, said in shown) == (2, True)
    assert not (tmp_path / "stop.json").exists()


def test_a_second_officer_cannot_change_the_terms(tmp_path: Path, house: House) -> None:
    assert house.keys
    sign(tmp_path, "tanaka", "--hours", "1", "--reason", "fire", "--everywhere")
    before = (tmp_path / "stop.json").read_bytes()
    code, shown = sign(tmp_path, "suzuki", "--hours", "4")
    assert (code, "is there and says the terms" in shown) == (2, True)
    assert (tmp_path / "stop.json").read_bytes() == before


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"terms": {}}', "\xff", None])
def test_a_file_that_is_no_stop_is_not_signed(tmp_path: Path, house: House, content: str | None) -> None:
    assert house.keys
    if content is None:
        sign(tmp_path, "tanaka", "--hours", "1", "--reason", "fire", "--everywhere")
        said = json.loads((tmp_path / "stop.json").read_text())
        said["terms"]["forever"] = True
        content = json.dumps(said)
    (tmp_path / "stop.json").write_text(content, encoding="latin-1")
    with pytest.raises(SekimoriError, match=r"no emergency stop|unknown terms"):
        sign(tmp_path, "suzuki")
