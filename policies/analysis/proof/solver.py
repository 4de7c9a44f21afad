"""Z3, loaded where it is needed: only officers' machines have it."""

from __future__ import annotations

import importlib
from typing import Any

from policies.errors import PolicyError


def load_solver() -> Any:
    """The module `z3`; it ships no types.

    Raises:
        PolicyError: it is not installed; the help names the extra.
    """
    try:
        return importlib.import_module("z3")
    except ImportError as error:
        raise PolicyError(
            "proving needs the solver Z3, which is not installed",
            help='install it with `pip install "sekimori[proof]"`',
        ) from error


def solver_version(z3: Any) -> str:
    """Name and version, such as `z3 4.13.0`."""
    return f"z3 {z3.get_version_string()}"
