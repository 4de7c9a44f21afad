"""Trained models on disk: arrays (npz, no pickle) and JSON, with the arrays' digest in the JSON."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from classifiers.errors import ModelError
from classifiers.model.calibration import Platt
from classifiers.model.composition import COMPOSITION_NAMES
from classifiers.model.contrasts import Contrasts
from classifiers.model.kinds import FORM_NAMES, KindModel
from classifiers.model.raster import NAMES as PAGE_NAMES
from classifiers.model.score import KINDS, DrawingModel, Models, TextModel
from classifiers.model.structure import TELLING_NAMES
from classifiers.model.subjects import SUBJECT_LISTS
from classifiers.model.trees import Trees

TEXT_NAMES = tuple(dict.fromkeys((*TELLING_NAMES, *FORM_NAMES, *COMPOSITION_NAMES, *SUBJECT_LISTS)))
SHIPPED = Path(__file__).resolve().parents[1] / "artifacts"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_TREE_ARRAYS = ("roots", "feature", "threshold", "left", "right", "value")
_TEXT_ARRAYS = (
    "mean", "spread", "sensitive_grams", "familiar", "familiar_usual", "familiar_language",
    "familiar_mean", "field_thresholds",
)  # fmt: skip
_CONTRAST_ARRAYS = ("weights", "offsets")
_KIND_ARRAYS = ("mean", "spread", "weights", "composition")
_HALF = frozenset({"familiar", "familiar_mean"})


def save_text(model: TextModel, folder: Path, facts: dict[str, Any]) -> None:
    """Write `text.npz` and `text.json`; the same model gives the same bytes.

    Args:
        facts: What else the JSON shall say, such as thresholds' costs and figures.
    """
    arrays = {name: getattr(model, name) for name in _TEXT_ARRAYS}
    arrays |= {name: arrays[name].astype(np.float16) for name in _HALF}
    arrays |= {f"contrast_{name}": getattr(model.contrasts, name) for name in _CONTRAST_ARRAYS}
    arrays |= {f"kind_{name}": getattr(model.kind, name) for name in _KIND_ARRAYS}
    arrays |= {f"form_{name}": getattr(model.kind.forms, name) for name in _TREE_ARRAYS}
    settings = {
        "features": list(TEXT_NAMES),
        "sensitive_grams_offset": model.sensitive_grams_offset,
        "grams_weight": model.grams_weight,
        "length_penalty": model.length_penalty,
        "gate": list(model.gate),
        "sensitive_scale": model.sensitive_scale,
        "kinds": [str(kind) for kind in KINDS],
        "kind_temperature": model.kind.temperature,
        "fields": list(model.fields),
        "field_platt": model.field_platt,
        "sensitive_platt": model.sensitive_platt,
        "threshold": model.threshold,
        "version": model.version,
    }
    _save(folder, "text", arrays, settings | facts)


def save_drawing(model: DrawingModel, folder: Path, facts: dict[str, Any]) -> None:
    """Write `drawing.npz` and `drawing.json`; the same model gives the same bytes."""
    arrays = {f"page_{name}": getattr(model.trees, name) for name in _TREE_ARRAYS}
    arrays |= {f"boosted_{name}": getattr(model.boosted, name) for name in _TREE_ARRAYS}
    arrays |= {f"kind_{name}": getattr(model.kind_trees, name) for name in _TREE_ARRAYS}
    settings = {
        "features": list(PAGE_NAMES),
        "platt": model.platt,
        "kinds": list(model.kinds),
        "threshold": model.threshold,
        "version": model.version,
    }
    _save(folder, "drawing", arrays, settings | facts)


def load_models(path: Path | None = None) -> Models:
    """The models in a folder; the shipped ones where none is named.

    Raises:
        ModelError: missing, damaged, or made for other features than this program computes.
    """
    folder = path or SHIPPED
    return Models(text=_load_text(folder), drawing=_load_drawing(folder))


def _load_text(folder: Path) -> TextModel:
    settings, arrays, digest = _load(folder, "text", TEXT_NAMES)
    try:
        contrasts = Contrasts(**{name: arrays[f"contrast_{name}"] for name in _CONTRAST_ARRAYS})
        ways_and_sorts = contrasts.offsets.shape
        if len(ways_and_sorts) != 2 or 0 in ways_and_sorts:
            raise _damaged("text")
        if contrasts.weights.shape != (*ways_and_sorts, len(TELLING_NAMES)):
            raise _other_features("text")
        values = {name: arrays[name].astype(np.float32) if name in _HALF else arrays[name] for name in _TEXT_ARRAYS}
        return TextModel(
            **values,
            contrasts=contrasts,
            sensitive_grams_offset=settings["sensitive_grams_offset"],
            grams_weight=settings["grams_weight"],
            length_penalty=settings["length_penalty"],
            gate=tuple(settings["gate"]),
            sensitive_scale=settings["sensitive_scale"],
            kind=_kind_of(settings, arrays),
            fields=tuple(settings["fields"]),
            field_platt=Platt(**settings["field_platt"]),
            sensitive_platt=Platt(**settings["sensitive_platt"]),
            threshold=settings["threshold"],
            version=f"{settings['version']}+{digest[:12]}",
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _damaged("text") from error


def _kind_of(settings: dict[str, Any], arrays: dict[str, Any]) -> KindModel:
    if settings["kinds"] != [str(kind) for kind in KINDS]:
        raise ModelError("the text model knows other kinds of document", help="run `sekimori train`")
    return KindModel(
        **{name: arrays[f"kind_{name}"] for name in _KIND_ARRAYS},
        forms=Trees(**{name: arrays[f"form_{name}"] for name in _TREE_ARRAYS}),
        temperature=settings["kind_temperature"],
    )


def _load_drawing(folder: Path) -> DrawingModel:
    settings, arrays, digest = _load(folder, "drawing", PAGE_NAMES)
    try:
        return DrawingModel(
            trees=Trees(**{name: arrays[f"page_{name}"] for name in _TREE_ARRAYS}),
            boosted=Trees(**{name: arrays[f"boosted_{name}"] for name in _TREE_ARRAYS}),
            kind_trees=Trees(**{name: arrays[f"kind_{name}"] for name in _TREE_ARRAYS}),
            platt=Platt(**settings["platt"]),
            kinds=tuple(settings["kinds"]),
            threshold=settings["threshold"],
            version=f"{settings['version']}+{digest[:12]}",
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _damaged("drawing") from error


def _save(folder: Path, name: str, arrays: dict[str, Any], settings: dict[str, Any]) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for key, array in sorted(arrays.items()):
            one = io.BytesIO()
            np.save(one, np.ascontiguousarray(array), allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{key}.npy", _EPOCH), one.getvalue(), zipfile.ZIP_DEFLATED, 9)
    data = packed.getvalue()
    settings = settings | {"arrays": hashlib.sha256(data).hexdigest()}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.npz").write_bytes(data)
    encoded = msgspec.json.encode(settings, order="sorted")
    (folder / f"{name}.json").write_bytes(msgspec.json.format(encoded, indent=1) + b"\n")


def _load(folder: Path, name: str, features: tuple[str, ...]) -> tuple[dict[str, Any], dict[str, Any], str]:
    try:
        settings: dict[str, Any] = msgspec.json.decode((folder / f"{name}.json").read_bytes())
        data = (folder / f"{name}.npz").read_bytes()
    except (OSError, msgspec.DecodeError) as error:
        raise ModelError(f"no {name} model in `{folder}`", help="run `sekimori train`") from error
    digest = hashlib.sha256(data).hexdigest()
    if digest != settings.get("arrays"):
        raise _damaged(name)
    if settings.get("features") != list(features):
        raise _other_features(name)
    with np.load(io.BytesIO(data), allow_pickle=False) as archive:
        return settings, {key: archive[key] for key in archive.files}, digest


def _other_features(name: str) -> ModelError:
    return ModelError(f"the {name} model was trained on other features", help="run `sekimori train`")


def _damaged(name: str) -> ModelError:
    return ModelError(f"the {name} model is damaged", help="install again, or run `sekimori train`")
