"""The laws that labels keep, whatever they hold."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from policies.label import Kind, Label, Level, ProjectId, Reading, join_all

LABELS = st.builds(
    Label,
    projects=st.frozensets(st.sampled_from([ProjectId(name) for name in ("a", "b", "c")])),
    level=st.sampled_from(Level),
    fields=st.frozensets(st.sampled_from(["quantum", "robotics"])),
    kinds=st.frozensets(st.sampled_from([Kind.DRAWING, Kind.PAPER])),
    markings=st.frozensets(st.sampled_from(["cui", "cn-jimi"])),
    reading=st.sampled_from(Reading),
)


@given(LABELS, LABELS, LABELS)
def test_join_is_associative_commutative_and_idempotent(a: Label, b: Label, c: Label) -> None:
    assert a.join(b).join(c) == a.join(b.join(c))
    assert a.join(b) == b.join(a)
    assert a.join(a) == a


@given(LABELS, LABELS)
def test_join_is_the_least_upper_bound(a: Label, b: Label) -> None:
    joined = a.join(b)
    assert joined.dominates(a)
    assert joined.dominates(b)
    assert joined.level in (a.level, b.level)


@given(LABELS, LABELS)
def test_dominance_is_antisymmetric(a: Label, b: Label) -> None:
    if a.dominates(b) and b.dominates(a):
        assert a == b


@given(LABELS)
def test_the_empty_label_is_the_bottom(a: Label) -> None:
    assert a.dominates(Label())
    assert join_all([a]) == a
    assert join_all([]) == Label()
