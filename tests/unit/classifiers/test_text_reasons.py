from __future__ import annotations

import pytest

from classifiers.assessment import ReasonKind
from classifiers.document import Part, Place
from classifiers.model.artifacts import load_models
from classifiers.model.made_texts import MADE, made_texts
from classifiers.model.reasons import MAX_FEATURES, MAX_GRAMS, text_reasons
from classifiers.model.score import MAX_STRETCHES
from policies.label import Kind

DULL = {
    "en": "The committee met on Friday and spoke about the summer party, the travel budget and the new canteen. Staff "
    "are asked to send their requests to the office before the holidays. Mrs Miller thanked everybody for coming. ",
    "ja": "委員会は金曜日に開かれ、懇親会の日程と旅費の予算について話し合われた。職員の皆様は休暇前に"
    "申請書を事務局までご提出ください。次回の会議は来月、会議室で行います。ご出席をお願いいたします。",
    "zh": "委员会于星期五召开会议,讨论了联欢会的日程和差旅预算。请各位职工在放假前把申请表交到办公室。"
    "下次会议将于下个月在会议室召开,请准时出席。",
}
TELLING = {
    "en": "The controller shall expose CTRL_REG at address 0x40, bits [7:0]. After reset the clock runs at 48 MHz and "
    "the supply voltage shall stay within 3.3 V ±5 %. The FIFO holds 64 bytes; an interrupt is raised when the receive "
    "buffer exceeds RX_THRESHOLD. Figure 4 shows the block diagram of the sensor interface and Table 7 its timing. ",
    "ja": "制御器はアドレス0x40にレジスタCTRL_REGを備えること。リセット後のクロックは48 MHz、電源電圧は"
    "3.3 V ±5 %とする。受信バッファがRX_THRESHOLDを超えると割り込みを発生させる。"
    "図4にセンサインターフェースのブロック図、表7に信号のタイミングを示す。",
    "zh": "控制器在地址0x40处提供寄存器CTRL_REG。复位后时钟为48 MHz,电源电压应保持在3.3 V ±5 %。"
    "接收缓冲超过RX_THRESHOLD时产生中断。图4为传感器接口框图,表7为信号时序。FIFO深度为64字节,引脚定义见表8。",
}
PAGE_CHARS = {"en": 2800, "ja": 1900, "zh": 1900}


def pages(language: str, *, telling: int | None) -> Part:
    size = PAGE_CHARS[language]
    dull = (DULL[language] * 60)[:size] + "\n"
    text, places = "", []
    for number in range(1, 42):
        places.append(Place(start=len(text), label=f"page {number}"))
        text += (TELLING[language] * 60)[:size] + "\n" if number == telling else dull
    return Part(
        name="minutes.txt", type="text/plain", digest="0", size_bytes=len(text), text=text, places=tuple(places)
    )


@pytest.mark.parametrize("language", ["en", "ja", "zh"])
def test_one_page_in_forty_dull_ones_is_seen_and_shown(language: str) -> None:
    model = load_models().text
    part = pages(language, telling=27)
    score = model.score(part.text)
    assert score is not None
    assert score.sensitive_p >= model.threshold
    reasons = text_reasons(model, part, score)
    passages = [reason for reason in reasons if reason.kind is ReasonKind.PASSAGE]
    assert 1 <= len(passages) <= MAX_STRETCHES
    best = max(passages, key=lambda reason: reason.weight)
    assert best.where in ("page 26", "page 27")
    assert "CTRL_REG" in part.text[best.start : best.end]
    features = [reason for reason in reasons if reason.kind is ReasonKind.FEATURE]
    assert 1 <= len(features) <= MAX_FEATURES
    assert all(reason.figure > 0 and reason.weight > 0 for reason in features)
    assert sum(reason.kind is ReasonKind.GRAM for reason in reasons) <= MAX_GRAMS


@pytest.mark.parametrize("language", ["en", "ja", "zh"])
def test_forty_dull_pages_pass_without_reasons(language: str) -> None:
    model = load_models().text
    part = pages(language, telling=None)
    score = model.score(part.text)
    assert score is not None
    assert score.sensitive_p < model.threshold
    assert score.stretches == ()
    assert text_reasons(model, part, score) == ()


def test_all_kinds_and_fields_are_in_the_model() -> None:
    model = load_models().text
    assert model.kind.weights.shape[1] == len(Kind)
    assert len(model.fields) == 14
    assert ((model.field_thresholds > 0) & (model.field_thresholds < 1)).all()


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (
            "The reactor core holds uranium fuel rods; neutron flux and coolant temperature are monitored. " * 5,
            "nuclear",
        ),
        ("超伝導量子ビットのデコヒーレンスを抑え、もつれ状態の忠実度と期待値を測定する。" * 10, "quantum"),
        ("声呐阵列安装在潜艇船体下方,水声信号在深海海域传播,螺旋桨噪声被抑制。" * 10, "marine"),
    ],
)
def test_fields_are_told_by_their_words(text: str, field: str) -> None:
    score = load_models().text.score(text)
    assert score is not None
    assert max(score.fields, key=lambda name: score.fields[name]) == field
    assert field in load_models().text.telling_fields(score.fields)


def test_our_own_texts_are_always_the_same_and_never_measured() -> None:
    first, second = made_texts(), made_texts()
    assert first == second
    assert {sample.kind for sample in first} == set(Kind)
    assert not any(sample.is_scored for sample in first)
    assert {sample.family for sample in first} == {MADE}
    assert len({sample.text for sample in first}) > 0.95 * len(first)
