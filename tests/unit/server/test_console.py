"""The console as a browser meets it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from importlib.resources import files
from typing import Any

import click
import msgspec
import pytest
import sqlalchemy

from policies.label import Kind, Reading
from policies.model import Channel
from sekimori.cli import cli
from server.console.words import LANGUAGES, choose_language
from tests.unit.server.staging import PASSWORD, AppClient, Site, stopped

INVARIANTS = ("wall", "exposure", "screening", "deemed-export", "origin-permission", "opaque")


def browser(site: Site, name: str, language: str = "en") -> AppClient:
    site.as_(name)
    client = site.client()
    client.headers["accept-language"] = language
    answer = client.post("/login", data={"username": name, "password": PASSWORD})
    assert answer.status_code == 303
    cookie = answer.headers["set-cookie"].lower()
    assert all(word in cookie for word in ("__host-sekimori=", "httponly", "secure", "samesite=strict", "path=/"))
    return client


def token_in(page: str) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', page)
    assert found
    return found.group(1)


@pytest.fixture
def case(site: Site) -> str:
    agent = site.enrol()
    agent.report(stopped(agent.id))
    return "/cases/C-7F3K2QXA"


@pytest.mark.parametrize(
    ("language", "words"), [("ja", "止められた理由"), ("en", "Why it was stopped"), ("zh", "拦截原因")]
)
def test_a_case_says_why_in_three_languages(site: Site, case: str, language: str, words: str) -> None:
    page = browser(site, "miller", language).get(case).text
    assert words in page
    assert "sensor-head.pdf" in page
    assert "sekimori case show C-7F3K2QXA --key FILE" in page
    assert f'<html lang="{language}">' in page


@pytest.mark.parametrize("name", ["wang", "lin", "yamada"])
def test_the_neutral_page_holds_nothing_of_the_source(site: Site, case: str, name: str) -> None:
    page = browser(site, name).get(case).text
    assert "Export Control Office, ext. 4100" in page
    for hidden in ("sensor-head", "qsensor", "miller", "drawings-off-site", "removable", "release-requests"):
        assert hidden not in page


@pytest.mark.parametrize("path", ["/cases", "/releases", "/policy", "/agents"])
@pytest.mark.parametrize("name", ["tanaka", "auditor", "yamada"])
@pytest.mark.parametrize("which", ["site", "bare_site"])
def test_every_page_answers_with_and_without_anything_to_show(
    request: pytest.FixtureRequest, which: str, name: str, path: str
) -> None:
    answer = browser(request.getfixturevalue(which), name, "ja").get(path)
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert "<script" not in answer.text
    assert "style=" not in answer.text


def test_without_a_policy_the_page_says_what_to_do_next(bare_site: Site) -> None:
    page = browser(bare_site, "yamada").get("/policy").text
    assert bare_site.house.bundles.public_key in page.replace("&#43;", "+")
    assert "sekimori server publish" in page


def test_who_is_not_logged_in_is_sent_to_the_log_in(site: Site, case: str) -> None:
    for path in ("/", "/cases", case, "/releases", "/policy"):
        answer = site.client().get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/login")


def test_a_failed_log_in_says_so_and_keeps_the_name(site: Site) -> None:
    answer = site.client().post("/login", data={"username": "<b>sato", "password": "wrong"})
    assert answer.status_code == 401
    assert "&lt;b&gt;sato" in answer.text


@pytest.mark.parametrize(
    "headers", [{"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}]
)
def test_forms_from_elsewhere_are_refused(site: Site, case: str, headers: dict[str, str]) -> None:
    client = browser(site, "kato")
    form = {"form_token": token_in(client.get(case).text), "comment": "no"}
    assert client.post(f"{case}/deny", data=form, headers=headers).status_code == 403
    assert site.client().post("/login", data={"username": "x", "password": "y"}, headers=headers).status_code == 403
    assert client.post(f"{case}/deny", data={**form, "form_token": "x"}).status_code == 403
    assert client.post(f"{case}/deny", data=form).status_code == 303
    assert "denied" in client.get(case).text


FORM = {
    "purpose": "Machining <at> the partner", "recipient": "Harbor University", "end_use": "one part", "item": "3A901",
    "basis": "ear-licence", "basis_number": "D1", "basis_date": "2026-10-01", "until": "2026-11-30", "uses": "1",
}  # fmt: skip


def test_a_release_is_asked_for_and_shows_what_is_signed(site: Site, case: str) -> None:
    client = browser(site, "miller")
    answer = client.post(f"{case}/release-requests", data={**FORM, "form_token": token_in(client.get(case).text)})
    assert answer.status_code == 303
    page = client.get(answer.headers["location"]).text
    release = answer.headers["location"].rsplit("/", 1)[1]
    shown = site.as_("miller").get(f"/api/v1/releases/{release}").json()
    assert shown["digest"] in page
    assert shown["signed"].replace("<", "&lt;").replace(">", "&gt;").replace('"', "&#34;") in page
    assert f"sekimori login https://sekimori.test --user NAME\nsekimori release approve {release} --key FILE" in page


def test_the_commands_that_pages_tell_are_commands() -> None:
    told = [
        re.sub(r"{{.*?}}", "X", line)
        for page in (files("server.console") / "templates").iterdir()
        for block in re.findall(r'<pre class="command">(.*?)</pre>', page.read_text("utf-8"), re.DOTALL)
        for line in block.splitlines()
        if line.startswith("sekimori ")
    ]
    assert len(told) >= 4
    for line in told:
        command: click.Command = cli
        words, context = line.split()[1:], click.Context(cli)
        while isinstance(command, click.Group):
            _, found, words = command.resolve_command(context, words)
            assert found is not None, line
            command, context = found, click.Context(found, parent=context)
        command.make_parser(context).parse_args(words)


@pytest.mark.parametrize(
    ("language", "warning"),
    [
        (
            "en",
            "The file may differ by up to 7 % from what you see. In that share anything may be written, such as",
        ),
        ("ja", "最大 7 % 異なることがあります。その範囲では数値の変更を含め何が書かれていても通り"),
        ("zh", "最多可能相差 7 %。在此范围内无论写了什么（例如改动数值）都会通过"),
    ],
)
def test_approvers_are_told_plainly_what_may_change(site: Site, case: str, language: str, warning: str) -> None:
    client = browser(site, "miller", language)
    form = {**FORM, "changed_percent": "7", "form_token": token_in(client.get(case).text)}
    page = client.get(client.post(f"{case}/release-requests", data=form).headers["location"]).text
    assert page.count(warning) == 1
    assert "≤ 7 %" in page
    exact = {**FORM, "form_token": form["form_token"]}
    assert warning not in client.get(client.post(f"{case}/release-requests", data=exact).headers["location"]).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_second_look_is_a_form_for_reviewers(site: Site, language: str) -> None:
    agent = site.enrol()
    event = stopped(agent.id, evidence=None, held=False)
    decision = msgspec.structs.replace(event.decision, verdict="allow", obligations=("second-look",))
    agent.report(msgspec.structs.replace(event, decision=decision))
    path = "/cases/C-7F3K2QXA"
    assert f'action="{path}/review"' not in browser(site, "miller", language).get(path).text
    client = browser(site, "kato", language)
    page = client.get(path).text
    assert f'action="{path}/review"' in page
    assert f'action="{path}/deny"' not in page
    assert f'action="{path}/release-requests"' not in page
    form = {"form_token": token_in(page), "comment": "as agreed"}
    assert client.post(f"{path}/review", data=form).status_code == 303
    assert f'action="{path}/review"' not in client.get(path).text


@pytest.mark.parametrize(
    "change",
    [
        {"until": "2020-01-01"}, {"until": "soon"}, {"basis": "x"}, {"purpose": ""}, {"uses": "0"},
        {"changed_percent": "51"}, {"changed_percent": "5.5"}, {"changed_percent": "-1"},
    ],
)  # fmt: skip
def test_a_form_with_a_fault_says_so_and_keeps_what_was_written(site: Site, case: str, change: dict[str, Any]) -> None:
    client = browser(site, "miller")
    form = {**FORM, **change, "form_token": token_in(client.get(case).text)}
    answer = client.post(f"{case}/release-requests", data=form)
    assert answer.status_code == 422
    assert "Harbor University" in answer.text


def test_hostile_names_are_shown_as_text(site: Site) -> None:
    agent = site.enrol("<script>alert(1)</script>")
    agent.report(stopped(agent.id))
    for name, path in (("yamada", "/agents"), ("miller", "/cases/C-7F3K2QXA")):
        page = browser(site, name).get(path).text
        assert "<script>" not in page
        assert "&lt;script&gt;" in page


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/\\evil.example", "/x\r\ny: z"])
def test_the_language_switch_leads_nowhere_else(site: Site, back: str) -> None:
    answer = site.client().get("/language", params={"to": "ja", "back": back})
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize(
    ("chosen", "accepted", "language"),
    [("", "ja,en;q=0.8", "ja"), ("", "fr, zh-CN;q=0.9, en;q=0.2", "zh"), ("", "", "en"), ("zh", "ja", "zh"),
     ("xx", "de", "en"), ("", "en;q=x, ja", "ja")],
)  # fmt: skip
def test_whose_language(chosen: str, accepted: str, language: str) -> None:
    assert choose_language(chosen, accepted) == language


def test_every_message_is_there_in_every_language_with_the_same_facts() -> None:
    folder = files("server.console") / "messages"
    texts = {language: json.loads((folder / f"{language}.json").read_text("utf-8")) for language in LANGUAGES}
    for key, text in texts["en"].items():
        facts = set(re.findall(r"\{\w+\}", text))
        for language in LANGUAGES:
            assert set(re.findall(r"\{\w+\}", texts[language][key])) == facts, (language, key)
    assert len({frozenset(text) for text in texts.values()}) == 1


def test_openapi_is_complete(site: Site) -> None:
    for app in (site.people_app, site.agents_app):
        schema = app.openapi()
        known = set(schema["components"]["schemas"])
        used = set(re.findall(r"#/components/schemas/([\w.-]+)", json.dumps(schema)))
        assert used <= known
        for path, methods in schema["paths"].items():
            for method, route in methods.items():
                assert route["description"], (method, path)
                assert any(code.startswith("2") for code in route["responses"])
                assert path.endswith("/ca") or any(code.startswith(("4", "5")) for code in route["responses"]), path
    assert site.client().get("/openapi.json").status_code == 200
    assert site.client().get("/docs").status_code == 404


def test_a_file_name_cannot_turn_its_order_round(site: Site) -> None:
    agent = site.enrol()
    event = stopped(agent.id)
    named = replace(event.transfer, object=replace(event.transfer.object, name="gnp.\u202efdp\x1b[2J"))
    agent.report(msgspec.structs.replace(event, transfer=named))
    page = browser(site, "miller").get("/cases/C-7F3K2QXA").text
    assert "gnp.\\u202efdp\\x1b[2J" in page
    assert "\u202e" not in page


def test_an_origin_that_is_no_address_is_foreign(site: Site) -> None:
    answer = site.client().post("/login", data={"username": "a", "password": "b"}, headers={"origin": "http://[x"})
    assert answer.status_code == 403


@pytest.mark.parametrize("language", LANGUAGES)
def test_kinds_channels_and_rules_are_said_in_words(site: Site, case: str, language: str) -> None:
    page = browser(site, "miller", language).get(case).text
    words = json.loads((files("server.console") / "messages" / f"{language}.json").read_text("utf-8"))
    for key in ("kind.drawing", "field.quantum", "reading.full", "channel.removable"):
        assert f"<dd>{words[key]}</dd>" in page, key
    assert words["rule.rule"].replace("{name}", "drawings-off-site") in page


def test_every_kind_channel_and_reading_has_words() -> None:
    for language in LANGUAGES:
        words = json.loads((files("server.console") / "messages" / f"{language}.json").read_text("utf-8"))
        wanted = {f"kind.{one}" for one in Kind} | {f"channel.{one}" for one in Channel}
        wanted |= {f"reading.{one}" for one in Reading} | {f"rule.invariant.{one}" for one in INVARIANTS}
        assert wanted <= set(words)


def test_a_failure_is_a_page_for_whoever_reads_pages(site: Site, case: str) -> None:
    client = browser(site, "miller", "ja")
    with site.house.database.write() as connection:
        connection.execute(sqlalchemy.text("ALTER TABLE cases RENAME TO lost"))
    answer = client.get(case)
    assert answer.status_code == 503
    assert "データベース" in answer.text
