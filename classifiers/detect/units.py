"""Units of measurement as texts and drawings in three languages write them, each as a dimension and a factor to SI."""

from __future__ import annotations

import re
from types import MappingProxyType

LENGTH = "m"
# A dimension, and its units: factor to SI, then every way to write it. Case counts where it tells units apart.
_TABLE: tuple[tuple[str, float, str], ...] = (
    (LENGTH, 1e-3, "mm ミリ ミリメートル 毫米 公厘 millimeter millimeters millimetre millimetres"),
    (LENGTH, 1e-2, "cm センチ センチメートル 厘米 公分 centimeter centimeters centimetre centimetres"),
    (LENGTH, 1.0, "m メートル 米 公尺 meter meters metre metres"),
    (LENGTH, 1e3, "km キロメートル 千米 公里 kilometer kilometers kilometre kilometres"),
    (LENGTH, 1e-6, "um μm ミクロン マイクロメートル 微米 micron microns micrometer micrometers"),
    (LENGTH, 1e-9, "nm ナノメートル 纳米 奈米 nanometer nanometers nanometre nanometres"),
    (LENGTH, 1e-10, "Å オングストローム 埃 angstrom"),
    (LENGTH, 0.0254, 'in inch inches インチ 英寸 吋 " ″'),
    (LENGTH, 0.3048, "ft feet foot フィート 英尺"),
    (LENGTH, 2.54e-5, "mil mils ミル 密耳"),
    ("kg", 1e-3, "g グラム 克 gram grams"),
    ("kg", 1.0, "kg キログラム 千克 公斤 kilogram kilograms"),
    ("kg", 1e-6, "mg ミリグラム 毫克"),
    ("kg", 0.45359237, "lb lbs ポンド 磅 pound pounds"),
    ("N", 1.0, "N ニュートン 牛 牛顿 newton newtons"),
    ("N", 1e3, "kN キロニュートン 千牛"),
    ("Nm", 1.0, "Nm N·m N・m 牛米 牛·米 ニュートンメートル"),
    ("Pa", 1.0, "Pa パスカル 帕 帕斯卡"),
    ("Pa", 1e2, "hPa ヘクトパスカル 百帕"),
    ("Pa", 1e3, "kPa キロパスカル 千帕"),
    ("Pa", 1e6, "MPa メガパスカル 兆帕 N/mm2"),
    ("Pa", 1e9, "GPa ギガパスカル 吉帕"),
    ("Pa", 1e5, "bar バール"),
    ("Pa", 6894.757, "psi"),
    ("V", 1.0, "V ボルト 伏 伏特 volt volts Vdc VDC Vac VAC"),
    ("V", 1e-3, "mV ミリボルト 毫伏"),
    ("V", 1e3, "kV キロボルト 千伏"),
    ("V", 1e-6, "uV μV マイクロボルト 微伏"),
    ("A", 1.0, "A アンペア 安 安培 amp amps ampere amperes"),
    ("A", 1e-3, "mA ミリアンペア 毫安"),
    ("A", 1e-6, "uA μA マイクロアンペア 微安"),
    ("Ah", 1e-3, "mAh ミリアンペア時 毫安时"),
    ("W", 1.0, "W ワット 瓦 瓦特 watt watts"),
    ("W", 1e-3, "mW ミリワット 毫瓦"),
    ("W", 1e3, "kW キロワット 千瓦"),
    ("W", 1e6, "MW メガワット 兆瓦"),
    ("ohm", 1.0, "Ω ohm ohms オーム 欧 欧姆"),
    ("ohm", 1e3, "kΩ KΩ kohm kohms キロオーム 千欧"),
    ("ohm", 1e6, "MΩ Mohm メガオーム 兆欧"),
    ("F", 1e-12, "pF ピコファラド 皮法"),
    ("F", 1e-9, "nF ナノファラド 纳法"),
    ("F", 1e-6, "uF μF マイクロファラド 微法"),
    ("H", 1e-9, "nH 纳亨"),
    ("H", 1e-6, "uH μH 微亨"),
    ("H", 1e-3, "mH 毫亨"),
    ("Hz", 1.0, "Hz ヘルツ 赫 赫兹 hertz"),
    ("Hz", 1e3, "kHz KHz キロヘルツ 千赫 千赫兹"),
    ("Hz", 1e6, "MHz メガヘルツ 兆赫 兆赫兹"),
    ("Hz", 1e9, "GHz ギガヘルツ 吉赫 吉赫兹 千兆赫"),
    ("s", 1.0, "s sec secs 秒 second seconds"),
    ("s", 1e-3, "ms ミリ秒 毫秒 millisecond milliseconds"),
    ("s", 1e-6, "us μs マイクロ秒 微秒 microsecond microseconds"),
    ("s", 1e-9, "ns ナノ秒 纳秒 nanosecond nanoseconds"),
    ("s", 60.0, "min 分钟 minute minutes"),
    ("s", 3600.0, "hr hrs 小时 時間 hour hours"),
    ("degC", 1.0, "°C ℃ 摄氏度"),
    ("K", 1.0, "K ケルビン 开尔文 kelvin"),
    ("deg", 1.0, "° deg 度 degree degrees"),
    ("%", 1.0, "% パーセント percent"),
    ("ppm", 1.0, "ppm"),
    ("dB", 1.0, "dB デシベル 分贝"),
    ("dBm", 1.0, "dBm"),
    ("rpm", 1.0, "rpm r/min 转/分 回転/分"),
    ("B", 1.0, "B byte bytes Byte Bytes バイト 字节"),
    ("B", 1024.0, "KB kB KiB キロバイト 千字节"),
    ("B", 1024.0**2, "MB MiB メガバイト 兆字节"),
    ("B", 1024.0**3, "GB GiB ギガバイト 吉字节"),
    ("bit", 1.0, "bit bits Bit ビット 比特"),
    ("bit/s", 1e3, "kbps Kbps kbit/s"),
    ("bit/s", 1e6, "Mbps Mbit/s Mb/s"),
    ("bit/s", 1e9, "Gbps Gbit/s Gb/s"),
)  # fmt: skip
UNITS = MappingProxyType({name: (kind, factor) for kind, factor, names in _TABLE for name in names.split()})
"""Every way to write a unit, with its dimension and its factor to SI."""

_LATIN = sorted((name for name in UNITS if name[-1].isascii() and name[-1].isalpha()), key=len, reverse=True)
_OTHER = sorted((name for name in UNITS if name not in _LATIN), key=len, reverse=True)
PATTERN = "(?:" + "|".join(map(re.escape, _LATIN)) + ")(?![A-Za-z_])|(?:" + "|".join(map(re.escape, _OTHER)) + ")"
"""Source of a pattern of all of them, the longest first."""
