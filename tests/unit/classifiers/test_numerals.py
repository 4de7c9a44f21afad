from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifiers.detect.numbers import MAX_TOKENS, digits_of, tokens
from classifiers.detect.numerals import MAX_TIMES, NumeralFamily, _worths
from classifiers.detect.prints import Alike, Basis, LeftOut, Print, Shared
from classifiers.detect.rarity import rarity
from classifiers.detect.winnowing import Secret
from classifiers.document import Measure, MeasureKind, Part

SECRET = Secret.of(b"0123456789abcdef0123456789abcdef")
FAMILY = NumeralFamily()
ENGLISH = (
    "The rotor has a diameter of 18.37 mm and a length of 142.6 mm. It turns at 23,450 rpm on bearings SKF-7203B. "
    "The coil has 6.82 mH and 41.7 Ω; the supply is 3.3 V at 217 mA. Part number QX-4471-B, mass 93.4 g, gap 0.185 mm."
)
JAPANESE = (
    "回転子は長さ１４２．６ミリ、直径φ１８．３７ミリメートルで、軸受ＳＫＦ－７２０３Ｂにより23450回転/分で回る。"
    "電源は217ミリアンペア、3.3ボルト。コイルは6.82mH、41.7オーム。部品番号QX-4471-B、質量93.4グラム、隙間0.185ミリ。"
)
CHINESE = (
    "转子直径为18.37毫米,长度为14.26厘米。轴承SKF-7203B,转速23450 rpm。线圈为6.82mH、41.7欧姆;"
    "电源3.3伏,217毫安。零件号QX-4471-B,质量93.4克,间隙185微米。"
)
ORDINARY = (
    "第12条 理事会は、2024年4月1日から施行する。電話 03-1234-5678。第3章 5 ページ。",
    "Mon 10:30 - 12:00, room 204, 15 weeks, 2 credits. Grading: 40 % exam, 60 % reports. See https://a.example/x/18.37.",
    "1. First\n2. Second\n3. Third\n11. Eleventh\n12. Twelfth\n13. Thirteenth\nTable 4 shows 21 22 23 24 25 26 27.",
)


def part(text: str = "", measures: tuple[Measure, ...] = ()) -> Part:
    return Part(name="", type="text/plain", digest="", size_bytes=len(text), text=text, measures=measures)


def alike(asked: Part, registered: Part) -> Alike | None:
    mine, theirs = FAMILY.prints(asked, SECRET), FAMILY.prints(registered, SECRET)
    return FAMILY.alike(mine, shared(mine, theirs))


def shared(mine: Print, theirs: Print, weight: float = 1.0) -> Shared:
    pairs = [(i, int(theirs.places[j])) for i, h in enumerate(mine.hashes) for j in np.flatnonzero(theirs.hashes == h)]
    return Shared(
        members=np.array([one for one, _ in pairs], dtype=np.int64),
        theirs=np.array([other for _, other in pairs], dtype=np.int64),
        weights=np.full(len(pairs), weight),
        registered=theirs.hashes.size,
    )


def names(text: str) -> list[str]:
    return [token.name for token in tokens(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("25.4 mm", "1 in"),
        ("Ø25.4", "直径２５．４ミリ"),
        ("12,5 mm", "12.5mm"),
        ("1,234.5 kHz", "1.2345 MHz"),
        ("3.3 V", "3300mV"),
        ("1.25e-4 m", "0.125 mm"),
        ("1.25×10⁻⁴ m", "125 µm"),
        ("三十五毫米", "3.5 cm"),
        ("十二点五毫米", "12.5 mm"),
        ("l2.57", "12.57"),
        ("ESP32_S3-WROOM", "esp32-s3-wr00m"),
        ("3.17–3.64 V", "3170 mV to 3640 mV"),
        ("0x5000_1234", "0X50001234"),
    ],
)
def test_a_quantity_has_one_name_however_it_is_written(one: str, other: str) -> None:
    assert names(one) == names(other) != []


@pytest.mark.parametrize(
    "text",
    [
        "2024-05-17", "2024年5月17日", "17 May 2024", "5/17/2024", "12:34:56", "03-1234-5678", "+81 3 1234 5678",
        "第37条", "Figure 37", "図37", "version 4.13.95", "https://a.example/18.37", "a17@b.example", "[37]",
    ],
)  # fmt: skip
def test_what_every_document_has_is_passed_over(text: str) -> None:
    assert sum(map(rarity, names(text))) == 0


def test_tokens_say_where_they_stand() -> None:
    assert [ENGLISH[token.start : token.end] for token in tokens(ENGLISH)][:3] == ["18.37 mm", "142.6 mm", "23,450 rpm"]


@pytest.mark.parametrize("asked", [ENGLISH, JAPANESE, CHINESE])
@pytest.mark.parametrize("registered", [ENGLISH, JAPANESE, CHINESE])
def test_a_translation_is_found(asked: str, registered: str) -> None:
    found = alike(part(asked), part(registered))
    assert found is not None
    assert found.containment > 0.7
    assert FAMILY.basis is Basis.NUMERALS


def test_a_translation_is_found_among_other_text_and_shown_where_it_stands() -> None:
    chance = random.Random(4)
    other = " ".join(f"value {chance.uniform(1, 900):.{chance.randint(0, 3)}f} unit" for _ in range(200))
    text = f"{other}\n{JAPANESE}\n{other}"
    asked = part(text)
    found = alike(asked, part(ENGLISH))
    assert found is not None
    made = FAMILY.prints(asked, SECRET)
    (run,) = found.runs
    assert made.starts[run].min() > len(other)
    assert made.ends[run].max() < len(other) + len(JAPANESE) + 2


def test_dimensions_of_a_model_are_found_in_the_text_of_its_drawing_in_another_order() -> None:
    values = [18.37, 142.6, 6.82, 41.75, 93.4, 0.185, 27.15, 61.3, 8.45, 112.75]
    cad = tuple(Measure(kind=MeasureKind.LINEAR, value=value / 25.4, unit="in") for value in values)
    shown = random.Random(1).sample(values, len(values))
    found = alike(part("\n".join(f"{value} ±0.1" for value in shown)), part(measures=cad))
    assert found is not None


@pytest.mark.parametrize("one", range(len(ORDINARY)))
@pytest.mark.parametrize("other", range(len(ORDINARY)))
def test_ordinary_texts_do_not_match_even_themselves(one: int, other: int) -> None:
    assert alike(part(ORDINARY[one]), part(ORDINARY[other])) is None


@pytest.mark.parametrize(
    "form", ["{0:.0f}", "{1:.1f}", "{0:.0f} {1:.1f}", "{0:.1f}", "{2:.0f}", "{0:.1f} mm", "{2:.0f} {1:.2f} {0:.0f}"]
)
def test_unlike_tables_of_numbers_do_not_match(form: str) -> None:
    for seed in range(4):
        chance = random.Random(seed)
        one, other = (
            "\n".join(
                form.format(chance.uniform(1, 99), chance.uniform(0, 9), chance.uniform(100, 250)) for _ in range(300)
            )
            for _ in "ab"
        )
        assert alike(part(one), part(other)) is None, seed
        assert alike(part(one), part(one)) is not None or form in ("{0:.0f}", "{1:.1f}", "{0:.0f} {1:.1f}")


def test_numbers_that_many_registered_documents_hold_do_not_suffice() -> None:
    mine = FAMILY.prints(part(ENGLISH), SECRET)
    assert FAMILY.alike(mine, shared(mine, mine)) is not None
    assert FAMILY.alike(mine, shared(mine, mine, weight=0.1)) is None


def test_a_column_of_one_number_meets_itself_a_few_times_only() -> None:
    made = FAMILY.prints(part("0.1837 mm\n" * 5_000), SECRET)
    assert made.hashes.size == MAX_TIMES
    assert FAMILY.alike(made, shared(made, made)) is None


def test_what_follows_a_long_text_without_numbers_is_seen() -> None:
    assert alike(part("word " * 100_000 + ENGLISH), part(JAPANESE)) is not None


def test_of_a_text_of_numbers_so_many_are_read() -> None:
    assert len(tokens("7 " * (MAX_TOKENS + 9))) == MAX_TOKENS
    assert tokens("十" * 50_000 + "米") == []


def test_another_key_makes_other_hashes() -> None:
    other = FAMILY.prints(part(ENGLISH), Secret.of(b"another key of thirty-two bytes!"))
    assert not np.isin(other.hashes, FAMILY.prints(part(ENGLISH), SECRET).hashes).any()


def test_a_part_without_numbers_has_no_print() -> None:
    made = FAMILY.prints(part("no number here"), SECRET)
    assert made.hashes.size == made.places.size == made.starts.size == 0
    assert FAMILY.alike(made, shared(made, made)) is None


def test_a_print_is_bounded() -> None:
    text = " ".join(f"{value}.137" for value in range(1000, 1000 + 2 * FAMILY.most_kept))
    made = FAMILY.prints(part(text), SECRET)
    assert made.hashes.size == FAMILY.most_kept
    assert made.left_out == (LeftOut(what="rare-numbers", figure=10_000),)


def test_numbers_behind_a_limit_are_said_to_be_left_out_and_others_are_not() -> None:
    family = NumeralFamily(most_read=40, most_kept=30)
    numbers = [f"{value}.137" for value in range(1000, 1060)]
    assert family.prints(part(" ".join(numbers[:30])), SECRET).left_out == ()
    assert family.prints(part(" ".join(numbers[:35])), SECRET).left_out == (LeftOut(what="rare-numbers", figure=30),)
    whole = family.prints(part(" ".join(numbers)), SECRET)
    assert whole.left_out == (LeftOut(what="numbers", figure=40), LeftOut(what="rare-numbers", figure=30))
    assert whole.hashes.size == 30


@given(st.floats(min_value=1e-6, max_value=1e6), st.integers(min_value=-3, max_value=3))
def test_a_power_of_ten_changes_no_digits(value: float, power: int) -> None:
    rounded = float(f"{value:.4e}")
    assert digits_of(rounded) == digits_of(float(f"{rounded * 10.0**power:.8e}"))


@given(st.text(alphabet="0123456789.,-+eEx×^{}mV% oOlI年月日第〇二十点米\n０１（）/:#", max_size=200))
def test_any_text_has_tokens_within_it_in_order(text: str) -> None:
    found = tokens(text)
    assert all(0 <= token.start < token.end <= len(text) for token in found)
    assert [token.start for token in found] == sorted(token.start for token in found)
    assert all(0 <= rarity(token.name) <= 3.75 for token in found)


def test_offsets_of_registers_that_follow_each_other_tell_nothing() -> None:
    table = "\n".join(
        f"| KEY_DATA_{number} | {offset:#x} | 32 |" for number, offset in enumerate(range(0x104, 0x160, 4))
    )
    others = "\n".join(f"{offset:#x}  OTP_{number}" for number, offset in enumerate(range(0x108, 0x160, 4)))
    offsets = {f"{offset:#x}" for offset in range(0x104, 0x160, 4)}
    kept = {token.name for token, worth in zip(tokens(table), _worths(tokens(table)), strict=True) if worth}
    assert not kept & offsets
    assert alike(part(others), part(table)) is None
    blocks = "0x40021000, 0x40023C00, 0x48000400 and 0x1A4C"
    assert all(_worths(tokens(blocks)))
