"""Labels of reviewers: who may give them, when two make one, and what leaves the server."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files
from typing import Any

import msgspec
import pytest

from classifiers.model.artifacts import load_models
from policies.label import Label, Level, ProjectId
from policies.model import PersonId
from policies.opinion import FIELDS
from policies.transfer import Subject
from server.console.words import LANGUAGES
from server.people.service import Role
from tests.unit.server.staging import DIGEST, PASSWORD, Site, of_gripper, stopped
from tests.unit.server.test_console import browser, token_in

CASE = "C-7F3K2QXA"
PATH = f"/api/v1/cases/{CASE}/labels"
SPEC = {"sensitive": True, "kind": "specification", "fields": ["quantum", "ai", "ai"], "project": "qsensor"}


@pytest.fixture
def case(site: Site) -> str:
    agent = site.enrol()
    assert agent.report(stopped(agent.id)).status_code == 200
    return CASE


def label(site: Site, name: str, **changes: Any) -> Any:
    return site.as_(name).post(PATH, json=SPEC | changes)


def exported(site: Site, name: str = "tanaka") -> Any:
    return site.as_(name).get("/api/v1/feedback").json()["labels"]


def test_two_people_make_a_label_and_one_does_not(site: Site, case: str) -> None:
    assert label(site, "kato").json()["standing"] == "waiting"
    assert exported(site) == []
    assert label(site, "kato").json()["standing"] == "waiting"
    assert label(site, "tanaka").json()["standing"] == "agreed"
    (found,) = exported(site)
    assert (found["digest"], found["fields"], found["people"]) == (DIGEST, ["ai", "quantum"], ["kato", "tanaka"])
    assert set(found) == {"digest", "sensitive", "kind", "fields", "project", "cases", "people", "at"}


def test_two_log_ins_of_one_person_are_one(site: Site, case: str) -> None:
    site.house.people.add("kato2", "kato", [Role.REVIEWER], PASSWORD,
                          site.clock())  # fmt: skip
    label(site, "kato")
    client = site.client()
    token = site.house.people.log_in("kato2", PASSWORD, "test", site.clock()).token
    client.headers["authorization"] = f"Bearer {token}"
    assert client.post(PATH, json=SPEC).json()["standing"] == "waiting"
    assert exported(site) == []


@pytest.mark.parametrize(
    "changes", [{"sensitive": False}, {"kind": "drawing"}, {"fields": ["quantum"]}, {"project": ""}]
)
def test_a_difference_in_anything_stays_open_until_somebody_gives_way(
    site: Site, case: str, changes: dict[str, Any]
) -> None:
    label(site, "kato")
    shown = label(site, "tanaka", **changes).json()
    assert shown["standing"] == "disagreed"
    assert shown["others"][0]["person"] == "kato"
    assert label(site, "suzuki").json()["standing"] == "disagreed", "two against one is no agreement"
    assert exported(site) == []
    assert label(site, "tanaka").json()["standing"] == "agreed"
    assert len(exported(site)) == 1


def test_nobody_sees_the_first_label_before_giving_the_second(site: Site, case: str) -> None:
    label(site, "kato", sensitive=False)
    label(site, "tanaka")
    unspoken = site.as_("suzuki").get(PATH).json()
    assert (unspoken["standing"], unspoken["mine"], unspoken["others"]) == ("waiting", None, [])
    assert "not sensitive; specification" not in browser(site, "suzuki").get(f"/cases/{CASE}").text
    assert len(label(site, "suzuki").json()["others"]) == 2


def test_the_sender_does_not_label(site: Site) -> None:
    agent = site.enrol()
    event = stopped(agent.id)
    transfer = replace(event.transfer, subject=Subject(person=PersonId("tanaka")))
    agent.report(msgspec.structs.replace(event, transfer=transfer))
    assert label(site, "tanaka").json()["code"] == "not-permitted"
    assert f"/cases/{CASE}/labels" not in browser(site, "tanaka").get(f"/cases/{CASE}").text
    assert label(site, "kato").status_code == 200


@pytest.mark.parametrize("name", ["sato", "miller", "wang", "lin", "yamada", "auditor"])
def test_who_may_not_label_stores_nothing(site: Site, case: str, name: str) -> None:
    assert label(site, name).status_code == 403
    assert site.as_("kato").get(PATH).json()["standing"] == "unlabelled"
    assert "feedback" not in browser(site, name).get(f"/cases/{CASE}").text


def test_labels_leave_only_to_those_who_may_read_the_case(site: Site, case: str) -> None:
    label(site, "kato")
    label(site, "tanaka")
    assert exported(site, "lin") == []
    assert len(exported(site, "kato")) == 1


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "novel"}, {"fields": ["magic"]}, {"sensitive": "yes"}, {"sensitive": None}, {"text": "content"},
     {"project": "x" * 65}],
)  # fmt: skip
def test_malformed_labels_are_refused(site: Site, case: str, wrong: dict[str, Any]) -> None:
    assert label(site, "kato", **wrong).json()["code"] == "invalid"


def test_a_project_of_the_other_side_cannot_be_named(site: Site, case: str) -> None:
    assert label(site, "kato", project="gripper").json()["code"] == "feedback-project"
    assert "gripper" not in site.as_("kato").get(PATH).json()["projects"]


def test_a_document_that_two_cases_call_differently_is_left_out(site: Site, case: str) -> None:
    agent = site.enrol("other")
    both = Label(projects=frozenset({ProjectId("gripper")}), level=Level.SENSITIVE)
    event = of_gripper(agent.id)
    assert agent.report(msgspec.structs.replace(event, label=both)).status_code == 200
    for name in ("kato", "tanaka"):
        label(site, name, project="")
    gripper = "/api/v1/cases/C-GRIPPER1/labels"
    for name in ("lin", "suzuki"):
        answer = site.as_(name).post(gripper, json=SPEC | {"project": "", "kind": "paper"})
        assert answer.status_code == 200, answer.text
    assert exported(site, "suzuki") == []
    for name in ("lin", "suzuki"):
        site.as_(name).post(gripper, json=SPEC | {"project": ""})
    (found,) = exported(site, "suzuki")
    assert found["cases"] == [CASE, "C-GRIPPER1"]
    assert [shown["cases"] for shown in exported(site, "kato")] == [[CASE]]


def test_the_ledger_tells_who_labelled_and_who_took_labels(site: Site, case: str) -> None:
    label(site, "kato")
    exported(site)
    with site.house.database.read() as connection:
        text = " ".join(each.record or "" for each in site.house.ledger.export(connection).records)
    assert "case.labelled" in text
    assert "feedback.exported" in text
    assert '"standing":"waiting"' in text
    assert "specification" not in text, "labels themselves stay with the case"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_works_in_a_browser(site: Site, case: str, language: str) -> None:
    page = f"/cases/{CASE}"
    for name in ("kato", "tanaka"):
        client = browser(site, name, language)
        form = {
            "form_token": token_in(client.get(page).text), "sensitive": "yes", "kind": "specification",
            "project": "qsensor", "field.quantum": "on",
        }  # fmt: skip
        answer = client.post(f"{page}/labels", data=form)
        assert (answer.status_code, answer.headers["location"]) == (303, f"{page}#feedback")
    words = json.loads((files("server.console") / "messages" / f"{language}.json").read_text("utf-8"))
    shown = client.get(page).text
    assert words["feedback.standing.agreed"] in shown
    assert 'id="field-quantum" name="field.quantum" value="on" checked' in shown
    assert exported(site)[0]["fields"] == ["quantum"]


@pytest.mark.parametrize("form", [{}, {"sensitive": "maybe", "kind": "paper"}, {"sensitive": "yes", "kind": ""}])
def test_an_unfinished_form_is_refused_with_words(site: Site, case: str, form: dict[str, str]) -> None:
    client = browser(site, "kato")
    form = form | {"form_token": token_in(client.get(f"/cases/{CASE}").text)}
    assert client.post(f"/cases/{CASE}/labels", data=form).status_code == 422
    assert client.post(f"/cases/{CASE}/labels", data=form | {"form_token": "x"}).status_code == 403


def test_every_field_has_words_and_every_field_of_the_model_can_be_named() -> None:
    assert set(load_models().text.fields) <= set(FIELDS)
    for language in LANGUAGES:
        words = json.loads((files("server.console") / "messages" / f"{language}.json").read_text("utf-8"))
        assert all(f"field.{name}" in words for name in FIELDS)
