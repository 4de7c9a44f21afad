from __future__ import annotations

import pytest

from classifiers.assessment import MarkingSource
from classifiers.detect.legends import BANNERS, SENTENCES, Legend
from classifiers.detect.markings import find_markings, level_of
from classifiers.document import Document, Field, FieldName, Part, Place
from policies.label import Level

PROPERTY, LABEL = MarkingSource.PROPERTY, MarkingSource.SENSITIVITY_LABEL
PROSE = "The members of the group met on Tuesday and talked about the plan for the coming term at some length. " * 40


def document(text: str, *, cad: dict[str, int] | None = None) -> Document:
    part = Part(name="", type="text/plain", digest="00", size_bytes=len(text), text=text, cad=cad or {})
    return Document(parts=(part,))


def names(text: str) -> set[str]:
    return {marking.name for marking in find_markings(document(text), "file.txt")}


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("CUI", "cui"),
        ("CUI//SP-CTI//NOFORN", "cui"),
        ("CONTROLLED UNCLASSIFIED INFORMATION", "cui"),
        ("CUI Category: CTI", "cui"),
        ("FOR OFFICIAL USE ONLY", "fouo"),
        ("ITAR CONTROLLED", "itar"),
        ("ECCN: 3A901", "ear"),
        ("EXPORT CONTROLLED TECHNICAL DATA", "export-controlled"),
        ("DISTRIBUTION STATEMENT D. Distribution authorized to DoD", "distribution-restricted"),
        ("DISTRIBUTION STATEMENT A. Approved for public release; distribution is unlimited.", "public-release"),
        ("TLP:RED", "tlp-red"),
        ("TLP: AMBER+STRICT", "tlp-amber"),
        ("CONFIDENTIAL", "confidential"),
        ("C O N F I D E N T I A L", "confidential"),
        ("Harbor Instruments Inc. Confidential", "confidential"),
        ("CONFIDENTIAL - Page 3 of 9", "confidential"),
        ("Classification: Confidential", "confidential"),
        ("PROPRIETARY AND CONFIDENTIAL", "proprietary"),
        ("極秘", "jp-gokuhi"),
        ("極 秘", "jp-gokuhi"),
        ("㊙", "jp-hi"),
        ("【社外秘】", "jp-shagaihi"),
        ("社外秘 株式会社みなと製作所", "jp-shagaihi"),
        ("取扱注意", "jp-toriatsukai-chui"),
        ("取扱区分：部外秘", "jp-bugaihi"),
        ("関係者外秘", "jp-kankeisha"),
        ("機密性2情報", "jp-kimitsu"),
        ("密级：机密", "cn-jimi"),
        ("绝密★20年", "cn-juemi"),
        ("机密 ★ 5年", "cn-jimi"),
        ("秘密★", "cn-mimi"),
        ("内部资料 注意保存", "cn-neibu"),
        ("商业秘密", "cn-shangmi"),
        ("SECRET//NOFORN", "us-classified"),
        ("REL TO USA, JPN", "noforn"),
        ("USML Category XI(c)", "itar"),
        ("DISTRO C: Distribution authorized to contractors.", "distribution-restricted"),
        ("TLP:CLEAR", "public-release"),
        ("マル秘", "jp-hi"),
        ("特定秘密", "jp-tokutei-himitsu"),
        ("社外持出禁止", "jp-mochidashi-kinshi"),
        ("該非判定：該当", "jp-fefa"),
        ("絕密★長期", "cn-juemi"),
        ("机密★10年", "cn-jimi"),
        ("绝密★启用前", "cn-exam"),
        ("北辰光电有限公司 机密", "cn-shangmi"),
        ("Privileged & Confidential", "confidential"),
        ("Restricted – Business Confidential", "confidential"),
        ("OFFICIAL-SENSITIVE", "allied-classified"),
        ("U.S. PERSONS ONLY", "noforn"),
        ("暫定版・取扱注意", "jp-toriatsukai-chui"),
        ("外為法規制対象技術", "jp-fefa"),
        ("共同研究者限り", "jp-kankeisha"),
        ("机密（限项目组）", "cn-jimi"),
        ("未经许可不得外传", "cn-shangmi"),
    ],
)
def test_a_banner_at_the_head_of_a_page_is_a_marking(line: str, name: str) -> None:
    assert name in names(f"{line}\n\n{PROSE}\n")


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        (
            "WARNING - This document contains technical data whose export is restricted by the Arms Export\n"
            "Control Act (Title 22, U.S.C.) or the Export Administration Act of 1979.",
            "itar",
        ),
        (
            "These commodities or technology were exported in accordance with the Export Administration Regulations.",
            "ear",
        ),
        ("The information contained in this drawing is the sole property of Minato Ltd.", "proprietary"),
        ("本資料は社外秘です。", "jp-shagaihi"),
        ("本図面に記載の技術は外国為替及び外国貿易法により輸出が規制されています。", "jp-fefa"),
        ("本文件属于商业秘密，未经许可不得复制。", "cn-shangmi"),
        ("本技术受《中华人民共和国出口管制法》管制。", "cn-export-control"),
    ],
)
def test_a_sentence_about_the_document_is_a_marking_anywhere(sentence: str, name: str) -> None:
    assert name in names(f"{PROSE}\n{sentence}\n{PROSE}")


@pytest.mark.parametrize(
    "text",
    [
        "第三条 国家秘密的密级分为绝密、机密、秘密三级。绝密级国家秘密是最重要的国家秘密。",
        "この法律において「特定秘密」とは、秘密の取扱いについて定めるものをいう。極秘の扱いは別に定める。",
        "Students learn how the ITAR and the Export Administration Regulations treat university research.",
        "The report was approved for public release by the committee last year.",
        "Confidential computing protects data in use.",
        "Reviewers keep all submissions confidential.",
        "秘密保持契約の締結について相談しました。",
    ],
)
def test_prose_that_mentions_a_legend_is_none(text: str) -> None:
    assert names(f"{text}\n{PROSE}\n{text}") == set()


def test_a_list_of_levels_is_no_marking() -> None:
    assert names(f"文書の区分\n極秘\n社外秘\n部外秘\n{PROSE}") == set()


def test_a_banner_deep_in_a_long_page_counts_only_where_bracketed_or_repeated() -> None:
    body = "\n".join(
        f"Line {number} tells of ordinary things in ordinary words, and of none other." for number in range(60)
    )
    assert names(f"{body}\nCONFIDENTIAL\n{body}") == set()
    assert names(f"{body}\n【社外秘】\n{body}") == {"jp-shagaihi"}
    assert names(f"{body}\nCONFIDENTIAL\n{body}\fx\n{body}\nCONFIDENTIAL\n{body}") == {"confidential"}


def test_not_approved_for_public_release_does_not_lower() -> None:
    assert "public-release" not in names("NOT APPROVED FOR PUBLIC RELEASE\n" + PROSE)


def test_position_is_the_offset_of_the_line() -> None:
    (marking,) = find_markings(document("Report\n  【社外秘】\nbody"), "a.txt")
    assert marking.where == "a.txt:9"


def test_a_drawing_is_read_line_by_line_everywhere() -> None:
    text = (
        "\n".join(f"{number}.5" for number in range(400))
        + "\n社外秘\n"
        + "\n".join(f"R{number}" for number in range(400))
    )
    found = find_markings(document(text, cad={"LINE": 40}), "a.dxf")
    assert [marking.name for marking in found] == ["jp-shagaihi"]


def test_a_bracketed_legend_in_the_file_name_counts() -> None:
    found = find_markings(document("hello"), "【極秘】plan.docx")
    assert [marking.name for marking in found] == ["jp-gokuhi"]


def test_levels() -> None:
    assert level_of(["jp-gokuhi", "tlp-green"]) is Level.CONTROLLED
    assert level_of(["public-release"]) is Level.PUBLIC
    assert level_of([]) is None


@pytest.mark.parametrize(
    "hostile",
    [
        "(" * 200_000,
        "this document " * 30_000,
        "CUI//" * 50_000,
        "\n" * 300_000,
        "A " * 200_000,
        ("取扱注意資料" * 40 + "極秘x\n") * 900,
        ("CONFIDENTIAL AND " * 20 + "x\n") * 900,
    ],
)
@pytest.mark.timeout(120)  # quadratic matching would take hours
def test_hostile_text_is_read_in_linear_time(hostile: str) -> None:
    names(hostile)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("C O N F I D E N T I A L   A N D   P R O P R I E T A R Y", "confidential"),
        ("ＣＯＮＦＩＤＥＮＴＩＡＬ", "confidential"),
        ("CONFID\u200bENTIAL", "confidential"),
        ("СОNFІDЕNТІАL", "confidential"),
        ("\u202eLAITNEDIFNOC", "confidential"),
        ("LAITNEDIFNOC", "confidential"),
        ("C0NF1DENT1AL", "confidential"),
        ("C-U-I", "cui"),
        ("社 外 秘", "jp-shagaihi"),
        ("極\u200b秘", "jp-gokuhi"),
        ("秘外社", "jp-shagaihi"),
        ("机 密 ★ 10 年", "cn-jimi"),
        ("𝐂𝐎𝐍𝐅𝐈𝐃𝐄𝐍𝐓𝐈𝐀𝐋", "confidential"),
    ],
)
def test_a_disguised_legend_is_read_as_what_it_seems(line: str, name: str) -> None:
    assert name in names(f"{line}\n\n{PROSE}\n")


@pytest.mark.parametrize(
    "line",
    ["該非判定：非該当", "外為法：対象外", "CONFIDENTIAL = 2", "Confidential: no", "5. Confidential Information"],
)
def test_a_line_that_denies_is_none(line: str) -> None:
    assert names(f"{line}\n\n{PROSE}\n") == set()


def test_of_several_choices_the_ticked_one_counts() -> None:
    assert names(f"□極秘 ☑社外秘 □部外秘\n{PROSE}") == {"jp-shagaihi"}
    assert names(f"□極秘 □社外秘 □部外秘\n{PROSE}") == set()


def test_a_quoted_sentence_is_doubted() -> None:
    (marking,) = find_markings(
        document(f'{PROSE}\n"This drawing contains technical data subject to the EAR."'), "a.txt"
    )
    assert marking.is_doubted


def test_a_legend_in_a_header_counts_wherever_its_text_stands() -> None:
    body = "Ordinary words of an ordinary line, of which there are many here.\n" * 80
    places = (
        Place(start=0, label="body"),
        Place(start=len(body), label="header 2"),
        Place(start=len(body) + 4, label="x"),
    )
    part = Part(name="", type="a/b", digest="0", size_bytes=1, text=f"{body}社外秘\n{body}", places=places)
    (marking,) = find_markings(Document(parts=(part,)), "a.docx")
    assert (marking.source, marking.place, marking.offset) == (MarkingSource.HEADER, "header 2", len(body))


@pytest.mark.parametrize(
    ("metadata", "name", "source"),
    [
        ({"keywords": "plan; 社外秘"}, "jp-shagaihi", PROPERTY),
        ({"category": "Company Confidential"}, "confidential", PROPERTY),
        ({"Classification": "Secret"}, "confidential", PROPERTY),
        ({"密级": "秘密"}, "cn-mimi", PROPERTY),
        ({"機密区分": "秘"}, "jp-hi", PROPERTY),
        ({"ECCN": "3a001"}, "ear", PROPERTY),
        ({"sensitivity": "Company-Confidential"}, "confidential", PROPERTY),
        ({"MSIP_Label_1-a_Name": "Highly Confidential\\All"}, "confidential", LABEL),
        ({"MSIP_Label_1-a_Enabled": "true", "MSIP_Label_1-a_Name": "公開"}, "public-release", LABEL),
        ({"label-1": "id={1-a} enabled=1 removed=0"}, "msip-label", LABEL),
        ({"msip_labels": "MSIP_Label_7_Enabled=True; MSIP_Label_7_Name=Internal;"}, "internal-only", LABEL),
    ],
)  # fmt: skip
def test_what_properties_declare(metadata: dict[str, str], name: str, source: MarkingSource) -> None:
    part = Part(name="", type="a/b", digest="0", size_bytes=1, text=PROSE, metadata=metadata)
    found = find_markings(Document(parts=(part,)), "a.docx")
    assert [(marking.name, marking.source) for marking in found] == [(name, source)]


@pytest.mark.parametrize(
    "metadata",
    [
        {"author": "社外秘"},
        {"title": "Confidential computing"},
        {"MSIP_Label_1_Enabled": "false", "MSIP_Label_1_Name": "Confidential"},
        {"label-1": "id={1} enabled=1 removed=1"},
        {"keywords": "non-confidential; secretary"},
    ],
)
def test_properties_that_declare_nothing(metadata: dict[str, str]) -> None:
    part = Part(name="", type="a/b", digest="0", size_bytes=1, text=PROSE, metadata=metadata)
    assert find_markings(Document(parts=(part,)), "a.docx") == ()


@pytest.mark.parametrize(
    ("field", "name"),
    [
        (Field(name=FieldName.SECURITY, value="部外秘"), "jp-bugaihi"),
        (Field(name=FieldName.SECURITY, value="9E003"), "ear"),
        (Field(name=FieldName.LEGEND, value="This drawing contains proprietary information."), "proprietary"),
    ],
)
def test_cells_of_a_title_block(field: Field, name: str) -> None:
    part = Part(name="", type="image/vnd.dxf", digest="0", size_bytes=1, fields=(field,))
    found = find_markings(Document(parts=(part,)), "a.dxf")
    assert [(marking.name, marking.source) for marking in found] == [(name, MarkingSource.TITLE_BLOCK)]


@pytest.mark.parametrize(
    ("name", "marking"),
    [
        ("社外秘_図面.dxf", "jp-shagaihi"),
        ("plan_CONFIDENTIAL_v2.docx", "confidential"),
        ("極秘/図.dxf", "jp-gokuhi"),
        ("机密★5年-参数.xlsx", "cn-jimi"),
        ("Confidential_Computing.pdf", ""),
        ("秘密保持契約書.docx", ""),
        ("secret_santa.xlsx", ""),
    ],
)
def test_legends_set_apart_in_names(name: str, marking: str) -> None:
    assert [found.name for found in find_markings(document("hello"), name)] == ([marking] if marking else [])


@pytest.mark.parametrize("legend", [*BANNERS, *SENTENCES], ids=lambda legend: f"{legend.name}-{legend.hints[0]}")
def test_every_legend_can_be_compiled(legend: Legend) -> None:
    assert legend.pattern.pattern == legend.spelling
    assert legend.pattern.flags & legend.flags == legend.flags
