"""Which documents are disguised: real ones of the shared data, some registered, some ordinary."""

from __future__ import annotations

import gzip
import io
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import ezdxf
from ezdxf import recover

from bench.disguise.papers import word
from bench.disguise.shared import part
from bench.disguise.source import Sort, Source

SEED = 7
TEXT_CHARS = (1_800, 8_000)
# Abstracts too: an ordinary document may be a paragraph.
ORDINARY_CHARS = (300, 8_000)
TRANSLATED = 4
MODEL_BYTES = 400_000
ENTITIES = (40, 6_000)
PAGES = ("drawings/mechanical-pdf", "drawings/schematics-pdf", "drawings/mechanical-raster", "drawings/pcb-plots")
CLEAN_PAGES = (
    "documents/pdf",
    *(
        f"near-negatives/{name}"
        for name in ("cad-renders", "charts", "diagrams", "invoices", "line-art", "logos", "maps")
    ),
    *(
        f"near-negatives/{name}"
        for name in ("papers", "photos", "scanned-text", "screenshots", "sheet-music", "tables")
    ),
    "near-negatives/vector-renders",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """Documents that are registered, each for a project of its own, and ordinary ones that are not.

    Attributes:
        sharing: Ordinary ones that hold a passage of a registered one.
    """

    registered: tuple[Source, ...]
    clean: tuple[Source, ...]
    sharing: tuple[Source, ...] = ()


def load_samples(data: Path, *, texts: int, drawings: int, clean: int) -> Samples:
    """The same documents at every run.

    Args:
        texts: How many of each language are registered.
        clean: How many of each language are not, and how many pages, of every ordinary source as many: one wrongly
            stopped is wrongly stopped in every disguise, so that a few say little.
        drawings: How many DXF files, STEP files and pages, of each.
    """
    chance = random.Random(SEED)
    rows = list(_rows(data / "corpus"))
    chance.shuffle(rows)
    registered = [
        *_translated(rows, texts),
        *_texts(rows, "positive", texts),
        *_drawn(data / "files", drawings, chance),
    ]
    ordinary = [
        *_texts(rows, "negative", clean, ORDINARY_CHARS),
        *_pages(data / "files", CLEAN_PAGES, clean, chance),
    ]
    parted = part(ordinary, registered)
    return Samples(registered=tuple(registered), clean=parted.clean, sharing=parted.sharing)


def ordinary_texts(data: Path, count: int) -> list[Source]:
    """So many ordinary texts of each language, of each source as many; the same at every run."""
    rows = list(_rows(data / "corpus"))
    random.Random(SEED).shuffle(rows)
    return _texts(rows, "negative", count)


def _rows(corpus: Path) -> Iterator[dict[str, str]]:
    for path in sorted(corpus.glob("*/*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from (json.loads(line) for line in lines)


def _texts(rows: Sequence[dict[str, str]], proxy: str, count: int, chars: tuple[int, int] = TEXT_CHARS) -> list[Source]:
    found: dict[str, list[Source]] = defaultdict(list)
    low, high = chars
    wanted = [row for row in rows if row["proxy"] == proxy and low <= len(row["text"]) <= high]
    for row in _by_turns(wanted):
        mine = found[row["lang"]]
        if len(mine) < count:
            mine.append(_text(row, len(mine), proxy))
    return [source for language in ("en", "ja", "zh") for source in found[language]]


def _by_turns(rows: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """The first of each source, then the second of each, and so on: a large source counts no more than a small one."""
    seen: Counter[tuple[str, str]] = Counter()
    turns = []
    for row in rows:
        source = (row["lang"], row["source"])
        turns.append(seen[source])
        seen[source] += 1
    return [row for _, row in sorted(zip(turns, rows, strict=True), key=lambda pair: pair[0])]


def _translated(rows: Sequence[dict[str, str]], count: int) -> list[Source]:
    """Texts of which somebody published the same in another language."""
    groups: dict[str, dict[str, dict[str, str]]] = defaultdict(dict)
    for row in rows:
        if row["proxy"] == "positive" and len(row["text"]) >= TEXT_CHARS[0]:
            groups[row["group"]].setdefault(row["lang"], row)
    pairs = [group for group in groups.values() if len(group) > 1]
    found: list[Source] = []
    for group in pairs[:count]:
        first, second = list(group.values())[:2]
        found.append(_text(first, len(found), "translated", translation=second["text"]))
    return found


def _text(row: dict[str, str], number: int, folder: str, *, translation: str = "") -> Source:
    is_word = number % 2 == 1
    name = f"{folder}-{row['lang']}-{number}.{'docx' if is_word else 'txt'}"
    data = word(row["text"]) if is_word else row["text"].encode()
    return Source(
        name=name,
        data=data,
        sort=Sort.TEXT,
        text=row["text"],
        language=row["lang"],
        translation=translation,
        group=row["group"],
    )


def _drawn(files: Path, count: int, chance: random.Random) -> list[Source]:
    dxf = [path for path in _shuffled(files / "drawings" / "dxf", chance) if path.suffix.lower() == ".dxf"]
    step = [path for path in _shuffled(files / "drawings", chance) if path.suffix.lower() in (".step", ".stp")]
    return [
        *_first(dxf, count, Sort.DXF),
        *_first([path for path in step if path.stat().st_size <= MODEL_BYTES], count, Sort.STEP),
        *_pages(files, PAGES, count, chance),
    ]


def _pages(files: Path, folders: Sequence[str], count: int, chance: random.Random) -> list[Source]:
    each = -(-count // len(folders))
    kinds = (".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff")
    found: list[Source] = []
    for folder in folders:
        paths = [path for path in _shuffled(files / folder, chance) if path.suffix.lower() in kinds]
        found += _first([path for path in paths if 4_000 <= path.stat().st_size <= MODEL_BYTES], each, Sort.PAGE)
    # Of each folder some, also where there are more folders than would divide them evenly.
    return [found[place * len(found) // count] for place in range(count)] if len(found) > count else found


def _first(paths: Sequence[Path], count: int, sort: Sort) -> list[Source]:
    found: list[Source] = []
    for path in paths:
        if len(found) == count:
            break
        data = path.read_bytes()
        if sort is not Sort.DXF or _is_drawing(data):
            found.append(Source(name=path.name, data=data, sort=sort))
    return found


def _is_drawing(data: bytes) -> bool:
    """Whether the library that disguises it can open it and finds enough in it."""
    try:
        drawing, _ = recover.read(io.BytesIO(data))
    except (ezdxf.DXFError, ValueError, KeyError, IndexError):
        return False
    return ENTITIES[0] <= len(drawing.modelspace()) <= ENTITIES[1]


def _shuffled(folder: Path, chance: random.Random) -> list[Path]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    chance.shuffle(paths)
    return paths
