"""Homes, domains and words as they are compared: what nothing could ever match is a fault, not a hole."""

from __future__ import annotations

import pytest

from policies.compiler import compile_policy
from policies.language import PolicyFaults, load_policy
from policies.model import PartyId, PermitId, PersonId, Policy, ProjectId, ZoneId
from policies.places import Places

HEAD = """\
version: 1
organisation: Institute
contact: office
walls: {us-cn: {sides: [us, cn]}}
officers: {mori: {key: ""}, ueda: {key: ""}}
people: {mori: {accounts: [mori]}, ueda: {accounts: [ueda]}}
"""


def loaded(body: str) -> Policy:
    return load_policy(HEAD + body)


def faults(body: str) -> list[str]:
    with pytest.raises(PolicyFaults) as caught:
        loaded(body)
    return [fault.message for fault in caught.value.faults]


@pytest.mark.parametrize(
    "written",
    ["https://mit.edu/", "@mit.edu", "*.mit.edu", ".mit.edu", "mit edu", "mit.edu:443", "mit..edu", "x@mit.edu", "-"],
)
def test_a_domain_that_no_address_could_match_is_a_fault(written: str) -> None:
    assert faults(f'parties: {{mit: {{domains: ["{written}"]}}}}\n') == [f"`{written}` is not a domain"]


@pytest.mark.parametrize("written", ["edu", "cn", "edu."])
def test_a_whole_top_level_domain_is_nobodys(written: str) -> None:
    assert faults(f"parties: {{mit: {{domains: [{written}]}}}}\n") == [f"`{written}` is no organisation's domain"]


@pytest.mark.parametrize("written", ["MIT.edu", "mit.edu.", '" mit.edu "', "ｍｉｔ.edu"])
def test_a_domain_is_found_however_it_is_written(written: str) -> None:
    policy = loaded(f"parties: {{mit: {{domains: [{written}]}}}}\n")
    assert policy.parties[PartyId("mit")].domains == ("mit.edu",)
    assert Places(compile_policy(policy)).party_at("someone@cs.mit.edu") == "mit"


@pytest.mark.parametrize(("first", "second"), [("mit.edu.", "MIT.edu"), ("例え.jp", "xn--r8jz45g.jp")])
def test_one_domain_in_two_spellings_has_one_owner(first: str, second: str) -> None:
    (said,) = faults(f"parties: {{mit: {{domains: [{first}]}}, other: {{domains: [{second}]}}}}\n")
    assert said.endswith("belongs to `mit` already")


TWO_HOMES = "projects:\n  a: {{side: us, homes: ['{}']}}\n  b: {{side: cn, homes: ['{}']}}\n"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("nfs://FS1/x/**", "nfs://fs1/x/**"),
        ("smb://fs1/x", "smb://fs1:445/x/**"),
        ("smb://fs1./x", "smb://fs1/X"),
        ("smb://user@fs1/x/**", "smb://fs1/x/**"),
    ],
)
def test_one_folder_in_two_spellings_has_one_owner(first: str, second: str) -> None:
    assert faults(TWO_HOMES.format(first, second)) == [f"home `{second}` belongs to `a` already"]


def test_a_home_across_a_wall_is_found_in_another_spelling_of_its_server() -> None:
    (said,) = faults(TWO_HOMES.format("nfs://FS1/x/**", "nfs://fs1/x/inner/**"))
    assert said == "the homes of `a` and `b` lie inside each other, across a wall"


@pytest.mark.parametrize(
    "written", ["/srv/*/us/**", "/srv/q?/x", "/srv/a*", "/srv/a**", "/srv/a/**/b", "smb://fs1/a%2fb"]
)
def test_a_home_is_one_whole_folder(written: str) -> None:
    assert faults(TWO_HOMES.format(written, "/srv/z")) == [f"`{written}` is not a home"]


@pytest.mark.parametrize("folder", ["smb://fs1/Project Data", "smb://fs1/共有　資料", "/srv/a b", "/srv/[2026] plan"])
def test_a_home_may_have_blanks_in_its_name(folder: str) -> None:
    places = Places(compile_policy(loaded(f"projects:\n  a: {{side: us, homes: ['{folder}/**']}}\n")))
    assert places.zone_at(f"{folder}/x.pdf") == ZoneId("a")


@pytest.mark.parametrize("folder", ["/srv/a ", "/srv/a /b", "smb://fs1/x　/y"])
def test_a_home_has_no_blank_at_the_end_of_a_name(folder: str) -> None:
    assert any("is not a home" in each for each in faults(f"projects:\n  a: {{side: us, homes: ['{folder}/**']}}\n"))


def test_blanks_around_a_quoted_word_are_no_part_of_it() -> None:
    policy = loaded(
        'permits: [{id: p, number: "1", authority: METI, items: [" 3A901 "], persons: [" mori "]}]\n'
        "projects: {a: {side: ' us'}}\n"
    )
    (permit,) = policy.permits
    assert (permit.id, permit.items, permit.persons) == (PermitId("p"), ("3A901",), {PersonId("mori")})
    assert [side.name for side in policy.projects[ProjectId("a")].sides] == ["us"]


def test_a_number_of_blanks_is_no_number() -> None:
    said = faults('permits: [{id: p, number: " ", authority: METI, items: [3A901], persons: [mori]}]\n')
    assert said == ["permit `p` has no `number`"]


def test_an_account_stands_on_one_line() -> None:
    with pytest.raises(PolicyFaults, match="a line break or tab stands in `accounts`"):
        load_policy(HEAD.replace("[ueda]", '["ueda\\nmori"]'))


@pytest.mark.parametrize("sign", ["\\x1b", "\\x9b", "\\x7f", "\\u202e", "\\u2066", "\\u2028"])
def test_a_text_cannot_steer_a_terminal_or_turn_its_order(sign: str) -> None:
    assert faults(f'projects: {{a: {{title: "x{sign}y", side: us}}}}\n') == ["`title` holds a control character"]
