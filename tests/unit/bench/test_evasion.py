"""What the bench of disguises counts as clean, and how it counts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench.disguise.judges import Seen
from bench.disguise.shared import part, runs
from bench.disguise.source import Sort, Source, Technique
from bench.disguise.tally import Clean, interval
from bench.disguise.wrapping import renamed
from bench.evasion import taking_turns

LATIN = "The readout chain of the sensor is cooled to twenty millikelvin, and each line has an attenuator of its own."
JAPANESE = "読み出し系は二十ミリケルビンまで冷却し、各線路には独立した減衰器を設けて熱雑音を抑えるものとする。"


def source(name: str, text: str, *, group: str = "", language: str = "en", sort: Sort = Sort.TEXT) -> Source:
    return Source(name=name, data=text.encode(), sort=sort, text=text, language=language, group=group)


@pytest.mark.parametrize("text", [LATIN, JAPANESE])
def test_a_run_is_as_long_as_what_the_prints_promise_to_find(text: str) -> None:
    signs = [sign for sign in text.casefold() if sign.isalnum()]
    least = 68 if text is LATIN else 34
    assert {len(run) for run in runs(text)} == {least}
    assert len(list(runs(text))) == len(signs) - least + 1
    assert not list(runs("".join(signs[: least - 1])))


@pytest.mark.parametrize("text", [LATIN, JAPANESE])
def test_what_holds_a_passage_of_a_registered_document_is_not_clean(text: str) -> None:
    registered = (source("spec", f"Before.\n{text}\nBehind.", group="g"),)
    pasted = source("minutes", f"Dear all,\n{text.upper()}")
    version = source("version", "Nothing of it.", group="g")
    others = (source("half", text[: len(text) // 2]), source("letter", "Lunch is at noon.", group="h"))
    parted = part((pasted, version, *others), registered)
    assert parted.sharing == (pasted, version)
    assert parted.clean == others


def test_documents_take_turns_by_language_and_each_technique_takes_others() -> None:
    texts = [
        source(f"{language}-{number}", "x", language=language) for language in ("en", "ja") for number in range(20)
    ]
    pages = [source(f"page-{number}", "", sort=Sort.PAGE) for number in range(20)]
    every = frozenset(Sort)
    technique = Technique(name="one", disguise=renamed, sorts=every)

    def first(chosen: Technique) -> list[str]:
        return [each.name for each, _ in list(taking_turns(chosen, [*texts, *pages]))[:12]]

    assert first(technique) == first(technique)
    assert {name: sum(each.startswith(name) for each in first(technique)) for name in ("en", "ja", "page")} == {
        "en": 4,
        "ja": 4,
        "page": 4,
    }
    assert set(first(technique)) != set(first(replace(technique, name="other")))


def test_a_rate_has_its_causes_its_languages_and_the_interval_of_its_documents() -> None:
    clean = Clean()
    stopped = Seen(
        projects=frozenset(), is_sensitive=True, is_drawing=False, is_opaque=False, causes=frozenset({"text model"})
    )
    passed = replace(stopped, is_sensitive=False, causes=frozenset())
    for number in range(10):
        for seen in (stopped if number == 0 else passed, passed):
            clean.add(source(f"n-{number}", "x", language="ja" if number < 5 else "zh"), seen)
    figures = clean.figures("clean")
    assert figures["clean_stopped"] == 0.05
    assert (figures["clean_stopped_ja"], figures["clean_stopped_zh"]) == (0.1, 0.0)
    assert figures["clean_stopped_by_text_model"] == 0.05
    assert (figures["clean"], figures["clean_documents"], figures["clean_documents_ever_stopped"]) == (20, 10, 1)
    low, high = interval(0.05, 10)
    assert (figures["clean_stopped_low"], figures["clean_stopped_high"]) == (round(low, 4), round(high, 4))
    # Wilson's interval, as published tables have it.
    assert interval(0.0, 10) == pytest.approx((0.0, 0.2775), abs=1e-3)
    assert interval(0.5, 100) == pytest.approx((0.4038, 0.5962), abs=1e-3)
