"""The part in Rego by regopy (rego-cpp). Expresses the whole part.

Module and data are compiled once to a bundle with one entry point; inputs are made beforehand. In 1.5.2 `min` compares
numbers as texts (`min({83, 376})` is 376), so the first of the rules that match is found without it.
"""

from __future__ import annotations

import json

import regopy

from bench.peers.part import Part, Question
from bench.peers.rego import MODULE, answer_of, data_of, input_of

_ENTRY_POINT = "wall/answer"
_MIN = "else := min(candidates) if { count(candidates) > 0 }"
_FIRST = """else := first if {
    some first in candidates
    every other in candidates { first <= other }
}"""


class Regopy:
    """One interpreter with a compiled bundle."""

    def __init__(self, part: Part) -> None:
        self._part = part
        builder = regopy.Interpreter()
        builder.add_module("wall.rego", MODULE.replace(_MIN, _FIRST))
        builder.add_data_json(json.dumps(data_of(part)))
        self._bundle = builder.build(None, [_ENTRY_POINT])
        self._interpreter = regopy.Interpreter()

    def prepared(self, question: Question) -> regopy.Input:
        """The input document, as the interpreter keeps it."""
        return regopy.Input(input_of(question, self._part))

    def answer(self, prepared: regopy.Input) -> str:
        """`wall`, `screening`, the name of the first rule that matches, or `no-rule`."""
        self._interpreter.set_input(prepared)
        output = self._interpreter.query_bundle_entrypoint(self._bundle, _ENTRY_POINT)
        return answer_of(int(output.expressions()[0].value), self._part)
