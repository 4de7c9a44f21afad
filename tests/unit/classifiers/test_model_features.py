from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest

from classifiers.document import Page
from classifiers.model.calibration import Platt, auroc, expected_calibration_error, recall_at
from classifiers.model.grams import BUCKETS, grams, spelled
from classifiers.model.matching import word_lists
from classifiers.model.plain import EDGE_CHARS, MAX_WINDOWS, WIDE_WINDOW_CHARS, WINDOW_CHARS, plain, stretches
from classifiers.model.raster import NAMES as PAGE_NAMES
from classifiers.model.raster import page_features
from classifiers.model.score import joined, language_of
from classifiers.model.structure import LISTS, NAMES, listed_words, structure
from classifiers.model.trees import Trees


def value(text: str, name: str) -> float:
    return float(structure(text)[NAMES.index(name)])


def page(gray: np.ndarray, **known: Any) -> Page:
    height, width = gray.shape
    return Page(
        number=1, width=width, height=height, gray=gray.astype(np.uint8).tobytes(), aspect=width / height, **known
    )


def test_markdown_and_plain_text_of_the_same_words_are_one() -> None:
    marked = (
        "# Title\n\n- **first** item, see [the manual](https://example.org/a)\n- second `item`\n\n| a | b |\n|---|---|"
    )
    bare = "Title\nfirst item, see the manual\nsecond item\n\na b\n"
    assert plain(marked) == plain(bare)


def test_wrapped_and_unwrapped_japanese_are_one() -> None:
    assert plain("電源を投入\nすると\n初期化する。") == plain("電源を投入すると初期化する。")


def test_what_begins_a_line_is_removed_from_every_line_and_from_no_other_place() -> None:
    assert plain("- one\n- two\n  * three - four\n\n12) five") == "one two three - four five"
    assert plain(".. note:: x\n.. tip:: y\nz .. note:: w\n:author: b\n :date: d\ne :f: g") == "z .. note:: w e :f: g"


def test_identifiers_and_borders_of_tables_are_removed() -> None:
    assert plain("a {0a1b2c3d-aaaa-bbbb-cccc-0123456789ab} b|`c`**d** \\page e") == "a b c d e"
    assert plain("0a1b2c3d-aaaa-bbbb rev-beef-1") == "0a1b2c3d-aaaa-bbbb rev-beef-1"


@pytest.mark.parametrize("length", [1, 2_999, 3_001, 9_000, 70_000])
@pytest.mark.parametrize("sentence", ["The pump is off today. ", "本日ポンプは停止中である。"])
def test_windows_tile_a_text_in_even_parts(sentence: str, length: int) -> None:
    text = (sentence * length)[:length]
    found = stretches(text)
    assert "".join(text[start:end] for start, end in found) == text
    size = WINDOW_CHARS if sentence.isascii() else WIDE_WINDOW_CHARS
    assert all(0 < end - start <= size + EDGE_CHARS for start, end in found)


def test_windows_are_few_and_cover_both_ends() -> None:
    text = "".join(chr(0x61 + i % 26) for i in range(400_000))
    found = stretches(text)
    assert len(found) == MAX_WINDOWS
    assert (found[0][0], found[-1][1]) == (0, len(text))
    assert stretches("") == ()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The supply is 3.3 V and 120 mA at 25 °C.", "quantity"),
        ("The supply is 3.3 V and 120 mA at 25 °C.", "quantity_electric"),
        ("外径 20 mm ±0.05", "tolerance"),
        ("Write 0x1F to CTRL_REG.", "hexadecimal"),
        ("Write 0x1F to CTRL_REG.", "upper_identifier"),
        ("bits [31:16] are reserved", "bit_range"),
        ("see Figure 3", "figure"),
        ("第三条 この規定は", "article"),
        ("衛星の姿勢を制御する", "radio_space"),
        ("时钟与寄存器", "electronics"),
        ("重量为 25 千克", "quantity_mass_force"),
        ("the fuel_cell and the fuel cell stack", "field_energy"),
        ("中性子と原子炉", "field_nuclear"),
        ("量子ビットのもつれ", "field_quantum"),
    ],
)
def test_structure_sees_what_it_names(text: str, name: str) -> None:
    assert value(text, name) > 0
    assert value("nothing of the kind is here", name) == 0


def test_structure_is_not_the_length() -> None:
    text = "The register holds 12 bits and the voltage is 3.3 V in this mode. "
    short, long = structure(text * 10), structure(text * 80)
    assert np.abs(short - long).max() < 0.25


@pytest.mark.parametrize("text", ["", "a", "\ud800", "0" * 9000, "あ" * 9000, "\x00\x01" * 50, "𝔘" * 300])
def test_strange_text_gives_finite_numbers(text: str) -> None:
    assert np.isfinite(structure(plain(text))).all()
    buckets, weights = grams(plain(text))
    assert np.isfinite(weights).all()
    assert ((buckets >= 0) & (buckets < BUCKETS)).all()


def test_grams_are_a_unit_vector_of_folded_text() -> None:
    buckets, weights = grams("Voltage 3.3")
    other, same = grams("voltage 4.7")
    assert buckets.tolist() == other.tolist()
    assert weights.tolist() == same.tolist()
    assert float(np.dot(weights, weights)) == pytest.approx(1.0, abs=1e-5)


def test_language_by_script() -> None:
    assert [language_of(text) for text in ("register map", "電源を入れる", "打开电源开关")] == [0, 1, 2]


def test_a_page_with_a_frame_differs_from_a_blank_one() -> None:
    blank = np.full((360, 512), 255)
    framed = blank.copy()
    framed[10, 10:500] = framed[349, 10:500] = 0
    framed[10:350, 10] = framed[10:350, 500] = 0
    one, other = page_features(page(blank), ""), page_features(page(framed), "")
    least = PAGE_NAMES.index("frame_least")
    assert one[least] == 0
    assert other[least] > 0.9


@pytest.mark.parametrize("shape", [(48, 48), (1, 1), (3, 500), (512, 2)])
@pytest.mark.parametrize("shade", [0, 128, 255])
def test_any_raster_gives_finite_numbers(shape: tuple[int, int], shade: int) -> None:
    features = page_features(page(np.full(shape, shade)), "text")
    assert features.shape == (len(PAGE_NAMES),)
    assert np.isfinite(features).all()


def test_trees_are_walked_to_their_leaves() -> None:
    trees = Trees(
        roots=np.array([0, 3], dtype=np.int32),
        feature=np.array([1, -1, -1, -1], dtype=np.int16),
        threshold=np.array([0.5, 0, 0, 0], dtype=np.float32),
        left=np.array([1, 0, 0, 0], dtype=np.int32),
        right=np.array([2, 0, 0, 0], dtype=np.int32),
        value=np.array([[0], [0.2], [0.8], [0.4]], dtype=np.float32),
    )
    assert trees.mean(np.array([9, 0.5], dtype=np.float32))[0] == pytest.approx(0.3)
    assert trees.mean(np.array([9, 0.6], dtype=np.float32))[0] == pytest.approx(0.6)


def test_words_are_counted_where_they_stand_and_nowhere_else() -> None:
    lists = word_lists({"one": "pump fuel_cell 原子炉 炉", "two": "pump 中性子"})
    words = Counter({"pump": 3, "pumps": 5, "cell": 1})
    pairs = Counter({"fuel cell": 2, "cell fuel": 7})
    codes = np.frombuffer("原子炉の中性子、原子、炉".encode("utf-32-le"), dtype=np.uint32)
    latin = np.frombuffer("pump".encode("utf-32-le"), dtype=np.uint32)
    assert lists.counts(words, pairs, latin)[0].tolist() == [5, 3]
    assert lists.counts(Counter(), Counter(), codes)[0].tolist() == [3, 1]
    found, softened = lists.counts(words, pairs, codes)
    assert found.tolist() == [8, 4]
    assert softened == pytest.approx([np.log(4) + np.log(3) + np.log(2) + np.log(3), np.log(4) + np.log(2)])
    assert not lists.counts(Counter(), Counter(), latin).any()
    assert not lists.counts(Counter(), Counter(), latin[:0]).any()


def test_terms_within_and_beside_longer_ones_are_counted_as_often_as_they_stand() -> None:
    terms = ("核", "核子", "核反应堆", "反应堆", "反应", "堆芯", "核反应堆堆芯压力容器", "反応堆芯", "人工神经网络模型")
    lists = word_lists({term: term for term in terms})
    text = "核反应堆堆芯压力容器、核反应堆 反应堆芯,核子与核反、人工神经网络,人工神经网络模型。核"
    codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    assert lists.counts(Counter(), Counter(), codes)[0].tolist() == [text.count(term) for term in terms]


def test_every_word_of_a_list_is_found_again() -> None:
    for name in ("field_bio", "electronics", "polite"):
        for word in LISTS[name].split():
            assert listed_words(f" {word.replace('_', ' ')} ", name) != [], word


def test_grams_are_spelled_in_whole_words() -> None:
    text = "the voltage regulator of 電源回路"
    buckets, _ = grams(text)
    found = set(spelled(text, frozenset(buckets.tolist())).values())
    assert {"voltage", "regulator"} <= found
    assert any("電源" in one for one in found)
    assert spelled("", frozenset({1})) == {}


def test_many_windows_raise_a_score_only_when_one_stands_out() -> None:
    dull = np.linspace(-3.0, -1.0, 40)
    assert joined(dull, 0.6) < -1.0
    assert joined(np.append(dull, 8.0), 0.6) > 4.0
    assert joined(np.array([1.5]), 0.6) == 1.5
    assert joined(np.array([1.0, 2.0]), 9.0) == 1.5


def test_figures() -> None:
    score, truth = np.array([0.1, 0.4, 0.4, 0.9]), np.array([0, 0, 1, 1])
    assert auroc(score, truth) == pytest.approx(0.875)
    assert np.isnan(auroc(score, np.ones(4, dtype=np.int64)))
    assert recall_at(score, truth, false_share=0.0) == pytest.approx(0.5)
    assert expected_calibration_error(np.array([0.0, 1.0]), np.array([0, 1])) == 0
    assert Platt(slope=1e9, offset=0).p(-5) < 1e-6
