"""A corpus of a few made texts in three languages, a suite out of it, and labels of two people."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path

import msgspec

from classifiers.model.suite import Suite, SuiteText
from policies.label import Kind

TECHNICAL = {
    "en": "The controller shall hold the nozzle at 4.5 MPa ± 0.1 MPa. Part No. RX-{n}31 uses 0x{n}F. See Fig {n}. ",
    "ja": "制御装置はノズル圧力を4.5 MPa±0.1 MPaに保持すること。部品番号RX-{n}31、図{n}を参照。レジスタ0x{n}F。",
    "zh": "控制器应将喷嘴压力保持在4.5 MPa±0.1 MPa。零件号RX-{n}31，见图{n}。寄存器地址为0x{n}F，公差0.02 mm。",
}
ORDINARY = {
    "en": "Thank you all for joining us on Friday; lunch costs {n} dollars and Anna will bring the minutes. ",
    "ja": "先週の会議の議事録をお送りします。次回は{n}日の午後に集まり、昼食は各自で用意してください。",
    "zh": "感谢大家参加上周五的会议，会议记录将在{n}日之前发给各位老师，午餐请自行准备，谢谢大家的配合和支持。",
}
TEXTS_A_CLASS = 12


def text_of(language: str, *, is_technical: bool, number: int) -> str:
    """A made text, different for every number."""
    one = (TECHNICAL if is_technical else ORDINARY)[language]
    return "\n".join(one.format(n=number + step) for step in range(4 + number % 3))


def make_data(folder: Path) -> Path:
    """A data folder with a corpus of two sources a language and class, and no files."""
    for source in ("one", "two"):
        rows = [
            _row(source, language, is_technical, number)
            for language in TECHNICAL
            for is_technical in (True, False)
            for number in range(TEXTS_A_CLASS)
        ]
        place = folder / "corpus" / source
        place.mkdir(parents=True)
        with gzip.open(place / f"{source}.jsonl.gz", "wt", encoding="utf-8") as lines:
            lines.writelines(json.dumps(row) + "\n" for row in rows)
    (folder / "files").mkdir()
    (folder / "files" / "manifest.jsonl").write_text("")
    return folder


def small_suite() -> Suite:
    """Half of the texts of source `two`."""
    texts = []
    for language in TECHNICAL:
        for is_technical in (True, False):
            for number in range(0, TEXTS_A_CLASS, 2):
                row = _row("two", language, is_technical, number)
                texts.append(
                    SuiteText(
                        id=str(row["id"]),
                        group=str(row["group"]),
                        language=language,
                        sha256=hashlib.sha256(str(row["text"]).encode()).hexdigest(),
                        sensitive=is_technical,
                        kind=Kind.SPECIFICATION if is_technical else Kind.ADMINISTRATIVE,
                        field="aerospace" if is_technical else "",
                    )
                )
    return Suite(texts=tuple(texts), files=())


def write_suite(path: Path) -> Path:
    """The same in a file."""
    path.write_bytes(msgspec.json.encode(small_suite()))
    return path


def label_line(content: bytes, **changes: object) -> str:
    """A line of labels, as `sekimori feedback export` prints it."""
    line: dict[str, object] = {
        "format": "sekimori-feedback-1", "digest": hashlib.sha256(content).hexdigest(), "sensitive": True,
        "kind": "specification", "fields": ["aerospace"], "project": "rocket", "cases": ["C-1"],
        "people": ["kato", "tanaka"], "at": "2026-11-22T00:00:00Z",
    }  # fmt: skip
    return json.dumps(line | changes)


def _row(source: str, language: str, is_technical: bool, number: int) -> dict[str, object]:
    name = f"{source}:{language}:{'t' if is_technical else 'o'}{number}"
    shift = 100 if source == "two" else 0
    return {
        "id": name, "group": name, "lang": language, "source": source,
        "doc_type": "hardware_spec" if is_technical else "meeting_minutes",
        "field": "aerospace" if is_technical and number % 2 == 0 else "semiconductor" if is_technical else None,
        "label": None, "proxy": "positive" if is_technical else "negative",
        "text": text_of(language, is_technical=is_technical, number=number + shift),
    }  # fmt: skip
