"""What a STEP or IFC file says of its product: names, assembly, people, dates, approval, security, material.

Source: ISO 10303-41, -44; ISO 16739.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from classifiers.document import FieldName
from classifiers.readers.models.part21 import Ref, arguments, records

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job
    from classifiers.readers.models.part21 import Instance

WANTED = frozenset({
    "PRODUCT", "PRODUCT_DEFINITION_FORMATION", "PRODUCT_DEFINITION_FORMATION_WITH_SPECIFIED_SOURCE",
    "PRODUCT_DEFINITION", "PRODUCT_DEFINITION_WITH_ASSOCIATED_DOCUMENTS", "NEXT_ASSEMBLY_USAGE_OCCURRENCE",
    "PERSON", "ORGANIZATION", "PERSON_AND_ORGANIZATION", "PERSON_AND_ORGANIZATION_ROLE",
    "CC_DESIGN_PERSON_AND_ORGANIZATION_ASSIGNMENT", "APPLIED_PERSON_AND_ORGANIZATION_ASSIGNMENT",
    "PERSONAL_ADDRESS", "APPROVAL_PERSON_ORGANIZATION", "SECURITY_CLASSIFICATION", "SECURITY_CLASSIFICATION_LEVEL",
    "CALENDAR_DATE", "DATE_AND_TIME", "CC_DESIGN_DATE_AND_TIME_ASSIGNMENT", "APPLIED_DATE_AND_TIME_ASSIGNMENT",
    "APPROVAL_DATE_TIME", "DATE_TIME_ROLE", "APPLIED_DATE_ASSIGNMENT", "DATE_ROLE", "MATERIAL_DESIGNATION",
    "DESCRIPTIVE_REPRESENTATION_ITEM", "PRESENTATION_LAYER_ASSIGNMENT", "APPROVAL_STATUS", "APPROVAL",
    "IFCPROJECT", "IFCPERSON", "IFCORGANIZATION", "IFCAPPLICATION", "IFCMATERIAL", "IFCPRESENTATIONLAYERASSIGNMENT",
    "IFCBUILDING", "IFCDOCUMENTINFORMATION",
})  # fmt: skip
FIELDS = 200
TREE_LINES = 5_000
TREE_DEPTH = 50
ROLES = {
    "creator": FieldName.DRAWN, "author": FieldName.DRAWN, "owner": FieldName.COMPANY,
    "design_owner": FieldName.COMPANY,
    "design_supplier": FieldName.DESIGNED, "designer": FieldName.DESIGNED, "part_supplier": FieldName.COMPANY,
    "contractor": FieldName.COMPANY, "classification_officer": FieldName.CHECKED, "checker": FieldName.CHECKED,
}  # fmt: skip


class Model:
    """The instances that were kept, parsed when they are asked for.

    Args:
        kept: By number.
    """

    def __init__(self, kept: Mapping[int, Instance], job: Job) -> None:
        self._kept = kept
        self._job = job
        self._by_name: dict[str, list[int]] = {}
        for number, instance in kept.items():
            self._by_name.setdefault(instance.name, []).append(number)
        self._complex = [number for number, instance in kept.items() if instance.is_complex]
        self._records: dict[int, dict[str, list[Any]]] = {}

    def all(self, *names: str) -> Iterator[tuple[int, list[Any]]]:
        """Number and arguments of every plain instance of these names."""
        for name in names:
            for number in self._by_name.get(name, ()):
                if not self._kept[number].is_complex:
                    yield number, arguments(self._kept[number].body)

    def complexes(self) -> Iterator[tuple[int, dict[str, list[Any]]]]:
        """Number and records of every complex instance."""
        for index, number in enumerate(self._complex):
            if index % 1_000 == 0:
                self._job.check_time()
            yield number, self.parts(number)

    def parts(self, number: object) -> dict[str, list[Any]]:
        """Records of an instance by name; empty where it is none that is known."""
        if not isinstance(number, Ref | int) or number not in self._kept:
            return {}
        known = self._records.get(int(number))
        if known is None:
            instance = self._kept[int(number)]
            known = records(instance.body) if instance.is_complex else {instance.name: arguments(instance.body)}
            self._records[int(number)] = known
        return known

    def args(self, number: object) -> list[Any]:
        """Arguments of an instance; of a complex one those of its first record; empty where it is not known."""
        return next(iter(self.parts(number).values()), [])

    def name_of(self, number: object) -> str:
        """Name of the type of an instance; empty where it is not known."""
        return self._kept[int(number)].name if isinstance(number, int) and number in self._kept else ""


def text_at(values: list[Any], place: int) -> str:
    """The string at a place among arguments; empty where there is none."""
    value = values[place] if place < len(values) else None
    return value.strip() if type(value) is str else ""


def at(values: list[Any], place: int) -> Any:
    """What stands at a place among arguments; None where nothing does."""
    return values[place] if place < len(values) else None


def tell(model: Model, draft: Draft) -> None:
    """Fields, names and the assembly's tree."""
    definitions = _definitions(model)
    children = _usages(model)
    _tell_products(model, draft, definitions, children)
    _tell_tree(definitions, children, draft)
    _tell_people(model, draft)
    _tell_dates(model, draft)
    _tell_words(model, draft)


def _definitions(model: Model) -> dict[int, tuple[str, str, str, str]]:
    """Id, name, revision and number of its product, of every product definition."""
    found: dict[int, tuple[str, str, str, str]] = {}
    for number, values in model.all("PRODUCT_DEFINITION", "PRODUCT_DEFINITION_WITH_ASSOCIATED_DOCUMENTS"):
        formation = model.args(at(values, 2))
        product = model.args(at(formation, 2))
        if model.name_of(at(formation, 2)) == "PRODUCT":
            found[number] = (text_at(product, 0), text_at(product, 1), text_at(formation, 0), str(at(formation, 2)))
    return found


def _usages(model: Model) -> dict[int, dict[int, int]]:
    """Which definition uses which others, and how often."""
    found: dict[int, dict[int, int]] = {}
    for _, values in model.all("NEXT_ASSEMBLY_USAGE_OCCURRENCE"):
        whole, part = at(values, 3), at(values, 4)
        if isinstance(whole, Ref) and isinstance(part, Ref):
            inside = found.setdefault(int(whole), {})
            inside[int(part)] = inside.get(int(part), 0) + 1
    return found


def _tell_products(
    model: Model,
    draft: Draft,
    definitions: Mapping[int, tuple[str, str, str, str]],
    children: Mapping[int, Mapping[int, int]],
) -> None:
    """Each product's name as a block; what nothing else uses is what the file is of."""
    names = [text_at(values, 1) or text_at(values, 0) for _, values in model.all("PRODUCT")]
    draft.add_names(blocks=names)
    used = {part for inside in children.values() for part in inside}
    tops = [values for number, values in definitions.items() if number not in used]
    for number, name, revision, _ in tops[:FIELDS]:
        draft.add_field(FieldName.NUMBER, number, label="product id")
        draft.add_field(FieldName.TITLE, name, label="product name")
        draft.add_field(FieldName.REVISION, revision, label="version")
    if not tops:
        for _, values in list(model.all("PRODUCT"))[:FIELDS]:
            draft.add_field(FieldName.NUMBER, text_at(values, 0), label="product id")
            draft.add_field(FieldName.TITLE, text_at(values, 1), label="product name")


def _tell_tree(
    definitions: Mapping[int, tuple[str, str, str, str]], children: Mapping[int, Mapping[int, int]], draft: Draft
) -> None:
    """The assembly, a line each part, deeper ones further in; a definition that holds itself is shown once."""
    used = {part for inside in children.values() for part in inside}
    waiting = [(number, 1, 0, frozenset[int]()) for number in reversed([*children]) if number not in used]
    if not waiting:
        return
    draft.at("assembly")
    lines = 0
    while waiting and lines < TREE_LINES:
        number, times, depth, above = waiting.pop()
        ident, name, *_ = definitions.get(number, ("", f"#{number}"))
        label = name if ident in ("", name) else f"{name} ({ident})"
        draft.add_line("  " * min(depth, 20) + label + (f" × {times}" if times > 1 else ""))
        lines += 1
        if number not in above and depth < TREE_DEPTH:
            inside = above | {number}
            parts = [*children.get(number, {}).items()][: TREE_LINES - lines]
            waiting.extend((part, count, depth + 1, inside) for part, count in reversed(parts))
    if waiting:
        draft.find("limit.tree", str(TREE_LINES))


def _person(model: Model, number: object) -> tuple[str, str]:
    """Person and organisation behind a `PERSON_AND_ORGANIZATION` or either of the two."""
    values = model.args(number)
    match model.name_of(number):
        case "PERSON_AND_ORGANIZATION":
            return _person(model, at(values, 0))[0], _person(model, at(values, 1))[1]
        case "PERSON":
            return " ".join(word for word in (text_at(values, 2), text_at(values, 1)) if word) or text_at(values, 0), ""
        case "ORGANIZATION":
            return "", text_at(values, 1) or text_at(values, 0)
        case _:
            return "", ""


def _tell_people(model: Model, draft: Draft) -> None:
    for number, _ in list(model.all("PERSON_AND_ORGANIZATION"))[:FIELDS]:
        person, organization = _person(model, number)
        draft.add_field(FieldName.COMPANY, organization, label="organization")
        draft.metadata.setdefault("author", person) if person else None
        draft.metadata.setdefault("company", organization) if organization else None
    assigned = model.all("CC_DESIGN_PERSON_AND_ORGANIZATION_ASSIGNMENT", "APPLIED_PERSON_AND_ORGANIZATION_ASSIGNMENT")
    for _, values in list(assigned)[: 5 * FIELDS]:
        person, organization = _person(model, at(values, 0))
        role = text_at(model.args(at(values, 1)), 0)
        name = ROLES.get(role.lower().replace(" ", "_"), FieldName.DRAWN)
        draft.add_field(name, organization if name is FieldName.COMPANY and organization else person, label=role)
    for _, values in list(model.all("APPROVAL_PERSON_ORGANIZATION"))[:FIELDS]:
        approval = model.args(at(values, 1))
        status = text_at(model.args(at(approval, 0)), 0)
        draft.add_field(FieldName.APPROVED, _person(model, at(values, 0))[0], label=f"approval {status}".strip())
    for _, values in list(model.all("IFCPERSON"))[:FIELDS]:
        draft.add_field(
            FieldName.DRAWN, " ".join(filter(None, (text_at(values, 2), text_at(values, 1)))), label="person"
        )
    for _, values in list(model.all("IFCORGANIZATION"))[:FIELDS]:
        draft.add_field(FieldName.COMPANY, text_at(values, 1), label="organization")


def _date(model: Model, number: object) -> str:
    """`2026-04-01` of a calendar date or of a date with a time."""
    values = model.args(number)
    if model.name_of(number) == "DATE_AND_TIME":
        return _date(model, at(values, 0)) if model.name_of(at(values, 0)) != "DATE_AND_TIME" else ""
    if model.name_of(number) != "CALENDAR_DATE":
        return ""
    year, day, month = (at(values, place) for place in range(3))
    if not all(isinstance(part, float) and 0 < part < 10_000 for part in (year, day, month)):
        return ""
    return f"{int(year):04}-{int(month):02}-{int(day):02}"


def _tell_dates(model: Model, draft: Draft) -> None:
    assigned = model.all(
        "CC_DESIGN_DATE_AND_TIME_ASSIGNMENT", "APPLIED_DATE_AND_TIME_ASSIGNMENT", "APPLIED_DATE_ASSIGNMENT"
    )
    for _, values in list(assigned)[:FIELDS]:
        draft.add_field(FieldName.DATE, _date(model, at(values, 0)), label=text_at(model.args(at(values, 1)), 0))
    for _, values in list(model.all("APPROVAL_DATE_TIME"))[:FIELDS]:
        draft.add_field(FieldName.DATE, _date(model, at(values, 0)), label="approval")


def _tell_words(model: Model, draft: Draft) -> None:
    """Security, material, layers, and what IFC names its project and program."""
    for _, values in list(model.all("SECURITY_CLASSIFICATION"))[:FIELDS]:
        level = text_at(model.args(at(values, 2)), 0)
        words = [word for word in (level, text_at(values, 0), text_at(values, 1)) if word]
        draft.add_field(FieldName.SECURITY, " / ".join(words), label="security classification")
    for _, values in list(model.all("MATERIAL_DESIGNATION", "IFCMATERIAL"))[:FIELDS]:
        draft.add_field(FieldName.MATERIAL, text_at(values, 0), label="material")
    for _, values in list(model.all("DESCRIPTIVE_REPRESENTATION_ITEM"))[: 20 * FIELDS]:
        if "material" in text_at(values, 0).lower():
            draft.add_field(FieldName.MATERIAL, text_at(values, 1), label=text_at(values, 0))
    layers = [
        text_at(values, 0) for _, values in model.all("PRESENTATION_LAYER_ASSIGNMENT", "IFCPRESENTATIONLAYERASSIGNMENT")
    ]
    draft.add_names(layers=layers)
    for _, values in list(model.all("IFCPROJECT", "IFCBUILDING"))[:FIELDS]:
        draft.add_field(FieldName.PROJECT, text_at(values, 2) or text_at(values, 5), label="project")
    for _, values in list(model.all("IFCDOCUMENTINFORMATION"))[:FIELDS]:
        draft.add_field(FieldName.TITLE, text_at(values, 1), label="document")
    for _, values in list(model.all("IFCAPPLICATION"))[:1]:
        draft.metadata.setdefault("producer", " ".join(filter(None, (text_at(values, 2), text_at(values, 1)))))
