"""The one layout: what it looks like, and that nothing is lost by it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from policies.examples import load_example
from policies.language import PolicyFaults, load_policy
from policies.language.comments import comments_in
from policies.language.faults import FaultList
from policies.language.layout import format_policy
from policies.language.source import read_nodes
from policies.model import Policy
from policies.packs import PACKS, load_pack

UNTIDY = """\
# What this is about

# Second paragraph of it

version: 1   # raise it
contact: c
rules:   # the table
# the first
- name: zebra   # stripes
  verdict: hold
  # foot of zebra
- # the second
  name: ant
  to: {channel: [mail,
     http]}
  verdict: allow


# about people
people: {tanaka: {accounts: [
   t, # tee
   # more
   u], status: resident},
  suzuki:   {  groups: [ "a-b",c ]  }  } # last
organisation: |
  Long # no comment
  name
parties: {harbor: {name: "A # sign", screening: [{list: Entity List, effect: flag, note: 'first line

  second line'}]}}
# before officers
officers:
        tanaka: {}
        # inside officers
        suzuki:
              key:
# the end"""

TIDY = """\
# What this is about

# Second paragraph of it

version: 1  # raise it

organisation: |
  Long # no comment
  name
contact: c

parties:
  harbor:
    name: "A # sign"
    screening:
      - list: Entity List
        effect: flag
        note: "first line\\nsecond line"

# about people
people:
  tanaka:
    accounts:
      - t  # tee
      # more
      - u
    status: resident
  suzuki: {groups: ["a-b", c]}  # last

rules:  # the table
  # the first
  - name: zebra  # stripes
    verdict: hold
    # foot of zebra
  # the second
  - name: ant
    to: {channel: [mail, http]}
    verdict: allow

# before officers
officers:
  tanaka: {}
  # inside officers
  suzuki:
    key:
# the end
"""


def meaning(text: str) -> Policy:
    policy = load_policy(text)
    return replace(policy, rules=tuple(replace(rule, line=0) for rule in policy.rules))


def comments_of(text: str) -> list[str]:
    root = read_nodes(text, FaultList())
    assert root is not None
    return [comment.text for comment in comments_in(text, root)]


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_untidy_becomes_tidy(ending: str) -> None:
    assert format_policy(UNTIDY.replace("\n", ending)) == TIDY
    assert meaning(TIDY) == meaning(UNTIDY)
    assert sorted(comments_of(TIDY)) == sorted(comments_of(UNTIDY))


def test_tidy_stays() -> None:
    assert format_policy(TIDY) == TIDY


def test_the_example_keeps_its_meaning_and_its_comments() -> None:
    text = load_example()
    laid_out = format_policy(text)
    assert meaning(laid_out) == meaning(text)
    assert comments_of(laid_out) == comments_of(text)
    assert format_policy(laid_out) == laid_out


def test_the_order_of_rules_and_entries_stays() -> None:
    policy, laid_out = load_policy(UNTIDY), load_policy(format_policy(UNTIDY))
    assert [rule.name for rule in laid_out.rules] == [rule.name for rule in policy.rules] == ["zebra", "ant"]
    assert list(laid_out.people) == list(policy.people)


def test_what_does_not_fit_on_a_line_gets_lines_of_its_own() -> None:
    title = "題" * 55
    text = TIDY.replace("organisation:", f"projects:\n  p: {{title: {title}, level: internal}}\norganisation:")
    assert f"  p:\n    title: {title}\n    level: internal\n" in format_policy(text)


def test_comments_are_found_where_they_are() -> None:
    text = "a: '#no' # yes\nb: x#no\n# own\nc: |  # behind\n  # text\n\nd: [x, # in\n  y]\n# end"
    assert comments_of(text) == ["# yes", "# own", "# behind", "# in", "# end"]


def test_a_faulty_policy_is_not_laid_out() -> None:
    with pytest.raises(PolicyFaults):
        format_policy(TIDY.replace("verdict: hold", "verdict: no"))


@pytest.mark.parametrize("name", PACKS)
def test_a_pack_is_laid_out_already(name: str) -> None:
    assert format_policy(load_pack(name).policy) == load_pack(name).policy
