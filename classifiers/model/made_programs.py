"""Small programs and pieces of programs, for training texts."""

from __future__ import annotations

import random

CODE_NAMES: tuple[str, ...] = (
    "count", "value", "items", "total", "index", "name", "result", "buffer", "config", "user", "page", "score", "left",
    "right", "node", "path", "size", "key",
)  # fmt: skip


def made_code(chance: random.Random) -> str:
    """A small program in one of four languages' ways."""
    maker = chance.choice((_python, _braces, _shell, _describing))
    return "\n\n".join(maker(chance) for _ in range(chance.randint(2, 6)))


def _python(chance: random.Random) -> str:
    one, two, three = (chance.choice(CODE_NAMES) for _ in range(3))
    return (
        f"import {chance.choice(('os', 'sys', 'json', 'math', 'numpy as np'))}\n\n"
        f"def {one}_{two}({two}: int, {three}: list[str]) -> bool:\n"
        f'    """Return whether the {two} of {three} is known."""\n'
        f"    for {one} in range({chance.randint(1, 99)}):\n        if {one} % {chance.randint(2, 9)} == 0:\n"
        f"            {three}.append(str({one}))\n    return len({three}) > {two}\n"
    )


def _braces(chance: random.Random) -> str:
    one, two, three = (chance.choice(CODE_NAMES) for _ in range(3))
    head = chance.choice(
        ("#include <stdio.h>\nstatic int", "public static int", "function", "export const", "fn", "func")
    )
    return (
        f"{head} {one}{two.title()}(int {two}, const char *{three}) {{\n    // {one} of the {three}\n"
        f"    if ({two} == NULL || {two}->{three} < {chance.randint(0, 64)}) {{\n        return -1;\n    }}\n"
        f"    while ({one} != 0) {{ {one}--; {two} += {three}[{chance.randint(0, 9)}]; }}\n    return {two};\n}}\n"
    )


def _shell(chance: random.Random) -> str:
    one, two = (chance.choice(CODE_NAMES) for _ in range(2))
    return (
        f"#!/bin/sh\nset -e\n{one.upper()}=${{1:-{two}}}\nfor {two} in *.txt; do\n"
        f'  if [ -f "${two}" ]; then echo "${two}" | grep -c {one} >> out.log; fi\ndone\nexit 0\n'
    )


def _describing(chance: random.Random) -> str:
    one, two = (chance.choice(CODE_NAMES) for _ in range(2))
    return (
        f"SELECT {one}, COUNT(*) AS {two} FROM {one}s LEFT JOIN {two}s ON {one}s.id = {two}s.{one}_id\n"  # noqa: S608
        f"WHERE {two} > {chance.randint(1, 500)} GROUP BY {one} ORDER BY {two} DESC;\n"
        f"class {one.title()}{two.title()} extends Base {{ constructor() {{ super(); this.{one} = []; }} }}\n"
    )


def made_cell(chance: random.Random) -> str:
    """A few lines of a program, as they stand between explanations."""
    one, two, three = (chance.choice(CODE_NAMES) for _ in range(3))
    digits = [chance.randint(0, 9) for _ in range(3)]
    return chance.choice(
        (
            f"import numpy as np\nimport {chance.choice(('pandas as pd', 'matplotlib.pyplot as plt', 'json', 'math'))}",
            f"{one} = {two}.{three}({digits[0]})\nprint({one})",
            f"for {one} in range({digits[0] + 2}):\n    {two} = {two} + {one}\n    print({two})",
            f"{one} = np.array({digits})\n{one}.shape",
            f"def {one}_{two}({three}):\n    return {three}[{digits[0]}]\n\n{one}_{two}({two})",
            f"plt.plot({one}, {two})\nplt.show()",
            f"$ pip install {one}",
            f"model.fit({one}, {two}, epochs={digits[0] + 1})",
        )
    )
