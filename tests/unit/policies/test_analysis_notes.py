"""What is sound in a policy and still worth a look."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from policies.analysis.approvers import approver_notes
from policies.analysis.expiry import expiry_notes
from policies.analysis.faces import face_notes
from policies.analysis.gaps import gap_notes
from policies.analysis.notes import Looking, Note, NoteKind, Severity, notes_on
from policies.compiler import compile_policy
from policies.examples import load_example
from policies.language import load_policy

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
LOOKS = (gap_notes, expiry_notes, face_notes, approver_notes)


def notes(old: str = "", new: str = "", now: datetime = NOW) -> tuple[Note, ...]:
    text = load_example()
    assert old in text
    policy = load_policy(text.replace(old, new) if old else text)
    return notes_on(Looking(policy=policy, tables=compile_policy(policy), now=now), LOOKS)


def said(found: tuple[Note, ...], kind: NoteKind) -> list[str]:
    return [note.message for note in found if note.kind is kind]


COMMON = "    persons: [sato, ito, miller, wang, chen, hayashi, nakamura, yamada, kato, lin, tanaka, suzuki, mori]\n"
CASES = [
    (
        NoteKind.CANNOT_READ,
        "wang: sensitive, sato",
        "wang: internal, sato",
        "`wang` reads `gripper` up to internal only",
    ),
    (NoteKind.PERMIT_MISSING, "persons: [miller]", "persons: [kato]", "`miller` has no permit in force for `qsensor`"),
    (NoteKind.PERMIT_IDLE, "persons: [miller]", "persons: [miller, kato]", "names `kato`, who is in none"),
    (NoteKind.NO_HOME, 'homes: ["smb://fs1/gripper/**"]', "homes: []", "project `gripper` has no homes"),
    (NoteKind.NO_MEMBER, "members: {ito: sensitive, hayashi: sensitive}", "members: {}", "`coating` has no members"),
    (NoteKind.NO_ACCOUNT, "lin: {accounts: [lin], ", "lin: {", "`lin` has no account"),
    (
        NoteKind.PARTY_TWO_FACES,
        "partners: [jianghai-university]",
        "partners: [jianghai-university, harbor-university]",
        "party `harbor-university` is a partner on both sides",
    ),
    (
        NoteKind.EMPLOYER_TWO_FACES,
        "miller: {accounts: [miller], employer: harbor-university",
        "miller: {accounts: [miller], employer: jianghai-university",
        "party `jianghai-university` employs",
    ),
    (NoteKind.HOME_CLAIMED, "smb://fs1/common/**", "nfs://fs1/gripper/**", "belongs to `gripper` and to `common`"),
    (NoteKind.HOME_NESTED, "smb://fs1/common/**", "nfs://fs1/gripper/open/**", "lies inside home"),
    (NoteKind.READ_BY_ALL, COMMON, "", "everybody reads zone `common`"),
    (
        NoteKind.NO_APPROVERS,
        "sato: sensitive, chen",
        "tanaka: sensitive, suzuki: sensitive, chen",
        "no release from side us-cn/us to us-cn/cn",
    ),
]


@pytest.mark.parametrize(
    ("kind", "old", "new", "expected"), CASES, ids=[f"{case[0]}-{n}" for n, case in enumerate(CASES)]
)
def test_what_is_told(kind: NoteKind, old: str, new: str, expected: str) -> None:
    assert not any(expected in message for message in said(notes(), kind))
    assert any(expected in message for message in said(notes(old, new), kind))


def test_everybody_on_both_sides_is_told_with_what_guards_it() -> None:
    (note,) = [note for note in notes() if note.kind is NoteKind.PERSON_TWO_FACES]
    assert note.message.startswith("`sato`")
    assert "session" in note.help


def test_a_home_on_both_sides_is_an_error() -> None:
    old, new = 'homes: ["smb://fs1/gripper/**"]', 'homes: ["smb://fs1/gripper/**", "nfs://fs1/qsensor/**"]'
    (note,) = [note for note in notes(old, new) if note.kind is NoteKind.HOME_CLAIMED]
    assert note.severity is Severity.ERROR


def test_what_ends_soon_has_ended() -> None:
    soon, over = datetime(2029, 3, 1, tzinfo=UTC), datetime(2029, 4, 2, tzinfo=UTC)
    assert any(
        "permit `permit-miller-qsensor` ends on 2029-03-31" in m for m in said(notes(now=soon), NoteKind.EXPIRING)
    )
    assert "permit `permit-miller-qsensor` ended on 2029-03-31" in said(notes(now=over), NoteKind.EXPIRED)
    assert any("declaration of `wang`" in m for m in said(notes(now=soon), NoteKind.EXPIRED))
    assert not said(notes(), NoteKind.EXPIRED)


def test_a_list_grows_old() -> None:
    old = "screening: [{list: US Denied Persons List, effect: prohibit}]"
    new = old.replace("effect", "version: '7', dated: 2026-01-01, effect")
    assert any("is 305 days old" in message for message in said(notes(old, new), NoteKind.LIST_OLD))


def test_a_rule_that_ends_soon_is_told() -> None:
    rule = "rules:\n  - {name: for-now, from: {kind: drawing}, verdict: hold, until: 2026-12-01}\n"
    assert said(notes("rules:\n", rule), NoteKind.EXPIRING) == ["rule `for-now` ends on 2026-12-01, in 29 days"]
    assert not said(notes("rules:\n", rule.replace("2026-12-01", "2026-11-01")), NoteKind.EXPIRED)


def test_directions_that_lack_the_same_officers_are_told_once() -> None:
    (told,) = said(notes("quorum_cross_wall: 2", "quorum_cross_wall: 3"), NoteKind.NO_APPROVERS)
    assert "us-cn/cn to us-cn/us, us-cn/us to us-cn/cn needs 3 officers" in told


def test_what_asks_for_most_comes_first() -> None:
    ranks = [note.severity.rank for note in notes()]
    assert ranks == sorted(ranks, reverse=True)
