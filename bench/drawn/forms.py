"""Forms of title blocks that the bench draws: where their cells lie and what they are called."""

# ruff: noqa: E501 - one row of a form a line
from __future__ import annotations

import random

from bench.drawn.sheet import Drawn
from classifiers.document import FieldName as F


class Form:
    """A form; subclasses say what stands on it."""

    language = ""
    font = ""

    @classmethod
    def draw(cls, chance: random.Random) -> Drawn:
        """A sheet with this form."""
        drawn = Drawn(cls.language, cls.font, chance)
        drawn.frame()
        cls().put(drawn)
        drawn.texts = [text for text in drawn.texts if text.text]
        return drawn

    def put(self, on: Drawn) -> None:
        """Draw the form, lower right corner at 410, 10."""
        raise NotImplementedError


class JisRows(Form):
    """JIS Z 8311: labels in cells beside their values."""

    language, font = "ja", "ja"

    def put(self, on: Drawn) -> None:
        left = [("設　計", F.DESIGNED), ("製　図", F.DRAWN), ("検　図", F.CHECKED), ("承　認", F.APPROVED)]
        right = [("図　名", F.TITLE), ("図　番", F.NUMBER), ("材　質", F.MATERIAL), ("所　属", F.COMPANY)]
        for index, (label, name) in enumerate(left):
            on.beside(label, name, 240, 34 - 8 * index, (18, 32), 8)
        for index, (label, name) in enumerate(right):
            on.beside(label, name, 290, 34 - 8 * index, (20, 60), 8)
        for index, (label, name) in enumerate(
            (("尺度", F.SCALE), ("投影法", F.PROJECTION), ("日付", F.DATE), ("質量", F.MASS))
        ):
            on.beside(label, name, 370, 34 - 8 * index, (14, 26), 8)


class CompanyStamps(Form):
    """A company's form: stamps under their heads, small labels in corners, a list of parts and one of corrections."""

    language, font = "ja", "ja"

    def put(self, on: Drawn) -> None:
        stamps = (("承認", F.APPROVED), ("検図", F.CHECKED), ("設計", F.DESIGNED), ("製図", F.DRAWN))
        for index, (label, name) in enumerate(stamps):
            on.over(label, name, 290 + 30 * index, 46, 30, (12, 5))
        on.corner("品名", F.TITLE, 290, 30, 60, 16)
        on.corner("図面番号", F.NUMBER, 350, 30, 60, 16)
        for index, (label, name) in enumerate((("材質", F.MATERIAL), ("表面処理", F.TREATMENT), ("個数", F.QUANTITY))):
            on.corner(label, name, 290 + 40 * index, 20, 40, 10)
        for index, (label, name) in enumerate((("尺度", F.SCALE), ("改訂", F.REVISION), ("普通公差", F.TOLERANCE))):
            on.corner(label, name, 290 + 40 * index, 10, 40, 10)
        on.table(["符号", "訂正事項", "年月日", "担当"], [["A", "穴径変更", "2024.3.1", "山本"], ["B", "面取追加", "2024.5.9", "井上"]], 290, 281, 120, is_up=False)  # fmt: skip
        on.table(["符号", "部品名称", "材質", "個数", "備考"], [["1", "本体", "S45C", "1", ""], ["2", "ピン", "SUJ2", "4", "購入"]], 150, 10, 130, is_up=True)  # fmt: skip


class Colons(Form):
    """A form of a laboratory: labels with colons."""

    language, font = "ja", "ja"

    def put(self, on: Drawn) -> None:
        cells = (("図番：", F.NUMBER), ("名称：", F.TITLE), ("材質：", F.MATERIAL), ("尺度：", F.SCALE), ("作成者：", F.DRAWN),
                 ("日付：", F.DATE), ("秘密区分：", F.SECURITY), ("熱処理：", F.TREATMENT))  # fmt: skip
        for index, (label, name) in enumerate(cells):
            on.inline(label, name, 290 + 60 * (index % 2), 34 - 8 * (index // 2), 60, 8)
        on.write("注記：指示なき角部は C0.5 とする", 60, 60, 3)


class CadForm(Form):
    """The form of a CAD program: who did what in rows under heads, other cells without labels."""

    language, font = "ja", "ja"

    def put(self, on: Drawn) -> None:
        for index, head in enumerate(("", "名前", "日付")):
            on.box(290 + 20 * index, 40, 20, 6)
            on.write(head, 300 + 20 * index, 42, 2.2, is_centred=True)
        for index, (label, name) in enumerate((("作成者", F.DRAWN), ("確認者", F.CHECKED), ("承認者", F.APPROVED))):
            on.beside(label, name, 290, 34 - 6 * index, (20, 20), 6)
            on.box(330, 34 - 6 * index, 20, 6)
        on.corner("図面名", F.TITLE, 350, 28, 60, 18, size=5)
        on.corner("部品番号", F.PART, 350, 10, 40, 18)
        on.corner("シート", F.SHEET, 390, 10, 20, 9)
        on.corner("サイズ", F.SIZE, 390, 19, 20, 9)


class GbStandard(Form):
    """GB/T 10609.1: changes and signatures left, stage, mass and scale in the middle, company, name and code right."""

    language, font = "zh", "zh"

    def put(self, on: Drawn) -> None:
        x, y = 230.0, 10.0
        for column, (head, width) in enumerate(
            (("标记", 10), ("处数", 10), ("分区", 16), ("更改文件号", 16), ("签名", 12), ("年、月、日", 16))
        ):
            left = x + sum((10, 10, 16, 16, 12, 16)[:column])
            on.box(left, y + 28, width, 7)
            on.write(head, left + width / 2, y + 30, 2.2, is_centred=True)
        rows = (("设计", F.DESIGNED), ("审核", F.CHECKED), ("工艺", F.CHECKED), ("批准", F.APPROVED))
        for index, (label, name) in enumerate(rows):
            low = y + 21 - 7 * index
            on.box(x, low, 12, 7)
            on.box(x + 12, low, 34, 7)
            on.box(x + 46, low, 34, 7)
            on.write(label, x + 6, low + 2, is_centred=True)
            on.write(on.fill(name), x + 14, low + 2, 3)
        on.box(x + 80, y + 28, 50, 28)
        on.corner("材料标记", F.MATERIAL, x + 80, y + 28, 50, 28, size=5)
        on.box(x + 80, y + 18, 26, 10)
        on.write("阶段标记", x + 93, y + 22, is_centred=True)
        on.over("质量", F.MASS, x + 106, y + 9, 12, (10, 9))
        on.over("比例", F.SCALE, x + 118, y + 9, 12, (10, 9))
        on.box(x + 80, y, 50, 9)
        of = on.chance.randrange(1, 9)
        on.write(f"共 {of} 张　第 1 张", x + 82, y + 3)
        on.truth.append((F.SHEET, f"1/{of}"))
        for label, name, low, height in (
            ("单位名称", F.COMPANY, 38, 18),
            ("图样名称", F.TITLE, 18, 20),
            ("图样代号", F.NUMBER, 0, 18),
        ):
            on.corner(label, name, x + 130, y + low, 50, height, size=5)
        rows_of_parts = [["1", "GB-01", "底座", "1", "HT200", ""], ["2", "GB-02", "销轴", "2", "45", "调质"]]
        on.table(["序号", "代号", "名称", "数量", "材料", "备注"], rows_of_parts, x, y + 56, 180, is_up=True)


class School(Form):
    """The short form of schools: 140 mm wide, labels beside their values, name and school large without labels."""

    language, font = "zh", "zh"

    def put(self, on: Drawn) -> None:
        x, y = 270.0, 10.0
        for index, (label, name) in enumerate((("制图", F.DRAWN), ("校核", F.CHECKED))):
            on.beside(label, name, x, y + 8 - 8 * index, (15, 25), 8)
        on.box(x + 40, y, 40, 16)
        on.write("（校名、班级）", x + 60, y + 6, 3, is_centred=True)
        for index, (label, name) in enumerate(
            (("比例", F.SCALE), ("数量", F.QUANTITY), ("材料", F.MATERIAL), ("图号", F.NUMBER))
        ):
            on.beside(label, name, x + 80, y + 24 - 8 * index, (15, 45), 8)


class Taiwan(Form):
    """Traditional characters, labels with a second language."""

    language, font = "zh", "tw"

    def put(self, on: Drawn) -> None:
        cells = (("圖名 TITLE", F.TITLE), ("圖號 DWG NO.", F.NUMBER), ("材料 MATERIAL", F.MATERIAL), ("比例 SCALE", F.SCALE),
                 ("設計 DESIGN", F.DESIGNED), ("審核 CHECK", F.CHECKED), ("核准 APPR", F.APPROVED), ("單位 UNIT", F.UNIT))  # fmt: skip
        for index, (label, name) in enumerate(cells):
            on.corner(label, name, 290 + 60 * (index % 2), 43 - 11 * (index // 2), 60, 11)
        on.table(["版次", "變更內容", "日期", "簽名"], [["1", "尺寸修改", "2023/4/5", "林"], ["2", "材質修改", "2023/8/9", "陳"]], 290, 281, 120, is_up=False)  # fmt: skip


class Colons2(Form):
    """Labels with colons, as in drawings of small workshops."""

    language, font = "zh", "zh"

    def put(self, on: Drawn) -> None:
        cells = (("图号：", F.NUMBER), ("名称：", F.TITLE), ("材质：", F.MATERIAL), ("比例：", F.SCALE), ("设计：", F.DESIGNED),
                 ("日期：", F.DATE), ("密级：", F.SECURITY), ("表面处理：", F.TREATMENT))  # fmt: skip
        for index, (label, name) in enumerate(cells):
            on.inline(label, name, 290 + 60 * (index % 2), 34 - 8 * (index // 2), 60, 8)
        on.write("技术要求：1、未注倒角C0.5；2、去毛刺。", 60, 60, 3)


class Asme(Form):
    """ASME Y14.1: notes and approvals left, title, size, code, number and revision right."""

    language = "en"

    def put(self, on: Drawn) -> None:
        x, y = 250.0, 10.0
        on.box(x, y, 50, 50)
        for index, line in enumerate(("UNLESS OTHERWISE SPECIFIED:", "DIMENSIONS ARE IN INCHES", "TOLERANCES:", "FRACTIONAL 1/32",
                                      "ANGULAR: MACH 1 BEND 2", "TWO PLACE DECIMAL .01")):  # fmt: skip
            on.write(line, x + 1, y + 46 - 3 * index, 1.8)
        on.truth.append((F.TOLERANCE, "FRACTIONAL 1/32 ANGULAR: MACH 1 BEND 2 TWO PLACE DECIMAL .01"))
        on.corner("MATERIAL", F.MATERIAL, x, y, 50, 10)
        on.corner("FINISH", F.SURFACE, x, y + 10, 50, 10)
        for index, head in enumerate(("", "NAME", "DATE")):
            on.box(x + 50 + 20 * index, y + 44, 20, 6)
            on.write(head, x + 60 + 20 * index, y + 46, 1.8, is_centred=True)
        for index, (label, name) in enumerate(
            (("DRAWN", F.DRAWN), ("CHECKED", F.CHECKED), ("ENG APPR.", F.APPROVED), ("MFG APPR.", F.APPROVED))
        ):
            on.beside(label, name, x + 50, y + 38 - 6 * index, (20, 20), 6)
            on.box(x + 90, y + 38 - 6 * index, 20, 6)
        on.corner("TITLE:", F.TITLE, x + 110, y + 22, 50, 28, size=4)
        for label, name, left, width in (
            ("SIZE", F.SIZE, 50, 10),
            ("DWG. NO.", F.NUMBER, 60, 80),
            ("REV", F.REVISION, 140, 20),
        ):
            on.corner(label, name, x + left, y + 8, width, 12)
        for label, name, left, width in (
            ("SCALE: ", F.SCALE, 50, 40),
            ("WEIGHT: ", F.MASS, 90, 35),
            ("SHEET ", F.SHEET, 125, 35),
        ):
            on.inline(label, name, x + left, y, width, 8)
        on.table(["REV", "DESCRIPTION", "DATE", "APPROVED"], [["A", "INITIAL RELEASE", "3/4/2022", "JKL"], ["B", "ADDED SLOT", "5/6/2023", "MNO"]], 290, 281, 120, is_up=False)  # fmt: skip


class Iso7200(Form):
    """ISO 7200: small labels in the corners of all cells."""

    language = "en"

    def put(self, on: Drawn) -> None:
        x, y = 230.0, 10.0
        for label, name, left, width in (("Responsible dept.", F.COMPANY, 0, 40), ("Technical reference", F.DESIGNED, 40, 40), ("Created by", F.DRAWN, 80, 40), ("Approved by", F.APPROVED, 120, 60)):  # fmt: skip
            if name is not F.DESIGNED:
                on.corner(label, name, x + left, y + 30, width, 12)
            else:
                on.box(x + left, y + 30, width, 12)
                on.write(label, x + left + 1, y + 39, 1.8)
        on.corner("Legal owner", F.COMPANY, x, y, 60, 30)
        on.corner("Title, Supplementary title", F.TITLE, x + 60, y, 60, 30, size=4)
        on.corner("Drawing number", F.NUMBER, x + 120, y + 15, 60, 15)
        for index, (label, name, width) in enumerate(
            (("Rev.", F.REVISION, 12), ("Date of issue", F.DATE, 24), ("Sheet", F.SHEET, 24))
        ):
            on.corner(label, name, x + 120 + sum((12, 24, 24)[:index]), y, width, 15)


class CadFormEnglish(Form):
    """The form of a CAD program, labels with colons and little filled in; a parts list above."""

    language = "en"

    def put(self, on: Drawn) -> None:
        x, y = 240.0, 10.0
        for index, head in enumerate(("", "NAME", "SIGNATURE", "DATE")):
            on.box(x + 17 * index, y + 36, 17, 6)
            on.write(head, x + 17 * index + 8, y + 38, 1.8, is_centred=True)
        for index, (label, name) in enumerate(
            (("DRAWN", F.DRAWN), ("CHK'D", F.CHECKED), ("APPV'D", F.APPROVED), ("MFG", F.CHECKED), ("Q.A", F.CHECKED))
        ):
            on.beside(label, name, x, y + 30 - 6 * index, (17, 17), 6)
            on.box(x + 34, y + 30 - 6 * index, 17, 6)
        on.corner("MATERIAL:", F.MATERIAL, x + 68, y + 6, 40, 18)
        on.inline("WEIGHT: ", F.MASS, x + 68, y, 40, 6)
        on.corner("TITLE:", F.TITLE, x + 108, y + 24, 62, 18, size=5)
        on.corner("DWG NO.", F.NUMBER, x + 108, y + 6, 62, 18, size=5)
        on.inline("SCALE:", F.SCALE, x + 108, y, 31, 6)
        on.inline("SHEET ", F.SHEET, x + 139, y, 31, 6)
        on.table(["ITEM NO.", "PART NUMBER", "DESCRIPTION", "QTY."], [["1", "BR-1", "BRACKET", "2"], ["2", "SC-9", "SCREW M4", "8"]], 290, 281, 120, is_up=False)  # fmt: skip


FORMS: tuple[type[Form], ...] = (
    JisRows, CompanyStamps, Colons, CadForm, GbStandard, School, Taiwan, Colons2, Asme, Iso7200, CadFormEnglish,
)  # fmt: skip
