"""Breaks the engine one guard at a time, and counts who notices: the proof, and the golden cases.

A mutant is the engine's own source with one place changed. For each, the policies are imported afresh, the walls of the
example and of the same with an enclave are proved, and every golden case is decided.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import CodeType, ModuleType

from bench.mutants import MUTATIONS, Mutation

ROOT = Path(__file__).resolve().parents[1]
NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
ENCLAVE = "zones:\n  meeting: {kind: enclave, projects: [qsensor, gripper], persons: [sato]}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Who noticed one mutation."""

    name: str
    by_proof: bool
    by_cases: int

    @property
    def survives(self) -> bool:
        """Whether nobody noticed."""
        return not self.by_proof and not self.by_cases


class _Mutant(importlib.abc.MetaPathFinder):
    """Finds one module with its source changed."""

    def __init__(self, mutation: Mutation) -> None:
        self._mutation = mutation

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """The spec of the module that is mutated; None for any other."""
        if fullname != self._mutation.module:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is None or spec.origin is None:
            raise LookupError(f"there is no module {fullname}")
        file = Path(spec.origin)
        loader = _Changed(fullname, str(file), self._mutation)
        places = [str(file.parent)] if file.name == "__init__.py" else None
        return importlib.util.spec_from_file_location(fullname, file, loader=loader, submodule_search_locations=places)


class _Changed(importlib.machinery.SourceFileLoader):
    def __init__(self, name: str, path: str, mutation: Mutation) -> None:
        super().__init__(name, path)
        self._mutation = mutation

    def get_code(self, fullname: str) -> CodeType:
        """The changed source, compiled; a cached one would be the unchanged."""
        source = Path(self.path).read_text(encoding="utf-8")
        count = source.count(self._mutation.old)
        if count != 1:
            raise LookupError(f"{self._mutation.name}: `{self._mutation.old}` stands {count} times in {fullname}")
        return compile(source.replace(self._mutation.old, self._mutation.new), self.path, "exec")


def main() -> None:
    """Print the table, or its figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print figures only")
    parser.add_argument("--only", default="", help="mutations whose name holds this text")
    args = parser.parse_args()
    chosen = [each for each in MUTATIONS if args.only in each.name]
    if not chosen:
        parser.error(f"no mutation has a name with `{args.only}`")
    judges = Judges()
    sound = judges.row("nothing is changed", None)
    if not sound.survives:
        raise SystemExit(f"the engine as it stands is noticed: proof {sound.by_proof}, cases {sound.by_cases}")
    rows = [judges.row(each.name, each) for each in chosen]
    survivors = [row.name for row in rows if row.survives]
    if args.json:
        figures = {
            "mutations": len(rows),
            "noticed_by_proof": sum(row.by_proof for row in rows),
            "noticed_by_cases": sum(row.by_cases > 0 for row in rows),
            "survivors": len(survivors),
        }
        print(json.dumps({"bench": "mutation", "figures": figures}))
    else:
        _print_table(rows)
    if survivors:
        print("\n".join(f"nobody noticed: {name}" for name in survivors), file=sys.stderr)
        raise SystemExit(1)


def _print_table(rows: list[Row]) -> None:
    width = max(len(row.name) for row in rows)
    print(f"{'mutation':{width}}  proof  golden cases")
    for row in rows:
        print(f"{row.name:{width}}  {'yes' if row.by_proof else '–':5}  {row.by_cases or '–'}")
    noticed = sum(row.by_proof for row in rows)
    print(f"{len(rows)} mutations, {noticed} noticed by the proof, {sum(r.survives for r in rows)} by nobody")


class Judges:
    """The proof and the golden cases, asked of one mutant after the other.

    Policies are compiled once, by the engine's own unchanged house: no mutation is of the language or the compiler.
    """

    def __init__(self) -> None:
        self._tables: dict[str, bytes] = {}

    def row(self, name: str, mutation: Mutation | None) -> Row:
        """Who notices a mutation; None changes nothing."""
        with _fresh(mutation):
            return Row(name=name, by_proof=self._fails_proof(), by_cases=self._failing_cases())

    def _fails_proof(self) -> bool:
        """Whether one of the policies, which are proved with the engine as it stands, is not."""
        compiler, language = (importlib.import_module(f"policies.{name}") for name in ("compiler", "language"))
        example = importlib.import_module("policies.examples").load_example()
        prove = importlib.import_module("policies.analysis.proof").prove
        for text in (example, example.replace("zones:\n", ENCLAVE, 1)):
            tables = self._compiled(text, lambda text=text: compiler.compile_policy(language.load_policy(text)))
            if not prove(tables, NOW).is_proved:
                return True
        return False

    def _failing_cases(self) -> int:
        spec = importlib.util.spec_from_file_location("golden_cases", ROOT / "tests" / "golden" / "test_decisions.py")
        if spec is None or spec.loader is None:
            raise LookupError("the golden cases are not there")
        golden = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(golden)
        read = golden.tables_of
        golden.tables_of = lambda case: self._compiled(json.dumps(case.get("policy", [])), lambda: read(case))
        return sum(_is_wrong(golden.test_decision, path) for path in golden.CASES)

    def _compiled(self, key: str, make: Callable[[], object]) -> object:
        bundle = importlib.import_module("policies.bundle")
        if key not in self._tables:
            self._tables[key] = bundle.encode_tables(make())
        return bundle.decode_tables(self._tables[key])


@contextmanager
def _fresh(mutation: Mutation | None) -> Iterator[None]:
    """The policies as if imported for the first time, one of their modules changed."""
    for loaded in [name for name in sys.modules if name.split(".")[0] == "policies"]:
        del sys.modules[loaded]
    finder = _Mutant(mutation) if mutation is not None else None
    if finder is not None:
        sys.meta_path.insert(0, finder)
    try:
        yield
        if mutation is not None and mutation.module not in sys.modules:
            raise LookupError(f"{mutation.module} was never imported")
    finally:
        if finder is not None:
            sys.meta_path.remove(finder)


def _is_wrong(test: object, path: Path) -> bool:
    try:
        test(path)  # type: ignore[operator]
    except Exception:  # noqa: BLE001 - a mutant may fail in any way
        return True
    return False


if __name__ == "__main__":
    main()
