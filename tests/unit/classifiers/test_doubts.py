from __future__ import annotations

import pytest

from classifiers.detect.doubts import Weighed, weigh
from classifiers.detect.markings import find_markings
from classifiers.document import Document, Finding, Part

RELEASE = "DISTRIBUTION STATEMENT A. Approved for public release; distribution is unlimited."
SIGNED = f"{RELEASE} Cleared by the Office of Public Affairs, case 2024-0117, 3 May 2024."
PROSE = "The members of the group met on Tuesday and talked about the plan for the coming term.\n" * 90


def part(text: str, name: str = "", **more: object) -> Part:
    return Part(name=name, type="text/plain", digest="00", size_bytes=len(text), text=text, **more)  # type: ignore[arg-type]


def weighed(*parts: Part, findings: tuple[Finding, ...] = ()) -> Weighed:
    document = Document(parts=parts, findings=findings)
    return weigh(document, find_markings(document, "a.txt"))


def said(found: Weighed) -> set[tuple[str, str]]:
    return {(finding.name, finding.detail) for finding in found.findings}


def test_a_release_with_authority_and_date_releases_its_part() -> None:
    found = weighed(part(f"{SIGNED}\n{PROSE}"))
    assert (found.relieved, found.released, found.findings) == ({0}, {0}, ())


def test_a_release_that_anybody_could_type_only_relieves() -> None:
    found = weighed(part(f"{RELEASE}\n\n{PROSE}\nOffice of 2024"))
    assert (found.relieved, found.released) == ({0}, set())
    assert said(found) == {("marking.doubtful", "no authority or date")}


@pytest.mark.parametrize(
    ("made", "name", "detail"),
    [
        (part(f"CUI\n{SIGNED}\n{PROSE}"), "marking.contradiction", "beside cui"),
        (part(f"{SIGNED}\n{PROSE}\n【社外秘】\n"), "marking.contradiction", "beside jp-shagaihi"),
        (part(SIGNED.replace("public", "pub\u200blic") + f"\n{PROSE}"), "marking.doubtful", "disguised"),
        (part(f"{SIGNED.replace('Approved', 'Аpproved')}\n{PROSE}"), "marking.doubtful", "disguised"),
        (part(PROSE, metadata={"keywords": SIGNED}), "marking.doubtful", "in property alone"),
        (part(PROSE, metadata={"Classification": "Public"}), "marking.doubtful", "in property alone"),
        (part(PROSE, metadata={"MSIP_Label_1_Name": "Public"}), "marking.doubtful", "in sensitivity-label alone"),
        (part(f"{PROSE}{SIGNED}\n{PROSE}"), "marking.doubtful", "buried"),
        (part(f"DISTRIBUTION STATEMENT A - pending security review 2024\n{PROSE}"), "marking.doubtful", "conditional"),
    ],
)
def test_a_release_that_cannot_be_trusted_lowers_nothing(made: Part, name: str, detail: str) -> None:
    found = weighed(made)
    assert (name, detail) in said(found)
    assert (found.relieved, found.released) == (set(), set())
    assert all(marking.is_doubted for marking in found.markings if marking.name == "public-release")


def test_a_release_where_text_is_hidden_lowers_nothing() -> None:
    found = weighed(part(f"{SIGNED}\n{PROSE}"), findings=(Finding(name="hidden-text", detail="2"),))
    assert said(found) == {("marking.doubtful", "hidden text")}
    assert not found.relieved


def test_a_release_speaks_for_its_own_part_and_what_stands_in_it() -> None:
    found = weighed(part(""), part(f"{SIGNED}\n{PROSE}", "paper.pdf", parent=0), part(PROSE, "a.txt", parent=0),
                    part("", "paper.pdf/picture", parent=1))  # fmt: skip
    assert found.released == {1, 3}


def test_a_marked_part_speaks_against_the_release_of_what_it_stands_in() -> None:
    found = weighed(part(f"{SIGNED}\n{PROSE}"), part(f"CUI\n{PROSE}", "inner.txt", parent=0))
    assert ("marking.contradiction", "beside cui") in said(found)
    assert not found.relieved


def test_rival_levels_on_one_document_are_a_finding() -> None:
    found = weighed(part(f"極秘\n\n{PROSE}\n\n\n\n\n社外秘\n"))
    assert ("marking.contradiction", "jp-shagaihi in text, jp-gokuhi in text") in said(found)


def test_a_label_that_says_less_than_the_text_is_a_finding() -> None:
    found = weighed(part(f"CONFIDENTIAL\n{PROSE}", metadata={"MSIP_Label_1_Name": "General"}))
    assert ("marking.contradiction", "internal-only in sensitivity-label, confidential in text") in said(found)


def test_a_disguised_marking_is_a_finding_and_counts() -> None:
    found = weighed(part(f"CONFID\u200bENTIAL\n{PROSE}"))
    assert said(found) == {("marking.disguised", "confidential")}
    assert [marking.name for marking in found.markings if not marking.is_doubted] == ["confidential"]


def test_many_marked_parts_are_weighed_in_linear_time() -> None:
    parts = [part("")] + [part(f"CUI\n{RELEASE}\n", f"{number}.txt", parent=0) for number in range(3_000)]
    assert len(weighed(*parts).findings) >= 1
