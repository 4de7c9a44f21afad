"""Every problem that a machine may tell of comes with what to do about it, in three languages."""

from __future__ import annotations

import pytest

from agent.gate.names import STIFF, problem
from policies.advice import ADVICE, OTHER, advice_on
from policies.phrases import PHRASES
from policies.wording import NOTICE_LANGUAGES, say

SAID = {
    "new models: the disk of the data folder lacks 3 MB for it; it goes on when there is room": "supply-room",
    "new fingerprints: it cannot be kept: No space left on device": "supply-room",
    "new projects: this machine was given no key for it: name one in `[fingerprints]` of config.toml": "supply-key",
    "new fingerprints: the new index lacks 1 documents of the one before and declares 0 more public": "supply",
    "rounds: the journal cannot be written": "acting",
    "the gate: nobody stands at it": "gate-gone",
    "the gate: not reached yet": "gate-gone",
    "the gate: it has gone": "gate-gone",
    "nobody stands at the gate": "gate-gone",
    "the gate does not answer: its door is for root alone": "gate-door",
    "the gate: its tables cannot be written: No space left on device": "gate-tables",
    "gate: No space left on device": "gate-tables",
    "the gate: it still goes by older rules": "gate-older",
    "the gate: its first tables are being written": "gate-building",
    "the gate: it guards nothing before there is a policy": "gate-no-policy",
    "the gate does not guard `/srv/a`: it is not asked about what is opened": "gate-not-asked",
    "the gate does not guard `/srv/a`: nobody answers what it is asked": "gate-not-asked",
    "the gate does not guard `/srv/a`: it does not say whether it is asked": "gate-unheard",
    "the gate does not guard `/srv/a`: Operation not supported": "gate-not-guarded",
    "the gate does not guard `/srv/a\nb`: No such file or directory": "gate-not-guarded",
    problem("/srv/a", STIFF): "gate-stiff",
    "the gate's keeper: cannot be started: Resource temporarily unavailable": "gate-keeper",
    "the gate's tables: rules and tables of two times": "gate-garbage",
    "the gate was gone 2 times: whatever was opened meanwhile was not asked about": "gate-was-gone",
    "sessions are declarations alone: cgroup version 2 is not mounted": "sessions-declared",
    "sessions: `nft` is not installed": "sessions-network",
    "`/srv/a` is not watched: No such file or directory": "not-watched",
    "the policy knows no zone `x`: correct it in config.toml, or have the officers add it": "zone-unknown",
    "home `smb://fs1/x` of zone `y` should be on this machine and is not watched: why": "home-not-here",
    "`/srv/a` is the home of `x` and `y` at once, and is watched as neither": "home-twice",
    "config.toml watches `/srv/a` as zone `x`; by the policy it is the home of `y`": "config-zone",
    "Samba: `testparm` is not installed": "samba",
    "share `x`, which the policy does not know, reaches the folders of `y`": "share-unknown",
    "readers lack the wall `landlock`: why": "wall-lacking",
    "readers of letters lack the wall `landlock`: why": "wall-lacking",
    "letters in pictures are not read: why": "letters",
    "the policy does not know 3 of the projects that were learnt: likeness to them is nothing": "learnt-unknown",
    "3 files or folders cannot be read and were not judged": "unreadable",
    "journal: a damaged one was set aside as `x`: have it looked into, then take it away": "journal-damaged",
    "journal: no space": "journal",
    "policy: the signature does not verify": "policy",
    "release: case `C-1`: why": "acting",
    "core: unexpected: ValueError": "unexpected",
    "journal: unexpected: ValueError": "journal",
}


@pytest.mark.parametrize(("problem", "key"), SAID.items())
def test_what_a_machine_says_is_known_by_its_words(problem: str, key: str) -> None:
    assert advice_on(problem) == f"advice.{key}"


def test_what_nobody_foresaw_gets_an_advice_too() -> None:
    assert advice_on("something of a later version") == advice_on("") == OTHER


def test_every_advice_is_given_for_something_and_said_in_every_language() -> None:
    assert {f"advice.{key}" for key in SAID.values()} | {OTHER} == set(ADVICE)
    for key in ADVICE:
        assert key in PHRASES
        said = {say(key, {}, language) for language in NOTICE_LANGUAGES}
        assert len(said) == len(NOTICE_LANGUAGES)
        assert all(said)
