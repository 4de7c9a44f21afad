"""The text of METI's published PDFs of specified parties (特定団体) under the Russia and Belarus measures."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from policies.screening.characters import HAN, KANA
from policies.screening.lists import ListError
from policies.screening.records import Record, Records

_REVISED = re.compile(r"(?:最終更新日|指定日) ?: ?(\d{4}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?日")
_NATIVE = re.compile(f"{HAN.pattern}|{KANA.pattern}")
_NUMBER = re.compile(rf"(?:^|(?<=[A-Za-z.)0-9]))(?<!\d)(\d{{1,4}})[ .] *(?=[^\n]*(?:{_NATIVE.pattern}))", re.MULTILINE)
_ALIASES = re.compile(r",?\s*\(?a\.?k\.?a\.?.*", re.IGNORECASE)
_NATIVE_ALIASES = re.compile(r"[((]別称、?(.*?)[))]?$")


def is_specified_parties(text: str) -> bool:
    """Whether a text is one of these lists."""
    return "の団体" in text[:400] and "輸出等に係る禁止措置" in re.sub(r"\s", "", text[:400])


def read_specified_parties(text: str) -> Records:
    """The numbered entries, each with its Japanese name, its Latin one and the aliases of both.

    Raises:
        ListError: no entry, or a number that is missing, so that an entry would be lost.
    """
    normal = unicodedata.normalize("NFKC", text)
    starts = _starts(normal)
    if not starts:
        raise ListError("no numbered entry was found", help="give the text of the PDF as it is published")
    ends = [start for start, _ in starts[1:]] + [len(normal)]
    blocks = [normal[begin:end].splitlines() for (_, begin), end in zip(starts, ends, strict=True)]
    days = [date(*map(int, found.groups())) for found in _REVISED.finditer(normal)]
    code = _list_of(re.sub(r"\s", "", normal[:400]))
    records = tuple(_record(code, number, list(map(str.strip, block))) for number, block in enumerate(blocks, 1))
    return Records(records=records, dated=max(days, default=None))


def _list_of(heading: str) -> str:
    """Which of the lists it is: one lists Russian bodies, one Belarusian, one those of other countries."""
    if "以外の国の団体" in heading:
        return "meti-third"
    return "meti-by" if "対象となるベラルーシ" in heading else "meti-ru"


def _starts(text: str) -> list[tuple[int, int]]:
    """Where each entry's number stands and where its text begins; a number may follow the line before unbroken."""
    starts: list[tuple[int, int]] = []
    numbers: dict[int, list[re.Match[str]]] = {}
    for found in _NUMBER.finditer(text):
        numbers.setdefault(int(found[1]), []).append(found)
    at = 0
    while found_next := [found for found in numbers.get(len(starts) + 1, ()) if found.start() >= at]:
        starts.append((found_next[0].start(), found_next[0].end()))
        at = found_next[0].end()
    beyond = [number for number in range(len(starts) + 2, len(starts) + 6) if numbers.get(number)]
    if starts and beyond and numbers[beyond[0]][-1].start() > at:
        advice = "give the text of the PDF as it is published"
        raise ListError(f"entry {len(starts) + 1} was not found, entry {beyond[0]} was", help=advice)
    return starts


def _record(code: str, number: int, block: list[str]) -> Record:
    end = next((at for at, line in enumerate(block) if line.startswith("所在地")), len(block))
    split = next((at for at, line in enumerate(block[:end]) if at and not _NATIVE.search(line)), end)
    native, latin = "".join(block[:split]), " ".join(block[split:end])
    aliases = _NATIVE_ALIASES.search(native)
    names = [_NATIVE_ALIASES.sub("", native)]
    names += re.split("、|及び", aliases[1]) if aliases else []
    first, *others = re.split(r"(?:(?<=[:;])|(?<= and))\s*-\s*", latin)
    names += [_ALIASES.sub("", first), *(re.sub(r"[;.]?\s*(?:and)?$", "", each) for each in others)]
    kept = list(dict.fromkeys(name.strip(" ,;") for name in names if name.strip(" ,;.")))
    return Record(list=code, id=f"{code}-{number}", name=kept[0], aliases=tuple(kept[1:]))
