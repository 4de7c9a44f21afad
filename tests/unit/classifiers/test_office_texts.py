from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import scipy.sparse

from classifiers.document import Document, Part
from classifiers.model.artifacts import load_models
from classifiers.model.evaluate_text import office_parts
from classifiers.model.office import is_ordinary, samples_of
from classifiers.model.plain import plain
from classifiers.model.score import ENOUGH_WORDS, PRIOR_P, evidence, restrained
from classifiers.model.structure import NAMES, structure
from classifiers.model.text_table import make_table
from policies.label import Kind

NOTE = "The office is closed on Friday. Please send your travel requests to the secretary before the holidays begin. "
SPECIFICATION = (
    "The controller shall expose CTRL_REG at address 0x40, bits [7:0]. After reset the clock runs at 48 MHz and the "
    "supply voltage shall stay within 3.3 V ±5 %. The FIFO holds 64 bytes; an interrupt is raised when the receive "
    "buffer exceeds RX_THRESHOLD. Figure 4 shows the block diagram of the sensor interface and Table 7 its timing. "
)
INVOICE = """
Invoice no. 2024-0117 of 2024-03-05. Customer no. 00482. Your order of 2024-02-28. Delivery date 2024-03-01.
Pos. Article Quantity Unit price Amount
1 Printing paper A4, 80 g, white 20 4.20 EUR 84.00 EUR
2 Ball pens, blue, box of 50 4 11.90 EUR 47.60 EUR
3 Folders, assorted colours 30 1.15 EUR 34.50 EUR
Net total 166.10 EUR, VAT 19 % 31.56 EUR, total amount 197.66 EUR. Payment is due within 14 days without discount.
Bank account IBAN DE00 0000 0000 0000 0000 00, BIC XXXXDEXX. Thank you for your order.
"""
SLIDES = """
Welcome to the open day
Click to edit Master title style
Click to edit Master text styles
Second level
Third level
Fourth level
Fifth level
2/8/14
"""
SQUARES = "Number Square\n" + "\n".join(f"{n}\t{n * n}.0" for n in range(200))
PAGES = "\f".join(f"Potato {n}" for n in range(80))
SIGNED = "Hello world\n" + "\n".join("q7Zt0aG9" * 8 for _ in range(40))
MINUTES_JA = (
    "第14回 打合せ 議題\n1. 前回議事録の確認\n2. 来年度の予算と旅費の申請について\n3. 見学会の日程と担当者\n"
    "4. その他:次回は4月12日(金)15時から、会議室で行います。出席できない方は事務局までご連絡ください。\n"
) * 2


def silent(what: str, share: float) -> None:
    """Report nothing."""


def entry(folder: str, origin: str, **more: Any) -> dict[str, Any]:
    return {"path": f"{folder}/a", "labels": [], "origin": {"kind": "git", "repo": origin}, **more}


def document(*texts: str) -> Document:
    return Document(
        parts=tuple(Part(name=str(n), type="text/plain", digest="0", size_bytes=1, text=t) for n, t in enumerate(texts))
    )


@pytest.mark.parametrize("text", [INVOICE, SLIDES * 6, SQUARES, PAGES, SIGNED, MINUTES_JA, NOTE * 8])
def test_ordinary_office_texts_pass(text: str) -> None:
    model = load_models().text
    found = model.score(text)
    assert found is None or found.sensitive_p < 0.4


def test_invoices_and_minutes_are_administrative_and_a_specification_still_sensitive() -> None:
    model = load_models().text
    invoice, specification = model.score(INVOICE), model.score(SPECIFICATION * 2)
    assert invoice is not None
    assert specification is not None
    assert invoice.kind is Kind.ADMINISTRATIVE
    minutes, note = model.score(MINUTES_JA), model.score(NOTE * 8)
    assert minutes is not None
    assert note is not None
    assert minutes.kind is Kind.ADMINISTRATIVE
    # A notice that asks everybody to send something reads like a letter as well.
    assert note.kind in (Kind.ADMINISTRATIVE, Kind.CORRESPONDENCE)
    assert specification.sensitive_p >= model.threshold


def test_few_words_are_little_evidence_however_long_the_text() -> None:
    assert evidence(plain(SPECIFICATION * 2)) == 1.0  # 37 words
    assert evidence(plain(SQUARES)) < 0.1
    assert evidence(plain(PAGES)) < 0.1
    assert evidence("電源電圧は定格値とし、外部信号を監視して異常時に割込みを発生させる機能を備えること。" * 12) < 1.0
    assert (
        evidence(" ".join(f"{chr(97 + n % 26)}{chr(97 + n // 26)}word" for n in range(ENOUGH_WORDS)) + " " * 400) == 1
    )
    assert evidence("") == 0.0


def test_little_evidence_lowers_a_probability_and_never_raises_it() -> None:
    assert restrained(0.9, 1.0) == 0.9
    assert restrained(0.9, 0.0) == PRIOR_P
    assert restrained(0.1, 0.0) == 0.1
    assert PRIOR_P < restrained(0.9, 0.5) < 0.9


@pytest.mark.parametrize(
    "mark",
    [
        "dGhpcyBpcyBhIHBpY3R1cmUgdGhhdCBub2JvZHkgcmVhZHM" * 2 + "==",
        "a3f5" * 16,
        "{5C22544A-7EE6-4342-B048-85BDC9FD1C3A}",
        "Click to edit Master title style",
        "マスター タイトルの書式設定",
        "单击此处编辑母版标题样式",
    ],
)
def test_what_a_program_wrote_is_not_text(mark: str) -> None:
    assert plain(f"We meet {mark} on Friday") == "We meet on Friday"


def test_long_names_of_programs_stay() -> None:
    text = "initialize_the_hardware_abstraction_layer_of_the_controller(void) and HAL_InitializeControllerInterface"
    assert plain(text) == text


def test_money_and_trade_are_seen() -> None:
    found = dict(zip(NAMES, structure(plain(INVOICE)), strict=True))
    assert found["money"] > 0
    assert found["commerce"] > 1
    assert dict(zip(NAMES, structure(NOTE), strict=True))["commerce"] == 0


def test_only_undoubtedly_ordinary_files_are_learnt_from() -> None:
    assert is_ordinary(entry("documents/mail", "apache/tika"))
    assert not is_ordinary(entry("drawings/gerber", "apache/tika"))
    assert not is_ordinary(entry("documents/pdf", "transatomic/reactor"))
    assert not is_ordinary(entry("documents/pdf", "apache/tika", labels=["sensitive-technical"]))


def test_the_longest_texts_of_a_file_are_ordinary_samples_of_its_origin() -> None:
    found = samples_of(entry("documents/mail", "apache/tika"), document("short", *(NOTE * n for n in range(1, 8))))
    assert [len(sample.text) for sample in found] == [len(NOTE) * n for n in (7, 6, 5, 4)]
    assert {(sample.is_sensitive, sample.is_scored, sample.family, sample.kind, sample.folder) for sample in found} == {
        (False, False, "office:apache/tika", Kind.CORRESPONDENCE, "documents/mail")
    }


def test_an_origin_is_left_out_whole() -> None:
    samples = [
        replace(sample, family=f"office:{origin}")
        for origin, count in (("a", 4), ("b", 3), ("c", 1), ("d", 1), ("e", 1), ("f", 1))
        for sample in samples_of(entry("documents/mail", origin), document(*[NOTE] * count))
    ]
    table = make_table(samples, silent)
    parts = office_parts(table)
    assert sorted(name for part in parts for name in part) == [f"office:{name}" for name in "abcdef"]
    assert sum(len(part) for part in parts) == 6
    assert parts[0] == ["office:a"]
    assert table.is_office().all()
    assert set(table.kinds()) == {"correspondence"}
    assert scipy.sparse.issparse(table.grams)
    assert np.all(table.evidence > 0)
