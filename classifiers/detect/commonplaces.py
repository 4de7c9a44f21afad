"""Numbers that stand in everybody's documents: constants, series of standard values, threads, sheets, conversions.

Two tables of resistors or of atomic masses are the same without one having been copied from the other. So none of
these numbers says anything of where a document comes from, however many digits it has.

Sources: CODATA 2018; IUPAC abridged atomic weights 2021; IEC 60063 (series of values); ISO 68-1, 261 (threads); ISO 216
(sheets); IEC 60297 (racks); IANA (ports).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from functools import cache

# ruff: noqa: E501 - tables of numbers read better a row a line

MOST_DIGITS = 6
# With fewer digits too many other numbers begin as a constant does.
ROUNDED_FROM = 4
_CONSTANTS = (
    "299792458 662607015 1054571817 1602176634 1380649 602214076 8314462618 9648533212 980665 667430 88541878128 "
    "12566370621 5670374419 91093837015 167262192369 167492749804 166053906660 5291772109 10973731568 2067833848 "
    "7297352569 137035999 13605693 2179872 25812807 93827208 9395654 51099895 2897771955 37677 22413969 24789570 "
    "453592370 4184 41868 101325 133322 6894757 14696 27315 29815 74570 73550 3785412 1609344 1852 2831685 16387064 "
    "28349523 3110348 1055056 86400 31536 31557600 6378137 6371 149597870 12398 331 34029 12041 8206 62364"
)
_ATOMIC_WEIGHTS = (
    "1008 10080 40026 694 90122 1081 12011 14007 15999 18998 20180 22990 24305 26982 28085 30974 3206 3545 39948 39098 "
    "40078 44956 47867 50942 51996 54938 55845 58933 58693 63546 6538 69723 72630 74922 78971 79904 83798 85468 8762 "
    "88906 91224 92906 9595 10107 10291 10642 10787 11241 11482 11871 12176 12760 12690 13129 13291 13733 13891 14012 "
    "14091 14424 15036 15196 15725 15893 16250 16493 16726 16893 17305 17497 17849 18095 18384 18621 19023 19222 19508 "
    "19697 20059 20438 2072 20898 23204 23104 23803"
)
# Quantiles: of the normal and of Student's distribution, 95 and 99 % on both sides.
_QUANTILES = (
    "1645 1960 2326 2576 3291 1282 12706 4303 3182 2776 2571 2447 2365 2306 2262 2228 2201 2179 2160 2145 2131 2120 "
    "2110 2101 2093 2086 2080 2074 2069 2064 2060 2056 2052 2048 2045 2042 2021 2000 1984 63657 9925 5841 4604 4032 "
    "3707 3499 3355 3250 3169 6827 9545 9973 3841 5991 7815 9488"
)
_SHEETS = (
    "841 1189 594 420 297 210 148 105 1030 1456 728 1000 1414 707 500 353 250 176 515 364 257 182 128 229 324 162 114 "
    "2159 2794 3556 4318 482 4826 4651 600 800 595 842"
)
_DEVICES = (
    "9600 14400 19200 28800 38400 57600 76800 115200 230400 460800 921600 1000000 1366 768 1280 720 1920 1080 2560 1440 "
    "3840 2160 1024 1600 1200 1680 1050 1360 4096 7680 4320 854 480 640 360 44100 48000 88200 96000 176400 192000 22050 "
    "11059 12288 24576 14318 32768 27017 27018 11211 25565 15672 5672 5432 3306 3389 1433 1521 8080 8443 8888 9092 9200 "
    "9300 5601 2181 6379 6443 5900 5900 5060 1883 8883 10250 10255 30000 5353 1900 2049 9090 9100 5000 8000 4444 6667"
)
_WAVES = (
    "1356 43392 31500 868 915 2400 2412 2437 2450 2462 2483 5150 5180 5725 5800 2450 902 928 1575 157542 122760 1176 "
    "700 1550 1310 1490 1625 1064 10600 532 355 266 6328 633 650 405 450 470 488 5145 635 660 780 785 795 808 850 940 "
    "980 1030 1500 248 193 135 154 15406 15418 7107 70932 54178 12566"
)
_MATERIALS = (
    "793 785 787 270 268 271 269 896 892 1930 450 451 443 193 205 206 210 689 706 717 690 110 113 1034 1165 117 173 "
    "236 230 167 163 119 108 165 398 401 237 149 0334 3300 8900 7850 7930 7860 2700 2680 1193 1000 9982 99707 1225 1204 "
    "1293 235 355 245 400 520 880 0402 0603 0805 1206 1210 2010 2512 402 603 805 201"
)
_E24 = "10 11 12 13 15 16 18 20 22 24 27 30 33 36 39 43 47 51 56 62 68 75 82 91"
_PITCHES = {
    1.0: (0.25,), 1.2: (0.25,), 1.4: (0.3,), 1.6: (0.35,), 2.0: (0.4,), 2.5: (0.45,), 3.0: (0.5,), 3.5: (0.6,),
    4.0: (0.7, 0.5), 5.0: (0.8, 0.5), 6.0: (1.0, 0.75), 8.0: (1.25, 1.0), 10.0: (1.5, 1.25, 1.0),
    12.0: (1.75, 1.5, 1.25, 1.0), 14.0: (2.0, 1.5), 16.0: (2.0, 1.5), 18.0: (2.5, 1.5), 20.0: (2.5, 1.5),
    22.0: (2.5, 1.5), 24.0: (3.0, 2.0), 27.0: (3.0, 2.0), 30.0: (3.5, 2.0), 33.0: (3.5,), 36.0: (4.0, 3.0), 42.0: (4.5,),
}  # fmt: skip
_INCH_STEPS = 80
_RACK_UNITS = 48
_ALLOYS = (
    r"sus\d{3}[a-z]{0,2}\d?|a[1-7]\d{3}(?:[a-z]\d{0,3})?|[1-7]\d{3}t\d{1,3}|a6061t\d{1,3}|s\d\dc|ss[34]\d\d|skd\d{1,2}"
    r"|suj\d|scm\d{3}|c[1-7]\d{3}|q\d{3}[a-e]?|fc\d{3}|t16a14v"
)
# Resistors and capacitors by the reel, and what is soldered on every board.
_STOCK = (
    r"(?:g[crqj][mtj]|rc\d{4}|er[jh]|crcw|c[cl]\d{2,4}[abxc]|c1\d\d[abc]|wr\d\d|[01]\d0[2356]w|[jelut]mk|b1m)\w{4,30}"
    r"|[12]n\d{4}\w{0,3}|bss\d{2,3}|bat54\w?|ss[123]4|ams1117\w{0,4}|1[mp]\d{3,4}\w{0,8}|ne555\w?|t1[01248]\d{2}\w{0,3}"
    r"|74\w{2,5}\d{2,4}\w{0,4}|at24c\d{2}\w{0,4}|w25q\w{2,9}|ch340\w?|cp210\d\w{0,6}|ft232\w{0,3}|max3?232\w{0,4}|u1n200\d\w?"
)
# Letters that are read for digits stand as those here, as they do in the names.
_CATALOGUED = re.compile(
    rf"{_ALLOYS}|{_STOCK}|m\d{{1,2}}(?:x\d{{1,4}})?|\d{{1,3}}[kmrunpfg]\d{{0,2}}|s[0o][td]\d{{2,4}}|[1tv]?qfp\d{{2,3}}|qfn\d{{1,3}}"
    r"|s[0o]1c\d{1,2}|d1p\d{1,2}|t[0o]\d{2,3}|usb\d{1,2}|w1n\d{1,2}|1pv[46]|rs\d{3}|h26[45]|utf\d{1,2}|sha\d{1,3}|aes\d{3}"
    r"|x86\w{0,3}|arm64|amd64|py3\d{1,2}|c0v1d19|1p\d\d|rj45|m1130"
)


def is_commonplace(digits: str, dimension: str) -> bool:
    """Whether a number is one that anybody writes.

    Args:
        digits: Its significant digits.
        dimension: As units give it; empty for a length and for none.
    """
    return digits in _numbers() or (dimension in ("ohm", "F", "H", "W") and digits in _values())


def is_catalogued(name: str) -> bool:
    """Whether a part number, as `Token.name` has it, is one of threads, alloys, cases, values or places on a board."""
    return _CATALOGUED.fullmatch(name) is not None


@cache
def _numbers() -> frozenset[str]:
    listed = " ".join((_ATOMIC_WEIGHTS, _QUANTILES, _SHEETS, _DEVICES, _WAVES, _MATERIALS, _CONSTANTS))
    measured = (digits.strip("0") for digits in listed.split())
    rounded = (_forms(float(f"0.{digits}")) for digits in f"{_CONSTANTS} {_ATOMIC_WEIGHTS}".split())
    computed = (_forms(value) for value in _mathematical())
    sized = (_written(value) for value in (*_threads(), *_steps()))
    return frozenset(digits for digits in (*measured, *_all(rounded), *_all(computed), *sized) if len(digits) > 2)


@cache
def _values() -> frozenset[str]:
    """Of resistors, capacitors and coils: the series of 24, 48, 96 and 192 values."""
    fine = (str(round(10 ** (2 + step / 192))).rstrip("0") for step in range(192))
    return frozenset({*_E24.split(), *fine})


def _mathematical() -> Iterator[float]:
    for whole in (2, 3, 5, 6, 7, 8, 10):
        yield from (math.sqrt(whole), math.log(whole), math.log10(whole), math.cbrt(whole))
    for degrees in range(1, 90):
        turn = math.radians(degrees)
        if degrees % 15 == 0 or degrees in (10, 18, 20, 36, 40, 50, 54, 70, 72, 80):
            yield from (math.sin(turn), math.tan(turn), turn)
    yield from (math.pi * share for share in (0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 4 / 3))
    yield from (
        math.e,
        1 / math.e,
        1 - 1 / math.e,
        math.pi**2,
        180 / math.pi,
        1 / math.sqrt(2),
        1.618033988,
        0.5772156649,
    )


def _threads() -> Iterator[float]:
    """Pitch diameters, minor diameters and holes of metric threads in millimetres."""
    for diameter, pitches in _PITCHES.items():
        for pitch in pitches:
            yield from (diameter - 0.649519 * pitch, diameter - 1.082532 * pitch, diameter - 1.226869 * pitch)
            yield diameter - pitch


def _steps() -> Iterator[float]:
    """Twentieths of an inch, and units of a rack, in millimetres."""
    yield from (25.4 * step / 20 for step in range(1, _INCH_STEPS + 1))
    yield from (44.45 * units for units in range(1, _RACK_UNITS + 1))


def _written(value: float) -> str:
    return f"{value:.3f}".replace(".", "").strip("0")


def _forms(value: float) -> Iterator[str]:
    """A number rounded and cut to every length that people write."""
    digits = f"{value:.12e}".partition("e")[0].replace(".", "")
    for length in range(ROUNDED_FROM, MOST_DIGITS + 1):
        yield digits[:length].rstrip("0")
        yield f"{value:.{length - 1}e}".partition("e")[0].replace(".", "").rstrip("0")


def _all(forms: Iterable[Iterator[str]]) -> Iterator[str]:
    for each in forms:
        yield from each
