"""The texts that the models learn from, and what of their labels is used."""

from __future__ import annotations

import gzip
import hashlib
import json
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
        fold: 0 to 3, by group.
        folder: Where an office file is from; empty for a text of the corpus.
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
        field=row["field"] or "",
        # The corpus's own held-out rule took those with remainder 0 of the first digits; these are independent.
        fold=int(digest[8:16], 16) % 4,
    )
