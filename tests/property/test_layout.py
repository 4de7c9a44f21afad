"""However a policy is spaced, ordered and commented: laying it out loses nothing, and once is enough."""

from __future__ import annotations

import random
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from policies.examples import load_example
from policies.importing import ColumnMap, Records, compare, read_csv, read_people, write_difference
from policies.language import load_policy
from policies.language.layout import format_policy
from tests.unit.policies.test_language_values import FULL
from tests.unit.policies.test_layout import TIDY, UNTIDY, comments_of, meaning

SECTION = re.compile(r"(?m)^(?=[a-z_]+:)")
# Lines within or before a text of several lines, where a comment would be a part of it.
TEXT_PARTS = ("|", "Long #", "  name", "'first line", "second line'")
TEXTS = [load_example(), FULL, TIDY, UNTIDY + "\n"]


def shaken(text: str, seed: int) -> str:
    """The same policy with its sections in another order, and comments and blanks put wherever they may stand."""
    chance = random.Random(seed)
    sections = SECTION.split(text)
    chance.shuffle(sections)
    lines = []
    for line in "".join(part if part.endswith("\n") else part + "\n" for part in sections).split("\n"):
        if any(part in line for part in TEXT_PARTS):
            lines.append(line)
            continue
        roll = chance.random()
        if roll < 0.08 and line.strip() and "#" not in line:
            line += f"   # behind {len(lines)}"
        elif roll < 0.14:
            lines.append(" " * chance.randrange(6) + f"# above {len(lines)}")
        elif roll < 0.2:
            lines.append("")
        elif roll < 0.24:
            line += "  "
        lines.append(line)
    return "\n".join(lines)


@given(st.sampled_from(TEXTS), st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_laying_out_changes_neither_meaning_nor_comments_and_once_is_enough(text: str, seed: int) -> None:
    untidy = shaken(text, seed)
    laid_out = format_policy(untidy)
    assert meaning(laid_out) == meaning(untidy)
    assert sorted(comments_of(laid_out)) == sorted(comments_of(untidy))
    assert format_policy(laid_out) == laid_out


@given(st.integers(0, 10_000), st.booleans())
@settings(max_examples=15, deadline=None)
def test_an_import_changes_only_what_it_shows_however_the_policy_is_written(seed: int, remove: bool) -> None:
    text = shaken(load_example(), seed)
    policy = load_policy(text)
    chance = random.Random(seed)
    levels, groups = ["internal", "sensitive", "controlled", ""], ["", "staff", "staff;guests", "-"]
    accounts = [*policy.people, *(f"new{number}" for number in range(chance.randrange(4)))]
    rows = [f"{account},{chance.choice(levels)},{chance.choice(groups)}" for account in accounts]
    source = read_csv(("account,clearance,groups\n" + "\n".join(rows) + "\n").encode(), "people.csv")
    people, inactive = read_people(source, ColumnMap(), policy)
    records = Records(people=people, unread={}, inactive=inactive)
    difference = compare(policy, records, remove=remove, files={})
    changed = write_difference(text, difference, records, remove=remove, name="policy.yaml")
    assert sorted(comments_of(changed)) == sorted(comments_of(text))
    named = {change.id for change in difference.changes if change.action != "absent"}
    after = load_policy(changed).people
    assert {id_ for id_ in after if after[id_] != policy.people.get(id_)} == named
