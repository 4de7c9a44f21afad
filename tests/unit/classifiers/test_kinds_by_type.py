from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from classifiers.detect.drawings import SURE_OF_KIND_P, kind_by_type, kind_unless_sure
from classifiers.document import Address, Document, Part
from classifiers.model.evaluate_kinds import kind_figures, kind_truth, kinds_by_words, kinds_in_service, truth_of_files
from classifiers.model.made_texts import made_texts
from classifiers.model.office import samples_of
from classifiers.model.text_table import Table, make_table
from policies.label import Kind

ORDER = list(Kind)
NOTE = (
    "The garden behind our old library opens again on Friday, and everybody who likes flowers may come along, look "
    "round for an hour, drink some tea under the lime trees, and take home seeds that Mary and her neighbours have "
    "gathered during autumn. Children enter free; dogs must wait outside. If heavy rain falls, we "
    "move the visit to Sunday. "
) * 2


def silent(what: str, share: float) -> None:
    """Report nothing."""


def part(mime: str, text: str = NOTE, **more: object) -> Part:
    return Part(name="x", type=mime, digest="0" * 64, size_bytes=1, text=text, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("mime", "decided", "spoken_for"),
    [
        ("application/json", Kind.DATA, None),
        ("text/x-verilog", Kind.SOURCE_CODE, None),
        ("image/vnd.dxf", Kind.DRAWING, None),
        ("text/x-spice", Kind.DRAWING, None),
        ("text/html", None, Kind.WEB),
        ("text/xml", None, Kind.DATA),
        ("text/plain", None, None),
        ("application/pdf", None, None),
        ("", None, None),
    ],
)
def test_a_type_decides_or_speaks_for_a_kind_or_says_nothing(
    mime: str, decided: Kind | None, spoken_for: Kind | None
) -> None:
    assert kind_by_type(part(mime)) is decided
    assert kind_unless_sure(part(mime)) is spoken_for


@pytest.mark.parametrize("author", ["", "<Saved by Blink>", '"Windows Internet Explorer 11 により保存"'])
def test_a_message_that_nobody_sent_is_a_saved_page(author: str) -> None:
    saved = part("message/rfc822", metadata={"subject": "A page", **({"author": author} if author else {})})
    assert (kind_by_type(saved), kind_unless_sure(saved)) == (None, Kind.WEB)


@pytest.mark.parametrize(
    "more",
    [
        {"addresses": (Address(role="from", address="a@example.org", name=""),)},
        {"metadata": {"author": "root"}},
        {"metadata": {"author": "</O=CORP/CN=RECIPIENTS/CN=KATO>"}},
        {"metadata": {"message-id": "<1@example>"}},
    ],
)
def test_mail_is_mail_also_where_it_names_people_without_an_address(more: dict[str, object]) -> None:
    mail = part("message/rfc822", **more)  # type: ignore[arg-type]
    assert (kind_by_type(mail), kind_unless_sure(mail)) == (Kind.CORRESPONDENCE, None)


def test_xml_inside_an_office_file_says_nothing() -> None:
    assert kind_unless_sure(part("text/xml", parent=0)) is None


def entry(folder: str) -> dict[str, object]:
    return {"path": f"{folder}/x", "labels": [], "origin": {"kind": "github", "repo": "apache/tika"}}


def held(decided: Kind, p: float) -> np.ndarray:
    """Logits of which the likeliest has a probability of `p`."""
    logits = np.zeros(len(ORDER))
    logits[ORDER.index(decided)] = np.log(p / (1 - p) * (len(ORDER) - 1))
    return logits


@pytest.fixture(scope="module")
def table() -> Table:
    page = Document(parts=(part("text/html"),))
    mail = Document(parts=(part("application/mbox", NOTE * 2), part("text/plain", NOTE * 3, parent=0)))
    folder = Document(parts=(part("application/zip", ""), part("text/plain", NOTE * 4, parent=0)))
    samples = [
        *samples_of(entry("documents/html"), page),
        *samples_of(entry("documents/mail"), mail),
        *samples_of(entry("documents/mail"), folder),
        made_texts()[0],
    ]
    return make_table(samples, silent)


def test_files_are_told_as_in_service(table: Table) -> None:
    assert [sample.is_inner for sample in table.samples] == [False, True, False, False, False]
    for p, said in ((SURE_OF_KIND_P - 0.05, Kind.WEB), (SURE_OF_KIND_P + 0.05, Kind.PAPER)):
        logits = np.array([held(Kind.PAPER, p)] * len(table.samples))
        found = [ORDER[place] for place in kinds_in_service(table, logits, 1.0)]
        assert found == [said, Kind.PAPER, Kind.CORRESPONDENCE, Kind.PAPER, Kind.PAPER]
    assert {ORDER[place] for place in kinds_by_words(logits)} == {Kind.PAPER}
    # Half as sure, and the type speaks.
    assert ORDER[kinds_in_service(table, logits, 0.5)[0]] is Kind.WEB


def test_what_stands_inside_a_file_is_not_counted_but_what_stands_in_an_archive_is(table: Table) -> None:
    web, mail = ORDER.index(Kind.WEB), ORDER.index(Kind.CORRESPONDENCE)
    assert kind_truth(table).tolist() == [web, mail, mail, mail, -1]
    assert truth_of_files(table).tolist() == [web, -1, mail, mail, -1]
    said = kinds_in_service(table, np.array([held(Kind.PAPER, 0.5)] * len(table.samples)), 1.0)
    figures, accuracy = kind_figures(table, truth_of_files(table), said)
    assert {name: (one.precision, one.recall, one.count) for name, one in figures.items()} == {
        "web": (1.0, 1.0, 1),
        "correspondence": (1.0, 0.5, 2),
    }
    assert accuracy == pytest.approx(2 / 3)
    assert kind_figures(table, kind_truth(table), kinds_by_words(np.zeros((5, len(ORDER)))))[1] == 0.0


def test_texts_of_the_corpus_have_no_type(table: Table) -> None:
    made = replace(table.samples[-1], family="press")
    assert (made.by_type, made.spoken_for, made.is_inner) == (None, None, False)
