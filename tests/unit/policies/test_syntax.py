"""What authors are told of text that is no YAML: the mistakes that Japanese officers make in an editor."""

from __future__ import annotations

import pytest

from policies.language import PolicyFaults, load_policy

BASE = """\
version: 1
organisation: Institute
contact: office
walls:
  us-cn: {sides: [us, cn]}
projects:
  q:
    side: us
    level: controlled
    members: [sato, ito]
people:
  sato: {}
  ito: {}
officers: {sato: {key: ""}, ito: {key: ""}}
"""

# What to change, line and column of the fault, a part of what it says, a part of the advice.
MISTAKES = [
    ("    level: controlled", "   level: controlled", 9, 4, "indented by 3", "begins in line 7"),
    ("    level: controlled", "\tlevel: controlled", 9, 1, "a tab", "spaces"),
    ("    level: controlled", "　　level: controlled", 9, 1, "a wide blank", "ordinary spaces"),
    ("    level: controlled", "    level：controlled", 9, 10, "full-width colon", "ordinary colon"),
    ("organisation: I", "organisation：I", 2, 13, "full-width colon", "ordinary colon"),
    ("organisation: I", "organisation I", 2, 1, "a key without a colon", "key: value"),
    ("organisation: I", "organisation: 'I", 2, 15, "the quotation that begins here", "close"),
    ("organisation: I", "organisation: MIT: I", 2, 18, "a second `:`", "quote"),
    ("[sato, ito]", "[sato, ito", 10, 14, "the list that begins here", "`]`"),
    ("[sato, ito]", "[sato, ito］", 10, 14, "the list that begins here", "`]`"),
    ("{sides: [us, cn]}", "{sides: [us, cn]", 5, 10, "the mapping that begins here", "`}`"),
    ("[sato, ito]", "[sato、ito]", 10, 15, "unknown person `sato、ito`", "half width"),
    ("[sato, ito]", "[sato，ito]", 10, 15, "unknown person `sato，ito`", "half width"),
    ("[sato, ito]", "sato ito", 10, 14, "unknown person `sato ito`", "`[a, b]`"),
    ("level: controlled", "level: [controlled]", 9, 12, "one value, not a list", ""),
]


@pytest.mark.parametrize(("old", "new", "line", "column", "says", "advises"), MISTAKES)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_mistake_is_told_where_it_stands(
    old: str, new: str, line: int, column: int, says: str, advises: str, ending: str
) -> None:
    assert BASE.count(old) == 1
    with pytest.raises(PolicyFaults) as caught:
        load_policy(BASE.replace(old, new).replace("\n", ending))
    (fault,) = caught.value.faults
    assert (fault.line, fault.column) == (line, column), fault
    assert says in fault.message
    assert advises in fault.help


def test_the_base_is_sound() -> None:
    assert load_policy(BASE).version == 1
