"""What the cells of title blocks are called, in Japanese, Chinese and English, and what may stand in them."""

# ruff: noqa: E501 - one list of words a field
from __future__ import annotations

import re
import unicodedata
from functools import cache

from classifiers.document import FieldName

# Compared without case, spaces and punctuation: `DWG. NO.` is `dwgno`.
LABELS: dict[FieldName, str] = {
    FieldName.NUMBER: "図番 図面番号 図面番號 図面No 圖面番號 図號 管理図番 製図番号 图号 图纸编号 图样代号 图纸代号 图样编号 图代号 代号 "
    "圖號 圖紙編號 圖面編號 圖樣代號 代號 dwgno dwgnum dwgnumber dwg drawingno drawingnum drawingnumber drgno drgnumber "
    "drawno drawingid documentno documentnumber documentid docno docnumber filenumber drawingcode",
    FieldName.TITLE: "図名 名称 品名 図面名称 図面名 部品名称 部品名 題名 表題 工事図名 タイトル 图名 图纸名称 图样名称 零件名称 产品名称 "
    "图纸标题 圖名 名稱 圖面名稱 圖紙名稱 圖樣名稱 零件名稱 產品名稱 title drawingtitle drawingname dwgtitle dwgname partname "
    "description partdescription supplementarytitle titlesupplementarytitle sheettitle",
    FieldName.REVISION: "改訂 改訂番号 改訂記号 訂正 版数 版 レビジョン 図面改訂 版本 版次 修订 修改次数 更改标记 修訂 版號 rev revno revnumber "
    "revision revisionno revisionnumber revisionindex issue dwgrev drawingrev revstatus ver version",
    FieldName.PROJECT: "件名 工事名 工事名称 工事件名 機種 機種名 製番 製造番号 工番 プロジェクト プロジェクト名 装置名 项目 项目名称 工程名称 "
    "项目编号 工程编号 工程 項目 項目名稱 工程名稱 project projectname projectno projectnumber projecttitle projectid job "
    "jobno jobnumber jobname contractno contractnumber client program",
    FieldName.COMPANY: "会社名 社名 会社 所属 発行元 単位名称 设计单位 单位名称 公司 公司名称 企业名称 公司名稱 單位名稱 設計單位 company companyname "
    "legalowner owner organization organisation cagecode cage cageno fscmno fscm manufacturer department "
    "responsibledept responsibledepartment",
    FieldName.PART: "品番 部品番号 部番 部品No 品目番号 商品コード 型式 型番 零件号 零件编号 物料编码 物料号 产品型号 型号 零件圖號 零件號 料號 產品型號 "
    "型號 partno partnum partnumber itemno itemnumber partid pn modelno modelnumber",
    FieldName.MATERIAL: "材質 材料 材質記号 材料記号 素材 使用材料 材质 材料标记 材料牌号 材料名称 材質名稱 材料標記 material matl mat mtl "
    "materials materialspec materialspecification rawmaterial",
    FieldName.TREATMENT: "処理 熱処理 表面処理 めっき メッキ 塗装 表面処理 硬度 热处理 表面处理 处理 涂装 熱處理 表面處理 處理 treatment "
    "heattreatment heattreat surfacetreatment coating plating painting hardness",
    FieldName.TOLERANCE: "公差 普通公差 一般公差 寸法公差 指示なき寸法公差 指示なき公差 指示無き公差 未注公差 未注尺寸公差 公差等级 一般公差等级 "
    "未注公差尺寸 尺寸公差 公差等級 tolerance tolerances generaltolerance generaltolerances toleranceunlessotherwisespecified "
    "tolerancesunlessotherwisespecified unlessotherwisespecifiedtolerances gentol tol generaltol",
    FieldName.SURFACE: "仕上 仕上げ 表面粗さ 面粗度 表面あらさ 表面性状 仕上記号 表面粗糙度 粗糙度 表面光洁度 finish surfacefinish "
    "surfaceroughness roughness surfacetexture",
    FieldName.SCALE: "尺度 縮尺 比率 スケール 比例 比例尺 绘图比例 縮尺度 scale drawingscale dwgscale plotscale",
    FieldName.PROJECTION: "投影法 投影 投影方法 画法 投影符号 视角 projection projectionmethod angleofprojection projectionangle",
    FieldName.UNIT: "単位 寸法単位 单位 尺寸单位 單位 unit units dimensionunit dimensionsin alldimensionsin dimensionsarein",
    FieldName.MASS: "質量 重量 重さ 単重 总重 质量 单重 總重 單重 单件质量 mass weight wt weightkg masskg weightg massg massofpart finishedweight "
    "estimatedweight",
    FieldName.QUANTITY: "数量 個数 員数 所要数 台数 件数 數量 件數 qty quantity qtyreq qtyreqd noreqd reqd quantityrequired",
    FieldName.SIZE: "用紙 用紙サイズ 図面サイズ サイズ 判 图幅 幅面 圖幅 size sheetsize papersize dwgsize drawingsize paper format",
    FieldName.SHEET: "葉 枚 枚数 シート 頁 ページ 页次 页码 张次 頁次 張次 sheet sheetno sheetnumber sheets page pageno pages sheetnr "
    "sheetcount sht shtno",
    FieldName.DATE: "日付 年月日 作成日 製図日 設計日 承認日 発行日 作図日 図面日付 日期 出图日期 绘图日期 date dateofissue issuedate datedrawn "
    "drawndate drawingdate createddate approvaldate datechecked dateapproved releasedate",
    FieldName.DRAWN: "製図 作図 作成 製図者 作成者 作図者 写図 トレース 担当 制图 绘图 描图 制图人 绘图人 製圖 繪圖 描圖 制圖 drawn drawnby drn "
    "drwn drw dr draftsman drafter drafted draftedby createdby creator author madeby",
    FieldName.DESIGNED: "設計 設計者 设计 设计人 設計人 拟制 編制 编制 主设 專業負責 designed designedby designer design des dsgn dsgd engineer engr "
    "eng",
    FieldName.CHECKED: "検図 照査 検査 校閲 審査 検図者 確認 確認者 点検 検印 校对 校核 审核 审查 复核 标准化 工艺 会签 标审 核对 校對 審核 審查 複核 標準化 工藝 "
    "會簽 核對 check checked checkedby chk chkd chkby cked ck checker reviewed reviewedby review verified verifiedby qa mfg",
    FieldName.APPROVED: "承認 認可 決裁 承認者 出図 部長 課長 批准 审定 核准 审批 批准人 審定 審批 approved approvedby appr apprd app appd apvd appvd apprvd approval engappr mfgappr qaappr "
    "approvals approvedperson released releasedby authorized authorizedby",
    FieldName.SECURITY: "秘密区分 機密区分 機密 秘区分 機密レベル 機密等級 取扱区分 情報区分 秘密等級 密级 秘密等级 保密等级 机密等级 保密级别 密級 "
    "保密等級 security securityclass securityclassification classification confidentiality securitylevel "
    "exportclassification exportcontrol eccn eccnno usmlcategory jurisdiction distributionstatement",
}  # fmt: skip
# Keys of attributes in the title blocks that come with drawing programs.
ATTRIBUTES = {
    "gentitledes": FieldName.TITLE,
    "gentitlename": FieldName.DRAWN,
    "gentitlenr": FieldName.NUMBER,
    "gentitlesca": FieldName.SCALE,
    "gentitlesiz": FieldName.SIZE,
    "gentitlesht": FieldName.SHEET,
    "gentitlemat": FieldName.MATERIAL,
    "gentitledate": FieldName.DATE,
    "gentitlechkm": FieldName.CHECKED,
    "gentitleappm": FieldName.APPROVED,
    "gentitlerev": FieldName.REVISION,
}
# Words of title blocks that name no field of ours; they are never a value.
OTHER_LABELS = (
    "記事 備考 符号 変更 変更内容 改訂内容 改訂履歴 訂正事項 訂正欄 理由 署名 印 照合番号 照合 番号 No 工程 摘要 注記 標記 标记 处数 分区 "
    "更改文件号 签名 签字 阶段标记 备注 序号 共 第 张 旧底图总号 底图总号 借通用件登记 装订号 備註 簽名 序號 處數 分區 更改文件號 階段標記 "
    "名前 氏名 変更事項 訂正内容 改訂事項 変更内容 变更内容 變更內容 修改内容 修改內容 序号 参照番号 照合番号 "
    "name names signature sign initials item remarks notes note nextassy nextassembly usedon application comments "
    "unlessotherwisespecified unlessotherwisenoted changes change zone ltr by ecn ecr eco dcn donotscaledrawing donotscale interpretgeometrictolerancingper "
    "typeofdocument documenttype documentstatus technicalreference languagecode language lang status"
)
# What a value must look like; fields that are not here take any words.
SHAPES: dict[FieldName, str] = {
    FieldName.SCALE: r"(?:1|\d+(?:\.\d+)?)\s*[:/]\s*\d+(?:\.\d+)?.*|n\.?\s?t\.?\s?s\.?|none|full|half|as (?:noted|shown)|nts|フリー|図示|現尺|原寸|无|見圖|见图|x?\d+(?:\.\d+)?[x%]?|\d+\s*[\"']\s*=\s*\d.*",
    FieldName.TOLERANCE: r".*\d.*|[fmcv]|.*[精中粗][級级].*|(?:very )?(?:fine|medium|coarse)",
    FieldName.DATE: r".*\d{1,4}.*",
    FieldName.MASS: r"[≈~約约]?\s*\d[\d.,]*\s*(?:kg|g|t|lbs?\.?|oz|mg)?.*|-|n/?a",
    FieldName.QUANTITY: r"\d[\d.,]*\s*[^\d\s]{0,5}|-|a/?r|各\d+.*",
    FieldName.SHEET: r".*\d.*",
    FieldName.SIZE: r"(?:din\s*|iso\s*|jis\s*)?[abc]\d(?:[\s\-x].{0,20})?|[a-k]|arch\s?[a-e]\d?|legal|letter|\d+\s?[x×]\s?\d+.*",
    FieldName.REVISION: r"\S{1,12}|.{0,24}\d.{0,8}",
    FieldName.NUMBER: r"(?=.*[\dA-Za-z])\S.{1,60}",
    FieldName.PART: r"(?=.*[\dA-Za-z])\S.{0,60}",
    FieldName.UNIT: r"mm|cm|m|in|inch(?:es)?|ft|millimet(?:er|re)s?|毫米|ミリ|ミリメートル|µm|μm",
    FieldName.PROJECTION: r".{0,60}(?:angle|角|1st|3rd|first|third).{0,60}",
    FieldName.DRAWN: r"[^:=]{1,60}",
    FieldName.DESIGNED: r"[^:=]{1,60}",
    FieldName.CHECKED: r"[^:=]{1,60}",
    FieldName.APPROVED: r"[^:=]{1,60}",
}
# Fields whose value may follow its English label in one string without a colon: `SCALE 1:2`, `SHEET 1 OF 3`.
FOLLOWING: dict[FieldName, str] = {
    FieldName.SCALE: r"\d+(?:\.\d+)?\s*[:/]\s*\d+(?:\.\d+)?|nts|none|full",
    FieldName.SHEET: r"\d+(?:\s*(?:of|/|-)\s*\d+)?",
    FieldName.REVISION: r"[a-z]|\d{1,3}|[a-z]\d{1,2}|-",
    FieldName.SIZE: r"a[0-5]|[a-e]",
    FieldName.NUMBER: r"(?=\S*\d)[\w\-./]{3,40}",
    FieldName.PART: r"(?=\S*\d)[\w\-./]{3,40}",
    FieldName.MASS: r"\d[\d.,]*\s*(?:kg|g|lbs?)",
    FieldName.QUANTITY: r"\d{1,5}",
    FieldName.DATE: r"\d{1,4}[\-./]\d{1,2}[\-./]\d{1,4}",
    FieldName.COMPANY: r"(?=\S*\d)[0-9a-z]{5}",
    FieldName.SECURITY: r"(?:ear99|[0-9][a-e]\d{3}\S{0,8})",
}
LEGEND = re.compile(
    r"proprietary|confidential|trade secret|sole property|property of|(?:shall|may|must) not be (?:reproduced|copied|disclosed|used)"
    r"|(?:without|prior) (?:the )?(?:express |prior )?(?:written )?(?:permission|consent|approval)|export[- ]control|export administration"
    r"|\bITAR\b|\bEAR99\b|\bECCN\b|22 ?CFR|15 ?CFR|arms regulations|technical data|distribution statement|controlled unclassified"
    r"|\bCUI\b|not for (?:distribution|release)|all rights reserved|copyright|©"
    r"|社外秘|部外秘|極秘|厳秘|秘密情報|取扱注意|持出禁止|無断(?:複製|転載|転用|複写|使用|で)|許可なく|承諾なく|関係者外秘|輸出(?:管理|貿易|規制|許可)|外為法|該非"
    r"|機密(?:情報|文書|資料)|绝密|機密$|机密|秘密$|^秘$|内部(?:资料|使用|公开|文件)|未经.{0,12}(?:许可|允许|同意|授权)|严禁|不得.{0,8}(?:复制|外传|转让|泄露)|版权所有|出口管制|商业秘密"
    r"|絕密|內部(?:資料|使用)|未經.{0,12}(?:許可|允許|同意|授權)|嚴禁|不得.{0,8}(?:複製|外傳|轉讓|洩露)|版權所有|營業秘密",
    re.IGNORECASE,
)
UNLESS = re.compile(
    r"unless otherwise (?:specified|noted|stated)|指示(?:なき|無き|のない)|特記なき|未注(?:尺寸|公差|倒角|圆角)|除(?:非)?另有(?:说明|規定|规定)",
    re.IGNORECASE,
)
KEY_NOISE = re.compile(r"[\W_]+")
KEY_CHARS = 48


def key(text: str) -> str:
    """A label as it is compared: no case, no spaces, no punctuation, no wide forms."""
    if len(text) > 4 * KEY_CHARS:
        return ""
    return KEY_NOISE.sub("", unicodedata.normalize("NFKC", text).casefold())


@cache
def table() -> dict[str, FieldName]:
    """Every label's key with its field; the first field that claims a label has it."""
    found: dict[str, FieldName] = {}
    for name, labels in LABELS.items():
        for label in labels.split():
            found.setdefault(key(label), name)
    return found


@cache
def other_labels() -> frozenset[str]:
    """Keys of labels that name no field."""
    return frozenset(key(label) for label in OTHER_LABELS.split())


@cache
def shape(name: FieldName) -> re.Pattern[str] | None:
    """What a whole value of a field must match; None where it may be any words."""
    return re.compile(SHAPES[name], re.IGNORECASE) if name in SHAPES else None


@cache
def following(name: FieldName) -> re.Pattern[str] | None:
    """What may follow an English label in one string; None where a colon is needed."""
    return re.compile(FOLLOWING[name], re.IGNORECASE) if name in FOLLOWING else None


def fits(name: FieldName, value: str) -> bool:
    """Whether words can be the value of a field."""
    text = unicodedata.normalize("NFKC", value).strip()
    pattern = shape(name)
    return bool(text) and any(char.isalnum() for char in text) and (pattern is None or bool(pattern.fullmatch(text)))
