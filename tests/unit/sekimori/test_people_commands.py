"""What officers, reviewers and researchers type."""

from __future__ import annotations

import io
import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pyrage
import pytest
from click.testing import CliRunner
from rich.console import Console

from policies.label import ProjectId
from policies.model import Channel, PersonId, ZoneId
from policies.release import LegalBasis, ReleaseId, ReleaseTerms
from sekimori.account import CONFIG_VARIABLE, Account, forget_account, load_account, store_account
from sekimori.case_commands import check_evidence, open_evidence
from sekimori.errors import FrontDoorError, RefusedError
from sekimori.people_client import PeopleClient
from sekimori.release_commands import command as release_command
from sekimori.release_commands import decode_terms, print_terms

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _own_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CONFIG_VARIABLE, str(tmp_path / "config"))


def terms_json() -> dict[str, Any]:
    terms = ReleaseTerms(
        id=ReleaseId("R-1"),
        case="C-1",
        requester=PersonId("miller"),
        purpose="fit check",
        digests=("0" * 64,),
        names=("flange.pdf",),
        channel=Channel.REMOVABLE,
        agent="A-1",
        person=PersonId("miller"),
        projects=(ProjectId("qsensor"),),
        recipient="Harbor University",
        end_use="basic research",
        item="EAR99",
        basis=LegalBasis.NOT_CONTROLLED,
        basis_number="1",
        basis_date="2026-11-20",
        since=NOW,
        until=NOW + timedelta(days=7),
        zone=ZoneId("removable"),
        path="flange.pdf",
    )
    answer: dict[str, Any] = json.loads(msgspec.json.encode(terms))
    return answer


def test_terms_are_read_whole() -> None:
    assert decode_terms({"terms": terms_json()}).path == "flange.pdf"


def test_a_term_that_this_version_does_not_know_is_not_signed() -> None:
    with pytest.raises(FrontDoorError, match="unknown terms: `also_to`"):
        decode_terms({"terms": terms_json() | {"also_to": "everybody"}})


@pytest.mark.parametrize("missing", ["digests", "agent", "until", "requester"])
def test_terms_without_a_field_are_not_signed(missing: str) -> None:
    terms = terms_json()
    del terms[missing]
    with pytest.raises(FrontDoorError, match="cannot be read"):
        decode_terms({"terms": terms})


def test_the_login_is_kept_for_its_owner_alone() -> None:
    path = store_account(Account(server="https://s:1", user="sato", token="t"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_account().user == "sato"
    assert forget_account()
    assert not forget_account()
    with pytest.raises(FrontDoorError, match="nobody is logged in"):
        load_account()


def test_a_damaged_login_is_named_with_what_to_do() -> None:
    store_account(Account(server="https://s:1", user="sato", token="t")).write_text("{")
    with pytest.raises(FrontDoorError) as caught:
        load_account()
    assert "sekimori login" in caught.value.help


def test_a_server_without_tls_is_refused() -> None:
    with pytest.raises(FrontDoorError, match="no https address"):
        PeopleClient("http://server:8443")


def test_a_server_that_does_not_answer_is_named() -> None:
    with PeopleClient("https://127.0.0.1:1") as client, pytest.raises(FrontDoorError, match="cannot reach"):
        client.get("/cases")


def test_evidence_opens_with_the_right_key_only(tmp_path: Path) -> None:
    mine, other = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    sealed = pyrage.encrypt(b'{"matches": []}', [mine.to_public()], armored=True)
    right, wrong, none = tmp_path / "right", tmp_path / "wrong", tmp_path / "none"
    right.write_text(f"# a comment\n{mine}\n")
    wrong.write_text(f"{other}\n")
    none.write_text("nothing\n")
    assert open_evidence({"age": sealed.decode()}, right) == {"matches": []}
    with pytest.raises(RefusedError, match="does not open"):
        open_evidence({"age": sealed.decode()}, wrong)
    with pytest.raises(FrontDoorError, match="holds no age identity"):
        open_evidence({"age": sealed.decode()}, none)


def test_evidence_of_another_case_is_not_shown() -> None:
    """A server that hands out another case's evidence cannot change which bytes that names."""
    check_evidence({"digest": "a" * 64, "matches": []}, {"digest": "a" * 64})
    for case in ({"digest": "b" * 64}, {}):
        with pytest.raises(RefusedError, match="of another file"):
            check_evidence({"digest": "a" * 64, "matches": []}, case)


def test_an_officers_key_that_is_none_is_told_apart(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("not a key")
    result = CliRunner().invoke(release_command, ["approve", "R-1", "--key", str(key)])
    assert isinstance(result.exception, FrontDoorError)


@pytest.mark.parametrize("percent", [0, 5])
def test_an_officer_is_told_plainly_what_may_change(percent: int) -> None:
    said = io.StringIO()
    terms = decode_terms({"terms": terms_json() | {"changed_percent": percent}})
    print_terms(Console(file=said, highlight=False, width=120), terms)
    assert ("the file may differ by up to 5 % from what you see" in said.getvalue()) is (percent == 5)
    assert ("such as another figure, and nobody looks at it again" in said.getvalue()) is (percent == 5)


@pytest.mark.parametrize("width", [20, 80])
def test_what_an_officer_signs_is_shown_to_its_last_sign_on_any_screen(width: int) -> None:
    said = io.StringIO()
    purpose, names = "共同試験のために治具の図面を相手方の研究室に送る" * 6, ["a" * 150 + ".pdf", "b.pdf"]
    terms = decode_terms({"terms": terms_json() | {"purpose": purpose, "names": names}})
    print_terms(Console(file=said, highlight=False, width=width), terms)
    shown = "".join(said.getvalue().split())
    assert "…" not in shown
    assert purpose in shown
    assert ",".join(names) in shown
    assert ",".join(terms_json()["digests"]) in shown


def test_what_an_officer_signs_cannot_play_with_the_terminal() -> None:
    """A requester's words neither move the cursor nor turn the order of what is read."""
    said = io.StringIO()
    bad = {"purpose": "fit check\x1b[2K\x1b[1Aharmless", "names": ["gnp.\u202efdp"], "end_use": "line one\nline two"}
    terms = decode_terms({"terms": terms_json() | bad})
    print_terms(Console(file=said, highlight=False, width=120), terms)
    shown = said.getvalue()
    assert not any(sign in shown for sign in "\x1b\u202e")
    assert "fit check\\x1b[2K\\x1b[1Aharmless" in shown
    assert "gnp.\\u202efdp" in shown
    assert "line one" in shown
