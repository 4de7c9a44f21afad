"""Every key that the engine or a release can give has its sentence in three languages."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

import policies
from policies.model import ListEffect, Verdict
from policies.phrases import PHRASES
from policies.wording import NOTICE_LANGUAGES, say, say_fault

SOURCES = [path for path in Path(policies.__path__[0]).rglob("*.py") if path.name not in ("phrases.py", "wording.py")]
KEY = re.compile(
    r'f?"((?:wall|exposure|screening|deemed-export|origin|opaque|rule|default|error|release|publication)\.[a-z-]+)["}:]'
)


def keys_in_sources() -> set[str]:
    found = {key for path in SOURCES for key in KEY.findall(path.read_text(encoding="utf-8"))}
    lifting = next(path for path in SOURCES if path.name == "lifting.py").read_text(encoding="utf-8")
    scope = re.findall(r'^        \(.*, "([a-z]+)", lambda', lifting, flags=re.MULTILINE)
    unknown = {f"error.unknown-{what}" for what in ("project", "zone", "party")}
    listed = {f"screening.{effect}{by}" for effect in ListEffect for by in ("", "-by-owner")}
    return {key for key in found if not key.endswith("-")} | {f"release.{key}" for key in scope} | unknown | listed


def test_every_key_in_the_sources_has_its_sentence() -> None:
    keys = keys_in_sources()
    assert {"wall.crosses", "release.digest", "release.quorum", "default.clean", "opaque.not-clean"} <= keys
    assert keys <= PHRASES.keys()


def test_every_verdict_has_its_word() -> None:
    assert {f"verdict.{verdict}" for verdict in Verdict} <= PHRASES.keys()


@pytest.mark.parametrize("key", sorted(PHRASES))
def test_sentences_name_the_same_facts_in_every_language(key: str) -> None:
    sentences = PHRASES[key]
    facts = [{name for _, name, _, _ in string.Formatter().parse(said) if name is not None} for said in sentences]
    assert facts[0] == facts[1] == facts[2]
    assert all(name.isidentifier() for found in facts for name in found)
    assert len(set(sentences)) == len(NOTICE_LANGUAGES)


@pytest.mark.parametrize("language", NOTICE_LANGUAGES)
def test_the_notice_says_nothing_of_the_source(language: str) -> None:
    facts = {"case": "C-7F3K2QXA", "contact": "ext. 4100", "projects": "qsensor", "from": "us", "rule": "drawings"}
    said = " ".join(say(key, facts, language) for key in PHRASES if key.startswith("notice."))
    assert "C-7F3K2QXA" in said
    assert "ext. 4100" in said
    assert not re.search(r"qsensor|us\b|drawings|壁|墙|wall|project|プロジェクト|项目|図面", said)


def test_a_missing_fact_and_an_unknown_key_are_no_errors() -> None:
    assert say("wall.crosses", {}, "en").startswith("Wall `…`")
    assert say("no.such-key", {"a": "b"}, "ja") == "no.such-key"
    assert say("notice.title", {}, "fr") == say("notice.title", {}, "en")


def test_a_fact_is_never_read_as_a_format() -> None:
    assert "{contact.__class__}" in say("notice.ask", {"contact": "{contact.__class__}"}, "en")


def test_faults_of_a_release_are_said() -> None:
    assert say_fault("release.uses: 1 of 1", "en") == "The release is used up: 1 of 1."
    assert "1 of 2" in say_fault("release.quorum: 1 of 2", "zh")
