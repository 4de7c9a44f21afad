"""A pasted run of 100 Latin or 50 Chinese or Japanese characters is found wherever it stands, however it is dressed."""

from __future__ import annotations

import hashlib
import random
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers.detect.fingerprints import FingerprintIndex
from classifiers.detect.folding import fold
from classifiers.document import Document, Part
from policies.label import Label
from tests.support.trilingual import CHINESE, ENGLISH, JAPANESE, ORDINARY

TEXTS = {"en": ENGLISH, "ja": JAPANESE, "zh": CHINESE}
PROMISED = {"en": 100, "ja": 50, "zh": 50}
# An anchor is kept for each 48 units: from one to the next there is no other place that a run could begin at.
OFFSETS = 49
SMALL = "abcdefghijklmnopqrstuvwxyz"
Disguise = Callable[[str, random.Random], str]


def letters(table: dict[str, str]) -> Disguise:
    return lambda run, _: "".join(table.get(sign, sign) for sign in run)


def alphabet(capital: int, small: int) -> Disguise:
    table = {sign: chr(small + place) for place, sign in enumerate(SMALL)}
    return letters(table | {sign.upper(): chr(capital + place) for place, sign in enumerate(SMALL)})


def between(signs: str) -> Disguise:
    return lambda run, chance: "".join(sign + chance.choice(signs) for sign in run)


DISGUISES: dict[str, Disguise] = {
    "as it is": lambda run, _: run,
    "capitals": lambda run, _: run.upper(),
    "other case": lambda run, _: run.swapcase(),
    "full width": lambda run, _: run.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)}),
    "taken apart": lambda run, _: unicodedata.normalize("NFD", run),
    "a space each": lambda run, _: " ".join(run),
    "a line each": lambda run, _: "\n".join(run),
    "dots": lambda run, _: ".".join(run),
    "bars": lambda run, _: "|".join(run),
    "pictures between": lambda run, _: "\N{GRINNING FACE}".join(run),
    "hyphens at line ends": lambda run, chance: "".join(
        sign + ("-\n" if chance.random() < 0.2 else "") for sign in run
    ),
    "signs without width": between("\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e\u2063\u034f\ufe0f\U000e0061"),
    "accents upon it": between("\u0336\u0338\u0332\u0308\u0301"),
    "Cyrillic and Greek": letters(dict(zip("aceijopsxyABEHIKMNOPTXZ", "асеіјорѕхуΑΒΕΗΙΚΜΝΟΡΤΧΖ", strict=True))),
    "Cyrillic capitals": letters(dict(zip("ABCEHIJKMOPSTXY", "АВСЕНІЈКМОРЅТХУ", strict=True))),
    "Cherokee": letters(dict(zip("ABCDEGHJKLMPRSTVWYZ", "ᎪᏴᏟᎠᎬᏀᎻᎫᏦᏞᎷᏢᎡᏚᎢᏙᎳᎩᏃ", strict=True))),
    "small capitals": letters(dict(zip("abcdefghijklmnoprstuvwyz", "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", strict=True))),
    "raised": letters(dict(zip("abcdefghijklmnoprstuvwxyz", "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", strict=True))),
    "accents of other languages": letters(dict(zip("aoueincs", "äöüéïñçš", strict=True))),
    "strokes through it": letters(dict(zip("odlhtbi", "øđłħŧƀɨ", strict=True))),
    "1 for l and 0 for O": letters({"l": "1", "I": "l", "1": "I", "o": "0", "O": "0", "0": "O"}),
    "bold": alphabet(0x1D400, 0x1D41A),
    "typewriter": alphabet(0x1D670, 0x1D68A),
    "circles": alphabet(0x24B6, 0x24D0),
    "black squares": alphabet(0x1F170, 0x1F170),
    "flags": alphabet(0x1F1E6, 0x1F1E6),
    "Devanagari figures": lambda run, _: run.translate({48 + figure: 0x966 + figure for figure in range(10)}),
    "katakana": lambda run, _: "".join(chr(ord(sign) + 0x60) if "ぁ" <= sign <= "ゖ" else sign for sign in run),
    "narrow kana": letters({unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0xFF66, 0xFF9E)}),
    "kana for kanji": letters(dict(zip("口力工一二卜夕八", "ロカエーニトタハ", strict=True))),
    "radicals": letters(dict(zip("長西民青食见长门", "⻑⻄⺠⻘⻝⻅⻓⻔", strict=True))),
    "a web address": lambda run, _: "http://" + ".".join(run.split()),
    "many web addresses": lambda run, _: " ".join("http://" + run[at : at + 30] for at in range(0, len(run), 30)),
    "backwards": lambda run, _: "\u202e" + run.replace("\n", " ")[::-1] + "\u202c",
    "called backwards": lambda run, _: "\u202e" + run,
}


def document(text: str) -> Document:
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Document(parts=(Part(name="", type="text/plain", digest=digest, size_bytes=len(text), text=text),))


@pytest.fixture(scope="module")
def indexes() -> dict[str, FingerprintIndex]:
    made = {}
    for language, text in TEXTS.items():
        made[language] = FingerprintIndex(b"k" * 32)
        made[language].register(document(text), name=language, label=Label())
    return made


def run_from(language: str, start: int) -> str:
    """The shortest that is promised: so many characters of the language, figures and signs between them besides."""
    text, end, count = TEXTS[language], start, 0
    while count < PROMISED[language]:
        count += language == "en" or "\u3040" <= text[end] <= "\u9fff"
        end += 1
    return text[start:end]


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("name", DISGUISES)
def test_it_is_found_at_every_offset(indexes: dict[str, FingerprintIndex], name: str, language: str) -> None:
    host = ORDINARY[language]
    for offset in range(OFFSETS):
        chance = random.Random(f"{name} {offset}")
        run = DISGUISES[name](run_from(language, offset), chance)
        cut = chance.randrange(120)
        asked = f"{host[:cut]} {run} {host[cut : cut + 150]}"
        assert indexes[language].lookup(document(asked)), (offset, run)


@pytest.mark.parametrize("language", TEXTS)
def test_what_is_not_ours_is_not_found_in_any_dress(indexes: dict[str, FingerprintIndex], language: str) -> None:
    for name, disguise in DISGUISES.items():
        assert not indexes[language].lookup(document(disguise(ORDINARY[language], random.Random(name)))), name


@given(st.sampled_from(sorted(TEXTS)), st.integers(0, 400), st.lists(st.sampled_from(sorted(DISGUISES)), max_size=2))
@settings(max_examples=120, deadline=None, derandomize=True)
def test_two_disguises_hide_no_more_than_one(
    indexes: dict[str, FingerprintIndex], language: str, start: int, names: list[str]
) -> None:
    is_setting = {"a web address", "many web addresses", "backwards", "called backwards", "1 for l and 0 for O"}
    names = sorted(set(names), key=lambda name: name in is_setting)
    if len([name for name in names if name in is_setting]) > 1:
        return  # the second would dress the signs of the first
    run = run_from(language, start % (len(TEXTS[language]) - 160))
    for name in names:
        run = DISGUISES[name](run, random.Random(start))
    assert indexes[language].lookup(document(run)), (names, run)


@pytest.mark.parametrize("name", DISGUISES)
def test_folding_a_folded_text_changes_nothing(name: str) -> None:
    dressed = "".join(DISGUISES[name](text, random.Random(1)) for text in TEXTS.values())
    folded = fold(dressed)
    assert fold("".join(map(chr, folded.codes.tolist()))).codes.tolist() == folded.codes.tolist()
