"""Measures fingerprints of numbers, of structure and of pictures: found after each change, false matches, time.

python -m bench.prints [--data FOLDER] [--only FAMILY …] [--json]
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from bench.alike import numerals, pictures, structure
from classifiers.model.corpus import DEFAULT_DATA

FAMILIES = {"numerals": numerals.measure, "pictures": pictures.measure, "structure": structure.measure}


def main() -> None:
    """Print the figures, or with --json one object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--only", nargs="*", choices=sorted(FAMILIES), default=sorted(FAMILIES))
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if not (options.data / "corpus").is_dir():
        print(json.dumps({"bench": "prints", "skipped": f"no data in {options.data}"}))
        return
    figures: dict[str, float] = {}
    for name in options.only:
        figures |= FAMILIES[name](options.data)
    if options.json:
        print(json.dumps({"bench": "prints", "figures": figures}))
        return
    for name, value in figures.items():
        print(f"{name:48} {value}")


if __name__ == "__main__":
    main()
