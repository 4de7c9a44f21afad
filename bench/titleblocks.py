"""Measures how many fields of title blocks are read, and how many of those that are read are true.

The bench draws sheets itself, as DXF and as PDF, after the customs of three languages: JIS Z 8311 and company forms,
GB/T 10609.1 and forms of schools and of Taiwan, ASME Y14.1, ISO 7200 and a form that comes with a CAD program. Beside
the title block stand what must not be taken for it: zone marks, parts lists, tables of revisions, notes, dimensions.
Cells may be empty. A hit is the right field with the right value; every other field with a label counts against
precision. The reader was made with these forms in view: real drawings are less regular.
"""

from __future__ import annotations

import argparse
import json
import random
import unicodedata
from collections import Counter

from bench.drawn.forms import FORMS
from bench.drawn.sheet import Drawn
from bench.drawn.written import dxf_of, pdf_of
from classifiers.document import FieldName
from classifiers.limits import Limits
from classifiers.readers.job import Job

WRITERS = {"dxf": dxf_of, "pdf": pdf_of}


def fields_of(data: bytes) -> set[tuple[FieldName, str]]:
    """What the reader finds; legends and notes stand without a label and are not asked for."""
    job = Job(Limits())
    job.read("", data, file_name="")
    return {(field.name, _bare(field.value)) for part in job.document("").parts for field in part.fields if field.label}


def _bare(value: str) -> str:
    """A value without blanks and wide forms, which the reader folds."""
    return "".join(unicodedata.normalize("NFKC", value).split())


def compare(drawn: Drawn, data: bytes) -> tuple[int, int, int, list[str]]:
    """Hits, fields there are, fields found, and what went wrong."""
    truth = {(name, _bare(value)) for name, value in drawn.truth}
    found = fields_of(data)
    wrong = [f"+ {name}={value}" for name, value in sorted(found - truth)]
    wrong += [f"- {name}={value}" for name, value in sorted(truth - found)]
    return len(truth & found), len(truth), len(found), wrong


def main() -> None:
    """Prints recall and precision by language and format."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--sheets", type=int, default=20, help="of every form")
    parser.add_argument("--show", default="", help="print what went wrong in forms whose name begins so")
    options = parser.parse_args()
    hits: Counter[str] = Counter()
    there: Counter[str] = Counter()
    got: Counter[str] = Counter()
    for form in FORMS:
        for number in range(options.sheets):
            drawn = form.draw(random.Random(f"{form.__name__}{number}"))
            for kind, write in WRITERS.items():
                hit, truth, found, wrong = compare(drawn, write(drawn))
                key = f"{drawn.language}_{kind}"
                hits[key] += hit
                there[key] += truth
                got[key] += found
                if options.show and form.__name__.startswith(options.show) and wrong:
                    print(form.__name__, number, kind, *wrong, sep="\n   ")
    figures = {f"recall_{key}": round(hits[key] / there[key], 3) for key in there}
    figures |= {f"precision_{key}": round(hits[key] / got[key], 3) for key in got}
    if options.json:
        print(json.dumps({"bench": "titleblocks", "figures": figures}))
        return
    for key in there:
        print(
            f"{key:8} recall {figures[f'recall_{key}']:.3f}  precision {figures[f'precision_{key}']:.3f}"
            f"  {there[key]} fields"
        )


if __name__ == "__main__":
    main()
