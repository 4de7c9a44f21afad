"""The part in Rego by regorus (package celine-regorus). Expresses the whole part.

Module and data are read once into one engine, which keeps them between decisions; inputs are handed in as JSON made
beforehand, which measured the same as handing in dictionaries. Its compiled machine (`Rvm`) is in the type stubs of
0.9.1 but not in the built module. Of the encodings tried (rules as one list of conditions with an operator, an array
comprehension, this one) this was the quickest.
"""

from __future__ import annotations

import json

import regorus

from bench.peers.part import Part, Question
from bench.peers.rego import MODULE, answer_of, data_of, input_json


class Regorus:
    """One engine with everything loaded."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._engine = regorus.Engine()
        self._engine.add_policy("wall.rego", MODULE)
        self._engine.add_data_json(json.dumps(data_of(part)))

    def prepared(self, question: Question) -> str:
        """The input document as JSON."""
        return input_json(question, self._part)

    def answer(self, prepared: str) -> str:
        """`wall`, `screening`, the name of the first rule that matches, or `no-rule`."""
        self._engine.set_input_json(prepared)
        return answer_of(int(self._engine.eval_rule("data.wall.answer")), self._part)
