"""What properties of a file, its sensitivity labels and the headers of a message declare it to be.

Source: MS-OFFCRYPTO and MS-OSHARED have no word of them; the keys are those that Microsoft Purview writes into custom
properties (`MSIP_Label_<id>_Name`), into `docMetadata/LabelInfo.xml` and into the header `msip_labels` of messages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from classifiers.assessment import MarkingSource
from classifiers.detect.legends import BANNERS, Legend
from classifiers.detect.lettering import forms, skeleton
from policies.label import Level

UNNAMED_LABEL = "msip-label"
"""Name of a sensitivity label of which only the number is known."""

VALUES = 2_000
MAX_VALUE_CHARS = 4_000
# A property or header whose value is a classification, whatever word it is.
CLASSIFYING = re.compile(
    r"classif|sensitiv|confidential|protective|securit|seclabel|marking|handling|caveat|\btlp\b|eccn|itar|"
    r"export|dissemination|distribution|密级|密級|機密|秘密|秘区分|取扱|公開区分|保密",
    re.IGNORECASE,
)
# Properties that say who or when, not what.
_SILENT = frozenset({
    "author", "last-author", "manager", "producer", "creator", "created", "modified", "template", "message-id",
    "encoding", "revision", "image", "version", "unit", "gps", "attached-template", "printed", "accessed",
})  # fmt: skip
_LABEL_KEY = re.compile(r"MSIP_Label_([0-9a-zA-Z-]{1,40})_(\w{1,40})")
_LABEL_INFO = re.compile(r"(\w{1,40})=(\S{0,200})")
_DENIED = frozenset({"false", "0", "no", "off"})
_BRACKETED = re.compile(r"[\[【(〔（]([^\[\]【】()〔〕（）]{1,40})[\]】)〕）]")
_ASKED = ("{}", "classification: {}", "機密区分: {}", "密级: {}")
_EXPORT_NUMBER = re.compile(r"(?:ECCN ?)?[0-9][A-E][0-9]{3}(?:\.[a-z0-9.]{1,12})?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """A marking that a property makes.

    Attributes:
        key: Name of the property or header.
    """

    name: str
    level: Level
    key: str
    source: MarkingSource


def declarations(metadata: Mapping[str, str]) -> Iterator[Declared]:
    """What the properties of a part declare, in the order that they stand in."""
    for key, value in list(metadata.items())[:VALUES]:
        if key == "msip_labels":
            pairs = dict(pair.partition("=")[::2] for pair in re.split(r";\s{0,8}", value[:MAX_VALUE_CHARS]))
            yield from _labels({name.strip(): said for name, said in pairs.items()})
        elif key not in _SILENT and not key.startswith(("MSIP_Label_", "label-")):
            yield from declared_by(key, value, MarkingSource.PROPERTY)
    yield from _labels(metadata)


def declared_by(key: str, value: str, source: MarkingSource) -> Iterator[Declared]:
    """What one property or header declares: a legend as its value, or in brackets or between commas in it."""
    value = value[:MAX_VALUE_CHARS]
    legends = dict.fromkeys(
        legend
        for piece in (value, *re.split(r"[;,、；\n]", value)[:40], *_BRACKETED.findall(value)[:8])
        for legend in classified(piece, is_classification=bool(CLASSIFYING.search(key)))
    )
    for legend in legends:
        yield Declared(name=legend.name, level=legend.level, key=key, source=source)


def classified(value: str, *, is_classification: bool) -> tuple[Legend, ...]:
    """Legends that a short text is.

    Args:
        is_classification: Whether it stands where a classification is asked for, so that `secret` is one.
    """
    value = value.strip()
    if not value or len(value) > 400:
        return ()
    if is_classification and _EXPORT_NUMBER.fullmatch(value):
        value = f"ECCN {value.upper().removeprefix('ECCN').strip()}"
    for asked in _ASKED if is_classification else _ASKED[:1]:
        likely = _likely(asked.format(value))
        readings = tuple(forms(asked.format(value))) if likely else ()
        found = tuple(legend for legend in likely if any(legend.pattern.fullmatch(form) for form in readings))
        if found:
            return found
    return ()


def _likely(line: str) -> tuple[Legend, ...]:
    """Legends of which a hint stands in a line."""
    bones = "\n" + skeleton(line)
    return tuple(legend for legend in BANNERS if any(hint in bones for hint in legend.hints))


def _labels(metadata: Mapping[str, str]) -> Iterator[Declared]:
    """Sensitivity labels by their names; one that nobody named still says that there is one."""
    labels: dict[str, dict[str, str]] = {}
    for key, value in list(metadata.items())[:VALUES]:
        match = _LABEL_KEY.fullmatch(key)
        if match:
            labels.setdefault(match[1].lower(), {})[match[2].lower()] = value
        elif key.startswith("label-"):
            said = {name.lower(): word for name, word in _LABEL_INFO.findall(value)}
            labels.setdefault(said.get("id", key).strip("{}").lower(), {}).update(said)
    for number, said in labels.items():
        if said.get("enabled", "true").lower() in _DENIED or said.get("removed", "0").lower() not in (*_DENIED, ""):
            continue
        yield from _label(number, said.get("name", ""))


def _label(number: str, name: str) -> Iterator[Declared]:
    key, source = f"MSIP_Label_{number}", MarkingSource.SENSITIVITY_LABEL
    pieces = re.split(r"\\|/| - | – ", name)[:8]
    found = dict.fromkeys(legend for piece in (name, *pieces) for legend in classified(piece, is_classification=True))
    if not found:
        yield Declared(name=UNNAMED_LABEL, level=Level.INTERNAL, key=key, source=source)
    for legend in found:
        yield Declared(name=legend.name, level=legend.level, key=key, source=source)
