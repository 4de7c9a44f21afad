"""Where in a policy's text its things stand."""

from __future__ import annotations

from policies.examples import load_example
from policies.language.places import load_policy_with_places

TEXT = load_example()


def test_places_are_those_of_the_text() -> None:
    policy, places = load_policy_with_places(TEXT)
    lines = TEXT.splitlines()
    for path, start in (
        (("projects", "gripper"), "gripper:"),
        (("projects", "gripper", "members", "chen"), "chen: sensitive"),
        (("rules", "drawings-off-site"), "name: drawings-off-site"),
        (("permits", "permit-chen-gripper"), "id: permit-chen-gripper"),
        (("officers", "mori"), "mori:"),
    ):
        line, column = places.of(path)
        assert lines[line - 1][column - 1 :].startswith(start), path
    assert {rule.line for rule in policy.rules} == {places.of(("rules", rule.name))[0] for rule in policy.rules}


def test_what_stands_nowhere_is_placed_at_what_is_around_it() -> None:
    _, places = load_policy_with_places(TEXT)
    assert places.of(("projects", "gripper", "until", "x")) == places.of(("projects", "gripper", "until"))
    assert places.of(("nothing",)) == (1, 1)
