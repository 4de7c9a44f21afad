"""Values that the bench writes into title blocks, by language and field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifiers.document import FieldName as F

if TYPE_CHECKING:
    import random

NAMES = {
    "ja": ("佐藤", "鈴木 健", "高橋", "田中 美咲", "渡辺", "M.Ito"),
    "zh": ("王伟", "李娜", "张敏", "刘洋", "陳志明", "唐秋明"),
    "en": ("J. SMITH", "A. Miller", "RKW", "T. O'Brien", "jdoe", "P. Garcia"),
}
PEOPLE = frozenset({F.DRAWN, F.DESIGNED, F.CHECKED, F.APPROVED})
VALUES: dict[str, dict[F, tuple[str, ...]]] = {
    "ja": {
        F.TITLE: ("共振器ホルダ", "軸受ハウジング", "ベースプレート A", "フランジ（上）", "XYステージ組立図"),
        F.MATERIAL: ("SUS304", "S45C", "A5052P", "無酸素銅 C1020", "SKD11"),
        F.COMPANY: ("湊工業大学", "青木精機株式会社", "第二研究室"),
        F.TREATMENT: ("無電解ニッケルめっき", "黒アルマイト", "焼入れ焼戻し HRC58", "黒染め"),
        F.TOLERANCE: ("JIS B 0405-m", "JIS B 0419-K", "±0.1"),
        F.SECURITY: ("社外秘", "極秘", "取扱注意"),
        F.PROJECTION: ("第三角法", "第三角法", "第一角法"),
        F.SURFACE: ("Ra 3.2", "Ra 1.6"),
    },
    "zh": {
        F.TITLE: ("散热器", "轴承座", "法兰盘", "连接板 A", "減速機箱體"),
        F.MATERIAL: ("Q235A", "45", "6063铝合金", "HT200", "304不锈钢"),
        F.COMPANY: ("江海大学", "蓝鳍机械有限公司", "第三研究所"),
        F.TREATMENT: ("阳极氧化", "发黑处理", "镀锌", "调质 HRC28-32"),
        F.SECURITY: ("内部", "机密", "秘密"),
        F.UNIT: ("mm", "毫米"),
    },
    "en": {
        F.TITLE: ("BRACKET, SENSOR MOUNT", "Motor Shaft", "HOUSING ASSEMBLY", "Gripper Finger 2"),
        F.MATERIAL: ("AL 6061-T6", "304 STAINLESS", "PLA", "AISI 4140"),
        F.COMPANY: ("Harbor University", "Bluefin Bearings Inc.", "MECHANICS LAB"),
        F.SURFACE: ("ANODIZE, BLACK", "63 Ra", "AS MACHINED"),
        F.SHEET: ("1 OF 1", "1 OF 3", "2/4"),
        F.DATE: ("2024-05-06", "12/31/2023", "6 May 2024"),
    },
}
COMMON: dict[F, tuple[str, ...]] = {
    F.SCALE: ("1:1", "1:2", "2:1", "1:10", "5:1"),
    F.NUMBER: ("QS-3107-02", "4021-77-B", "JL-3 v10", "M24-0091", "X100203"),
    F.PART: ("P-1002", "RX78-2", "90012-A"),
    F.REVISION: ("A", "B", "0", "3"),
    F.MASS: ("0.35 kg", "12.4 g", "1.2kg"),
    F.QUANTITY: ("1", "2", "12"),
    F.SIZE: ("A3", "A4", "A2"),
    F.SHEET: ("1/1", "2/3"),
    F.DATE: ("2024.5.6", "2024/05/06", "2023-12-31"),
    F.UNIT: ("mm",),
}


def value_of(language: str, name: F, chance: random.Random) -> str:
    """A value that such a cell might hold."""
    if name in PEOPLE:
        return chance.choice(NAMES[language])
    return chance.choice(VALUES[language].get(name) or COMMON[name])
