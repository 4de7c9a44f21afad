"""Training texts that we write ourselves, for kinds and genres that have few; no figure is ever taken from them.

Of ordinary kinds they also teach what is ordinary: no source of the training holds studies of every discipline, lessons
on programs and papers of an office together.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Callable
from dataclasses import replace

from classifiers.model.corpus import UNKNOWN_FIELD, Sample
from classifiers.model.made_abstracts import ABSTRACTS, LESSONS
from classifiers.model.made_genres import GENRES, SUBJECTS
from classifiers.model.made_programs import CODE_NAMES, made_cell, made_code
from classifiers.model.made_records import made_data, made_netlist
from classifiers.model.made_sentences import SENTENCES
from classifiers.model.score import LANGUAGES
from classifiers.model.topics import FIELD_WORDS
from policies.label import Kind

SEED = 11
COUNT = 60
MADE = "made"
ORDINARY_WEIGHT = 1.0
SENSITIVE_KINDS = frozenset({Kind.SPECIFICATION, Kind.DATASHEET, Kind.NOTEBOOK, Kind.DRAWING, Kind.PATENT})
ORDINARY_KINDS = frozenset(Kind) - SENSITIVE_KINDS - {Kind.SOURCE_CODE}
"""Kinds that are ordinary, whatever they are about; what we wrote of the others says nothing of sensitivity."""
TECHNICAL_SHARE = 0.15
CODE_SHARE = 0.7
EXPLAINED_SHARE = 0.6
_GAP = re.compile(r"\{([tqnidphrcsv])\}")
_PLAIN = {
    "en": "garden library music history tourism housing sports festival insurance translation furniture weather",
    "ja": "図書館 音楽 歴史 観光 住宅 祭り 保険 翻訳 家具 天気 地域 食堂 広報 見学会",
    "zh": "图书馆 音乐 历史 旅游 住房 节日 保险 翻译 家具 天气 社区 食堂 宣传 参观",
}
_PEOPLE = {
    "en": "Miller Jones Smith Garcia Kim Novak Olsen Silva Brown Weber",
    "ja": "佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤",
    "zh": "王伟 李娜 张敏 刘洋 陈静 杨帆 赵磊 黄涛 周强 吴丹",
}
_UNITS = [
    "mm",
    "µm",
    "nm",
    "kg",
    "g",
    "mg",
    "°C",
    "K",
    "V",
    "mA",
    "W",
    "kHz",
    "MHz",
    "ms",
    "s",
    "min",
    "h",
    "MPa",
    "Pa",
    "mL",
    "sccm",
    "rpm",
    "%",
    "dB",
    "N",
    "Nm",
]


def made_texts() -> list[Sample]:
    """The texts, always the same ones: COUNT for each list of sentences, twice as many programs, data and circuits."""
    samples: list[Sample] = []
    for part, written in enumerate((SENTENCES, GENRES)):
        for (kind, language), lines in written.items():
            sentences = _listed(lines)
            for number in range(part * COUNT, (part + 1) * COUNT):
                chance = random.Random(f"{SEED}/{kind}/{language}/{number}")  # noqa: S311, repeatable on purpose
                samples.append(_sample(chance, kind, language, sentences, number))
    makers: tuple[tuple[Kind, Callable[[random.Random], str]], ...] = (
        (Kind.SOURCE_CODE, made_code),
        (Kind.DATA, made_data),
        (Kind.DRAWING, made_netlist),
    )
    for kind, maker in makers:
        for number in range(COUNT * 2):
            chance = random.Random(f"{SEED}/{kind}/{number}")  # noqa: S311, repeatable on purpose
            samples.append(_as_sample(maker(chance), kind, "en", is_sensitive=False, number=number))
    return [*samples, *_composed_texts()]


def _composed_texts() -> list[Sample]:
    """Abstracts of one paragraph and lessons around programs, COUNT of each; they teach kinds and nothing else."""
    samples = []
    for (kind, language), lines in ABSTRACTS.items():
        for number in range(COUNT):
            chance = random.Random(f"{SEED}/abstract/{kind}/{language}/{number}")  # noqa: S311, repeatable on purpose
            samples.append(_as_silent(_abstract(chance, language, _listed(lines)), kind, language, "abstract", number))
    for language, lines in LESSONS.items():
        for number in range(COUNT):
            chance = random.Random(f"{SEED}/lesson/{language}/{number}")  # noqa: S311, repeatable on purpose
            text = _lesson(chance, language, _listed(lines))
            samples.append(_as_silent(text, Kind.TEACHING, language, "lesson", number))
    return samples


def _abstract(chance: random.Random, language: str, sentences: list[str]) -> str:
    words = _words(FIELD_WORDS[chance.choice(sorted(FIELD_WORDS))], language)
    chosen = chance.sample(sentences, min(len(sentences), chance.randint(2, 6)))
    return (" " if language == "en" else "").join(_filled(chance, one, words, language) for one in chosen)


def _lesson(chance: random.Random, language: str, sentences: list[str]) -> str:
    words = _words(FIELD_WORDS[chance.choice(sorted(FIELD_WORDS))], language)
    has_code = chance.random() < CODE_SHARE
    blocks = []
    for _ in range(chance.randint(4, 14)):
        if chance.random() < EXPLAINED_SHARE:
            blocks.append(_filled(chance, chance.choice(sentences), words, language))
        elif has_code:
            blocks.append(made_cell(chance))
        else:
            items = [f"- {chance.choice(words)} {chance.choice(words)}" for _ in range(chance.randint(2, 5))]
            blocks.append("\n".join(items))
    return "\n\n".join(blocks)


def _listed(lines: str) -> list[str]:
    return [line.strip() for line in lines.strip().splitlines()]


def _as_silent(text: str, kind: Kind, language: str, sort: str, number: int) -> Sample:
    """A text that says nothing of sensitivity, of a source of its own."""
    made = _as_sample(text, kind, language, is_sensitive=kind in SENSITIVE_KINDS, number=number)
    group = f"{MADE}/{sort}/{kind}/{language}/{number}"
    return replace(made, group=group, source=f"{MADE}:{kind} {sort}", weight=0.0)


def _sample(chance: random.Random, kind: Kind, language: str, sentences: list[str], number: int) -> Sample:
    field = chance.choice(sorted(FIELD_WORDS))
    is_technical = kind in SENSITIVE_KINDS or chance.random() < TECHNICAL_SHARE
    words = _words(FIELD_WORDS[field], language) if is_technical else _PLAIN[language].split()
    # Sentences of one document are drawn anew, so that no whole of it is learnt.
    count = chance.randint(4, max(5, len(sentences) + 4))
    chosen = [chance.choice(sentences) for _ in range(count)]
    text = "\n".join(_filled(chance, sentence, words, language) for sentence in chosen)
    return _as_sample(text, kind, language, is_sensitive=kind in SENSITIVE_KINDS, number=number)


def _as_sample(text: str, kind: Kind, language: str, *, is_sensitive: bool, number: int) -> Sample:
    name = f"{MADE}/{kind}/{language}/{number}"
    return Sample(
        text=text,
        group=name,
        family=MADE,
        source=f"{MADE}:{kind}",
        language=LANGUAGES.index(language),
        is_sensitive=is_sensitive,
        weight=ORDINARY_WEIGHT if kind in ORDINARY_KINDS else 0.0,
        is_scored=False,
        kind=kind,
        field=UNKNOWN_FIELD,
        fold=int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) % 4,
    )


def _words(entries: str, language: str) -> list[str]:
    found = entries.split()
    if language == "en":
        return [word.replace("_", " ") for word in found if word.isascii()]
    start = 0
    wide = [word for word in found if not word.isascii()]
    # Japanese terms stand before Chinese ones in every list.
    half = len(wide) // 2
    return wide[start:half] if language == "ja" else wide[half:]


def _filled(chance: random.Random, sentence: str, words: list[str], language: str) -> str:
    def fill(gap: re.Match[str]) -> str:
        match gap[1]:
            case "t":
                return chance.choice(words)
            case "q":
                return f"{_number(chance)} {chance.choice(_UNITS)}"
            case "n":
                return _number(chance)
            case "i":
                return "_".join(chance.choice(CODE_NAMES) for _ in range(2)).upper()
            case "d":
                return _date(chance, language)
            case "h":
                return f"{chance.randint(8, 19)}:{chance.randint(0, 59):02d}"
            case "s":
                return chance.choice(SUBJECTS[language].split()).replace("_", " ")
            case "v":
                return "_".join(chance.choice(CODE_NAMES) for _ in range(2))
            case "p":
                return chance.choice(_PEOPLE[language].split())
            case "r":
                letters = "".join(chance.choice("ABCDEFGHKLMNPRSTX") for _ in range(chance.randint(1, 3)))
                return f"{letters}-{chance.randint(10, 9999)}"
            case _:
                return str(chance.randint(1, 30))

    return _GAP.sub(fill, sentence)


def _number(chance: random.Random) -> str:
    digits = chance.choice((0, 1, 2, 3))
    return f"{chance.uniform(0, 10 ** chance.randint(0, 3)):.{digits}f}"


def _date(chance: random.Random, language: str) -> str:
    year, month, day = chance.randint(2015, 2027), chance.randint(1, 12), chance.randint(1, 28)
    if language != "en":
        return f"{year}年{month}月{day}日"
    return chance.choice((f"{year}-{month:02d}-{day:02d}", f"{day}/{month}/{year}", f"{month}/{day}"))
