"""Whatever shape a party's `screening:` is written in, changing it says what was meant and loses no comment."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from policies.examples import load_example
from policies.language import load_policy
from policies.model import ListEffect, PartyId
from policies.screening.editing import write_screening
from policies.screening.findings import entries_after, screen, with_inherited
from policies.screening.lists import ControlList, ListEntry, version_of
from policies.screening.matching import Thresholds

NAME = "Aoki Heavy Industries"
ITEMS = (
    ("list: T1", "effect: flag"),
    ("list: T1", "effect: flag", "version: v"),
    ("list: T2", "effect: licence", "version: v", 'note: "a, b: {c} # d"'),
    ("list: other", "effect: prohibit"),
    ("effect: flag", "version: v", "list: T3"),
)
COMMENTS = ("", "   # {x}: [y", "  # ]")


def as_list(title: str, name: str) -> ControlList:
    entries = (ListEntry(id=name, name=name, effect=ListEffect.LICENCE),)
    return ControlList(code=title, title=title, version=version_of(entries), dated=None, entries=entries)


@st.composite
def parties(draw: st.DrawFn) -> str:
    items = draw(st.lists(st.sampled_from(ITEMS), max_size=5, unique=True))
    if draw(st.booleans()):
        between = draw(st.sampled_from((", ", ",\n      ", " , ")))
        written = between.join("{" + ", ".join(item) + "}" for item in items)
        return f"  aoki-heavy: {{name: {NAME}, screening: [{written}], country: JP}}{draw(st.sampled_from(COMMENTS))}"
    indent = draw(st.sampled_from(("    ", "      ")))
    lines = [f"{indent}# over the list"] if items and draw(st.booleans()) else []
    for item in items:
        comment = draw(st.sampled_from(COMMENTS))
        if draw(st.booleans()):
            lines.append(f"{indent}- " + f"{comment}\n{indent}  ".join(item))
        else:
            lines.append(f"{indent}- {{{', '.join(item)}}}{comment}")
    screening = "\n".join(["    screening:", *lines])
    keys = draw(st.permutations([f"    name: {NAME}{draw(st.sampled_from(COMMENTS))}", screening, "    country: JP"]))
    return "\n".join(["  aoki-heavy:", *keys])


@settings(max_examples=80, deadline=None)
@given(parties(), st.lists(st.sampled_from((NAME, "Other")), min_size=1, max_size=3))
def test_changes_are_written_in_any_shape(party: str, names: list[str]) -> None:
    example = load_example()
    start, end = example.index("  aoki-heavy: {"), example.index("  bluefin-bearings: {")
    text = example[:start] + party + "\n" + example[end:]
    lists = [as_list(f"T{number}", name) for number, name in enumerate(names, 1)]
    screened = screen(load_policy(text), lists, thresholds=Thresholds(), on=date(2026, 8, 1))
    findings = {each.party.id: each for each in with_inherited(screened)}
    written = write_screening(text, findings.values())
    after = load_policy(written)
    assert after.parties[PartyId("aoki-heavy")].screening == entries_after(findings[PartyId("aoki-heavy")])
    assert ("# over the list" in written) == ("# over the list" in text)
    assert written.endswith(example[end:])
    assert written.startswith(example[:start])
