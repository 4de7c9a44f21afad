"""What two strangers both write down, in three languages: none of it may say that one has it from the other."""

from __future__ import annotations

import random

import numpy as np
import pytest

from classifiers.detect.commonplaces import is_catalogued, is_commonplace
from classifiers.detect.numbers import tokens
from classifiers.detect.numerals import NumeralFamily
from classifiers.detect.prints import Alike, Shared
from classifiers.detect.rarity import rarity
from classifiers.detect.winnowing import Secret
from classifiers.document import Part

# ruff: noqa: E501 - what people write is not wrapped

SECRET = Secret.of(b"0123456789abcdef0123456789abcdef")
FAMILY = NumeralFamily()
E96 = [round(10 ** (step / 96) * 100) for step in range(96)]
TABLES = {
    "atomic weights": "水素 H 1.008\nHe 4.0026\nLi 6.94\nBe 9.0122\nB 10.81\nC 12.011\nN 14.007\nO 15.999\nF 18.998\n"
    "Ne 20.180\nNa 22.990\nMg 24.305\nAl 26.982\nSi 28.085\nP 30.974\nS 32.06\nCl 35.45\nAr 39.948\n铁 55.845\n铜 63.546",
    "constants": "c = 299792458 m/s, h = 6.62607015e-34 J s, e = 1.602176634e-19 C, k = 1.380649e-23 J/K, R = 8.314462618,"
    " N_A = 6.02214076e23, F = 96485.33212, g = 9.80665, eps0 = 8.8541878128e-12, sigma = 5.670374419e-8",
    "constants, ja": "光速 299,792,458 m/s、プランク定数 6.626×10⁻³⁴、素電荷 1.602×10⁻¹⁹ C、ボルツマン定数 1.381×10⁻²³、"
    "アボガドロ定数 6.022×10²³、気体定数 8.314、電子質量 9.109×10⁻³¹ kg",
    "constants, zh": "光速 2.998×10^8,普朗克常数 6.626×10^-34,元电荷 1.602×10^-19,玻尔兹曼 1.381×10^-23,阿伏伽德罗 6.022×10^23,"
    "真空介电常数 8.854×10^-12,圆周率 3.1416",
    "threads": "M3x0.5 2.675 2.459\nM4x0.7 3.545 3.242\nM5x0.8 4.480 4.134\nM6x1 5.350 4.917\nM8x1.25 7.188 6.647\n"
    "M10x1.5 9.026 8.376\nM12x1.75 10.863 10.106",
    "resistors": " ".join(f"{value} Ω" for value in E96) + " " + " ".join(f"{value / 100}k" for value in E96),
    "抵抗値": "、".join(f"{value}オーム" for value in E96),
    "电阻": ",".join(f"{value / 10}千欧" for value in E96),
    "standards": "ISO 9001:2015, ISO/IEC 27001, JIS B 0405, JIS B 1180, IEC 61000-4-2, IEEE 802.11, IEEE Std 1588-2008, RFC 8446,"
    " MIL-STD-810, GB/T 19001-2016, GB/T 1804, DIN 912, ASTM D638, EN 55032, SAE J1939, JIS C 61000-3-2, JIS Z 9015-1",
    "sheets": "A0 841x1189 A1 594x841 A2 420x594 A3 297x420 A4 210x297 A5 148x210 B4 257x364 B5 182x257 Letter 215.9 279.4",
    "screens": "640x480 800x600 1024x768 1280x720 1366x768 1920x1080 2560x1440 3840x2160",
    "ports": "5432 8080 27017 6379 9200 11211 8443 25565 3389 5672 15672 2181 9092; 9600 19200 38400 57600 115200 921600",
    "addresses": "\n".join(f"192.168.{row}.{row * 7 % 254}/24 gw 10.0.{row}.1:8080" for row in range(40)),
    "conversions": "1 in = 25.4 mm, 1 ft = 0.3048 m, 1 lb = 0.45359237 kg, 1 cal = 4.184 J, 1 atm = 101325 Pa = 14.696 psi,"
    " 0 °C = 273.15 K, 1 hp = 745.7 W, 1 gal = 3.785 L, 1 mi = 1.609 km",
    "quantiles": "1.645 1.960 2.576 2.326 1.282 12.706 4.303 3.182 2.776 2.571 2.447 2.365 2.306 2.262 2.228",
    "angles": "0.5236 0.7854 1.0472 1.5708 3.1416 6.2832 0.7071 0.8660 1.4142 1.7321 2.2361 2.7183 0.6931 2.3026 57.296",
    "materials": "SUS304 A5052 A6061-T6 S45C SS400 SKD11 密度 7.93 2.68 2.70 7.85 E=193 GPa 70.6 GPa 205 GPa 弹性模量 68.9 GPa",
    "pitches": "7.62 mm 5.08 mm 2.54 mm 1.27 mm 3.81 mm 10.16 mm 15.24 mm 19.05 mm 482.6 mm 44.45 mm 133.35 mm 88.9 mm",
    "light and waves": "1550 nm 1310 nm 632.8 nm 532 nm 1064 nm 780 nm 13.56 MHz 433.92 MHz 2.45 GHz 5.8 GHz 915 MHz",
    "letterhead": "〒113-8656 東京都文京区本郷7-3-1 TEL 03-5841-1234 FAX 03-5841-5678 第2023-145号 令和5年4月1日 2/14 ページ",
    "calendar": "\n".join(" ".join(str(day) for day in range(first, first + 7)) for first in range(1, 29, 7)),
    "stock": "C1 100nF 0402 GRM155R71C104KA88D\nC2 10uF 0603 GRM188R60J106ME47D\nR1 10k 0402 RC0402FR-0710KL\n"
    "R2 4.7k RC0402FR-074K7L\nD1 1N4148W SOD-123\nQ1 2N7002 SOT-23\nU2 AMS1117-3.3 SOT-223",
}


def alike(one: str, other: str) -> Alike | None:
    mine, theirs = (
        FAMILY.prints(Part(name="", type="text/plain", digest="", size_bytes=1, text=text), SECRET)
        for text in (one, other)
    )
    pairs = [(i, int(theirs.places[j])) for i, h in enumerate(mine.hashes) for j in np.flatnonzero(theirs.hashes == h)]
    found = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return FAMILY.alike(
        mine,
        Shared(members=found[:, 0], theirs=found[:, 1], weights=np.ones(len(pairs)), registered=theirs.hashes.size),
    )


@pytest.mark.parametrize("name", TABLES)
def test_a_table_that_everybody_has_does_not_match(name: str) -> None:
    chance = random.Random(name)
    around = ["\n".join(f"note {chance.randint(1000, 9999)}.{chance.randint(1, 99)}" for _ in range(12)) for _ in "ab"]
    one, other = (f"{text}\n{TABLES[name]}\n{text}" for text in around)
    assert alike(TABLES[name], TABLES[name]) is None
    assert alike(one, other) is None


@pytest.mark.parametrize(
    "form",
    [
        "口座番号 {0} 支店番号 001 銀行コード 0005 金額 ¥{1} 手数料 440円 登録番号 T{2} 電話 03-3812-2111 消費税 10%",
        "账号 {0} 开户行 102 金额 {1} 元 手续费 5.00 税号 {2} 电话 010-62781234 税率 13%",
        "Account {0} sort code 20-00-00 amount {1} fee 4.40 reference {2} tel +44 20 7946 0958 VAT 20 %",
    ],
)
def test_a_form_that_two_filled_in_does_not_match(form: str) -> None:
    chance = random.Random(form)
    one, other = (
        form.format(chance.randint(10**6, 10**7), chance.randint(1000, 99999), chance.randint(10**12, 10**13))
        for _ in "ab"
    )
    assert alike(one, other) is None
    assert alike(one, one) is not None


def test_a_measured_number_is_worth_as_much_as_before() -> None:
    for text in ("18.37 mm", "142.6 mm", "6.82 mH", "0.1857 mm", "QX-4471-B", "23,450 rpm", "ESP32-S3-WROOM"):
        assert sum(rarity(token.name) for token in tokens(text)) >= 1.0, text


def test_a_size_is_no_power_of_ten() -> None:
    assert [token.name for token in tokens("1920x1080 6.022x10^23 6.02x1023")] == ["192", "108", "6022", "602"]


@pytest.mark.parametrize("name", ["m8x125", "sus304", "1n4148w", "grm155r71c104ka88d", "47k"])
def test_what_catalogues_list(name: str) -> None:
    assert is_catalogued(name)


def test_values_of_a_series_are_common_with_their_unit_only() -> None:
    assert is_commonplace("523", "ohm")
    assert not is_commonplace("523", "")
    assert is_commonplace("14142", "")
