"""Units, dimensions and tolerances that a STEP file carries beside its shape.

Source: ISO 10303-41 (units), -47 (tolerances), -242.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from classifiers.document import MeasureKind
from classifiers.readers.models.geometry import unit_name
from classifiers.readers.models.part21 import Ref, Word

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.models.product import Model

PREFIXES = {"MILLI": "m", "CENTI": "c", "MICRO": "u", "KILO": "k", "NANO": "n", "DECI": "d"}
WANTED = frozenset({
    "DIMENSIONAL_SIZE", "DIMENSIONAL_LOCATION", "ANGULAR_SIZE", "ANGULAR_LOCATION", "DIRECTED_DIMENSIONAL_LOCATION",
    "DIMENSIONAL_SIZE_WITH_PATH", "DIMENSIONAL_LOCATION_WITH_PATH",
    "DIMENSIONAL_CHARACTERISTIC_REPRESENTATION", "SHAPE_DIMENSION_REPRESENTATION", "MEASURE_REPRESENTATION_ITEM",
    "LENGTH_MEASURE_WITH_UNIT", "PLANE_ANGLE_MEASURE_WITH_UNIT", "MEASURE_WITH_UNIT", "TOLERANCE_VALUE",
    "PLUS_MINUS_TOLERANCE", "LIMITS_AND_FITS", "CONVERSION_BASED_UNIT", "SI_UNIT", "IFCSIUNIT",
    "IFCCONVERSIONBASEDUNIT", "ANGULARITY_TOLERANCE", "CIRCULAR_RUNOUT_TOLERANCE", "COAXIALITY_TOLERANCE",
    "CONCENTRICITY_TOLERANCE", "CYLINDRICITY_TOLERANCE", "FLATNESS_TOLERANCE", "LINE_PROFILE_TOLERANCE",
    "PARALLELISM_TOLERANCE", "PERPENDICULARITY_TOLERANCE", "POSITION_TOLERANCE", "ROUNDNESS_TOLERANCE",
    "STRAIGHTNESS_TOLERANCE", "SURFACE_PROFILE_TOLERANCE", "SYMMETRY_TOLERANCE", "TOTAL_RUNOUT_TOLERANCE",
    "GEOMETRIC_TOLERANCE",
})  # fmt: skip
CHARACTERISTICS = 20_000
VALUES = ("MEASURE_WITH_UNIT", "LENGTH_MEASURE_WITH_UNIT", "PLANE_ANGLE_MEASURE_WITH_UNIT")
RADIUS_WORDS = ("radius", "radial")


def length_unit(model: Model) -> str:
    """Unit of lengths of the file's first context; empty where it names none."""
    for _, parts in model.complexes():
        if "LENGTH_UNIT" in parts:
            if "CONVERSION_BASED_UNIT" in parts:
                return unit_name(_first_text(parts["CONVERSION_BASED_UNIT"]))
            if "SI_UNIT" in parts:
                return _si(parts["SI_UNIT"])
    for _, values in model.all("IFCCONVERSIONBASEDUNIT"):
        if "LENGTHUNIT" in values:
            return unit_name(_first_text(values))
    for _, values in model.all("IFCSIUNIT"):
        if "LENGTHUNIT" in values:
            return _si(values[values.index("LENGTHUNIT") + 1 :])
    return ""


def _first_text(values: list[Any]) -> str:
    return next((value for value in values if type(value) is str), "")


def _si(values: list[Any]) -> str:
    words = [str(value).upper() for value in values if isinstance(value, Word)]
    if "METRE" not in words:
        return ""
    return PREFIXES.get(words[0], "") + "m"


def tell(model: Model, draft: Draft, unit: str) -> None:
    """Every dimension with a value, its deviations and its fit; every geometric tolerance."""
    deviations = _deviations(model)
    for _, values in list(model.all("DIMENSIONAL_CHARACTERISTIC_REPRESENTATION"))[:CHARACTERISTICS]:
        if len(values) < 2:
            continue
        name, kind = _kind(model, values[0])
        plus, minus, fit = deviations.get(int(values[0]) if isinstance(values[0], Ref) else -1, (0.0, 0.0, ""))
        for value, own_unit in _items(model, values[1]):
            is_angle = own_unit == "rad" or kind is MeasureKind.ANGULAR
            shown = MeasureKind.ANGULAR if is_angle else kind
            measured = (own_unit or "rad") if is_angle else (own_unit or unit)
            draft.add_measure(shown, value, unit=measured, plus=plus, minus=minus, fit=fit)
            draft.add_line(_written(name or kind.value, value, measured, plus, minus, fit))
    _tell_tolerances(model, draft, unit)


def _written(name: str, value: float, unit: str, plus: float, minus: float, fit: str) -> str:
    limits = f" +{plus:g}/{minus:g}" if plus or minus else ""
    return f"{name} {value:g} {unit}{limits} {fit}".rstrip()


def _kind(model: Model, number: object) -> tuple[str, MeasureKind]:
    """What a dimension is called, and what it measures."""
    parts = model.parts(number)
    name = ""
    for record in parts.values():
        name = name or _first_text(record)
    lower = name.lower()
    if any(record.startswith("ANGULAR") for record in parts) or "angle" in lower:
        return name, MeasureKind.ANGULAR
    if "diameter" in lower:
        return name, MeasureKind.DIAMETER
    if any(word in lower for word in RADIUS_WORDS):
        return name, MeasureKind.RADIUS
    return name, MeasureKind.LINEAR


def _items(model: Model, number: object) -> list[tuple[float, str]]:
    """Values of a representation of a dimension."""
    values = model.args(number)
    items = values[1] if len(values) > 1 and isinstance(values[1], list) else []
    found = [_measured(model, item) for item in items[:100]]
    return [value for value in found if value is not None]


def _measured(model: Model, number: object) -> tuple[float, str] | None:
    """Value and unit of a measure; None where `number` is none."""
    parts = model.parts(number)
    for name in (*VALUES, "MEASURE_REPRESENTATION_ITEM"):
        for value in parts.get(name, ()):
            if isinstance(value, list) and len(value) == 2 and isinstance(value[1], list) and value[1]:
                amount = value[1][0]
                if isinstance(amount, float):
                    is_angle = "ANGLE" in str(value[0]).upper()
                    return amount, _unit_of(model, parts[name][-1], is_angle=is_angle)
    return None


def _unit_of(model: Model, number: object, *, is_angle: bool) -> str:
    parts = model.parts(number)
    if "CONVERSION_BASED_UNIT" in parts:
        name = _first_text(parts["CONVERSION_BASED_UNIT"])
        return "deg" if "degree" in name.lower() else unit_name(name)
    if is_angle:
        return "rad"
    return _si(parts["SI_UNIT"]) if "SI_UNIT" in parts else ""


def _deviations(model: Model) -> dict[int, tuple[float, float, str]]:
    """Upper and lower deviation and fit, by dimension."""
    found: dict[int, tuple[float, float, str]] = {}
    for _, values in model.all("PLUS_MINUS_TOLERANCE"):
        if len(values) < 2 or not isinstance(values[1], Ref):
            continue
        limits = model.args(values[0])
        if model.name_of(values[0]) == "LIMITS_AND_FITS":
            words = [value for value in limits if type(value) is str]
            found[int(values[1])] = (0.0, 0.0, "".join((words[0], words[2])) if len(words) > 2 else "".join(words))
        elif model.name_of(values[0]) == "TOLERANCE_VALUE" and len(limits) >= 2:
            lower, upper = _measured(model, limits[0]), _measured(model, limits[1])
            found[int(values[1])] = (upper[0] if upper else 0.0, lower[0] if lower else 0.0, "")
    return found


def _tell_tolerances(model: Model, draft: Draft, unit: str) -> None:
    names = [name for name in sorted(WANTED) if name.endswith("_TOLERANCE") and name != "PLUS_MINUS_TOLERANCE"]
    for name in names:
        for _, values in list(model.all(name))[:CHARACTERISTICS]:
            _tell_tolerance(model, draft, name, values, unit)
    for _, parts in model.complexes():
        if "GEOMETRIC_TOLERANCE" in parts:
            own = [name for name in parts if name in WANTED and name != "GEOMETRIC_TOLERANCE"]
            _tell_tolerance(model, draft, own[0] if own else "GEOMETRIC_TOLERANCE", parts["GEOMETRIC_TOLERANCE"], unit)


def _tell_tolerance(model: Model, draft: Draft, name: str, values: list[Any], unit: str) -> None:
    """A zone's width as a deviation from nothing."""
    for value in values:
        measured = _measured(model, value) if isinstance(value, Ref) else None
        if measured is not None:
            amount, own_unit = measured
            draft.add_measure(MeasureKind.LINEAR, 0.0, unit=own_unit or unit, plus=amount)
            draft.add_line(f"{name.lower().replace('_', ' ')} {amount:g} {own_unit or unit}".rstrip())
            return
