"""Damage to a policy's text is told, and never breaks the reader."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from policies.examples import load_example
from policies.language import Fault, PolicyFaults, load_policy

TEXT = load_example()
LINES = TEXT.count("\n") + 1


@given(st.integers(0, len(TEXT) - 1), st.integers(1, 40), st.text(alphabet="ab:{}[]-*&!#'\"\n\t 0é関\x00", max_size=6))
@settings(max_examples=60)
def test_a_damaged_policy_is_read_or_has_faults_inside_it(start: int, length: int, put: str) -> None:
    faults = faults_of(TEXT[:start] + put + TEXT[start + length :])
    assert all(1 <= fault.line <= LINES + put.count("\n") + 1 for fault in faults)


def faults_of(text: str) -> tuple[Fault, ...]:
    try:
        load_policy(text)
    except PolicyFaults as error:
        return error.faults
    return ()
