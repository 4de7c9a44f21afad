"""`sekimori policy explain`, as a user asks it."""

from __future__ import annotations

import json
import string
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from agent.wire import AssessmentFacts, TransferEvent
from policies.analysis.advice import drafted
from policies.analysis.question import scene_of
from policies.analysis.recorded import recorded_transfer
from policies.analysis.words import WORDS
from policies.compiler import compile_policy
from policies.engine import decide
from policies.errors import PolicyError
from policies.examples import load_example
from policies.keys import public_text
from policies.label import Kind, Label, Level, ProjectId
from policies.language import KeyRing, fill_keys, load_policy
from policies.model import Channel, PersonId, ZoneId
from policies.phrases import PHRASES
from policies.release import Release, sign_release
from policies.transfer import Destination, KnownBy, Subject, Transfer, TransferId, TransferObject
from sekimori.policy_commands import command

NAMES = ("wall", "exposure", "screening", "deemed-export", "origin-permission", "opaque")
ACROSS = ("--person", "sato", "--project", "qsensor", "--level", "controlled")


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "policy.yaml"
    path.write_text(load_example(), encoding="utf-8")
    return path


def ask(policy: Path, *arguments: object, stdin: str | bytes | None = None) -> Result:
    words = ["explain", str(policy), *map(str, arguments)]
    return CliRunner().invoke(command, words, input=stdin, env={"COLUMNS": "100"})


def facts(policy: Path, *arguments: object) -> dict[str, Any]:
    done = ask(policy, *arguments, "--json")
    assert done.exit_code == 0, done.output
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def verdict(policy: Path, *arguments: object) -> object:
    return facts(policy, *arguments)["decision"]["verdict"]


def test_it_says_each_step(policy: Path) -> None:
    said = facts(policy, *ACROSS, "--zone", "gripper")
    assert (said["decision"]["verdict"], said["decision"]["rule"]) == ("block", "invariant:wall")
    assert [step["source"] for step in said["steps"]] == ["facts", *(f"invariant:{n}" for n in NAMES), "table"]
    assert [check["source"] for check in said["checks"]] == [f"invariant:{n}" for n in NAMES]
    assert all(check["looked_at"] for check in said["checks"])
    assert {reader["who"]: reader["may_read"] for reader in said["readers"]} == {
        "sato": True,
        "wang": False,
        "chen": False,
    }


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ja", ("block（遮断）。決めたもの: 壁 invariant:wall", "3. 行き先で誰が読めるか", "確認事項", "はい")),
        ("en", ("block (blocked) by invariant:wall", "3. Who reads at the destination", "check", "yes")),
        ("zh", ("block（阻止）。依据：隔离墙 invariant:wall", "3. 目的地有谁可读", "检查项", "是")),
    ],
)
def test_every_word_is_in_the_language(policy: Path, language: str, words: tuple[str, ...]) -> None:
    done = ask(policy, *ACROSS, "--zone", "gripper", "--language", language, "--verbose")
    assert done.exit_code == 0
    assert [word for word in words if word not in done.stdout] == []
    english = [WORDS[key][1] for key in WORDS if key.startswith(("heading.", "column.", "row."))]
    if language != "en":
        assert [word for word in english if f" {word} " in done.stdout] == []


@pytest.mark.parametrize("language", ["ja", "en", "zh"])
@pytest.mark.parametrize(
    "asked",
    [
        ("--person", "sato", "--level", "sensitive", "--zone", "gripper", "--exposed", "us-cn/us@2026-10-01"),
        ("--person", "wang", "--project", "gripper", "--level", "sensitive", "--party", "redcliff-institute"),
        ("--reading", "opaque", "--origin", "qsensor", "--zone", "removable", "--channel", "removable"),
        ("--person", "ito", "--kind", "drawing", "--to", "someone@unknown.example"),
        ("--person", "miller", "--session", "qsensor", "--level", "sensitive", "--zone", "common"),
        ("--project", "gripper", "--level", "public", "--zone", "common", "--channel", "process"),
    ],
)
def test_no_key_is_left_without_words(policy: Path, language: str, asked: tuple[str, ...]) -> None:
    done = ask(policy, *asked, "--language", language, "--verbose", "--at", "2026-11-02")
    assert done.exit_code == 0, done.output
    keys = [key for key in {**WORDS, **PHRASES} if "." in key and key in done.stdout.split()]
    assert keys == []
    assert "…" not in done.stdout.replace("– …", "")


def test_every_sentence_has_three_languages_with_the_same_facts() -> None:
    for key, sentences in WORDS.items():
        assert len(sentences) == 3
        assert all(sentences), key
        names = [{name for _, name, _, _ in string.Formatter().parse(each) if name} for each in sentences]
        if key != "outcome":  # the English one needs no name beside the source
            assert names[0] == names[1] == names[2], key


def test_an_address_finds_its_zone_and_its_party(policy: Path) -> None:
    to_zone = facts(policy, *ACROSS, "--to", "smb://FS1/gripper/sub/x.docx")
    assert to_zone["decision"]["rule"] == "invariant:wall"
    assert "sub/x.docx" in to_zone["transfer"]["destination"][-1]
    minutes = ("--person", "sato", "--project", "qsensor", "--kind", "administrative")
    to_partner = facts(policy, *minutes, "--to", "lee@cs.harbor-university.example")
    assert to_partner["decision"]["rule"] == "rule:minutes-to-partners"
    assert to_partner["transfer"]["channel"] == ["mail"]
    nowhere = facts(policy, *minutes, "--to", "https://harbor-university.example.attacker.example/x")
    assert nowhere["decision"]["verdict"] == "hold"
    assert "does not name" in nowhere["transfer"]["destination"][0]


def test_a_time_decides_by_the_calendar(policy: Path) -> None:
    chen = ("--person", "wang", "--session", "gripper", "--level", "sensitive", "--zone", "gripper")
    assert facts(policy, *chen, "--at", "2028-09-30T23:59")["decision"]["verdict"] == "allow"
    later = facts(policy, *chen, "--at", "2028-10-01T00:00")
    assert later["decision"]["verdict"] == "hold"
    assert later["transfer"]["at"] == ["2028-10-01 00:00"]
    done = ask(policy, *chen, "--at", "tomorrow")
    assert (done.exit_code, "`tomorrow` is not a time" in done.output) == (2, True)


def test_which_condition_each_rule_missed(policy: Path) -> None:
    said = facts(policy, "--person", "ito", "--kind", "drawing", "--level", "sensitive", "--zone", "removable",
                 "--channel", "removable")  # fmt: skip
    assert [(rule["name"], rule["has_matched"]) for rule in said["rules"]] == [
        ("published-papers", False),
        ("minutes-to-partners", False),
        ("drawings-off-site", True),
    ]
    assert said["rules"][0]["missed"] == [
        "kind of document: the rule says paper, teaching, web page; here: drawing",
        "level: the rule says public; here: sensitive",
    ]
    lines = load_example().splitlines()
    assert [lines[rule["line"] - 1].strip() for rule in said["rules"]] == [
        "- name: published-papers",
        "- name: minutes-to-partners",
        "- name: drawings-off-site",
    ]


def test_a_passing_rule_that_some_of_the_content_fits_says_so(policy: Path) -> None:
    said = facts(policy, "--person", "sato", "--project", "qsensor", "--kind", "drawing", "--kind", "administrative",
                 "--party", "harbor-university", "--channel", "mail")  # fmt: skip
    missed = {rule["name"]: rule["missed"] for rule in said["rules"]}
    assert missed["minutes-to-partners"] == [
        "kind of document: the rule says administrative, correspondence; here: administrative, drawing"
    ]


def test_what_to_do_next(policy: Path) -> None:
    blocked = ask(policy, *ACROSS, "--zone", "gripper").stdout
    assert "sekimori release request" in blocked
    assert "permit to the policy" not in blocked  # no permit lifts a wall
    exposed = ("--person", "sato", "--level", "sensitive", "--zone", "gripper", "--exposed", "us-cn/us")
    assert "sekimori session start gripper" in " ".join(ask(policy, *exposed).stdout.split())
    assert facts(policy, *exposed, "--session", "gripper")["decision"]["verdict"] == "allow"


def event(policy: Path) -> TransferEvent:
    tables = compile_policy(load_policy(policy.read_text(encoding="utf-8")))
    at = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
    transfer = Transfer(
        id=TransferId("T-9"),
        subject=Subject(person=PersonId("wang"), account="wang", known_by=KnownBy.EVENT),
        channel=Channel.SHARE,
        object=TransferObject(digest="ab" * 32, name="図面.pdf", size_bytes=2048),
        destination=Destination(zone=ZoneId("common"), path="out/図面.pdf"),
        at=at,
        is_new=False,
        agent="agent-1",
    )
    label = Label(projects=frozenset({ProjectId("gripper")}), level=Level.SENSITIVE, kinds=frozenset({Kind.DRAWING}))
    decision = decide(transfer, label, (), (), tables, at)
    said = AssessmentFacts(
        type="pdf",
        read="full",
        chars=1,
        kind="drawing",
        kind_p=1.0,
        sensitive_p=1.0,
        fields={},
        drawing_p=1.0,
        drawing_kind="",
        markings=(),
        findings=(),
        matches=(),
        versions={},
    )
    return TransferEvent(id="E-1", at=at, transfer=transfer, label=label, decision=decision, assessment=said)


def test_an_event_as_agents_report_it(policy: Path, tmp_path: Path) -> None:
    written = msgspec.json.encode(event(policy))
    path = tmp_path / "event.json"
    path.write_bytes(written)
    said = facts(policy, "--transfer", path)
    assert said["decision"] == json.loads(msgspec.json.encode(event(policy).decision))
    assert said["transfer"]["person"] == ["wang, as the operating system recorded it"]
    piped = ask(policy, "--transfer", "-", stdin=written)
    assert (piped.exit_code, "図面.pdf" in piped.stdout) == (0, True)
    changed = policy.read_text(encoding="utf-8").replace("labelled: hold", "labelled: block")
    policy.write_text(changed, encoding="utf-8")
    assert "When it was recorded it was: held" in ask(policy, "--transfer", path).stdout


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda e: e["transfer"].pop("channel"), "missing required field `channel`"),
        (lambda e: e["transfer"].update(chanel="share"), "unknown key `chanel`"),
        (lambda e: e.update(lable={}), "unknown key `lable`"),
        (lambda e: e["transfer"].update(at="2026-11-02T09:30:00"), "has no zone"),
        (lambda e: e["transfer"].update(at="9999-12-31T23:59:00Z"), "is not between"),
        (lambda e: e["label"].update(level="secret"), "the record is not whole"),
        (lambda e: e.pop("label"), "missing required field `label`"),
    ],
)
def test_a_record_with_faults(policy: Path, tmp_path: Path, edit: Any, message: str) -> None:
    record = json.loads(msgspec.json.encode(event(policy)))
    edit(record)
    path = tmp_path / "event.json"
    path.write_text(json.dumps(record), encoding="utf-8")
    done = ask(policy, "--transfer", path)
    assert isinstance(done.exception, PolicyError)
    assert message in str(done.exception)


def test_a_record_of_several_lines_says_so(policy: Path) -> None:
    line = msgspec.json.encode(event(policy))
    done = ask(policy, "--transfer", "-", stdin=line + b"\n" + line)
    assert isinstance(done.exception, PolicyError)
    assert "it has 2 lines" in done.exception.help


@pytest.mark.parametrize("record", [b"", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"transfer": 1, "label": []}'])
def test_what_is_no_record(policy: Path, record: bytes) -> None:
    done = ask(policy, "--transfer", "-", stdin=record)
    assert isinstance(done.exception, PolicyError)


def test_one_source_only(policy: Path) -> None:
    done = ask(policy, "--transfer", "x.json", "--person", "sato")
    assert (done.exit_code, "`--person` stands beside `--transfer`" in done.output) == (2, True)
    done = ask(policy, "--transfer", "x.json", "--case", "a.yaml", "b")
    assert done.exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--person", "stao", "--zone", "gripper"), "declares no person `stao`; did you mean `sato`?"),
        (("--person", "sato"), "say where it goes"),
        (("--person", "sato", "--to", " "), "say where it goes"),
        (("--zone", "gripper", "--to", "smb://fs1/gripper"), "stands beside"),
        (("--zone", "gripper", "--exposed", "us-cn/us"), "needs `--person`"),
        (("--person", "sato", "--zone", "gripper", "--exposed", "us"), "declares no side `us`"),
        (("--person", "sato", "--zone", "gripper", "--agent", "A 1\n"), "is not an agent's id"),
    ],
)
def test_wrong_use(policy: Path, arguments: tuple[str, ...], message: str) -> None:
    done = ask(policy, *arguments)
    assert done.exit_code == 2
    assert message in done.output
    assert "allow" not in done.stdout


def test_a_ring_is_that_of_the_agent_asked_about(policy: Path) -> None:
    text = policy.read_text(encoding="utf-8")
    policy.write_text(f"{text}\nrings:\n  agents: {{A-7F3K2QXA: observe}}\n", encoding="utf-8")
    asked = (
        "--person",
        "ito",
        "--kind",
        "drawing",
        "--level",
        "sensitive",
        "--zone",
        "removable",
        "--channel",
        "removable",
    )
    assert verdict(policy, *asked) == verdict(policy, *asked, "--agent", "A-OTHER") == "hold"
    assert verdict(policy, *asked, "--agent", "A-7F3K2QXA") == "allow"
    walled = (*ACROSS, "--zone", "gripper")
    assert verdict(policy, *walled, "--agent", "A-7F3K2QXA") == "block"


def test_mail_may_go_to_nobody_known(policy: Path) -> None:
    assert ask(policy, "--person", "sato", "--channel", "mail").exit_code == 0


def test_a_name_cannot_steer_the_terminal(policy: Path, tmp_path: Path) -> None:
    record = json.loads(msgspec.json.encode(event(policy)))
    record["transfer"]["object"]["name"] = "\x1b[2J[red]x\u202egpj.exe"
    record["transfer"]["destination"]["path"] = "a\rallow"
    path = tmp_path / "event.json"
    path.write_text(json.dumps(record), encoding="utf-8")
    shown = ask(policy, "--transfer", path).stdout
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "\r" not in shown
    assert "[red]x" in shown


def test_a_name_cannot_look_like_a_line_of_the_page(policy: Path, tmp_path: Path) -> None:
    record = json.loads(msgspec.json.encode(event(policy)))
    record["transfer"]["object"]["name"] = "a.pdf\nallow (allowed) by default:clean\n"
    record["transfer"]["destination"]["zone"] = "gripper\nallow (allowed) by default:clean"
    path = tmp_path / "event.json"
    path.write_text(json.dumps(record), encoding="utf-8")
    lines = [line.strip() for line in ask(policy, "--transfer", path).stdout.splitlines()]
    assert not any(line.startswith("allow (allowed)") for line in lines)
    assert any("\\nallow (allowed)" in line for line in lines)


def test_a_name_of_a_million_signs_fills_no_terminal(policy: Path, tmp_path: Path) -> None:
    record = json.loads(msgspec.json.encode(event(policy)))
    record["transfer"]["object"]["name"] = "n" * 1_000_000
    path = tmp_path / "event.json"
    path.write_text(json.dumps(record), encoding="utf-8")
    assert len(ask(policy, "--transfer", path).stdout) < 50_000
    assert "n" * 1_000_000 in facts(policy, "--transfer", path)["transfer"]["document"][0]


def test_a_release_is_weighed(policy: Path, tmp_path: Path) -> None:
    release = tmp_path / "release.json"
    release.write_text("{}", encoding="utf-8")
    done = ask(policy, *ACROSS, "--zone", "gripper", "--release", release)
    assert isinstance(done.exception, PolicyError)
    assert "not a release" in str(done.exception)


@pytest.mark.parametrize("language", ["ja", "en", "zh"])
def test_a_release_that_lifts_and_one_that_does_not(tmp_path: Path, language: str) -> None:
    keys = {officer: Ed25519PrivateKey.generate() for officer in ("tanaka", "suzuki", "mori")}
    ring = KeyRing(officers={officer: public_text(key) for officer, key in keys.items()})
    policy = tmp_path / "policy.yaml"
    policy.write_text(fill_keys(load_example(), ring), encoding="utf-8")
    at = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
    tables = compile_policy(load_policy(policy.read_text(encoding="utf-8")))
    record = json.loads(msgspec.json.encode(event(policy)))
    record["transfer"]["at"] = at.isoformat()
    (tmp_path / "event.json").write_text(json.dumps(record), encoding="utf-8")
    asked = recorded_transfer(json.dumps(record).encode()).question
    draft = replace(
        drafted(scene_of(asked, tables)),
        requester=PersonId("wang"),
        digests=(asked.transfer.object.digest,),
        agent=asked.transfer.agent,
        since=at - timedelta(hours=1),
        until=at + timedelta(days=1),
    )
    officers = [PersonId(officer) for officer in ("tanaka", "suzuki")]
    whole = Release(terms=draft, approvals=tuple(sign_release(draft, o, keys[o]) for o in officers))
    (tmp_path / "whole.json").write_bytes(msgspec.json.encode(whole))
    (tmp_path / "half.json").write_bytes(msgspec.json.encode(replace(whole, approvals=whole.approvals[:1])))
    common = ("--transfer", tmp_path / "event.json", "--language", language)
    lifted = facts(policy, *common, "--release", tmp_path / "whole.json")["decision"]
    assert (lifted["verdict"], lifted["rule"]) == ("allow", "release:draft")
    half = facts(policy, *common, "--release", tmp_path / "half.json")["decision"]
    assert half["verdict"] == "hold"
    assert half["errors"][0].startswith("release.quorum: 1 of 2")
    shown = ask(policy, *common, "--release", tmp_path / "half.json").stdout
    assert "release.quorum" not in shown


def test_a_file_of_cases_with_faults_tells_them_all(policy: Path, tmp_path: Path) -> None:
    cases = tmp_path / "cases.yaml"
    case = "  - {name: n, label: {}, transfer: {zone: gripper}, expect: {verdict: hold}, wrong: 1, other: 2}\n"
    cases.write_text(f"policy: policy.yaml\ncases:\n{case}", encoding="utf-8")
    done = ask(policy, "--case", cases, "n")
    assert done.exit_code == 1
    assert "unknown key `wrong`" in done.output
    assert "unknown key `other`" in done.output
    assert "2 faults" in done.output
