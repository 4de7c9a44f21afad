"""Training texts that we write ourselves, for kinds and genres that have few; no figure is ever taken from them.

Of ordinary kinds they also teach what is ordinary: no source of the training holds studies of every discipline, lessons
on programs and papers of an office together.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Callable

from classifiers.model.corpus import UNKNOWN_FIELD, Sample
from classifiers.model.made_genres import GENRES, SUBJECTS
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
_CODE_NAMES = [
    "count",
    "value",
    "items",
    "total",
    "index",
    "name",
    "result",
    "buffer",
    "config",
    "user",
    "page",
    "score",
    "left",
    "right",
    "node",
    "path",
    "size",
    "key",
]


def made_texts() -> list[Sample]:
    """The texts, always the same ones: COUNT for each list of sentences, twice as many programs, data and circuits."""
    samples: list[Sample] = []
    for part, written in enumerate((SENTENCES, GENRES)):
        for (kind, language), lines in written.items():
            sentences = [line.strip() for line in lines.strip().splitlines()]
            for number in range(part * COUNT, (part + 1) * COUNT):
                chance = random.Random(f"{SEED}/{kind}/{language}/{number}")  # noqa: S311, repeatable on purpose
                samples.append(_sample(chance, kind, language, sentences, number))
    makers: tuple[tuple[Kind, Callable[[random.Random], str]], ...] = (
        (Kind.SOURCE_CODE, _code),
        (Kind.DATA, made_data),
        (Kind.DRAWING, made_netlist),
    )
    for kind, maker in makers:
        for number in range(COUNT * 2):
            chance = random.Random(f"{SEED}/{kind}/{number}")  # noqa: S311, repeatable on purpose
            samples.append(_as_sample(maker(chance), kind, "en", is_sensitive=False, number=number))
    return samples


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
                return "_".join(chance.choice(_CODE_NAMES) for _ in range(2)).upper()
            case "d":
                return _date(chance, language)
            case "h":
                return f"{chance.randint(8, 19)}:{chance.randint(0, 59):02d}"
            case "s":
                return chance.choice(SUBJECTS[language].split()).replace("_", " ")
            case "v":
                return "_".join(chance.choice(_CODE_NAMES) for _ in range(2))
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


def _code(chance: random.Random) -> str:
    """A small program in one of four languages' ways."""
    maker = chance.choice((_python, _braces, _shell, _describing))
    return "\n\n".join(maker(chance) for _ in range(chance.randint(2, 6)))


def _python(chance: random.Random) -> str:
    one, two, three = (chance.choice(_CODE_NAMES) for _ in range(3))
    return (
        f"import {chance.choice(('os', 'sys', 'json', 'math', 'numpy as np'))}\n\n"
        f"def {one}_{two}({two}: int, {three}: list[str]) -> bool:\n"
        f'    """Return whether the {two} of {three} is known."""\n'
        f"    for {one} in range({chance.randint(1, 99)}):\n        if {one} % {chance.randint(2, 9)} == 0:\n"
        f"            {three}.append(str({one}))\n    return len({three}) > {two}\n"
    )


def _braces(chance: random.Random) -> str:
    one, two, three = (chance.choice(_CODE_NAMES) for _ in range(3))
    head = chance.choice(
        ("#include <stdio.h>\nstatic int", "public static int", "function", "export const", "fn", "func")
    )
    return (
        f"{head} {one}{two.title()}(int {two}, const char *{three}) {{\n    // {one} of the {three}\n"
        f"    if ({two} == NULL || {two}->{three} < {chance.randint(0, 64)}) {{\n        return -1;\n    }}\n"
        f"    while ({one} != 0) {{ {one}--; {two} += {three}[{chance.randint(0, 9)}]; }}\n    return {two};\n}}\n"
    )


def _shell(chance: random.Random) -> str:
    one, two = (chance.choice(_CODE_NAMES) for _ in range(2))
    return (
        f"#!/bin/sh\nset -e\n{one.upper()}=${{1:-{two}}}\nfor {two} in *.txt; do\n"
        f'  if [ -f "${two}" ]; then echo "${two}" | grep -c {one} >> out.log; fi\ndone\nexit 0\n'
    )


def _describing(chance: random.Random) -> str:
    one, two = (chance.choice(_CODE_NAMES) for _ in range(2))
    return (
        f"SELECT {one}, COUNT(*) AS {two} FROM {one}s LEFT JOIN {two}s ON {one}s.id = {two}s.{one}_id\n"  # noqa: S608
        f"WHERE {two} > {chance.randint(1, 500)} GROUP BY {one} ORDER BY {two} DESC;\n"
        f"class {one.title()}{two.title()} extends Base {{ constructor() {{ super(); this.{one} = []; }} }}\n"
    )
