"""Where legends stand, how people disguise them, and texts that only speak of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from classifiers.document import Document, Field, FieldName, Part, Place

BODY = MappingProxyType({
    "en": "The working group met on Tuesday and went through the plan for the coming term.\n" * 40,
    "ja": "作業部会は火曜日に集まり、来学期の計画について意見を交わした。次回の日程は追って知らせる。\n" * 60,
    "zh": "工作小组于周二开会，讨论了下学期的计划。下次会议的时间另行通知。会议纪要发给各位成员。\n" * 60,
})  # fmt: skip
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _part(text: str, mime: str = "text/plain", **more: object) -> Part:
    return Part(name="", type=mime, digest="00", size_bytes=len(text), text=text, **more)  # type: ignore[arg-type]


def _in_header(legend: str, body: str) -> Part:
    text = f"{body}{legend}\n{body}"
    places = (Place(start=0, label="body"), Place(start=len(body), label="header 1"))
    return _part(text, DOCX, places=(*places, Place(start=len(body) + len(legend) + 1, label="footnotes")))


def _on_every_page(legend: str, body: str) -> Part:
    return _part("\f".join(f"{body}{number}\n{legend}\n{body}" for number in (1, 2, 3)), "application/pdf")


def _in_title_block(legend: str, _: str) -> Part:
    name = FieldName.SECURITY if len(legend) < 24 else FieldName.LEGEND
    field = Field(name=name, value=legend, where="page 1")
    return _part("A-1024\n1:2\n", "image/vnd.dxf", fields=(field,), cad={"LINE": 40})


def _on_a_drawing(legend: str, _: str) -> Part:
    rows = "\n".join(f"{number}.5" for number in range(400))
    return _part(f"{rows}\n{legend}\n{rows}", "image/vnd.dxf", cad={"LINE": 400})


def _in_mail(legend: str, body: str) -> Part:
    headers = f"Subject: plan\nX-Classification: {legend}\n"
    places = (Place(start=0, label="body, text"), Place(start=len(body), label="headers, further"))
    return _part(body + headers, "message/rfc822", places=places)


CARRIERS: Mapping[str, Callable[[str, str], Part]] = MappingProxyType({
    "head": lambda legend, body: _part(f"{legend}\n\n{body}"),
    "foot": lambda legend, body: _part(f"{body}\n{legend}\n"),
    "header": _in_header,
    "pages": _on_every_page,
    "title_block": _in_title_block,
    "drawing": _on_a_drawing,
    "mail_header": _in_mail,
    "picture": lambda legend, _: _part(f"{legend}\nFIG 3\n", "image/png"),
    "keywords": lambda legend, body: _part(body, DOCX, metadata={"author": "a", "keywords": f"plan; {legend}"}),
    "custom_property": lambda legend, body: _part(body, DOCX, metadata={"Classification": legend}),
    "sensitivity_label": lambda legend, body: _part(
        body, DOCX, metadata={"MSIP_Label_9f1c_Enabled": "true", "MSIP_Label_9f1c_Name": legend}
    ),
})  # fmt: skip
"""From a legend and a text the part that carries it."""

_TWINS = str.maketrans("AECOTIPxaeo", "АЕСОТІРхаео")
DISGUISES: Mapping[str, Callable[[str], str]] = MappingProxyType({
    "spaced": lambda legend: "   ".join(" ".join(word) for word in legend.split(" ")),
    "wide": lambda legend: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in legend),
    "zero_width": lambda legend: "\u200b".join(legend),
    "homoglyphs": lambda legend: legend.translate(_TWINS),
    "turned": lambda legend: "\u202e" + legend[::-1],
    "boxed": lambda legend: f"*** {legend} ***",
    "misread": lambda legend: legend.replace("O", "0").replace("I", "1"),
})  # fmt: skip

NEAR_MISSES: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "prose": (
        "The committee asked whether the annex should be confidential. It was agreed that it need not be.",
        "He published the formerly secret papers in 1998.",
        "会議では、資料を社外秘とすべきかどうかが話し合われた。結論は出なかった。",
        "極秘と書かれた封筒が登場する推理小説を読んだ。",
        "他在书中谈到了绝密档案解密的过程，以及机密文件的保存。",
        "Confidential computing keeps data in use encrypted.",
        "The data were approved for public release after the embargo, the editors wrote.",
        "部外秘だった記録が三十年後に公開された。",
    ),
    "training": (
        "CUI basics\nMark every page with the banner CUI at its head. Distribution statements B to F limit who may see a\n"
        "technical document; statement A says that it may be seen by all. ITAR and EAR are treated in unit 4.",
        "文書の区分\n極秘\n秘\n社外秘\n部外秘\n文書管理規程により、作成者が区分を定める。",
        "密级分为三级\n绝密\n机密\n秘密\n定密责任人根据规定确定密级和保密期限。",
        "TLP:RED\nTLP:AMBER\nTLP:GREEN\nTLP:CLEAR\nThe traffic light protocol has four colours.",
        "Example: \"This document contains technical data subject to the ITAR.\" Use this wording on drawings.",
        "| Level | Meaning |\n| CONFIDENTIAL | harm |\n| INTERNAL USE ONLY | none |\n| PROPRIETARY | loss |",
        "機密区分: □極秘 □秘 □社外秘 から選んでください。",
    ),
    "code": (
        "class Level(Enum):\n    PUBLIC = 0\n    INTERNAL = 1\n    CONFIDENTIAL = 2\n    SECRET = 3\n",
        "LEVELS = [\n    \"PUBLIC\",\n    \"INTERNAL\",\n    \"CONFIDENTIAL\",\n    \"SECRET\",\n]\n",
        "if (label == \"社外秘\") { deny(); }\n// see the marking table\n",
        "enum class Mark {\n  CUI,\n  ITAR,\n  CONFIDENTIAL,\n};\n",
        "grep -ri 'confidential' . | wc -l\n",
    ),
    "contract": (
        "5. Confidential Information\n5.1 Each party shall keep the Confidential Information of the other confidential.",
        "第5条（秘密保持）\n甲及び乙は、本契約に関して知り得た相手方の秘密情報を第三者に開示してはならない。",
        "第八条 保密\n双方应对本合同内容以及对方的商业秘密予以保密，未经书面同意不得向第三方披露。",
        "Confidentiality\nThis Agreement shall be governed by the laws of Japan. Neither party may disclose its terms.",
        "第3条（機密情報の定義）\n本契約において機密情報とは、開示の際に機密である旨を明示したものをいう。",
    ),
    "list": (
        "confidential_notes.txt  12 kB\nplan.docx  40 kB\nsecret_santa.xlsx  8 kB\n",
        "name,size\nsocial.txt,12\nconfidentiality-policy.pdf,88\n",
        "01_会議.docx\n02_秘書課連絡.xlsx\n03_秘密保持契約書.pdf\n",
    ),
})  # fmt: skip


def document(part: Part) -> Document:
    """A document of one part."""
    return Document(parts=(part,))
