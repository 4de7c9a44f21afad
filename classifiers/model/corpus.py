"""The texts that the models learn from, and what of their labels is used."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from classifiers.errors import ModelError
from policies.label import Kind

DEFAULT_DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
"""Where training data lies beside a clone; nothing but training and benches looks there."""

FAMILY = MappingProxyType(
    {
        "c2a_core": "c2a",
        "c2a_core_arkedge": "c2a",
        "c2a_aobc": "c2a",
        "xiangshan_design": "xiangshan",
        "xiangshan_doc": "xiangshan",
        "esp_dev_kits": "esp",
        "esp_hw_guidelines": "esp",
        "tf_docs_ja": "tf_docs",
        "tf_docs_zh": "tf_docs",
        "csl": "csl",
        "csldcp": "csl",
        "riscv_isa": "riscv",
        "riscv_jp": "riscv",
    }
)
"""Sources by one author or on one text: left out together or not at all."""

KIND_OF = MappingProxyType(
    {
        "paper_abstract": Kind.PAPER,
        "patent_abstract": Kind.PATENT,
        "patent_full_text": Kind.PATENT,
        "flight_software_design": Kind.SPECIFICATION,
        "hardware_design_guide": Kind.SPECIFICATION,
        "hardware_spec": Kind.SPECIFICATION,
        "software_design_description": Kind.SPECIFICATION,
        "military_standard": Kind.SPECIFICATION,
        "public_standard": Kind.SPECIFICATION,
        "simulation_model_spec": Kind.SPECIFICATION,
        "avionics_design": Kind.SPECIFICATION,
        "microarchitecture_spec": Kind.SPECIFICATION,
        "microarchitecture_doc": Kind.SPECIFICATION,
        "chip_manual": Kind.DATASHEET,
        "hardware_manual": Kind.DATASHEET,
        "hardware_note": Kind.DATASHEET,
        "administration": Kind.ADMINISTRATIVE,
        "law": Kind.ADMINISTRATIVE,
        "technical_regulation": Kind.ADMINISTRATIVE,
        "meeting_minutes": Kind.ADMINISTRATIVE,
        "meeting_transcript": Kind.ADMINISTRATIVE,
        "source_code": Kind.SOURCE_CODE,
        "course_material": Kind.TEACHING,
        "syllabus": Kind.TEACHING,
        "software_tutorial": Kind.TEACHING,
        "project_doc": Kind.OTHER,
        "software_doc": Kind.OTHER,
    }
)
"""The corpus's kinds of document in this product's words; the others are known by type alone."""

LIKE_POSITIVE = frozenset(
    {"patent_abstract", "patent_full_text", "public_standard", "military_standard", "hardware_note"}
)
LIKE_NEGATIVE = frozenset({"paper_abstract"})
AMBIGUOUS_WEIGHT = 0.5
SOURCE_COLUMNS = 9

UNKNOWN_FIELD = "?"
"""The field of a text that may be of some field, nobody said which: it teaches none and is not counted."""
FIELD_OF = MappingProxyType(
    {
        "advanced_materials": "materials",
        "aerospace": "aerospace",
        "aerospace_navigation_sensing": "aerospace",
        "ai": "ai",
        "crypto_security": "cryptography",
        "marine": "marine",
        "military": "weapons",
        "nuclear": "nuclear",
        "propulsion_power": "energy",
        "quantum": "quantum",
        "semiconductor": "semiconductor",
        "surveillance_biometrics": "surveillance",
        "telecom": "telecom",
        "weapons_energetics": "weapons",
        "control": "robotics",
    }
)
"""The corpus's fields in this product's words; its others are unknown here."""
FIELD_OF_LABEL = (
    (re.compile(r"生物学|生命理工学系|^q-bio|^C12[NPQM]"), "bio"),
    (re.compile(r"海洋科学"), "marine"),
    (re.compile(r"电气工程|石油与天然气工程|^H01M|^H02[JSMK]|^F0[1-3]|^F25"), "energy"),
    (re.compile(r"控制科学与工程|システム制御系|^cs\.RO|^B25J"), "robotics"),
    (re.compile(r"材料科学与工程|冶金工程|材料系|^cond-mat\.(?:mtrl-sci|supr-con)|^C22|^C08|^C01B31"), "materials"),
    (re.compile(r"^cs\.(?:AI|LG|NE|CL)|^stat\.ML|^G06N|^G06F(?:18|40)/"), "ai"),
    (re.compile(r"^cs\.CR|^H04L9|^G06F21/"), "cryptography"),
    (re.compile(r"^cs\.(?:IT|NI)|^H04[BWL]|情報通信系"), "telecom"),
    (re.compile(r"^H01L"), "semiconductor"),
    (re.compile(r"^B64|^G01S|^G01C"), "aerospace"),
    (re.compile(r"^G21"), "nuclear"),
    (re.compile(r"^F4[12]"), "weapons"),
    (re.compile(r"^B63"), "marine"),
)
"""What the sources' own labels (discipline, arXiv and patent class, department) say of fields."""
UNKNOWN_LABEL = re.compile(
    r"计算机科学|机械工程|光学工程|测绘|物理学|力学|基础医学|药学|化学|情報工学系|電気電子系|機械系|応用化学系|融合理工学系|物理学系|^physics\.|"
    r"^cond-mat|^cs\.|^G0|^H0|^C0|^B8|^A61|^nlin|^hep-|^stat"
)
UNKNOWN_SOURCES = frozenset(
    {"us_patents_fulltext_2014", "mil_std_498", "nig_sc", "jp_patent_2010", "cn_patents_sample"}
)
"""Where a text that is not mapped may well be of some field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One text of the corpus.

    Attributes:
        group: Texts of one source document; never split between training and test.
        family: Sources left out together.
        is_sensitive: The stand-in for sensitivity, or what an ambiguous text is nearest to.
        weight: 1; less for an ambiguous text; 0 where it says nothing about sensitivity.
        is_scored: Whether it counts in figures: ambiguous ones do not.
        kind: None where it is not known: such a text teaches no kind.
        field: Empty where it is of none, UNKNOWN_FIELD where nobody knows.
        fold: 0 to 3, by group.
        folder: Where an office file is from; empty for a text of the corpus.
        by_type: The kind that a file's type decides in service. spoken_for: The one it speaks for where words are not
            sure. None where its type says nothing, and for texts of the corpus, which have no type.
        is_inner: Whether the file that it stands in has a text of its own, which says in service what the file is.
    """

    text: str
    group: str
    family: str
    source: str
    language: int
    is_sensitive: bool
    weight: float
    is_scored: bool
    kind: Kind | None
    field: str
    fold: int
    folder: str = ""
    by_type: Kind | None = None
    spoken_for: Kind | None = None
    is_inner: bool = False


def load_corpus(data: Path) -> list[Sample]:
    """All texts below `data`/corpus, in a fixed order.

    Raises:
        ModelError: there are none.
    """
    files = sorted((data / "corpus").glob("*/*.jsonl.gz"))
    if not files:
        raise ModelError(f"no training texts below `{data / 'corpus'}`", help="name the folder with --data")
    samples: list[Sample] = []
    for path in files:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            samples.extend(_sample(json.loads(line)) for line in lines)
    return samples


def field_of(row: dict[str, str]) -> str:
    """The technology field of a row of the corpus: one of `topics.FIELDS`, none, or UNKNOWN_FIELD."""
    label = row["label"] or ""
    for pattern, name in FIELD_OF_LABEL:
        if pattern.search(label):
            return name
    # A class of patents was once mapped to cryptography that holds simulation as well.
    if row["field"] and row["source"] != "cn_patents_sample":
        return FIELD_OF.get(row["field"], UNKNOWN_FIELD)
    return UNKNOWN_FIELD if row["source"] in UNKNOWN_SOURCES or UNKNOWN_LABEL.search(label) else ""


def _sample(row: dict[str, str]) -> Sample:
    proxy, sort = row["proxy"], row["doc_type"]
    is_scored = proxy != "ambiguous"
    like = sort in LIKE_POSITIVE or sort in LIKE_NEGATIVE
    digest = hashlib.sha256(row["group"].encode()).hexdigest()
    return Sample(
        text=row["text"],
        group=row["group"],
        family=FAMILY.get(row["source"], row["source"]),
        source=row["source"],
        language=("en", "ja", "zh").index(row["lang"]),
        is_sensitive=proxy == "positive" or (not is_scored and sort in LIKE_POSITIVE),
        weight=1.0 if is_scored else AMBIGUOUS_WEIGHT if like else 0.0,
        is_scored=is_scored,
        kind=KIND_OF.get(sort, Kind.OTHER),
        field=field_of(row),
        # The corpus's own held-out rule took those with remainder 0 of the first digits; these are independent.
        fold=int(digest[8:16], 16) % 4,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFacts:
    """Where training texts are from, as the corpus states it."""

    name: str
    repository: str
    licence: str
    texts: str


def sources_of(data: Path) -> list[SourceFacts]:
    """The table of sources in the corpus's own README; empty where it has none."""
    path = data / "corpus" / "README.md"
    if not path.is_file():
        return []
    rows = [
        [cell.strip() for cell in line.strip("|\n ").split("|")]
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith("| ")
    ]
    known = [row for row in rows if len(row) >= SOURCE_COLUMNS and (data / "corpus" / row[0]).is_dir()]
    return [SourceFacts(name=row[0], repository=row[1], licence=row[2], texts=row[3]) for row in known]
