"""Texts of no running words: tables, objects, values a line as XML leaves them, logs, and circuits written as lists."""

from __future__ import annotations

import json
import random
from collections.abc import Callable

_NAMES = """
    id name time date value ch1 ch2 lat lon status total x y type title count unit code label group price width height
    temperature source layer field mean error series points description version"""
_WORDS = "alpha beta north south open closed red green blue primary default none main item line bar point daily"
_SYMBOLS = "Device:R Device:C Device:L Device:LED power:GND power:+5V Connector:Conn_01x04 Switch:SW_Push"
_NETS = "GND VCC +3V3 +5V SCL SDA TX RX RESET CLK MISO MOSI"


def made_data(chance: random.Random) -> str:
    """Data of one of five forms."""
    return chance.choice((_table, _table, _objects, _values, _log))(chance)


def made_netlist(chance: random.Random) -> str:
    """A circuit or a part in the words of a program that draws: no page, but the content of one."""
    return chance.choice((_symbols, _spice, _labels))(chance)


def _number(chance: random.Random) -> str:
    return f"{chance.uniform(-1 if chance.random() < 0.2 else 0, 10 ** chance.randint(0, 4)):.{chance.randint(0, 4)}f}"


def _date(chance: random.Random) -> str:
    year, month, day = chance.randint(2001, 2027), chance.randint(1, 12), chance.randint(1, 28)
    return chance.choice(
        (f"{year}-{month:02d}-{day:02d}", f"{year}{month:02d}{day:02d}", f"{day:02d}.{month:02d}.{year}")
    )


def _code(chance: random.Random) -> str:
    letters = "".join(chance.choice("ABCDEFGHKLMNPRSTX") for _ in range(chance.randint(1, 3)))
    return f"{letters}{chance.choice(('-', '', '_'))}{chance.randint(1, 99999)}"


def _cell(chance: random.Random) -> str:
    makers: tuple[Callable[[random.Random], str], ...] = (_number, _number, _number, _date, _code, _word)
    return chance.choice(makers)(chance)


def _word(chance: random.Random) -> str:
    return chance.choice(_WORDS.split())


def _table(chance: random.Random) -> str:
    columns = chance.sample(_NAMES.split(), chance.randint(3, 8))
    makers = [chance.choice((_number, _number, _date, _code, _word)) for _ in columns]
    mark = chance.choice((",", "\t", ";", " ", ","))
    rows = [mark.join(maker(chance) for maker in makers) for _ in range(chance.randint(8, 60))]
    return "\n".join(rows if chance.random() < 0.15 else [mark.join(columns), *rows])


def _tree(chance: random.Random, depth: int) -> object:
    """Objects within objects, as settings, charts and answers of services are."""
    if depth == 0:
        return chance.choice((_word(chance), float(_number(chance)), chance.randint(0, 500), True, _date(chance)))
    if chance.random() < 0.35:
        keys = chance.sample(_NAMES.split(), chance.randint(1, 3))
        return [{key: _tree(chance, 0) for key in keys} for _ in range(chance.randint(2, 9))]
    return {
        key: _tree(chance, chance.randint(0, depth - 1)) for key in chance.sample(_NAMES.split(), chance.randint(2, 6))
    }


def _objects(chance: random.Random) -> str:
    found = {key: _tree(chance, chance.randint(1, 3)) for key in chance.sample(_NAMES.split(), chance.randint(3, 7))}
    return json.dumps(found, indent=chance.choice((None, 2, 2, 4)))


def _values(chance: random.Random) -> str:
    """What is left of XML without its tags: a value a line, at the depth where it stood."""
    lines = []
    for _ in range(chance.randint(20, 120)):
        lines.append(" " * chance.choice((0, 2, 4, 6, 8)) + (_cell(chance) if chance.random() < 0.7 else ""))
    return "\n".join(lines)


def _log(chance: random.Random) -> str:
    """Values with their names, and lines of a recorder."""
    mark = chance.choice((": ", "=", " = "))
    head = [f"{name}{mark}{_cell(chance)}" for name in chance.sample(_NAMES.split(), 6)]
    for _ in range(chance.randint(10, 60)):
        time = f"{chance.randint(0, 23):02d}:{chance.randint(0, 59):02d}:00"
        head.append(f"{_date(chance)} {time} {_number(chance)} {_number(chance)}")
    return "\n".join(head)


def _symbols(chance: random.Random) -> str:
    """A schematic as nested lists."""
    parts = []
    for number in range(chance.randint(6, 40)):
        x, y, turn = _number(chance), _number(chance), chance.choice((0, 90, 180, 270))
        parts.append(
            f'  (symbol (lib_id "{chance.choice(_SYMBOLS.split())}") (at {x} {y} {turn}) (unit 1)\n'
            f'    (property "Reference" "{chance.choice("RCLUJDQ")}{number}" (id 0) (at {x} {y} 0)\n'
            f"      (effects (font (size 1.27 1.27)) (justify left)))\n  )"
            if chance.random() < 0.6
            else f"  (wire (pts (xy {x} {y}) (xy {_number(chance)} {y}))\n    (stroke (width 0) (type default)))"
        )
    head = chance.choice(("(kicad_sch", "(export (version D)", "(module", "(footprint", "(edif"))
    return f'{head} (version {chance.randint(2015, 2026)})\n  (paper "A4")\n' + "\n".join(parts) + "\n)"


def _spice(chance: random.Random) -> str:
    """A list of parts and the nets between them."""
    lines = [f"* {_code(chance)} {_word(chance)}"]
    for number in range(chance.randint(10, 50)):
        part = chance.choice("RCLVDQMX")
        value = f"{chance.randint(1, 999)}{chance.choice(('', 'k', 'u', 'n', 'p', 'm'))}"
        lines.append(f"{part}{number} N{chance.randint(0, 30)} N{chance.randint(0, 30)} {value}")
    return "\n".join([*lines, ".tran 1u 1m", ".end"])


def _labels(chance: random.Random) -> str:
    """The words of a drawn circuit: references, values and names of nets, one a line."""
    lines = []
    for number in range(chance.randint(20, 120)):
        lines.append(
            chance.choice(
                (
                    f"{chance.choice('RCLUJDQ')}{number}",
                    f"{chance.randint(1, 999)}{chance.choice(('k', 'R', 'nF', 'uF', 'pF', 'uH'))}",
                    chance.choice(_NETS.split()),
                    f"{chance.randint(1, 64)}",
                )
            )
        )
    return "\n".join([*lines, "Title", "Sheet 1/1", "Rev", _date(chance), "Size A4"])
