"""What an explanation says agrees with what is decided, and names what the decision turned on."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from policies.analysis.advice import drafted
from policies.analysis.case_text import read_case
from policies.analysis.explanation import Explanation, explain
from policies.analysis.question import Question, scene_of
from policies.analysis.said import Said, tell
from policies.analysis.trials import transfer_of
from policies.compiler import compile_policy
from policies.engine import Engine
from policies.examples import load_example
from policies.language import load_policy
from policies.packs import load_pack
from policies.release import risks_of
from policies.tables import Tables

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
LANGUAGES = ("ja", "en", "zh")
CASES = sorted((Path(__file__).resolve().parents[2] / "golden" / "decisions").glob("*.yaml"))


@pytest.fixture(scope="module")
def tables() -> Tables:
    return compile_policy(load_policy(load_example()))


def question(text: str, tables: Tables) -> Question:
    case = read_case(text + "\nexpect: {verdict: hold}", default_at=NOW, name="case")
    transfer = transfer_of(case, tables)
    return Question(transfer=transfer, recognised=case.label, exposure=case.exposure, now=case.now)


def ask(text: str, tables: Tables) -> Explanation:
    return explain(question(text, tables), tables, with_conditions=True)


def saw(found: Explanation, check: str) -> list[str]:
    (one,) = (each for each in found.checks if each.source == f"invariant:{check}")
    return [tell(each, "en") for each in one.looked_at]


def sentences(found: Explanation) -> list[Said]:
    rows = [each for _, row in (*found.transfer, *found.content) for each in row]
    readers = [each for reader in found.readership.readers for each in reader.why]
    checks = [each for check in found.checks for each in check.looked_at]
    rules = [each for rule in found.rules for each in rule.missed]
    return [*rows, *readers, *checks, *rules, *found.advice, found.readership.summary]


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_every_golden_case_is_explained_as_it_is_decided(path: Path, tables: Tables) -> None:
    case = read_case(
        path.read_text(encoding="utf-8"),
        default_at=NOW,
        name=path.name,
        more_keys=("policy", "release", "uses", "resembles"),
    )
    asked = Question(transfer=case.transfer, recognised=case.label, exposure=case.exposure, now=case.now)
    found = explain(asked, tables, with_conditions=True)
    engine = Engine(tables)
    assert found.decision == engine.decide(case.transfer, found.label, case.exposure, (), case.now)
    for sentence, language in product(sentences(found), LANGUAGES):
        said = tell(sentence, language)
        assert said != sentence.key
        assert "{" not in said
    # Whom the page says may not read is what makes a flow unclean, and nothing else does.
    if found.table[0].source == "default:clean":
        assert found.readership.is_clean
    if found.table[0].key == "default.labelled":
        assert not found.readership.is_clean
    for rule in found.rules:
        assert rule.has_matched != bool(rule.missed)


def test_exposure_names_what_counts_and_what_has_faded(tables: Tables) -> None:
    found = ask(
        "label: {level: sensitive}\ntransfer: {person: sato, zone: gripper}\n"
        "exposure: [{person: sato, side: us-cn/us, days_ago: 3}, {person: sato, side: us-cn/us, days_ago: 400},"
        " {person: wang, side: us-cn/us}, {person: sato, side: makers/aoki}]",
        tables,
    )
    assert saw(found, "exposure")[:2] == [
        "sato handled content of side us on 2026-10-30.",
        "sato handled content of side us on 2025-09-28; it no longer counts.",
    ]
    assert len(saw(found, "exposure")) == 3


def test_a_tainted_session_is_named(tables: Tables) -> None:
    text = (
        "label: {level: sensitive}\n"
        "transfer: {person: sato, zone: gripper, session: gripper, session_since: %s}\n"
        "exposure: [{person: sato, side: us-cn/us, days_ago: 1}]"
    )
    tainted = ask(text % "2026-10-30", tables)
    assert tainted.decision.rule == "invariant:exposure"
    assert any("does not count" in each for each in saw(tainted, "exposure"))
    clean = ask(text % "2026-11-02", tables)
    assert clean.decision.verdict == "allow"
    assert not any("does not count" in each for each in saw(clean, "exposure"))


def test_permits_are_named_with_number_and_end(tables: Tables) -> None:
    found = ask(
        "label: {projects: [gripper], level: sensitive}\ntransfer: {person: wang, zone: gripper, session: gripper}",
        tables,
    )
    assert any("METI-2025-TECH-0977, until 2028-09-30" in each for each in saw(found, "deemed-export"))


def test_a_listed_owner_is_named() -> None:
    tables = compile_policy(load_policy(load_pack("company").policy))
    found = ask(
        "label: {projects: [motion], level: internal}\ntransfer: {person: endo, to: x@greyrock.example}", tables
    )
    assert found.decision.rule == "invariant:screening"
    assert "`US Entity List` (2026-10 2026-10-01): needs a licence, by its owner greyrock-holdings" in saw(
        found, "screening"
    )


@pytest.mark.parametrize("name", ["company", "us-partner-tcp", "university"])
def test_the_quorum_that_is_told_is_the_release_s_own(name: str) -> None:
    tables = compile_policy(load_policy(load_pack(name).policy))
    told = set()
    for project, zone in product(tables.projects, tables.zones):
        found = ask(f"label: {{projects: [{project}], level: internal}}\ntransfer: {{zone: {zone}}}", tables)
        scene = scene_of(question(f"label: {{projects: [{project}]}}\ntransfer: {{zone: {zone}}}", tables), tables)
        for step in found.advice:
            if step.key == "next.release":
                told.add(tell(step, "en"))
                assert risks_of(drafted(scene), tables)
    quorums = tables.quorums
    numbers = {str(each) for each in (quorums.ordinary, quorums.cross_wall, quorums.controlled)}
    assert told
    assert all(any(f"{number} officers" in each for number in numbers) for each in told)


def test_no_release_is_offered_for_a_place_that_has_no_name(tables: Tables) -> None:
    found = ask("label: {projects: [qsensor], level: internal}\ntransfer: {to: x@nowhere.example}", tables)
    assert [step.key for step in found.advice] == ["next.destination", "next.contact"]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("label: {level: internal}\ntransfer: {person: ito, zone: common}", ["because.ordinary"]),
        ("label: {level: public}\ntransfer: {person: ito, zone: common}", ["because.public"]),
        ("label: {level: sensitive}\ntransfer: {person: ito, zone: common}", ["because.nothing"]),
        (
            "label: {level: sensitive}\ntransfer: {person: ito, zone: common, session: qsensor}",
            ["because.session", "because.level"],
        ),
        (
            "label: {level: sensitive}\ntransfer: {person: ito, zone: common, origin: [qsensor]}",
            ["because.origin", "because.level"],
        ),
        (
            "label: {projects: [gripper], level: internal}\ntransfer: {person: ito, zone: common}",
            ["because.recognised"],
        ),
    ],
)
def test_why_the_content_is_whose_it_is(text: str, keys: list[str], tables: Tables) -> None:
    (why,) = (row for name, row in ask(text, tables).content if name.key == "row.why")
    assert [each.key for each in why] == keys


def test_a_rule_out_of_its_days_says_so() -> None:
    text = load_example().replace(
        "  - name: drawings-off-site\n", "  - name: drawings-off-site\n    until: 2026-10-31\n"
    )
    tables = compile_policy(load_policy(text))
    found = ask(
        "label: {level: sensitive, kinds: [drawing]}\ntransfer: {person: ito, zone: removable, channel: removable}",
        tables,
    )
    missed: dict[str, Any] = {rule.name: [tell(each, "en") for each in rule.missed] for rule in found.rules}
    assert missed["drawings-off-site"] == ["period: the rule says … – 2026-10-31; here: 2026-11-02"]


def test_a_rule_for_named_people_says_who_is_not_named() -> None:
    text = load_example().replace(
        "  - name: drawings-off-site\n", "  - name: drawings-off-site\n    persons: [sato, miller]\n"
    )
    tables = compile_policy(load_policy(text))
    found = ask(
        "label: {level: sensitive, kinds: [drawing]}\ntransfer: {person: ito, zone: removable, channel: removable}",
        tables,
    )
    missed = {rule.name: [tell(each, "en") for each in rule.missed] for rule in found.rules}
    assert missed["drawings-off-site"] == ["person: the rule says miller, sato; here: ito"]


def test_a_status_that_runs_out_changes_the_day_after(tables: Tables) -> None:
    text = (
        "label: {projects: [qsensor], level: controlled}\ntransfer: {person: wang, channel: process, zone: qsensor}\n"
    )
    before = ask(text + "at: 2028-03-31", tables)
    after = ask(text + "at: 2028-04-01", tables)
    assert not any("wang needs a permit" in each for each in saw(before, "deemed-export"))
    assert any("wang needs a permit from level sensitive" in each for each in saw(after, "deemed-export"))
